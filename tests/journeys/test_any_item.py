"""Items of other families, from chat to paper: a record, a search, a visit, two relatives."""

from dataclasses import replace

from domain.application import Application
from domain.office import Grant, OfficeId, OfficialId, Role
from domain.proof import Outcome
from domain.states import State
from sandbox.personas import CHEN_GUOLIANG, CHEN_YUAN, ZHANG_YULAN
from tests.journeys.browsing import Browser, Page
from tests.journeys.paperwork import words_of
from tests.journeys.parts import UNIT
from tests.journeys.stagecraft import BEGIN, Stage, desk_path

PENSION, SOCIAL_SECURITY = "养老金领取证明", "social-security"
PENSION_ANSWERS = ("1", "1", "3", UNIT)
NO_HOUSE, NATURAL_RESOURCES = "无房证明", "natural-resources"
RESIDENCE = "居住情况证明"
RESIDENCE_ANSWERS = ("游埠镇", "下王村 12 号", "2019年3月", "没有", "1", UNIT)
PAID = {"fact-insurance": "职工养老保险", "fact-since": "2018年9月"}
SEEN = {
    "fact-lives_at": "游埠镇下王村 12 号",
    "fact-visited_on": "2026年11月20日",
    "fact-seen_how": "网格员上门",
    "fact-lives_since": "2019年3月",
}
BOTH_PARENTS = (
    *("1", "1", "3", "1", UNIT, "陈国樑", CHEN_GUOLIANG, "2"),
    *("2", "章玉兰", ZHANG_YULAN, "1", "游埠镇"),
)
MOTHER_MISSPELT = (*BOTH_PARENTS[:9], "章玉蓝", *BOTH_PARENTS[10:])


async def asked_for(stage: Stage, words: str, answers: tuple[str, ...]) -> Application:
    """陈媛's case for whatever these words lead to."""
    link = await stage.say("chenyuan", words)
    done = await stage.sim.enrol("chenyuan", link, accept=3)
    assert done.ok, done
    await stage.settle()
    return await stage.handed_in("chenyuan", answers)


async def works_at(stage: Stage, office: str, userid: str = "zhoumin") -> None:
    """Let an official decide at a department, from the beginning on."""
    grant = Grant(Role.APPROVER, OfficeId(office), BEGIN)
    db = stage.house.desk.db
    known = await db.read(lambda tx: tx.officials.get(OfficialId(userid)))
    await db.write(lambda tx: tx.officials.save(replace(known, grants=(*known.grants, grant))))


async def shown(stage: Stage, proof: str, **typed: str) -> tuple[Browser, Page]:
    """What becomes of a document that 周敏 says to have seen."""
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    case = await stage.case("chenyuan")
    page = await browser.post(desk_path(case, "proofs"), {"proof": proof, **typed})
    await stage.settle()
    return browser, page


def buttons(stage: Stage) -> list[str]:
    return [button.text for button in stage.card("zhoumin").buttons]


async def test_a_record_is_asked_for_and_printed(stage: Stage) -> None:
    await works_at(stage, SOCIAL_SECURITY)
    facts = {"insurance": "职工养老保险", "since": "2018年9月", "monthly": "3210.50"}
    stage.sim.records.put(SOCIAL_SECURITY, "rs-02", CHEN_YUAN, **facts)

    await asked_for(stage, PENSION, PENSION_ANSWERS)
    card = stage.card("zhoumin")
    _, page = await stage.opened("chenyuan", "zhoumin")
    case = await stage.approved("chenyuan", by="zhoumin")

    assert card.content["main_title"]["title"] == "待审核：养老金领取证明"
    assert card.quote.endswith("：查到了 11月24日 10:00 查得")
    assert ("所填", "职工养老保险；要写") in card.facts
    assert "每月金额 3,210.50元" in page
    assert "查登记：成了，用它" in page
    assert case.state is State.ISSUED
    assert "现在每月3,210.50元" in words_of(await stage.pdf("chenyuan"))


async def test_a_record_that_is_not_found_is_settled_by_a_document_with_its_facts(
    stage: Stage,
) -> None:
    await works_at(stage, SOCIAL_SECURITY)
    stage.sim.records.strike(SOCIAL_SECURITY, "rs-02", CHEN_YUAN)
    await asked_for(stage, PENSION, PENSION_ANSWERS)
    first = buttons(stage)
    hers = await stage.get(await stage.case_path("chenyuan"))
    document = "待遇核定表 2018-0912"

    _, wrong = await shown(stage, "record", document=document, **PAID, **{"fact-monthly": "很多"})
    browser, _ = await shown(
        stage, "record", document=document, **PAID, **{"fact-monthly": "3210.5"}
    )
    await browser.post(desk_path(await stage.case("chenyuan"), "approval"))
    await stage.settle()

    assert "同意" not in first
    assert "养老待遇记录 没有查到，不是说没有" in hers
    assert wrong.status == 422
    assert "没有看懂是多少钱" in wrong
    assert f'value="{document}"' in wrong.source
    assert 'value="很多"' in wrong.source
    words = words_of(await stage.pdf("chenyuan"))
    assert "自2018年9月起领取职工养老保险待遇，现在每月3,210.50元" in words
    assert document.replace(" ", "") in words


