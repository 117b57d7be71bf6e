"""The platforms fail in their many ways, and what is owed is delivered all the same."""

import asyncio

import pytest

from bot.pace import AT_MOST
from domain.states import State
from sandbox.chat import Show
from tests.journeys import many
from tests.journeys.parts import FATHER
from tests.journeys.stagecraft import Stage

CUSTOM, SUBSCRIBE, CARD = "message/custom/send", "message/subscribe/send", "message/send"


async def test_while_wecom_is_down_cards_wait_and_then_come(stage: Stage) -> None:
    stage.sim.faults.set("down", where="wecom-api")
    await stage.applied("chenyuan", FATHER)
    waiting = stage.sim.cards("zhoumin")
    await stage.later(minutes=1)
    await stage.later(minutes=5)
    stage.sim.faults.clear()

    await stage.later(minutes=20)

    assert waiting == []
    assert len(stage.sim.cards("zhoumin")) == 1
    assert (await stage.approved("chenyuan")).state is State.ISSUED
    assert await stage.owed() == []


async def test_while_wechat_is_down_notices_wait_and_then_come_in_order(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    stage.sim.faults.set("down", where="wechat-api")
    await stage.handed_in("chenyuan", FATHER)
    await stage.approved("chenyuan")
    waiting = stage.told("chenyuan", Show.SUBSCRIBE)
    stage.sim.faults.clear()

    await stage.later(minutes=20)
    await stage.later(minutes=20)

    assert waiting == []
    assert [text.splitlines()[1] for text in stage.told("chenyuan", Show.SUBSCRIBE)] == [
        "YB-20261124-0001",
        "已办好",
    ]


async def test_cards_that_piled_up_while_wecom_was_down_leave_one_that_can_be_tapped(
    stage: Stage,
) -> None:
    stage.sim.faults.set("register-silent", where="kinship", seconds=0.01)
    await stage.applied("chenyuan", FATHER)
    stage.sim.faults.set("down", where="wecom-api")
    await stage.later(seconds=2)
    await stage.later(seconds=10)
    stage.sim.faults.clear("register-silent")
    await stage.later(minutes=5)
    stage.sim.faults.clear()

    await stage.later(hours=1)

    live = [card for card in stage.sim.cards("zhoumin") if card.live]
    assert len(live) == 1
    assert (await stage.approved("chenyuan")).state is State.ISSUED


async def test_a_busy_answer_is_tried_again_at_once(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    stage.sim.faults.set("errcode", where=SUBSCRIBE, code=-1, times=1)

    await stage.handed_in("chenyuan", FATHER)

    assert len(stage.told("chenyuan", Show.SUBSCRIBE)) == 1
    assert await stage.channels("chenyuan") == [("told/received", "subscribe")]


async def test_a_platform_that_stays_busy_is_tried_later(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    stage.sim.faults.set("errcode", where=SUBSCRIBE, code=-1, times=3)
    await stage.handed_in("chenyuan", FATHER)
    early = stage.told("chenyuan", Show.SUBSCRIBE)

    await stage.later(seconds=2)

    assert early == []
    assert len(stage.told("chenyuan", Show.SUBSCRIBE)) == 1


async def test_without_a_credit_the_result_comes_into_the_chat(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    stage.sim.faults.set("errcode", where=SUBSCRIBE, code=43101)

    await stage.approved("chenyuan")

    told = stage.told("chenyuan")[-1]
    assert told.startswith("您的亲属关系证明办好了，从提交到签发 不到 1 分钟。")
    assert (await stage.get(stage.case_link(told))).status == 200
    assert (await stage.channels("chenyuan"))[-1] == ("told/issued", "custom")


async def test_a_spent_credit_is_not_tried_again(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.sim.refuse("chenyuan")
    await stage.handed_in("chenyuan", FATHER)

    await stage.approved("chenyuan")

    calls = [each.title for each in stage.sim.world.wire.entries if SUBSCRIBE in each.title]
    assert calls == []
    assert await stage.channels("chenyuan") == [
        ("told/received", "inbox"),
        ("told/issued", "custom"),
    ]


@pytest.mark.parametrize("code", [45047, 45015, 43004])
async def test_when_no_message_gets_through_the_result_waits_under_mine(
    stage: Stage, code: int
) -> None:
    await stage.enrolled("chenyuan")
    await stage.sim.refuse("chenyuan")
    await stage.handed_in("chenyuan", FATHER)
    stage.sim.faults.set("errcode", where=CUSTOM, code=code)
    await stage.approved("chenyuan")

    mine = await stage.say("chenyuan", "我的")

    assert (await stage.channels("chenyuan"))[-1] == ("told/issued", "inbox")
    assert await stage.owed() == []
    assert "1 亲属关系证明 0001：办好了" in mine


async def test_the_sixth_message_of_two_days_waits_under_mine(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.sim.refuse("chenyuan")
    await stage.handed_in("chenyuan", FATHER)
    for _ in range(5):
        stage.sim.world.service.spend(stage.sim.openid("chenyuan"))

    await stage.approved("chenyuan")

    assert (await stage.channels("chenyuan"))[-1] == ("told/issued", "inbox")


async def test_who_no_longer_follows_us_is_not_written_to(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.sim.refuse("chenyuan")
    await stage.handed_in("chenyuan", FATHER)
    await stage.sim.event("chenyuan", "unsubscribe")

    await stage.approved("chenyuan")

    assert (await stage.channels("chenyuan"))[-1] == ("told/issued", "inbox")
    assert len(stage.told("chenyuan")) == 1


async def test_a_connection_cut_after_delivery_lays_no_second_card(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    stage.sim.faults.set("cut-after-delivery", where="wecom-api/cgi-bin/message/send", times=1)
    await stage.handed_in("chenyuan", FATHER)

    await stage.later(seconds=2)

    assert len(stage.sim.cards("zhoumin")) == 1
    assert (await stage.steps("chenyuan")).count("card-sent") == 1
    assert (await stage.approved("chenyuan")).state is State.ISSUED


async def test_a_notice_cut_after_delivery_is_told_at_least_once(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    stage.sim.faults.set("cut-after-delivery", where=SUBSCRIBE, times=1)
    await stage.approved("chenyuan")

    await stage.later(seconds=2)

    told = [t for t in stage.told("chenyuan", Show.SUBSCRIBE) if "已办好" in t]
    assert 1 <= len(told) <= 2
    assert [c for c in await stage.channels("chenyuan") if c[0] == "told/issued"] == [
        ("told/issued", "subscribe")
    ]


async def test_a_grey_out_that_failed_is_made_up_for(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    stage.sim.faults.set("down", where="update_template_card", times=1)
    await stage.approved("chenyuan", by="xuliqun")
    before = stage.card("zhoumin").replaced

    await stage.later(seconds=2)

    assert before is None
    assert stage.card("zhoumin").replaced == "徐立群 已于 10:00 同意"


async def test_a_token_that_ends_under_fifty_sends_is_fetched_once(stage: Stage) -> None:
    wecom = stage.house.gateway.wecom
    await wecom.send_text(["zhoumin"], "早")
    stage.sim.world.rotate_tokens()
    before = stage.sim.world.fetches()["wecom"]
    stage.sim.faults.set("latency", where="wecom-api/cgi-bin/message/send", seconds=0.5)

    await asyncio.gather(*(wecom.send_text(["zhoumin"], "早") for _ in range(50)))

    refused = [each for each in stage.sim.world.wire.entries if '"errcode": 40014' in each.got]
    assert len(refused) == 50
    assert stage.sim.world.fetches()["wecom"] == before + 1


async def test_a_burst_of_cards_is_held_back_before_the_platform_drops_any(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", "取消", "2")

    await many.handed_in(stage, [f"深圳澜桥电子有限公司第{n}分公司" for n in range(40)])
    await stage.settle()
    at_first = len(stage.sim.cards("zhoumin"))
    await stage.later(minutes=1)

    assert at_first == AT_MOST
    assert len(stage.sim.cards("zhoumin")) == 40


async def test_a_token_that_ended_overnight_is_not_noticed_by_anybody(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    await stage.later(hours=3)

    await stage.approved("chenyuan")

    assert stage.card("zhoumin").replaced == "徐立群 已于 13:00 同意"
    assert (await stage.channels("chenyuan"))[-1] == ("told/issued", "subscribe")
