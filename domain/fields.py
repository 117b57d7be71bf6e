"""One question of a form: what is asked, when, and which answers there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.identity import IdNumber, age

Answers = Mapping[str, str]
MEMBER = "#"  # before the number of a second or further member: `relative_name#2`


class FieldKind(StrEnum):
    """How an answer is read."""

    CHOICE = "choice"
    TEXT = "text"
    NAME = "name"
    ID_NUMBER = "id-number"
    PASSPORT = "passport"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    DIVISION = "division"
    PHONE = "phone"
    CREDIT_CODE = "credit-code"
    IMAGE = "image"
    PERSON = "person"  # stands for several fields; the loader puts these in its place


class PlaceLevel(StrEnum):
    """How small a place is asked for."""

    TOWN = "town"
    VILLAGE = "village"
    COUNTY = "county"


class Prefill(StrEnum):
    """What the register proved of the applicant, and so need not be asked."""

    NAME = "name"
    ID_NUMBER = "id-number"
    PHONE = "phone"
    HOME = "home"


@dataclass(frozen=True)
class Choice:
    """One of the answers that can be chosen.

    Attributes:
        value: What is stored.
        label: What people read, and may type.
        also: What else they may type.
        when: The choice stands only under this answer of the field's `group`.
        item: The item that the case belongs to from here on; empty: no change.
    """

    value: str
    label: str
    also: tuple[str, ...] = ()
    when: str = ""
    item: str = ""


@dataclass(frozen=True)
class Field:
    """One question.

    Attributes:
        question: The sentence; `{relative}` stands for the relative's word.
        label: What the summary calls it.
        when: Earlier fields and the answers under which this one is asked; all must hold.
        under: Earlier fields with somebody's ID number or day of birth: asked only when one of
            these people is younger than so many years.
        optional: Whether one may skip it; the answer is then empty.
        group: The field whose answer selects among the choices.
        part_of: The field whose number this question shares.
        repeat: The repeated group that it belongs to.
        item: As in `Choice`, for every answer.
        prefill: What the register proved of the applicant stands here; it is not asked.
        longest: Characters at most, of a text.
        level: Of a division, how small.
        least: The smallest number, amount (yuan) or count of pictures.
        most: The greatest number or amount (yuan).
        past: Of a date: not after today.
        future: Of a date: not before today.
        foreign: Of a name: Latin letters are taken too.
    """

    id: str
    kind: FieldKind
    question: str
    label: str
    choices: tuple[Choice, ...] = ()
    when: Mapping[str, frozenset[str]] = field(default_factory=dict)
    under: Mapping[str, int] = field(default_factory=dict)
    optional: bool = False
    group: str = ""
    part_of: str = ""
    repeat: str = ""
    item: str = ""
    prefill: Prefill | None = None
    longest: int = 60
    level: PlaceLevel = PlaceLevel.TOWN
    least: Decimal | None = None
    most: Decimal | None = None
    past: bool = False
    future: bool = False
    foreign: bool = False

    @property
    def suffix(self) -> str:
        """What marks the member that it belongs to: `#2`; empty for the first, or no group."""
        return "".join(self.id.partition(MEMBER)[1:])

    def applies(self, answers: Answers, day: date | None = None) -> bool:
        """Whether these answers call for this question.

        Args:
            answers: What was answered before it.
            day: The day on which somebody's age counts; without it the question is called for if
                it was answered.
        """
        if not all(answers.get(other) in values for other, values in self.when.items()):
            return False
        if not self.under or day is None:
            return not self.under or self.id in answers
        return any(_younger(answers.get(who, ""), years, day) for who, years in self.under.items())

    def offers(self, answers: Answers) -> tuple[Choice, ...]:
        """The choices that stand under these answers."""
        group = answers.get(self.group, "")
        return tuple(c for c in self.choices if not c.when or c.when == group)

    def choice(self, value: str) -> Choice | None:
        """The choice that stores a value."""
        return next((c for c in self.choices if c.value == value), None)

    def leads(self, value: str) -> str:
        """The item that this answer leads to; empty when it leads nowhere."""
        chosen = self.choice(value)
        return (chosen.item if chosen else "") or (self.item if value else "")

    def member(self, suffix: str, group: frozenset[str]) -> "Field":
        """The same question about another member; what it looks at in the group is the member's.

        Args:
            suffix: `#2`, or empty for the first member.
            group: Ids of the fields that are asked about every member.
        """

        def own(other: str) -> str:
            return other + suffix if other in group else other

        return replace(
            self,
            id=self.id + suffix,
            when={own(other): values for other, values in self.when.items()},
            under={own(who): years for who, years in self.under.items()},
            group=own(self.group),
            part_of=own(self.part_of) if self.part_of in group or not suffix else "",
        )


def _younger(who: str, years: int, day: date) -> bool:
    """Whether the person of that ID number or day of birth is younger on that day."""
    if len(who) == len("YYYY-MM-DD"):
        born = date.fromisoformat(who)
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day)) < years
    return bool(who) and age(IdNumber(who), today=day) < years


@dataclass(frozen=True)
class Place:
    """A division by the names that people give it.

    Attributes:
        names: Its own names, the one that is read back first.
        level: The level that it can be named at.
        full: The name with all that it lies in: 江苏省南京市鼓楼区; empty: its names are enough.
    """

    division: str
    names: tuple[str, ...]
    level: PlaceLevel = PlaceLevel.TOWN
    full: str = ""
