"""Migrations: numbered files, each applied once, whole or not at all, and never edited after."""

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage.faults import SchemaMismatch
from storage.statements import Cursor, Row
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


@dataclass(frozen=True)
class Ground:
    """A database to be migrated, as either engine hands it in.

    Attributes:
        cursor: What takes statements; no transaction is open.
        has_table: A query that finds a row if there is a table `migrations`.
        begin: Opens a transaction that no other migration can be in.
    """

    cursor: Cursor
    has_table: str
    begin: str

    def rows(self, sql: str) -> list[Row]:
        """All rows of a query."""
        self.cursor.execute(sql, {})
        return self.cursor.fetchall()

    def applied(self) -> list[str]:
        """The hashes of the migrations that it has, in order."""
        if not self.rows(self.has_table):
            return []
        return [row["hash"] for row in self.rows("SELECT hash FROM migrations ORDER BY number")]


def pending(ground: Ground, folder: Path) -> list[Migration]:
    """The migrations that this database still lacks.

    Raises:
        SchemaMismatch: It has one that was edited since, or that this program does not know.
    """
    known = migrations(folder)
    applied = ground.applied()
    if len(applied) > len(known):
        raise SchemaMismatch(f"the database is newer: {len(applied)} > {len(known)}")
    for migration, applied_hash in zip(known, applied, strict=False):
        if migration.hash != applied_hash:
            raise SchemaMismatch(f"edited after it was applied: {migration.name}")
    return known[len(applied) :]


def migrate(ground: Ground, folder: Path) -> None:
    """Bring a database to this program's schema, each migration in a transaction of its own."""
    for migration in pending(ground, folder):
        ground.cursor.execute(ground.begin, {})
        try:
            _apply(ground.cursor, migration)
        except BaseException:
            ground.cursor.execute("ROLLBACK", {})
            raise
        ground.cursor.execute("COMMIT", {})


def _apply(cursor: Cursor, migration: Migration) -> None:
    cursor.execute(
        "CREATE TABLE IF NOT EXISTS migrations ("
        " number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL,"
        " applied_at TEXT NOT NULL)",
        {},
    )
    for statement in migration.statements():
        cursor.execute(statement, {})
    cursor.execute(
        "INSERT INTO migrations (number, name, hash, applied_at)"
        " VALUES (:number, :name, :hash, :at)",
        {
            "number": migration.number,
            "name": migration.name,
            "hash": migration.hash,
            "at": stamp(datetime.now(UTC)),
        },
    )
