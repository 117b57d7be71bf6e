"""Every relation, several relatives, children, foreigners and the dead; by chat and by HTTP."""

from dataclasses import replace
from typing import Any

import pytest

from domain.application import Application
from domain.certificate import PaperKind
from domain.office import Grant, OfficeId, OfficialId, Role
from domain.proof import Outcome
from domain.states import State
from sandbox.kindred import (
    BAO_JIANHUA,
    BAO_XIAOMAN,
    DU_SIQI,
    LU_XIAOCHUAN,
    LUO_XUEZHEN,
    SHU_GENTU,
    WENG_GUIZHI,
    YU_ASHUI,
    YU_DEFU,
    YU_LIANG,
    YU_MING,
    YU_XIAOHE,
)
from sandbox.personas import CHEN_GUOLIANG, HE_JIANSHENG, TONG_YUEQIN, ZHANG_YULAN
from storage.transaction import Transaction
from tests.journeys.calling import Answer, Program, program_of
from tests.journeys.paperwork import words_of
from tests.journeys.parts import UNIT, asking
from tests.journeys.stagecraft import BEGIN, Stage, desk_path

YOUBU, ZHUGE = "330781102", "330781104"


def with_another(answers: tuple[str, ...], *second: str) -> tuple[str, ...]:
    """The same answers with one more relative: which one, name, number."""
    return (*answers[:-2], "2", *second, "1", answers[-1])


async def applied(stage: Stage, who: str, answers: tuple[str, ...]) -> Application:
    """Hand in the first application after enrolling, or one more."""
    if who in stage.numbers:
        await stage.say(who, "亲属关系证明")
    return await stage.handed_in(who, answers)


async def stated(stage: Stage, who: str, answers: tuple[str, ...], *, by: str = "zhoumin") -> str:
    """Hand one more application in, let it be approved; what stands on the paper."""
    await applied(stage, who, answers)
    case = await stage.approved(who, by=by)
    assert case.state is State.ISSUED
    return words_of(await stage.pdf(who))


async def outcomes(stage: Stage, who: str) -> dict[str, Outcome]:
    return {proof.id: proof.outcome for proof in (await stage.case(who)).proofs}


async def shown(stage: Stage, who: str, *proofs: str, document: str, by: str = "zhoumin") -> None:
    case = await stage.case(who)
    browser, _ = await stage.opened(who, by)
    for proof in proofs:
        done = await browser.post(desk_path(case, "proofs"), {"proof": proof, "document": document})
        assert done.status == 200, done.text
    await stage.settle()


OF_YU_MING = [
    ("11", "俞德福", YU_DEFU, "俞德福是俞明的父亲。"),
    ("42", "俞亮", YU_LIANG, "据此，俞亮是俞明的兄弟。"),
    (
        "52",
        "翁桂芝",
        WENG_GUIZHI,
        "俞德福是俞明的父亲；翁桂芝是俞德福的母亲。据此，翁桂芝是俞明的祖母。",
    ),
    ("72", "骆雪珍", LUO_XUEZHEN, "俞明是俞德福的儿子；骆雪珍与俞德福于2012年10月8日登记结婚。"),
    ("82", "杜思琪", DU_SIQI, "杜思琪是包小满的女儿；俞明与包小满于2015年5月2日登记结婚。"),
    (
        "93",
        "包建华",
        BAO_JIANHUA,
        "包小满是俞明的妻子（2015年5月2日登记结婚）；包建华是包小满的父亲。",
    ),
]
OF_YU_DEFU = [
    ("child", "son", "俞明", YU_MING, "俞明是俞德福的儿子。"),
    ("step-child", "stepson", "卢小川", LU_XIAOCHUAN, "卢小川是骆雪珍的儿子；"),
    ("child-in-law", "daughter-in-law", "包小满", BAO_XIAOMAN, "据此，包小满是俞德福的儿媳。"),
]


async def test_every_relation_of_one_man_is_told_by_what_is_recorded(stage: Stage) -> None:
    await stage.enrolled("yuming")
    for kin, name, number, said in OF_YU_MING:
        words = await stated(stage, "yuming", asking(kin, name, number))

        assert said in words
        assert "扶养" not in words.replace("有扶养关系", "")


