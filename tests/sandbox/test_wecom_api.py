from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox.sim import Sim
from tests.sandbox.conftest import Ask
from tests.sandbox.product import Product, grey, text

Token = Callable[[], Awaitable[str]]
SEND = "/wecom-api/cgi-bin/message/send"
UPDATE = "/wecom-api/cgi-bin/message/update_template_card"


def a_card(task: str = "case-1_r1", **changes: Any) -> dict[str, Any]:
    card = {
        "card_type": "button_interaction",
        "task_id": task,
        "main_title": {"title": "待审核：亲属关系证明", "desc": "陈* 申请，父女"},
        "horizontal_content_list": [{"keyname": "编号", "value": "YB-20261123-0042"}],
        "button_list": [
            {"text": "同意", "style": 1, "key": "approve:1"},
            {"text": "退回", "style": 2, "type": 1, "url": "https://xiangliban.example/desk"},
        ],
        **changes,
    }
    return {
        "touser": "zhoumin|xuliqun",
        "agentid": 1000002,
        "msgtype": "template_card",
        "template_card": card,
    }


async def test_a_card_reaches_everybody_named(sim: Sim, post: Ask, office_token: Token) -> None:
    answer = await post(SEND, a_card(), access_token=await office_token())

    assert answer["errcode"] == 0
    assert answer["response_code"]
    (card,) = sim.cards("zhoumin")
    assert (card.task, card.live, card.buttons[0].key) == ("case-1_r1", True, "approve:1")
    assert card.facts == [("编号", "YB-20261123-0042")]
    assert len(sim.cards("xuliqun")) == 1
    assert sim.cards("fangqing") == []


async def test_a_task_id_is_used_once(sim: Sim, post: Ask, office_token: Token) -> None:
    token = await office_token()
    await post(SEND, a_card(), access_token=token)

    again = await post(SEND, a_card(), access_token=token)

    assert again["errcode"] == 42014
    assert len(sim.cards("zhoumin")) == 1
    assert "devtool/query?e=42014" in again["errmsg"]


@pytest.mark.parametrize("task", ["", "有汉字", "x" * 129, "a b"])
async def test_a_malformed_task_id_is_refused(
    sim: Sim, post: Ask, office_token: Token, task: str
) -> None:
    answer = await post(SEND, a_card(task), access_token=await office_token())

    assert answer["errcode"] == 42014


@pytest.mark.parametrize(
    "changes",
    [
        {"card_type": "news"},
        {"main_title": {}},
        {"button_list": []},
        {"button_list": [{"text": "同意"}]},
        {"button_list": [{"text": "打开", "type": 1}]},
        {"button_list": [{"text": "同意", "key": "k"}] * 7},
        {"horizontal_content_list": [{"value": "没有名字"}]},
        {"card_action": {"type": 1, "url": "desk"}},
        {"main_title": "not an object"},
    ],
)
async def test_a_card_with_a_broken_field_is_refused(
    sim: Sim, post: Ask, office_token: Token, changes: dict[str, Any]
) -> None:
    answer = await post(SEND, a_card(**changes), access_token=await office_token())

    assert answer["errcode"] in {40058, 47001}
    assert sim.cards("zhoumin") == []


async def test_unknown_members_are_named_and_the_others_served(
    sim: Sim, post: Ask, office_token: Token
) -> None:
    token = await office_token()
    some = await post(SEND, a_card() | {"touser": "ZhouMin|Nobody"}, access_token=token)
    none = await post(SEND, a_card("case-2") | {"touser": "Nobody"}, access_token=token)

    assert (some["errcode"], some["invaliduser"]) == (0, "nobody")
    assert none["errcode"] == 81013
    assert len(sim.cards("zhoumin")) == 1


async def test_a_response_code_greys_the_named_copies_once(
    sim: Sim, post: Ask, office_token: Token
) -> None:
    token = await office_token()
    code = (await post(SEND, a_card(), access_token=token))["response_code"]
    change = {"agentid": 1000002, "response_code": code, "userids": ["zhoumin", "xuliqun"]}
    change |= {"button": {"replace_name": "周敏 已于 10:42 同意"}}

    first = await post(UPDATE, change, access_token=token)
    second = await post(UPDATE, change, access_token=token)

    assert (first["errcode"], second["errcode"]) == (0, 40058)
    assert sim.cards("xuliqun")[0].replaced == "周敏 已于 10:42 同意"
    assert not sim.cards("zhoumin")[0].live


