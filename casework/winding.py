"""Winding: a case's clock is set, and what time does to it next is owed for its moment."""

from dataclasses import replace
from datetime import datetime

from casework.desk import Desk
from casework.laying import lay_before
from domain.application import Application, ApplicationId
from domain.beats import beats, unannounced
from domain.item import Item
from domain.office import Office, OfficeId
from domain.states import BEFORE_OFFICIALS, State
from storage.transaction import Transaction

TOPIC = "clock"


def placed(desk: Desk, case: Application) -> tuple[Item, Office]:
    """The item of a case, as it was begun under it, and the office that it lies with."""
    office = desk.catalogue.office(case.office or OfficeId(""))
    return desk.catalogue.item(case.item, case.item_version), office


def wind(desk: Desk, tx: Transaction, case: Application, *, at: datetime) -> Application:
    """The case as it is to be saved, knowing what its days rest on; its next beat is owed.

    Call it whenever a step has changed by when something is due.
    """
    item, office = placed(desk, case)
    moments = beats(case, days=desk.days, item=item, office=office).values()
    fresh = case.state is State.SUBMITTED and case.submitted_at == at
    if not fresh:  # nothing is owed yet to what is handed in for the first time
        tx.outbox.forgo(lane_of(case.id))
    if moments:
        _put(tx, case, max(at, min(moments)), at)
    provisional = unannounced(case, desk.days) is not None
    return case if provisional == case.provisional else replace(case, provisional=provisional)


def owe(tx: Transaction, case: Application, moment: datetime, *, at: datetime) -> None:
    """Owe the next beat of a case in the place of any other."""
    tx.outbox.forgo(lane_of(case.id))
    _put(tx, case, moment, at)


def unwind(tx: Transaction, case: ApplicationId) -> None:
    """Owe nothing more that time would do to a case: it is closed."""
    tx.outbox.forgo(lane_of(case))


def kept(desk: Desk, tx: Transaction, case: Application, *, at: datetime) -> None:
    """Save a case whose clock has changed, and have it go on where it lies.

    Cards show the time that is left, so a case before officials gets a new one.
    """
    wound = wind(desk, tx, case, at=at)
    if wound.state in BEFORE_OFFICIALS:
        lay_before(tx, wound, at=at)
        return
    tx.applications.save(replace(wound, updated_at=at))


def lane_of(case: ApplicationId) -> str:
    """The lane of what time will do to a case."""
    return f"clock/{case}"


def _put(tx: Transaction, case: Application, moment: datetime, at: datetime) -> None:
    tx.outbox.put(TOPIC, lane=lane_of(case.id), at=at, not_before=moment, case=case.id)
