"""Answering: the owner of a fact says yes, no, or that it cannot tell; silence says nothing."""

from dataclasses import replace
from datetime import datetime

from casework.acting import act, at_hand
from casework.desk import Desk, Once
from casework.laying import renew
from casework.recording import RECORD, read_facts
from casework.telling import tell
from casework.verifying_asked import begin, lane_of, matter_of, quieten
from casework.verifying_owners import ANSWERED, owner_of
from casework.verifying_reading import case_of
from domain.application import Application, ApplicationId
from domain.errors import Forbidden, NotFound, SelfDealing, Validation, WrongState
from domain.identity import plain_text
from domain.item import Way
from domain.message import Json
from domain.office import OfficialId, Role
from domain.proof import WHY, Outcome, Proof
from domain.states import State
from domain.verification import Answer, Said, Turn, Verification, VerificationId
from storage.transaction import Transaction

REMARK_MAX = 200
OUTCOMES = {
    Answer.YES: Outcome.HOLDS,
    Answer.NO: Outcome.CONTRADICTED,
    Answer.CANNOT_TELL: Outcome.AMBIGUOUS,
}
TAKES = frozenset({State.PROVING, State.REVIEW, State.SUSPENDED})


async def ask_owner(
    desk: Desk, case_id: ApplicationId, *, by: OfficialId, proof: str, once: Once | None = None
) -> Application:
    """Have the owner of a fact asked about a proof that is open.

    Raises:
        NotFound, Forbidden, SelfDealing: Not by this official; or there is no such proof.
        Validation: Nobody else owns the fact, or no office is competent.
        WrongState: The case is not under review, the proof is settled, or it is being asked.
    """

    def work(tx: Transaction, at: datetime) -> None:
        case = at_hand(tx, case_id, by, at, wanted=State.APPROVED)
        known = next((p for p in case.proofs if p.id == proof), None)
        if known is None:
            raise NotFound
        if case.state is not State.REVIEW or known.settled:
            raise WrongState(case=case.id, state=case.state, wanted=State.REVIEW)
        if turn := _stands(tx, case, proof):
            raise WrongState(case=case.id, state=turn, wanted=Turn.ASKED)
        asked = begin(desk, tx, case, proof, at=at, by=by)
        if asked is None:
            raise Validation(field="proof", reason="no-owner")
        noting = tuple(
            p.noting(f"verification/{asked.turn}") if p is known else p for p in case.proofs
        )
        renew(tx, replace(case, proofs=noting), at=at)

    return await act(desk, case_id, by=by, work=work, once=once)


def _stands(tx: Transaction, case: Application, proof: str) -> Turn | None:
    """Why an owner is not asked again: it is being asked, or the applicant does not want it.

    Neither stands in the way of what was handed in since.
    """
    since = case.received_at or case.created_at
    for asked in tx.verifications.of_case(case.id):
        held = asked.open or asked.turn is Turn.DECLINED
        if asked.proof == proof and held and asked.created_at >= since:
            return asked.turn
    return None


def askable(desk: Desk, tx: Transaction, case: Application) -> tuple[str, ...]:
    """The open proofs of a case about which an official may have an owner asked now."""
    if case.state is not State.REVIEW:
        return ()
    matters = (matter_of(desk, tx, case, proof) for proof in case.open_proofs)
    return tuple(
        each.proof
        for each in matters
        if each is not None
        and each.rule.asks
        and owner_of(desk, each) is not None
        and _stands(tx, case, each.proof) is None
    )


