"""What each engine does behind the face, and what it is opened with."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from storage.migrating import FOLDER
from storage.sealing import Keyring
from storage.transaction import Transaction

T = TypeVar("T")


@dataclass(frozen=True)
class Limits:
    """How much is done at once.

    Attributes:
        readers: Connections that read.
        writers: Connections that write; SQLite has one, whatever is said here.
        together: Writing functions that share a COMMIT at most; PostgreSQL's never do.
        waiting: Functions that may wait, to write and to read; more are refused.
    """

    readers: int = 4
    writers: int = 8
    together: int = 128
    waiting: int = 2048


def nobody() -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class Opening:
    """How a database is opened, as `Database.open` tells."""

    keyring: Keyring
    read_only: bool = False
    twice: bool = False
    limits: Limits = Limits()
    migrations: Path = FOLDER
    posted: Callable[[], None] = nobody


class Engine(Protocol):
    """One kind of database, open."""

    async def write(self, function: Callable[[Transaction], T]) -> T:
        """Run a function, and return once what it wrote is durable."""

    async def read(self, function: Callable[[Transaction], T]) -> T:
        """Run a function that only reads, over one snapshot."""

    async def close(self) -> None:
        """Finish what waits, and let go of everything."""
