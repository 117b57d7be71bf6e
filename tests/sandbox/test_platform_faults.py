from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession
from aiohttp.test_utils import TestServer

from sandbox.faults import Faults, Trouble
from sandbox.settings import Settings
from sandbox.sim import Sim
from tests.sandbox.conftest import Ask

Token = Callable[[], Awaitable[str]]
SEND = "/wechat-api/cgi-bin/message/custom/send"
CARD = "/wecom-api/cgi-bin/message/send"


@pytest.fixture
async def message(sim: Sim) -> dict[str, Any]:
    await sim.say("chenyuan", "你好")
    openid = sim.openid("chenyuan")
    return {"touser": openid, "msgtype": "text", "text": {"content": "已收到"}}


async def test_an_errcode_strikes_so_often_and_no_more(
    sim: Sim, post: Ask, oa_token: Token, message: dict[str, Any]
) -> None:
    token = await oa_token()
    sim.faults.set("errcode", where="custom/send", times=2, code=-1)

    codes = [(await post(SEND, message, access_token=token))["errcode"] for _ in range(3)]

    assert codes == [-1, -1, 0]
    assert len(sim.inbox("chenyuan")) == 1


async def test_a_fault_elsewhere_does_not_strike_here(
    sim: Sim, post: Ask, oa_token: Token, message: dict[str, Any]
) -> None:
    sim.faults.set("errcode", where="subscribe/send", code=43101)
    sim.faults.set("down", where="wecom-api")

    answer = await post(SEND, message, access_token=await oa_token())

    assert answer["errcode"] == 0


async def test_cut_after_delivery_delivers_and_says_nothing(
    sim: Sim, post: Ask, oa_token: Token, message: dict[str, Any]
) -> None:
    token = await oa_token()
    sim.faults.set("cut-after-delivery", where="custom/send", times=1)

    with pytest.raises(ClientError):
        await post(SEND, message, access_token=token)

    assert [bubble.text for bubble in sim.inbox("chenyuan")] == ["已收到"]


async def test_a_card_cut_after_delivery_is_there_and_its_task_is_used(
    sim: Sim, post: Ask, office_token: Token
) -> None:
    token = await office_token()
    content: dict[str, Any] = {
        "card_type": "button_interaction",
        "task_id": "t1",
        "main_title": {"title": "待审"},
    }
    content |= {"button_list": [{"text": "同意", "key": "k"}]}
    body = {"touser": "zhoumin", "agentid": 1000002, "msgtype": "template_card"}
    sim.faults.set("cut-after-delivery", where="wecom-api/cgi-bin/message/send", times=1)

    with pytest.raises(ClientError):
        await post(CARD, body | {"template_card": content}, access_token=token)
    again = await post(CARD, body | {"template_card": content}, access_token=token)

    assert again["errcode"] == 42014
    assert len(sim.cards("zhoumin")) == 1


async def test_a_platform_that_is_down_answers_502_until_it_is_up(
    sim: Sim, http: ClientSession, server: TestServer, oa_token: Token
) -> None:
    sim.faults.set("down")
    url = server.make_url(SEND)

    async with http.post(url, json={}) as first, http.post(url, json={}) as second:
        statuses = [first.status, second.status]
    sim.faults.clear("down")

    assert statuses == [502, 502]
    assert await oa_token()


async def test_garbage_is_not_json(
    sim: Sim, http: ClientSession, server: TestServer, settings: Settings
) -> None:
    sim.faults.set("garbage", where="gettoken")

    async with http.get(server.make_url("/wecom-api/cgi-bin/gettoken")) as response:
        body = await response.text()

    assert (response.status, body) == (200, "<xml>not json")


async def test_latency_is_on_the_record(sim: Sim, oa_token: Token) -> None:
    sim.faults.set("latency", where="stable_token", seconds=0.05, times=1)

    await oa_token()

    assert sim.world.wire.entries[-1].ms >= 50


def test_clearing_one_kind_leaves_the_others() -> None:
    faults = Faults()
    faults.set("down", where="wechat-api")
    faults.set("down", where="wecom-api")
    faults.set("garbage")

    faults.clear("down")

    assert [fault["kind"] for fault in faults.listed()] == ["garbage"]


def test_clearing_without_a_name_clears_all() -> None:
    faults = Faults()
    faults.set("down")

    faults.clear()

    assert faults.listed() == []


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="earthquake"):
        Faults().set("earthquake")


def test_every_fault_can_be_set_and_strikes_once() -> None:
    faults = Faults()

    for kind in Trouble:
        faults.set(kind, times=1)

    assert all(faults.strike(kind) for kind in Trouble)
    assert not any(faults.strike(kind) for kind in Trouble)
