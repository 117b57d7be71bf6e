"""Migrations are applied once, whole, in order, and never edited."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from storage.database import Database
from storage.faults import SchemaMismatch
from storage.migrating import FOLDER, migrations
from storage.sealing import Keyring


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The house's migrations, to be added to."""
    copied = tmp_path / "migrations"
    shutil.copytree(FOLDER, copied)
    return copied


def following(folder: Path) -> str:
    """The number of the next migration."""
    return f"{len(migrations(folder)) + 1:04d}"


async def reopened(path: Path, keys: Keyring, folder: Path, *, read_only: bool = False) -> None:
    db = await Database.open(path, keys, migrations=folder, read_only=read_only)
    await db.close()


def tables(path: Path) -> set[str]:
    raw = sqlite3.connect(path)
    names = {row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    raw.close()
    return names


async def test_a_new_database_has_every_table(tmp_path: Path, keys: Keyring) -> None:
    await reopened(tmp_path / "lane.db", keys, FOLDER)

    nouns = (
        "people accounts links sessions officials grants applications claims certificates checks"
        " outbox journal once counters cards credits migrations"
    )
    assert tables(tmp_path / "lane.db") == set(nouns.split())


async def test_a_later_migration_is_applied_once(
    tmp_path: Path, keys: Keyring, folder: Path
) -> None:
    await reopened(tmp_path / "lane.db", keys, folder)
    (folder / f"{following(folder)}_more.sql").write_text(
        "-- A comment; with a semicolon.\nCREATE TABLE more (id TEXT);\nDROP TABLE credits;\n"
    )

    await reopened(tmp_path / "lane.db", keys, folder)
    await reopened(tmp_path / "lane.db", keys, folder)

    assert "more" in tables(tmp_path / "lane.db")
    assert "credits" not in tables(tmp_path / "lane.db")


async def test_a_migration_that_fails_leaves_nothing_of_itself(
    tmp_path: Path, keys: Keyring, folder: Path
) -> None:
    (folder / f"{following(folder)}_wrong.sql").write_text(
        "CREATE TABLE half (id TEXT);\nCREATE TABLE half (id TEXT);\n"
    )

    with pytest.raises(sqlite3.OperationalError):
        await reopened(tmp_path / "lane.db", keys, folder)

    assert "half" not in tables(tmp_path / "lane.db")
    assert "people" in tables(tmp_path / "lane.db")


async def test_an_edited_migration_is_refused(tmp_path: Path, keys: Keyring, folder: Path) -> None:
    await reopened(tmp_path / "lane.db", keys, folder)
    first = migrations(folder)[0]
    (folder / first.name).write_text(first.sql + "-- One word more.\n")

    with pytest.raises(SchemaMismatch, match="edited"):
        await reopened(tmp_path / "lane.db", keys, folder)


async def test_a_database_from_the_future_is_refused(
    tmp_path: Path, keys: Keyring, folder: Path
) -> None:
    (folder / f"{following(folder)}_more.sql").write_text("CREATE TABLE more (id TEXT);")
    await reopened(tmp_path / "lane.db", keys, folder)

    with pytest.raises(SchemaMismatch, match="newer"):
        await reopened(tmp_path / "lane.db", keys, FOLDER)


async def test_a_reader_does_not_migrate_and_says_so(
    tmp_path: Path, keys: Keyring, folder: Path
) -> None:
    await reopened(tmp_path / "lane.db", keys, FOLDER)
    (folder / f"{following(folder)}_more.sql").write_text("CREATE TABLE more (id TEXT);")

    with pytest.raises(SchemaMismatch, match="older"):
        await reopened(tmp_path / "lane.db", keys, folder, read_only=True)

    assert "more" not in tables(tmp_path / "lane.db")


@pytest.mark.parametrize("name", ["0009_gap.sql", "0001_again.sql", "notes.txt"])
async def test_a_folder_out_of_order_is_refused(
    tmp_path: Path, keys: Keyring, folder: Path, name: str
) -> None:
    (folder / name).write_text("CREATE TABLE more (id TEXT);")

    with pytest.raises(SchemaMismatch):
        await reopened(tmp_path / "lane.db", keys, folder)
