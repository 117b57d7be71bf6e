"""A question between offices through every door: card, desk, programs, and the applicant's page."""

from dataclasses import replace

from sandbox.cards import Card
from sandbox.chat import Show
from tests.journeys.browsing import Browser, Page
from tests.journeys.calling import holding
from tests.journeys.parts import FATHER
from tests.journeys.stagecraft import Stage, desk_path
from tests.journeys.test_officials_by_http import office_of
from tests.support.verifying import CONVERTIBLE, catalogue_with

CHEN, HE, ZHOU, XU = "chenyuan", "hejing", "zhoumin", "xuliqun"
NO = {"answer": "no", "remark": "登记在城区，不在游埠。"}


async def laid_before(stage: Stage) -> None:
    """Her case, about which the register keeps silent: it waits for a person."""
    stage.sim.faults.set("register-silent", where="kinship", seconds=0.01)
    await stage.applied(CHEN, FATHER)
    await stage.later(seconds=2)
    await stage.later(seconds=10)


async def wanted(stage: Stage) -> str:
    """周敏 wants the station asked, on the desk; return where the applicant's page is."""
    await laid_before(stage)
    browser, page = await stage.opened(CHEN, ZHOU)
    assert "去问游埠派出所" in page, page.text
    done = await browser.post(
        desk_path(await stage.case(CHEN), "verifications"), {"proof": "kinship"}
    )
    assert "要申请人同意的先问申请人" in done, done.text
    await stage.settle()
    return await of_hers(stage)


async def of_hers(stage: Stage) -> str:
    """Where her page about the question is."""
    case = await stage.case(CHEN)
    known = await stage.house.desk.db.read(lambda tx: tx.verifications.of_case(case.id))
    return f"/me/cases/{case.id}/verifications/{known[-1].id}"


async def says(stage: Stage, path: str, agree: str) -> Page:
    """What she says on that page."""
    browser = await stage.browser()
    shown = await browser.get(path)
    assert shown.status == 200, shown.text
    said = await browser.post(f"{path}/consent", {"agree": agree})
    await stage.settle()
    return said


async def put(stage: Stage) -> Card:
    """The question has been put; return 何静's card."""
    await says(stage, await wanted(stage), "yes")
    return stage.card(HE)


def yes(card: Card) -> str:
    """What the button 属实 hands back."""
    return next(button.key for button in card.buttons if button.text == "属实")


async def opened(stage: Stage, card: Card, by: str) -> tuple[Browser, Page]:
    """The question's page, as an official opens it from the card."""
    browser = await stage.at_desk(by)
    return browser, await browser.get(card.url)


async def test_the_card_names_nobody_and_one_tap_answers_once_the_page_was_read(
    stage: Stage,
) -> None:
    card = await put(stage)

    early = await stage.sim.tap(HE, card.task, yes(card))
    _, page = await opened(stage, card, HE)
    done = await stage.sim.tap(HE, card.task, yes(card))
    await stage.settle()

    assert (card.title, card.desc[-2:]) == ("请核验：亲属关系一项", "来问")
    assert "陈国樑" not in card.quote
    assert early == (
        "请先打开核验页看清姓名和号码，再点“属实”。这一下没有生效。"
        f'<a href="{card.url}">打开核验页</a>'
    )
    assert "330781196602091019" in page
    assert not done  # the button says it
    assert stage.sim.world.cards.copy(card.task, HE).replaced == "何静 已于 10:00 答复：属实"


async def test_every_copy_goes_grey_and_a_late_tap_hears_who_was_faster(stage: Stage) -> None:
    card = await put(stage)
    for official in (HE, XU):
        await opened(stage, card, official)
    await stage.sim.tap(HE, card.task, yes(card))
    await stage.settle()

    late = await stage.sim.tap(XU, card.task, yes(card), force=True)
    again = await stage.sim.tap(HE, card.task, yes(card), force=True)

    copies = [stage.sim.world.cards.copy(card.task, official) for official in (HE, XU)]
    assert {copy.replaced for copy in copies} == {"何静 已于 10:00 答复：属实"}
    assert late == "何静 11月24日 10:00 已答复：属实，您不用再答。"
    assert again == "您 11月24日 10:00 已答复：属实，没有变化。"


async def test_who_asked_gets_no_card_and_cannot_answer_the_own_question(stage: Stage) -> None:
    card = await put(stage)

    tapped = await stage.sim.tap(ZHOU, card.task, yes(card), force=True)

    assert card.task not in [each.task for each in stage.sim.cards(ZHOU)]
    assert tapped == "这一句是您自己问的，要由别人来答。这一下没有生效，已记录。"


