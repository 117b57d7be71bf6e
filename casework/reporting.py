"""Reporting: the public clock, and the same figures for officials with the cases behind them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from casework.desk import Desk
from casework.reach import offices_of
from domain.application import ApplicationId
from domain.calendar import local_day
from domain.errors import NotFound, Refusal, Validation
from domain.figures import FEWEST, LISTED, Tally, summed, together
from domain.item import ItemId
from domain.office import Office, OfficeId, OfficeKind, OfficialId
from storage.transaction import Transaction

DAYS = 30
FRESH = timedelta(minutes=10)
STALE = 2 * FRESH  # older than that it is shown to nobody
LONGEST = 366
PAGE = 50
_log = structlog.get_logger()


@dataclass(frozen=True)
class Line:
    """What is made public of one office.

    Attributes:
        tally: Its figures; None: too few cases for figures of its own, they are in the whole.
    """

    office: Office
    tally: Tally | None


@dataclass(frozen=True)
class Board:
    """The public clock as it hangs for ten minutes.

    Attributes:
        at: When it was counted.
        whole: All offices together.
        towns: The towns, quickest first, those with too few cases last.
        others: All other offices that have closed a case.
    """

    at: datetime
    first: date
    last: date
    whole: Tally
    towns: tuple[Line, ...]
    others: tuple[Line, ...]


def _made_public(office: Office, tallies: Mapping[OfficeId, Tally]) -> Line:
    tally = tallies.get(office.id, Tally())
    return Line(office, tally if tally.issued >= FEWEST else None)


def _quickest(line: Line) -> tuple[int, int]:
    if line.tally is None:
        return (1, 0)
    return (0, line.tally.half or 0)


class Wall:
    """Where the board hangs, so that nobody waits for the counting but the first.

    What was closed before yesterday changes no more, so it is read once a day.
    """

    def __init__(self) -> None:
        self._hung: Board | None = None
        self._past: tuple[date, dict[OfficeId, Tally]] = (date.min, {})
        self._counting: asyncio.Task[None] | None = None

    async def board(self, desk: Desk) -> Board:
        """The board; whoever finds it ten minutes old has it counted anew for those who follow."""
        hung = self._hung
        age = desk.now() - hung.at if hung else STALE
        if hung is None or not timedelta() <= age < STALE:
            return await self._hang(desk)
        if age >= FRESH and (self._counting is None or self._counting.done()):
            self._counting = asyncio.create_task(self._renewed(desk))
        return hung

    async def rest(self) -> None:
        """Wait until nothing is being counted."""
        if self._counting is not None:
            await self._counting

    async def _hang(self, desk: Desk) -> Board:
        self._hung = await self._counted(desk)
        return self._hung

    async def _renewed(self, desk: Desk) -> None:
        try:
            await self._hang(desk)
        except Refusal as refusal:  # busy: the old board hangs a little longer
            _log.warning("board-not-counted", why=refusal.code)

    async def _counted(self, desk: Desk) -> Board:
        """What was closed in the last thirty days, today included."""
        at = desk.now()
        today = local_day(at)
        first, yesterday = today - timedelta(days=DAYS - 1), today - timedelta(days=1)
        if self._past[0] != today:
            before = yesterday - timedelta(days=1)
            rows = await desk.db.read(lambda tx: tx.figures.between(first, before))
            self._past = (today, await asyncio.to_thread(summed, rows))
        recent = await desk.db.read(lambda tx: tx.figures.between(yesterday, today))
        tallies = summed(recent, self._past[1])
        return await asyncio.to_thread(lambda: _board(desk, tallies, at=at, first=first))


def _board(desk: Desk, tallies: Mapping[OfficeId, Tally], *, at: datetime, first: date) -> Board:
    lines = [_made_public(office, tallies) for office in desk.catalogue.offices.values()]
    towns = [each for each in lines if each.office.kind is OfficeKind.TOWN]
    others = [e for e in lines if e.office.id in tallies and e.office.kind is not OfficeKind.TOWN]
    return Board(
        at=at,
        first=first,
        last=local_day(at),
        whole=together(tallies.values()),
        towns=tuple(sorted(towns, key=_quickest)),
        others=tuple(sorted(others, key=_quickest)),
    )


@dataclass(frozen=True)
class Span:
    """Days from one to another, both included.

    Raises:
        Validation: They are not in order, or more than a year.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if not timedelta() <= self.last - self.first < timedelta(days=LONGEST):
            raise Validation(field="first", reason="date-out")


def span_of(first: str, last: str, *, today: date) -> Span:
    """The days that were asked for; empty: the last thirty.

    Raises:
        Validation: They are no days, not in order, or more than a year.
    """
    try:
        until = date.fromisoformat(last) if last else today
        since = date.fromisoformat(first) if first else until - timedelta(days=DAYS - 1)
    except ValueError:
        raise Validation(field="first", reason="date-shape") from None
    return Span(since, until)


@dataclass(frozen=True)
class Report:
    """The figures of one office, as its officials see them.

    Attributes:
        items: By item, most closed cases first.
    """

    office: Office
    span: Span
    tally: Tally
    items: tuple[tuple[ItemId, Tally], ...]


async def reports(desk: Desk, *, by: OfficialId, span: Span) -> tuple[Report, ...]:
    """The figures of the official's own offices that have any; nothing is too small here."""
    at = desk.now()

    def read(tx: Transaction) -> tuple[Report, ...]:
        own = sorted(offices_of(tx.officials.get(by), at))
        found = (_report(desk, tx, office, span) for office in own)
        return tuple(each for each in found if each.tally.counts)

    return await desk.db.read(read)


def _report(desk: Desk, tx: Transaction, office: OfficeId, span: Span) -> Report:
    rows = tx.figures.of_items(office, span.first, span.last)
    counts: dict[str, dict[str, int]] = {}
    for item, what, n in rows:
        counts.setdefault(item, {})[what] = n
    items = [(ItemId(item), Tally(found)) for item, found in counts.items()]
    items.sort(key=lambda each: (-each[1].ended, each[0]))
    whole = together(tally for _, tally in items)
    return Report(desk.catalogue.office(office), span, whole, tuple(items))


@dataclass(frozen=True)
class Behind:
    """The cases behind one figure, a page of them.

    Attributes:
        after: Where the next page begins; empty: this is the last one.
    """

    cases: tuple[tuple[ApplicationId, str, ItemId], ...]
    after: str


async def behind(
    desk: Desk, office: OfficeId, what: str, *, by: OfficialId, span: Span, after: str = ""
) -> Behind:
    """The cases that a figure of an office counts, by id, number and item.

    Raises:
        NotFound: The official does not work there, or there is no such figure.
    """
    at = desk.now()

    def read(tx: Transaction) -> Behind:
        official = tx.officials.get(by)
        if office not in offices_of(official, at) or what not in LISTED:
            raise NotFound
        lines = tx.figures.cases(office, what, span.first, span.last, after=after, limit=PAGE + 1)
        cases = [tx.applications.get(case) for _, case in lines[:PAGE]]
        seen = [c for c in cases if not official.concerned(c.parties)]
        more = lines[PAGE - 1][0] if len(lines) > PAGE else ""
        return Behind(tuple((c.id, c.number, c.item) for c in seen), more)

    return await desk.db.read(read)