async def test_a_search_that_finds_nothing_says_when_and_where(stage: Stage) -> None:
    await works_at(stage, NATURAL_RESOURCES)

    await asked_for(stage, NO_HOUSE, ("4", UNIT))
    card = stage.card("zhoumin")
    case = await stage.approved("chenyuan", by="zhoumin")

    assert card.quote.startswith("兰溪市不动产登记信息系统：没有登记，相符")
    assert case.state is State.ISSUED
    words = words_of(await stage.pdf("chenyuan"))
    assert "截至2026-11-2410:00" in words
    assert "未查询到房屋登记记录" in words


async def test_a_search_that_finds_something_cannot_be_approved_but_refused(stage: Stage) -> None:
    await works_at(stage, NATURAL_RESOURCES)
    stage.sim.records.put(NATURAL_RESOURCES, "zr-02", CHEN_YUAN)
    case = await asked_for(stage, NO_HOUSE, ("4", UNIT))
    browser, page = await stage.opened("chenyuan", "zhoumin")

    tried = await browser.post(desk_path(case, "approval"))
    await browser.post(desk_path(case, "refusal"), {"reasons": "名下有登记的房屋。"})
    await stage.settle()
    hers = await stage.get(await stage.case_path("chenyuan"))

    assert buttons(stage) == ["退回补正", "打开本件"]
    assert "≠ 兰溪市不动产登记信息系统：查到有登记" in page
    assert tried.status == 409
    assert (await stage.case("chenyuan")).state is State.REFUSED
    assert "名下有登记的房屋。" in hers
    assert "公证" not in hers


async def test_what_no_register_knows_waits_for_whoever_has_looked(stage: Stage) -> None:
    await asked_for(stage, RESIDENCE, RESIDENCE_ANSWERS)
    card = stage.card("zhoumin")
    _, before = await stage.opened("chenyuan", "zhoumin")
    hers = await stage.get(await stage.case_path("chenyuan"))

    await shown(stage, "visit", document="网格走访记录 2026年11月20日", **SEEN)
    renewed = stage.card("zhoumin")
    case = await stage.approved("chenyuan", by="zhoumin")

    assert card.quote.startswith("还差 1 项：上门看过或材料核对 没有登记可查")
    assert "签发前要看准 网格员上门看过" in before
    assert "再问一次登记" not in before
    assert "详细地址 写好了，工作人员看得到" in hers
    assert ("条件", "看过材料再点") in renewed.facts
    assert ("依据", "看过的材料") in renewed.facts
    assert case.state is State.ISSUED
    assert "居住在游埠镇下王村12号" in words_of(await stage.pdf("chenyuan"))


async def test_two_relatives_are_judged_one_by_one_and_the_open_one_is_named(
    stage: Stage,
) -> None:
    await stage.applied("chenyuan", MOTHER_MISSPELT)
    card = stage.card("zhoumin")
    _, page = await stage.opened("chenyuan", "zhoumin")
    said = await stage.sim.tell("zhoumin", "同意 0001")

    outcomes = {proof.id: proof.outcome for proof in (await stage.case("chenyuan")).proofs}

    assert outcomes["kinship"] is Outcome.HOLDS
    assert outcomes["kinship#2"] is Outcome.NOT_FOUND
    assert ("关系", "父亲陈*樑、母亲章*蓝") in card.facts
    assert ("未证实", "母亲章*蓝") in card.facts
    assert buttons(stage) == ["退回补正", "打开本件"]
    assert "第 2 位 关系 母亲" in page
    assert "亲属关系（母亲） ○ 户口登记：没有查到，不等于没有" in page
    assert (said or "").startswith(
        "还不能同意：亲属关系（母亲）、户口在本镇（街道）（母亲）没有结果"
    )


async def test_the_second_relative_alone_can_be_sent_back_and_put_right(stage: Stage) -> None:
    case = await stage.applied("chenyuan", MOTHER_MISSPELT)
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    why = {"field": "relative_name#2", "why-relative_name#2": "照身份证写"}

    await browser.post(desk_path(case, "return"), why)
    await stage.settle()
    hers = await stage.get(await stage.case_path("chenyuan"))

    assert (await stage.case("chenyuan")).state is State.RETURNED
    assert "母亲姓名 照身份证写" in hers


async def test_the_queue_can_be_narrowed_to_an_item(stage: Stage) -> None:
    await works_at(stage, SOCIAL_SECURITY)
    await asked_for(stage, PENSION, PENSION_ANSWERS)
    await stage.say("chenyuan", RESIDENCE)
    await stage.handed_in("chenyuan", RESIDENCE_ANSWERS)
    browser = await stage.at_desk("zhoumin")

    everything = await browser.get("/desk")
    narrowed = await browser.get("/desk?item=xz-01&state=review")
    odd = await browser.get("/desk?item=nothing&state=lost")

    assert "待办 2" in everything
    assert "待办 1" in narrowed
    assert "待办 2" in odd
