"""Wording of letters: from the facts of a case to what a letter says, on paper and on its page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from casework.desk import Desk
from casework.transcribing import lines_of
from casework.wording import purpose
from domain.application import Application
from domain.certificate import PaperKind, Sheet
from domain.errors import PressFailed
from domain.form import Field, FieldKind
from domain.identity import Person, mask_name, mask_passport
from domain.item import Item, LetterText, ProofKind
from domain.letter import Said
from domain.office import Office, OfficeId
from domain.proof import Outcome, Proof
from templates.wording import unnumbered

Hide = Callable[[str], str]


@dataclass(frozen=True)
class Subject:
    """What a letter is about."""

    case: Application
    item: Item
    applicant: Person

    @property
    def unit(self) -> str:
        """Who asked for the paper; empty when the applicant named nobody."""
        return self.case.draft.answers.get("use_unit", "")

    @property
    def purpose(self) -> str:
        """What for, in words; empty when nobody asked."""
        answers = self.case.draft.answers
        return purpose(self.item.form, answers) if "purpose" in answers else ""

    @property
    def booklet(self) -> Proof | None:
        """What the register said of a shared booklet, if it confirmed what the applicant says."""
        for proof in self.case.proofs:
            rule = self.item.proof(proof.id)
            if rule and rule.kind is ProofKind.BOOKLET and proof.outcome is Outcome.HOLDS:
                return proof
        return None


def letter_text(item: Item) -> LetterText:
    """What the catalogue says in the letter about an item.

    Raises:
        PressFailed: Nothing; no letter can be made of it.
    """
    if item.letter is None:
        raise PressFailed(why="no-letter")
    return item.letter


def letter_points(desk: Desk, subject: Subject, *, masked: bool = False) -> tuple[Said, ...]:
    """The points of a letter in words; a point whose words are all left out is none.

    Args:
        desk: The desk.
        subject: What the letter is about.
        masked: Whether strangers read them: names are cut short then.
    """
    facts = _facts(desk, subject, mask_name if masked else str)
    said = (
        Said(_worded(desk, point.head, facts), _worded(desk, point.text, facts))
        for point in letter_text(subject.item).points
    )
    return tuple(point for point in said if point.head or point.text)


def _worded(desk: Desk, text: str, facts: Mapping[str, object]) -> str:
    lines = desk.words.sandboxed(text, facts).splitlines()
    return "".join(line.strip() for line in lines)


def _facts(desk: Desk, subject: Subject, hide: Hide) -> dict[str, object]:
    item, booklet = subject.item, subject.booklet
    facts: dict[str, object] = {
        "applicant": {"name": hide(subject.applicant.name)},
        "use_unit": unnumbered(subject.unit),
        "purpose": unnumbered(subject.purpose),
        "item": {"name": item.name, "title": item.title},
        "law": [
            {"law": basis.law, "article": basis.article, "gist": basis.gist} for basis in item.law
        ],
        "answers": _answers(desk, subject, hide),
    }
    if booklet is not None:
        facts["booklet"] = _shared(desk, booklet, hide)
    return facts


def _shared(desk: Desk, booklet: Proof, hide: Hide) -> dict[str, object]:
    said: dict[str, object] = dict(booklet.facts)
    if "head_name" in said:
        said["head_name"] = hide(str(said["head_name"]))
    if "relation" in said:
        code = str(said["relation"])
        said["relation"] = desk.words.term("relation", code, otherwise=code)
    return said


def _answers(desk: Desk, subject: Subject, hide: Hide) -> dict[str, str]:
    """Every answer as it is read out; what was not asked is empty, numbers are never in full."""
    form, given = subject.item.form, subject.case.draft.answers
    said = {field.id: "" for field in form.fields}
    for field in form.applicable(given):
        said[field.id] = _answer(desk, field, given.get(field.id, ""), hide)
    return said


def _answer(desk: Desk, field: Field, value: str, hide: Hide) -> str:
    if field.kind is FieldKind.DIVISION:
        return _place(desk, value)
    if field.kind is FieldKind.PASSPORT:
        return mask_passport(value)
    if field.kind is FieldKind.NAME and value:
        return hide(value)
    choice = field.choice(value) if field.kind is FieldKind.CHOICE else None
    return choice.label if choice else unnumbered(value)


def _place(desk: Desk, division: str) -> str:
    known = desk.shelf.divisions.known.get(division)
    return known.name if known else division


def letter_sheet(desk: Desk, subject: Subject, *, url: str, code: str) -> Sheet:
    """The page of a letter, every sentence chosen.

    Raises:
        PressFailed: The catalogue has no letter for it, or it has no number yet.
    """
    case, office = subject.case, desk.catalogue.office(subject.case.office or OfficeId(""))
    if case.issued_on is None:
        raise PressFailed(why="no-ground")
    words = _words(office, desk.words.blocks("documents/letter", _frame(desk, subject)))
    return replace(
        words,
        number=case.certificate_number,
        issued_on=desk.words.wording.day(case.issued_on),
        code=code,
        url=url,
    )


def _words(office: Office, said: Mapping[str, str]) -> Sheet:
    lines = {name: lines_of(text) for name, text in said.items()}
    return Sheet(
        office_id=office.id,
        office=office.name,
        number_label=said["number_label"],
        number="",
        title=said["title"],
        opening=(*lines["opening"], *lines["points"], *lines["closing"]),
        strong=lines["heads"],
        head=(),
        rows=(),
        closing=(),
        issued_on="",
        how_title=said["how_title"],
        how=lines["how"],
        code_label=said["code_label"],
        code="",
        url="",
        foot=said["foot"],
        sample=said["sample"],
        seal_line=said["seal_line"],
        kind=PaperKind.LETTER,
        salute=said["salute"],
        boxes=lines["boxes"],
    )


def _frame(desk: Desk, subject: Subject) -> dict[str, object]:
    office = desk.catalogue.office(subject.case.office or OfficeId(""))
    text = letter_text(subject.item)
    return {
        "applicant": {"name": subject.applicant.name},
        "item": {"name": subject.item.name},
        "title": text.title,
        "accept": text.accept,
        "points": letter_points(desk, subject),
        "purpose": unnumbered(subject.purpose),
        "use_unit": unnumbered(subject.unit),
        "confirmed": subject.booklet is not None,
        "phone": office.phone,
        "hours": office.hours,
        "host": desk.host,
        "sample": desk.sample,
    }
