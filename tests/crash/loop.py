"""The kill loop: `python tests/crash/loop.py -n 25` kills the product so often, under load.

Whatever a citizen saw acknowledged must be there afterwards, exactly once, and every approved case
must have come to its one paper.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import aiohttp  # noqa: E402 - started as a script, the house is not on the path before
import structlog  # noqa: E402 - as above

from tests.crash import afterwards  # noqa: E402 - as above
from tests.crash.afterwards import Kept  # noqa: E402 - as above
from tests.crash.ground import Ground  # noqa: E402 - as above
from tests.crash.townspeople import Town, ties  # noqa: E402 - as above

CITIZENS = 10
SETTLE_S = 300.0


async def run(folder: Path, *, kills: int, seed: int) -> dict[str, Any]:
    """Return the figures of one loop; `violations` is empty if all is well."""
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        ground = Ground(folder, http)
        try:
            return await _run(ground, random.Random(seed), kills)  # noqa: S311 - chance is no secret here
        finally:
            await ground.close()


async def _run(ground: Ground, chance: random.Random, kills: int) -> dict[str, Any]:
    await ground.prepare()
    await ground.serve()
    town = Town(ground, chance)
    found = islice(ties(await ground.residents()), CITIZENS)
    people = {f"c{n}": tie for n, tie in enumerate(found, start=1)}
    for key, tie in people.items():
        await town.enrol(key, tie)
    officials = asyncio.create_task(town.officials())
    citizens = [asyncio.create_task(town.citizen(key, tie)) for key, tie in people.items()]
    await _kill_again_and_again(town, kills)
    town.over = True
    await asyncio.gather(*citizens)
    kept = await _settled(ground)
    officials.cancel()
    violations = await afterwards.judge(town, kept)
    code = await ground.stop()
    if code != 0:
        violations.append(f"the product ended with {code}")
    return _figures(town, kept, violations)


async def _kill_again_and_again(town: Town, kills: int) -> None:
    for _ in range(kills):
        if town.chance.random() < 0.5:
            await town.trouble()
        await asyncio.sleep(town.chance.uniform(0.2, 4.0))
        await town.ground.kill()
        await town.ground.serve()


async def _settled(ground: Ground) -> Kept:
    """What is kept once nothing is owed any more, or patience is at its end."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SETTLE_S
    await ground.order("faults/clear")
    while True:
        kept = await afterwards.read(ground)
        under_way = [case for case in kept.cases if case.submitted_at and not case.closed_at]
        if not (kept.open_jobs or under_way) or loop.time() > until:
            return kept
        await asyncio.sleep(1)


def _figures(town: Town, kept: Kept, violations: list[str]) -> dict[str, Any]:
    acknowledged = sum(bool(attempt.number) for attempt in town.units.values())
    return {
        "kills": town.ground.kills,
        "asked": len(town.units),
        "acknowledged": acknowledged,
        "answer_lost": sum(a.handed_in and not a.number for a in town.units.values()),
        "submitted": sum(case.submitted_at is not None for case in kept.cases),
        "certificates": len(kept.papers),
        "taps": town.taps,
        "told": sum(kept.told.values()),
        "told_twice": sum(n > 1 for n in kept.told.values()),
        "failed_jobs": town.ground.log().count("job-failed"),
        "violations": violations,
    }


def main() -> int:
    """Run the loop; return 0 if nothing was violated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    parser.add_argument("--keep", type=Path, help="a folder to leave everything in")
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    with tempfile.TemporaryDirectory(prefix="lane-crash-") as folder:
        place = asked.keep or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        figures = asyncio.run(run(place, kills=asked.kills, seed=asked.seed))
    told = json.dumps({"seed": asked.seed, **figures}, ensure_ascii=False, indent=1)
    sys.stdout.write(f"{told}\n")
    return 1 if figures["violations"] else 0


if __name__ == "__main__":
    sys.exit(main())
