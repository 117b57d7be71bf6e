"""Credit: what was found against somebody, and whether it closes the way of commitment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
        decision: By what; the number of the decision, or a code.
        ends_on: The first day without it.
        lifted_at: When it was repaired or taken back.
    """

    id: str
    person: PersonId
    level: Level
    kind: str
    organ: str
    decision: str
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
        months: For how long a finding counts, by its level.
        source: The source that is asked beside our own records; empty: none.
        question: What it is asked.
    """

    bars: frozenset[Level] = frozenset(Level)
    objection_days: int = 5
    organ: str = ""
    months: Mapping[Level, int] = field(default_factory=dict)
    source: str = ""
    question: str = ""


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
