from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework import committing, deciding
from casework.desk import Desk
from casework.lateness import Reasons
from domain.commitment import Stage
from domain.errors import (
    ProofOutstanding,
    WrongState,
)
from domain.identity import Person, PersonId, PersonName, Phone
from domain.item import Way
from domain.post import Later
from domain.proof import Outcome
from domain.states import State
from tests.casework.promises import (
    PROOF,
    offered,
    promise,
    signed,
    struck,
    the_proof,
    told,
)
from tests.support.desks import ZHOU, Town
from tests.support.people import CHEN_GUOLIANG

FATHER = Person(PersonId("father"), PersonName("陈国樑"), CHEN_GUOLIANG, Phone("13812340019"))


async def test_taken_back_before_the_decision_the_proof_is_open_again(town: Town) -> None:
    account, case = await signed(town)

    facts = await committing.withdraw(town.desk, account, case.id, PROOF)

    assert (facts["stage"], facts["may"]) == (Stage.WITHDRAWN, [])
    why = ["data-query/not-a-way", "commitment/withdrawn", "verification/person"]
    assert await the_proof(town, case.id) == (Outcome.OPEN, Way.VERIFICATION, why)
    (check,) = await town.desk.db.read(lambda tx: tx.planned_checks.of_case(case.id))
    assert check.cancelled_at == town.at
    with pytest.raises(ProofOutstanding):
        await deciding.approve(town.desk, case.id, by=ZHOU)
    with pytest.raises(WrongState):
        await committing.take_up(town.desk, account, case.id, PROOF)


async def test_after_the_decision_nothing_is_taken_back(town: Town) -> None:
    account, case = await signed(town)
    await deciding.approve(town.desk, case.id, by=ZHOU)

    with pytest.raises(WrongState):
        await committing.withdraw(town.desk, account, case.id, PROOF)

    (facts,) = await committing.of_case(town.desk, account, case.id)
    assert (facts["stage"], facts["may"]) == (Stage.SIGNED, [])


async def test_the_check_is_due_so_many_working_days_after_the_decision(town: Town) -> None:
    _, case = await signed(town, "qs-17")
    await deciding.approve(town.desk, case.id, by=ZHOU)

    (check,) = await town.desk.db.read(lambda tx: tx.planned_checks.of_case(case.id))

    assert check.due_on == town.desk.days.after(date(2026, 11, 24), 30)
    assert (check.manner, check.exempt) == ("written", "")


async def test_a_refused_case_has_no_check(town: Town) -> None:
    _, case = await signed(town, "qs-17")

    await deciding.refuse(town.desk, case.id, by=ZHOU, reasons=Reasons("写的和材料对不上"))

    (check,) = await town.desk.db.read(lambda tx: tx.planned_checks.of_case(case.id))
    assert (check.due_on, check.cancelled_at) == (None, town.at)


async def test_what_nobody_answers_ends_after_three_working_days(town: Town) -> None:
    _, case = await offered(town)
    town.at += timedelta(days=2)
    with pytest.raises(Later):
        await struck(town, case)
    assert (await promise(town, case)).stage is Stage.OFFERED

    town.at += timedelta(days=2)
    await struck(town, case)
    await struck(town, case)

    assert (await promise(town, case)).stage is Stage.EXPIRED
    assert (await town.case(case.id)).state is State.REVIEW
    assert await told(town, "told/commitment-expired") == 1


async def test_while_the_time_is_in_doubt_nothing_ends(town: Town) -> None:
    _, case = await offered(town)
    doubting: Desk = replace(town.desk, doubt=lambda: "leapt")
    town.at += timedelta(days=9)

    with pytest.raises(Later):
        await struck(replace(town, desk=doubting), case)

    assert (await promise(town, case)).stage is Stage.OFFERED
