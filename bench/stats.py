"""The public clock's page over ten thousand and over a million closed cases.

The cases of a year are counted through the product's own repository, a transaction for every five
hundred, and their lines with them.  Then both houses are asked for `/stats` by HTTP in turns, so
that whatever else the machine does meets both alike.  The page is counted anew every ten minutes;
every hundredth request of each house meets that, by a clock that is put forward.  What the first
counting of a process costs is given apart.  Each request is another reader's, as a proxy tells.
"""

import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from aiohttp.test_utils import TestServer

from bench.standin import standing_in
from casework.reporting import Wall
from domain.application import ApplicationId
from domain.calendar import local_day
from domain.figures import rounded
from house import House, opened
from sandbox.settings import bases, fresh_env
from settings import Settings
from storage.transaction import Transaction

SMALL, LARGE = 10_000, 1_000_000
REQUESTS = 1000
EVERY = 100  # so many requests lie between two countings
TOGETHER = 500
YEAR = 365


@dataclass
class Hands:
    """A clock whose hands can be put forward."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC) + self.ahead

    def steady(self) -> float:
        """The same as seconds that only go on."""
        return time.monotonic() + self.ahead.total_seconds()


async def run(*, large: int = LARGE) -> dict[str, float]:
    """Measure, and give the figures; the larger house has counted so many cases."""
    with tempfile.TemporaryDirectory() as made:
        hands = Hands()
        async with (
            _house(Path(made) / "small", hands) as small,
            _house(Path(made) / "large", hands) as big,
        ):
            await _count(small, SMALL)
            await _count(big, large)
            recounts = [await _recount(each) for each in (small, big)]
            waits = await _take_turns((small, big), hands)
    p99 = [statistics.quantiles(each, n=100, method="inclusive")[98] * 1000 for each in waits]
    return {
        "p99_ms_10k": round(p99[0], 2),
        "p99_ms_1m": round(p99[1], 2),
        "ratio_p99": round(p99[1] / p99[0], 2),
        "recount_ms_10k": round(recounts[0], 1),
        "recount_ms_1m": round(recounts[1], 1),
        "cases_large": large,
    }


async def _count(house: House, cases: int) -> None:
    """Count so many made-up cases over the last year."""
    chance, today = random.Random(cases), local_day(house.desk.now())
    offices = [each.id for each in house.desk.catalogue.offices.values()]
    items = sorted(house.desk.catalogue.items)

    def some(n: int) -> Callable[[Transaction], None]:
        made = [
            (
                today - timedelta(days=chance.randrange(YEAR)),
                chance.choice(offices),
                chance.choice(items),
                rounded(int(chance.lognormvariate(3.2, 0.8))),
            )
            for _ in range(n)
        ]

        def work(tx: Transaction) -> None:
            for day, office, item, minutes in made:
                whats = ("closed/issued", "way/data-query", f"took/{minutes}")
                case = ApplicationId(tx.new_id())
                tx.figures.add(case, whats, day=day, office=office, item=item)

        return work

    for begun in range(0, cases, TOGETHER):
        await house.desk.db.write(some(min(TOGETHER, cases - begun)))


async def _recount(house: House) -> float:
    took = []
    for _ in range(9):
        began = time.perf_counter()
        await Wall().board(house.desk)
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


async def _take_turns(houses: tuple[House, House], hands: Hands) -> list[list[float]]:
    waits: list[list[float]] = [[], []]
    async with (
        TestServer(houses[0].app) as small,
        TestServer(houses[1].app) as big,
        aiohttp.ClientSession() as http,
    ):
        for number in range(REQUESTS):
            if number % EVERY == 0:
                hands.ahead += timedelta(minutes=11)
            for server, taken in zip((small, big), waits, strict=True):
                reader = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250}"}
                began = time.perf_counter()
                async with http.get(server.make_url("/stats"), headers=reader) as answer:
                    answer.raise_for_status()
                    await answer.read()
                taken.append(time.perf_counter() - began)
    return waits


@asynccontextmanager
async def _house(folder: Path, hands: Hands) -> AsyncIterator[House]:
    async with standing_in() as url:
        env = {
            **fresh_env(),
            **bases(url),
            "LANE_DATABASE_URL": f"sqlite:///{folder}/lane.db",
            "LANE_OBJECTS_URL": f"file:///{folder}/objects",
            "LANE_MASTER_KEY_FILE": f"{folder}/master.key",
            "LANE_AUTHORITY_FOLDER": f"{folder}/authority",
            "LANE_TRUSTED_PROXIES": "127.0.0.1/32",
        }
        told = {name.removeprefix("LANE_").lower(): value for name, value in env.items()}
        async with opened(Settings.model_validate(told), clock=hands, steady=hands.steady) as house:
            await house.worker.close()
            yield house
