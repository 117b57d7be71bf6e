"""Deciding: what an official does with a case.  The role is read at the moment of commit."""

from datetime import datetime

from casework import planning, reckoning
from casework.acting import Work, act, at_hand
from casework.closing import close, grey, number_of, owe_paper
from casework.countersigning import agree
from casework.desk import Desk, Once
from casework.lateness import Reasons, excused
from casework.telling import tell
from casework.winding import wind
from domain.application import Application, ApplicationId, Ask
from domain.calendar import local_day
from domain.errors import ItemCancelled, Validation
from domain.identity import plain_text
from domain.item import Item
from domain.office import OfficialId
from domain.states import State
from storage.transaction import Transaction

REASONS_MAX = 500
TWO = 2  # approvals of an item that wants a second official


async def approve(
    desk: Desk,
    case_id: ApplicationId,
    *,
    by: OfficialId,
    revision: int | None = None,
    once: Once | None = None,
    late_reason: str = "",
) -> Application:
    """Approve a case, draw its number, and owe its certificate; of two, the first only agrees.

    Args:
        desk: The desk.
        case_id: The case.
        by: The official whose name stands under the decision.
        revision: The version of the case that the official saw; None: the present one.
        once: Makes a repetition harmless: it gets the case as it lies now.
        late_reason: Why it is decided after it was due; the applicant reads it.

    Raises:
        Validation: It is late, and nobody says why.
        NotFound, Forbidden, SelfDealing: It may not be approved by this official.
        ItemCancelled: No paper is made of this item; the applicant is to be answered.
        WrongState: It is not under review; the facts say who decided and when.
        Conflict: It has changed since the official saw it.
        ProofOutstanding: A proof is still open.
        IdempotencyKeyReused: The key of the repetition stood for something else.
    """

    def work(tx: Transaction, at: datetime) -> None:
        known = tx.applications.get(case_id)
        item = _item(desk, known)
        second = item.approvals == TWO or known.agreed_by is not None
        wanted = State.COUNTERSIGN if second else State.APPROVED
        case = at_hand(tx, case_id, by, at, wanted=wanted, revision=revision)
        if not item.issuable:
            raise ItemCancelled(case=case.id)
        step = agree if wanted is State.COUNTERSIGN else _approve
        step(desk, tx, case, by=by, at=at, late=late_reason)

    return await act(desk, case_id, by=by, work=work, once=once)


def _approve(
    desk: Desk, tx: Transaction, case: Application, *, by: OfficialId, at: datetime, late: str
) -> None:
    today = local_day(at)
    case.approve(by=by, at=at, number="", issued_on=today)  # an open proof is said before lateness
    case = excused(case, late, at=at)
    number = number_of(desk, tx, case, at=at)
    approved = case.approve(by=by, at=at, number=number, issued_on=today)
    owe_paper(tx, approved, by=by, at=at)
    planning.decided(desk, tx, approved, at=at)


def _item(desk: Desk, case: Application) -> Item:
    return desk.catalogue.item(case.item, case.item_version)


async def send_back(
    desk: Desk,
    case_id: ApplicationId,
    *,
    by: OfficialId,
    asks: tuple[Ask, ...],
    revision: int | None = None,
    once: Once | None = None,
) -> Application:
    """Return a case for correction: everything that is missing, told once.

    Raises:
        Validation: Nothing is asked, a field is not among the questions of the case, or a why is
            missing.
        NotFound, Forbidden, SelfDealing, WrongState, Conflict: As in `approve`.
    """

    def work(tx: Transaction, at: datetime) -> None:
        case = at_hand(tx, case_id, by, at, wanted=State.RETURNED, revision=revision)
        item = _item(desk, case)
        known = {each.id for each in item.form.applicable(case.draft.answers)}
        told = tuple(_read_ask(ask, known) for ask in asks)
        if not told:
            raise Validation(field="asks", reason="empty")
        correct_by = desk.days.after(local_day(at), item.correct_days)
        returned = case.send_back(told, by=by, at=at, correct_by=correct_by)
        tx.applications.save(wind(desk, tx, returned, at=at))
        reckoning.returned(tx, returned, at=at)
        grey(tx, case, "returned", by=by, at=at)
        tell(tx, returned, "told/correction", at=at)

    return await act(desk, case_id, by=by, work=work, once=once)


def _read_ask(ask: Ask, known: set[str]) -> Ask:
    if ask.field not in known:
        raise Validation(field="asks", reason="no-such-choice")
    why = plain_text(ask.why, field="why", longest=100)
    how = plain_text(ask.how, field="how", longest=100) if ask.how.strip() else ""
    return Ask(ask.field, why, how)


async def refuse(
    desk: Desk,
    case_id: ApplicationId,
    *,
    by: OfficialId,
    reasons: Reasons,
    revision: int | None = None,
    once: Once | None = None,
) -> Application:
    """Decide that no paper is made, with reasons that the applicant reads.

    Raises:
        Validation: No reasons; or it is late, and nobody says why.
        NotFound, Forbidden, SelfDealing, WrongState, Conflict: As in `approve`.
    """
    work = _closing(desk, case_id, by, reasons, to=State.REFUSED, revision=revision)
    return await act(desk, case_id, by=by, work=work, once=once)


async def not_accept(
    desk: Desk,
    case_id: ApplicationId,
    *,
    by: OfficialId,
    reasons: Reasons,
    revision: int | None = None,
    once: Once | None = None,
) -> Application:
    """Say that the case is not ours, and whose it is.

    Raises:
        Validation: No reasons; or it is late, and nobody says why.
        NotFound, Forbidden, SelfDealing, WrongState, Conflict: As in `approve`.
    """
    work = _closing(desk, case_id, by, reasons, to=State.NOT_ACCEPTED, revision=revision)
    return await act(desk, case_id, by=by, work=work, once=once)


def _closing(
    desk: Desk,
    case_id: ApplicationId,
    by: OfficialId,
    reasons: Reasons,
    *,
    to: State,
    revision: int | None,
) -> Work:
    said = plain_text(reasons.said, field="reasons", longest=REASONS_MAX)

    def work(tx: Transaction, at: datetime) -> None:
        case = at_hand(tx, case_id, by, at, wanted=to, revision=revision)
        case = excused(case, reasons.late, at=at)
        ends = case.refuse if to is State.REFUSED else case.not_accept
        close(desk, tx, ends(said, by=by, at=at), by=by, at=at)

    return work
