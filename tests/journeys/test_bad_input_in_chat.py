"""Bad input in the chat: each kind has its own clear answer, and leaves no row behind."""

from collections.abc import Mapping

import pytest

from sandbox.personas import CHEN_YUAN
from tests.journeys.paperwork import address_of, words_of
from tests.journeys.parts import FATHER, asking
from tests.journeys.stagecraft import Stage

NUMBERS = {
    "330781196602091018": "身份证号码里可能有一位不对",
    "330781196613091019": "身份证号码第 7 到 14 位是生日，1966年13月09日不对",
    "330781196602301019": "身份证号码第 7 到 14 位是生日，1966年02月30日不对",
    "330781203002091019": "号码里的生日是 2030年2月9日，还没到",
    "999999196602091019": "号码前 6 位 999999 不在区划表里",
    "33О781196602091О19": "身份证号码是 18 位，最后一位可能是 X",  # Cyrillic letters
    "3307811966O2O91O19": "身份证号码是 18 位，最后一位可能是 X",  # Latin letters
    "12345": "身份证号码是 18 位，最后一位可能是 X",
    CHEN_YUAN: "这是您自己的号码，这里要填的是亲属的号码",
    "330781195807122021": "号码倒数第二位表示性别，和您选的关系对不上",
    "330781201502091015": "号码里的生日和您选的关系对不上",
}
NAMES = {
    "陈\u202e国樑": "姓名里有一个看不见的字符，请重新打一遍",
    "陈\u200b国樑": "姓名里有一个看不见的字符，请重新打一遍",
    "陈国樑1": "“1”不能用在姓名里",
    "陈😀": "“😀”不能用在姓名里",
    "陈": "姓名至少 2 个字，最多 50 个字",
    "陈" * 51: "姓名至少 2 个字，最多 50 个字",
}
UNITS = {
    "深圳\u202e澜桥": "里面有看不见或印不出的字符",
    "澜" * 41: "字太多了，请写短一点",
}
PLACES = {"火星镇": "在兰溪没有找到这个镇、街道", "街道": "对得上的不止一个，请写全名"}
RELATIONS = {
    "我舅妈": "没有对上哪一项",
    "师父": "没有对上哪一项",
    "99": "没有对上哪一项",
    "{{ 7 * 7 }}": "没有对上哪一项",
}


async def refused(stage: Stage, answered: int, text: str) -> str:
    """Answer so many questions well and the next one badly; nothing else may have changed."""
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", *FATHER[:answered])
    return await unmoved(stage, text)


async def unmoved(stage: Stage, text: str) -> str:
    """Say what does not fit; the answer is kept, and no other row is written."""
    before = await stage.rows()
    said = await stage.say("chenyuan", text)
    after = await stage.rows()
    assert after == {**before, "once": before["once"] + 1}
    return said


async def misfits(stage: Stage, answered: int, texts: Mapping[str, str]) -> list[str]:
    """Say one misfit after another at a question; return those not answered as they should be."""
    question = await stage.enrolled("chenyuan")
    if answered:
        question = await stage.say("chenyuan", *FATHER[:answered])
    asked = question[question.index("第 ") :]
    said = {text: await unmoved(stage, text) for text in texts}
    return [text for text in texts if said[text] != f"{full(said, text, texts)}\n{asked}"]


def full(said: Mapping[str, str], text: str, texts: Mapping[str, str]) -> str:
    """The first line of an answer, if it begins as it should."""
    first = said[text].splitlines()[0]
    return first if first.startswith(texts[text]) else ""


async def test_a_number_that_cannot_be_is_told_why_and_asked_for_again(stage: Stage) -> None:
    assert await misfits(stage, 6, NUMBERS) == []


async def test_a_name_with_what_no_name_has_is_told_why_and_asked_for_again(
    stage: Stage,
) -> None:
    assert await misfits(stage, 5, NAMES) == []


async def test_a_unit_that_cannot_be_printed_is_told_why_and_asked_for_again(
    stage: Stage,
) -> None:
    assert await misfits(stage, 4, UNITS) == []


