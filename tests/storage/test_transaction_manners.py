"""What a transaction function may not do, and what happens to its neighbours then."""

import asyncio
from collections.abc import Callable, Iterator

import pytest

from storage.database import Database
from storage.faults import Misuse, Violation
from storage.transaction import Transaction
from tests.support.groups import beside, note, value
from tests.support.stores import AT


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


async def test_a_rollback_of_everything_costs_the_others_nothing(sqlite: Database) -> None:
    insert = "INSERT OR ROLLBACK INTO counters (name, value) VALUES ('twin', 1)"

    def guilty(tx: Transaction) -> None:
        tx.execute(insert, {})
        tx.execute(insert, {})

    met = await beside(sqlite, guilty)

    assert isinstance(met, Violation)
    assert await value(sqlite, "twin") == 0


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

    disguised: Callable[[Transaction], object] = guilty
    with pytest.raises(Misuse):
        await db.write(disguised)
    with pytest.raises(Misuse):
        await db.read(disguised)

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


async def test_a_read_function_cannot_write(db: Database) -> None:
    with pytest.raises(Exception, match=r"read-?only"):
        await db.read(note("n"))


async def test_a_claimed_key_without_an_answer_undoes_its_function(db: Database) -> None:
    def guilty(tx: Transaction) -> None:
        tx.counters.next("guilty")
        tx.once.claim("msg-1", actor="chen", at=AT)

    met = await beside(db, guilty)

    assert isinstance(met, Misuse)
    assert await value(db, "guilty") == 0
