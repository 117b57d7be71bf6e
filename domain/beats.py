"""Beats: what time alone does to a case, and when."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.application import Application
from domain.calendar import ZONE, WorkingDays, day_begins, local_day
from domain.clock import FIRST_ANSWER, decision_due, first_answer_due
from domain.item import Item
from domain.office import Office
from domain.states import State

BEFORE = timedelta(days=3)  # so long before its end is a correction called to mind
MORNING = time(9)
_DAY = timedelta(days=1)
_BEFORE_THE_OFFICE = frozenset({State.SUBMITTED, State.PROVING, State.REVIEW})
_UNDECIDED = _BEFORE_THE_OFFICE | {State.COUNTERSIGN, State.APPROVED}


class Beat(StrEnum):
    """Something that time does to a case."""

    DEEMED = "deemed"  # accepted, for nobody has said what is missing
    HALF = "half-time"
    OVERDUE = "overdue"
    REMINDED = "reminded"  # that a correction is still to come
    LAPSED = "lapsed"
    RESUMED = "resumed"  # it has stood still for as long as was said


def beats(
    case: Application, *, days: WorkingDays, item: Item, office: Office
) -> Mapping[Beat, datetime]:
    """When each thing happens to a case that nobody moves meanwhile; past ones are there, too."""
    if case.state is State.RETURNED and case.correct_by is not None:
        return _of_correction(case, item)
    if case.state is State.SUSPENDED and case.stop is not None:
        return {Beat.RESUMED: day_begins(case.stop.until + _DAY)}
    if case.state in _UNDECIDED and case.due_at is not None:
        found = _of_handling(case, days, office)
        if not item.issuable:  # a letter asks for nothing, so silence accepts nothing
            found.pop(Beat.DEEMED, None)
        return found
    return {}


def _of_correction(case: Application, item: Item) -> dict[Beat, datetime]:
    last = case.correct_by
    assert last is not None  # noqa: S101 - the caller has looked
    found = {Beat.LAPSED: day_begins(last + _DAY)}
    if item.correct_days > BEFORE.days:
        found[Beat.REMINDED] = datetime.combine(last - BEFORE, MORNING, ZONE)
    return found


def _of_handling(case: Application, days: WorkingDays, office: Office) -> dict[Beat, datetime]:
    start, due, hours = begun(case), case.due_at, office.at_work
    if start is None or due is None:
        return {}
    whole = days.working_time_between(start, due, hours=hours)
    found = {Beat.HALF: days.moment_after(start, whole / 2, hours=hours), Beat.OVERDUE: due}
    if case.accepted_at is None and case.state in _BEFORE_THE_OFFICE:
        found[Beat.DEEMED] = day_begins(days.after(local_day(start), FIRST_ANSWER) + _DAY)
    return found


def begun(case: Application) -> datetime | None:
    """From when on its present clock is counted: from acceptance, before that from receipt."""
    return case.accepted_at or case.received_at or case.submitted_at


def due_of(case: Application, *, days: WorkingDays, item: Item, office: Office) -> datetime | None:
    """By when a case is due, counted anew; None: it was never handed in."""
    if case.accepted_at is not None:
        return decision_due(days, item, office, accepted=case.accepted_at, paused=case.paused)
    received = begun(case)
    return first_answer_due(days, item, office, received=received) if received else None


def unannounced(case: Application, days: WorkingDays) -> int | None:
    """The year whose notice has not come, if a day that the case is held to rests on it."""
    last = case.correct_by or (local_day(case.due_at) if case.due_at else None)
    return days.ruling(last) if last is not None and days.provisional(last) else None
