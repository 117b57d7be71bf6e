"""The worker does what is owed, and no lane waits for another."""

import asyncio
from datetime import timedelta

from domain.post import Job
from storage.database import Database
from storage.worker import Patience, Worker
from tests.support.stores import AT
from tests.support.working import Clock, counts, put, working


async def test_what_is_owed_is_done_and_lanes_keep_their_order(db: Database, clock: Clock) -> None:
    done: list[tuple[str, str]] = []

    async def tell(job: Job) -> None:
        await asyncio.sleep(0)
        done.append((job.lane, job.ids["n"]))

    async with working(db, clock, {"tell": tell}) as worker:
        await put(db, *(("tell", "ab"[n % 2]) for n in range(10)))
        await worker.idle()

    assert [n for lane, n in done if lane == "a"] == ["0", "2", "4", "6", "8"]
    assert [n for lane, n in done if lane == "b"] == ["1", "3", "5", "7", "9"]
    assert await counts(db) == {"open": 0, "dead": 0}


async def test_one_silent_recipient_holds_nobody_else_up(db: Database, clock: Clock) -> None:
    told: set[str] = set()
    answered, all_told = asyncio.Event(), asyncio.Event()

    async def tell(job: Job) -> None:
        if job.lane == "silent":
            await answered.wait()
        told.add(job.lane)
        if len(told) == 20:
            all_told.set()

    async with working(db, clock, {"tell": tell}) as worker:
        await put(db, ("tell", "silent"), *(("tell", f"lane-{n}") for n in range(20)))
        await asyncio.wait_for(all_told.wait(), 5)
        before = set(told)
        answered.set()
        await worker.idle()

    assert "silent" not in before
    assert "silent" in told


async def test_no_more_lanes_run_at_once_than_allowed(db: Database, clock: Clock) -> None:
    running, most = set[str](), list[int]()

    async def tell(job: Job) -> None:
        running.add(job.id)
        most.append(len(running))
        await asyncio.sleep(0)
        running.discard(job.id)

    async with working(db, clock, {"tell": tell}, Patience(at_once=3)) as worker:
        await put(db, *(("tell", f"lane-{n}") for n in range(12)))
        await worker.idle()

    assert (max(most), len(most)) == (3, 12)


async def test_what_a_crash_left_is_found_when_its_lease_ends(db: Database, clock: Clock) -> None:
    await put(db, ("tell", "a"))
    await db.write(lambda tx: tx.outbox.claim(AT, limit=1, lease=timedelta(seconds=60)))
    done: list[int] = []

    async def tell(job: Job) -> None:
        done.append(job.attempts)

    async with working(db, clock, {"tell": tell}) as worker:
        await worker.idle()
        early = list(done)
        clock.now += timedelta(seconds=60)
        await worker.idle()

    assert early == []
    assert done == [2]


async def test_closing_waits_for_what_runs_and_begins_nothing_more(
    db: Database, clock: Clock
) -> None:
    begun, go = asyncio.Event(), asyncio.Event()
    done: list[str] = []

    async def tell(job: Job) -> None:
        begun.set()
        await go.wait()
        done.append(job.ids["n"])

    worker = Worker(db, {"tell": tell}, clock=clock)
    worker.start()
    await put(db, ("tell", "a"), ("tell", "a"))
    await begun.wait()
    closing = asyncio.create_task(worker.close())
    await asyncio.sleep(0)
    go.set()
    await closing

    assert done == ["0"]
    assert await counts(db) == {"open": 1, "dead": 0}


async def test_closing_stops_what_does_not_end_and_leaves_it_owed(
    db: Database, clock: Clock
) -> None:
    begun = asyncio.Event()

    async def tell(job: Job) -> None:
        begun.set()
        await asyncio.Event().wait()

    worker = Worker(db, {"tell": tell}, clock=clock)
    worker.start()
    await put(db, ("tell", "a"))
    await begun.wait()
    await worker.close(grace_s=0.01)
    await worker.close()

    assert await counts(db) == {"open": 1, "dead": 0}


async def test_a_job_that_puts_another_into_its_lane_is_followed_by_it(
    db: Database, clock: Clock
) -> None:
    done: list[str] = []

    async def issue(job: Job) -> None:
        done.append("issue")
        await db.write(lambda tx: tx.outbox.put("tell", lane=job.lane, at=AT))

    async def tell(job: Job) -> None:
        done.append("tell")

    async with working(db, clock, {"issue": issue, "tell": tell}) as worker:
        await put(db, ("issue", "case-1"))
        await worker.idle()

    assert done == ["issue", "tell"]
