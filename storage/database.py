"""The one face of the database: functions in, what they return out, durable or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from storage.connection import Connection
from storage.faults import Closed, SchemaMismatch
from storage.groups import Groups
from storage.locking import Lock
from storage.migrating import FOLDER, migrate, pending
from storage.readers import Readers
from storage.sealing import Keyring
from storage.transaction import Transaction
from storage.writer import Writer

T = TypeVar("T")

_SCHEME = "sqlite:///"


@dataclass(frozen=True)
class Limits:
    """How much is done at once.

    Attributes:
        readers: Connections that read.
        together: Writing functions that share a COMMIT at most.
        waiting: Functions that may wait, for the writer and for the readers; more are refused.
    """

    readers: int = 3
    together: int = 128
    waiting: int = 2048


class Database:
    """Transactions are plain functions, run whole in a thread that owns a connection.

    A function may be run again, and after a cancelled await it may or may not have taken
    effect: give it no effect but on its transaction, and use `once` where a retry would repeat.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: Lock | None = None
        self._connection: Connection | None = None
        self._writer: Writer | None = None
        self._readers = Readers(waiting=0)
        self._listeners: list[Callable[[], None]] = []

    @classmethod
    async def open(
        cls,
        where: str | Path,
        keyring: Keyring,
        *,
        read_only: bool = False,
        twice: bool = False,
        limits: Limits = Limits(),
        migrations: Path = FOLDER,
    ) -> "Database":
        """A database that is open and has this program's schema.

        Args:
            where: A path, or `sqlite:///` and a path.
            keyring: Opens and seals what is personal.
            read_only: Whether it is left as it is, and may be served by another process.
            twice: Whether every writing function is first run for nothing (tests do so).
            limits: How much is done at once.
            migrations: The folder of migrations.

        Raises:
            InUse: Another process may write it.
            SchemaMismatch: It is newer than this program, edited, or read-only and older.
        """
        database = cls(_path(where))
        try:
            if not read_only:
                await database._open_writer(keyring, limits, migrations=migrations, twice=twice)
            await database._open_readers(keyring, limits, migrations=migrations)
        except BaseException:
            await database.close()
            raise
        return database

    async def write(self, function: Callable[[Transaction], T]) -> T:
        """Run a function, and return once what it wrote is durable.

        Raises:
            Overloaded: The queue or the disk is full; nothing was written.
            Closed: The database is closed, or may only be read.
        """
        if self._writer is None:
            raise Closed
        return await self._writer.run(function)

    async def read(self, function: Callable[[Transaction], T]) -> T:
        """Run a function that only reads, over one snapshot.

        Raises:
            Overloaded: Too many wait for a reader.
            Closed: The database is closed.
        """
        return await self._readers.run(function)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call a function after every commit that put something into the outbox."""
        self._listeners.append(listener)

    async def close(self) -> None:
        """Finish what waits, and let go of file, threads and lock."""
        if self._writer is not None:
            await self._writer.close()
        await self._readers.close()
        if self._connection is not None:  # last, so that it alone empties the log
            await self._connection.close()
        if self._lock is not None:
            self._lock.release()
        self._writer = self._connection = self._lock = None

    async def _open_writer(
        self, keyring: Keyring, limits: Limits, *, migrations: Path, twice: bool
    ) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = Lock(self._path)
        self._connection = connection = Connection(self._path, writable=True)
        await connection.open()
        await connection.run(lambda: migrate(connection.raw, migrations))
        groups = await connection.run(
            lambda: Groups(connection.raw, connection.guard, keyring, twice=twice)
        )
        self._writer = Writer(
            connection,
            groups,
            together=limits.together,
            waiting=limits.waiting,
            posted=self._posted,
        )

    async def _open_readers(self, keyring: Keyring, limits: Limits, *, migrations: Path) -> None:
        self._readers = Readers(waiting=limits.waiting)
        for _ in range(limits.readers):
            connection = Connection(self._path, writable=False)
            await connection.open()
            await self._readers.add(connection, keyring)
            if await connection.run(partial(pending, connection.raw, migrations)):
                raise SchemaMismatch("the database is older")

    def _posted(self) -> None:
        for listener in self._listeners:
            listener()


def _path(where: str | Path) -> Path:
    if isinstance(where, Path):
        return where
    if where.startswith(_SCHEME):
        return Path(where.removeprefix(_SCHEME))
    if "://" in where:
        raise ValueError(where.partition("://")[0])
    return Path(where)
