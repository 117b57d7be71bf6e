"""Asking an owner: a verification begins, waits for the applicant's word, is put, is recalled."""

from dataclasses import replace
from datetime import datetime

from casework.desk import Desk
from casework.telling import tell
from casework.verifying_owners import CONSENT, Matter, Question, question_of
from domain.application import Application
from domain.calendar import local
from domain.item import ProofRule
from domain.office import Office, OfficeId
from domain.verification import Turn, Verification, VerificationId
from storage.transaction import Transaction

BY = "house"
NOBODY = "no-owner"


def begin(
    desk: Desk, tx: Transaction, case: Application, proof: str, *, at: datetime, by: str = ""
) -> Verification | None:
    """Begin to ask the owner of a fact; unless a law was read by which it may, ask the applicant.

    Args:
        desk: The desk.
        tx: The transaction.
        case: The case, as it is known there; it is neither changed nor saved.
        proof: Which proof, `kinship#2`.
        at: Now.
        by: The official who wants it asked; empty: the house does, as the item says.

    Returns:
        The verification; None: nobody else owns the fact or no office is competent, or it is being
        asked already.  Then it is a person's to settle.
    """
    matter = matter_of(desk, tx, case, proof)
    if matter is None or tx.verifications.open_of(case.id, proof) is not None:
        return None
    question = question_of(desk, matter)
    if question is None:
        if matter.rule.owner:
            tx.journal.add(
                "verification-not-begun", by=by or BY, at=at, case=case.id, proof=proof, why=NOBODY
            )
        return None
    asked = _begun(tx, matter, question, by, at)
    tx.verifications.add(asked)
    facts = {"verification": asked.id, "owner": asked.owner, "ground": _code(asked)}
    tx.journal.add("verification-begun", by=by or BY, at=at, case=case.id, proof=proof, **facts)
    if asked.ground == CONSENT:
        tell(tx, case, "told/verification-consent", at=at)
        return asked
    return put(desk, tx, case, asked, matter.rule, at=at)


def matter_of(desk: Desk, tx: Transaction, case: Application, proof: str) -> Matter | None:
    """A proof about which an office may be asked; None: the item does not ask for it so."""
    item = desk.catalogue.item(case.item, case.item_version)
    rule = item.proof(proof)
    if rule is None:
        return None
    return Matter(case, item, rule, proof, tx.people.get(case.person))


def _begun(
    tx: Transaction, matter: Matter, question: Question, by: str, at: datetime
) -> Verification:
    day = f"{local(at):%Y%m%d}"
    serial = tx.counters.next(f"verification/{day}")
    return Verification(
        id=VerificationId(tx.new_id()),
        number=f"HY-{day}-{serial:04d}",
        case=matter.case.id,
        proof=matter.proof,
        asker=matter.case.office or OfficeId(""),
        asked_by=by,
        owner=question.owner.id,
        subject=question.subject,
        question=question.text,
        purpose=matter.item.name,
        ground=question.ground,
        turn=Turn.CONSENT,
        created_at=at,
    )


def put(
    desk: Desk,
    tx: Transaction,
    case: Application,
    asked: Verification,
    rule: ProofRule,
    *,
    at: datetime,
) -> Verification:
    """Put the question to its owner: signed, then by card; its clock runs from now on."""
    owner = desk.catalogue.office(asked.owner)
    put = asked.ask(at=at, due_at=desk.days.due(at, rule.answer_days, closes=owner.closes))
    tx.verifications.save(put)
    tx.journal.add(
        "verification-asked", by=put.asked_by or BY, at=at, case=case.id, verification=put.id
    )
    tx.outbox.put("verification-request", lane=lane_of(put), at=at, verification=put.id)
    wind(desk, tx, put, owner, at=at)
    tell(tx, case, "told/verification-asked", at=at)
    return tx.verifications.get(put.id)


def wind(desk: Desk, tx: Transaction, asked: Verification, owner: Office, *, at: datetime) -> None:
    """Owe what time does next to a question that was put: the reminder, then the escalation."""
    tx.outbox.forgo(clock_of(asked))
    if asked.turn is not Turn.ASKED or asked.overdue_at is not None or asked.due_at is None:
        return
    moment = asked.due_at if asked.half_at else half_of(desk, asked, owner)
    tx.outbox.put(
        "verification-clock",
        lane=clock_of(asked),
        at=at,
        not_before=max(at, moment),
        verification=asked.id,
    )


def half_of(desk: Desk, asked: Verification, owner: Office) -> datetime:
    """When half of the owner's working time is over."""
    if asked.asked_at is None or asked.due_at is None:
        raise LookupError(asked.id)
    hours = owner.at_work
    whole = desk.days.working_time_between(asked.asked_at, asked.due_at, hours=hours)
    return desk.days.moment_after(asked.asked_at, whole / 2, hours=hours)


def recall_all(tx: Transaction, case: Application, *, at: datetime, why: str) -> None:
    """Take back every question of a case that needs none any more: decided, withdrawn, changed."""
    for asked in tx.verifications.of_case(case.id):
        if asked.open:
            recall(tx, asked, at=at, why=why)


def recall(tx: Transaction, asked: Verification, *, at: datetime, why: str) -> None:
    """Take one question back; its cards are greyed, and its clock stops."""
    tx.verifications.save(asked.close(Turn.RECALLED))
    tx.journal.add(
        "verification-recalled", by=BY, at=at, case=asked.case, verification=asked.id, why=why
    )
    quieten(tx, asked, "recalled", by="", at=at)


def quieten(tx: Transaction, asked: Verification, did: str, *, by: str, at: datetime) -> None:
    """Owe nobody anything about a question any more, and grey its cards."""
    tx.outbox.forgo(clock_of(asked))
    if asked.turn is Turn.ASKED:
        tx.outbox.put(
            "verification-grey",
            lane=cards_of(asked),
            at=at,
            verification=asked.id,
            did=did,
            by=by,
        )


def noted(case: Application, proof: str, code: str) -> Application:
    """The case with one more code of why a way was taken or left; it is not saved."""
    proofs = tuple(p.noting(code) if p.id == proof else p for p in case.proofs)
    return replace(case, proofs=proofs)


def lane_of(asked: Verification) -> str:
    """The lane in which its request and its reply are signed."""
    return f"verification/{asked.id}"


def cards_of(asked: Verification) -> str:
    """The lane of its cards and prompts."""
    return f"cards/{asked.id}"


def clock_of(asked: Verification) -> str:
    """The lane of its clock."""
    return f"verification-clock/{asked.id}"


def _code(asked: Verification) -> str:
    return CONSENT if asked.ground == CONSENT else "law"
