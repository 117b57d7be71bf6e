"""Offering: a promise is laid before the applicant in the place of a proof, for some days."""

from datetime import datetime, time, timedelta

from casework.desk import Desk
from casework.telling import tell
from domain.application import Application
from domain.commitment import CHANGED, OFFERED_FOR, Commitment, CommitmentId, Stage
from domain.errors import WrongState
from domain.item import Item, ProofRule
from storage.transaction import Transaction

TOPIC = "commitment-clock"
LAST = time(23, 59, 59)
_NEXT = timedelta(seconds=1)


def offer(
    desk: Desk, tx: Transaction, case: Application, item: Item, rule: ProofRule, *, at: datetime
) -> Commitment:
    """Lay the notice of a proof before its applicant, who is told; its end is owed.

    The case is not saved: what becomes of the proof is the caller's.

    Raises:
        WrongState: The item lets nobody commit, or this was offered before and came to an end.
    """
    before = tx.commitments.of_proof(case.id, rule.id)
    allowed = item.issuable and rule.terms is not None
    if not allowed or (before is not None and not before.again):
        stage = before.stage if before else ""
        raise WrongState(case=case.id, state=stage, wanted=Stage.OFFERED)
    until = desk.days.due(at, OFFERED_FOR, closes=LAST)
    ids = (CommitmentId(tx.new_id()), case.id, rule.id, case.person)
    offered = Commitment(*ids, Stage.OFFERED, offered_at=at, until=until)
    tx.commitments.add(offered)
    written_down(tx, offered, by="house", at=at)
    lane, ends = _lane(offered), until + _NEXT
    tx.outbox.put(TOPIC, lane=lane, at=at, not_before=ends, case=case.id, commitment=offered.id)
    tell(tx, case, "told/commitment", at=at)
    return offered


def come_to_nothing(
    tx: Transaction,
    commitment: Commitment,
    stage: Stage,
    *,
    by: str,
    at: datetime,
    why: str = "",
) -> Commitment:
    """End a commitment, cancel the check that it called for, and write it down.

    Raises:
        WrongState: It is past that.
    """
    ended = commitment.end(stage, at=at, why=why)
    tx.commitments.save(ended)
    if commitment.signed_at is not None:
        tx.planned_checks.cancel(commitment.id, at)
    stop_clock(tx, commitment)
    written_down(tx, ended, by=by, at=at)
    return ended


def end_pending(
    tx: Transaction, case: Application, *, at: datetime, why: str, proof: str = ""
) -> None:
    """End what the applicant could still sign in a case, or about one of its proofs.

    Args:
        tx: The transaction.
        case: The case; it is not saved.
        at: Now.
        why: Code of the reason.
        proof: Only about this proof; empty: about all.
    """
    for each in tx.commitments.of_case(case.id):
        if each.pending and proof in ("", each.proof):
            come_to_nothing(tx, each, Stage.EXPIRED, by="house", at=at, why=why)


def let_go(tx: Transaction, case: Application, *, at: datetime) -> None:
    """End everything that was offered or signed in a case whose answers change; offer it anew."""
    for each in tx.commitments.of_case(case.id):
        if each.pending or each.stage is Stage.SIGNED:
            stage = Stage.EXPIRED if each.pending else Stage.WITHDRAWN
            come_to_nothing(tx, each, stage, by="house", at=at, why=CHANGED)


def written_down(tx: Transaction, commitment: Commitment, *, by: str, at: datetime) -> None:
    """Note in the journal what became of a commitment; ids and codes only."""
    facts = {"commitment": commitment.id, "proof": commitment.proof, "why": commitment.why}
    tx.journal.add(f"commitment-{commitment.stage}", by=by, at=at, case=commitment.case, **facts)


def stop_clock(tx: Transaction, commitment: Commitment) -> None:
    """Owe the end of an offer no longer."""
    tx.outbox.forgo(_lane(commitment))


def _lane(commitment: Commitment) -> str:
    return f"commitment/{commitment.id}"
