"""Answers that end without a paper of ours: what proves the relation already, and who else can."""

import pytest

from tests.journeys.stagecraft import Stage


async def ended(stage: Stage, *answers: str) -> str:
    await stage.enrolled("chenyuan")
    return await stage.say("chenyuan", *answers)


@pytest.mark.parametrize("head", ["1", "2"])
async def test_one_booklet_whose_head_is_one_of_the_two_needs_no_certificate(
    stage: Stage, head: str
) -> None:
    said = await ended(stage, "父母", "父亲", "现在就在", head)

    assert said.startswith("那就不用开证明：户口本“与户主关系”那一格已写明您和父亲的关系")
    assert "返回" in said
    assert "人工" in said


async def test_one_booklet_under_a_third_person_shows_two_pages(stage: Stage) -> None:
    said = await ended(stage, "父母", "父亲", "现在就在", "户主是别人")

    assert "先拿您和父亲的这两页给单位看" in said


async def test_a_booklet_that_is_not_at_hand_lets_her_go_on(stage: Stage) -> None:
    said = await ended(stage, "父母", "父亲", "现在就在", "户口本不在手边")

    assert said.startswith("第 3 问：拿去做什么？")


async def test_once_one_booklet_names_the_police_station_of_that_place(stage: Stage) -> None:
    said = await ended(stage, "父母", "母亲", "以前在，后来分开", "游埠镇")

    assert said.startswith("这要由派出所查户口档案来开：兰溪市公安局游埠派出所，电话 0579-")
    assert "先打电话，问能不能不回来办" in said


async def test_a_marriage_is_proved_by_its_own_certificate(stage: Stage) -> None:
    said = await ended(stage, "老公")

    assert said.startswith("结婚证就能证明夫妻关系，不用另开证明")


@pytest.mark.parametrize("kin", ["都不是", "7", "表哥", "堂妹", "叔叔", "岳父"])
async def test_cousins_and_all_others_are_for_the_notary(stage: Stage, kin: str) -> None:
    said = await ended(stage, kin)

    assert said.startswith("这种亲属关系镇里不能开。公证处可以办亲属关系公证")


async def test_an_ending_hands_in_nothing_and_can_be_answered_otherwise(stage: Stage) -> None:
    await ended(stage, "都不是")
    confirmed = await stage.say("chenyuan", "确认")

    otherwise = await stage.say("chenyuan", "父母")

    states = await stage.house.desk.db.read(
        lambda tx: [row["state"] for row in tx.rows("SELECT state FROM applications", {})]
    )
    assert "没有对上哪一项" in confirmed
    assert otherwise == "第 1 问：是哪一位？\n1 父亲　2 母亲"
    assert states == ["draft"]
    assert stage.asked("kinship") == 0


async def test_after_the_police_station_one_step_back_leads_on(stage: Stage) -> None:
    await ended(stage, "父母", "父亲", "2", "游埠镇")

    back = await stage.say("chenyuan", "返回")
    onward = await stage.say("chenyuan", "从来没有")

    assert back.startswith("回到第 2 问：您和父亲上过同一本户口本吗？")
    assert "第 3 问" in onward


async def test_whoever_asks_for_a_person_gets_desk_number_and_hours(stage: Stage) -> None:
    stranger = await stage.say("chenyuan", "人工")

    assert "电话" not in stranger
    assert "0579-" in stranger
    assert "周一至周五 8:30–12:00、14:00–17:30" in stranger
