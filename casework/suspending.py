"""Suspending (特别程序): a case stands still, told in writing why, and no time is counted."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from casework.accepting import taken_on
from casework.acting import act, at_hand
from casework.desk import Desk, Once
from casework.proving import lane_of
from casework.telling import tell
from casework.winding import kept, placed, wind
from domain.application import Application, ApplicationId
from domain.beats import due_of
from domain.calendar import local_day
from domain.clock import Stop
from domain.errors import Validation
from domain.identity import plain_text
from domain.office import OfficialId
from domain.states import State
from storage.transaction import Transaction

WHY_MAX = 200
LONGEST = timedelta(days=180)


async def suspend(
    desk: Desk,
    case_id: ApplicationId,
    *,
    by: OfficialId,
    reason: str,
    until: date,
    once: Once | None = None,
) -> Application:
    """Let a case stand still; whoever does so has accepted it.

    Args:
        desk: The desk.
        case_id: The case.
        by: Who does it.
        reason: What the applicant is told in writing.
        until: The last day of it; the case goes on by itself on the next.
        once: Makes a repetition harmless.

    Raises:
        Validation: No reason, or a last day that is past or too far away.
        NotFound, Forbidden, SelfDealing, WrongState: As in `deciding.approve`.
    """
    said = plain_text(reason, field="reason", longest=WHY_MAX)

    def work(tx: Transaction, at: datetime) -> None:
        case = at_hand(tx, case_id, by, at, wanted=State.SUSPENDED)
        if not local_day(at) <= until <= local_day(at + LONGEST):
            raise Validation(field="until", reason="date-out")
        if case.accepted_at is None:
            case = taken_on(desk, case, since=at)
            tx.journal.add("accepted", by=by, at=at, case=case.id)
        stopped = case.suspend(Stop(said, at, until, case.state), by=by)
        tx.applications.save(wind(desk, tx, stopped, at=at))
        lane = f"cards/{case.id}"
        tx.outbox.put("grey", lane=lane, at=at, case=case.id, did="suspended", by=by)
        tell(tx, stopped, "told/suspended", at=at)

    return await act(desk, case_id, by=by, work=work, once=once)


async def resume(
    desk: Desk, case_id: ApplicationId, *, by: OfficialId, once: Once | None = None
) -> Application:
    """Go on with a case that stands still; it is due later by the working time that passed.

    Raises:
        NotFound, Forbidden, SelfDealing: Not by this official.
        WrongState: It does not stand still.
    """

    def work(tx: Transaction, at: datetime) -> None:
        go_on(desk, tx, at_hand(tx, case_id, by, at, wanted=State.REVIEW), by=by, at=at)

    return await act(desk, case_id, by=by, work=work, once=once)


def last_day(text: str) -> date:
    """The day that a form names.

    Raises:
        Validation: It names none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Validation(field="until", reason="date-shape") from None


def go_on(desk: Desk, tx: Transaction, case: Application, *, by: str, at: datetime) -> None:
    """Go on with a case, and tell its applicant by when it is due now.

    Raises:
        WrongState: It does not stand still.
    """
    item, office = placed(desk, case)
    since = case.stop.since if case.stop else at
    paused = desk.days.working_time_between(since, at, hours=office.at_work)
    resumed = case.resume(by=by, at=at, paused=paused)
    due_at = due_of(resumed, days=desk.days, item=item, office=office)
    kept(desk, tx, replace(resumed, due_at=due_at), at=at)
    if resumed.state is State.PROVING:
        tx.outbox.put("prove", lane=lane_of(case.id), at=at, case=case.id)
    tell(tx, resumed, "told/resumed", at=at)