async def test_a_response_code_is_too_old_after_72_hours(
    sim: Sim, post: Ask, office_token: Token
) -> None:
    code = (await post(SEND, a_card(), access_token=await office_token()))["response_code"]
    sim.world.clock.advance(72 * 3600)
    change = {"agentid": 1000002, "response_code": code, "atall": 1}

    answer = await post(
        UPDATE, change | {"button": {"replace_name": "晚了"}}, access_token=await office_token()
    )

    assert answer["errcode"] == 40058
    assert sim.cards("zhoumin")[0].live


async def test_a_tap_reaches_the_product_with_a_code_that_greys_all(
    sim: Sim, post: Ask, office_token: Token, product: Product
) -> None:
    token = await office_token()
    await post(SEND, a_card(), access_token=token)

    await sim.tap("zhoumin", "case-1_r1", "approve:1")
    (heard,) = product.heard
    change = {"agentid": 1000002, "response_code": heard["ResponseCode"], "atall": 1}
    done = await post(UPDATE, change | {"button": {"replace_name": "已同意"}}, access_token=token)

    assert (heard["FromUserName"], heard["EventKey"]) == ("zhoumin", "approve:1")
    assert (heard["Event"], heard["TaskId"]) == ("template_card_event", "case-1_r1")
    assert done["errcode"] == 0
    assert sim.cards("xuliqun")[0].replaced == "已同意"


async def test_a_passive_reply_greys_only_the_tappers_copy(
    sim: Sim, post: Ask, office_token: Token, product: Product
) -> None:
    await post(SEND, a_card(), access_token=await office_token())
    product.reply = lambda _: grey("已同意")

    await sim.tap("zhoumin", "case-1_r1", "approve:1")

    assert sim.cards("zhoumin")[0].replaced == "已同意"
    assert sim.cards("xuliqun")[0].live


async def test_a_grey_button_is_tapped_only_by_force(
    sim: Sim, post: Ask, office_token: Token, product: Product
) -> None:
    await post(SEND, a_card(), access_token=await office_token())
    sim.cards("zhoumin")[0].replaced = "已同意"
    product.reply = lambda _: text("您 10:42 已同意过，没有变化。")

    with pytest.raises(LookupError):
        await sim.tap("zhoumin", "case-1_r1", "approve:1")
    seen = await sim.tap("zhoumin", "case-1_r1", "approve:1", force=True)

    assert seen == "您 10:42 已同意过，没有变化。"
    assert sim.inbox("zhoumin")[-1].text == seen
    assert len(product.heard) == 1


async def test_two_taps_at_once_are_two_callbacks(
    sim: Sim, post: Ask, office_token: Token, product: Product
) -> None:
    await post(SEND, a_card(), access_token=await office_token())

    await sim.race("case-1_r1", "approve:1", ["zhoumin", "xuliqun"])

    assert {m["FromUserName"] for m in product.heard} == {"zhoumin", "xuliqun"}


async def test_the_thirty_first_message_of_a_minute_is_dropped_silently(
    sim: Sim, post: Ask, office_token: Token
) -> None:
    token = await office_token()
    body = {"touser": "zhoumin", "agentid": 1000002, "msgtype": "text", "text": {"content": "好"}}

    codes = {(await post(SEND, body, access_token=token))["errcode"] for _ in range(31)}

    assert codes == {0}
    assert len(sim.inbox("zhoumin")) == 30


async def test_the_token_stays_the_same_while_it_is_valid(sim: Sim, office_token: Token) -> None:
    first = await office_token()
    sim.world.clock.advance(7100)
    same = await office_token()
    sim.world.clock.advance(101)
    renewed = await office_token()

    assert first == same != renewed
    assert sim.world.fetches()["wecom"] == 3


async def test_a_token_that_was_ended_is_40014(sim: Sim, post: Ask, office_token: Token) -> None:
    token = await office_token()
    sim.world.rotate_tokens()

    answer = await post(SEND, a_card(), access_token=token)

    assert answer["errcode"] == 40014
    assert "hint: [" in answer["errmsg"]
