"""Wording of commitments: the notice and the promise, alike on paper, on pages and as text."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from casework.desk import Desk
from casework.promising import spelt
from casework.transcribing import lines_of
from domain.certificate import Inked, PaperKind, Section, Sheet
from domain.commitment import Commitment
from domain.errors import PressFailed
from domain.identity import Person
from domain.item import Item, ProofRule
from domain.office import Office, OfficeId
from domain.strokes import read_strokes
from domain.terms import Terms

LETTER = "documents/commitment"
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class About:
    """What a commitment is about.

    Attributes:
        office: Where the case lies; None: in no case yet, as whoever reads the public list.
    """

    item: Item
    rule: ProofRule
    office: Office | None = None


@dataclass(frozen=True)
class Letter:
    """What a letter says.

    Attributes:
        notice: What the office tells: what each point begins with, and what it says.
        promise: What the applicant promises.
        said: Every other word of the page, by block.
    """

    notice: Pairs
    promise: tuple[str, ...]
    said: Mapping[str, str]


def terms_of(rule: ProofRule) -> Terms:
    """On what terms a promise takes the place of the proof.

    Raises:
        PressFailed: On none; no letter can be made of it.
    """
    if rule.terms is None:
        raise PressFailed(why="no-terms")
    return rule.terms


def letter_of(desk: Desk, about: About, signed: Commitment | None = None) -> Letter:
    """What the letter says, in the same words before it is signed and after.

    Raises:
        PressFailed: The item says nothing of a commitment in the place of this proof.
    """
    said = desk.words.blocks(LETTER, _facts(desk, about, signed))
    return Letter(
        notice=tuple(_pair(line) for line in lines_of(said["notice"])),
        promise=lines_of(said["promise"]),
        said=said,
    )


def _facts(desk: Desk, about: About, signed: Commitment | None) -> dict[str, object]:
    rule, office = about.rule, about.office
    credit, terms = desk.catalogue.credit, terms_of(rule)
    organ = desk.catalogue.offices.get(OfficeId(credit.organ))
    return {
        "proof": rule.title,
        "content": terms.content.rstrip("。"),
        "terms": terms,
        "law": about.item.law,
        "office": office.name if office else "",
        "phone": office.phone if office else "",
        "organ": organ.name if organ else "",
        "objection_days": credit.objection_days,
        "host": desk.host,
        "sample": desk.sample,
        "facts": spelt(desk, rule, signed.facts) if signed else (),
        "signed_at": signed.signed_at if signed else None,
    }


def letter_sheet(
    desk: Desk, about: About, signed: Commitment, *, signer: Person, url: str, code: str
) -> Sheet:
    """The page of a signed letter, every sentence chosen.

    Raises:
        PressFailed: It was never signed, or lies with no office.
    """
    if about.office is None or signed.signed_at is None:
        raise PressFailed(why="no-ground")
    letter = letter_of(desk, about, signed)
    return replace(
        _frame(about.office, letter.said),
        number=signed.number,
        rows=_rows(about, letter.said, signer),
        sections=_sections(letter),
        inked=_inked(letter.said, signed),
        code=code,
        url=url,
    )


def _frame(office: Office, said: Mapping[str, str]) -> Sheet:
    """The sheet that every letter of the office is, before anything is promised on it."""
    return Sheet(
        office_id=office.id,
        office=office.name,
        number_label=said["number_label"],
        number="",
        title=said["title"],
        opening=(),
        strong=(),
        head=(),
        rows=(),
        closing=(),
        issued_on="",
        how_title=said["how_title"],
        how=lines_of(said["how"]),
        code_label=said["code_label"],
        code="",
        url="",
        foot=said["foot"],
        sample=said["sample"],
        seal_line="",
        kind=PaperKind.COMMITMENT,
    )


def _rows(about: About, said: Mapping[str, str], signer: Person) -> tuple[tuple[str, ...], ...]:
    who, number, matter, fact = said["labels"].split("|")
    promised = "".join(lines_of(said["promised"]))
    return (
        (who, signer.name, number, signer.number),
        (matter, about.item.title),
        (fact, promised),
    )


def _sections(letter: Letter) -> tuple[Section, ...]:
    said, promise = letter.said, tuple(("", line) for line in letter.promise)
    return (
        Section(said["notice_head"], said["notice_by"], letter.notice),
        Section(said["promise_head"], said["promise_by"], promise),
    )


def _inked(said: Mapping[str, str], signed: Commitment) -> Inked:
    lines = tuple(_pair(line) for line in lines_of(said["signing"]))
    return Inked(said["signer"], lines, read_strokes(signed.strokes))


def _pair(line: str) -> tuple[str, str]:
    first, _, second = line.partition("|")
    return first, second
