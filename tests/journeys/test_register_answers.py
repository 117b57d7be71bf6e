"""What the register says, does not say, and says of somebody else: silence is never a no."""

from domain.proof import Outcome
from domain.states import State
from sandbox.personas import CHEN_GUOLIANG
from tests.journeys.paperwork import words_of
from tests.journeys.parts import (
    FATHER,
    FATHER_MISSPELT,
    FATHERS_FATHER,
    MOTHER_ELSEWHERE,
)
from tests.journeys.stagecraft import Stage, desk_path

BIRTH = "出生医学证明 K330000000，1993年5月20日"


def buttons(stage: Stage, userid: str = "zhoumin") -> list[str]:
    return [button.text for button in stage.card(userid).buttons]


async def outcomes(stage: Stage, who: str = "chenyuan") -> dict[str, Outcome]:
    return {proof.id: proof.outcome for proof in (await stage.case(who)).proofs}


async def silenced(stage: Stage) -> None:
    """The case of 陈媛, once the register was asked three times in vain."""
    stage.sim.faults.set("register-silent", where="kinship", seconds=0.01)
    await stage.applied("chenyuan", FATHER)
    await stage.later(seconds=2)
    await stage.later(seconds=10)


async def test_when_the_register_is_silent_a_person_looks_and_the_citizen_is_told(
    stage: Stage,
) -> None:
    await silenced(stage)

    told = stage.told("chenyuan")[-1]

    assert (await stage.case("chenyuan")).state is State.REVIEW
    assert await outcomes(stage) == {"kinship": Outcome.SILENT, "home": Outcome.SILENT}
    assert "户口登记那边现在问不通，不是说查不到您" in told
    assert "最晚 12月1日（周二）17:30 前答复" in told
    assert buttons(stage) == ["退回补正", "打开本件"]
    assert "没有答复，不等于没有" in stage.card("zhoumin").quote


async def test_when_the_register_speaks_again_a_new_card_can_be_approved(stage: Stage) -> None:
    await silenced(stage)
    stage.sim.faults.clear()

    await stage.later(minutes=5)

    old, new = stage.sim.cards("zhoumin")
    assert old.replaced == "10:05 有新情况，请看新卡片"
    assert new.buttons[0].text == "同意"
    assert (await stage.approved("chenyuan")).state is State.ISSUED


async def test_an_official_has_a_silent_register_asked_again_at_once(stage: Stage) -> None:
    await silenced(stage)
    stage.sim.faults.clear()
    browser, page = await stage.opened("chenyuan", "zhoumin")

    done = await browser.post(desk_path(await stage.case("chenyuan"), "register-query"))
    await stage.settle()

    assert "再问一次登记" in page
    assert "又去问登记了" in done
    assert await outcomes(stage) == {"kinship": Outcome.HOLDS, "home": Outcome.HOLDS}
    assert buttons(stage)[0] == "同意"


async def test_a_document_that_an_official_saw_settles_it_and_the_paper_says_so(
    stage: Stage,
) -> None:
    await silenced(stage)
    case = await stage.case("chenyuan")
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    for proof, document in (("kinship", BIRTH), ("home", "户口簿 330781000001")):
        await browser.post(desk_path(case, "proofs"), {"proof": proof, "document": document})
    await stage.settle()
    card = stage.card("xuliqun")

    await stage.approved("chenyuan")

    words = words_of(await stage.pdf("chenyuan"))
    assert ("依据", "申请人出示的材料") in card.facts
    assert "申请人出示的材料载明：陈国樑是陈媛的父亲。" in words
    assert f"以上是本机关核对申请人出示的{BIRTH.replace(' ', '')}所得" in words
    assert "户口登记载明" not in words


async def test_one_settled_proof_does_not_let_the_other_pass(stage: Stage) -> None:
    await silenced(stage)
    case = await stage.case("chenyuan")
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    await browser.post(desk_path(case, "proofs"), {"proof": "kinship", "document": BIRTH})
    await stage.settle()

    refused = await browser.post(desk_path(case, "approval"))
    said = await stage.sim.tell("zhoumin", "同意 0001")

    assert refused.status == 409
    assert buttons(stage) == ["退回补正", "打开本件"]
    assert said is not None
    assert said.startswith("还不能同意：户口在本镇（街道）没有结果")


