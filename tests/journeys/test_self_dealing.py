"""Who may not decide: kin, the applicant, the unauthorised, and whoever looks at an old card."""

from casework import appointing
from casework.appointing import Appointment
from domain.identity import IdNumber, PersonName
from domain.office import Grant, OfficeId, OfficialId, Role
from domain.states import State
from sandbox.personas import Persona
from sources.source import Named
from tests.journeys.parts import FATHER, asking
from tests.journeys.stagecraft import BEGIN, Stage, desk_path, key_of


def number_of(stage: Stage, name: str) -> str:
    return stage.sim.population.search(name)[0].id_number


async def brothers_case(stage: Stage) -> str:
    """方原 asks for a paper about his sister 方青, who is an approver of that town."""
    await stage.applied("fangyuan", asking("43", "方青", number_of(stage, "方青")))
    return key_of(stage.card("zhoumin"))


async def refusals(stage: Stage, who: str) -> list[tuple[str, object]]:
    entries = [each for each in await stage.journal(who) if each.kind == "attempt-refused"]
    return [(each.by, each.facts["code"]) for each in entries]


async def test_an_official_who_is_kin_gets_no_card(stage: Stage) -> None:
    await brothers_case(stage)

    assert [len(stage.sim.cards(each)) for each in ("zhoumin", "xuliqun")] == [1, 1]
    assert stage.sim.cards("fangqing") == []


async def test_a_forced_tap_of_kin_is_refused_and_written_down(stage: Stage) -> None:
    key = await brothers_case(stage)

    said = await stage.sim.tap("fangqing", stage.card("zhoumin").task, key, force=True)

    assert said == "这件与您或您的亲属有关，请由别人办。这一下没有生效。"
    assert (await stage.case("fangyuan")).state is State.REVIEW
    assert await refusals(stage, "fangyuan") == [("fangqing", "self-dealing")]


async def test_kin_find_the_case_neither_in_the_list_nor_on_the_desk(stage: Stage) -> None:
    await brothers_case(stage)
    browser, page = await stage.opened("fangyuan", "fangqing")
    case = await stage.case("fangyuan")

    listed = await stage.sim.tell("fangqing", "列表")
    typed = await stage.sim.tell("fangqing", "同意 0001")
    await browser.get("/desk")
    posted = await browser.post(desk_path(case, "approval"))

    assert page.status == 404
    assert listed == "您手上没有待办的件。"
    assert typed == "没有查到您可以办的 0001。"
    assert posted.status == 404
    seen, tried, shown = "not-found", "self-dealing", "not-found"  # each is written down
    assert await refusals(stage, "fangyuan") == [
        ("fangqing", each) for each in (seen, tried, shown)
    ]


async def test_a_colleague_decides_the_case_of_kin(stage: Stage) -> None:
    await brothers_case(stage)

    case = await stage.approved("fangyuan", by="zhoumin")

    assert (case.state, case.decided_by) == (State.ISSUED, "zhoumin")


async def test_an_official_who_applies_gets_no_card_of_her_own_case(stage: Stage) -> None:
    number, father = number_of(stage, "方青"), number_of(stage, "方宝根")
    stage.sim.population.change(number, phone="13900000088")
    stage.sim.invite(Persona("fang", "方青", number, "13900000088", "工作人员自己"))
    await stage.applied("fang", asking("11", "方宝根", father))
    card = stage.card("zhoumin")

    said = await stage.sim.tap("fangqing", card.task, key_of(card), force=True)

    assert stage.sim.cards("fangqing") == []
    assert said is not None
    assert said.startswith("这件与您或您的亲属有关")
    assert await refusals(stage, "fang") == [("fangqing", "self-dealing")]


