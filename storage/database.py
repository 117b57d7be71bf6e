"""The one face of the database: functions in, what they return out, durable or not at all."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from storage.engine import Engine, Limits, Opening
from storage.migrating import FOLDER
from storage.postgresql import Postgresql
from storage.sealing import Keyring
from storage.sqlite import Sqlite
from storage.transaction import Transaction

__all__ = ["Database", "Limits"]
T = TypeVar("T")

_LIMITS = Limits()
_SQLITE = "sqlite:///"
_POSTGRESQL = "postgresql://"


class Database:
    """Transactions are plain functions, run whole in a thread that owns a connection.

    A function may be run again, and after a cancelled await it may or may not have taken
    effect: give it no effect but on its transaction, and use `once` where a retry would repeat.
    """

    _engine: Engine

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []
        self._guards: list[Callable[[], None]] = []

    @classmethod
    async def open(
        cls,
        where: str | Path,
        keyring: Keyring,
        *,
        read_only: bool = False,
        twice: bool = False,
        limits: Limits = _LIMITS,
        migrations: Path = FOLDER,
    ) -> "Database":
        """A database that is open and has this program's schema.

        Args:
            where: A path, `sqlite:///` and a path, or a `postgresql://` URL as libpq knows it.
            keyring: Opens and seals what is personal.
            read_only: Whether it is left as it is, and may be served by another process.
            twice: Whether every writing function is first run for nothing (tests do so).
            limits: How much is done at once.
            migrations: The folder of migrations.

        Raises:
            InUse: Another process may write it (SQLite; a PostgreSQL database has many writers).
            Unreachable: The PostgreSQL server does not let us in.
            SchemaMismatch: It is newer than this program, edited, or read-only and older.
        """
        database = cls()
        opening = Opening(keyring, read_only, twice, limits, migrations, database._posted)
        url = _url(where)
        if url is None:
            database._engine = await Sqlite.open(_path(where), opening)
        else:
            database._engine = await Postgresql.open(url, opening)
        return database

    async def write(self, function: Callable[[Transaction], T]) -> T:
        """Run a function, and return once what it wrote is durable.

        Raises:
            Overloaded: The queue or the disk is full, or the server is away; nothing was written.
            OutcomeUnknown: The connection broke during the COMMIT.
            Closed: The database is closed, or may only be read.
            Refusal: A guard does not let it be written.
        """
        for guard in self._guards:
            guard()
        return await self._engine.write(function)

    async def read(self, function: Callable[[Transaction], T]) -> T:
        """Run a function that only reads, over one snapshot.

        Raises:
            Overloaded: Too many wait for a reader, or the server is away.
            Closed: The database is closed.
        """
        return await self._engine.read(function)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call a function after every commit of ours that put something into the outbox."""
        self._listeners.append(listener)

    def guard(self, guard: Callable[[], None]) -> None:
        """Ask a function before every write; what it raises is raised, and nothing is written."""
        self._guards.append(guard)

    async def close(self) -> None:
        """Finish what waits, and let go of file, threads, connections and lock."""
        await self._engine.close()

    def _posted(self) -> None:
        for listener in self._listeners:
            listener()


def _url(where: str | Path) -> str | None:
    return where if isinstance(where, str) and where.startswith(_POSTGRESQL) else None


def _path(where: str | Path) -> Path:
    if isinstance(where, Path):
        return where
    if where.startswith(_SQLITE):
        return Path(where.removeprefix(_SQLITE))
    if "://" in where:
        raise ValueError(where.partition("://")[0])
    return Path(where)
