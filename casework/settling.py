"""Settling a proof by a person: asking the register again, or having seen a document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from casework.acting import act, at_hand
from casework.answering import NOT_ASKED
from casework.asking import askable
from casework.desk import Desk, Once
from casework.laying import lay_before
from casework.offering import end_pending
from casework.recording import RECORD, read_facts, try_facts
from domain.application import Application, ApplicationId
from domain.errors import NotFound, Refusal, Validation, WrongState
from domain.identity import plain_text
from domain.item import Item, ProofRule, Way
from domain.message import Json
from domain.office import OfficialId
from domain.proof import Outcome, Proof
from domain.states import State
from storage.transaction import Transaction


@dataclass(frozen=True)
class Seen:
    """A document that an official has seen.

    Attributes:
        proof: Which proof it settles.
        document: Its name, number and date; printed on the paper.
        facts: What it says of the facts that the proof must hold, by their ids.
    """

    proof: str
    document: str
    facts: Mapping[str, str] = field(default_factory=dict)


async def ask_again(
    desk: Desk, case_id: ApplicationId, *, by: OfficialId, once: Once | None = None
) -> Application:
    """Have the register asked once more about the proofs that are open.

    Raises:
        NotFound, Forbidden, SelfDealing: Not by this official.
        WrongState: The case is not under review, or there is nothing to ask about.
    """

    def work(tx: Transaction, at: datetime) -> None:
        case = _under_review(tx, case_id, by, at)
        if not askable(desk.catalogue.item(case.item, case.item_version), case):
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
    seen: Seen,
    once: Once | None = None,
) -> Application:
    """Settle a proof by a document that the official has seen.

    Args:
        desk: The desk.
        case_id: The case.
        by: Who has seen it and answers for it.
        seen: The document, and which proof it settles.
        once: Makes a repetition harmless.

    Raises:
        Validation: The document is not named.
        Refusal: Facts are missing, cannot be, or are not asked for; `errors` names them.
        NotFound: There is no such proof, or the case is not this official's.
        Forbidden, SelfDealing, WrongState: As in `ask_again`.
    """
    document = plain_text(seen.document, field="document", longest=80)

    def work(tx: Transaction, at: datetime) -> None:
        case = _under_review(tx, case_id, by, at)
        known = next((p for p in case.proofs if p.id == seen.proof), None)
        if known is None:
            raise NotFound
        read = _entered(desk, case, seen, at=at)
        facts = {**known.facts, "shown": document, "by": by, **read}
        source = ("document", at, "")
        shown = case.prove(Proof(known.id, Outcome.SHOWN, Way.VERIFICATION, *source, facts))
        end_pending(tx, case, at=at, why="settled", proof=known.id)
        tx.journal.add("proof-shown", by=by, at=at, case=case.id, proof=known.id)
        lay_before(tx, shown, at=at)

    return await act(desk, case_id, by=by, work=work, once=once)


def faults(desk: Desk, item: Item, seen: Seen) -> Mapping[str, Refusal]:
    """What speaks against each fact that an official typed, by its field; empty: they can be."""
    rule = item.proof(seen.proof)
    return try_facts(desk, rule, seen.facts, at=desk.now())[1] if rule and _wants(rule) else {}


def _wants(rule: ProofRule) -> bool:
    return bool(rule.facts) and not rule.absent


def _entered(desk: Desk, case: Application, seen: Seen, *, at: datetime) -> dict[str, Json]:
    """What the official read in the document, of a proof that must hold facts."""
    rule = desk.catalogue.item(case.item, case.item_version).proof(seen.proof)
    wanted = {each.id for each in rule.facts} if rule and _wants(rule) else set()
    if unasked := sorted(seen.facts.keys() - wanted):
        places: list[Json] = [{"pointer": f"/facts/{n}", "code": NOT_ASKED} for n in unasked]
        raise Validation(field=unasked[0], reason=NOT_ASKED, errors=places)
    if rule is None or not wanted:
        return {}
    return {RECORD: {**read_facts(desk, rule, seen.facts, at=at)}}


def _under_review(
    tx: Transaction, case_id: ApplicationId, by: OfficialId, at: datetime
) -> Application:
    case = at_hand(tx, case_id, by, at, wanted=State.APPROVED)
    if case.state is not State.REVIEW:
        raise WrongState(case=case.id, state=case.state, wanted=State.REVIEW)
    return case
