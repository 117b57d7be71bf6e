"""Opening, locking, crashing and closing: a file of SQLite's."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from storage.database import Database
from storage.faults import Closed, InUse
from storage.sealing import Keyring
from storage.sqlite import Sqlite
from storage.transaction import Transaction
from tests.support.stores import AT


def new_threads(before: set[threading.Thread]) -> set[threading.Thread]:
    """Threads that were not there before, after a chance to end."""
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    return set(threading.enumerate()) - before


ROOT = Path(__file__).parents[2]
SERVING = """
import asyncio, sys
from pathlib import Path
from storage.database import Database
from storage.sealing import Keyring
from storage.transaction import Transaction

async def serve(folder):
    db = await Database.open(folder / "lane.db", Keyring.load(folder / "master.key"))
    while True:
        drawn = await asyncio.gather(*(db.write(lambda tx: tx.counters.next("n")) for _ in "abc"))
        print(max(drawn), flush=True)

asyncio.run(serve(Path(sys.argv[1])))
"""


def serving(folder: Path) -> "subprocess.Popen[str]":
    """Another process that writes to the database and says what has been acknowledged."""
    return subprocess.Popen(
        [sys.executable, "-c", SERVING, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def acknowledged(process: "subprocess.Popen[str]", lines: int) -> int:
    """Kill it without warning after some lines, and give the last number it acknowledged."""
    assert process.stdout is not None
    for _ in range(lines):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().split()
    process.stdout.close()
    process.wait()
    return int(rest[-1]) if rest else 3 * lines


async def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path, keys: Keyring) -> None:
    last = await asyncio.to_thread(acknowledged, serving(tmp_path), 20)

    db = await Database.open(tmp_path / "lane.db", keys)
    kept = await db.read(lambda tx: tx.counters.value("n"))
    await db.close()

    assert last >= 60
    assert kept >= last


async def test_a_second_process_is_refused_and_a_reader_is_not(
    tmp_path: Path, keys: Keyring
) -> None:
    process = serving(tmp_path)
    assert process.stdout is not None
    await asyncio.to_thread(process.stdout.readline)
    try:
        with pytest.raises(InUse):
            await Database.open(tmp_path / "lane.db", keys)
        reader = await Database.open(tmp_path / "lane.db", keys, read_only=True)
        drawn = await reader.read(lambda tx: tx.counters.value("n"))
        await reader.close()
    finally:
        await asyncio.to_thread(acknowledged, process, 1)

    assert drawn >= 3


async def test_a_second_opening_in_the_same_process_is_refused_too(
    sqlite: Database, tmp_path: Path, keys: Keyring
) -> None:
    with pytest.raises(InUse):
        await Database.open(tmp_path / "lane.db", keys)


async def test_a_url_or_a_path_says_where(tmp_path: Path, keys: Keyring) -> None:
    url = await Database.open(f"sqlite:///{tmp_path / 'deep' / 'url.db'}", keys)
    await url.close()

    assert (tmp_path / "deep" / "url.db").exists()
    with pytest.raises(ValueError, match="mysql"):
        await Database.open("mysql://host/lane", keys)


async def test_read_only_leaves_the_file_as_it_is(tmp_path: Path, keys: Keyring) -> None:
    path = tmp_path / "lane.db"
    await (await Database.open(path, keys)).close()
    before = path.read_bytes()

    db = await Database.open(path, keys, read_only=True)
    with pytest.raises(Closed):
        await db.write(lambda tx: tx.counters.next("n"))
    await db.close()

    assert path.read_bytes() == before


async def test_a_reader_that_closes_last_moves_no_log(tmp_path: Path, keys: Keyring) -> None:
    path = tmp_path / "lane.db"
    await asyncio.to_thread(acknowledged, serving(tmp_path), 3)
    before = path.read_bytes(), (tmp_path / "lane.db-wal").read_bytes()

    db = await Database.open(path, keys, read_only=True)
    drawn = await db.read(lambda tx: tx.counters.value("n"))
    await db.close()

    assert drawn >= 9
    assert (path.read_bytes(), (tmp_path / "lane.db-wal").read_bytes()) == before


async def test_what_waits_is_finished_before_closing_and_nothing_after(
    tmp_path: Path, keys: Keyring
) -> None:
    db = await Database.open(tmp_path / "lane.db", keys)
    waiting = [asyncio.create_task(db.write(lambda tx: tx.counters.next("n"))) for _ in "abc"]
    await asyncio.sleep(0)

    await db.close()

    assert [await task for task in waiting] == [1, 2, 3]
    with pytest.raises(Closed):
        await db.write(lambda tx: tx.counters.next("n"))
    with pytest.raises(Closed):
        await db.read(lambda tx: tx.counters.value("n"))


async def test_closing_ends_every_thread_and_empties_the_log(tmp_path: Path, keys: Keyring) -> None:
    before = set(threading.enumerate())

    db = await Database.open(tmp_path / "lane.db", keys)
    await db.write(lambda tx: tx.counters.next("n"))
    during = len(threading.enumerate())
    await db.close()
    await db.close()

    assert during > len(before)
    assert not new_threads(before)
    assert not (tmp_path / "lane.db-wal").exists()


async def test_an_opening_that_fails_leaves_no_thread_and_no_lock(
    tmp_path: Path, keys: Keyring
) -> None:
    before = set(threading.enumerate())
    (tmp_path / "lane.db").write_bytes(b"this is no database, and never was one." * 99)

    for _ in range(2):
        with pytest.raises(sqlite3.DatabaseError):
            await Database.open(tmp_path / "lane.db", keys)

    assert not new_threads(before)


async def test_the_writer_alone_checkpoints_and_between_groups(
    sqlite: Database, tmp_path: Path
) -> None:
    path = tmp_path / "lane.db"
    at_first = path.stat().st_size

    def many(tx: Transaction) -> None:
        for _ in range(400):
            tx.journal.add("note", by="test", at=AT, filler="x" * 100)

    await sqlite.write(many)
    after_one = path.stat().st_size
    for _ in range(6):
        await sqlite.write(many)
    await sqlite.write(lambda tx: tx.counters.next("n"))
    after_all = path.stat().st_size

    assert at_first == after_one < after_all


async def test_the_file_is_opened_as_durably_as_promised(sqlite: Database) -> None:
    assert isinstance(sqlite._engine, Sqlite)
    connection = sqlite._engine.connection
    assert connection is not None
    asked = ("journal_mode", "synchronous", "wal_autocheckpoint", "foreign_keys", "mmap_size")

    told = await connection.run(
        lambda: [connection.raw.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
    )

    assert told == ["wal", 2, 0, 1, 0]
