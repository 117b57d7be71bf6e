"""Asking the owner of a fact: by consent or a law that was read; with the least data; recalled."""

from dataclasses import replace

import pytest

from casework import applying, deciding, verifying
from casework.lateness import Reasons
from casework.shelf import Shelf
from casework.verifying_asked import begin
from domain.errors import NotFound, Validation, WrongState
from domain.item import ItemId
from domain.office import OfficeId
from domain.proof import Outcome
from domain.states import State
from domain.texts import Basis
from domain.verification import Answer, Said, Turn
from sources.source import Found
from tests.support.desks import CATALOGUE, ZHOU, Town, unclear
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN
from tests.support.verifying import (
    FACT,
    FANG,
    LAW,
    STATION,
    agreed,
    asking,
    catalogue_with,
    only,
    put,
)

NO = Said(Answer.NO, "档案里没有")


async def test_nothing_is_asked_before_the_applicant_agrees(town: Town) -> None:
    case = await asking(town)

    asked = await only(town, case)

    assert (asked.turn, asked.due_at) == (Turn.CONSENT, None)
    assert asked.number == "HY-20261124-0001"
    assert await verifying.queue(town.desk, by=FANG) == ()
    assert "verification-request" not in await town.owed()


async def test_the_owner_is_told_whom_the_question_names_and_nothing_else(town: Town) -> None:
    asked = await only(town, await asking(town))

    assert asked.subject == {"name": "陈媛", "number": CHEN_YUAN}
    assert asked.question == "陈媛是不是登记在册？"
    assert verifying.masked(asked) == "陈*是不是登记在册？"
    assert (asked.owner, asked.asker) == (STATION, "youbu")


async def test_who_agrees_has_it_asked_and_hears_by_when(town: Town) -> None:
    case = await asking(town)

    told = await agreed(town, case, agree=True)

    assert (told["turn"], told["due"]) == ("asked", "2026-11-26T09:00:00+00:00")
    assert [each.id for each in await verifying.queue(town.desk, by=FANG)] == [told["verification"]]
    assert "verification-request" in await town.owed()


async def test_who_declines_goes_the_ordinary_way(town: Town) -> None:
    case = await asking(town)

    told = await agreed(town, case, agree=False)

    left = await town.case(case.id)
    assert (told["turn"], left.state) == ("declined", State.REVIEW)
    assert left.proofs[0].outcome is Outcome.OPEN
    assert left.proofs[0].why[-1] == "verification/declined"
    assert "verification-request" not in await town.owed()


async def test_a_no_to_asking_stands(town: Town) -> None:
    case = await asking(town)
    await agreed(town, case, agree=False)

    with pytest.raises(WrongState):
        await agreed(town, case, agree=True)
    with pytest.raises(WrongState):
        await verifying.ask_owner(town.desk, case.id, by=ZHOU, proof="fact")


async def test_nobody_agrees_for_another(town: Town) -> None:
    case = await asking(town)
    asked = await only(town, case)
    stranger = await town.desk.db.write(
        lambda tx: tx.accounts.ensure("oa", "wx-office", "oStranger", at=town.at)
    )

    with pytest.raises(NotFound):
        await verifying.consent(town.desk, stranger, case.id, asked.id, agree=True)

    assert "attempt-refused" in await town.journal(case.id)


async def test_a_law_that_was_read_lets_it_be_asked_at_once(town: Town) -> None:
    read = Basis("某某条例", "第1条", read=True, source="the text", gist="可以查询。")

    case = await asking(town, replace(FACT, ground=LAW), basis=(read,))

    asked = await only(town, case)
    assert (asked.turn, asked.ground) == (Turn.ASKED, LAW)


async def test_a_law_that_nobody_has_read_is_no_ground(town: Town) -> None:
    unread = Basis("某某条例", "第1条", read=False, source="reports only")

    case = await asking(town, replace(FACT, ground=LAW), basis=(unread,))

    assert (await only(town, case)).turn is Turn.CONSENT


