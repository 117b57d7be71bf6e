"""The clocks of a case: by when it is answered and decided, and while it stands still."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar import WorkingDays
from domain.item import Item
from domain.office import Office
from domain.states import State

FIRST_ANSWER = 5  # working days: to be told what is missing, or the case counts as accepted


@dataclass(frozen=True)
class Stop:
    """A case that stands still: 特别程序.

    Attributes:
        why: What the applicant has been told in writing.
        since: From when on no time is counted.
        until: The last day of it.
        back_to: Where the case goes on.
    """

    why: str
    since: datetime
    until: date
    back_to: State


def first_answer_due(
    days: WorkingDays, item: Item, office: Office, *, received: datetime
) -> datetime:
    """By when a case that was handed in is answered for the first time.

    Source:
        行政许可法 32(4), by analogy: a certificate is no licence.
    """
    return days.due(received, min(item.due_days, FIRST_ANSWER), closes=office.closes)


def decision_due(
    days: WorkingDays,
    item: Item,
    office: Office,
    *,
    accepted: datetime,
    paused: timedelta = timedelta(),
) -> datetime:
    """By when an accepted case is decided: as promised, and never later than the law sets.

    Args:
        days: The calendar.
        item: What was asked for.
        office: Who decides.
        accepted: From when on it is counted.
        paused: Working time for which the case has stood still.
    """
    allowed = min(item.due_days, item.limit_days or item.due_days)
    due = days.due(accepted, allowed, closes=office.closes)
    return days.moment_after(due, paused, hours=office.at_work)