async def test_a_place_that_is_none_or_several_is_told_why_and_asked_for_again(
    stage: Stage,
) -> None:
    assert await misfits(stage, 8, PLACES) == []


async def test_an_unknown_relation_is_told_why_and_asked_for_again(stage: Stage) -> None:
    assert await misfits(stage, 0, RELATIONS) == []


async def test_a_message_of_twelve_thousand_characters_is_not_read(stage: Stage) -> None:
    said = await refused(stage, 4, "澜" * 12_000)

    assert "第 4 问" in said
    assert "澜澜" not in said


async def test_a_message_longer_than_an_envelope_is_turned_away(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    before = await stage.rows()

    await stage.say("chenyuan", "澜" * 20_000)

    assert stage.sim.world.wire.entries[-1].status == 413
    assert await stage.rows() == before


async def test_a_picture_is_not_looked_at_and_the_question_repeated(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", *FATHER[:5])
    before = await stage.rows()

    said = await stage.sim.send_image("chenyuan") or ""

    there = f'<a href="{stage.sim.product}{stage.case_link(said)}">点这里传</a>'
    assert said == (
        f"图片这里看不了，也没有保存。要交的照片，{there}。"
        "这一问请打字：父亲叫什么名字？照身份证或护照上的字写。"
    )
    assert await stage.rows() == {
        **before,
        "once": before["once"] + 1,
        "links": before["links"] + 1,
    }


@pytest.mark.parametrize("text", ["", "   ", "\u3000\n"])
async def test_an_empty_message_is_answered_with_the_question(stage: Stage, text: str) -> None:
    said = await refused(stage, 4, text)

    assert said.startswith("收到您的消息，但没有字。刚才问的是：第 4 问，哪个单位要？")


async def test_strangers_are_told_what_can_be_done(stage: Stage) -> None:
    before = await stage.rows()
    said = [await stage.say("chenyuan", text) for text in ("天气", "", "帮助", "2")]
    picture = await stage.sim.send_image("chenyuan")

    after = await stage.rows()
    assert said[0].startswith("没听懂，是我们的问题。要办证明，打它的名字，例如“亲属关系证明”")
    assert said[1].startswith("收到您的消息，但没有字。要办什么直接打字")
    assert said[2].startswith("直接打字说要办什么")
    assert said[3] == said[0]
    assert picture == "图片这里看不了，也没有保存。要办什么直接打字，例如“亲属关系证明”。"
    assert after == {**before, "accounts": 1, "once": 5}


async def test_following_and_leaving_ten_times_is_one_account(stage: Stage) -> None:
    for _ in range(10):
        welcome = await stage.sim.event("chenyuan", "subscribe")
        await stage.sim.event("chenyuan", "unsubscribe")

    rows = await stage.rows()
    assert welcome is not None
    assert welcome.startswith("您好，这里是兰溪“乡里办”")
    assert (rows["accounts"], rows["people"], rows["applications"]) == (1, 0, 0)


async def test_what_looks_like_a_program_is_printed_as_it_was_typed(stage: Stage) -> None:
    unit = '<b>甲</b>{{7*7}}#read("/a")$x$'
    answers = (*asking("11", "陈国樑", FATHER[6])[:4], unit, *FATHER[5:])
    await stage.enrolled("chenyuan")
    summary = await stage.say("chenyuan", *answers)
    await stage.handed_in("chenyuan", ())
    await stage.approved("chenyuan")

    page = await stage.get(address_of(await stage.pdf("chenyuan")))

    assert '＜b＞甲＜/b＞{{7*7}}#read("/a")$x$' in summary
    assert unit in page
    assert f"本证明供陈媛提交{unit}，" in words_of(await stage.pdf("chenyuan"))


async def test_a_relative_with_fifteen_digits_is_the_one_with_eighteen(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", *FATHER[:6])

    said = await stage.say("chenyuan", "330781660209101")

    assert said.startswith("号码核对上了：3307**********1019")
