"""Migrations are applied once, whole, in order, and never edited."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from domain.message import Phrase
from storage.database import Database
from storage.faults import SchemaMismatch
from storage.migrating import FOLDER, migrations
from storage.sealing import Keyring
from storage.transaction import Transaction
from tests.support.engines import ENGINES, Server
from tests.support.stores import AT

BEFORE_BY_KEY = 6  # migrations
SAID = Phrase("citizen/received", {"number": 7})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The house's migrations, to be added to."""
    copied = tmp_path / "migrations"
    shutil.copytree(FOLDER, copied)
    return copied


def following(folder: Path) -> str:
    """The number of the next migration."""
    return f"{len(migrations(folder)) + 1:04d}"


@pytest.fixture(params=ENGINES)
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database of each engine lies, or will lie, that nobody has opened yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/lane.db"
        return
    server: Server = request.getfixturevalue("server")
    with server.database(empty=True) as url:
        yield url


def once_asked(tx: Transaction) -> Phrase | None:
    """What was answered before; afterwards it is answered in any case."""
    known = tx.once.claim("msg-1", actor="oChenYuan", at=AT)
    if known is None:
        tx.once.answer("msg-1", SAID)
    return known


async def reopened(where: str, keys: Keyring, folder: Path, *, read_only: bool = False) -> None:
    db = await Database.open(where, keys, migrations=folder, read_only=read_only)
    await db.close()


def tables(where: str) -> set[str]:
    if where.startswith("sqlite"):
        raw = sqlite3.connect(where.removeprefix("sqlite:///"))
        rows = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        raw.close()
    else:
        with psycopg.connect(where) as raw_pg:
            public = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            rows = raw_pg.execute(public).fetchall()
    return {row[0] for row in rows}


async def test_a_new_database_has_every_table(bare: str, keys: Keyring) -> None:
    await reopened(bare, keys, FOLDER)

    nouns = (
        "people accounts links sessions officials grants applications claims certificates checks"
        " outbox journal once counters cards credits migrations attachments items letters replies"
        " asking offers marks absences jottings commitments planned_checks credit_records"
        " verifications source_answers source_counts source_receipts figures figure_lines ratings"
    )
    assert tables(bare) == set(nouns.split())


async def test_a_later_migration_is_applied_once(bare: str, keys: Keyring, folder: Path) -> None:
    await reopened(bare, keys, folder)
    (folder / f"{following(folder)}_more.sql").write_text(
        "-- A comment; with a semicolon.\nCREATE TABLE more (id TEXT);\nDROP TABLE credits;\n"
    )

    await reopened(bare, keys, folder)
    await reopened(bare, keys, folder)

    assert "more" in tables(bare)
    assert "credits" not in tables(bare)


async def test_what_was_answered_before_claims_lay_by_key_stays_answered(
    bare: str, keys: Keyring, folder: Path
) -> None:
    for each in migrations(folder)[BEFORE_BY_KEY:]:
        (folder / each.name).unlink()
    older = await Database.open(bare, keys, migrations=folder)
    first = await older.write(once_asked)
    await older.close()

    db = await Database.open(bare, keys)

    again = await db.write(once_asked)
    await db.close()
    assert first is None
    assert again == SAID


async def test_a_migration_that_fails_leaves_nothing_of_itself(
    bare: str, keys: Keyring, folder: Path
) -> None:
    (folder / f"{following(folder)}_wrong.sql").write_text(
        "CREATE TABLE half (id TEXT);\nCREATE TABLE half (id TEXT);\n"
    )

    with pytest.raises(Exception, match="already exists"):
        await reopened(bare, keys, folder)

    assert "half" not in tables(bare)
    assert "people" in tables(bare)


async def test_an_edited_migration_is_refused(bare: str, keys: Keyring, folder: Path) -> None:
    await reopened(bare, keys, folder)
    first = migrations(folder)[0]
    (folder / first.name).write_text(first.sql + "-- One word more.\n")

    with pytest.raises(SchemaMismatch, match="edited"):
        await reopened(bare, keys, folder)


async def test_a_database_from_the_future_is_refused(
    bare: str, keys: Keyring, folder: Path
) -> None:
    (folder / f"{following(folder)}_more.sql").write_text("CREATE TABLE more (id TEXT);")
    await reopened(bare, keys, folder)

    with pytest.raises(SchemaMismatch, match="newer"):
        await reopened(bare, keys, FOLDER)


async def test_a_reader_does_not_migrate_and_says_so(
    bare: str, keys: Keyring, folder: Path
) -> None:
    await reopened(bare, keys, FOLDER)
    (folder / f"{following(folder)}_more.sql").write_text("CREATE TABLE more (id TEXT);")

    with pytest.raises(SchemaMismatch, match="older"):
        await reopened(bare, keys, folder, read_only=True)

    assert "more" not in tables(bare)


@pytest.mark.parametrize("name", ["0099_gap.sql", "0001_again.sql", "notes.txt"])
async def test_a_folder_out_of_order_is_refused(
    bare: str, keys: Keyring, folder: Path, name: str
) -> None:
    (folder / name).write_text("CREATE TABLE more (id TEXT);")

    with pytest.raises(SchemaMismatch):
        await reopened(bare, keys, folder)
