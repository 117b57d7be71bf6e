"""An applicant changes what was handed in while it is under review: chat, page and program."""

from domain.proof import Outcome
from domain.states import State
from sandbox.personas import ZHANG_YULAN
from tests.journeys.browsing import Browser
from tests.journeys.calling import program_of
from tests.journeys.paperwork import words_of
from tests.journeys.parts import FATHER
from tests.journeys.stagecraft import Stage, key_of

CHEN = "chenyuan"
OTHER_UNIT = "深圳市南山区某实验学校"
UNIT_LINE = "4"


async def applied(stage: Stage) -> str:
    """Her case lies before the office; the last part of its number."""
    return (await stage.applied(CHEN, FATHER)).tail


async def visiting(stage: Stage) -> Browser:
    """Her browser, signed in."""
    browser = await stage.browser()
    await browser.get("/me")
    return browser


async def test_in_chat_a_line_is_changed_and_handed_in_in_one_step(stage: Stage) -> None:
    tail = await applied(stage)
    old = stage.card("zhoumin")

    offered = await stage.say(CHEN, tail)
    laid_out = await stage.say(CHEN, f"改 {tail}")
    line = next(n for n in laid_out.splitlines() if "深圳澜桥" in n).split()[0]
    await stage.say(CHEN, line)
    summary = await stage.say(CHEN, OTHER_UNIT)
    meanwhile = await stage.case(CHEN)
    done = await stage.say(CHEN, "确认")
    await stage.settle()
    late = await stage.sim.tap("zhoumin", old.task, key_of(old), force=True)

    assert f"改 {tail}" in offered
    assert "改的才交上去，在那以前照原来的办" in laid_out
    assert OTHER_UNIT in summary
    assert (meanwhile.state, meanwhile.draft.answers["use_unit"]) == (State.REVIEW, FATHER[4])
    assert f"编号不变：{meanwhile.number}" in done
    assert "申请人 已于" in str(stage.sim.cards("zhoumin")[-2].replaced)
    assert late is not None
    assert (await stage.case(CHEN)).state is State.REVIEW
    assert (await stage.approved(CHEN, by="zhoumin")).state is State.ISSUED
    assert OTHER_UNIT in words_of(await stage.pdf(CHEN))


async def test_another_relative_is_proved_anew(stage: Stage) -> None:
    tail = await applied(stage)
    before = stage.asked("kinship")

    await stage.say(CHEN, f"改 {tail}", "1", "父母", "母亲", ZHANG_YULAN)
    said = await stage.say(CHEN, "5", "章玉兰", "8", "兰江街道")
    await stage.say(CHEN, "确认")
    await stage.settle()

    case = await stage.case(CHEN)
    assert "章玉兰" in said
    assert stage.asked("kinship") > before
    assert (case.state, case.office) == (State.REVIEW, "lanjiang")
    assert {p.outcome for p in case.proofs} == {Outcome.HOLDS}


async def test_a_change_can_be_laid_aside_and_given_up(stage: Stage) -> None:
    tail = await applied(stage)

    await stage.say(CHEN, f"改 {tail}")
    asked = await stage.say(CHEN, "取消")
    kept = await stage.say(CHEN, "1")
    mine = await stage.say(CHEN, "我的")
    await stage.say(CHEN, f"改 {tail}")
    given_up = await stage.say(CHEN, "取消", "2")

    assert "不改了，照原来的办" in asked
    assert "留到" in kept
    assert f"尾号 {tail} 改了一半" in mine
    assert given_up == "好，不改了，照原来交的办。"
    assert "changed" not in await stage.steps(CHEN)


async def test_who_changes_while_the_office_decides_is_told_and_nothing_is_changed(
    stage: Stage,
) -> None:
    tail = await applied(stage)
    await stage.say(CHEN, f"改 {tail}", UNIT_LINE, OTHER_UNIT)
    await stage.approved(CHEN)

    late = await stage.say(CHEN, "确认")
    again = await stage.say(CHEN, f"改 {tail}")
    nothing = await stage.say(CHEN, "改 9999")

    assert late.startswith(f"亲属关系证明（尾号 {tail}）改不了了：现在是“办好了”")
    assert "改不了了" in again
    assert nothing.startswith("没有查到可以改的")
    assert (await stage.case(CHEN)).draft.answers["use_unit"] == FATHER[4]
    states = await stage.house.desk.db.read(
        lambda tx: [row["state"] for row in tx.rows("SELECT state FROM applications", {})]
    )
    assert states == ["issued"]


async def test_on_pages_a_change_is_handed_in_once(stage: Stage) -> None:
    await applied(stage)
    case = await stage.case(CHEN)
    browser = await visiting(stage)

    summary = await browser.post(f"/me/cases/{case.id}/change")
    await browser.post("/apply/qs-01", {"a.use_unit": OTHER_UNIT})
    await browser.get("/apply/qs-01")
    page = await browser.post("/apply/qs-01/submission", {"agree": "true", "case": case.id})
    again = await browser.post("/apply/qs-01/submission", {"agree": "true", "case": case.id})
    await stage.settle()

    changed = await stage.case(CHEN)
    assert "交上去之前，那一件照原来的办" in summary
    assert page.path.startswith("/c/")
    assert again.path.startswith("/c/")
    assert "您改过，照新的重新查" in page
    assert changed.draft.answers["use_unit"] == OTHER_UNIT
    assert (await stage.steps(CHEN)).count("changed") == 1


async def test_on_pages_a_change_that_comes_too_late_shows_the_case_as_it_is(
    stage: Stage,
) -> None:
    await applied(stage)
    case = await stage.case(CHEN)
    browser = await visiting(stage)
    await browser.post(f"/me/cases/{case.id}/change")
    await browser.post("/apply/qs-01", {"a.use_unit": OTHER_UNIT})
    await browser.get("/apply/qs-01")
    await stage.approved(CHEN)

    page = await browser.post("/apply/qs-01/submission", {"agree": "true", "case": case.id})

    assert page.path.startswith("/c/")
    assert "办好了" in page
    assert (await stage.case(CHEN)).draft.answers["use_unit"] == FATHER[4]


async def test_a_program_changes_a_case_from_the_version_that_it_read(stage: Stage) -> None:
    await applied(stage)
    case = await stage.case(CHEN)
    program = await program_of(stage, CHEN)
    path, more = f"applications/{case.id}", {"answers": {"use_unit": OTHER_UNIT}}
    read = await program.ask("GET", path)

    changed = await program.ask("PATCH", path, more, If_Match=read.headers["ETag"])
    stale = await program.ask("PATCH", path, more, If_Match=read.headers["ETag"])
    await stage.settle()
    await stage.approved(CHEN)
    late = await program.ask(
        "PATCH", path, more, If_Match=(await program.ask("GET", path)).headers["ETag"]
    )

    assert (changed.status, changed.body["state"]) == (200, "proving")
    assert (stale.status, stale.slug) == (412, "precondition-failed")
    assert (late.status, late.slug) == (409, "state-conflict")
    assert OTHER_UNIT in words_of(await stage.pdf(CHEN))
