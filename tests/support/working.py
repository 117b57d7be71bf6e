"""A worker at work, by a clock that the test moves."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from storage.database import Database
from storage.transaction import Transaction
from storage.worker import Handler, Patience, Worker
from tests.support.stores import AT

CALM = Patience()


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def working(
    db: Database,
    clock: Callable[[], datetime],
    topics: Mapping[str, Handler],
    patience: Patience = CALM,
) -> AsyncIterator[Worker]:
    """A worker that runs for as long as the block, without chance."""
    worker = Worker(db, topics, clock=clock, patience=patience, chance=lambda: 0.0)
    worker.start()
    yield worker
    await worker.close()


async def put(db: Database, *jobs: tuple[str, str]) -> None:
    """Owe jobs, each a topic and a lane, told apart by number."""

    def owe(tx: Transaction) -> None:
        for n, (topic, lane) in enumerate(jobs):
            tx.outbox.put(topic, lane=lane, at=AT, n=str(n))

    await db.write(owe)


async def counts(db: Database) -> dict[str, int]:
    """How many jobs are open, and how many dead."""
    return await db.read(lambda tx: tx.outbox.counts())
