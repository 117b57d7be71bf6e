"""Names with characters that few faces have: printed as they are, or not printed at all."""

import pytest

from certificates.fonts import installed
from domain.states import State
from sandbox.personas import CHEN_GUOLIANG
from tests.journeys.paperwork import words_of
from tests.journeys.parts import asking
from tests.journeys.stagecraft import Stage, desk_path

PRIVATE = "陈国\ue815"
RARE = "陈\U00020bb7"  # 𠮷
DOTTED = "阿依古丽·买买提"


async def named(stage: Stage, name: str) -> None:
    """Her father's name in the register, and in what she writes."""
    stage.sim.population.change(CHEN_GUOLIANG, name=name)
    await stage.applied("chenyuan", asking("11", name, CHEN_GUOLIANG))


async def test_a_character_that_no_face_has_sends_the_case_back_to_a_person(
    stage: Stage,
) -> None:
    await named(stage, PRIVATE)
    told = len(stage.sim.inbox("chenyuan"))

    case = await stage.approved("chenyuan")

    card = stage.card("zhoumin")
    assert case.state is State.REVIEW
    assert [each.live for each in stage.sim.cards("zhoumin")] == [False, True]
    assert card.quote == "制证没成 缺字 U+E815，不得以近似字代替；选处理办法。"
    assert len(stage.sim.inbox("chenyuan")) == told


async def test_the_citizen_reads_that_a_person_is_looking(stage: Stage) -> None:
    await named(stage, PRIVATE)
    await stage.approved("chenyuan")

    mine = await stage.say("chenyuan", "我的")
    page = await stage.get(await stage.case_path("chenyuan"))

    assert "游埠镇工作人员在看" in mine
    assert "工作人员在看" in page
    assert "打开证明（PDF）" not in page


async def test_a_number_that_was_drawn_in_vain_is_void_and_never_used_again(
    stage: Stage,
) -> None:
    await named(stage, PRIVATE)
    case = await stage.approved("chenyuan")
    browser, _ = await stage.opened("chenyuan", "zhoumin")

    await browser.post(
        desk_path(case, "refusal"), {"reasons": "姓名有一个字印不出来，请到窗口办。"}
    )
    await stage.settle()
    stage.sim.population.change(CHEN_GUOLIANG, name="陈国樑")
    await stage.say("chenyuan", "亲属关系证明")
    await stage.handed_in("chenyuan", asking("11", "陈国樑", CHEN_GUOLIANG))
    second = await stage.approved("chenyuan")

    void = await stage.house.desk.db.read(
        lambda tx: [e for e in tx.journal.of_case(case.id) if e.kind == "number-void"]
    )
    assert [each.facts["number"] for each in void] == ["兰游证〔2026〕第000001号"]
    assert second.state is State.ISSUED
    assert second.certificate_number == "兰游证〔2026〕第000002号"


async def test_a_second_try_keeps_the_number(stage: Stage) -> None:
    await named(stage, PRIVATE)
    first = await stage.approved("chenyuan")

    again = await stage.approved("chenyuan", by="zhoumin")

    assert again.state is State.REVIEW
    assert again.certificate_number == first.certificate_number
    assert (await stage.steps("chenyuan")).count("state/approved") == 2


@pytest.mark.skipif(
    installed().missing([RARE]) is not None, reason="no face for extension B is installed"
)
async def test_a_character_beyond_the_basic_plane_is_printed_as_it_is(stage: Stage) -> None:
    await named(stage, RARE)

    case = await stage.approved("chenyuan")

    assert case.state is State.ISSUED
    assert f"户口登记载明：{RARE}是陈媛的父亲。" in words_of(await stage.pdf("chenyuan"))


async def test_a_name_with_a_dot_is_printed_as_it_is(stage: Stage) -> None:
    await named(stage, DOTTED)

    case = await stage.approved("chenyuan")

    assert case.state is State.ISSUED
    assert f"{DOTTED}是陈媛的父亲" in words_of(await stage.pdf("chenyuan"))
