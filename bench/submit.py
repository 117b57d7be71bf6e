"""Submits a second, and certificates a minute.

A submit is `applying.submit` on a draft read in the same transaction, one transaction each, as
the chat does when a citizen confirms: the receipt's number, two openings and two sealings of
personal fields, the claim that holds duplicates off, the journal, and two debts in the outbox.
Many clients ask at once, the worker is stopped, and each submit is durable before its client
goes on.  What HTTP and the envelope cost is measured by the callback benchmark.

End to end, the worker, the press and the HTTP clients are the product's own; the register and
the platforms are played by somebody who answers at once, and officials approve by the verb as
soon as a case lies before them, until the paper is issued.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.drafts import APPROVER, appointed, drafted
from bench.standin import standing_in
from casework import applying, deciding
from casework.desk import Desk
from domain.application import ApplicationId
from domain.states import State
from house import House, opened
from sandbox.settings import bases, fresh_env
from settings import Settings

CLIENTS = 64
DRAFTS = 6000
CASES = 240
AT_ONCE = 16  # cases under way end to end
LOOK_S, PATIENCE_S = 0.02, 60.0


async def run(
    *, database: str | None = None, drafts: int = DRAFTS, cases: int = CASES
) -> dict[str, float]:
    """Measure, and give the figures.

    Args:
        database: An empty database; None: a fresh SQLite file for each of the two.
        drafts: How many are submitted.
        cases: How many go all the way.
    """
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        per_minute = await _end_to_end(folder, database, cases)
        took, waits = await _submits(folder, database, range(cases, cases + drafts))
    cuts = statistics.quantiles(waits, n=100, method="inclusive")
    return {
        "submits_per_s": round(drafts / took),
        "p50_ms": round(cuts[49] * 1000, 1),
        "p99_ms": round(cuts[98] * 1000, 1),
        "clients": CLIENTS,
        "cases_per_min_end_to_end": round(per_minute),
    }


async def _submits(folder: Path, database: str | None, people: range) -> tuple[float, list[float]]:
    async with _house(folder / "submit", database) as house:
        await house.worker.close()
        waiting = iter(await drafted(house.desk, people))
        waits: list[float] = []
        began = time.perf_counter()
        async with asyncio.TaskGroup() as clients:
            for _ in range(CLIENTS):
                clients.create_task(_submit_all(house.desk, waiting, waits))
        return time.perf_counter() - began, waits


async def _submit_all(desk: Desk, drafts: Iterator[ApplicationId], waits: list[float]) -> None:
    for draft in drafts:
        began = time.perf_counter()
        await _submit(desk, draft)
        waits.append(time.perf_counter() - began)


async def _submit(desk: Desk, draft: ApplicationId) -> None:
    at = desk.now()
    await desk.db.write(lambda tx: applying.submit(desk, tx, tx.applications.get(draft), at=at))


async def _end_to_end(folder: Path, database: str | None, cases: int) -> float:
    async with _house(folder / "cases", database) as house:
        await appointed(house.desk)
        first, *others = await drafted(house.desk, range(cases))
        await _issue_all(house.desk, iter((first,)))  # the press warms up
        waiting, began = iter(others), time.perf_counter()
        async with asyncio.TaskGroup() as clients:
            for _ in range(AT_ONCE):
                clients.create_task(_issue_all(house.desk, waiting))
        return len(others) / (time.perf_counter() - began) * 60


async def _issue_all(desk: Desk, drafts: Iterator[ApplicationId]) -> None:
    for draft in drafts:
        await _submit(desk, draft)
        await _until(desk, draft, State.REVIEW)
        await deciding.approve(desk, draft, by=APPROVER)
        await _until(desk, draft, State.ISSUED)


async def _until(desk: Desk, case: ApplicationId, state: State) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while (await desk.db.read(lambda tx: tx.applications.get(case))).state is not state:  # noqa: ASYNC110 - the product wakes nobody outside it
            await asyncio.sleep(LOOK_S)


@asynccontextmanager
async def _house(folder: Path, database: str | None) -> AsyncIterator[House]:
    async with standing_in() as url:
        env = {
            **fresh_env(),
            **bases(url),
            "LANE_DATABASE_URL": database or f"sqlite:///{folder}/lane.db",
            "LANE_OBJECTS_URL": f"file:///{folder}/objects",
            "LANE_MASTER_KEY_FILE": f"{folder.parent}/master.key",
            "LANE_AUTHORITY_FOLDER": f"{folder}/authority",
        }
        told = {name.removeprefix("LANE_").lower(): value for name, value in env.items()}
        async with opened(Settings.model_validate(told)) as house:
            yield house
