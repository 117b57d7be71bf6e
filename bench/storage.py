"""Durable transactions a second: alone, each with a COMMIT of its own, and in groups.

What is measured is the engine, so a transaction is three plain inserts of rows that cost
nothing to make.  Each is durable (WAL, synchronous=FULL, a real file) before its await returns.
The ways take turns within one run, so that whatever else the machine does meets them alike; of
each way the median round counts.
"""

import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from storage.database import Database, Limits
from storage.sealing import Keyring
from storage.transaction import Transaction

CLIENTS = 64
ROUNDS = 9
SECONDS = 0.5
INSERT = (
    "INSERT INTO journal (id, at, kind, actor, case_id, facts)"
    " VALUES (:id, '2026-11-24T06:00:00.000Z', 'bench', 'bench', NULL, '{}')"
)
_numbers = itertools.count()


async def run(folder: Path | None = None) -> dict[str, float]:
    """Measure, and give the figures; the files lie in `folder`, or where temporary ones do."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        keyring = Keyring.load(Path(made) / "master.key", create=True)
        async with (
            _opened(Path(made) / "single.db", keyring, together=1) as single,
            _opened(Path(made) / "group.db", keyring, together=128) as group,
        ):
            figures = await _take_turns(
                {
                    "lone_per_s": (group, 1),
                    "single_commit_per_s": (single, CLIENTS),
                    "group_per_s": (group, CLIENTS),
                }
            )
    ratio = figures["group_per_s"] / figures["single_commit_per_s"]
    return {**figures, "clients": CLIENTS, "ratio_group_commit": round(ratio, 2)}


def three_inserts() -> Callable[[Transaction], None]:
    """A transaction function that writes three rows, whose keys grow as our ids do."""
    rows = [{"id": f"{next(_numbers):036d}"} for _ in range(3)]

    def insert(tx: Transaction) -> None:
        for row in rows:
            tx.execute(INSERT, row)

    return insert


@asynccontextmanager
async def _opened(path: Path, keyring: Keyring, *, together: int) -> AsyncIterator[Database]:
    db = await Database.open(path, keyring, limits=Limits(together=together))
    try:
        yield db
    finally:
        await db.close()


async def _take_turns(ways: dict[str, tuple[Database, int]]) -> dict[str, float]:
    rates: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, (db, clients) in ways.items():
            rates[way].append(await _rate(db, clients))
    return {way: round(statistics.median(each)) for way, each in rates.items()}


async def _rate(db: Database, clients: int) -> float:
    began = time.perf_counter()
    written = await asyncio.gather(*(_client(db, until=began + SECONDS) for _ in range(clients)))
    return sum(written) / (time.perf_counter() - began)


async def _client(db: Database, *, until: float) -> int:
    written = 0
    while time.perf_counter() < until:
        await db.write(three_inserts())
        written += 1
    return written
