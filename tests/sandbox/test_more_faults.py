"""Halved answers, reordered pushes, wrong clocks, silent drops; and the books that run out."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession
from aiohttp.test_utils import TestServer

from sandbox.ledger import posts
from sandbox.sim import Sim
from tests.sandbox.conftest import Ask
from tests.sandbox.product import Product

Token = Callable[[], Awaitable[str]]
SEND = "/wechat-api/cgi-bin/message/custom/send"
WECOM_SEND = "/wecom-api/cgi-bin/message/send"


def to_official(sim: Sim) -> dict[str, Any]:
    agent = sim.world.settings.corp.agentid
    return {"touser": "zhoumin", "agentid": agent, "msgtype": "text", "text": {"content": "有件"}}


async def test_half_an_answer_is_none_though_the_message_was_delivered(
    sim: Sim, post: Ask, oa_token: Token
) -> None:
    await sim.say("chenyuan", "你好")
    token, openid = await oa_token(), sim.openid("chenyuan")
    message = {"touser": openid, "msgtype": "text", "text": {"content": "已收到"}}
    sim.faults.set("cut-mid-body", where="custom/send", times=1)

    with pytest.raises(ClientError):
        await post(SEND, message, access_token=token)

    assert [bubble.text for bubble in sim.inbox("chenyuan")] == ["已收到"]


async def test_a_silent_drop_looks_like_success(sim: Sim, post: Ask, office_token: Token) -> None:
    token = await office_token()
    sim.faults.set("member-drop", times=1)

    dropped = await post(WECOM_SEND, to_official(sim), access_token=token)
    await post(WECOM_SEND, to_official(sim), access_token=token)

    assert dropped["errcode"] == 0
    assert len(sim.inbox("zhoumin")) == 1


async def test_the_later_message_arrives_first(sim: Sim, product: Product) -> None:
    sim.faults.set("reordered-push", where="wechat", times=1)

    first = asyncio.create_task(sim.say("chenyuan", "先写的"))
    await asyncio.sleep(0)
    await sim.say("chenyuan", "后写的")
    await first

    assert [heard["Content"] for heard in product.heard] == ["后写的", "先写的"]


async def test_a_message_that_nothing_overtakes_arrives_all_the_same(
    sim: Sim, product: Product
) -> None:
    sim.faults.set("reordered-push", where="wechat", times=1, seconds=0.05)

    await sim.say("chenyuan", "只有一条")

    assert [heard["Content"] for heard in product.heard] == ["只有一条"]


@pytest.mark.parametrize("seconds", [360, -360])
async def test_a_clock_that_is_wrong_makes_callbacks_unbelievable(
    sim: Sim, product: Product, seconds: int
) -> None:
    sim.faults.set("clock-skew", where="wechat", seconds=seconds, times=1)

    await sim.say("chenyuan", "你好")
    await sim.say("chenyuan", "你好")

    assert [entry.status for entry in sim.world.wire.entries] == [403, 200]


async def test_the_books_run_out_while_the_clock_stands(
    sim: Sim, post: Ask, office_token: Token
) -> None:
    await sim.say("chenyuan", "你好")
    token, now = await office_token(), sim.world.clock.now()

    await post("/_sim/books", {"advance_s": 3 * 86400})
    answer = await post(WECOM_SEND, to_official(sim), access_token=token)

    assert answer["errcode"] == 42001
    assert sim.world.service.left(sim.openid("chenyuan")) == 0
    assert sim.world.clock.now() - now < 60


async def test_what_is_sent_again_is_one_message_with_two_attempts(
    sim: Sim, post: Ask, office_token: Token
) -> None:
    token = await office_token()
    sim.faults.set("errcode", where="message/send", times=1, code=-1)

    await post(WECOM_SEND, to_official(sim), access_token=token)
    waiting = posts(sim.world)
    await post(WECOM_SEND, to_official(sim), access_token=token)
    sent = posts(sim.world)

    assert [(each["attempts"], each["done"], each["outcome"]) for each in waiting] == [
        (1, False, "errcode -1")
    ]
    assert [(each["attempts"], each["done"]) for each in sent] == [(2, True)]


async def test_forgetting_leaves_nothing_but_the_product(
    sim: Sim, post: Ask, get: Ask, office_token: Token, product: Product
) -> None:
    await sim.say("chenyuan", "你好")
    token = await office_token()
    sim.faults.set("down", where="nowhere")
    people = len(sim.population.people)
    sim.population.people.clear()

    await post("/_sim/forget", {})
    view = await get("/_sim/view", citizen="chenyuan", official="zhoumin")
    answer = await post(WECOM_SEND, to_official(sim), access_token=token)

    assert view["citizen"]["chat"] == []
    assert view["faults"] == view["posts"] == []
    assert view["theatre"]["play"] is None
    assert len(sim.population.people) == people
    assert sim.product == product.url
    assert answer["errcode"] == 40014


async def test_a_script_plays_a_story_and_stops_it(
    sim: Sim, post: Ask, http: ClientSession, server: TestServer
) -> None:
    begun = await post("/_sim/stories/play", {"name": "whole"})
    stopped = await post("/_sim/stories/stop", {})
    unknown = await post("/_sim/stories/play", {"name": "no such story"})

    assert (begun["running"], stopped["running"], unknown["http"]) == (True, False, 422)
