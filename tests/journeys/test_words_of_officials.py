"""What officials type when a button will not do, and who is called when nobody is on duty."""

from domain.office import OfficialId
from domain.states import State
from tests.journeys.parts import FATHER
from tests.journeys.stagecraft import Stage, desk_path


async def test_the_list_and_one_case_are_read_in_the_chat(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    case = await stage.case("chenyuan")

    listed = await stage.sim.tell("zhoumin", "列表")
    looked = await stage.sim.tell("zhoumin", "看 0001")

    assert listed == (
        "您手上 1 件：\n0001 亲属关系证明，待审核，12月1日（周二）17:30 前\n发“看 0001”看细节。"
    )
    assert looked == (
        "0001 亲属关系证明，待审核，户口登记：相符，最晚 12月1日（周二）17:30。"
        f'<a href="{stage.sim.product}{desk_path(case)}">打开本件</a>'
    )


async def test_what_needs_reasons_opens_the_page(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER)

    said = [await stage.sim.tell("zhoumin", f"{word} 0001") for word in ("退回", "不予出具")]

    assert all(desk_path(case) in (each or "") for each in said)
    assert (said[0] or "").startswith("补正要一次说全")
    assert (said[1] or "").startswith("不予出具要写理由和救济办法")
    assert (await stage.case("chenyuan")).state is State.REVIEW


async def test_words_that_mean_nothing_change_nothing(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)

    said = [await stage.sim.tell("zhoumin", text) for text in ("好的", "同意 9999", "帮助")]

    assert said[0] == "没听懂。发“帮助”看能用的词。您办的事没有变。"
    assert said[1] == "没有查到您可以办的 9999。"
    assert (said[2] or "").startswith("列表：您手上的件。")
    assert (await stage.case("chenyuan")).state is State.REVIEW


async def test_a_single_case_needs_no_number(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)

    said = await stage.sim.tell("zhoumin", "同意")
    await stage.settle()

    assert (said or "").startswith("已同意，10:00。")
    assert (await stage.case("chenyuan")).state is State.ISSUED


async def test_while_nobody_is_on_duty_the_card_waits_for_somebody(stage: Stage) -> None:
    desk = stage.house.desk
    known = await desk.db.read(lambda tx: tx.officials.get(OfficialId("zhoumin")))
    await stage.dismissed("zhoumin", "xuliqun", "fangqing")
    await stage.applied("chenyuan", FATHER)
    await desk.db.write(lambda tx: tx.officials.save(known))

    await stage.later(minutes=10)

    assert [len(stage.sim.cards(each)) for each in ("zhoumin", "xuliqun")] == [1, 0]
    assert (await stage.approved("chenyuan", by="zhoumin")).state is State.ISSUED


async def test_a_card_that_can_never_be_delivered_lies_where_a_person_sees_it(
    stage: Stage,
) -> None:
    stage.sim.faults.set("errcode", where="wecom-api/cgi-bin/message/send", code=81013)
    await stage.applied("chenyuan", FATHER)
    letters = await stage.house.desk.db.read(lambda tx: tx.outbox.dead_letters(5))
    stage.sim.faults.clear()

    at = stage.house.desk.now()
    await stage.house.desk.db.write(lambda tx: tx.outbox.revive(letters[0][0].id, at))
    await stage.settle()

    assert [(job.topic, why) for job, why in letters] == [("card", "errcode-81013")]
    assert len(stage.sim.cards("zhoumin")) == 1
