"""Reckoning: a case that is closed is counted, in the transaction that closes it."""

from datetime import datetime, timedelta

from casework.desk import Desk
from domain.application import Application
from domain.calendar import local_day
from domain.figures import CLOSING, RETURNED, counted
from domain.office import OfficeId
from storage.transaction import Transaction

MINUTE = timedelta(minutes=1)


def reckon(desk: Desk, tx: Transaction, case: Application, *, at: datetime) -> None:
    """Count a case as it has been closed; one that is not closed, or was a draft, is not."""
    if case.state not in CLOSING or case.office is None or case.submitted_at is None:
        return
    office = desk.catalogue.office(case.office)
    took = desk.days.working_time_between(case.submitted_at, at, hours=office.at_work)
    item = desk.catalogue.item(case.item, case.item_version)
    whats = counted(case, item, minutes=int(took / MINUTE))
    tx.figures.add(case.id, whats, day=local_day(at), office=office.id, item=case.item)


def returned(tx: Transaction, case: Application, *, at: datetime) -> None:
    """Count that a case went back for correction."""
    count(tx, case, RETURNED, at=at)


def count(tx: Transaction, case: Application, what: str, *, at: datetime) -> None:
    """Count one thing that happened to a case at its office."""
    office = case.office or OfficeId("")
    tx.figures.add(case.id, (what,), day=local_day(at), office=office, item=case.item)