async def test_a_role_taken_away_between_card_and_tap_decides_nothing(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    await stage.dismissed("zhoumin")

    said = await stage.tap("zhoumin")

    assert said == "您现在没有审核权限，这一下没有生效，已记录。要开通，找本单位负责授权的人。"
    assert (await stage.case("chenyuan")).state is State.REVIEW
    assert await refusals(stage, "chenyuan") == [("zhoumin", "forbidden")]


async def test_a_session_ends_with_the_role(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    await stage.dismissed("zhoumin")
    case = await stage.case("chenyuan")

    seen = await browser.get(desk_path(case))
    posted = await browser.post(desk_path(case, "approval"))

    assert (seen.status, seen.path) == (403, "/desk/callback")
    assert posted.status == 401
    assert (await stage.case("chenyuan")).state is State.REVIEW


async def test_a_clerk_is_dealt_no_card_and_approves_nothing(stage: Stage) -> None:
    await appointed(stage, "fangqing", Role.CLERK)
    await stage.applied("chenyuan", FATHER)
    card = stage.card("zhoumin")

    said = await stage.sim.tap("fangqing", card.task, key_of(card), force=True)

    assert stage.sim.cards("fangqing") == []
    assert said is not None
    assert said.startswith("您现在没有审核权限")
    assert await refusals(stage, "chenyuan") == [("fangqing", "forbidden")]


async def test_an_official_of_another_town_learns_nothing(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    card = stage.card("zhoumin")

    tapped = await stage.sim.tap("lanjiang1", card.task, key_of(card), force=True)
    typed = await stage.sim.tell("lanjiang1", "看 0001")
    _, page = await stage.opened("chenyuan", "lanjiang1")

    assert tapped is not None
    assert tapped.startswith("您现在没有审核权限")
    assert typed == "没有查到您可以办的 0001。"
    assert page.status == 404
    assert await refusals(stage, "chenyuan") == [("lanjiang1", "not-found")] * 2


async def test_a_tap_of_nobody_we_know_is_refused(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    card = stage.card("zhoumin")

    said = await stage.sim.tap("stranger", card.task, key_of(card), force=True)

    assert said is not None
    assert said.startswith("您现在没有审核权限")
    assert (await stage.case("chenyuan")).state is State.REVIEW


async def test_a_card_that_no_longer_shows_the_case_approves_nothing(stage: Stage) -> None:
    stage.sim.population.change(number_of(stage, "陈国樑"), division=None, elsewhere="440305")
    await stage.applied("chenyuan", FATHER)
    case = await stage.case("chenyuan")
    old = f"approve:{case.id}:{case.version}"
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    await browser.post(
        desk_path(case, "proofs"), {"proof": "home", "document": "户口簿 330781000001"}
    )
    await stage.settle()

    said = await stage.sim.tap("xuliqun", f"{case.id}_r{case.version}", old, force=True)

    assert said is not None
    assert said.startswith("这张卡片已经旧了，这一下没有生效。")
    assert (await stage.case("chenyuan")).state is State.REVIEW


async def test_an_old_page_approves_nothing(stage: Stage) -> None:
    stage.sim.population.change(number_of(stage, "陈国樑"), division=None, elsewhere="440305")
    case = await stage.applied("chenyuan", FATHER)
    old, _ = await stage.opened("chenyuan", "xuliqun")
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    await browser.post(
        desk_path(case, "proofs"), {"proof": "home", "document": "户口簿 330781000001"}
    )

    page = await old.post(desk_path(case, "approval"))

    assert page.status == 409
    assert "本件刚被改过；本次未生效" in page
    assert (await stage.case("chenyuan")).state is State.REVIEW


async def appointed(stage: Stage, userid: str, role: Role) -> None:
    """Give an official this one role in 游埠镇, in the place of all others."""
    known = next(o for o in stage.sim.world.residents.officials if o.userid == userid)
    desk = stage.house.desk
    appointment = Appointment(
        OfficialId(userid),
        Named(PersonName(known.name), IdNumber(known.id_number)),
        (Grant(role, OfficeId("youbu"), BEGIN),),
    )
    await appointing.appoint(desk.db, desk.register, appointment, at=BEGIN)
