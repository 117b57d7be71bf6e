"""The clock of a verification: a reminder at half time, then the supervisor; never an answer."""

from dataclasses import replace
from datetime import datetime, timedelta

from casework.desk import Desk
from casework.laying import renew
from casework.telling import tell
from casework.verifying_asked import (
    cards_of,
    half_of,
    matter_of,
    noted,
    recall,
    wind,
)
from domain.office import Office
from domain.post import Job, Later
from domain.verification import Turn, Verification, VerificationId
from storage.transaction import Transaction

BY = "time"
HELD = timedelta(minutes=10)
AT_ONCE = 50


async def strike(desk: Desk, job: Job) -> None:
    """Do to a verification what time has brought, and owe what it brings next.

    Raises:
        Later: It is in doubt what time it is.
    """
    if not desk.sure():
        raise Later("time-doubted", HELD)
    at, verification = desk.now(), VerificationId(job.ids["verification"])
    await desk.db.write(lambda tx: _struck(desk, tx, verification, at))


def _struck(desk: Desk, tx: Transaction, verification: VerificationId, at: datetime) -> None:
    asked = tx.verifications.get(verification)
    if asked.turn is not Turn.ASKED:
        return
    owner = desk.catalogue.offices.get(asked.owner)
    if owner is None:
        _orphaned(tx, asked, at)
        return
    asked = _counted(desk, tx, asked, owner, at)
    if asked.due_at is not None and at >= asked.due_at:
        asked = _overdue(tx, asked, at)
    elif asked.half_at is None and at >= half_of(desk, asked, owner):
        asked = _half(tx, asked, at)
    wind(desk, tx, asked, owner, at=at)


def _half(tx: Transaction, asked: Verification, at: datetime) -> Verification:
    return _prompted(tx, replace(asked, half_at=at), "half-time", at)


def _overdue(tx: Transaction, asked: Verification, at: datetime) -> Verification:
    if asked.overdue_at is not None:
        return asked
    late = _prompted(tx, replace(asked, overdue_at=at), "overdue", at)
    case = tx.applications.get(asked.case)
    renew(tx, noted(case, asked.proof, "verification/overdue"), at=at)
    tell(tx, case, "told/verification-overdue", at=at)
    return late


def _prompted(tx: Transaction, asked: Verification, what: str, at: datetime) -> Verification:
    tx.verifications.save(asked)
    facts = {"verification": asked.id}
    tx.journal.add(f"verification/{what}", by=BY, at=at, case=asked.case, **facts)
    lane = cards_of(asked)
    tx.outbox.put("verification-prompt", lane=lane, at=at, verification=asked.id, what=what)
    return tx.verifications.get(asked.id)


def _orphaned(tx: Transaction, asked: Verification, at: datetime) -> None:
    """The office that was asked is no more: the fact is a person's to settle."""
    recall(tx, asked, at=at, why="owner-gone")
    case = tx.applications.get(asked.case)
    renew(tx, noted(case, asked.proof, "verification/owner-gone"), at=at)


def _counted(
    desk: Desk, tx: Transaction, asked: Verification, owner: Office, at: datetime
) -> Verification:
    """The verification, held to the working days as they are known now."""
    case = tx.applications.get(asked.case)
    matter = matter_of(desk, tx, case, asked.proof)
    if matter is None or asked.asked_at is None or asked.overdue_at is not None:
        return asked
    due_at = desk.days.due(asked.asked_at, matter.rule.answer_days, closes=owner.closes)
    if due_at == asked.due_at:
        return asked
    tx.verifications.save(replace(asked, due_at=due_at))
    facts = {"verification": asked.id, "of": due_at.isoformat()}
    tx.journal.add("verification-recounted", by=BY, at=at, case=asked.case, **facts)
    return tx.verifications.get(asked.id)


async def recount(desk: Desk) -> None:
    """Hold every question that waits for its answer to the working days that are known now."""
    after, at = "", desk.now()
    while asked := await desk.db.read(lambda tx, seen=after: tx.verifications.asked(seen, AT_ONCE)):  # type: ignore[misc] # mypy knows no default in a lambda
        for each in asked:
            await desk.db.write(lambda tx, id_=each.id: _recounted(desk, tx, id_, at))  # type: ignore[misc] # the same
        after = asked[-1].id


def _recounted(desk: Desk, tx: Transaction, verification: VerificationId, at: datetime) -> None:
    asked = tx.verifications.get(verification)
    owner = desk.catalogue.offices.get(asked.owner)
    if asked.turn is not Turn.ASKED or owner is None:
        return
    wind(desk, tx, _counted(desk, tx, asked, owner, at), owner, at=at)
