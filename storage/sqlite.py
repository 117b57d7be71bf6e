"""SQLite, the embedded engine: one process a file, one writer, group commit, a few readers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from storage.connection import Connection
from storage.engine import Opening
from storage.faults import Closed, SchemaMismatch
from storage.groups import Groups
from storage.locking import Lock
from storage.migrating import Ground, Migration, migrate, pending
from storage.readers import Readers
from storage.transaction import Transaction
from storage.writer import Writer

T = TypeVar("T")


class Sqlite:
    """A database file that is open.

    Attributes:
        connection: The writer's, if there is one.
        writer: What runs functions that write, if any may.
    """

    def __init__(self, path: Path, opening: Opening) -> None:
        self.connection: Connection | None = None
        self.writer: Writer | None = None
        self._path = path
        self._opening = opening
        self._lock: Lock | None = None
        self._readers = Readers(waiting=opening.limits.waiting)

    @classmethod
    async def open(cls, path: Path, opening: Opening) -> "Sqlite":
        """The file, made if it is missing and may be written."""
        engine = cls(path, opening)
        try:
            if not opening.read_only:
                await engine._open_writer()
            await engine._open_readers()
        except BaseException:
            await engine.close()
            raise
        return engine

    async def write(self, function: Callable[[Transaction], T]) -> T:
        """As `Database.write`."""
        if self.writer is None:
            raise Closed
        return await self.writer.run(function)

    async def read(self, function: Callable[[Transaction], T]) -> T:
        """As `Database.read`."""
        return await self._readers.run(function)

    async def close(self) -> None:
        """Finish what waits, and let go of file, threads and lock."""
        if self.writer is not None:
            await self.writer.close()
        await self._readers.close()
        if self.connection is not None:  # last, so that it alone empties the log
            await self.connection.close()
        if self._lock is not None:
            self._lock.release()
        self.writer = self.connection = self._lock = None

    async def _open_writer(self) -> None:
        opening = self._opening
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = Lock(self._path)
        self.connection = connection = Connection(self._path, writable=True)
        await connection.open()
        await connection.run(lambda: migrate(_ground(connection), opening.migrations))
        groups = await connection.run(
            lambda: Groups(connection.raw, connection.guard, opening.keyring, twice=opening.twice)
        )
        self.writer = Writer(
            connection,
            groups,
            together=opening.limits.together,
            waiting=opening.limits.waiting,
            posted=opening.posted,
        )

    async def _open_readers(self) -> None:
        opening = self._opening
        for _ in range(opening.limits.readers):
            connection = Connection(self._path, writable=False)
            await connection.open()
            await self._readers.add(connection, opening.keyring)
            if await connection.run(partial(_lacking, connection, opening.migrations)):
                raise SchemaMismatch("the database is older")


def _lacking(connection: Connection, folder: Path) -> list[Migration]:
    return pending(_ground(connection), folder)


def _ground(connection: Connection) -> Ground:
    return Ground(
        connection.raw.cursor(),
        has_table="SELECT 1 FROM sqlite_master WHERE name = 'migrations'",
        begin="BEGIN IMMEDIATE",
    )
