"""Every trouble that the stand-in can give a department is silence to us, and never a no."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from domain.errors import SourceSilent
from domain.identity import IdNumber, PersonName
from domain.item import Source
from domain.purpose import Purpose
from sandbox.app import create
from sandbox.personas import CHEN_YUAN
from sandbox.settings import fresh_env, from_env
from sandbox.sim import SIM, Sim
from sources.access import Access
from sources.line import Line
from sources.records import HttpRecords, Query, RecordAnswer
from sources.source import Found, Named

HEALTH = Source("health", "兰溪市卫生健康局业务系统", "health", ("wj-03",), timeout_s=0.4)
CHEN = Named(PersonName("陈媛"), IdNumber(CHEN_YUAN))


@dataclass
class Town:
    sim: Sim
    records: HttpRecords

    async def ask(self, *wants: str) -> RecordAnswer:
        return await self.records.ask(Query(HEALTH, "wj-03", CHEN, Purpose("wj-03"), {}, wants))


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    settings = from_env(fresh_env(), "")
    app = create(settings)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        line = Line(
            http,
            Access(
                str(server.make_url("/registers")),
                settings.register_client,
                settings.register_secret,
            ),
            clock=lambda: datetime.fromtimestamp(time.time(), UTC),
        )
        yield Town(app[SIM], HttpRecords(line))
        app[SIM].world.close()


async def test_product_and_stand_in_understand_each_other(town: Town) -> None:
    found, nothing = await town.ask("number"), await town.ask()

    assert (found.found, dict(found.record)) == (Found.FOUND, {"number": "330781-2025-000631"})
    assert nothing.found is Found.NOT_FOUND


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("register-silent", "Timeout"),
        ("register-slow", "Timeout"),
        ("register-wrong-person", "wrong-subject"),
        ("register-error", "status-500"),
        ("register-garbage", "garbage"),
        ("register-stale", "stale"),
        ("register-empty", "garbage"),
        ("register-failed", "error"),
        ("register-huge", "too-large"),
        ("register-cut", "ClientPayloadError"),
    ],
)
async def test_trouble_is_silence(town: Town, kind: str, why: str) -> None:
    town.sim.faults.set(kind, where="/health/", seconds=2)

    for wants in ((), ("number",)):
        with pytest.raises(SourceSilent) as silent:
            await town.ask(*wants)
        assert why in str(silent.value.facts["why"])


async def test_several_records_are_an_answer_that_a_person_reads(town: Town) -> None:
    town.sim.faults.set("register-ambiguous", where="/health/")

    assert (await town.ask("number")).found is Found.AMBIGUOUS
