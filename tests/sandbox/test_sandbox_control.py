from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from sandbox.personas import CHEN_GUOLIANG, CHEN_YUAN, NOBODY
from sandbox.sim import Sim
from tests.sandbox.conftest import Ask
from tests.sandbox.product import Product, text


async def test_a_script_can_say_and_see(
    sim: Sim, post: Ask, get: Ask, product: Product, http: ClientSession, server: TestServer
) -> None:
    product.reply = lambda _: text("好")

    said = await post("/_sim/say", {"who": "chenyuan", "text": "你好"})
    view = await get("/_sim/view", citizen="chenyuan", official="zhoumin")
    async with http.get(server.make_url("/_sim/messages")) as response:
        log = await response.json()

    assert said["seen"] == "好"
    assert [bubble["text"] for bubble in view["citizen"]["chat"]] == ["你好", "好"]
    assert view["citizen"]["service"] == 5
    assert log[-1]["way"] == "push"
    assert "<Content><![CDATA[你好]]>" in log[-1]["sent"]
    assert "<Content><![CDATA[好]]>" in log[-1]["got"]


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("image", {"who": "chenyuan"}),
        ("event", {"who": "chenyuan", "event": "CLICK", "key": "mine"}),
        ("enrol", {"who": "chenyuan", "link": "abc"}),
        ("accept", {"who": "chenyuan", "times": 2}),
        ("refuse", {"who": "chenyuan"}),
        ("tap", {"userid": "zhoumin", "task": "t", "key": "k", "force": True}),
        ("race", {"userids": ["zhoumin", "xuliqun"], "task": "t", "key": "k"}),
        ("tell", {"userid": "zhoumin", "text": "列表"}),
        ("official", {"userid": "fangqing"}),
        ("citizens", {"key": "x", "name": "金一", "id_number": NOBODY, "phone": "13000000001"}),
        ("forge", {"how": "stale", "door": "wecom"}),
        ("verify", {"door": "wechat"}),
        ("tokens/rotate", {}),
        ("clock", {"advance_s": 60}),
        ("books", {"advance_s": 86400}),
        ("call", {"who": "chenyuan", "method": "POST", "path": "applications", "body": {}}),
        ("stories/stop", {}),
        ("forget", {}),
        ("faults", {"kind": "down", "where": "wechat-api", "times": 2}),
        ("faults/clear", {}),
        ("residents", {"id_number": CHEN_YUAN, "alive": False, "division": None}),
        ("residents/sever", {"a": CHEN_YUAN, "b": CHEN_GUOLIANG}),
    ],
)
async def test_every_order_is_taken(
    sim: Sim, http: ClientSession, server: TestServer, verb: str, body: dict[str, Any]
) -> None:
    async with http.post(server.make_url(f"/_sim/{verb}"), json=body) as response:
        status, answer = response.status, await response.json()

    assert status == 200, answer


async def test_a_new_resident_with_a_tie_and_a_stay_is_answered_about(sim: Sim, post: Ask) -> None:
    person = {"id_number": NOBODY, "name": "陆远", "sex": "male", "division": "330781102"}
    tie = {"kind": "parent-child", "a": CHEN_GUOLIANG, "b": NOBODY}
    stay = {"booklet": "330781102-9999", "division": "330781102", "since": "1995-01-01"}

    await post("/_sim/residents", person | {"phone": "13700000095"})
    await post("/_sim/residents/edges", tie | {"recorded_on": "1995-01-01", "record": "出生登记"})
    await post("/_sim/residents/stays", stay | {"person": NOBODY})

    assert sim.population.people[NOBODY].phone == "13700000095"
    assert CHEN_YUAN in sim.population.near_kin(NOBODY)
    assert sim.population.booklet(NOBODY, CHEN_GUOLIANG).shared == "never"


async def test_nobody_by_that_name_is_a_422(sim: Sim, post: Ask) -> None:
    answer = await post("/_sim/say", {"who": "nobody-at-all", "text": "你好"})

    assert answer["http"] == 422


async def test_another_sites_page_gives_no_orders(
    sim: Sim, http: ClientSession, server: TestServer
) -> None:
    url, body = server.make_url("/_sim/clock"), {"advance_s": 9}
    stranger = {"Origin": "https://stranger.example"}

    async with http.post(url, json=body, headers=stranger) as crossed:
        foreign = crossed.status
    async with http.post(url, data='{"advance_s": 9}') as plain:
        simple = plain.status
    async with http.post(url, json=body, headers={"Host": "stranger.example"}) as bound:
        rebound = bound.status

    assert (foreign, simple, rebound) == (403, 415, 403)
    assert sim.world.clock.offset_s == 0


async def test_the_page_says_that_it_is_a_stand_in(
    sim: Sim, http: ClientSession, server: TestServer
) -> None:
    async with http.get(server.make_url("/")) as response:
        page, policy = await response.text(), response.headers["Content-Security-Policy"]

    assert "本机替身，不是微信，也不是企业微信" in page
    assert "default-src 'self'" in policy
    assert "<script>" not in page
    assert "style=" not in page


async def test_a_desk_link_opens_as_the_official_who_holds_the_phone(
    sim: Sim, http: ClientSession, server: TestServer
) -> None:
    target = f"{sim.product}/desk/cases/1"
    query = {"as": "fangqing", "url": target}

    async with http.get(server.make_url("/open"), params=query, allow_redirects=False) as response:
        led = response.headers["Location"]
    stray = server.make_url("/open").with_query({"as": "fangqing", "url": "https://x.example/"})
    async with http.get(stray, allow_redirects=False) as refused:
        status = refused.status

    assert led == target
    assert sim.official == "fangqing"
    assert status == 400


async def test_the_state_names_everybody(sim: Sim, get: Ask) -> None:
    state = await get("/_sim/state")

    assert "替身" in state["notice"]
    assert {citizen["key"] for citizen in state["citizens"]} >= {"chenyuan", "shuiying", "nobody"}
    assert len(state["officials"]) == 34
