"""A request by pages from the first question to the paper, and half by chat, half by page."""

from domain.states import State
from tests.journeys.browsing import Browser, Page
from tests.journeys.parts import FATHER, UNIT
from tests.journeys.stagecraft import NUMBER, Stage

NAMED = {"use_unit": UNIT, "relative_name": "陈国樑", "relative_id": FATHER[-3]}
STEPS: tuple[dict[str, str], ...] = (
    {"kin": "parent"},
    {"relation": "father"},
    {"booklet": "never"},
    {"purpose": "job"},
    NAMED,
    {"more_relative": "no"},
    {"relative_place": "330781102"},
)
BY_MOUTH = 3  # of the answers in chat, before she opens the page


async def knows(stage: Stage) -> Browser:
    """A browser of somebody who has enrolled and begun nothing."""
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", "取消", "2")
    return await stage.browser()


async def says(browser: Browser, item: str, answers: dict[str, str]) -> Page:
    return await browser.post(f"/apply/{item}", {f"a.{n}": said for n, said in answers.items()})


async def confirmed(stage: Stage, browser: Browser, item: str) -> Page:
    """The summary, ticked and sent; the case's page."""
    await browser.get(f"/apply/{item}")
    page = await browser.post(f"/apply/{item}/submission", {"agree": "true"})
    await stage.settle()
    assert page.path.startswith("/c/"), page.text
    stage.numbers["chenyuan"] = await _number(stage)
    return page


async def _number(stage: Stage) -> str:
    rows = "SELECT number FROM applications ORDER BY created_at DESC LIMIT 1"
    found = await stage.house.desk.db.read(lambda tx: tx.rows(rows, {}))
    return str(found[0]["number"])


async def test_a_kinship_certificate_is_asked_for_by_pages_alone(stage: Stage) -> None:
    browser = await knows(stage)
    first = await browser.get("/apply/qs-01")
    for step in STEPS:
        await says(browser, "qs-01", step)

    page = await confirmed(stage, browser, "qs-01")
    case = await stage.approved("chenyuan")

    assert "第 1 问" in first
    assert NUMBER.search(f"编号 {stage.numbers['chenyuan']}")
    assert page.status == 200
    assert case.state is State.ISSUED
    assert (await stage.pdf("chenyuan")).startswith(b"%PDF")


async def test_begun_in_chat_it_is_ended_on_a_page(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", *FATHER[:BY_MOUTH])
    browser = await stage.browser()

    mine = await browser.get("/me")
    page = await browser.get("/apply/qs-01")
    for step in STEPS[BY_MOUTH:]:
        await says(browser, "qs-01", step)
    await confirmed(stage, browser, "qs-01")

    assert "还没有交，填过的都在" in mine
    assert "拿去做什么？" in page
    assert (await stage.approved("chenyuan")).state is State.ISSUED


async def test_begun_on_a_page_it_is_ended_in_chat(stage: Stage) -> None:
    browser = await knows(stage)
    await browser.get("/apply/qs-01")
    for step in STEPS[:4]:
        await says(browser, "qs-01", step)

    last = await stage.say("chenyuan", *FATHER[4:])
    received = await stage.say("chenyuan", "确认")

    assert "请核对" in last
    assert NUMBER.search(received)


async def test_a_letter_is_asked_for_by_pages(stage: Stage) -> None:
    browser = await knows(stage)
    await browser.get("/apply/qs-01")
    for step in STEPS[:2]:
        await says(browser, "qs-01", step)
    page = await says(browser, "qs-01", {"booklet": "now"})
    await says(browser, "qs-11", {"head": "relative", "purpose": "job"})
    await says(browser, "qs-11", NAMED)

    shown = await confirmed(stage, browser, "qs-11")
    case = await stage.case("chenyuan")

    assert page.path == "/apply/qs-11"
    assert "不用开证明" in page
    assert shown.status == 200
    assert case.state is State.SETTLED
    assert (await stage.pdf("chenyuan")).startswith(b"%PDF")


async def test_whoever_has_not_enrolled_reads_how_and_no_question(stage: Stage) -> None:
    browser = await stage.browser()

    page = await browser.get("/apply/qs-01")

    assert "先确认是您本人" in page
    assert "要证明您和谁的关系" not in page
