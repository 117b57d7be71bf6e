"""Consent: the applicant says whether an owner may be asked, or promises instead of waiting."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from casework.acting import attempt
from casework.desk import Desk
from casework.laying import renew
from casework.offering import offer
from casework.repeating import Facts, Repeat, once_told
from casework.verifying_asked import matter_of, noted, put, recall
from casework.verifying_owners import Matter, masked
from domain.application import Application, ApplicationId
from domain.commitment import Stage
from domain.errors import NotFound, WrongState
from domain.identity import Account
from domain.item import Way
from domain.message import Json
from domain.states import State
from domain.verification import Turn, Verification, VerificationId
from storage.transaction import Transaction

DECLINED = "verification/declined"
CONVERTED = "promised-instead"


async def consent(
    desk: Desk,
    account: Account,
    case_id: ApplicationId,
    verification: VerificationId,
    *,
    agree: bool,
    repeat: Repeat | None = None,
) -> Facts:
    """Let an owner be asked, or do without; who declines goes the ordinary way, by a person.

    Raises:
        NotFound: It is somebody else's, or nobody's.
        WrongState: It was answered before, or is not needed any more.
        IdempotencyKeyReused: The key of the repetition stood for something else.
    """

    def work(tx: Transaction, at: datetime) -> Facts:
        case, asked = _own(tx, account, case_id, verification)
        if asked.turn is not Turn.CONSENT:
            raise WrongState(case=case.id, state=asked.turn, wanted=Turn.ASKED)
        if agree:
            _agreed(desk, tx, case, asked, at)
        else:
            _declined(tx, case, asked, at)
        return _told(desk, tx, case, tx.verifications.get(asked.id))

    return await _repeatable(desk, account, case_id, repeat, work)


def _agreed(
    desk: Desk, tx: Transaction, case: Application, asked: Verification, at: datetime
) -> None:
    matter = matter_of(desk, tx, case, asked.proof)
    _said(tx, case, asked, at, agreed=True)
    if matter is None or asked.owner not in desk.catalogue.offices:
        recall(tx, asked, at=at, why="owner-gone")
        renew(tx, noted(case, asked.proof, "verification/owner-gone"), at=at)
        return
    put(desk, tx, case, asked, matter.rule, at=at)
    renew(tx, noted(case, asked.proof, "verification/asked"), at=at)


def _declined(tx: Transaction, case: Application, asked: Verification, at: datetime) -> None:
    tx.verifications.save(asked.close(Turn.DECLINED))
    _said(tx, case, asked, at, agreed=False)
    renew(tx, noted(case, asked.proof, DECLINED), at=at)


def _said(
    tx: Transaction, case: Application, asked: Verification, at: datetime, *, agreed: bool
) -> None:
    facts: dict[str, Json] = {"verification": asked.id, "agreed": agreed}
    tx.journal.add("verification-consent", by=case.person, at=at, case=case.id, **facts)


async def convert(
    desk: Desk,
    account: Account,
    case_id: ApplicationId,
    verification: VerificationId,
    *,
    repeat: Repeat | None = None,
) -> Facts:
    """Have a commitment offered instead of waiting for an owner that has not answered in time.

    Raises:
        NotFound: It is somebody else's, or nobody's.
        WrongState: It is not late, was answered, or the item does not allow it.
        IdempotencyKeyReused: The key of the repetition stood for something else.
    """

    def work(tx: Transaction, at: datetime) -> Facts:
        case, asked = _own(tx, account, case_id, verification)
        matter = matter_of(desk, tx, case, asked.proof)
        if matter is None or not convertible(matter, asked):
            raise WrongState(case=case.id, state=asked.turn, wanted=Turn.RECALLED)
        recall(tx, asked, at=at, why=CONVERTED)
        renew(tx, _promising(case, asked.proof), at=at)
        offer(desk, tx, case, matter.item, matter.rule, at=at)
        return _told(desk, tx, case, tx.verifications.get(asked.id))

    return await _repeatable(desk, account, case_id, repeat, work)


def _promising(case: Application, proof: str) -> Application:
    told = noted(case, proof, f"{Way.COMMITMENT}/{Stage.OFFERED}")
    proofs = (replace(p, way=Way.COMMITMENT) if p.id == proof else p for p in told.proofs)
    return replace(told, proofs=tuple(proofs))


def convertible(matter: Matter, asked: Verification) -> bool:
    """Whether the applicant may promise instead of waiting for this answer."""
    rule = matter.rule
    late = asked.turn is Turn.ASKED and asked.overdue_at is not None
    here = matter.case.state is State.REVIEW and matter.proof in matter.case.open_proofs
    return late and here and rule.convertible and rule.terms is not None


async def of_case(desk: Desk, account: Account, case_id: ApplicationId) -> tuple[Facts, ...]:
    """Every question of a case as its applicant reads it: who is asked what, and how it stands.

    Raises:
        NotFound: It is somebody else's, or nobody's; that somebody asked is written down.
    """

    def look(tx: Transaction, _at: datetime) -> tuple[Facts, ...]:
        case = _own_case(tx, account, case_id)
        return tuple(_told(desk, tx, case, each) for each in tx.verifications.of_case(case.id))

    at = desk.now()
    try:
        return await desk.db.read(lambda tx: look(tx, at))
    except NotFound:
        return await attempt(desk, case_id, account.id, look)


def _told(desk: Desk, tx: Transaction, case: Application, asked: Verification) -> Facts:
    matter = matter_of(desk, tx, case, asked.proof)
    owner = desk.catalogue.offices.get(asked.owner)
    return {
        "verification": asked.id,
        "number": asked.number,
        "case": case.id,
        "proof": asked.proof,
        "title": matter.rule.title if matter else asked.proof,
        "owner": owner.name if owner else asked.owner,
        "owner_short": owner.short if owner else asked.owner,
        "may": _may(matter, asked),
        **_how_it_stands(asked),
    }


def _may(matter: Matter | None, asked: Verification) -> list[Json]:
    """What the applicant may do about it now."""
    if asked.turn is Turn.CONSENT:
        return ["consent", "decline"]
    return ["convert"] if matter is not None and convertible(matter, asked) else []


def _how_it_stands(asked: Verification) -> dict[str, Json]:
    return {
        "question": asked.question,
        "masked": masked(asked),
        "purpose": asked.purpose,
        "ground": asked.ground,
        "turn": asked.turn,
        "asked_at": _moment(asked.asked_at),
        "due": _moment(asked.due_at),
        "overdue": asked.overdue_at is not None and asked.turn is Turn.ASKED,
        "answer": asked.answer,
        "answered_at": _moment(asked.answered_at),
        "remark": asked.remark,
    }


def _moment(at: datetime | None) -> Json:
    return at.isoformat() if at else None


def _own(
    tx: Transaction, account: Account, case_id: ApplicationId, verification: VerificationId
) -> tuple[Application, Verification]:
    case = _own_case(tx, account, case_id)
    asked = tx.verifications.get(verification)
    if asked.case != case.id:
        raise NotFound(verification=verification)
    return case, asked


def _own_case(tx: Transaction, account: Account, case_id: ApplicationId) -> Application:
    case = tx.applications.get(case_id)
    if account.person is None or case.person != account.person:
        raise NotFound(case=case_id)
    return case


async def _repeatable(
    desk: Desk,
    account: Account,
    case_id: ApplicationId,
    repeat: Repeat | None,
    work: Callable[[Transaction, datetime], Facts],
) -> Facts:
    try:
        return await once_told(desk, repeat, work)
    except NotFound:  # that somebody tried is written down
        return await attempt(desk, case_id, account.id, work)
