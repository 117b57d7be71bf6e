"""Clocks: what time alone does to a case is done at its moment, and once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from casework import planning
from casework.accepting import taken_on
from casework.desk import Desk
from casework.following_up import recount as recount_ratings
from casework.laying import lay_before
from casework.reckoning import reckon
from casework.suspending import go_on
from casework.telling import tell
from casework.verifying_asked import recall_all
from casework.verifying_clock import recount as recount_verifications
from casework.winding import kept, owe, placed, wind
from catalogue.calendars import not_announced
from domain.application import Application, ApplicationId
from domain.beats import Beat, beats, begun, due_of
from domain.calendar import local_day
from domain.post import Job, Later
from domain.states import State
from storage.transaction import Transaction

BY = "time"
HELD = timedelta(minutes=10)
AT_ONCE = 50
RECOUNT = "recount"
NOT_MADE = "letter-not-made"
WAITING = frozenset({State.SUBMITTED, State.PROVING})
_log = structlog.get_logger()


async def strike(desk: Desk, job: Job) -> None:
    """Do to a case what time has brought, and owe what it brings next.

    Raises:
        Later: It is in doubt what time it is.
    """
    if not desk.sure():
        raise Later("time-doubted", HELD)
    at, case_id = desk.now(), ApplicationId(job.ids["case"])
    await desk.db.write(lambda tx: _struck(desk, tx, case_id, at))


def _struck(desk: Desk, tx: Transaction, case_id: ApplicationId, at: datetime) -> None:
    while True:
        case = tx.applications.get(case_id)
        left = _left(desk, tx, case)
        if not left:
            return None
        moment, beat = min(left)
        if moment > at:
            return owe(tx, case, moment, at=at)
        tx.journal.add(f"clock/{beat}", by=BY, at=at, case=case.id, of=_of(case))
        _DONE[beat](desk, tx, case, at)


def _left(desk: Desk, tx: Transaction, case: Application) -> list[tuple[datetime, Beat]]:
    """What has not happened yet in this turn of the case: by the day or hour that it is held to."""
    item, office = placed(desk, case)
    found = beats(case, days=desk.days, item=item, office=office)
    of = _of(case)
    struck = {e.kind for e in tx.journal.of_case(case.id) if e.facts.get("of") == of}
    return [(moment, beat) for beat, moment in found.items() if f"clock/{beat}" not in struck]


def _of(case: Application) -> str:
    if case.stop is not None:
        return case.stop.since.isoformat()
    last = case.correct_by or case.due_at
    return last.isoformat() if last else ""


def _deemed(desk: Desk, tx: Transaction, case: Application, at: datetime) -> None:
    accepted = taken_on(desk, case, since=begun(case) or at)
    tx.journal.add("accepted", by=BY, at=at, case=case.id)
    kept(desk, tx, accepted, at=at)
    tell(tx, accepted, "told/deemed", at=at)


def _half(desk: Desk, tx: Transaction, case: Application, at: datetime) -> None:
    item, _ = placed(desk, case)
    if not item.issuable and case.state in WAITING:  # whoever should have made the letter has not
        case = case.start_proving(by=BY, at=at) if case.state is State.SUBMITTED else case
        lay_before(tx, case, at=at, note=NOT_MADE)
    if case.due_at is not None and at < case.due_at:
        _prompt(tx, case, Beat.HALF, at)


def _overdue(_desk: Desk, tx: Transaction, case: Application, at: datetime) -> None:
    _prompt(tx, case, Beat.OVERDUE, at)


def _prompt(tx: Transaction, case: Application, beat: Beat, at: datetime) -> None:
    due = case.due_at.isoformat() if case.due_at else ""
    tx.outbox.put("prompt", lane=f"prompt/{case.id}", at=at, case=case.id, what=beat, due=due)


def _reminded(_desk: Desk, tx: Transaction, case: Application, at: datetime) -> None:
    if case.correct_by is not None and local_day(at) <= case.correct_by:
        tell(tx, case, "told/correct-soon", at=at)


def _lapsed(desk: Desk, tx: Transaction, case: Application, at: datetime) -> None:
    lapsed = case.lapse(by=BY, at=at)
    tx.applications.release(case.duplicate_key)
    tx.applications.save(wind(desk, tx, lapsed, at=at))
    reckon(desk, tx, lapsed, at=at)
    recall_all(tx, lapsed, at=at, why="lapsed")
    planning.over(tx, lapsed, at=at)
    tell(tx, lapsed, "told/lapsed", at=at)


def _resumed(desk: Desk, tx: Transaction, case: Application, at: datetime) -> None:
    go_on(desk, tx, case, by=BY, at=at)


_DONE: Mapping[Beat, Callable[[Desk, Transaction, Application, datetime], None]] = {
    Beat.DEEMED: _deemed,
    Beat.HALF: _half,
    Beat.OVERDUE: _overdue,
    Beat.REMINDED: _reminded,
    Beat.LAPSED: _lapsed,
    Beat.RESUMED: _resumed,
}


async def begin(desk: Desk) -> None:
    """Owe the counting anew, if cases wait for a notice and it is not owed already.

    That next weeks' days are not announced yet is logged.
    """
    at = desk.now()
    if not_announced(desk.days, at):
        _log.warning("days-not-announced", known=sorted(desk.days.years))

    def work(tx: Transaction) -> None:
        if tx.clocks.provisional("", 1) and RECOUNT not in tx.outbox.topics():
            tx.outbox.put(RECOUNT, lane=RECOUNT, at=at)

    await desk.db.write(work)


async def recount(desk: Desk, _job: Job) -> None:
    """Hold every case whose days rested on a notice to the days that are known now.

    So is every question that waits for its answer, and every call that is to be made.
    """
    after, at = "", desk.now()
    while cases := await desk.db.read(lambda tx, seen=after: tx.clocks.provisional(seen, AT_ONCE)):  # type: ignore[misc] # mypy knows no default in a lambda
        for case in cases:
            await desk.db.write(lambda tx, id_=case.id: _recounted(desk, tx, id_, at))  # type: ignore[misc] # the same
        after = cases[-1].id
    await recount_verifications(desk)
    await recount_ratings(desk)


def _recounted(desk: Desk, tx: Transaction, case_id: ApplicationId, at: datetime) -> None:
    case = tx.applications.get(case_id)
    counted = _counted(desk, tx, case)
    if (counted.due_at, counted.correct_by) != (case.due_at, case.correct_by):
        tx.journal.add("recounted", by=BY, at=at, case=case.id, of=_of(counted), was=_of(case))
        kept(desk, tx, counted, at=at)
    elif (wound := wind(desk, tx, counted, at=at)).provisional != case.provisional:
        tx.applications.save(wound)


def _counted(desk: Desk, tx: Transaction, case: Application) -> Application:
    item, office = placed(desk, case)
    if case.state is State.RETURNED:
        kinds = [e for e in tx.journal.of_case(case.id) if e.kind == f"state/{State.RETURNED}"]
        last = desk.days.after(local_day(kinds[-1].at), item.correct_days)
        return replace(case, correct_by=last)
    return replace(case, due_at=due_of(case, days=desk.days, item=item, office=office))
