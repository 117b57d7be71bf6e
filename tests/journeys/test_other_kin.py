"""The other relations that a town certifies, and the words for them on paper."""

from datetime import date

from domain.states import State
from sandbox.people import Edge, Person, Sex, Tie, id_number
from sandbox.personas import CHEN_YUAN
from tests.journeys.paperwork import words_of
from tests.journeys.parts import (
    ADOPTIVE_FATHER,
    DAUGHTER,
    DAUGHTERS_DAUGHTER,
    MOTHER,
    MOTHERS_FATHER,
    asking,
)
from tests.journeys.stagecraft import Stage, desk_path

YOUBU = "330781102"


async def paper(stage: Stage, who: str, answers: tuple[str, ...], *, by: str = "zhoumin") -> str:
    case = await stage.issued(who, answers, by=by)
    assert case.state is State.ISSUED
    return words_of(await stage.pdf(who))


def number_of(stage: Stage, name: str) -> str:
    return stage.sim.population.search(name)[0].id_number


async def test_a_mother(stage: Stage) -> None:
    words = await paper(stage, "chenyuan", MOTHER, by="lanjiang1")

    assert "户口登记载明：章玉兰是陈媛的母亲。" in words
    assert "兰溪市人民政府兰江街道办事处" in words


async def test_a_daughter(stage: Stage) -> None:
    words = await paper(stage, "dexing", DAUGHTER, by="lanjiang1")

    assert "户口登记载明：章玉兰是章德兴的女儿。" in words


async def test_an_adoptive_father_is_a_father_by_the_register_of_adoptions(stage: Stage) -> None:
    words = await paper(stage, "nian", ADOPTIVE_FATHER)

    assert "户口登记载明：倪长根是倪安的父亲。" in words
    assert "查询户口登记（收养登记）" in words


async def test_an_elder_sister_through_the_parent_they_share(stage: Stage) -> None:
    words = await paper(stage, "fangyuan", asking("43", "方青", number_of(stage, "方青")))

    assert "据此，方青是方原的姐姐。" in words
    assert "方宝根是方原和方青的父亲。" in words or "诸月仙是方原和方青的母亲。" in words


async def test_a_mothers_father_through_the_mother(stage: Stage) -> None:
    words = await paper(stage, "chenyuan", MOTHERS_FATHER)

    assert "章玉兰是陈媛的母亲；章德兴是章玉兰的父亲。" in words
    assert "据此，章德兴是陈媛的外祖父。" in words
    assert "33078119680917302X" not in words  # nobody asked for the mother's number


async def test_a_daughters_daughter_through_the_daughter(stage: Stage) -> None:
    words = await paper(stage, "dexing", DAUGHTERS_DAUGHTER)

    assert "章玉兰是章德兴的女儿；陈媛是章玉兰的女儿。" in words
    assert "据此，陈媛是章德兴的外孙女。" in words


async def test_a_younger_brother_is_told_by_the_birthdays(stage: Stage) -> None:
    number = id_number("330781", date(1996, 8, 1), 131)
    stage.sim.population.add(Person(number, "陈望", Sex.MALE, YOUBU))
    father = number_of(stage, "陈国樑")
    stage.sim.population.relate(
        Edge(Tie.PARENT_CHILD, father, number, date(1996, 8, 1), "出生登记")
    )

    words = await paper(stage, "chenyuan", asking("42", "陈望", number))

    assert "据此，陈望是陈媛的弟弟。" in words


async def test_a_dead_son_is_certified_once_his_last_home_was_shown(stage: Stage) -> None:
    number = number_of(stage, "毛志伟")
    case = await stage.applied("shuiying", asking("21", "毛志伟", number))
    first = [button.text for button in stage.card("zhoumin").buttons]
    browser, page = await stage.opened("shuiying", "zhoumin")
    await browser.post(
        desk_path(case, "proofs"), {"proof": "home", "document": "户口注销证明 2026年8月20日"}
    )
    await stage.settle()

    await stage.approved("shuiying")

    words = words_of(await stage.pdf("shuiying"))
    assert "同意" not in first
    assert "登记：儿子已经去世" in page
    assert "户口登记载明：毛志伟是章水英的儿子。" in words
    assert "户口登记同时载明：毛志伟已去世。" in words


async def test_a_shown_document_for_kin_of_two_steps_claims_nothing_it_does_not_say(
    stage: Stage,
) -> None:
    stage.sim.population.sever(CHEN_YUAN, number_of(stage, "章玉兰"))
    case = await stage.applied("chenyuan", MOTHERS_FATHER)
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    for proof in ("kinship", "home"):
        await browser.post(
            desk_path(case, "proofs"), {"proof": proof, "document": "户籍档案 1993-0516"}
        )
    await stage.settle()

    await stage.approved("chenyuan")

    words = words_of(await stage.pdf("chenyuan"))
    assert "申请人出示的材料载明：章德兴是陈媛的外祖父。" in words
    assert "据此" not in words
