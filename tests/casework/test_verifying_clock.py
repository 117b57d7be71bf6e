"""The clock of a question between offices: it reminds, it escalates, it answers nothing."""

from dataclasses import replace
from datetime import datetime

import pytest

from casework import verifying
from casework.clocks import recount
from casework.desk import Desk
from casework.shelf import Shelf
from domain.application import Application
from domain.calendar import ZONE
from domain.errors import NotFound, WrongState
from domain.office import OfficeId, Role
from domain.post import Job, Later
from domain.proof import Outcome
from domain.states import State
from domain.verification import Answer, Said, Turn, Verification
from tests.support.desks import Town
from tests.support.verifying import (
    CONVERTIBLE,
    FACT,
    FANG,
    SHEN,
    STATION,
    agreed,
    answered,
    asking,
    only,
    put,
    struck,
    verifier,
)

HALF = datetime(2026, 11, 25, 15, 45, tzinfo=ZONE)
DUE = datetime(2026, 11, 26, 17, 0, tzinfo=ZONE)


async def prompts(town: Town) -> list[str]:
    """What the owner's officials are told of the time, in order."""
    query = "SELECT ids FROM outbox WHERE topic = 'verification-prompt' ORDER BY id"
    rows = await town.desk.db.read(lambda tx: tx.rows(query, {}))
    return [row["ids"].split('"what":"')[1].split('"')[0] for row in rows]


async def told(town: Town) -> list[str]:
    """The notices to the applicant, in order."""
    query = "SELECT ids FROM outbox WHERE topic = 'tell' ORDER BY id"
    rows = await town.desk.db.read(lambda tx: tx.rows(query, {}))
    return [row["ids"].split('"phrase":"')[1].split('"')[0] for row in rows]


async def due_at(town: Town, asked: Verification) -> str:
    """When its clock strikes next."""
    query = "SELECT place FROM outbox WHERE lane = :lane AND state = 'open'"
    lane = {"lane": f"verification-clock/{asked.id}"}
    (row,) = await town.desk.db.read(lambda tx: tx.rows(query, lane))
    return str(row["place"])


async def converted(town: Town, case: Application, asked: Verification) -> object:
    account = await town.desk.db.read(lambda tx: tx.accounts.get(case.account))
    return await verifying.convert(town.desk, account, case.id, asked.id)


async def late(town: Town, rule: object = FACT) -> tuple[Application, Verification]:
    """A question that was not answered in time."""
    case, asked = await put(town, rule)  # type: ignore[arg-type] # a rule
    town.at = DUE
    return case, await struck(town, asked.id)


async def test_the_owner_has_two_working_days_to_its_closing_hour(town: Town) -> None:
    _, asked = await put(town)

    assert asked.due_at == DUE
    assert await due_at(town, asked) == "2026-11-25T07:30:00.000Z"


async def test_half_way_the_owner_is_reminded_once(town: Town) -> None:
    _, asked = await put(town)
    town.at = HALF

    first = await struck(town, asked.id)
    second = await struck(town, asked.id)

    assert (first.half_at, second.half_at) == (HALF, HALF)
    assert await prompts(town) == ["half-time"]
    assert await due_at(town, asked) == "2026-11-26T09:00:00.000Z"


async def test_a_clock_that_strikes_early_does_nothing(town: Town) -> None:
    _, asked = await put(town)

    early = await struck(town, asked.id)

    assert (early.half_at, await prompts(town)) == (None, [])
    assert await due_at(town, asked) == "2026-11-25T07:30:00.000Z"


async def test_silence_goes_to_the_supervisor_and_the_applicant_and_is_no_answer(
    town: Town,
) -> None:
    case, asked = await late(town)

    again = await struck(town, asked.id)

    left = await town.case(case.id)
    assert (again.turn, again.overdue_at, again.answer) == (Turn.ASKED, DUE, None)
    assert await prompts(town) == ["overdue"]
    assert (await told(town)).count("told/verification-overdue") == 1
    assert (left.state, left.proofs[0].outcome) == (State.REVIEW, Outcome.OPEN)
    assert left.proofs[0].why[-1] == "verification/overdue"


async def test_who_is_told_is_on_duty_and_not_concerned(town: Town) -> None:
    case, asked = await late(town)
    kin = replace(verifier(SHEN, Role.SUPERVISOR), kin=frozenset({case.parties[0]}))

    before = await town.desk.db.read(lambda tx: verifying.supervisors(tx, asked, town.at))
    await town.appointed(kin)
    after = await town.desk.db.read(lambda tx: verifying.supervisors(tx, asked, town.at))
    answering = await town.desk.db.read(lambda tx: verifying.verifiers(tx, asked, town.at))

    assert ([each.id for each in before], after) == ([SHEN], [])
    assert [each.id for each in answering] == [FANG]


