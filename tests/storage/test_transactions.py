"""What a transaction function may not do, and what happens to it and its neighbours then."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from domain.errors import Overloaded
from storage.database import Database, Limits
from storage.faults import Misuse, Violation
from storage.sealing import Keyring
from storage.transaction import Transaction
from tests.support.stores import AT


def note(name: str) -> Callable[[Transaction], int]:
    """A harmless write, by which one can see whether it lasted."""
    return lambda tx: tx.counters.next(name)


async def value(db: Database, name: str) -> int:
    return await db.read(lambda tx: tx.counters.value(name))


async def beside(db: Database, guilty: Callable[[Transaction], Any]) -> BaseException:
    """Run a guilty function between two innocents, in one group; give what it met."""
    outcomes = await asyncio.gather(
        db.write(note("before")), db.write(guilty), db.write(note("after")), return_exceptions=True
    )
    assert (outcomes[0], outcomes[2]) == (1, 1)
    assert await value(db, "before") == 1
    assert await value(db, "after") == 1
    assert isinstance(outcomes[1], BaseException)
    return outcomes[1]


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


async def test_stop_iteration_does_not_hang_the_await(db: Database) -> None:
    nothing: Iterator[int] = iter(())

    with pytest.raises(Misuse) as met:
        await asyncio.wait_for(db.write(lambda tx: next(nothing)), 5)

    assert isinstance(met.value.__cause__, StopIteration)
    with pytest.raises(Misuse):
        await asyncio.wait_for(db.read(lambda tx: next(nothing)), 5)


@pytest.mark.parametrize(
    "statement",
    [
        "COMMIT",
        "ROLLBACK",
        "BEGIN IMMEDIATE",
        "SAVEPOINT lane",
        "RELEASE lane",
        "PRAGMA synchronous = OFF",
        "ATTACH ':memory:' AS other",
    ],
)
async def test_no_function_ends_or_leaves_the_shared_transaction(
    once_db: Database, statement: str
) -> None:
    await asyncio.gather(once_db.write(note("warm")), once_db.write(note("warm")))

    def guilty(tx: Transaction) -> None:
        tx.counters.next("guilty")
        tx.execute(statement, {})

    await beside(once_db, guilty)

    assert await value(once_db, "guilty") == 0


async def test_a_function_has_no_scripts_and_no_connection(db: Database) -> None:
    offered = await db.write(lambda tx: [n for n in dir(tx) if not n.startswith("_")])

    assert not {"executescript", "commit", "rollback", "connection", "cursor"} & set(offered)


async def test_a_rollback_of_everything_costs_the_others_nothing(db: Database) -> None:
    insert = "INSERT OR ROLLBACK INTO counters (name, value) VALUES ('twin', 1)"

    def guilty(tx: Transaction) -> None:
        tx.execute(insert, {})
        tx.execute(insert, {})

    met = await beside(db, guilty)

    assert isinstance(met, Violation)
    assert await value(db, "twin") == 0


async def test_an_error_of_the_database_cannot_be_caught_and_passed_over(db: Database) -> None:
    insert = "INSERT INTO counters (name, value) VALUES ('twin', 1)"

    def guilty(tx: Transaction) -> str:
        tx.execute(insert, {})
        try:
            tx.execute(insert, {})
        except Exception:  # noqa: BLE001 - what no function may do
            return "as if nothing had been"
        return "never"

    met = await beside(db, guilty)

    assert isinstance(met, Misuse)
    assert await value(db, "twin") == 0


async def test_a_broken_reference_is_a_violation(db: Database) -> None:
    with pytest.raises(Violation):
        await db.write(lambda tx: tx.credits.grant("nobody", "template"))  # type: ignore[arg-type] # no such account is the point


async def test_a_function_cannot_wait_for_another_write(db: Database) -> None:
    loop = asyncio.get_running_loop()

    def guilty(tx: Transaction) -> int:
        return asyncio.run_coroutine_threadsafe(db.write(note("inner")), loop).result(5)

    met = await beside(db, guilty)

    assert isinstance(met, Misuse)
    assert await value(db, "inner") == 0


async def test_a_function_cannot_run_a_loop_of_its_own_to_read(db: Database) -> None:
    with pytest.raises(Misuse):
        await db.write(lambda tx: asyncio.run(db.read(lambda inner: inner.counters.value("n"))))


async def test_an_async_function_is_refused_and_leaves_nothing(db: Database) -> None:
    async def guilty(tx: Transaction) -> None:
        tx.counters.next("guilty")

    with pytest.raises(Misuse):
        await db.write(guilty)
    with pytest.raises(Misuse):
        await db.read(guilty)

    assert await value(db, "guilty") == 0


async def test_a_generator_is_refused(db: Database) -> None:
    with pytest.raises(Misuse):
        await db.read(lambda tx: (row for row in (1, 2)))


async def test_a_transaction_is_dead_after_its_function(db: Database) -> None:
    leaked: list[Transaction] = []
    await db.write(leaked.append)
    await db.read(leaked.append)

    for tx in leaked:
        with pytest.raises(Misuse):
            tx.counters.value("n")

    assert len(leaked) == 3


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


async def test_a_read_function_cannot_write(db: Database) -> None:
    with pytest.raises(Exception, match="readonly"):
        await db.read(note("n"))


async def test_a_slow_function_is_named_with_nothing_personal(once_db: Database) -> None:
    stop = threading.Event()

    def slow_one(tx: Transaction) -> None:
        stop.wait(0.03)

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
    assert await asyncio.gather(db.write(counted), db.write(counted)) == [2, 3]
    assert len(runs) == 6


async def test_a_full_queue_refuses_at_once(tmp_path: Path, keys: Keyring) -> None:
    db = await Database.open(tmp_path / "small.db", keys, limits=Limits(waiting=4))
    outcomes = await asyncio.gather(
        *(db.write(note("n")) for _ in range(10)), return_exceptions=True
    )
    await db.close()

    assert [type(o) for o in outcomes] == [int] * 4 + [Overloaded] * 6


async def test_a_claimed_key_without_an_answer_undoes_its_function(db: Database) -> None:
    def guilty(tx: Transaction) -> None:
        tx.counters.next("guilty")
        tx.once.claim("msg-1", actor="chen", at=AT)

    met = await beside(db, guilty)

    assert isinstance(met, Misuse)
    assert await value(db, "guilty") == 0