async def test_the_other_way_round_by_http(stage: Stage) -> None:
    program = await program_of(stage, "defu")
    for kin, relation, name, number, said in OF_YU_DEFU:
        place = "兰江街道" if number == YU_MING else "游埠镇"
        filed = await handed_in(
            program, kin=kin, relation=relation, name=name, number=number, place=place
        )
        await entered(stage, "defu", filed)
        await stage.approved("defu", by="lanjiang1" if number == YU_MING else "zhoumin")
        pdf = await program.ask("GET", f"applications/{filed.body['id']}/certificate")

        assert said in words_of(pdf.body)


def answers_of(
    *, kin: str, relation: str, name: str, number: str, place: str = "游埠镇", **more: str
) -> dict[str, str]:
    return {
        "kin": kin,
        "relation": relation,
        "booklet": "never",
        "purpose": "job",
        "use_unit": UNIT,
        "relative_name": name,
        "relative_id": number,
        "more_relative": "no",
        "relative_place": place,
        **more,
    }


async def begun(program: Program, answers: dict[str, str], **body: Any) -> Answer:
    return await program.ask("POST", "applications", {"item": "qs-01", "answers": answers, **body})


async def handed_in(program: Program, **answers: str) -> Answer:
    draft = await begun(program, answers_of(**answers))
    assert draft.status == 201, draft.body
    return await program.ask("POST", f"applications/{draft.body['id']}/submission")


async def entered(stage: Stage, who: str, filed: Answer) -> None:
    assert filed.status == 200, filed.body
    stage.numbers[who] = filed.body["number"]
    await stage.settle()


FATHER_OF_CHEN = asking("11", "陈国樑", CHEN_GUOLIANG)


async def test_a_paper_for_two_waits_for_the_one_who_is_not_confirmed(stage: Stage) -> None:
    stage.sim.population.change(ZHANG_YULAN, division="330781102")
    both = with_another(FATHER_OF_CHEN, "2", "章玉蓝", ZHANG_YULAN)  # misspelt
    await stage.applied("chenyuan", both)

    first = await outcomes(stage, "chenyuan")
    refused = await stage.sim.tell("zhoumin", "同意 0001")
    await shown(
        stage, "chenyuan", "kinship#2", "home#2", document="出生医学证明 K33，1993年5月20日"
    )
    case = await stage.approved("chenyuan")

    words = words_of(await stage.pdf("chenyuan"))
    assert first == {
        "kinship": Outcome.HOLDS,
        "home": Outcome.HOLDS,
        "kinship#2": Outcome.NOT_FOUND,
        "home#2": Outcome.NOT_FOUND,
    }
    assert refused is not None
    assert "还不能同意" in refused
    assert case.state is State.ISSUED
    assert "户口登记载明：陈国樑是陈媛的父亲。" in words
    assert "申请人出示的材料载明：章玉蓝是陈媛的母亲。" in words


@pytest.mark.parametrize("wrong", [1, 2, 3])
async def test_of_three_whichever_is_wrong_is_named(stage: Stage, wrong: int) -> None:
    program = await program_of(stage, "yuming")
    three = {
        1: ("paternal-grandmother", "翁桂芝", WENG_GUIZHI),
        2: ("paternal-grandfather", "俞阿水", YU_ASHUI),
        3: ("maternal-grandfather", "舒根土", SHU_GENTU),
    }
    answers = answers_of(kin="grandparent", relation="", name="", number="")
    for place, (relation, name, number) in three.items():
        mark = f"#{place}" if place > 1 else ""
        answers |= {
            f"relation{mark}": relation,
            f"relative_name{mark}": name + ("水" if place == wrong else ""),
            f"relative_id{mark}": number,
            f"more_relative{mark}": "no" if place == 3 else "yes",
        }

    draft = await begun(program, answers)
    await entered(
        stage, "yuming", await program.ask("POST", f"applications/{draft.body['id']}/submission")
    )

    found = await outcomes(stage, "yuming")
    missed = {proof for proof, outcome in found.items() if outcome is Outcome.NOT_FOUND}
    mark = f"#{wrong}" if wrong > 1 else ""
    assert draft.body["item"] == "qs-04"
    assert missed == {f"kinship{mark}", f"home{mark}"}
    assert [found[f"kinship{m}"] for m in ("", "#2", "#3")].count(Outcome.HOLDS) == 2