async def test_who_takes_a_case_back_recalls_its_questions(town: Town) -> None:
    case, asked = await put(town)

    await town.desk.db.write(
        lambda tx: applying.withdraw(town.desk, tx, case.id, person=case.person, at=town.at)
    )

    with pytest.raises(WrongState):
        await verifying.answer(town.desk, asked.id, by=FANG, said=NO)
    assert (await only(town, case)).turn is Turn.RECALLED
    assert "verification-grey" in await town.owed()
    assert "verification-clock" not in await town.owed()


async def test_a_decision_recalls_what_is_still_asked(town: Town) -> None:
    case, _ = await put(town)

    await deciding.refuse(town.desk, case.id, by=ZHOU, reasons=Reasons("不属于本镇。"))

    assert (await only(town, case)).turn is Turn.RECALLED


async def test_no_office_owns_it_so_a_person_looks(town: Town) -> None:
    case = await town.reviewed()
    town.desk = replace(town.desk, shelf=Shelf(catalogue_with(replace(FACT, owner="village"))))

    begun = await town.desk.db.write(
        lambda tx: begin(town.desk, tx, tx.applications.get(case.id), "fact", at=town.at)
    )

    assert begun is None
    assert "verification-not-begun" in await town.journal(case.id)


async def test_an_office_does_not_ask_itself(town: Town) -> None:
    case = await town.reviewed()
    town.desk = replace(town.desk, shelf=Shelf(catalogue_with(replace(FACT, owner="town"))))

    begun = await town.desk.db.write(
        lambda tx: begin(town.desk, tx, tx.applications.get(case.id), "fact", at=town.at)
    )

    assert begun is None


async def test_an_official_has_the_owner_asked_about_what_the_register_lacks(town: Town) -> None:
    town.register.kin = unclear(Found.NOT_FOUND)
    case = await town.reviewed()

    left = await verifying.ask_owner(town.desk, case.id, by=ZHOU, proof="kinship")

    asked = await only(town, left)
    assert (asked.asked_by, asked.owner, asked.turn) == (ZHOU, STATION, Turn.CONSENT)
    assert asked.question == "户籍登记里，陈国樑是不是陈媛的父亲？"
    assert asked.subject["relative_number"] == CHEN_GUOLIANG
    assert left.proofs[0].why[-1] == "verification/consent"


async def test_what_is_settled_or_being_asked_is_not_asked(town: Town) -> None:
    case = await town.reviewed()
    with pytest.raises(WrongState):
        await verifying.ask_owner(town.desk, case.id, by=ZHOU, proof="kinship")
    town.register.kin = unclear(Found.AMBIGUOUS)
    other = await town.submitted(None, use_unit="另一家单位")
    await town.prove(other.id)
    await verifying.ask_owner(town.desk, other.id, by=ZHOU, proof="kinship")

    with pytest.raises(WrongState):
        await verifying.ask_owner(town.desk, other.id, by=ZHOU, proof="kinship")


async def test_a_proof_that_nobody_owns_cannot_be_asked_about(town: Town) -> None:
    case = await asking(town, replace(FACT, owner=""))

    with pytest.raises(Validation) as refused:
        await verifying.ask_owner(town.desk, case.id, by=ZHOU, proof="fact")
    with pytest.raises(NotFound):
        await verifying.ask_owner(town.desk, case.id, by=ZHOU, proof="gone")

    assert refused.value.facts["reason"] == "no-owner"


def test_every_owner_of_the_catalogue_is_another_office() -> None:
    kinds = {"police", "town", "village", "cooperative"}
    topics = {office.topic for office in CATALOGUE.offices.values()}
    owned = [(i, r) for i in CATALOGUE.items.values() for r in i.proofs if r.owner]

    assert all(rule.owner in kinds | topics for _, rule in owned)
    assert all(rule.owner not in (item.topic, item.issued_by) for item, rule in owned)
    assert ItemId("qs-01") in {item.id for item, _ in owned}
    assert OfficeId(STATION) in CATALOGUE.offices
