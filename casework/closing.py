"""Closing: what a decision leaves behind: cards that are greyed, a paper that is owed, a claim."""

from datetime import datetime

from casework import planning
from casework.applying import void_number
from casework.desk import Desk
from casework.numbering import paper_number
from casework.reckoning import reckon
from casework.telling import tell
from casework.verifying_asked import recall_all
from casework.winding import unwind
from domain.application import Application
from domain.certificate import PaperKind
from domain.office import OfficeId, OfficialId
from domain.states import State
from storage.transaction import Transaction

DECIDED = "decided"
_TOLD = {
    State.REFUSED: ("refused", "told/refused"),
    State.NOT_ACCEPTED: ("not_accepted", "told/not-accepted"),
}


def number_of(desk: Desk, tx: Transaction, case: Application, *, at: datetime) -> str:
    """The number of a case's paper, drawn now if it has none; nothing else is written."""
    if case.certificate_number:
        return case.certificate_number
    office = desk.catalogue.office(case.office or OfficeId(""))
    return paper_number(desk, tx, office, kind=PaperKind.CERTIFICATE, at=at)


def owe_paper(tx: Transaction, approved: Application, *, by: OfficialId, at: datetime) -> None:
    """Keep an approved case, and owe its certificate."""
    case, number = approved.id, approved.certificate_number
    tx.applications.save(approved)
    tx.journal.add("number-drawn", by=by, at=at, case=case, number=number)
    tx.outbox.put("issue", lane=case, at=at, case=case)
    recall_all(tx, approved, at=at, why=DECIDED)
    grey(tx, approved, "approved", by=by, at=at)


def close(
    desk: Desk, tx: Transaction, closed: Application, *, by: OfficialId, at: datetime
) -> None:
    """Keep a case that ends without a paper, let the same be asked for again, tell why."""
    tx.applications.save(closed)
    reckon(desk, tx, closed, at=at)
    tx.applications.release(closed.duplicate_key)
    planning.over(tx, closed, at=at)
    unwind(tx, closed.id)
    if closed.certificate_number:
        void_number(tx, closed, by=by, at=at)
    recall_all(tx, closed, at=at, why=DECIDED)
    did, phrase = _TOLD[closed.state]
    grey(tx, closed, did, by=by, at=at)
    tell(tx, closed, phrase, at=at)


def grey(tx: Transaction, case: Application, did: str, *, by: OfficialId, at: datetime) -> None:
    """Owe it to every official who holds a card of the case that it says what was done."""
    tx.outbox.put("grey", lane=f"cards/{case.id}", at=at, case=case.id, did=did, by=by)


def lay_anew(tx: Transaction, case: Application, did: str, *, by: OfficialId, at: datetime) -> None:
    """Owe a new card to whose turn it is now, after the earlier ones say what was done."""
    grey(tx, case, did, by=by, at=at)
    tx.outbox.put("card", lane=f"cards/{case.id}", at=at, case=case.id)
