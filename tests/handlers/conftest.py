"""A real desk with every door of it, and somebody who knocks."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.envelope import Envelope
from casework import signing_in
from casework.desk import Desk
from domain.message import Channel
from domain.office import OfficialId
from handlers.app import create
from handlers.keys import Envelopes, HandlerSettings
from tests.bot import stand_in
from tests.bot.forging import Sender
from tests.handlers import story
from tests.handlers.stand_ins import Clock

Knocker = TestClient[web.Request, web.Application]
Open = Callable[..., Awaitable[Knocker]]
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SENDER = Sender("token-of-ours", KEY, "wx-office")


def an_envelope(channel: Channel) -> Envelope:
    return Envelope(channel, SENDER.token, KEY, SENDER.receive_id, timedelta(minutes=5))


ENVELOPES = Envelopes(
    official_account=an_envelope(Channel.OFFICIAL_ACCOUNT),
    mini_program=an_envelope(Channel.MINI_PROGRAM),
    wecom=an_envelope(Channel.WECOM),
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def desk(tmp_path: Path, clock: Clock) -> AsyncIterator[Desk]:
    async with story.opened(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
async def platform() -> AsyncIterator[stand_in.House]:
    async with stand_in.a_house() as house:
        yield house


@pytest.fixture
async def doors(platform: stand_in.House) -> AsyncIterator[Open]:
    """Opens the doors of a desk, and gives somebody who knocks at them."""
    knockers: list[Knocker] = []

    async def opened(desk: Desk, **settings: object) -> Knocker:
        told = HandlerSettings(desk.public_url, "ww-lane", "1000002", **settings)  # type: ignore[arg-type] # a story names what it needs
        app = create(desk, ENVELOPES, platform.gateway, told)
        knocker = TestClient(TestServer(app, host="127.0.0.1"))
        await knocker.start_server()
        knockers.append(knocker)
        return knocker

    yield opened
    for knocker in knockers:
        await knocker.close()


@pytest.fixture
async def door(doors: Open, desk: Desk) -> Knocker:
    return await doors(desk)


async def signs_in(door: Knocker, desk: Desk, userid: str = "zhoumin") -> str:
    """An official signs in; the answer is what every form of the session must carry."""
    cookie = await signing_in.open_session(desk, OfficialId(userid))
    door.session.cookie_jar.update_cookies({"lane_desk": cookie})
    return (await signing_in.signed_in(desk, cookie)).csrf