async def test_the_dead_are_certified_and_said_to_be_dead(stage: Stage) -> None:
    await stage.enrolled("yuming")
    await stage.handed_in("yuming", asking("53", "舒根土", SHU_GENTU))
    await shown(stage, "yuming", "home", document="户口注销证明 2010年3月5日")
    await stage.approved("yuming", by="zhoumin")

    words = words_of(await stage.pdf("yuming"))
    assert "舒彩莲是俞明的母亲；舒根土是舒彩莲的父亲。据此，舒根土是俞明的外祖父。" in words
    assert "户口登记同时载明：舒彩莲、舒根土已去世。" in words


async def test_who_has_a_passport_is_asked_of_nobody_and_printed_by_it(stage: Stage) -> None:
    passport = ("没有", "E1234567", "1960-02-03", "女")
    answers = asking("12", "ANNA LI", "")
    answers = (*answers[:6], *passport, *answers[7:])
    await stage.applied("yuming", answers)
    asked = stage.asked("kinship")

    await shown(stage, "yuming", "kinship", "home", document="护照 E1234567、出生证明")
    await stage.approved("yuming")

    words = words_of(await stage.pdf("yuming"))
    assert asked == 0
    assert "申请人出示的材料载明：ANNALI是俞明的母亲。" in words
    assert "护照号码" in words
    assert "ANNALI女1960年2月3日E1234567母亲" in words


async def test_a_parent_consents_for_a_child_and_nobody_else_can(stage: Stage) -> None:
    await stage.enrolled("yuming")
    question = await stage.say("yuming", *asking("22", "俞小禾", YU_XIAOHE)[:7])

    await stage.handed_in("yuming", ("1", "1", "游埠镇"))
    await stage.approved("yuming", by="zhoumin")
    consents = [e for e in await stage.journal("yuming") if e.kind == "guardian-consented"]

    assert "俞小禾" not in question
    assert "女儿不满 14 岁。您是女儿的父亲或母亲" in question
    assert "俞小禾是俞明的女儿。" in words_of(await stage.pdf("yuming"))
    assert [(e.facts, e.at.date()) for e in consents] == [({"field": "guardian"}, BEGIN.date())]


async def test_a_grandfather_cannot_hand_in_a_childs_name(stage: Stage) -> None:
    await stage.enrolled("defu")
    granddaughter = asking("62", "俞小禾", YU_XIAOHE)
    question = await stage.say("defu", *granddaughter[:7])

    refused = await stage.say("defu", "1", "1", "游埠镇", "确认")

    assert "要由孙女的父亲或母亲用自己的微信来办" in question
    assert "孩子不满 14 岁，要由父母或其他监护人来办" in refused
    assert stage.asked("kinship") == 0


async def test_without_consent_no_childs_name_is_taken_by_http(stage: Stage) -> None:
    program = await program_of(stage, "yuming")
    child = {"kin": "child", "relation": "daughter", "name": "俞小禾", "number": YU_XIAOHE}
    draft = await begun(program, answers_of(**child))
    path = f"applications/{draft.body['id']}"

    open_ = await program.ask("POST", f"{path}/submission")
    tag = f'"{draft.body["etag"]}"'
    no = await program.ask("PATCH", path, {"answers": {"guardian": "no"}}, If_Match=tag)
    refused = await program.ask("POST", f"{path}/submission")
    tag = f'"{no.body["etag"]}"'
    await program.ask("PATCH", path, {"answers": {"guardian": "yes"}}, If_Match=tag)
    filed = await program.ask("POST", f"{path}/submission")

    assert draft.body["open"] == ["guardian"]
    assert (open_.status, open_.body["errors"][0]["pointer"]) == (422, "/answers/guardian")
    assert refused.slug == "guardian-required"
    assert filed.body["state"] == "submitted"


async def test_one_booklet_today_ends_in_a_letter_that_rests_on_the_register(
    stage: Stage,
) -> None:
    await stage.enrolled("jianing")

    answers = ("1", "1", "1", "1", "1", UNIT, "何建生", HE_JIANSHENG)
    await stage.handed_in("jianing", answers)
    case, paper = await stage.case("jianing"), await stage.paper("jianing")

    assert (case.item, case.state, paper.kind) == ("qs-11", State.SETTLED, PaperKind.LETTER)
    assert await outcomes(stage, "jianing") == {"booklet": Outcome.HOLDS}
    assert stage.sim.cards("zhoumin") == []