async def test_a_no_needs_its_reason_and_both_sides_read_the_same_record(stage: Stage) -> None:
    card = await put(stage)
    browser, _ = await opened(stage, card, HE)

    bare = await browser.post(f"{card.url}/answer", {"answer": "no", "remark": " "})
    done = await browser.post(f"{card.url}/answer", NO)
    await stage.settle()
    _, asker = await stage.opened(CHEN, ZHOU)

    assert bare.status == 422
    for page in (done, asker):
        assert "≠ 不属实" in page
        assert NO["remark"] in page
        assert "何静" in page
    assert stage.sim.world.cards.copy(card.task, HE).replaced == "何静 已于 10:00 答复：不属实"


async def test_she_who_does_not_agree_is_not_asked_about(stage: Stage) -> None:
    page = await says(stage, await wanted(stage), "no")

    assert "您不同意，没有去问" in page
    assert stage.sim.cards(HE) == []
    _, desk = await stage.opened(CHEN, ZHOU)
    assert "申请人不同意问" in desk
    assert desk.text.count("去问游埠派出所") == 1  # about where he is registered, as before


async def test_time_prompts_the_owner_then_the_supervisor_and_who_asked(stage: Stage) -> None:
    card = await put(stage)

    await stage.later(hours=32)
    half = [texts(stage, official) for official in (HE, XU, ZHOU)]
    await stage.later(hours=24)
    late = [texts(stage, official)[-1] for official in (HE, XU, ZHOU)]

    assert ["时限过半" in "".join(said) for said in half] == [True, True, False]
    assert all("到期，没有答复，已同时告诉负责人" in said for said in late[:2])
    assert "没有答复不等于否" in late[2]
    assert stage.sim.world.cards.copy(card.task, HE).live  # an answer still counts


async def test_whoever_waits_in_vain_signs_a_promise_instead(stage: Stage) -> None:
    await laid_before(stage)
    stage.house.desk.shelf.put(catalogue_with(replace(CONVERTIBLE, id="kinship")))
    browser, _ = await stage.opened(CHEN, ZHOU)
    await browser.post(desk_path(await stage.case(CHEN), "verifications"), {"proof": "kinship"})
    path = await of_hers(stage)
    await says(stage, path, "yes")
    await stage.later(hours=32)
    await stage.later(hours=24)

    browser = await stage.browser()
    late = await browser.get(path)
    promise = await browser.post(f"{path}/conversion")
    await stage.settle()

    assert "不会因此不给您办，也不会自动算数" in late
    assert promise.path.endswith("/commitments/kinship")
    assert promise.status == 200
    grey = stage.sim.world.cards.copy(stage.card(HE).task, HE).replaced
    assert grey is not None
    assert "问的一方已收回" in grey


def texts(stage: Stage, official: str) -> list[str]:
    """What an official was told in words."""
    return [b.text for b in stage.sim.inbox(official) if b.show is Show.APP]


async def test_her_case_page_says_whom_we_wait_for_and_what_came(stage: Stage) -> None:
    await wanted(stage)
    before = await stage.get(await stage.case_path(CHEN))
    await says(stage, await of_hers(stage), "yes")
    during = await stage.get(await stage.case_path(CHEN))
    card = stage.card(HE)
    browser, _ = await opened(stage, card, HE)
    await browser.post(f"{card.url}/answer", {"answer": "cannot-tell", "remark": "旧册不在。"})
    await stage.settle()

    after = await stage.get(await stage.case_path(CHEN))

    assert "请您点一下同意" in before
    assert "正在等游埠派出所答复" in during
    assert "游埠派出所答复了：无法核实" in after
    assert "旧册不在" not in after  # what the owner writes is the office's to read


async def test_programs_do_all_of_it_without_a_page_or_a_card(stage: Stage) -> None:
    await laid_before(stage)
    case, hers = await stage.case(CHEN), await holding(stage, CHEN)
    asker, owner = await office_of(stage, ZHOU), await office_of(stage, HE)

    wants = await asker.act(case, "proofs/kinship/verification")
    told = await hers.ask("GET", f"applications/{case.id}/verifications")
    [asked] = told.body["verifications"]
    path = f"applications/{case.id}/verifications/{asked['verification']}/consent"
    agreed = await hers.ask("POST", path, {"agree": True})
    await stage.settle()
    waiting = await owner.read("verifications")
    path = f"verifications/{asked['verification']}"
    unread = await owner.post(f"{path}/answer", {"answer": "yes"})
    shown = await owner.read(path)
    answered = await owner.post(f"{path}/answer", {"answer": "yes"})
    await stage.settle()

    assert (wants.status, agreed.body["turn"]) == (200, "asked")
    assert "陈国樑" not in asked["question"]
    assert [each["id"] for each in waiting.body["verifications"]] == [asked["verification"]]
    assert (unread.status, shown.body["may_answer"]) == (403, True)
    assert (answered.status, answered.body["answer"]) == (200, "yes")
    assert (await asker.read(f"{path}/evidence")).body[:2] == b"PK"
