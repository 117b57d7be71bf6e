"""A story while it is told: its steps, what it waits for, and what the page should show."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from sandbox.sim import Sim

T = TypeVar("T")
PATIENCE_S, LOOK_S = 30.0, 0.1


class Stuck(Exception):
    """What the story waits for did not happen."""


@dataclass
class Step:
    """One step: what is done, and whether it is done."""

    words: str
    state: str = "now"


@dataclass
class Play:
    """What a story writes while it is told.

    Attributes:
        pace: Seconds between two steps.
        citizen, official: Whose phones the page should show.
        page, check: What stands in the citizen's browser, and in that of whoever checks a paper.
        trouble: Faults that the story has switched on, as kind and place.
    """

    sim: Sim
    title: str
    pace: float
    steps: list[Step] = field(default_factory=list)
    citizen: str = ""
    official: str = "xuliqun"
    page: str = ""
    check: str = ""
    outcome: str = ""
    trouble: list[tuple[str, str]] = field(default_factory=list)

    async def step(self, words: str) -> None:
        """Say what comes next, and leave time to read it."""
        self._settle("done")
        self.steps.append(Step(words))
        await asyncio.sleep(self.pace)

    async def until(
        self, find: Callable[[], T | None], what: str, *, within: float = PATIENCE_S
    ) -> T:
        """Return what is found, as soon as it is there.

        Raises:
            Stuck: It is not there in time.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while loop.time() < end:
            found = find()
            if found:
                return found
            await asyncio.sleep(LOOK_S)
        raise Stuck(f"等了 {within:.0f} 秒，没等到：{what}")

    def disturb(self, kind: str, where: str = "*", **facts: Any) -> None:
        """Switch a fault on; it is off again when the story is over."""
        self.sim.faults.set(kind, where=where, **facts)
        self.trouble.append((kind, where))

    def calm(self) -> None:
        """Switch off what the story has switched on."""
        for kind, where in self.trouble:
            self.sim.faults.clear(kind, where)
        self.trouble.clear()

    def close(self, outcome: str, *, well: bool) -> None:
        """End the story."""
        self.calm()
        self._settle("done" if well else "failed")
        self.outcome = outcome

    def shown(self) -> dict[str, Any]:
        """Return what the page shows."""
        names = ("title", "citizen", "official", "page", "check", "outcome")
        facts = {name: getattr(self, name) for name in names}
        return {**facts, "steps": [asdict(step) for step in self.steps]}

    def _settle(self, state: str) -> None:
        if self.steps:
            self.steps[-1].state = state
