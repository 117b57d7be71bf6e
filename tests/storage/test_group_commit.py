"""Who shares a COMMIT, and who pays when it fails."""

import asyncio
import resource
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from domain.errors import Overloaded
from storage.connection import Connection
from storage.database import Database
from storage.faults import Violation
from storage.migrating import FOLDER
from storage.sealing import Keyring
from storage.sqlite import Sqlite
from storage.transaction import Transaction
from tests.support.stores import AT


def writer_of(db: Database) -> Connection:
    """The writer's connection, to look at what it says to SQLite."""
    assert isinstance(db._engine, Sqlite)
    assert db._engine.connection is not None
    return db._engine.connection


async def spoken(db: Database, story: Callable[[], Awaitable[object]]) -> list[str]:
    """The first words of every statement of a story."""
    connection, heard = writer_of(db), list[str]()
    await connection.run(lambda: connection.raw.set_trace_callback(heard.append))
    await story()
    await connection.run(lambda: connection.raw.set_trace_callback(None))
    return [statement.split(maxsplit=1)[0] for statement in heard]


async def test_a_lone_function_has_no_savepoint_and_a_commit_of_its_own(sqlite: Database) -> None:
    said = await spoken(sqlite, lambda: sqlite.write(lambda tx: tx.counters.next("n")))

    assert said == ["BEGIN", "INSERT", "COMMIT"]


async def test_functions_that_wait_together_share_one_commit(sqlite: Database) -> None:
    said = await spoken(
        sqlite,
        lambda: asyncio.gather(*(sqlite.write(lambda tx: tx.counters.next("n")) for _ in "abc")),
    )

    assert said == ["BEGIN", "INSERT", "INSERT", "INSERT", "COMMIT"]


async def test_no_group_has_more_than_128_functions(sqlite: Database) -> None:
    said = await spoken(
        sqlite,
        lambda: asyncio.gather(
            *(sqlite.write(lambda tx: tx.counters.next("n")) for _ in range(300))
        ),
    )

    groups = " ".join(said).split("COMMIT")
    assert [group.count("INSERT") for group in groups] == [128, 128, 44, 0]


async def test_a_group_in_which_one_refuses_runs_again_and_only_the_refused_is_undone(
    sqlite: Database,
) -> None:
    def refuse(tx: Transaction) -> None:
        tx.counters.next("n")
        raise KeyError

    said = await spoken(
        sqlite,
        lambda: asyncio.gather(
            sqlite.write(refuse),
            sqlite.write(lambda tx: tx.counters.next("n")),
            return_exceptions=True,
        ),
    )

    hopefully, carefully = said[: said.index("ROLLBACK") + 1], said[said.index("ROLLBACK") + 1 :]
    assert hopefully == ["BEGIN", "INSERT", "ROLLBACK"]
    assert carefully[:5] == ["BEGIN", "SAVEPOINT", "INSERT", "ROLLBACK", "RELEASE"]
    assert carefully[5:] == ["SAVEPOINT", "INSERT", "RELEASE", "COMMIT"]


async def test_the_last_to_refuse_takes_nobody_down_and_leaves_nothing(sqlite: Database) -> None:
    def refuse(tx: Transaction) -> None:
        tx.counters.next("refused")
        raise KeyError

    outcomes = await asyncio.gather(
        *(sqlite.write(lambda tx: tx.counters.next("n")) for _ in range(20)),
        sqlite.write(refuse),
        return_exceptions=True,
    )

    assert outcomes[:20] == list(range(1, 21))  # each effect once, though each may have run twice
    assert isinstance(outcomes[20], KeyError)
    assert await sqlite.write(lambda tx: tx.counters.next("refused")) == 1


@pytest.fixture
async def deferring(tmp_path: Path, keys: Keyring) -> AsyncIterator[Database]:
    """A database with a reference that is only looked at when the group commits."""
    folder = tmp_path / "migrations"
    shutil.copytree(FOLDER, folder)
    number = len(list(folder.iterdir())) + 1
    (folder / f"{number:04d}_pairs.sql").write_text(
        "CREATE TABLE halves (id TEXT PRIMARY KEY, other TEXT NOT NULL"
        " REFERENCES halves (id) DEFERRABLE INITIALLY DEFERRED);"
    )
    db = await Database.open(tmp_path / "deferring.db", keys, migrations=folder)
    yield db
    await db.close()


