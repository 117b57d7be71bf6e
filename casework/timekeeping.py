"""Timekeeping: one time for the whole house, held against a clock that nobody can set.

The wall clock may be put back or leap.  Put back, nothing is written until it has come up again to
the latest moment that was served; that moment is kept in the database.  After a leap the house
works on, but what time alone does (lapses, acceptances, deletions) waits until the new time has
stood for an hour, or an operator confirms it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime, timedelta

import structlog

from casework.desk import Desk
from domain.calendar import local_day
from domain.errors import ClockBehind, Refusal
from storage.database import Database
from storage.transaction import Transaction

BEHIND = timedelta(minutes=1)
LEAP = timedelta(minutes=10)
DOWN = timedelta(days=1)  # who was away for longer is not sure of the time at first
BELIEVED_S = 3600.0
EVERY_S = 60.0
LONGEST_WAIT = timedelta(days=2)  # no job is put off for longer; a quota may last a day
MARK = "served"
_log = structlog.get_logger()


class Timepiece:
    """Tells the time of the house.

    Args:
        wall: The time as the machine has it.
        steady: Seconds of a clock that only goes on, from an unknown beginning.
    """

    def __init__(self, wall: Callable[[], datetime], steady: Callable[[], float]) -> None:
        self._wall = wall
        self._steady = steady
        self._right = (wall(), steady())  # both, when nothing spoke against the time
        self._served = self._right[0]
        self._doubted: float | None = None  # by the steady clock, when a leap was seen

    def now(self) -> datetime:
        """The present moment; never before one that was served and not doubted."""
        wall = self._look()
        if self._doubted is None:
            self._served = max(wall, self._served)
        return max(wall, self._served)

    def doubt(self) -> str:
        """What speaks against the time: `behind`, `leapt`; empty: nothing does."""
        if self._look() < self._served - BEHIND:
            return "behind"
        return "" if self._doubted is None else "leapt"

    def check(self) -> None:
        """Let the house write, unless its clock is behind.

        Raises:
            ClockBehind: It is.
        """
        if self.doubt() == "behind":
            raise ClockBehind(why="clock", wait_s=int(BEHIND.total_seconds()))

    def begin(self, served: datetime | None, *, confirmed: date | None) -> datetime:
        """Know what was served before this process; return from when on it counts.

        Args:
            served: The latest moment that was, if any.
            confirmed: A day for which an operator vouches: if it is today, the clock is right.
        """
        wall = self._look()
        if served is None or confirmed == local_day(wall):
            return wall
        away = wall - served
        self._served = served if away > DOWN else max(served, wall)
        if away > DOWN:
            self._right = (served, self._steady())
        return self._served

    def raised(self, served: datetime) -> None:
        """Take notice of what another process has served."""
        self._served = max(self._served, served)

    @property
    def served(self) -> datetime:
        """The latest moment that was served and not doubted."""
        return self._served

    def _look(self) -> datetime:
        wall, steady = self._wall(), self._steady()
        right, then = self._right
        ahead = wall - right - timedelta(seconds=steady - then)
        if ahead <= LEAP or self._stood(steady):
            self._believe()
            if wall >= self._served - BEHIND:
                self._right = (wall, steady)
        elif self._doubted is None:
            self._doubted = steady
            _log.error("time-doubted", ahead_s=int(ahead.total_seconds()))
        return wall

    def _stood(self, steady: float) -> bool:
        return self._doubted is not None and steady - self._doubted >= BELIEVED_S

    def _believe(self) -> None:
        if self._doubted is not None:
            self._doubted = None
            _log.warning("time-believed")


async def begin(db: Database, timepiece: Timepiece, *, confirmed: date | None) -> None:
    """Go on from the latest moment that was served; a confirmed clock may stand before it."""
    before = await db.read(lambda tx: tx.clocks.mark(MARK))
    counts = timepiece.begin(before, confirmed=confirmed)
    if before is not None and counts < before:
        await db.write(lambda tx: tx.clocks.put_mark(MARK, counts))


@asynccontextmanager
async def keeping_time(
    desk: Desk, timepiece: Timepiece, *, every_s: float = EVERY_S
) -> AsyncIterator[None]:
    """Let nothing be written while the clock is behind, and keep the mark, until it is closed."""
    desk.db.guard(timepiece.check)
    ticking = asyncio.create_task(_tick(desk, timepiece, every_s))
    try:
        yield
    finally:
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking


async def _tick(desk: Desk, timepiece: Timepiece, every_s: float) -> None:
    while True:
        try:
            await mark(desk, timepiece)
        except Refusal as error:  # the disk, the queue, the clock: it may pass
            _log.warning("time-not-kept", why=error.code)
        await asyncio.sleep(every_s)


async def mark(desk: Desk, timepiece: Timepiece) -> None:
    """Keep what was served, and know what others have.

    After a doubted leap was taken back, what was put off to a time that never came is due again.

    Raises:
        ClockBehind: It is.
    """
    now = timepiece.now()
    if timepiece.doubt() == "leapt":
        return
    served = timepiece.served

    def work(tx: Transaction) -> datetime:
        tx.outbox.recall(now, beyond=now + LONGEST_WAIT)
        return tx.clocks.raise_mark(MARK, served)

    timepiece.raised(await desk.db.write(work))
