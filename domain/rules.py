"""What questions are to each other: asked again for every member, or held against one another."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True)
class Group:
    """Questions that are asked about several people or things, one after the other.

    Fields with `repeat` of its id are asked about the first member where they stand; about each
    further one they are asked together, after the last of them.

    Attributes:
        more: The choice field (`yes`, `no`) that opens one more member; it is asked last.
        least: Members at least; below it nobody is asked for more.
        most: Members at most.
    """

    id: str
    more: str
    least: int = 1
    most: int = 5


class RuleKind(StrEnum):
    """What two answers must be to each other."""

    ORDER = "order"  # the second is not before, or less than, the first
    DIFFERS = "differs"
    AT_MOST_DAYS = "at-most-days"  # the second is at most so many days after the first


@dataclass(frozen=True)
class Rule:
    """What two answers must be to each other; broken, the later one is asked again.

    Inside a group both are the same member's.  `differs` of a field with itself: no two members
    have the same answer.
    """

    id: str
    kind: RuleKind
    first: str
    second: str
    days: int = 0

    def holds(self, first: str, second: str) -> bool:
        """Whether two answers are so; one that was skipped breaks no rule."""
        if not first or not second:
            return True
        if self.kind is RuleKind.DIFFERS:
            return first != second
        if self.kind is RuleKind.AT_MOST_DAYS:
            return (date.fromisoformat(second) - date.fromisoformat(first)).days <= self.days
        return _size(first) <= _size(second)


def _size(value: str) -> Decimal:
    """Numbers and amounts as they are; days by their digits, which keep their order."""
    return Decimal(value.replace("-", ""))
