"""A letter to whoever asked for a paper that nobody needs, and what they answer."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.application import ApplicationId
from domain.certificate import CertificateId
from domain.identity import plain_text
from domain.item import ItemId
from domain.office import OfficeId

Place = tuple[int, int, str]  # of `Asking` in a list: still asking, letters, id
BEGIN: Place = (2**31 - 1, 0, "")
LONGEST_PURPOSE, LONGEST_BASIS, LONGEST_NAME = 100, 300, 40


class Stance(StrEnum):
    """What the asking unit says to a letter."""

    ACCEPTED = "accepted"
    NEEDED = "needed"


@dataclass(frozen=True)
class Reply:
    """One answer to a letter.

    Attributes:
        purpose: What a unit that still asks wants the paper for.
        basis: What it asks on the strength of; in its own words, nobody has checked it.
        who: The name of whoever answers, if it was given.
    """

    stance: Stance
    at: datetime
    purpose: str = ""
    basis: str = ""
    who: str = ""

    def says(self, other: "Reply | None") -> bool:
        """Whether the other answer says the same, whenever it was given."""
        return other is not None and replace(self, at=other.at) == other


def reply(stance: Stance, *, purpose: str, basis: str, who: str, at: datetime) -> Reply:
    """Read an answer; whoever still asks says what for, and on what basis.

    Raises:
        Validation: Purpose or basis is missing, or something is too long or cannot be seen.
    """
    name = plain_text(who, field="who", longest=LONGEST_NAME) if who.strip() else ""
    if stance is Stance.ACCEPTED:
        return Reply(stance, at, who=name)
    return Reply(
        stance,
        at,
        plain_text(_one_line(purpose), field="purpose", longest=LONGEST_PURPOSE),
        plain_text(_one_line(basis), field="basis", longest=LONGEST_BASIS),
        name,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())  # what is typed into a large box has line breaks


@dataclass(frozen=True)
class Said:
    """One point of a letter, in words."""

    head: str
    text: str


@dataclass(frozen=True)
class Letter:
    """What is held about a letter beside its paper.

    Attributes:
        paper: Its row in the register of papers.
        unit: To whom it is addressed; empty when the applicant named nobody.
        title: Its title.
        points: Its points as strangers may read them: names masked.
        accept: What the unit can agree to, in a few words.
        reply: The answer that counts now; earlier ones are kept.
    """

    paper: CertificateId
    case: ApplicationId
    office: OfficeId
    item: ItemId
    unit: str
    title: str
    points: tuple[Said, ...]
    accept: str
    reply: Reply | None = None
    version: int = 0

    def answered(self, given: Reply) -> "Letter":
        """The letter with another answer, which counts from now on."""
        return replace(self, reply=given)


@dataclass(frozen=True)
class Figures:
    """How many letters went out, and what became of them.

    Attributes:
        accepted: How many were answered with consent.
        needed: How many were answered with 仍需要.
    """

    letters: int = 0
    accepted: int = 0
    needed: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        """Both together."""
        return Figures(
            self.letters + other.letters,
            self.accepted + other.accepted,
            self.needed + other.needed,
        )

    @property
    def silent(self) -> int:
        """How many have no answer."""
        return self.letters - self.accepted - self.needed


@dataclass(frozen=True)
class Asking:
    """One unit that was written to about one item, and how it answers.

    Attributes:
        id: Of the row; a page of a list begins after it.
        contested: The letter that was answered with 仍需要 last; None: none is, or it is not
            for whoever looks.
    """

    id: str
    office: OfficeId
    item: ItemId
    unit: str
    figures: Figures
    contested: Letter | None = None

    @property
    def place(self) -> Place:
        """Where it stands in a list."""
        return self.figures.needed, self.figures.letters, self.id


def unit_key(name: str) -> str:
    """A unit's name for comparing: width, blanks and case make no other unit of it."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
