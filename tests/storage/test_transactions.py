"""A function runs whole, with its log context, and its outcome is true."""

import asyncio
import threading
from contextvars import ContextVar

import pytest
from structlog.testing import capture_logs

from domain.errors import Overloaded
from storage.database import Database, Limits
from storage.sealing import Keyring
from storage.transaction import Transaction
from tests.support.groups import beside, note, value


async def test_a_function_gets_its_result_and_its_rows_last(db: Database) -> None:
    drawn = await db.write(note("n"))

    assert drawn == 1
    assert await value(db, "n") == 1


async def test_an_error_rolls_its_own_function_back_and_no_other(db: Database) -> None:
    def guilty(tx: Transaction) -> None:
        tx.counters.next("guilty")
        raise KeyError("mine")

    met = await beside(db, guilty)

    assert isinstance(met, KeyError)
    assert await value(db, "guilty") == 0


async def test_an_error_of_a_lone_function_leaves_nothing(db: Database) -> None:
    def guilty(tx: Transaction) -> None:
        tx.counters.next("guilty")
        raise KeyError("mine")

    with pytest.raises(KeyError):
        await db.write(guilty)

    assert await value(db, "guilty") == 0


async def test_the_log_context_goes_along(db: Database) -> None:
    request: ContextVar[str] = ContextVar("request")
    request.set("req-1")

    seen = await db.write(lambda tx: request.get())

    assert seen == "req-1"
    assert await db.read(lambda tx: request.get()) == "req-1"


async def test_what_a_function_sets_in_its_context_stays_there(db: Database) -> None:
    request: ContextVar[str] = ContextVar("request", default="none")

    await db.write(lambda tx: request.set("inside") and None)

    assert request.get() == "none"


async def test_after_a_cancelled_await_the_write_is_whole_or_not_at_all(once_db: Database) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        tx.counters.next("first")
        begun.set()
        go.wait(5)
        tx.counters.next("second")

    task = asyncio.create_task(once_db.write(slow))
    await asyncio.to_thread(begun.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go.set()
    await once_db.write(note("next"))

    assert await value(once_db, "first") == await value(once_db, "second") == 1


async def test_a_cancelled_read_is_not_in_the_way_of_the_next(db: Database) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow(tx: Transaction) -> None:
        begun.set()
        go.wait(5)

    task = asyncio.create_task(db.read(slow))
    await asyncio.to_thread(begun.wait, 5)
    task.cancel()
    await asyncio.wait((task,))

    assert await asyncio.wait_for(value(db, "n"), 4) == 0
    go.set()


async def test_a_cancelled_read_gives_its_reader_back(db: Database) -> None:
    go = threading.Event()
    tasks = [asyncio.create_task(db.read(lambda tx: go.wait(5))) for _ in range(5)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    go.set()

    read = await asyncio.wait_for(asyncio.gather(*(value(db, "n") for _ in range(5))), 5)

    assert read == [0] * 5


async def test_a_slow_function_is_named_with_nothing_personal(once_db: Database) -> None:
    stop = threading.Event()

    def slow_one(tx: Transaction) -> None:
        stop.wait(0.25)

    with capture_logs() as logs:
        await once_db.write(slow_one)
        await once_db.write(note("n"))

    assert [(line["event"], line["function"].rsplit(".", 1)[-1]) for line in logs] == [
        ("slow-transaction", "slow_one")
    ]
    assert logs[0].keys() == {"event", "function", "ms", "log_level"}


async def test_every_function_runs_twice_here_and_counts_once(db: Database) -> None:
    runs: list[int] = []

    def counted(tx: Transaction) -> int:
        runs.append(1)
        return tx.counters.next("n")

    assert await db.write(counted) == 1
    assert sorted(await asyncio.gather(*(db.write(counted) for _ in "ab"))) == [2, 3]
    assert len(runs) == 6


async def test_a_full_queue_refuses_at_once(where: str, keys: Keyring) -> None:
    db = await Database.open(where, keys, limits=Limits(waiting=4))
    outcomes = await asyncio.gather(
        *(db.write(note("n")) for _ in range(10)), return_exceptions=True
    )
    await db.close()

    assert [type(o) for o in outcomes] == [int] * 4 + [Overloaded] * 6