async def answer(
    desk: Desk,
    verification: VerificationId,
    *,
    by: OfficialId,
    said: Said,
    once: Once | None = None,
) -> Verification:
    """Answer a question for the office that owns the fact; the case knows it at once.

    What is asked never changes while it is asked, so no version of it need be named.

    Args:
        desk: The desk.
        verification: Which one.
        by: The official who answers.
        said: What the official says.
        once: Makes a repetition harmless: it gets the verification as it lies now.

    Raises:
        NotFound, Forbidden, SelfDealing: Not by this official; `open-first`: who has not opened
            the page cannot say yes.
        Validation: A no or a cannot-tell says not why; facts are missing or not asked for.
        WrongState: It has been answered or recalled; the facts say who did and when.
    """

    def work(tx: Transaction, at: datetime) -> None:
        asked = _at_hand(tx, verification, by, at)
        answered = asked.reply_with(_read(desk, tx, asked, said, by, at), by=by, at=at)
        tx.verifications.save(answered)
        facts = {"verification": asked.id, "answer": answered.answer}
        tx.journal.add("verification-answered", by=by, at=at, case=asked.case, **facts)
        quieten(tx, asked, "answered", by=by, at=at)
        tx.outbox.put("verification-reply", lane=lane_of(asked), at=at, verification=asked.id)
        _told_to_the_case(tx, answered, at)

    await act(desk, await case_of(desk, verification), by=by, work=work, once=once)
    return await desk.db.read(lambda tx: tx.verifications.get(verification))


def _at_hand(
    tx: Transaction, verification: VerificationId, by: OfficialId, at: datetime
) -> Verification:
    asked, official = tx.verifications.get(verification), tx.officials.get(by)
    official.must(Role.VERIFIER, office=asked.owner, at=at)
    if official.concerned(tx.applications.get(asked.case).parties):
        raise SelfDealing
    if by == asked.asked_by:
        raise SelfDealing(why="asked")
    if asked.turn is not Turn.ASKED:
        who = _answerer(tx, asked)
        raise WrongState(case=asked.case, state=asked.turn, wanted=Turn.ANSWERED, **who)
    return asked


def _answerer(tx: Transaction, asked: Verification) -> dict[str, str]:
    if asked.answered_by is None or asked.answered_at is None:
        return {}
    who = tx.officials.get(asked.answered_by)
    return {"who": who.name, "by": who.id, "time": asked.answered_at.isoformat()}


def _read(
    desk: Desk, tx: Transaction, asked: Verification, said: Said, by: OfficialId, at: datetime
) -> Said:
    remark = said.remark.strip()
    if remark or said.answer is not Answer.YES:
        remark = plain_text(remark, field="remark", longest=REMARK_MAX)
    if said.answer is Answer.YES and by not in asked.opened_by:
        raise Forbidden(reason="open-first")
    matter = matter_of(desk, tx, tx.applications.get(asked.case), asked.proof)
    rule = matter.rule if matter else None
    wanted = {each.id for each in rule.facts} if rule and not rule.absent else set[str]()
    given = {key: value for key, value in said.facts.items() if value.strip()}
    if said.answer is not Answer.YES:
        wanted = set()
    if unasked := sorted(given.keys() - wanted):
        raise Validation(field=unasked[0], reason="not-asked")
    facts = read_facts(desk, rule, given, at=at) if rule and wanted else {}
    return Said(said.answer, remark, facts)


def _told_to_the_case(tx: Transaction, answered: Verification, at: datetime) -> None:
    case = tx.applications.get(answered.case)
    if case.state in TAKES:
        proofs = tuple(
            _proved(p, answered, at) if p.id == answered.proof else p for p in case.proofs
        )
        renew(tx, replace(case, proofs=proofs), at=at)
    tell(tx, case, "told/verification-answered", at=at)


def _proved(known: Proof, answered: Verification, at: datetime) -> Proof:
    """How the proof stands now.

    A no speaks against whatever had settled it; that an owner cannot tell speaks against nothing.
    What a register said before is no part of what the owner says.
    """
    code = f"{Way.VERIFICATION}/{answered.answer}"
    if answered.answer is None or (known.settled and answered.answer is Answer.CANNOT_TELL):
        return known.noting(code)
    why: list[Json] = [*known.why, code]
    facts: dict[str, Json] = {WHY: why, ANSWERED: answered.id}
    if answered.facts:
        facts[RECORD] = {**answered.facts}
    source = (answered.owner, at, answered.number)
    return Proof(known.id, OUTCOMES[answered.answer], Way.VERIFICATION, *source, facts)
