"""Credit: what was found against somebody, and whether it closes the way of commitment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.identity import PersonId


class Level(StrEnum):
    """How grave a finding is.

    Source:
        信用修复管理办法 (in force 2026-04-01), as reported: minor, general, serious.
    """

    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"


@dataclass(frozen=True)
class CreditRecord:
    """A finding by an organ, after notice and defence; never made by a failed check alone.

    Attributes:
        person: Whom it is about.
        kind: Code of what was found: `false-commitment`, `fraud`.
        organ: The office that found it, and that can repair it.
        basis: On what; a code or a document's number.
        ends_on: The first day without it.
        lifted_at: When it was repaired or taken back.
    """

    id: str
    person: PersonId
    level: Level
    kind: str
    organ: str
    basis: str
    found_on: date
    ends_on: date
    lifted_at: datetime | None = None

    def counts(self, today: date) -> bool:
        """Whether it is held against the person on that day."""
        return self.lifted_at is None and self.found_on <= today < self.ends_on


@dataclass(frozen=True)
class CreditRules:
    """What a finding does, as the catalogue's `credit.toml` has it.

    Attributes:
        bars: Levels that close the way of commitment while they count.
        objection_days: Working days within which an objection is answered.
        organ: Where one objects: name and phone are the office's.
    """

    bars: frozenset[Level]
    objection_days: int
    organ: str
    months: Mapping[Level, int]


def barring(
    records: Iterable[CreditRecord], rules: CreditRules, *, today: date
) -> CreditRecord | None:
    """The record that bars a commitment for longest; None: nothing does.

    Whoever once promised what was not true is barred whatever the level says.

    Source:
        国办发〔2020〕42号, as summaries give it.
    """
    found = [
        each
        for each in records
        if each.counts(today) and (each.level in rules.bars or each.kind == "false-commitment")
    ]
    return max(found, key=lambda each: each.ends_on, default=None)