async def test_a_booklet_that_the_register_does_not_confirm_ends_in_the_general_letter(
    stage: Stage,
) -> None:
    program = await program_of(stage, "chenyuan")
    stage.sim.faults.set("register-silent", where="kinship", seconds=0.01)
    answers = answers_of(kin="parent", relation="father", name="陈国樑", number=CHEN_GUOLIANG)
    same = {n: answers[n] for n in answers if n not in ("more_relative", "relative_place")}
    draft = await begun(program, {**same, "booklet": "now", "head": "unsure"})

    filed = await program.ask("POST", f"applications/{draft.body['id']}/submission")
    await entered(stage, "chenyuan", filed)
    await stage.later(seconds=2)
    await stage.later(seconds=10)

    assert draft.body["item"] == "qs-11"
    assert (await stage.case("chenyuan")).state is State.SETTLED
    assert await outcomes(stage, "chenyuan") == {"booklet": Outcome.SILENT}
    assert (await stage.paper("chenyuan")).kind is PaperKind.LETTER


async def appointed_at(stage: Stage, userid: str, office: str) -> None:
    """Somebody on stage who decides at another office too."""

    def work(tx: Transaction) -> None:
        known = tx.officials.get(OfficialId(userid))
        grants = tuple(
            Grant(role, OfficeId(office), BEGIN) for role in (Role.APPROVER, Role.SEAL_KEEPER)
        )
        tx.officials.save(replace(known, grants=(*known.grants, *grants)))

    await stage.house.desk.db.write(work)


async def test_once_one_booklet_is_for_the_police_of_that_place(stage: Stage) -> None:
    station = next(
        o
        for o in stage.house.desk.catalogue.offices.values()
        if (o.kind, o.division) == ("police", "330781102")
    )
    await appointed_at(stage, "zhoumin", station.id)
    await stage.enrolled("xufeng")

    answers = ("1", "2", "2", "兰江街道", "1", UNIT, "童月琴", TONG_YUEQIN, "1")
    filed = await stage.handed_in("xufeng", answers)
    case = await stage.approved("xufeng", by="zhoumin")

    words = words_of(await stage.pdf("xufeng"))
    assert (filed.item, filed.office) == ("ga-03", station.id)  # where the booklet was kept
    assert case.state is State.ISSUED
    assert "户籍档案记载：徐峰和童月琴曾在同一本户口簿。童月琴是徐峰的母亲。" in words
    assert station.name in words
    assert "有效期" not in words


LETTERS = [
    ("3", "qs-02"),
    ("11", "qs-06"),
    ("12", "qs-05"),
    ("13", "qs-09"),
    ("表哥", "qs-10"),
]


async def test_what_no_town_certifies_ends_in_a_letter(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    for kin, item in LETTERS:
        await applied(stage, "chenyuan", (kin, "1", f"{UNIT}{item}"))
        case = await stage.case("chenyuan")

        assert (case.item, case.state, case.office) == (item, State.SETTLED, "youbu")
        assert (await stage.paper("chenyuan")).kind is PaperKind.LETTER
    assert stage.asked("kinship") == 0


TEACHER = {"stay": "here", "teach": "primary", "purpose": "teacher", "use_unit": "兰溪市教育局"}


async def test_a_home_that_is_contested_is_settled_by_no_machine(stage: Stage) -> None:
    program = await program_of(stage, "chenyuan")
    draft = await program.ask("POST", "applications", {"item": "jy-03", "answers": TEACHER})
    path, tag = f"applications/{draft.body['id']}", f'"{draft.body["etag"]}"'

    said = {"answers": {}, "contested": {"home": "诸葛镇"}}
    contested = await program.ask("PATCH", path, said, If_Match=tag)
    await entered(stage, "chenyuan", await program.ask("POST", f"{path}/submission"))

    home = next(p for p in (await stage.case("chenyuan")).proofs if p.id == "home")
    noted = [e for e in await stage.journal("chenyuan") if e.kind == "prefill-contested"]
    assert contested.body["answers"]["home"] == YOUBU
    assert contested.body["contested"] == {"home": ZHUGE}
    assert (home.outcome, home.settled) == (Outcome.CONTRADICTED, False)
    assert (home.facts["division"], home.facts["contested"]) == (YOUBU, ZHUGE)
    assert home.facts["why"] == ["data-query/contested", "verification/person"]
    assert [entry.facts for entry in noted] == [{"field": "home"}]
