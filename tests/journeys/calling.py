"""Somebody's program: it holds a bearer, and calls the product without any chat."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession

from sandbox.personas import CHEN_GUOLIANG
from tests.journeys.parts import UNIT
from tests.journeys.stagecraft import Stage

FATHER: Mapping[str, str] = {
    "kin": "parent",
    "relation": "father",
    "booklet": "never",
    "purpose": "job",
    "use_unit": UNIT,
    "relative_name": "陈国樑",
    "relative_id": CHEN_GUOLIANG,
    "more_relative": "no",
    "relative_place": "游埠镇",
}
FIRST_HALF = {name: FATHER[name] for name in ("kin", "relation", "booklet", "purpose")}
SECOND_HALF = {name: said for name, said in FATHER.items() if name not in FIRST_HALF}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def slug(self) -> str:
        """Which problem it is."""
        return str(self.body["type"]).removeprefix("/problems/")


@dataclass(frozen=True)
class Program:
    """One citizen's program."""

    session: ClientSession
    base: str
    bearer: str = field(repr=False)

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Call `/api/v1/{path}`; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named |= {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {}
        url = f"{self.base}/api/v1/{path}"
        async with self.session.request(method, url, json=body, headers=named) as answer:
            is_json = answer.content_type.endswith("json")
            told = await answer.json(content_type=None) if is_json else await answer.read()
            return Answer(answer.status, told, answer.headers.copy())


async def program_of(stage: Stage, who: str) -> Program:
    """Enrol a citizen in the mini program alone, and hold the session."""
    done = await stage.sim.enrol(who, accept=3)
    assert done.ok, done
    return await holding(stage, who)


async def holding(stage: Stage, who: str) -> Program:
    """Hold the session that a citizen's mini program has."""
    session = await stage.browsers.enter_async_context(ClientSession())
    return Program(session, stage.sim.product, stage.sim.world.phones.citizen(who).bearer)
