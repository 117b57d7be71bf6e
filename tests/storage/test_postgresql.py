"""What only a server does: other hands in the way, connections that break, and what follows."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from domain.application import ApplicationId
from domain.errors import NotFound, Overloaded
from storage.calls import new_call
from storage.database import Database
from storage.faults import Closed, OutcomeUnknown, SchemaMismatch, Unreachable, Violation
from storage.pg_hand import Hand, Line
from storage.postgresql import Postgresql
from storage.sealing import Keyring
from storage.transaction import Transaction
from tests.support.engines import Server
from tests.support.groups import note, value
from tests.support.stores import AT, a_drafted, a_submitted, later

NOWHERE = "postgresql://127.0.0.1:1/lane"
LEASE = timedelta(seconds=60)
SLOW_COMMIT = """
CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_sleep(20); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER lingering AFTER INSERT ON counters DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION linger();
"""


class Pause:
    """A place in a function where it waits; only the first run of the function does."""

    def __init__(self) -> None:
        self.runs = 0
        self.reached, self.go_on = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.runs += 1
        if self.runs == 1:
            self.reached.set()
            assert self.go_on.wait(10)

    async def come(self) -> None:
        assert await asyncio.to_thread(self.reached.wait, 10)


async def begun(
    db: Database, pause: Pause, function: Callable[[Transaction], object]
) -> "asyncio.Task[object]":
    """A write that has begun, and waits where it was told to."""
    task = asyncio.create_task(db.write(function))
    await pause.come()
    return task


async def committing(url: str) -> None:
    """Return once a COMMIT is under way in that database."""
    seen = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
        " AND query = 'COMMIT' AND state = 'active'"
    )
    async with (
        await psycopg.AsyncConnection.connect(url, autocommit=True) as watching,
        asyncio.timeout(10),
    ):
        while not await (await watching.execute(seen)).fetchall():
            await watching.execute("SELECT pg_sleep(0.01)")


def url_of(db: Database) -> str:
    assert isinstance(db._engine, Postgresql)
    return db._engine.url


async def test_a_connection_that_broke_while_idle_is_made_anew(
    postgresql: Database, server: Server
) -> None:
    await asyncio.gather(*(postgresql.write(note("n")) for _ in range(20)))
    await value(postgresql, "n")

    server.cut()

    assert sorted(await asyncio.gather(*(postgresql.write(note("n")) for _ in range(20)))) == list(
        range(21, 41)
    )
    assert await value(postgresql, "n") == 40


async def test_a_connection_that_breaks_before_the_commit_costs_nothing_but_a_second_run(
    postgresql: Database, server: Server
) -> None:
    pause = Pause()

    def work(tx: Transaction) -> int:
        drawn = tx.counters.next("n")
        pause()
        tx.counters.next("other")
        return drawn

    task = await begun(postgresql, pause, work)
    server.cut()
    pause.go_on.set()

    assert await task == 1
    assert pause.runs == 2
    assert await value(postgresql, "n") == await value(postgresql, "other") == 1


async def test_what_a_function_makes_of_a_broken_connection_is_not_believed(
    postgresql: Database, server: Server
) -> None:
    pause = Pause()

    def work(tx: Transaction) -> int:
        try:
            pause()
            return tx.counters.next("n")
        except Exception:  # noqa: BLE001 - what no function may do
            raise KeyError from None

    task = await begun(postgresql, pause, lambda tx: (tx.counters.value("n"), work(tx))[1])
    server.cut()
    pause.go_on.set()

    assert await task == 1


async def test_a_connection_that_breaks_during_the_commit_leaves_the_outcome_unknown(
    postgresql: Database, server: Server
) -> None:
    runs: list[int] = []
    async with await psycopg.AsyncConnection.connect(url_of(postgresql)) as admin:
        await admin.execute(SLOW_COMMIT)

    def work(tx: Transaction) -> int:
        runs.append(1)
        return tx.counters.next("n")

    task = asyncio.create_task(postgresql.write(work))
    await committing(url_of(postgresql))
    server.cut()

    with pytest.raises(OutcomeUnknown):
        await task
    assert runs == [1]
    assert await value(postgresql, "n") == 0


async def test_of_two_that_wait_for_each_other_one_is_run_again(postgresql: Database) -> None:
    here, there = Pause(), Pause()

    def crossing(first: str, second: str, pause: Pause) -> Callable[[Transaction], object]:
        def work(tx: Transaction) -> tuple[int, int]:
            drawn = tx.counters.next(first)
            pause()
            return drawn, tx.counters.next(second)

        return work

    one = await begun(postgresql, here, crossing("a", "b", here))
    other = await begun(postgresql, there, crossing("b", "a", there))
    here.go_on.set()
    there.go_on.set()

    assert {await one, await other} == {(1, 1), (2, 2)}
    assert here.runs + there.runs >= 3  # who is run again may meet the other once more


async def test_a_version_that_was_outrun_is_read_again(postgresql: Database) -> None:
    case, pause = await postgresql.write(a_drafted), Pause()

    def slowly(tx: Transaction) -> int:
        read = tx.applications.get(case.id)
        pause()
        tx.applications.save(replace(read, reasons=read.reasons + " second"))
        return read.version

    task = await begun(postgresql, pause, slowly)
    await postgresql.write(lambda tx: tx.applications.save(replace(case, reasons="first")))
    pause.go_on.set()

    assert await task == 1
    kept = await postgresql.read(lambda tx: tx.applications.get(case.id))
    assert (kept.reasons, kept.version) == ("first second", 2)


async def test_a_key_that_is_taken_while_one_looks_is_met_at_the_second_look(
    postgresql: Database,
) -> None:
    pause, insert = Pause(), "INSERT INTO counters (name, value) VALUES ('twin', 1)"

    def look_and_insert(tx: Transaction) -> str:
        if tx.counters.value("twin"):
            return "found"
        pause()
        tx.execute(insert, {})
        return "made"

    task = await begun(postgresql, pause, look_and_insert)
    await postgresql.write(lambda tx: tx.execute(insert, {}))
    pause.go_on.set()

    assert await task == "found"
    with pytest.raises(Violation, match="counters_pkey"):
        await postgresql.write(lambda tx: tx.execute(insert, {}))


async def test_a_claim_is_nobodys_or_somebodys_even_while_it_is_given_back(
    postgresql: Database,
) -> None:
    first, pause = await postgresql.write(a_submitted), Pause()
    second = replace(first, id=ApplicationId("case-2"), number="YB-20261124-0002")
    await postgresql.write(lambda tx: tx.applications.add(second))
    await postgresql.write(lambda tx: tx.applications.claim("same", first.id))

    def give_back(tx: Transaction) -> None:
        tx.applications.release("same")
        pause()

    giving = await begun(postgresql, pause, give_back)
    claiming = asyncio.create_task(
        postgresql.write(lambda tx: tx.applications.claim("same", second.id))
    )
    pause.go_on.set()
    await giving

    assert await claiming is None
    assert await postgresql.write(lambda tx: tx.applications.claim("same", first.id)) == second.id


async def test_two_claimers_never_hold_one_lane_whatever_is_put_between(
    postgresql: Database,
) -> None:
    pause = Pause()
    await postgresql.write(lambda tx: tx.outbox.put("first", lane="a", at=later(1)))

    def claim(tx: Transaction) -> list[str]:
        return [job.topic for job in tx.outbox.claim(later(2), limit=9, lease=LEASE)]

    def claim_slowly(tx: Transaction) -> list[str]:
        claimed = claim(tx)
        pause()
        return claimed

    slow = await begun(postgresql, pause, claim_slowly)
    await postgresql.write(lambda tx: tx.outbox.put("earlier", lane="a", at=AT))
    quick = asyncio.create_task(postgresql.write(claim))
    pause.go_on.set()

    assert await slow == ["first"]
    assert await quick == []


async def test_the_journal_of_a_case_is_in_the_order_of_its_commits(postgresql: Database) -> None:
    case = await postgresql.write(a_drafted)

    def touch(tx: Transaction) -> None:
        read = tx.applications.get(case.id)
        tx.applications.save(read)
        tx.journal.add("touched", by="test", at=AT, case=case.id, version=read.version)

    await asyncio.gather(*(postgresql.write(touch) for _ in range(30)))

    entries = await postgresql.read(lambda tx: tx.journal.of_case(case.id))
    assert [entry.facts["version"] for entry in entries] == list(range(30))


async def test_a_text_with_nul_is_not_found_and_not_kept(postgresql: Database) -> None:
    with pytest.raises(NotFound):
        await postgresql.read(lambda tx: tx.applications.get(ApplicationId("case\0")))
    with pytest.raises(NotFound):
        await postgresql.write(lambda tx: tx.counters.next("n\0"))


async def test_a_server_that_is_away_is_an_overload_and_not_an_answer(keys: Keyring) -> None:
    call = new_call(note("n"), asyncio.get_running_loop())

    await asyncio.to_thread(Hand(Line(NOWHERE, writable=True), keys).run, call)

    assert isinstance(call.error, Overloaded)


async def test_an_opening_that_fails_says_why(server: Server, keys: Keyring) -> None:
    with pytest.raises(Unreachable):
        await Database.open(NOWHERE, keys)
    with pytest.raises(Unreachable):
        await Database.open(server.url_of("lane_test_no_such_database"), keys)
    with server.database(encoding="SQL_ASCII") as url, pytest.raises(SchemaMismatch, match="UTF8"):
        await Database.open(url, keys)


async def test_several_programs_serve_one_database(server: Server, keys: Keyring) -> None:
    with server.database(empty=True) as url:
        programs = await asyncio.gather(*(Database.open(url, keys) for _ in range(3)))
        drawn = await asyncio.gather(*(each.write(note("n")) for each in programs * 5))
        for program in programs:
            await program.close()

    assert sorted(drawn) == list(range(1, 16))


async def test_who_only_reads_writes_nothing(postgresql: Database, keys: Keyring) -> None:
    reader = await Database.open(url_of(postgresql), keys, read_only=True)

    with pytest.raises(Closed):
        await reader.write(note("n"))

    assert await value(reader, "n") == 0
    await reader.close()


async def test_closing_finishes_what_waits_and_ends_every_thread(
    server: Server, keys: Keyring
) -> None:
    before = set(threading.enumerate())
    with server.database() as url:
        db = await Database.open(url, keys)
        waiting = [asyncio.create_task(db.write(note("n"))) for _ in range(30)]
        await asyncio.sleep(0)

        await db.close()
        await db.close()

    assert sorted(await asyncio.gather(*waiting)) == list(range(1, 31))
    assert set(threading.enumerate()) == before
    with pytest.raises(Closed):
        await db.write(note("n"))
    with pytest.raises(Closed):
        await value(db, "n")
