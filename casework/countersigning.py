"""Countersigning: the second of two officials signs, or gives the case back to the first."""

from datetime import datetime

from casework.accepting import taken_on
from casework.acting import act, at_second_hand
from casework.closing import lay_anew, number_of, owe_paper
from casework.desk import Desk, Once
from casework.lateness import excused
from casework.telling import tell
from casework.winding import wind
from domain.application import Application, ApplicationId
from domain.calendar import local_day
from domain.identity import plain_text
from domain.office import OfficialId
from storage.transaction import Transaction

REASON_MAX = 200


def agree(
    desk: Desk, tx: Transaction, case: Application, *, by: OfficialId, at: datetime, late: str
) -> None:
    """Keep the first of two officials' agreement, and lay the case before the second.

    Who agrees has accepted the case, so the time to decide runs from here if it did not before.

    Raises:
        Validation: It is late, and nobody says why.
        ProofOutstanding: A proof is still open.
    """
    case.agree(by=by, at=at)  # an open proof is said before lateness
    begins = case.accepted_at is None
    case = excused(case, late, at=at)
    if begins:
        case = taken_on(desk, case, since=at)
        tx.journal.add("accepted", by=by, at=at, case=case.id)
    agreed = case.agree(by=by, at=at)
    tx.applications.save(wind(desk, tx, agreed, at=at))
    lay_anew(tx, agreed, "agreed", by=by, at=at)
    if begins:
        tell(tx, agreed, "told/accepted", at=at)


async def countersign(
    desk: Desk,
    case_id: ApplicationId,
    *,
    by: OfficialId,
    revision: int | None = None,
    once: Once | None = None,
    late_reason: str = "",
) -> Application:
    """Approve a case as the second official, draw its number, and owe its certificate.

    Args:
        desk: The desk.
        case_id: The case.
        by: The second official; his name stands under the decision.
        revision: The version of the case that the official saw; None: the present one.
        once: Makes a repetition harmless: it gets the case as it lies now.
        late_reason: Why it is decided after it was due; the applicant reads it.

    Raises:
        Validation: It is late, and nobody says why, nor has the first official.
        NotFound, SelfDealing: Not by this official.
        Forbidden: He is no countersigner, agreed as the first one himself, stood in for or stands
            in for whoever did; or it was handed over to another.
        WrongState: It does not wait for a second official; the facts say who has acted and when.
        Conflict: It has changed since the official saw it.
    """

    def work(tx: Transaction, at: datetime) -> None:
        case = at_second_hand(tx, case_id, by, at, revision=revision)
        today = local_day(at)
        case.countersign(by=by, at=at, number="", issued_on=today)
        case = excused(case, late_reason, at=at)
        number = number_of(desk, tx, case, at=at)
        signed = case.countersign(by=by, at=at, number=number, issued_on=today)
        owe_paper(tx, signed, by=by, at=at)

    return await act(desk, case_id, by=by, work=work, once=once)


async def hand_back(
    desk: Desk,
    case_id: ApplicationId,
    *,
    by: OfficialId,
    reason: str,
    revision: int | None = None,
    once: Once | None = None,
) -> Application:
    """Give a case back to the first official, who decides it again; he reads why.

    Raises:
        Validation: No reason.
        NotFound, Forbidden, SelfDealing, WrongState, Conflict: As in `countersign`.
    """
    said = plain_text(reason, field="reason", longest=REASON_MAX)

    def work(tx: Transaction, at: datetime) -> None:
        case = at_second_hand(tx, case_id, by, at, revision=revision)
        back = case.hand_back(said, by=by, at=at)
        tx.applications.save(back)
        tx.journal.add("handed-back", by=by, at=at, case=case.id, to=back.handler)
        lay_anew(tx, back, "handed_back", by=by, at=at)

    return await act(desk, case_id, by=by, work=work, once=once)
