"""Answers that end without a paper of ours: what proves the relation already, and who else can."""

import pytest

from tests.journeys.stagecraft import Stage


async def ended(stage: Stage, *answers: str) -> str:
    await stage.enrolled("chenyuan")
    return await stage.say("chenyuan", *answers)


async def test_one_booklet_needs_no_certificate_and_a_letter_can_be_had(stage: Stage) -> None:
    said = await ended(stage, "父母", "父亲", "现在就在")

    assert said.startswith("不用开证明：户口本上写明了每个人和户主的关系。")
    assert "要一份盖章的说明给单位看，就接着答；不要，回复“取消”。" in said
    assert "您或父亲是户主吗？" in said


async def test_once_one_booklet_asks_on_for_the_police_of_that_place(stage: Stage) -> None:
    said = await ended(stage, "父母", "母亲", "以前在，后来分开")
    onward = await stage.say("chenyuan", "游埠镇")

    assert "当年那本户口本在兰溪哪个镇、街道？" in said
    assert onward.startswith("游埠镇，记下了。\n第 3 问：拿去做什么？")


async def test_a_marriage_is_proved_by_its_own_certificate(stage: Stage) -> None:
    said = await ended(stage, "老公")

    assert said.startswith("结婚证就能证明夫妻关系，不用开。")


@pytest.mark.parametrize("kin", ["都不是", "15", "表哥", "堂妹", "叔叔", "姐夫", "太公"])
async def test_cousins_and_all_others_are_for_the_notary(stage: Stage, kin: str) -> None:
    said = await ended(stage, kin)

    assert "公证处" in said
    assert "第 2 问：拿去做什么？" in said


async def test_an_ending_hands_in_nothing_and_can_be_answered_otherwise(stage: Stage) -> None:
    await ended(stage, "都不是")

    await stage.say("chenyuan", "返回")
    otherwise = await stage.say("chenyuan", "父母")

    states = await stage.house.desk.db.read(
        lambda tx: [row["state"] for row in tx.rows("SELECT state FROM applications", {})]
    )
    assert otherwise.endswith("第 1 问：是哪一位？\n1 父亲　2 母亲")
    assert states == ["draft"]
    assert stage.asked("kinship") == 0


async def test_after_the_police_two_steps_back_lead_to_the_town(stage: Stage) -> None:
    await ended(stage, "父母", "父亲", "2", "游埠镇")

    place = await stage.say("chenyuan", "返回")
    booklet = await stage.say("chenyuan", "返回")
    onward = await stage.say("chenyuan", "从来没有")

    assert place.startswith("回到第 2 问：当年那本户口本在兰溪哪个镇、街道？")
    assert booklet.startswith("回到第 2 问：您和父亲上过同一本户口本吗？")
    assert "第 3 问：拿去做什么？" in onward


async def test_whoever_asks_for_a_person_gets_desk_number_and_hours(stage: Stage) -> None:
    stranger = await stage.say("chenyuan", "人工")

    assert "电话" not in stranger
    assert "0579-" in stranger
    assert "周一至周五 8:30–12:00、14:00–17:30" in stranger
