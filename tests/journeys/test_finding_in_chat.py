"""A citizen who does not know what a paper is called finds it, or learns she needs none."""

import re

from casework.conversing import OFFERED
from domain.states import State
from sandbox.chat import Show
from tests.journeys.paperwork import words_of
from tests.journeys.parts import UNIT
from tests.journeys.stagecraft import NUMBER, Stage


async def test_two_answers_lead_a_stranger_to_enrolling_for_the_right_item(stage: Stage) -> None:
    asked = await stage.say("chenyuan", "能办什么")
    themes = await stage.say("chenyuan", "1")
    listed = await stage.say("chenyuan", "房子、土地、公积金")

    told = await stage.say("chenyuan", "1")

    assert "谁要这张证明" in asked
    assert "要证明的是哪方面的事" in themes
    assert re.search(r"^1 无房证明", listed, re.MULTILINE)
    assert "接着办无房证明" in told
    done = await stage.sim.enrol("chenyuan", told, accept=3)
    assert done.ok, done
    await stage.settle()
    assert "办无房证明" in stage.told("chenyuan")[-1]


async def test_a_sentence_finds_its_item_and_its_questions_follow(stage: Stage) -> None:
    await stage.known("chenyuan")

    first = await stage.say("chenyuan", "我想开个没有房子的证明")

    assert first.startswith("办无房证明，共 ")
    assert "第 1 问" in first


async def test_words_that_fit_several_items_are_asked_about(stage: Stage) -> None:
    await stage.known("chenyuan")

    listed = await stage.say("chenyuan", "wfzm")
    first = await stage.say("chenyuan", (listed.count("\n") and "2") or "1")

    assert listed.startswith("您说的可能是：")
    assert "第 1 问" in first


async def test_whoever_needs_no_paper_learns_so_at_once_with_the_law(stage: Stage) -> None:
    await stage.known("chenyuan")

    told = await stage.say("chenyuan", "身份信息证明")

    assert "不用开" in told
    assert "能证明的：" in told
    assert "《中华人民共和国居民身份证法》" in told
    assert "第 1 问" in told


async def test_the_letter_for_the_unit_comes_within_the_minute(stage: Stage) -> None:
    await stage.known("chenyuan")
    await stage.say("chenyuan", "身份信息证明", "1")

    summary = await stage.say("chenyuan", "深圳澜桥电子有限公司")
    asked = await stage.say("chenyuan", "确认")
    await stage.settle()

    assert "请核对" in summary
    assert "说明正在做" in asked
    stage.numbers["chenyuan"] = NUMBER.findall(asked)[0]
    assert (await stage.case("chenyuan")).state is State.SETTLED
    assert "不用开" in stage.told("chenyuan", Show.SUBSCRIBE)[-1]


async def test_a_spouse_of_whatever_nation_is_proved_by_the_marriage_certificate(
    stage: Stage,
) -> None:
    await stage.enrolled("chenyuan")
    told = await stage.say("chenyuan", "配偶")
    await stage.say("chenyuan", "出国、公证", UNIT)

    asked = await stage.say("chenyuan", "确认")
    await stage.settle()

    assert "结婚证" in told
    stage.numbers["chenyuan"] = NUMBER.findall(asked)[0]
    assert (await stage.case("chenyuan")).state is State.SETTLED
    letter = words_of(await stage.pdf("chenyuan"))
    assert "结婚证" in letter
    assert UNIT in letter


async def test_a_digit_means_something_only_while_its_list_stands(stage: Stage) -> None:
    await stage.known("chenyuan")
    await stage.say("chenyuan", "能办什么")

    await stage.say("chenyuan", "我的")
    lost = await stage.say("chenyuan", "1")
    await stage.say("chenyuan", "能办什么")
    stage.time.skip(OFFERED)
    late = await stage.say("chenyuan", "1")

    assert "没听懂" in lost
    assert "没听懂" in late


async def test_back_goes_up_one_question(stage: Stage) -> None:
    await stage.say("chenyuan", "能办什么", "2")

    again = await stage.say("chenyuan", "返回")

    assert "谁要这张证明" in again
