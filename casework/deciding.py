"""Deciding: what an official does with a case.  The role is read at the moment of commit."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from casework.applying import void_number
from casework.desk import Desk, Once
from casework.telling import tell
from domain.application import Application, ApplicationId, Ask
from domain.calendar import local_day
from domain.errors import Conflict, Forbidden, NotFound, SelfDealing, Validation, WrongState
from domain.identity import plain_text
from domain.message import Phrase
from domain.office import OfficeId, Official, OfficialId, Role
from domain.states import NEXT, State
from storage.transaction import Transaction

REASONS_MAX = 500
T = TypeVar("T")


async def approve(
    desk: Desk,
    case_id: ApplicationId,
    *,
    by: OfficialId,
    revision: int | None = None,
    once: Once | None = None,
) -> Application:
    """Approve a case, draw its number, and owe its certificate.

    Args:
        desk: The desk.
        case_id: The case.
        by: The official whose name stands under the decision.
        revision: The version of the case that the official saw; None: the present one.
        once: Makes a repetition harmless: it gets the case as approved.

    Raises:
        NotFound, Forbidden, SelfDealing: It may not be approved by this official.
        WrongState: It is not under review; the facts say who decided and when.
        Conflict: It has changed since the official saw it.
        ProofOutstanding: A proof is still open.
    """

    def work(tx: Transaction, at: datetime) -> Application:
        if once and tx.once.claim(once.key, actor=once.actor, at=at) is not None:
            return tx.applications.get(case_id)
        case = at_hand(tx, case_id, by, at, wanted=State.APPROVED)
        if revision is not None and revision != case.version:
            raise Conflict(id=case.id, version=case.version)
        approved = _approved(desk, tx, case, by, at)
        if once:
            tx.once.answer(once.key, Phrase("official/approved", {"at": at.isoformat()}))
        return approved

    return await attempt(desk, case_id, by, work)


def _approved(
    desk: Desk, tx: Transaction, case: Application, by: OfficialId, at: datetime
) -> Application:
    case.approve(by=by, at=at, number="", issued_on=local_day(at))
    number = case.certificate_number or _number(desk, tx, case, at)
    approved = case.approve(by=by, at=at, number=number, issued_on=local_day(at))
    tx.applications.save(approved)
    tx.journal.add("number-drawn", by=by, at=at, case=case.id, number=number)
    tx.outbox.put("issue", lane=case.id, at=at, case=case.id)
    _grey(tx, case, "approved", at, by)
    return approved


def _number(desk: Desk, tx: Transaction, case: Application, at: datetime) -> str:
    office = desk.catalogue.office(case.office or OfficeId(""))
    year = local_day(at).year
    serial = tx.counters.next(f"certificate/{office.id}/{year}")
    facts = {"sign": office.sign, "year": year, "serial": serial}
    return desk.words.blocks("documents/number", facts)["number"]


async def send_back(
    desk: Desk, case_id: ApplicationId, *, by: OfficialId, asks: tuple[Ask, ...]
) -> Application:
    """Return a case for correction: everything that is missing, told once.

    Raises:
        Validation: Nothing is asked, a field is unknown, or a why is missing.
        NotFound, Forbidden, SelfDealing, WrongState: As in `approve`.
    """

    def work(tx: Transaction, at: datetime) -> Application:
        case = at_hand(tx, case_id, by, at, wanted=State.RETURNED)
        item = desk.catalogue.item(case.item)
        told = tuple(_read_ask(ask, {f.id for f in item.form.fields}) for ask in asks)
        if not told:
            raise Validation(field="asks", reason="empty")
        correct_by = desk.days.after(local_day(at), item.correct_days)
        returned = case.send_back(told, by=by, at=at, correct_by=correct_by)
        tx.applications.save(returned)
        _grey(tx, case, "returned", at, by)
        tell(tx, returned, "told/correction", at=at)
        return returned

    return await attempt(desk, case_id, by, work)


def _read_ask(ask: Ask, known: set[str]) -> Ask:
    if ask.field not in known:
        raise Validation(field="asks", reason="no-such-choice")
    why = plain_text(ask.why, field="why", longest=100)
    how = plain_text(ask.how, field="how", longest=100) if ask.how.strip() else ""
    return Ask(ask.field, why, how)


async def refuse(
    desk: Desk, case_id: ApplicationId, *, by: OfficialId, reasons: str
) -> Application:
    """Decide that no paper is made, with reasons that the applicant reads.

    Raises:
        Validation: No reasons.
        NotFound, Forbidden, SelfDealing, WrongState: As in `approve`.
    """
    return await _closed(desk, case_id, by, reasons, State.REFUSED)


async def not_accept(
    desk: Desk, case_id: ApplicationId, *, by: OfficialId, reasons: str
) -> Application:
    """Say that the case is not ours, and whose it is.

    Raises:
        Validation: No reasons.
        NotFound, Forbidden, SelfDealing, WrongState: As in `approve`.
    """
    return await _closed(desk, case_id, by, reasons, State.NOT_ACCEPTED)


async def _closed(
    desk: Desk, case_id: ApplicationId, by: OfficialId, reasons: str, to: State
) -> Application:
    said = plain_text(reasons, field="reasons", longest=REASONS_MAX)

    def work(tx: Transaction, at: datetime) -> Application:
        case = at_hand(tx, case_id, by, at, wanted=to)
        close = case.refuse if to is State.REFUSED else case.not_accept
        return _close(tx, case, close(said, by=by, at=at), at)

    return await attempt(desk, case_id, by, work)


def _close(tx: Transaction, case: Application, closed: Application, at: datetime) -> Application:
    tx.applications.save(closed)
    tx.applications.release(case.duplicate_key)
    if case.certificate_number:
        void_number(tx, case, by=str(closed.decided_by), at=at)
    did = "refused" if closed.state is State.REFUSED else "not_accepted"
    _grey(tx, case, did, at, closed.decided_by)
    tell(tx, closed, "told/refused" if did == "refused" else "told/not-accepted", at=at)
    return closed


def _grey(
    tx: Transaction, case: Application, did: str, at: datetime, by: OfficialId | None
) -> None:
    tx.outbox.put("grey", lane=f"cards/{case.id}", at=at, case=case.id, did=did, by=by or "")


def at_hand(
    tx: Transaction, case_id: ApplicationId, by: OfficialId, at: datetime, *, wanted: State
) -> Application:
    """The case, if this official may act on it now and it is where the step begins.

    Raises:
        NotFound: It lies with an office where the official has no role.
        Forbidden: The official is no approver there at this moment.
        SelfDealing: The official or a near relative is part of it.
        WrongState: It is elsewhere; the facts say who decided and when.
    """
    case, official = tx.applications.get(case_id), tx.officials.get(by)
    official.must(Role.APPROVER, office=case.office or OfficeId(""), at=at)
    if official.concerned(case.parties):
        raise SelfDealing
    if wanted not in NEXT[case.state]:
        raise WrongState(case=case.id, state=case.state, wanted=wanted, **_decider(tx, case))
    return case


def _decider(tx: Transaction, case: Application) -> dict[str, str]:
    if case.decided_by is None or case.decided_at is None:
        return {}
    who: Official = tx.officials.get(case.decided_by)
    return {"who": who.name, "by": who.id, "time": case.decided_at.isoformat()}


async def attempt(
    desk: Desk,
    case_id: ApplicationId,
    by: OfficialId,
    work: Callable[[Transaction, datetime], T],
) -> T:
    """Try it; an attempt that the role or kinship forbids is written down all the same."""
    at = desk.now()
    try:
        return await desk.db.write(lambda tx: work(tx, at))
    except (NotFound, Forbidden, SelfDealing) as refusal:
        code = refusal.code
        await desk.db.write(
            lambda tx: tx.journal.add("attempt-refused", by=by, at=at, case=case_id, code=code)
        )
        raise
