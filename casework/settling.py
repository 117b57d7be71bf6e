"""Settling a proof by a person: asking the register again, or having seen a document."""

from datetime import datetime

from casework.acting import act, at_hand
from casework.desk import Desk, Once
from casework.proving import lay_before
from domain.application import Application, ApplicationId
from domain.errors import NotFound, WrongState
from domain.identity import plain_text
from domain.item import Way
from domain.office import OfficialId
from domain.proof import Outcome, Proof
from domain.states import State
from storage.transaction import Transaction


async def ask_again(
    desk: Desk, case_id: ApplicationId, *, by: OfficialId, once: Once | None = None
) -> Application:
    """Have the register asked once more about the proofs that are open.

    Raises:
        NotFound, Forbidden, SelfDealing: Not by this official.
        WrongState: The case is not under review, or nothing is open.
    """

    def work(tx: Transaction, at: datetime) -> None:
        case = _under_review(tx, case_id, by, at)
        if not case.open_proofs:
            raise WrongState(case=case.id, state=case.state, wanted=State.PROVING)
        tx.journal.add("ask-again", by=by, at=at, case=case.id)
        # In a lane of its own: an earlier question may wait minutes for a silent register.
        tx.outbox.put("prove", lane=f"register/{tx.new_id()}", at=at, case=case.id)

    return await act(desk, case_id, by=by, work=work, once=once)


async def show_proof(
    desk: Desk,
    case_id: ApplicationId,
    *,
    by: OfficialId,
    proof: str,
    document: str,
    once: Once | None = None,
) -> Application:
    """Settle a proof by a document that the official has seen.

    Args:
        desk: The desk.
        case_id: The case.
        by: Who has seen it and answers for it.
        proof: Which proof it settles.
        document: Name, number and date of the document; printed on the paper.
        once: Makes a repetition harmless.

    Raises:
        Validation: The document is not named.
        NotFound: There is no such proof, or the case is not this official's.
        Forbidden, SelfDealing, WrongState: As in `ask_again`.
    """
    seen = plain_text(document, field="document", longest=80)

    def work(tx: Transaction, at: datetime) -> None:
        case = _under_review(tx, case_id, by, at)
        known = next((p for p in case.proofs if p.id == proof), None)
        if known is None:
            raise NotFound
        facts = {**known.facts, "shown": seen, "by": by}
        shown = case.prove(Proof(proof, Outcome.SHOWN, Way.VERIFICATION, "document", at, "", facts))
        tx.journal.add("proof-shown", by=by, at=at, case=case.id, proof=proof)
        lay_before(tx, shown, at=at)

    return await act(desk, case_id, by=by, work=work, once=once)


def _under_review(
    tx: Transaction, case_id: ApplicationId, by: OfficialId, at: datetime
) -> Application:
    case = at_hand(tx, case_id, by, at, wanted=State.APPROVED)
    if case.state is not State.REVIEW:
        raise WrongState(case=case.id, state=case.state, wanted=State.REVIEW)
    return case
