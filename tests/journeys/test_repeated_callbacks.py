"""What a platform sends three times, or fifty, has one effect and one answer."""

import asyncio
import re
from collections.abc import Sequence

import pytest

from domain.states import State
from tests.journeys.parts import FATHER
from tests.journeys.stagecraft import Stage, key_of

SAID = re.compile(r"<(?:Content|ReplaceName)><!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def answers(stage: Stage, title: str, copies: int) -> Sequence[str]:
    """What the last so many postings of a kind were answered, sealed differently each time."""
    posted = [each for each in stage.sim.world.wire.entries if each.title == title]
    return [", ".join(SAID.findall(each.got)) or each.got for each in posted[-copies:]]


@pytest.mark.parametrize("copies", [3, 50])
async def test_a_confirmation_sent_many_times_hands_in_one_case(stage: Stage, copies: int) -> None:
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", *FATHER)
    before = await stage.rows()
    stage.sim.faults.set("duplicate-push", where="wechat", copies=copies, times=1)

    await stage.say("chenyuan", "确认")
    after = await stage.rows()
    await stage.settle()

    said = answers(stage, "/wechat text", copies)
    assert len(said) == copies
    assert len(set(said)) == 1
    assert "编号 YB-20261124-0001" in said[0]
    assert after["applications"] == before["applications"]
    assert after["once"] == before["once"] + 1
    assert len(stage.sim.cards("zhoumin")) == 1


@pytest.mark.parametrize("copies", [3, 50])
async def test_a_tap_sent_many_times_approves_once(stage: Stage, copies: int) -> None:
    await stage.applied("chenyuan", FATHER)
    card = stage.card("xuliqun")
    stage.sim.faults.set("duplicate-push", where="wecom", copies=copies, times=1)

    await stage.sim.tap("xuliqun", card.task, key_of(card))
    await stage.settle()

    said = answers(stage, "/wecom template_card_event", copies)
    steps = await stage.steps("chenyuan")
    assert said == ["徐立群 已于 10:00 同意"] * copies
    assert (steps.count("state/approved"), steps.count("number-drawn")) == (1, 1)
    assert (await stage.case("chenyuan")).state is State.ISSUED


@pytest.mark.parametrize("copies", [3, 50])
async def test_a_consent_sent_many_times_is_one_credit(stage: Stage, copies: int) -> None:
    await stage.say("chenyuan", "帮助")
    stage.sim.faults.set("duplicate-push", where="miniapp", copies=copies, times=1)

    await stage.sim.accept("chenyuan")

    balances = await stage.house.desk.db.read(
        lambda tx: [row["balance"] for row in tx.rows("SELECT balance FROM credits", {})]
    )
    assert balances == [1, 1, 1]


async def test_a_first_message_sent_fifty_times_makes_one_account_and_one_link(
    stage: Stage,
) -> None:
    stage.sim.faults.set("duplicate-push", where="wechat", copies=50, times=1)

    await stage.say("chenyuan", "亲属关系证明")

    rows = await stage.rows()
    assert (rows["accounts"], rows["links"], rows["once"]) == (1, 1, 1)
    assert len(set(answers(stage, "/wechat text", 50))) == 1


async def test_an_answer_that_was_lost_is_given_again(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", *FATHER)
    stage.sim.faults.set("answer-lost", where="wechat", times=2)

    received = await stage.say("chenyuan", "确认")

    assert "编号 YB-20261124-0001" in received
    assert len(set(answers(stage, "/wechat text", 3))) == 1


async def test_what_was_answered_once_is_never_answered_anew_even_after_an_hour(
    stage: Stage,
) -> None:
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", *FATHER[:2])
    before = await stage.rows()

    replayed = await stage.sim.forge("replay")
    await stage.later(hours=1)
    stale = await stage.sim.forge("replay")

    assert (replayed, stale) == (200, 403)
    assert await stage.rows() == before


async def test_two_confirmations_at_the_same_moment_hand_in_one_case(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", *FATHER)

    said = await asyncio.gather(*(stage.say("chenyuan", "确认") for _ in range(2)))

    cases = await stage.house.desk.db.read(
        lambda tx: [row["number"] for row in tx.rows("SELECT number FROM applications", {})]
    )
    assert cases == ["YB-20261124-0001"]
    assert sum("编号 YB-20261124-0001" in each for each in said) == 1
