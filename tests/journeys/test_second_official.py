"""An item that wants two officials: from chat to paper, and everything that may not happen."""

from dataclasses import replace

from domain.application import Application
from domain.office import Grant, OfficeId, OfficialId, Role
from domain.states import State
from tests.journeys.browsing import Page
from tests.journeys.paperwork import words_of
from tests.journeys.parts import UNIT
from tests.journeys.stagecraft import BEGIN, Stage, desk_path

WORDS, VETERANS = "军属证明", OfficeId("veterans")
ANSWERS = ("陈建军", "1", "没有", "没有", "1", UNIT)
SEEN = {
    "proof": "family",
    "document": "光荣牌（编号虚构 12）",
    "fact-serving": "陈建军",
    "fact-relative_is": "女儿",
    "fact-checked_on": "2026年11月23日",
}


async def laid_before(stage: Stage) -> Application:
    """陈媛's case, with what 周敏 has seen; 方青 approves there, too, and signs nothing second."""
    db, fang = stage.house.desk.db, OfficialId("fangqing")
    known = await db.read(lambda tx: tx.officials.get(fang))
    more = Grant(Role.APPROVER, VETERANS, BEGIN)
    await db.write(lambda tx: tx.officials.save(replace(known, grants=(*known.grants, more))))
    link = await stage.say("chenyuan", WORDS)
    done = await stage.sim.enrol("chenyuan", link, accept=3)
    assert done.ok, done
    await stage.settle()
    await stage.handed_in("chenyuan", ANSWERS)
    await acted(stage, "zhoumin", "proofs", **SEEN)
    return await stage.case("chenyuan")


async def acted(stage: Stage, who: str, act: str, **typed: str) -> Page:
    """The page of the case after an official has sent a form of it."""
    browser, _ = await stage.opened("chenyuan", who)
    page = await browser.post(desk_path(await stage.case("chenyuan"), act), typed)
    await stage.settle()
    return page


async def tapped(stage: Stage, who: str, step: str) -> str | None:
    """Tap the deciding button of the newest card, and wait for what follows."""
    card = stage.card(who)
    key = next(each.key for each in card.buttons if each.key.startswith(f"{step}:"))
    said = await stage.sim.tap(who, card.task, key, force=True)
    await stage.settle()
    return said


async def gone(stage: Stage, who: str, deputy: str) -> Page:
    """The page of absences after an official has said that he is away until tomorrow."""
    browser = await stage.at_desk(who)
    leave = {"official": who, "since": "2026-11-24", "until": "2026-11-25", "deputy": deputy}
    page = await browser.post("/desk/absences", leave)
    await stage.settle()
    return page


async def test_two_taps_of_two_officials_make_the_paper(stage: Stage) -> None:
    await laid_before(stage)

    await tapped(stage, "zhoumin", "approve")
    between = await stage.case("chenyuan")
    hers = await stage.get(await stage.case_path("chenyuan"))
    await tapped(stage, "xuliqun", "countersign")
    case = await stage.case("chenyuan")

    assert (between.state, between.certificate_number) == (State.COUNTERSIGN, "")
    assert "第二位工作人员在看" in hers
    assert (case.state, case.agreed_by, case.decided_by) == (State.ISSUED, "zhoumin", "xuliqun")
    assert "现役军人陈建军的女儿" in words_of(await stage.pdf("chenyuan"))


async def test_the_first_official_has_no_card_for_the_second_and_is_refused(stage: Stage) -> None:
    await laid_before(stage)
    await tapped(stage, "zhoumin", "approve")

    page = await acted(stage, "zhoumin", "countersignature")

    assert page.status == 403
    assert "第一人和第二人要是两个人" in page
    assert not any(each.key.startswith("countersign") for each in stage.card("zhoumin").buttons)
    assert (await stage.case("chenyuan")).state is State.COUNTERSIGN
    assert (await stage.steps("chenyuan")).count("attempt-refused") == 1


async def test_who_stands_in_for_the_second_has_the_card_and_signs(stage: Stage) -> None:
    await laid_before(stage)
    await tapped(stage, "zhoumin", "approve")
    before = len(stage.sim.cards("fangqing"))

    noted = await gone(stage, "xuliqun", "fangqing")
    late = await acted(stage, "xuliqun", "countersignature")
    await tapped(stage, "fangqing", "countersign")

    _, page = await stage.opened("chenyuan", "zhoumin")
    case = await stage.case("chenyuan")
    assert "方青" in noted
    assert len(stage.sim.cards("fangqing")) == before + 1
    assert "您现在记着缺勤" in late
    assert (case.state, case.decided_by, case.decided_for) == (
        State.ISSUED,
        "fangqing",
        "xuliqun",
    )
    assert "方青（代徐立群）" in page
    assert "stood-in" in await stage.steps("chenyuan")


async def test_a_deputy_who_was_the_first_is_not_the_second(stage: Stage) -> None:
    await laid_before(stage)
    await tapped(stage, "fangqing", "approve")
    await gone(stage, "xuliqun", "fangqing")

    page = await acted(stage, "fangqing", "countersignature")

    assert page.status == 403
    assert (await stage.case("chenyuan")).state is State.COUNTERSIGN


async def test_who_loses_the_role_between_card_and_tap_signs_nothing(stage: Stage) -> None:
    await laid_before(stage)
    await tapped(stage, "zhoumin", "approve")
    await stage.dismissed("xuliqun")

    said = await tapped(stage, "xuliqun", "countersign")

    assert said
    assert (await stage.case("chenyuan")).state is State.COUNTERSIGN
    assert (await stage.steps("chenyuan")).count("attempt-refused") == 1


async def test_what_is_handed_over_is_no_more_for_who_had_it(stage: Stage) -> None:
    await laid_before(stage)

    page = await acted(stage, "zhoumin", "handover", to="fangqing", reason="她去过这家")
    said = await tapped(stage, "zhoumin", "approve")
    still = await stage.case("chenyuan")
    await tapped(stage, "fangqing", "approve")

    case = await stage.case("chenyuan")
    assert "她去过这家" in page
    assert "方青" in (said or "")
    assert (still.state, still.handler) == (State.REVIEW, "fangqing")
    assert (case.state, case.agreed_by) == (State.COUNTERSIGN, "fangqing")


async def test_what_is_handed_back_is_looked_at_by_the_first_again(stage: Stage) -> None:
    await laid_before(stage)
    await tapped(stage, "zhoumin", "approve")

    await acted(stage, "xuliqun", "hand-back", reason="核对日期再看一眼")
    _, page = await stage.opened("chenyuan", "zhoumin")
    await tapped(stage, "zhoumin", "approve")
    await tapped(stage, "xuliqun", "countersign")

    assert "核对日期再看一眼" in page
    assert (await stage.case("chenyuan")).state is State.ISSUED


async def test_the_second_official_refuses_with_reasons(stage: Stage) -> None:
    await laid_before(stage)
    await tapped(stage, "zhoumin", "approve")

    await acted(stage, "xuliqun", "refusal", reasons="和武装部核对不上。")

    case = await stage.case("chenyuan")
    assert (case.state, case.decided_by) == (State.REFUSED, "xuliqun")
    assert "和武装部核对不上。" in await stage.get(await stage.case_path("chenyuan"))
