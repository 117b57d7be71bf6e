"""Standing in: when an absence begins or ends, whoever can act from now on gets the cards."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from casework.desk import Desk
from domain.application import ApplicationId
from domain.office import Absence, OfficeId
from domain.post import Job, Later
from domain.states import BEFORE_OFFICIALS
from storage.transaction import Transaction

AT_ONCE = 50
HELD = timedelta(minutes=10)


async def stand_in(desk: Desk, job: Job) -> None:
    """Owe the card of every case before officials there; it reaches only who has none yet.

    Raises:
        Later: It is in doubt what time it is, and so who is away.
    """
    if not desk.sure():
        raise Later("time-doubted", HELD)
    at, id_ = desk.now(), job.ids["absence"]

    def owe(tx: Transaction) -> None:
        for case in _open(tx, tx.absences.get(id_), at):
            tx.outbox.put("card", lane=f"cards/{case}", at=at, case=case)

    await desk.db.write(owe)


def _open(tx: Transaction, absence: Absence, at: datetime) -> Iterator[ApplicationId]:
    offices = {grant.office for grant in tx.officials.get(absence.official).held(at)}
    for office in sorted(offices):
        yield from _at_office(tx, office)


def _at_office(tx: Transaction, office: OfficeId) -> Iterator[ApplicationId]:
    for state in sorted(BEFORE_OFFICIALS):
        after = ("", "")
        while page := tx.applications.page_of_office(office, state, after=after, limit=AT_ONCE):
            yield from (case.id for _, case in page)
            after = (page[-1][0], page[-1][1].id)
