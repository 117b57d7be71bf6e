"""What the invented population register knows: people, ties and booklets with their history."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


class Sex(StrEnum):
    """What the seventeenth digit says."""

    MALE = "male"
    FEMALE = "female"


class Tie(StrEnum):
    """What an edge between two people is."""

    PARENT_CHILD = "parent-child"
    MARRIAGE = "marriage"
    ADOPTION = "adoption"


@dataclass(frozen=True)
class Person:
    """One invented resident.

    Attributes:
        division: Nine digits of the present registration; None if dead or registered elsewhere.
        elsewhere: County outside Lanxi where the person is registered now, six digits.
        phone: The number the register holds, if it holds one.
        records: Rows under this name and number; two make every answer ambiguous.
    """

    id_number: str
    name: str
    sex: Sex
    division: str | None
    alive: bool = True
    elsewhere: str | None = None
    phone: str | None = None
    records: int = 1

    @property
    def born(self) -> date:
        """The birthday inside the number."""
        return date.fromisoformat(
            f"{self.id_number[6:10]}-{self.id_number[10:12]}-{self.id_number[12:14]}"
        )


@dataclass(frozen=True)
class Edge:
    """A registered tie from a parent, spouse or adopter to a child, spouse or adoptee."""

    kind: Tie
    a: str
    b: str
    recorded_on: date
    record: str
    ended_on: date | None = None


@dataclass(frozen=True)
class Stay:
    """One person's time in one household booklet; still there while `until` is None."""

    booklet: str
    division: str
    person: str
    since: date
    until: date | None = None

    def overlaps(self, other: "Stay") -> bool:
        """Return whether both people were in one booklet on some same day."""
        mine, theirs = self.until or date.max, other.until or date.max
        return self.booklet == other.booklet and self.since < theirs and other.since < mine


def id_number(area: str, born: date, order: int) -> str:
    """Return an ID number with its check digit; an odd order makes a man's."""
    body = f"{area}{born:%Y%m%d}{order:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + CHECKS[total % 11]