async def test_a_reference_that_breaks_at_commit_costs_only_the_guilty(deferring: Database) -> None:
    insert = "INSERT INTO halves (id, other) VALUES (:id, :other)"

    outcomes = await asyncio.gather(
        deferring.write(lambda tx: tx.counters.next("before")),
        deferring.write(lambda tx: tx.execute(insert, {"id": "a", "other": "nobody"})),
        deferring.write(lambda tx: tx.execute(insert, {"id": "b", "other": "b"})),
        return_exceptions=True,
    )

    assert [type(outcome) for outcome in outcomes] == [int, Violation, int]
    assert await deferring.read(lambda tx: tx.counters.value("before")) == 1
    halves = await deferring.read(
        lambda tx: [row["id"] for row in tx.rows("SELECT id FROM halves", {})]
    )
    assert halves == ["b"]


async def test_a_lone_reference_that_breaks_at_commit_is_a_violation(deferring: Database) -> None:
    with pytest.raises(Violation):
        await deferring.write(
            lambda tx: tx.execute("INSERT INTO halves VALUES ('a', 'nobody')", {})
        )

    assert await deferring.write(lambda tx: tx.counters.next("n")) == 1


def big(runs: list[str], name: str) -> Callable[[Transaction], int]:
    """A write that no small disk holds."""

    def write(tx: Transaction) -> int:
        runs.append(name)
        tx.journal.add("note", by="test", at=AT, filler="x" * 400_000)
        return 1

    return write


async def test_a_full_disk_fails_the_whole_group_and_runs_nothing_again(sqlite: Database) -> None:
    connection, runs = writer_of(sqlite), list[str]()
    await sqlite.write(lambda tx: tx.counters.next("before"))

    def small(tx: Transaction) -> int:
        runs.append("small")
        return tx.counters.next("n")

    pages = await connection.run(lambda: connection.raw.execute("PRAGMA page_count").fetchone()[0])
    await connection.run(
        lambda: connection.raw.execute(f"PRAGMA max_page_count = {pages + 4}").fetchall()
    )
    outcomes = await asyncio.gather(
        sqlite.write(small), sqlite.write(big(runs, "big")), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes] == [Overloaded, Overloaded]
    assert runs == ["small", "big"]
    assert await sqlite.read(lambda tx: tx.counters.value("n")) == 0
    assert await sqlite.read(lambda tx: tx.counters.value("before")) == 1


async def test_after_a_full_disk_writing_goes_on(sqlite: Database) -> None:
    connection, runs = writer_of(sqlite), list[str]()
    await connection.run(lambda: connection.raw.execute("PRAGMA max_page_count = 1").fetchall())
    with pytest.raises(Overloaded):
        await sqlite.write(big(runs, "big"))

    await connection.run(
        lambda: connection.raw.execute("PRAGMA max_page_count = 1000000").fetchall()
    )

    assert await sqlite.write(big(runs, "big")) == 1


async def test_a_disk_that_fails_is_no_answer_and_reads_stay_up(
    sqlite: Database, tmp_path: Path
) -> None:
    await sqlite.write(lambda tx: tx.counters.next("before"))
    log_bytes = (tmp_path / "lane.db-wal").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (log_bytes, hard))
    try:
        outcomes = await asyncio.gather(
            *(sqlite.write(big([], "big")) for _ in range(2)), return_exceptions=True
        )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert [type(outcome) for outcome in outcomes] == [Overloaded, Overloaded]
    assert await sqlite.read(lambda tx: tx.counters.value("before")) == 1
    assert await sqlite.write(lambda tx: tx.counters.next("after")) == 1


async def test_many_writers_and_readers_at_once_agree(db: Database) -> None:
    async def client() -> list[int]:
        drawn = [await db.write(lambda tx: tx.counters.next("n")) for _ in range(5)]
        assert await db.read(lambda tx: tx.counters.value("n")) >= drawn[-1]
        return drawn

    drawn = await asyncio.gather(*(client() for _ in range(40)))

    assert sorted(n for each in drawn for n in each) == list(range(1, 201))
