"""What the owner of a fact answers, who may, and what it does to the proof."""

from dataclasses import replace

import pytest

from casework import verifying
from casework.desk import Once
from domain.errors import Forbidden, NotFound, SelfDealing, Validation, WrongState
from domain.office import Official, OfficialId, Role
from domain.proof import Outcome
from domain.states import State
from domain.verification import Answer, Said, Turn
from storage.transaction import Transaction
from tests.support.desks import XU, ZHOU, Town, an_official
from tests.support.people import CHEN_YUAN
from tests.support.verifying import (
    BOOK,
    FANG,
    SHEN,
    STATION,
    a_grant,
    answered,
    put,
    verifier,
)

NO = Said(Answer.NO, "档案里没有")


async def test_a_yes_settles_the_proof_and_names_the_question(town: Town) -> None:
    case, asked = await put(town, BOOK)

    said = Said(Answer.YES, "", {"book": "第三册"})
    given = await answered(town, asked, said)

    (settled,) = (await town.case(case.id)).proofs
    assert (given.answer, given.answered_by) == (Answer.YES, FANG)
    assert (settled.outcome, settled.source) == (Outcome.HOLDS, STATION)
    assert settled.receipt == asked.number
    assert settled.facts["record"] == {"book": "第三册"}
    assert (await town.owed())[-3:].count("card") == 1


async def test_a_yes_writes_the_facts_that_the_paper_says(town: Town) -> None:
    _, asked = await put(town, BOOK)

    with pytest.raises(Validation) as lacking:
        await answered(town, asked)
    with pytest.raises(Validation) as unasked:
        await answered(town, asked, Said(Answer.YES, "", {"book": "3", "other": "x"}))

    assert lacking.value.facts["field"] == "book"
    assert unasked.value.facts["reason"] == "not-asked"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (Said(Answer.NO, "档案里没有"), Outcome.CONTRADICTED),
        (Said(Answer.CANNOT_TELL, "旧档案缺页"), Outcome.AMBIGUOUS),
    ],
)
async def test_any_other_answer_leaves_it_to_a_person(
    town: Town, said: Said, outcome: Outcome
) -> None:
    case, asked = await put(town)

    await answered(town, asked, said)

    left = await town.case(case.id)
    assert (left.state, left.proofs[0].outcome) == (State.REVIEW, outcome)
    assert left.open_proofs == ("fact",)


@pytest.mark.parametrize("answer", [Answer.NO, Answer.CANNOT_TELL])
async def test_who_does_not_say_yes_says_why(town: Town, answer: Answer) -> None:
    _, asked = await put(town)

    with pytest.raises(Validation) as refused:
        await answered(town, asked, Said(answer, "  "))

    assert refused.value.facts == {"field": "remark", "reason": "empty"}


async def test_who_has_not_opened_the_page_cannot_say_yes(town: Town) -> None:
    _, asked = await put(town)

    with pytest.raises(Forbidden) as refused:
        await verifying.answer(town.desk, asked.id, by=FANG, said=Said(Answer.YES))

    assert refused.value.facts == {"reason": "open-first"}


async def test_that_numbers_were_read_is_written_down(town: Town) -> None:
    case, asked = await put(town)

    shown = await verifying.open_page(town.desk, asked.id, by=FANG)

    assert shown.may_answer
    assert shown.verification.subject["number"] == CHEN_YUAN
    assert "verification-read" in await town.journal(case.id)


async def test_the_asker_reads_the_same_record_and_cannot_answer_it(town: Town) -> None:
    case, asked = await put(town)
    await answered(town, asked, NO)

    shown = await verifying.open_page(town.desk, asked.id, by=ZHOU)

    assert (shown.verification.remark, shown.who) == ("档案里没有", "方青")
    assert (shown.may_answer, shown.ours) == (False, False)
    with pytest.raises(NotFound):
        await verifying.answer(town.desk, asked.id, by=ZHOU, said=Said(Answer.YES))
    assert "attempt-refused" in await town.journal(case.id)


async def test_of_two_answers_the_first_stands(town: Town) -> None:
    _, asked = await put(town)
    await town.appointed(verifier(OfficialId("other")))
    await answered(town, asked, NO)

    with pytest.raises(WrongState) as refused:
        await verifying.answer(town.desk, asked.id, by=OfficialId("other"), said=NO)

    assert refused.value.facts["who"] == "方青"


async def test_the_same_answer_again_changes_nothing(town: Town) -> None:
    _, asked = await put(town)
    once = Once("tap-1", FANG)
    first = await verifying.answer(town.desk, asked.id, by=FANG, said=NO, once=once)

    again = await verifying.answer(town.desk, asked.id, by=FANG, said=NO, once=once)

    assert again == first


@pytest.mark.parametrize(
    "official",
    [
        replace(verifier(), kin=frozenset({"its-own"})),
        replace(verifier(), index="its-own"),
    ],
)
async def test_nobody_answers_about_kin(town: Town, official: Official) -> None:
    case, asked = await put(town)
    party = case.parties[0]
    swapped = frozenset(party if each == "its-own" else each for each in official.kin)
    own = party if official.index == "its-own" else official.index
    await town.appointed(replace(official, kin=swapped, index=own))

    with pytest.raises(SelfDealing):
        await verifying.open_page(town.desk, asked.id, by=FANG)
    with pytest.raises(SelfDealing):
        await verifying.answer(town.desk, asked.id, by=FANG, said=NO)

    assert await verifying.queue(town.desk, by=FANG) == ()


async def test_nobody_answers_what_he_asked_himself(town: Town) -> None:
    case, asked = await put(town)
    both = an_official(XU)
    await town.appointed(replace(both, grants=(*both.grants, a_grant(Role.VERIFIER, STATION))))
    by_xu = replace(asked, asked_by=XU)
    await town.desk.db.write(lambda tx: _asked_by(tx, by_xu.asked_by))

    with pytest.raises(SelfDealing) as refused:
        await verifying.answer(town.desk, asked.id, by=XU, said=NO)

    assert refused.value.facts == {"why": "asked"}
    assert await verifying.queue(town.desk, by=XU) == ()
    assert "attempt-refused" in await town.journal(case.id)


def _asked_by(tx: Transaction, who: str) -> None:
    tx.execute("UPDATE verifications SET asked_by = :who", {"who": who})


async def test_who_has_lost_the_role_answers_nothing(town: Town) -> None:
    _, asked = await put(town)
    await verifying.open_page(town.desk, asked.id, by=FANG)
    await town.desk.db.write(lambda tx: tx.officials.end_grants(FANG, town.at))

    with pytest.raises(Forbidden):
        await verifying.answer(town.desk, asked.id, by=FANG, said=Said(Answer.YES))

    now = await town.desk.db.read(lambda tx: tx.verifications.get(asked.id))
    assert now.turn is Turn.ASKED


async def test_a_supervisor_reads_and_does_not_answer(town: Town) -> None:
    _, asked = await put(town)

    shown = await verifying.open_page(town.desk, asked.id, by=SHEN)

    assert (shown.may_answer, shown.verification.opened_by) == (False, ())
    with pytest.raises(Forbidden):
        await verifying.answer(town.desk, asked.id, by=SHEN, said=NO)
