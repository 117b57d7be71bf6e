"""Figures: what is counted about cases, and how long things took for half and for nine in ten."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from domain.application import Application
from domain.item import Item, Way
from domain.office import OfficeId
from domain.rating import CONTENT, RATED, Satisfaction
from domain.states import State

FEWEST = 20  # fewer cases than this are shown to nobody but their office
HOUR = 60
EXACT = 4 * HOUR
COARSE = 100 * HOUR
CLOSED = "closed/"
TOOK = "took/"
BY = "way/"
LATE = "late"
RETURNED = "returned"
NEEDED = "letter-needed"
CLOSING = frozenset(
    {
        State.ISSUED,
        State.SETTLED,
        State.REFUSED,
        State.NOT_ACCEPTED,
        State.WITHDRAWN,
        State.LAPSED,
        State.TERMINATED,
    }
)

LISTED = frozenset(
    {
        *(f"{CLOSED}{state}" for state in CLOSING),
        *(f"{BY}{way}" for way in Way),
        LATE,
        RETURNED,
        NEEDED,
    }
)


def rounded(minutes: int) -> int:
    """Working minutes as they are counted: exact to four hours, then up to the hour, then ten."""
    if minutes <= EXACT:
        return max(minutes, 0)
    step = HOUR if minutes <= COARSE else 10 * HOUR
    return -(-minutes // step) * step


def within(counts: Mapping[int, int], share: float) -> int | None:
    """The minutes within which so great a share of all was done; None: nothing was.

    Args:
        counts: How many took so many minutes.
        share: From 0 to 1: 0.5 for half of them.
    """
    wanted, seen = share * sum(counts.values()), 0
    for minutes in sorted(counts):
        seen += counts[minutes]
        if seen >= wanted:
            return minutes
    return None


def counted(case: Application, item: Item, *, minutes: int) -> tuple[str, ...]:
    """What a case that has just been closed adds one to.

    Args:
        case: As it was closed.
        item: What was asked for.
        minutes: The office's working minutes from handing in to closing.
    """
    closed = f"{CLOSED}{case.state}"
    if case.state not in (State.ISSUED, State.SETTLED):
        return (closed, LATE) if case.late_reason else (closed,)
    ways = [p.way for p in case.proofs if p.settled and p.way is not None]
    if not item.issuable:
        ways = [Way.NOT_NEEDED]
    by = tuple(f"{BY}{way}" for way in ways)
    took = (f"{TOOK}{rounded(minutes)}",) if case.state is State.ISSUED else ()
    return (closed, *by, *took, *((LATE,) if case.late_reason else ()))


@dataclass(frozen=True)
class Tally:
    """The figures of some offices, items and days, as one sum.

    Attributes:
        counts: How often each thing was counted, by its code.
    """

    counts: Mapping[str, int] = field(default_factory=dict)

    def closed(self, *states: State) -> int:
        """How many cases were closed in these states."""
        return sum(self.counts.get(f"{CLOSED}{state}", 0) for state in states)

    @property
    def ended(self) -> int:
        """How many cases were closed, however."""
        return self.closed(*CLOSING)

    @property
    def issued(self) -> int:
        """How many papers were issued."""
        return self.closed(State.ISSUED)

    @property
    def letters(self) -> int:
        """How many were told that they need no paper."""
        return self.closed(State.SETTLED)

    @cached_property
    def took(self) -> Mapping[int, int]:
        """How many papers took so many working minutes."""
        return {
            int(what.removeprefix(TOOK)): n
            for what, n in self.counts.items()
            if what.startswith(TOOK)
        }

    @cached_property
    def half(self) -> int | None:
        """Working minutes within which half of the papers were issued."""
        return within(self.took, 0.5)

    @cached_property
    def nine_in_ten(self) -> int | None:
        """Working minutes within which nine in ten were."""
        return within(self.took, 0.9)

    def by_way(self, way: Way) -> int:
        """How many facts were settled in that way."""
        return self.counts.get(f"{BY}{way}", 0)

    @property
    def facts(self) -> int:
        """How many facts were settled in any way."""
        return sum(self.by_way(way) for way in Way)

    @property
    def refused(self) -> int:
        """How many papers were refused."""
        return self.closed(State.REFUSED)

    @property
    def not_accepted(self) -> int:
        """How many requests were not ours."""
        return self.closed(State.NOT_ACCEPTED)

    @property
    def returned(self) -> int:
        """How often a case went back for correction."""
        return self.counts.get(RETURNED, 0)

    @property
    def late(self) -> int:
        """How many were decided late."""
        return self.counts.get(LATE, 0)

    def rated(self, *levels: Satisfaction) -> int:
        """How many ratings stand, of these levels; none named: of all."""
        return sum(self.counts.get(f"{RATED}{level}", 0) for level in levels or Satisfaction)

    @property
    def content(self) -> int | None:
        """How many in a hundred were content, by ratings that stand; None: too few to be told."""
        rated = self.rated()
        return round(100 * self.rated(*CONTENT) / rated) if rated >= FEWEST else None

    @property
    def needed(self) -> int:
        """How many letters were answered with: still needed."""
        return self.counts.get(NEEDED, 0)


def summed(
    rows: Iterable[tuple[OfficeId, str, int]], before: Mapping[OfficeId, Tally] | None = None
) -> dict[OfficeId, Tally]:
    """The tallies of offices, from rows of office, code and number.

    Args:
        rows: What is added up.
        before: What was added up before; it is not changed.
    """
    found = {office: Counter(tally.counts) for office, tally in (before or {}).items()}
    for office, what, n in rows:
        found.setdefault(office, Counter())[what] += n
    return {office: Tally(counts) for office, counts in found.items()}


def together(tallies: Iterable[Tally]) -> Tally:
    """The tallies as one sum."""
    whole: Counter[str] = Counter()
    for each in tallies:
        whole.update(each.counts)
    return Tally(whole)
