"""Cases that do not end with a paper at once: correction, refusal, non-acceptance, withdrawal."""

from domain.states import State
from sandbox.chat import Show
from tests.journeys.parts import FATHER, FATHER_MISSPELT
from tests.journeys.stagecraft import Stage, desk_path

ASK_NAME = {
    "field": "relative_name",
    "why-relative_name": "和户口登记的字不同",
    "how-relative_name": "照身份证上的字写",
}
REASONS = "户口登记没有这一关系，请先到派出所补登。"
OTHERS = "这件归兰江街道办，电话 0579-0000-0101。"


async def test_a_returned_case_is_told_once_with_what_and_why_and_until_when(
    stage: Stage,
) -> None:
    case = await stage.applied("chenyuan", FATHER_MISSPELT)
    browser, page = await stage.opened("chenyuan", "zhoumin")

    done = await browser.post(desk_path(case, "return"), ASK_NAME)
    await stage.settle()

    assert "没有查到，不等于没有" in page
    assert "已退回补正。申请人会收到通知。" in done
    assert (await stage.case("chenyuan")).state is State.RETURNED
    assert stage.told("chenyuan", Show.SUBSCRIBE)[-1].splitlines()[1:4] == [
        "请补材料",
        "共1样，一次说全，点开补",
        "2026年12月8日",
    ]
    assert stage.card("fangqing").replaced == "周敏 已于 10:00 退回补正"
    assert await stage.channels("chenyuan") == [
        ("told/received", "subscribe"),
        ("told/correction", "subscribe"),
    ]


async def test_a_citizen_answers_only_what_is_asked_and_the_case_goes_on(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER_MISSPELT)
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    await browser.post(desk_path(case, "return"), ASK_NAME)
    await stage.settle()

    asked = await stage.say("chenyuan", "补什么")
    summary = await stage.say("chenyuan", "陈国樑")
    received = await stage.say("chenyuan", "确认")
    await stage.settle()

    assert "共 1 样，一次说全" in asked
    assert "1 父亲姓名：和户口登记的字不同　照身份证上的字写" in asked
    assert "第 5 问：父亲叫什么名字" in asked
    assert "5 父亲姓名：陈国樑" in summary
    assert "编号 YB-20261124-0001" in received
    assert stage.card("zhoumin").buttons[0].text == "同意"
    assert (await stage.approved("chenyuan", by="zhoumin")).state is State.ISSUED


async def test_the_case_page_lists_what_is_to_be_corrected(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER_MISSPELT)
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    await browser.post(desk_path(case, "return"), ASK_NAME)
    await stage.settle()

    page = await stage.get(await stage.case_path("chenyuan"))

    assert "要补材料 游埠镇请您补 1 样，一次说全了" in page
    assert "父亲姓名 和户口登记的字不同 怎么补：照身份证上的字写" in page
    assert "12月8日（周二）" in page


async def test_a_return_that_asks_for_nothing_is_not_sent(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER_MISSPELT)
    browser, _ = await stage.opened("chenyuan", "zhoumin")

    nothing = await browser.post(desk_path(case, "return"))
    no_why = await browser.post(desk_path(case, "return"), {"field": "relative_name"})

    assert (nothing.status, no_why.status) == (422, 422)
    assert "未填对" in nothing
    assert (await stage.case("chenyuan")).state is State.REVIEW


async def test_a_returned_case_can_be_taken_back_instead(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER_MISSPELT)
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    await browser.post(desk_path(case, "return"), ASK_NAME)
    await stage.settle()

    said = await stage.say("chenyuan", "撤回 0001")

    assert said.startswith("已撤回")
    assert (await stage.case("chenyuan")).state is State.WITHDRAWN


async def test_a_refusal_gives_reasons_and_the_ways_that_are_left(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER_MISSPELT)
    browser, _ = await stage.opened("chenyuan", "zhoumin")

    done = await browser.post(desk_path(case, "refusal"), {"reasons": REASONS})
    await stage.settle()
    page = await stage.get(await stage.case_path("chenyuan"))

    assert "已不予出具。申请人会收到通知。" in done
    assert stage.told("chenyuan", Show.SUBSCRIBE)[-1].splitlines()[1] == "不能开"
    assert REASONS in page
    assert "到公证处办亲属关系公证" in page
    assert "依法申请行政复议或者提起行政诉讼" in page
    assert stage.card("xuliqun").replaced == "周敏 已于 10:00 不予出具"


async def test_after_a_refusal_the_same_may_be_asked_for_again(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER_MISSPELT)
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    await browser.post(desk_path(case, "refusal"), {"reasons": REASONS})
    await stage.settle()
    await stage.say("chenyuan", "亲属关系证明")

    again = await stage.handed_in("chenyuan", FATHER)

    assert again.state is State.REVIEW
    assert again.number == "YB-20261124-0002"


async def test_a_refusal_without_reasons_is_refused(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER_MISSPELT)
    browser, _ = await stage.opened("chenyuan", "zhoumin")

    page = await browser.post(desk_path(case, "refusal"), {"reasons": "  "})

    assert page.status == 422
    assert (await stage.case("chenyuan")).state is State.REVIEW


async def test_a_case_that_is_not_ours_says_whose_it_is(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER)
    browser, _ = await stage.opened("chenyuan", "xuliqun")

    await browser.post(desk_path(case, "non-acceptance"), {"reasons": OTHERS})
    await stage.settle()
    page = await stage.get(await stage.case_path("chenyuan"))

    assert (await stage.case("chenyuan")).state is State.NOT_ACCEPTED
    assert stage.told("chenyuan", Show.SUBSCRIBE)[-1].splitlines()[1] == "不归我们办"
    assert OTHERS in page
    assert stage.card("zhoumin").replaced == "徐立群 已于 10:00 不予受理"


async def test_a_case_is_taken_back_before_it_is_decided(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    card = stage.card("zhoumin")

    question = await stage.say("chenyuan", "撤回")
    done = await stage.say("chenyuan", "撤回 0001")
    await stage.settle()
    late = await stage.sim.tap("zhoumin", card.task, card.buttons[0].key, force=True)

    assert "要撤回亲属关系证明（尾号 0001）吗" in question
    assert done.startswith("已撤回")
    assert stage.card("fangqing").replaced == "申请人 已于 10:00 撤回"
    assert late == "申请人撤回了，不用办。"
    assert (await stage.case("chenyuan")).certificate_number == ""


async def test_a_decided_case_cannot_be_taken_back(stage: Stage) -> None:
    await stage.issued("chenyuan", FATHER)

    said = await stage.say("chenyuan", "撤回 0001")

    assert said.startswith("您的亲属关系证明已经有决定，撤不回了")
    assert (await stage.case("chenyuan")).state is State.ISSUED


async def test_the_same_request_twice_is_told_to_wait_for_the_first(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    await stage.say("chenyuan", "亲属关系证明")

    said = await stage.say("chenyuan", *FATHER, "确认")

    assert said.startswith("同一件您 11月24日 10:00 交过，编号尾号 0001，正在办，不用再交")
    assert (await stage.case("chenyuan")).state is State.REVIEW
