"""PostgreSQL, the engine for more than one machine: several writers, READ COMMITTED, retries."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

import psycopg

from storage.crew import Crew
from storage.engine import Opening
from storage.faults import Closed, SchemaMismatch, Unreachable
from storage.migrating import Ground, migrate, pending
from storage.pg_dialect import spoken
from storage.pg_hand import Hand, Line, PgCursor
from storage.transaction import Transaction

T = TypeVar("T")

_MIGRATING = 4_207_849_484  # the advisory lock under which one program at a time migrates

_HAS_TABLE = (
    "SELECT 1 FROM pg_catalog.pg_tables"
    " WHERE tablename = 'migrations' AND schemaname = ANY (current_schemas(false))"
)


class Postgresql:
    """A database on a server, open."""

    def __init__(self, url: str, opening: Opening) -> None:
        self.url = url
        self.readers = self._crew(Line(url, writable=False), opening.limits.readers, opening)
        self.writers = None
        if not opening.read_only:
            self.writers = self._crew(Line(url, writable=True), opening.limits.writers, opening)

    @classmethod
    async def open(cls, url: str, opening: Opening) -> "Postgresql":
        """The database of that URL, which must exist; its tables are made if they may be."""
        with ThreadPoolExecutor(1) as thread:
            preparing = partial(prepare, url, opening.migrations, read_only=opening.read_only)
            await asyncio.get_running_loop().run_in_executor(thread, preparing)
        return cls(url, opening)

    async def write(self, function: Callable[[Transaction], T]) -> T:
        """As `Database.write`."""
        if self.writers is None:
            raise Closed
        return await self.writers.run(function)

    async def read(self, function: Callable[[Transaction], T]) -> T:
        """As `Database.read`."""
        return await self.readers.run(function)

    async def close(self) -> None:
        """Finish what waits, and let go of threads and connections."""
        if self.writers is not None:
            await self.writers.close()
        await self.readers.close()

    def _crew(self, line: Line, size: int, opening: Opening) -> Crew:
        twice = opening.twice and line.writable
        return Crew(
            [Hand(line, opening.keyring, twice=twice) for _ in range(size)],
            waiting=opening.limits.waiting,
            posted=opening.posted,
        )


def prepare(url: str, folder: Path, *, read_only: bool = False) -> None:
    """Bring a database to this program's schema, or only see that it has it.

    Raises:
        Unreachable: The server does not answer, or does not let us in.
        SchemaMismatch: As `Database.open`; or the database's encoding is not UTF8.
    """
    try:
        raw = Line(url, writable=True).connect()
    except psycopg.OperationalError as error:
        raise Unreachable from error
    with raw:
        raw.autocommit = True
        ground = Ground(PgCursor(raw, spoken), has_table=_HAS_TABLE, begin="BEGIN")
        if ground.rows("SHOW server_encoding")[0]["server_encoding"] != "UTF8":
            raise SchemaMismatch("the database's encoding is not UTF8")
        if not read_only:
            raw.execute("SELECT pg_advisory_lock(%s)", (_MIGRATING,))
            migrate(ground, folder)
        elif pending(ground, folder):
            raise SchemaMismatch("the database is older")
