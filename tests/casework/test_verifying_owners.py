"""Which office owns a fact, and the least that lets it answer."""

from dataclasses import replace

import pytest

from casework.verifying_asked import matter_of
from casework.verifying_owners import Question, by_owner, question_of
from casework.weighing import Verdict, weighed
from domain.application import Application
from domain.proof import Outcome
from domain.verification import Answer, Said
from sources.source import Found
from tests.support.desks import Town, unclear
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN
from tests.support.verifying import FACT, answered, catalogue_with, put


async def wanted(town: Town, case: Application, proof: str) -> Question | None:
    """What would be asked about a proof of a case."""

    def work(tx: object) -> Question | None:
        matter = matter_of(town.desk, tx, case, proof)  # type: ignore[arg-type] # a transaction
        assert matter is not None
        return question_of(town.desk, matter)

    return await town.desk.db.read(work)


async def test_kinship_is_asked_of_the_station_where_the_relative_is_registered(
    town: Town,
) -> None:
    question = await wanted(town, await town.submitted(), "kinship")

    assert question is not None
    assert question.owner.short == "游埠派出所"
    assert question.text == "户籍登记里，陈国樑是不是陈媛的父亲？"
    assert question.subject == {
        "name": "陈媛",
        "number": CHEN_YUAN,
        "relative_name": "陈国樑",
        "relative_number": CHEN_GUOLIANG,
    }


async def test_about_a_home_only_the_relative_is_named(town: Town) -> None:
    question = await wanted(town, await town.submitted(), "home")

    assert question is not None
    assert question.text == "陈国樑的户口是不是登记在游埠镇？"
    assert question.subject == {"relative_name": "陈国樑", "relative_number": CHEN_GUOLIANG}


async def test_a_register_knows_better_than_the_applicant_where_that_is(town: Town) -> None:
    case = await town.submitted()
    home = replace(case.proofs[1], facts={"division": "330781001"})
    moved = replace(case, proofs=(case.proofs[0], home))

    question = await wanted(town, moved, "kinship")

    assert question is not None
    assert question.owner.short == "兰江派出所"


async def test_who_has_a_passport_is_named_by_it(town: Town) -> None:
    case = await town.submitted()
    answers = {**case.draft.answers, "relative_id": "", "relative_passport": "E12345678"}
    abroad = replace(case, draft=replace(case.draft, answers=answers))

    question = await wanted(town, abroad, "kinship")

    assert question is not None
    assert question.subject["relative_number"] == "E12345678"


@pytest.mark.parametrize(
    ("owner", "office"),
    [("health", "卫健局"), ("police", "游埠派出所"), ("village", None), ("weather", None)],
)
async def test_an_owner_is_an_office_of_the_place_or_a_department(
    town: Town, owner: str, office: str | None
) -> None:
    case = await town.submitted()
    town.desk.shelf.put(catalogue_with(replace(FACT, owner=owner)))

    question = await wanted(town, case, "fact")

    assert (question.owner.short if question else None) == office


async def test_a_question_that_names_nobody_tells_of_nobody(town: Town) -> None:
    case = await town.submitted()
    asks = "{{ answers.relative_place }}的门牌是不是改过？"
    town.desk.shelf.put(catalogue_with(replace(FACT, asks=asks)))

    question = await wanted(town, case, "fact")

    assert question is not None
    assert question.subject == {}


async def test_a_question_that_cannot_be_said_is_not_asked(town: Town) -> None:
    case = await town.submitted()
    town.desk.shelf.put(catalogue_with(replace(FACT, asks="{{ nobody.name }}？")))

    assert await wanted(town, case, "fact") is None


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (Said(Answer.YES), Verdict.CONFIRMED),
        (Said(Answer.NO, "没有"), Verdict.DENIED),
        (Said(Answer.CANNOT_TELL, "缺页"), Verdict.UNTOLD),
    ],
)
async def test_officials_read_whose_answer_it_is(town: Town, said: Said, verdict: Verdict) -> None:
    case, asked = await put(town)
    await answered(town, asked, said)
    case = await town.case(case.id)

    (known,) = weighed(town.desk, town.desk.catalogue.item(case.item, case.item_version), case)

    assert (known.verdict, known.source) == (verdict, "兰溪市公安局游埠派出所")


async def test_what_a_register_left_open_is_nobodys_answer(town: Town) -> None:
    town.register.kin = unclear(Found.AMBIGUOUS)
    case = await town.reviewed()

    assert case.proofs[0].outcome is Outcome.AMBIGUOUS
    assert not by_owner(case.proofs[0])
