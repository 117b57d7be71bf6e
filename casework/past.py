"""The past of a case: what was last done with it, as whoever comes too late is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from casework import duty
from casework.desk import Desk
from casework.posting import TAPS, signature
from casework.reach import at_office, offices_of
from domain.access import Entry
from domain.application import Application, ApplicationId
from domain.errors import NotFound
from domain.office import OfficeId, Official, OfficialId
from domain.states import State
from storage.transaction import Transaction

DECIDED = {
    State.APPROVED: "approved",
    State.ISSUED: "approved",
    State.REFUSED: "refused",
    State.NOT_ACCEPTED: "not_accepted",
    State.SETTLED: "settled",
}
_SECOND = {"approved": "countersigned"}
_STANDS = {
    State.SETTLED: "settled",
    State.RETURNED: "returned",
    State.SUSPENDED: "suspended",
    State.WITHDRAWN: "withdrawn",
    State.LAPSED: "lapsed",
}
_MEANWHILE: Mapping[str, str] = {
    "changed": "changed",
    "handed-over": "handed_over",
    "handed-back": "handed_back",
}
_LAID = f"state/{State.REVIEW}"


@dataclass(frozen=True)
class Past:
    """What was last done with a case.

    Attributes:
        did: approved, agreed, countersigned, handed_back, handed_over, returned, refused,
            not_accepted, settled, suspended, withdrawn, lapsed, changed; or renewed: it is known
            better than it was.
        who: Who did it, and for whom, if for somebody; empty: nobody in person.
        by: The id of whoever did it, likewise.
        now: Whose turn it is now, by name; while a source or the applicant has it, whose own it is.
        yours: Whether whoever asks is one of these.
    """

    did: str
    who: str
    by: str
    at: datetime
    now: tuple[str, ...] = ()
    yours: bool = False


async def past_of(desk: Desk, case_id: ApplicationId, *, by: OfficialId, card: str = "") -> Past:
    """What was last done with a case of the official's office.

    Args:
        desk: The desk.
        case_id: The case.
        by: Who is told.
        card: The card that was tapped: what came after it counts; empty: none was.

    Raises:
        NotFound: It lies with another office, or it concerns the official.
    """
    at = desk.now()

    def read(tx: Transaction) -> Past:
        case = at_office(tx, case_id, by, at)
        entries = tx.journal.of_case(case_id)
        past = _signed(desk, tx, case) or _stands(desk, tx, case, entries)
        past = past or _meanwhile(desk, tx, case, _since(tx, entries, card))
        turn = _turn(tx, case, at)
        yours = any(each.id == by for each in turn)
        return replace(past, now=tuple(str(each.name) for each in turn), yours=yours)

    return await desk.db.read(read)


def _turn(tx: Transaction, case: Application, at: datetime) -> tuple[Official, ...]:
    if case.state in TAPS:
        return duty.recipients(tx, case, at)
    return (tx.officials.get(case.handler),) if case.handler else ()


def _signed(desk: Desk, tx: Transaction, case: Application) -> Past | None:
    """What a signature did that still stands."""
    if case.state is State.COUNTERSIGN and case.agreed_by and case.agreed_at:
        who = signature(desk, tx, case.agreed_by, instead_of=case.agreed_for)
        return Past("agreed", who, case.agreed_by, case.agreed_at)
    did = DECIDED.get(case.state)
    if did is None or case.decided_by is None or case.decided_at is None:
        return None
    did = _SECOND.get(did, did) if case.agreed_by else did
    who = signature(desk, tx, case.decided_by, instead_of=case.decided_for)
    return Past(did, who, case.decided_by, case.decided_at)


def _stands(
    desk: Desk, tx: Transaction, case: Application, entries: Sequence[Entry]
) -> Past | None:
    """Who put the case where it does not go on by itself."""
    did, kind = _STANDS.get(case.state), f"state/{case.state}"
    last = next((each for each in reversed(entries) if each.kind == kind), None)
    return _past(desk, tx, did, last) if did and last else None


def _meanwhile(desk: Desk, tx: Transaction, case: Application, entries: Sequence[Entry]) -> Past:
    """What made a card old."""
    last = next((each for each in reversed(entries) if each.kind in _MEANWHILE), None)
    if last is None:
        return Past("renewed", "", "", case.updated_at or case.created_at)
    return _past(desk, tx, _MEANWHILE[last.kind], last)


def _since(tx: Transaction, entries: Sequence[Entry], card: str) -> Sequence[Entry]:
    """What was written down after a card went out, or else after the case was last laid before."""
    try:
        sent = tx.cards.get(card).sent_at
    except NotFound:
        laid = [n for n, each in enumerate(entries) if each.kind == _LAID]
        return entries[laid[-1] :] if laid else entries
    return [each for each in entries if each.at >= sent]


def _past(desk: Desk, tx: Transaction, did: str, entry: Entry) -> Past:
    return Past(did, _name(desk, tx, entry.by), entry.by, entry.at)


def _name(desk: Desk, tx: Transaction, by: str) -> str:
    try:
        return signature(desk, tx, OfficialId(by), instead_of=None)
    except NotFound:  # the applicant, or time
        return ""


async def moved_to(desk: Desk, case_id: ApplicationId, *, by: OfficialId, card: str) -> str:
    """Which office has a case that an official still holds a card of; empty: it has not moved.

    Args:
        desk: The desk.
        case_id: The case.
        by: Who holds the card, and works somewhere still.
        card: The card.
    """
    at = desk.now()

    def read(tx: Transaction) -> str:
        case, held = tx.applications.get(case_id), tx.cards.get(card)
        offices = offices_of(tx.officials.get(by), at)
        if by not in held.recipients or not offices or case.office in offices:
            return ""
        return desk.catalogue.office(case.office or OfficeId("")).short

    try:
        return await desk.db.read(read)
    except NotFound:  # no such card, or nobody of ours
        return ""
