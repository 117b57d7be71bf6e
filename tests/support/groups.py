"""Innocent functions beside a guilty one, in one group."""

import asyncio
from collections.abc import Callable
from typing import Any

from storage.database import Database
from storage.transaction import Transaction


def note(name: str) -> Callable[[Transaction], int]:
    """A harmless write, by which one can see whether it lasted."""
    return lambda tx: tx.counters.next(name)


async def value(db: Database, name: str) -> int:
    """The counter that `note` draws from."""
    return await db.read(lambda tx: tx.counters.value(name))


async def beside(db: Database, guilty: Callable[[Transaction], Any]) -> BaseException:
    """Run a guilty function between two innocents, in one group; give what it met."""
    outcomes = await asyncio.gather(
        db.write(note("before")), db.write(guilty), db.write(note("after")), return_exceptions=True
    )
    assert (outcomes[0], outcomes[2]) == (1, 1)
    assert await value(db, "before") == 1
    assert await value(db, "after") == 1
    assert isinstance(outcomes[1], BaseException)
    return outcomes[1]
