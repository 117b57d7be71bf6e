"""One department is reached over mutual TLS, all others as before: the whole way to the paper."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from casework import settling
from certificates.press import Press
from domain.office import OfficialId
from domain.proof import Outcome
from domain.states import State
from sandbox import throwaway, tls
from tests.journeys.raising import staged
from tests.journeys.stagecraft import Stage
from tests.journeys.test_any_item import (
    PENSION,
    PENSION_ANSWERS,
    SOCIAL_SECURITY,
    asked_for,
    works_at,
)


@asynccontextmanager
async def door(stage: Stage, folder: Path, listener: socket.socket) -> AsyncIterator[None]:
    """The registers' second door, open."""
    runner = web.AppRunner(tls.over(stage.sim), access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.SockSite(runner, listener, ssl_context=throwaway.context(folder)).start()
    yield
    await runner.cleanup()


async def test_behind_a_shut_door_a_person_looks_and_once_it_opens_the_source_is_believed(
    tmp_path: Path, a_press: Press, where: str
) -> None:
    listener, folder = socket.socket(), tmp_path / "tls"
    listener.bind(("127.0.0.1", 0))
    base = f"https://127.0.0.1:{listener.getsockname()[1]}/registers"

    async def through(_: str) -> Mapping[str, str]:
        throwaway.make(folder, base, (SOCIAL_SECURITY,))
        return {"LANE_SOURCES_DIR": str(folder)}

    async with staged(tmp_path, a_press, where, through=through) as stage:
        await works_at(stage, SOCIAL_SECURITY)
        await asked_for(stage, PENSION, PENSION_ANSWERS)
        await stage.later(seconds=2)
        await stage.later(seconds=10)
        shut = await stage.case("chenyuan")
        async with door(stage, folder, listener):
            await settling.ask_again(stage.house.desk, shut.id, by=OfficialId("zhoumin"))
            await stage.settle()
            opened = await stage.case("chenyuan")
        case = await stage.approved("chenyuan", by="zhoumin")

    assert [proof.outcome for proof in shut.proofs] == [Outcome.SILENT]
    assert [proof.outcome for proof in opened.proofs] == [Outcome.HOLDS]
    assert shut.state is State.REVIEW
    assert case.state is State.ISSUED
