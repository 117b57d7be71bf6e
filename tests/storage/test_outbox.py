"""What is owed is done in order by lane, at least once, and never forgotten."""

import asyncio
from datetime import datetime, timedelta

from domain.post import Job
from storage.database import Database
from storage.transaction import Transaction
from tests.support.stores import AT, later

LEASE = timedelta(seconds=60)


async def put(db: Database, *jobs: tuple[str, str]) -> None:
    """Owe jobs, each a topic and a lane."""

    def owe(tx: Transaction) -> None:
        for topic, lane in jobs:
            tx.outbox.put(topic, lane=lane, at=AT, case="case-1")

    await db.write(owe)


async def claimed(db: Database, at: datetime = AT, limit: int = 9) -> list[Job]:
    return await db.write(lambda tx: tx.outbox.claim(at, limit=limit, lease=LEASE))


async def hauled(db: Database) -> list[Job]:
    """What a claimer gets who looks for as long as something is due."""
    haul: list[Job] = []
    while (due := await db.read(lambda tx: tx.outbox.next_due())) is not None and due <= AT:
        haul += await claimed(db, limit=4)
    return haul


async def test_a_job_comes_back_as_it_was_put(db: Database) -> None:
    await put(db, ("tell", "oChenYuan"))

    (job,) = await claimed(db)

    assert (job.topic, job.lane, job.ids) == ("tell", "oChenYuan", {"case": "case-1"})
    assert (job.attempts, job.created_at) == (1, AT)


async def test_of_a_lane_only_the_first_is_claimed_until_it_is_done(db: Database) -> None:
    await put(db, ("first", "a"), ("second", "a"), ("other", "b"))

    now = await claimed(db)
    then = await claimed(db)
    await db.write(lambda tx: tx.outbox.done(now[0].id, AT))
    after = await claimed(db)

    assert [job.topic for job in now] == ["first", "other"]
    assert then == []
    assert [job.topic for job in after] == ["second"]


async def test_of_many_claimers_at_once_one_has_each_job(db: Database) -> None:
    await put(db, *(("tell", f"lane-{n}") for n in range(30)))

    hauls = await asyncio.gather(*(hauled(db) for _ in range(10)))

    ids = [job.id for haul in hauls for job in haul]
    assert len(ids) == len(set(ids)) == 30


async def test_of_many_claimers_at_once_none_begins_a_lane_that_is_begun(db: Database) -> None:
    await put(db, *(("tell", f"lane-{n % 3}") for n in range(30)))

    hauls = await asyncio.gather(*(hauled(db) for _ in range(10)))

    lanes = [job.lane for haul in hauls for job in haul]
    assert sorted(lanes) == ["lane-0", "lane-1", "lane-2"]


async def test_a_job_put_late_with_an_earlier_place_waits_for_the_one_that_is_begun(
    db: Database,
) -> None:
    await db.write(lambda tx: tx.outbox.put("begun", lane="a", at=later(1)))
    (begun,) = await claimed(db, later(1))
    await db.write(lambda tx: tx.outbox.put("late", lane="a", at=AT))

    meanwhile = await claimed(db, later(2))
    await db.write(lambda tx: tx.outbox.later(begun, "busy", later(9)))
    after = await claimed(db, later(3))

    assert meanwhile == []
    assert [job.topic for job in after] == ["late"]


async def test_a_job_that_backs_off_keeps_its_place_in_the_lane(db: Database) -> None:
    await put(db, ("first", "a"), ("second", "a"))
    (job,) = await claimed(db)

    await db.write(lambda tx: tx.outbox.later(job, "busy", later(30)))

    assert await claimed(db, later(29)) == []
    assert await db.read(lambda tx: tx.outbox.next_due()) == later(30)
    (again,) = await claimed(db, later(30))
    assert (again.topic, again.attempts) == ("first", 2)


async def test_a_job_for_later_holds_nobody_up_before(db: Database) -> None:
    def owe_both(tx: Transaction) -> None:
        tx.outbox.put("remind", lane="a", at=AT, not_before=later(3600))
        tx.outbox.put("tell", lane="a", at=AT)

    await db.write(owe_both)
    (now,) = await claimed(db)
    await db.write(lambda tx: tx.outbox.done(now.id, AT))

    assert now.topic == "tell"
    assert await claimed(db, later(3599)) == []
    assert [job.topic for job in await claimed(db, later(3600))] == ["remind"]


async def test_a_lease_that_ends_makes_the_job_due_again(db: Database) -> None:
    await put(db, ("tell", "a"))
    (first,) = await claimed(db)

    assert await claimed(db, later(59)) == []
    (second,) = await claimed(db, later(60))

    assert second.id == first.id
    assert second.attempts == 2


async def test_whoever_lost_the_lease_cannot_put_the_job_off_or_bury_it(db: Database) -> None:
    await put(db, ("tell", "a"))
    (lost,) = await claimed(db)
    (held,) = await claimed(db, later(60))

    assert await db.write(lambda tx: tx.outbox.later(lost, "slow", later(999))) is False
    assert await db.write(lambda tx: tx.outbox.dead(lost, "slow", later(61))) is False
    assert await db.write(lambda tx: tx.outbox.later(held, "busy", later(90))) is True


async def test_what_was_done_is_done_even_by_whoever_lost_the_lease(db: Database) -> None:
    await put(db, ("tell", "a"))
    (lost,) = await claimed(db)
    await claimed(db, later(60))

    await db.write(lambda tx: tx.outbox.done(lost.id, later(61)))

    assert await claimed(db, later(999)) == []


async def test_a_dead_job_waits_for_a_human_and_for_nobody_else(db: Database) -> None:
    await put(db, ("first", "a"), ("second", "a"))
    (job,) = await claimed(db)
    await db.write(lambda tx: tx.outbox.dead(job, "no-such-user", AT))

    assert [other.topic for other in await claimed(db)] == ["second"]
    assert await db.read(lambda tx: tx.outbox.counts()) == {"open": 1, "dead": 1}
    ((letter, why),) = await db.read(lambda tx: tx.outbox.dead_letters(9))
    assert (letter.id, why) == (job.id, "no-such-user")


async def test_a_revived_job_is_tried_from_the_beginning(db: Database) -> None:
    await put(db, ("first", "a"))
    (job,) = await claimed(db)
    await db.write(lambda tx: tx.outbox.dead(job, "no-such-user", AT))

    assert await db.write(lambda tx: tx.outbox.revive(job.id, later(5))) is True
    assert await db.write(lambda tx: tx.outbox.revive(job.id, later(5))) is False

    (again,) = await claimed(db, later(5))
    assert (again.id, again.attempts) == (job.id, 1)


async def test_the_age_of_what_is_due_is_told(db: Database) -> None:
    assert await db.read(lambda tx: tx.outbox.due_age(AT)) == timedelta()
    assert await db.read(lambda tx: tx.outbox.next_due()) is None
    await put(db, ("tell", "a"))

    assert await db.read(lambda tx: tx.outbox.due_age(later(7))) == timedelta(seconds=7)
    assert await db.read(lambda tx: tx.outbox.topics()) == ["tell"]


async def test_a_listener_hears_of_what_was_owed_and_of_nothing_else(db: Database) -> None:
    heard: list[int] = []
    db.listen(lambda: heard.append(1))

    await db.write(lambda tx: tx.counters.next("n"))
    assert heard == []
    await put(db, ("tell", "a"))
    await asyncio.sleep(0)

    assert heard == [1]
