"""Holding: in whose hands a case lies now, and how much working time is left to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from casework.desk import Desk
from domain.application import Application
from domain.states import State

HOUR = timedelta(hours=1)


class Holder(StrEnum):
    """Whose turn it is."""

    CITIZEN = "citizen"
    REGISTER = "register"
    OFFICE = "office"
    PRESS = "press"
    NOBODY = "nobody"


HOLDS: Mapping[State, Holder] = {
    State.DRAFT: Holder.CITIZEN,
    State.RETURNED: Holder.CITIZEN,
    State.SUBMITTED: Holder.REGISTER,
    State.PROVING: Holder.REGISTER,
    State.REVIEW: Holder.OFFICE,
    State.COUNTERSIGN: Holder.OFFICE,
    State.SUSPENDED: Holder.OFFICE,
    State.APPROVED: Holder.PRESS,
}
RUNS = frozenset({State.SUBMITTED, State.PROVING, State.REVIEW, State.COUNTERSIGN, State.APPROVED})


@dataclass(frozen=True)
class Held:
    """Whose turn it is.

    Attributes:
        hours_left: Whole hours of work until it is due; None: no time is counted now.
    """

    holder: Holder
    hours_left: int | None


def whose_turn(desk: Desk, case: Application, *, at: datetime) -> Held:
    """In whose hands a case lies, and how long they may take."""
    holder = HOLDS.get(case.state, Holder.NOBODY)
    if case.state not in RUNS or case.due_at is None or case.office is None:
        return Held(holder, None)
    hours = desk.catalogue.office(case.office).at_work
    left = desk.days.working_time_between(at, case.due_at, hours=hours)
    return Held(holder, int(left / HOUR))
