"""Wording: from the facts of a case to the sheet of every paper but kinship and letters."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from casework.desk import Desk
from casework.paper_facts import (
    Ground,
    applicant_facts,
    fact_fields,
    facts_of,
    ground_of,
    purpose,
    record_facts,
)
from casework.reading_out import Voice
from casework.transcribing import lines_of
from domain.application import Application
from domain.certificate import Party, Sheet
from domain.errors import PressFailed
from domain.form import Field, FieldKind
from domain.identity import Person
from domain.item import Item, PaperText
from domain.office import Office, OfficeId

__all__ = ["parties", "purpose", "say", "sheet_of"]

PERSON = ("name", "id_number")
QUOTED = 40  # characters; what is longer stands in its sentence, and not in the table again
Row = tuple[str, ...]


class Spoken(dict[str, str]):
    """Facts that note which of them were spoken of.

    Only these stand in the table: what an applicant asked to leave out of the sentences must not
    come back below them.
    """

    def __init__(self, facts: Mapping[str, str]) -> None:
        super().__init__(facts)
        self.spoken: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.spoken.add(name)
        return super().__getitem__(name)


@dataclass(frozen=True)
class Said:
    """What an item's own sentences say of a case.

    Attributes:
        applicant: The applicant's name and number, as far as they were spoken of.
        facts: The facts that were spoken of, each with its field, in the order of the item.
    """

    states: tuple[str, ...]
    ground: str
    note: str
    applicant: tuple[str, ...]
    facts: tuple[tuple[Field, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Whom the sentences name beside the applicant."""
        return tuple(value for field, value in self.facts if field.kind is FieldKind.NAME)


def sheet_of(
    desk: Desk,
    case: Application,
    *,
    applicant: Person,
    valid_to: date | None,
    url: str,
    code: str,
) -> Sheet:
    """The page of a paper, every sentence chosen.

    Raises:
        PressFailed: A proof is not settled, or a sentence of the item cannot be said.
    """
    item = desk.catalogue.item(case.item, case.item_version)
    office = desk.catalogue.office(case.office or OfficeId(""))
    ground = ground_of(desk.catalogue, case, item, applicant=applicant, office=office.name)
    voice = Voice(desk.words, desk.places())
    own = say(voice, item, ground)
    facts = {**_facts(item, ground, own), "valid_to": valid_to}
    said = _framed(voice, item, {**facts, "host": desk.host, "sample": desk.sample})
    return replace(
        _frame(office, said),
        number=case.certificate_number,
        title=_text(item).title,
        opening=own.states,
        strong=(applicant.name, *own.names),
        rows=_rows(voice, said, own),
        issued_on=desk.words.wording.day(case.issued_on or date.min),
        code=code,
        url=url,
    )


def parties(applicant: Person, sheet: Sheet) -> tuple[Party, ...]:
    """Everybody on the paper, the applicant first; of others it knows the name only."""
    others = (name for name in sheet.strong if name != applicant.name)
    return (Party(applicant.name, applicant.number), *(Party(name, "") for name in others))


def say(voice: Voice, item: Item, ground: Ground) -> Said:
    """What the sentences of an item say.

    Raises:
        PressFailed: There are none, or one cannot be said of these facts.
    """
    text, fields = _text(item), {each.id: each for each in fact_fields(item)}
    applicant = Spoken(applicant_facts(voice, ground.applicant))
    record = Spoken(record_facts(voice, item, ground.record))
    facts = {**facts_of(voice, item, ground), "applicant": applicant, "record": record}

    def speak(sentence: str) -> str:
        lines = voice.words.sandboxed(sentence, facts).splitlines()
        return "".join(line.strip() for line in lines)

    states = tuple(filter(None, map(speak, text.states)))
    grounded, note = speak(text.ground), speak(text.note)
    told = ((fields[name], ground.record.get(name, "")) for name in fields if name in record.spoken)
    return Said(
        states,
        grounded,
        note,
        tuple(applicant[name] if name in applicant.spoken else "" for name in PERSON),
        tuple((field, value) for field, value in told if value),
    )


def _text(item: Item) -> PaperText:
    if item.paper is None:
        raise PressFailed(why="no-paper")
    return item.paper


def _facts(item: Item, ground: Ground, own: Said) -> dict[str, object]:
    return {
        "applicant": {"name": ground.applicant.name},
        "source": ground.source,
        "as_of": ground.as_of,
        "ground": own.ground,
        "shown": ground.shown,
        "replied": ground.replied,
        "note": own.note,
        "purpose": purpose(item.form, ground.answers),
        "use_unit": ground.answers.get("use_unit", ""),
    }


def _framed(voice: Voice, item: Item, facts: Mapping[str, object]) -> dict[str, str]:
    """The words around an item's own: those of all papers, and in their place its family's."""
    common = voice.words.blocks("documents/frame", facts)
    return common | voice.words.blocks(f"documents/{item.family}", facts)


def _frame(office: Office, said: Mapping[str, str]) -> Sheet:
    """The sheet that every paper of the office is, before there are words of its own on it."""
    closing = (said["ground"], said["use"], said["ending"])
    return Sheet(
        office_id=office.id,
        office=office.name,
        number_label=said["number_label"],
        number="",
        title="",
        opening=(),
        strong=(),
        head=_cells(said["head"]),
        rows=(),
        closing=tuple(filter(None, closing)),
        issued_on="",
        how_title=said["how_title"],
        how=lines_of(said["how"]),
        code_label=said["code_label"],
        code="",
        url="",
        foot=said["foot"],
        sample=said["sample"],
        seal_line=said["seal_line"],
        note=said["note"],
    )


def _rows(voice: Voice, said: Mapping[str, str], own: Said) -> tuple[Row, ...]:
    person = zip(_cells(said["person"]), own.applicant, strict=True)
    searched = (_cells(line) for line in lines_of(said.get("searched", "")))
    facts = ((field.label, voice.written(field, value)) for field, value in own.facts)
    short = ((label, value) for label, value in facts if len(value) <= QUOTED)
    return tuple(row for row in (*person, *searched, *short) if row[1])


def _cells(text: str) -> tuple[str, ...]:
    """The two cells of a line; what is written in the second may have a bar in it."""
    label, _, value = text.partition("|")
    return label.strip(), value.strip()