async def test_a_late_answer_still_counts(town: Town) -> None:
    case, asked = await late(town)

    await answered(town, asked)

    assert (await town.case(case.id)).open_proofs == ()


async def test_what_was_answered_is_not_reminded_of(town: Town) -> None:
    _, asked = await put(town)
    await answered(town, asked, Said(Answer.NO, "没有"))
    town.at = DUE

    left = await struck(town, asked.id)

    assert (left.overdue_at, await prompts(town)) == (None, [])


async def test_while_it_is_in_doubt_what_time_it_is_nothing_is_done(town: Town) -> None:
    _, asked = await put(town)
    town.at = DUE
    town.desk = replace(town.desk, doubt=lambda: "leapt")

    with pytest.raises(Later):
        await struck(town, asked.id)

    left = await town.desk.db.read(lambda tx: tx.verifications.get(asked.id))
    assert left == asked


async def test_days_that_are_announced_later_are_counted_anew(town: Town) -> None:
    _, asked = await put(town)
    day_off = replace(town.desk.days, off={**town.desk.days.off, DUE.date(): "补"})
    town.desk = replace(town.desk, days=day_off)

    await recount(town.desk, Job("job", "recount", "recount"))

    left = await town.desk.db.read(lambda tx: tx.verifications.get(asked.id))
    assert left.due_at == datetime(2026, 11, 27, 17, 0, tzinfo=ZONE)


async def test_a_clock_strikes_by_the_days_that_are_known_then(town: Town) -> None:
    _, asked = await put(town)
    day_off = replace(town.desk.days, off={**town.desk.days.off, DUE.date(): "补"})
    town.desk, town.at = replace(town.desk, days=day_off), DUE

    left = await struck(town, asked.id)

    assert (left.overdue_at, left.due_at) == (None, datetime(2026, 11, 27, 17, 0, tzinfo=ZONE))


def without_station(desk: Desk) -> Desk:
    """The desk, at which nobody answers for the station any more."""
    offices = {k: v for k, v in desk.catalogue.offices.items() if k != OfficeId(STATION)}
    return replace(desk, shelf=Shelf(replace(desk.catalogue, offices=offices)))


async def test_a_question_to_an_office_that_is_no_more_comes_back_to_a_person(town: Town) -> None:
    case, asked = await put(town)
    town.desk, town.at = without_station(town.desk), HALF

    left = await struck(town, asked.id)

    now = await town.case(case.id)
    assert (left.turn, now.state) == (Turn.RECALLED, State.REVIEW)
    assert now.proofs[0].why[-1] == "verification/owner-gone"
    assert "card" in await town.owed()


async def test_who_agrees_to_ask_an_office_that_is_no_more_is_not_kept_waiting(
    town: Town,
) -> None:
    case = await asking(town)
    town.desk = without_station(town.desk)

    await agreed(town, case, agree=True)

    now = await town.case(case.id)
    assert ((await only(town, case)).turn, now.state) == (Turn.RECALLED, State.REVIEW)
    assert now.proofs[0].why[-1] == "verification/owner-gone"


async def test_who_waits_too_long_may_promise_instead_where_the_item_says_so(town: Town) -> None:
    case, asked = await late(town, CONVERTIBLE)

    await converted(town, case, asked)

    (offered,) = await town.desk.db.read(lambda tx: tx.commitments.of_case(case.id))
    left = await town.case(case.id)
    assert (await only(town, case)).turn is Turn.RECALLED
    assert (offered.proof, offered.pending) == ("fact", True)
    assert left.proofs[0].why[-1] == "commitment/offered"
    assert "told/commitment" in await told(town)


async def test_nobody_promises_instead_before_it_is_late(town: Town) -> None:
    case, asked = await put(town, CONVERTIBLE)

    with pytest.raises(WrongState):
        await converted(town, case, asked)


async def test_nobody_promises_instead_where_the_item_does_not_say_so(town: Town) -> None:
    case, asked = await late(town)

    with pytest.raises(WrongState):
        await converted(town, case, asked)


async def test_what_is_asked_is_the_applicants_to_read_alone(town: Town) -> None:
    case, asked = await late(town, CONVERTIBLE)
    account = await town.desk.db.read(lambda tx: tx.accounts.get(case.account))
    stranger = await town.desk.db.write(
        lambda tx: tx.accounts.ensure("oa", "wx-office", "oStranger", at=town.at)
    )

    (shown,) = await verifying.of_case(town.desk, account, case.id)

    assert (shown["number"], shown["overdue"], shown["may"]) == (asked.number, True, ["convert"])
    with pytest.raises(NotFound):
        await verifying.of_case(town.desk, stranger, case.id)
