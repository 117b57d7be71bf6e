"""What time alone does, on both engines: cases lapse, are called to mind, and are decided late."""

from dataclasses import replace
from datetime import timedelta

from domain.calendar import local_day
from domain.office import OfficialId, Role
from domain.states import State
from sandbox.chat import Show
from storage.transaction import Transaction
from tests.journeys.parts import FATHER, UNIT
from tests.journeys.stagecraft import Stage, desk_path
from tests.journeys.test_officials_by_http import office_of

ASKS = {"asks": [{"field": "use_unit", "why": "名称不全"}]}
FORTY = timedelta(days=40)


async def sent_back(stage: Stage) -> None:
    """Her case, returned for correction."""
    case = await stage.applied("chenyuan", FATHER)
    office = await office_of(stage, "zhoumin")
    done = await office.decide(case, "return", ASKS)
    assert done.status == 200, done.body
    await stage.settle()


def texts(stage: Stage, userid: str) -> list[str]:
    """What an official was told in words."""
    return [b.text for b in stage.sim.inbox(userid) if b.show is not Show.CARD]


async def supervised(stage: Stage) -> None:
    """徐立群 supervises the office from now on."""

    def work(tx: Transaction) -> None:
        known = tx.officials.get(OfficialId("xuliqun"))
        grant = replace(known.grants[0], role=Role.SUPERVISOR)
        tx.officials.save(replace(known, grants=(grant,)))

    await stage.house.desk.db.write(work)


async def test_what_is_not_corrected_lapses_and_is_handed_in_again(stage: Stage) -> None:
    await sent_back(stage)
    first = await stage.case("chenyuan")
    assert first.correct_by is not None

    while local_day(stage.time.now()) <= first.correct_by:
        await stage.later(days=1)
    lapsed = await stage.case("chenyuan")
    mine = await stage.say("chenyuan", lapsed.tail)
    again = await stage.say("chenyuan", "重交")
    await stage.say("chenyuan", "1")
    second = await stage.handed_in("chenyuan", (UNIT,))

    told = [phrase for phrase, _ in await told_about(stage, lapsed.number)]
    assert lapsed.state is State.LAPSED
    assert told.count("told/correct-soon") == told.count("told/lapsed") == 1
    assert f"重交 {lapsed.tail}" in mine
    assert "还没有交" in again
    assert second.number != lapsed.number
    assert second.state is State.REVIEW


async def told_about(stage: Stage, number: str) -> list[tuple[str, str]]:
    """What was told about a case, by which channel."""

    def read(tx: Transaction) -> list[tuple[str, str]]:
        case = tx.applications.by_number(number)
        assert case is not None
        told = [e for e in tx.journal.of_case(case.id) if e.kind == "told"]
        return [(str(e.facts["phrase"]), str(e.facts["channel"])) for e in told]

    return await stage.house.desk.db.read(read)


async def test_a_silent_office_has_accepted_and_is_late_and_says_why(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER)
    await supervised(stage)

    for _ in range(9):
        await stage.later(days=1)
    accepted = await stage.case("chenyuan")
    tapped = await stage.tap("zhoumin")
    _, opened = await stage.opened("chenyuan", "zhoumin")
    office = await office_of(stage, "zhoumin")
    bare = await office.decide(accepted, "approval")
    done = await office.decide(accepted, "approval", {"late_reason": "等民政局查档。"})
    await stage.settle()
    page = await stage.get(await stage.case_path("chenyuan"))

    told = [phrase for phrase, _ in await stage.channels("chenyuan")]
    assert accepted.accepted_at == case.submitted_at
    assert told.count("told/deemed") == 1
    assert [text for text in texts(stage, "zhoumin") if "时限过半" in text] != []
    assert sum("到期，未办" in text for text in texts(stage, "xuliqun")) == 1
    assert tapped is not None
    assert "已过时限" in tapped
    assert "为什么办晚了" in opened.text
    assert (bare.status, bare.body["errors"]) == (
        422,
        [{"pointer": "/late_reason", "code": "late"}],
    )
    assert (done.status, (await stage.case("chenyuan")).state) == (200, State.ISSUED)
    assert "等民政局查档" in page.text


async def test_a_case_stands_still_in_writing_and_goes_on(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    case = await stage.case("chenyuan")

    fields = {"reason": "要请档案馆查老底册。", "until": "2026-12-04"}
    stopped = await browser.post(desk_path(case, "suspension"), fields)
    await stage.settle()
    seen = await stage.get(await stage.case_path("chenyuan"))
    await stage.later(days=1)
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    gone_on = await browser.post(desk_path(case, "resumption"))
    await stage.settle()

    assert "特别程序" in stopped.text
    assert "要请档案馆查老底册" in seen.text
    assert gone_on.status == 200
    resumed = await stage.approved("chenyuan")
    assert resumed.state is State.ISSUED
    assert "停的时间没有算" in "".join(stage.told("chenyuan"))


async def test_an_office_takes_a_case_on_by_its_page(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    browser, _ = await stage.opened("chenyuan", "zhoumin")

    taken = await browser.post(desk_path(await stage.case("chenyuan"), "acceptance"))
    await stage.settle()
    page = await stage.get(await stage.case_path("chenyuan"))

    assert "受理" in taken.text
    assert "开始办" in stage.told("chenyuan")[-1]
    assert "前办好" in page.text
    assert (await stage.approved("chenyuan")).state is State.ISSUED


async def test_a_clock_that_leaps_by_forty_days_ends_nothing(stage: Stage) -> None:
    await sent_back(stage)

    stage.time.leap(FORTY)
    await stage.settle()
    leapt = await stage.case("chenyuan")
    stage.time.leap(-FORTY)
    await stage.settle()
    doubt = stage.house.desk.doubt()

    assert leapt.state is State.RETURNED
    assert doubt == ""
    await stage.say("chenyuan", "补什么", UNIT, "确认")
    await stage.settle()
    assert (await stage.approved("chenyuan")).state is State.ISSUED


async def test_a_leap_that_stands_for_an_hour_is_the_time(stage: Stage) -> None:
    await sent_back(stage)

    stage.time.leap(FORTY)
    await stage.settle()
    await stage.later(minutes=50)
    doubted = await stage.case("chenyuan")
    await stage.later(minutes=11)
    await stage.later(minutes=11)

    assert doubted.state is State.RETURNED
    assert (await stage.case("chenyuan")).state is State.LAPSED


async def test_a_clock_that_is_put_back_takes_nothing_in_and_recovers(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER)
    office = await office_of(stage, "zhoumin")
    steps = await stage.steps("chenyuan")

    stage.time.leap(timedelta(days=-2))
    refused = await office.act(case, "acceptance", If_Match=f'"{case.version}"')
    ready = await stage.get("/readyz")
    meanwhile = await stage.steps("chenyuan")
    stage.time.leap(timedelta(days=2))
    await stage.settle()

    assert (refused.status, refused.body["type"]) == (503, "/problems/overloaded")
    assert ready.status == 503
    assert '"clock": {"ok": false, "why": "behind"}' in ready.body.decode()
    assert meanwhile == steps
    assert (await stage.approved("chenyuan")).state is State.ISSUED


async def test_who_applies_at_the_end_of_december_reads_that_the_day_may_change(
    stage: Stage,
) -> None:
    await stage.later(days=36)

    case = await stage.applied("chenyuan", FATHER)
    page = await stage.get(await stage.case_path("chenyuan"))

    assert case.provisional
    assert "2027年的放假安排还没公布，日期可能会变" in page.text