async def test_an_answer_about_somebody_else_is_never_used(stage: Stage) -> None:
    stage.sim.faults.set("register-wrong-person", where="kinship")

    await stage.applied("chenyuan", FATHER)

    assert await outcomes(stage) == {"kinship": Outcome.AMBIGUOUS, "home": Outcome.AMBIGUOUS}
    assert "登记里查到的要人再看一眼，不是说不能办" in stage.told("chenyuan")[-1]
    assert buttons(stage) == ["退回补正", "打开本件"]


async def test_two_records_under_one_name_go_to_a_person(stage: Stage) -> None:
    stage.sim.faults.set("register-ambiguous", where="kinship")

    await stage.applied("chenyuan", FATHER)

    assert (await outcomes(stage))["kinship"] is Outcome.AMBIGUOUS
    assert "不止一条对得上" in stage.card("zhoumin").quote
    assert buttons(stage) == ["退回补正", "打开本件"]


async def test_garbage_and_errors_are_silence(stage: Stage) -> None:
    stage.sim.faults.set("register-garbage", where="kinship", times=1)
    stage.sim.faults.set("register-error", where="kinship", times=1)

    await stage.applied("chenyuan", FATHER)
    await stage.later(seconds=2)
    between = (await stage.case("chenyuan")).state
    await stage.later(seconds=10)

    assert between is State.PROVING
    assert (await outcomes(stage))["kinship"] is Outcome.HOLDS


async def test_a_misspelt_relative_is_not_found_which_is_no_decision(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER_MISSPELT)

    assert await outcomes(stage) == {"kinship": Outcome.NOT_FOUND, "home": Outcome.NOT_FOUND}
    assert "没有查到，不等于没有" in stage.card("zhoumin").quote
    assert buttons(stage) == ["退回补正", "打开本件"]


async def test_another_relation_than_was_claimed_is_laid_open_to_the_official(
    stage: Stage,
) -> None:
    await stage.applied("chenyuan", FATHERS_FATHER)

    _, page = await stage.opened("chenyuan", "zhoumin")

    assert (await outcomes(stage))["kinship"] is Outcome.CONTRADICTED
    assert buttons(stage) == ["退回补正", "打开本件"]
    assert "关系 爷爷 外祖父 ≠ 不一致" in page


async def test_a_relative_who_is_registered_in_another_town_moves_the_case_there(
    stage: Stage,
) -> None:
    await stage.applied("chenyuan", MOTHER_ELSEWHERE)
    here, there = stage.sim.cards("zhoumin"), stage.card("lanjiang1")

    case = await stage.approved("chenyuan", by="lanjiang2")

    assert here == []
    assert there.content["source"]["desc"] == "乡里办 · 兰江街道"
    assert (case.office, case.state) == ("lanjiang", State.ISSUED)
    assert case.certificate_number.startswith("兰江证〔2026〕")
    assert "兰溪市人民政府兰江街道办事处" in words_of(await stage.pdf("chenyuan"))


async def test_a_relative_who_has_left_lanxi_cannot_be_approved(stage: Stage) -> None:
    stage.sim.population.change(CHEN_GUOLIANG, division=None, elsewhere="440305")

    await stage.applied("chenyuan", FATHER)

    assert await outcomes(stage) == {"kinship": Outcome.HOLDS, "home": Outcome.CONTRADICTED}
    assert buttons(stage) == ["退回补正", "打开本件"]
    assert stage.card("zhoumin").quote.startswith("还差 1 项：户口在本镇（街道）")


async def test_a_waiting_question_does_not_hold_up_the_paper(stage: Stage) -> None:
    await silenced(stage)
    case = await stage.case("chenyuan")
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    for proof in ("kinship", "home"):
        await browser.post(desk_path(case, "proofs"), {"proof": proof, "document": BIRTH})

    done = await browser.post(desk_path(case, "approval"))
    await stage.settle()

    assert done.status == 200
    assert (await stage.case("chenyuan")).state is State.ISSUED
