"""What fails is tried again, later and later, and in the end shown to a human."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from structlog.testing import capture_logs

from domain.errors import Overloaded
from domain.post import GiveUp, Job, Later
from storage.database import Database
from storage.transaction import Transaction
from storage.worker import Patience
from tests.support.stores import AT
from tests.support.working import Clock, counts, put, working

T = TypeVar("T")


async def test_a_failure_is_tried_again_after_longer_and_longer(db: Database, clock: Clock) -> None:
    begun: list[datetime] = []

    async def tell(job: Job) -> None:
        begun.append(clock.now)
        if job.attempts < 4:
            raise OSError

    async with working(db, clock, {"tell": tell}) as worker:
        await put(db, ("tell", "a"))
        for _ in range(10):
            await worker.idle()
            clock.now += timedelta(seconds=1)

    assert [(at - AT).total_seconds() for at in begun] == [0, 1, 3, 7]
    assert await counts(db) == {"open": 0, "dead": 0}


async def test_a_failure_is_logged_by_class_and_id_and_nothing_personal(
    db: Database, clock: Clock
) -> None:
    async def tell(job: Job) -> None:
        raise ValueError("陈媛 13812340042")

    with capture_logs() as logs:
        async with working(db, clock, {"tell": tell}) as worker:
            await put(db, ("tell", "oChenYuan"))
            await worker.idle()

    failed = [line for line in logs if line["event"] == "job-failed"]
    assert [(line["topic"], line["error"]) for line in failed] == [("tell", "ValueError")]
    assert failed[0].keys() == {"event", "job", "topic", "error", "where", "log_level"}
    assert failed[0]["where"][-1].endswith(" tell")


async def test_after_its_last_attempt_a_job_is_dead(db: Database, clock: Clock) -> None:
    async def tell(job: Job) -> None:
        raise Later("silent")

    async with working(db, clock, {"tell": tell}, Patience(attempts=3)) as worker:
        await put(db, ("tell", "a"))
        for _ in range(3):
            await worker.idle()
            clock.now += timedelta(hours=1)

    ((job, why),) = await db.read(lambda tx: tx.outbox.dead_letters(9))
    assert (job.attempts, why) == (3, "silent")


async def test_a_wait_that_was_asked_for_is_kept_and_counts_against_nobody(
    db: Database, clock: Clock
) -> None:
    begun: list[datetime] = []

    async def tell(job: Job) -> None:
        begun.append(clock.now)
        if job.attempts < 5:
            raise Later("quiet-hours", timedelta(hours=2))

    async with working(db, clock, {"tell": tell}, Patience(attempts=2)) as worker:
        await put(db, ("tell", "a"))
        for _ in range(12):
            await worker.idle()
            clock.now += timedelta(hours=1)

    assert [(at - AT) // timedelta(hours=1) for at in begun] == [0, 2, 4, 6, 8]
    assert await counts(db) == {"open": 0, "dead": 0}


async def test_a_job_that_gives_up_is_dead_at_once(db: Database, clock: Clock) -> None:
    async def tell(job: Job) -> None:
        raise GiveUp("no-such-user")

    async with working(db, clock, {"tell": tell}) as worker:
        await put(db, ("tell", "a"), ("unheard-of", "b"))
        await worker.idle()

    letters = await db.read(lambda tx: tx.outbox.dead_letters(9))
    assert {(job.topic, why) for job, why in letters} == {
        ("tell", "no-such-user"),
        ("unheard-of", "no-such-topic"),
    }


async def test_chance_spreads_the_waits_and_no_wait_is_too_long() -> None:
    patience = Patience()

    assert patience.wait(3, 0.0) == timedelta(seconds=4)
    assert patience.wait(3, 1.0) == timedelta(seconds=2)
    assert patience.wait(99, 0.0) == timedelta(hours=1)


class Full(Database):
    """A database whose queue is full for now."""

    def __init__(self, behind: Database) -> None:
        super().__init__()
        self.now = True
        self._behind = behind

    async def write(self, function: Callable[[Transaction], T]) -> T:
        if self.now:
            raise Overloaded(wait_s=1)
        return await self._behind.write(function)


async def test_a_queue_that_is_full_for_a_while_does_not_end_the_worker(db: Database) -> None:
    told, looked_again, looks = asyncio.Event(), asyncio.Event(), iter(range(99))

    async def tell(job: Job) -> None:
        told.set()

    def clock() -> datetime:
        if next(looks) == 2:
            looked_again.set()
        return AT

    await put(db, ("tell", "a"))
    full = Full(db)
    with capture_logs() as logs:
        async with working(full, clock, {"tell": tell}, Patience(first=timedelta(milliseconds=1))):
            await asyncio.wait_for(looked_again.wait(), 5)
            full.now = False
            await asyncio.wait_for(told.wait(), 5)

    assert (logs[0]["event"], logs[0]["error"]) == ("outbox-unreadable", "Overloaded")
