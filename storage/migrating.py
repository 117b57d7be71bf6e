"""Migrations: numbered files, each applied once, whole or not at all, and never edited after."""

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage.faults import SchemaMismatch
from storage.times import stamp

FOLDER = Path(__file__).parent / "migrations"
_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


@dataclass(frozen=True)
class Migration:
    """One file of the folder."""

    number: int
    name: str
    sql: str

    @property
    def hash(self) -> str:
        """SHA-256 of the file's text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    def statements(self) -> Iterator[str]:
        """Its statements, one by one."""
        statement = ""
        for line in self.sql.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                yield statement
                statement = ""


def migrations(folder: Path) -> list[Migration]:
    """The folder's migrations in order.

    Raises:
        SchemaMismatch: A file is not named as one, or a number is missing or taken twice.
    """
    found = []
    for path in sorted(folder.iterdir()):
        named = _NAME.fullmatch(path.name)
        if named is None:
            raise SchemaMismatch(path.name)
        found.append(Migration(int(named[1]), path.name, path.read_text()))
    if [each.number for each in found] != list(range(1, len(found) + 1)):
        raise SchemaMismatch("numbers")
    return found


def pending(raw: sqlite3.Connection, folder: Path) -> list[Migration]:
    """The migrations that this database still lacks.

    Raises:
        SchemaMismatch: It has one that was edited since, or that this program does not know.
    """
    known = migrations(folder)
    applied = _applied(raw)
    if len(applied) > len(known):
        raise SchemaMismatch(f"the database is newer: {len(applied)} > {len(known)}")
    for migration, applied_hash in zip(known, applied, strict=False):
        if migration.hash != applied_hash:
            raise SchemaMismatch(f"edited after it was applied: {migration.name}")
    return known[len(applied) :]


def migrate(raw: sqlite3.Connection, folder: Path) -> None:
    """Bring a database to this program's schema, each migration in a transaction of its own."""
    for migration in pending(raw, folder):
        raw.execute("BEGIN IMMEDIATE")
        try:
            _apply(raw, migration)
        except BaseException:
            raw.execute("ROLLBACK")
            raise
        raw.execute("COMMIT")


def _apply(raw: sqlite3.Connection, migration: Migration) -> None:
    raw.execute(
        "CREATE TABLE IF NOT EXISTS migrations ("
        " number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL,"
        " applied_at TEXT NOT NULL)"
    )
    for statement in migration.statements():
        raw.execute(statement)
    raw.execute(
        "INSERT INTO migrations (number, name, hash, applied_at)"
        " VALUES (:number, :name, :hash, :at)",
        {
            "number": migration.number,
            "name": migration.name,
            "hash": migration.hash,
            "at": stamp(datetime.now(UTC)),
        },
    )


def _applied(raw: sqlite3.Connection) -> list[str]:
    if not raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone():
        return []
    rows = raw.execute("SELECT hash FROM migrations ORDER BY number")
    return [row["hash"] for row in rows]
