"""Passing on: what no machine has settled goes the next way that its rule allows.

A promise is offered first, where nothing was asked or the source was silent; then the owner of the
fact is asked, or a person looks.  Each way leaves its code, whether it was taken or passed over.
"""

from dataclasses import replace
from datetime import datetime

from casework import offering, verifying_asked
from casework.asking import BY_A_PERSON, WHY, askable, unasked
from casework.desk import Desk
from casework.laying import lay_before
from casework.promising import promised
from casework.relatives import claim_of, claims
from casework.winding import placed, wind
from domain.application import Application
from domain.calendar import ZONE, local, local_day
from domain.commitment import CHANGED, Commitment, Stage
from domain.item import ProofRule, Way
from domain.message import Json
from domain.proof import Outcome, Proof
from domain.states import State
from domain.terms import Decides
from domain.verification import Verification
from storage.transaction import Transaction

UNHEARD = frozenset({Outcome.OPEN, Outcome.SILENT})


def passed_on(
    desk: Desk, tx: Transaction, case: Application, proof: Proof, *, at: datetime
) -> Proof:
    """A proof as it was asked for, on the next way if it is not settled."""
    item = desk.catalogue.item(case.item, case.item_version)
    rule = item.proof(proof.id)
    if proof.settled or rule is None:
        return proof
    known = _offered(desk, tx, case, proof, rule, at=at)
    if known is not None and known.pending:
        return _on(proof, Way.COMMITMENT, f"{Way.COMMITMENT}/{Stage.OFFERED}")
    if known is not None and known.stage is Stage.SIGNED:
        return promised(known, why=codes(proof))
    passed = [f"{Way.COMMITMENT}/{known.stage}"] if known is not None else []
    asked = _asked(desk, tx, case, rule, proof=proof.id, at=at)
    way = Way.VERIFICATION if proof.way in (None, Way.COMMITMENT) else proof.way
    return _on(proof, way, *passed, f"{Way.VERIFICATION}/{asked.turn}" if asked else BY_A_PERSON)


def _offered(
    desk: Desk,
    tx: Transaction,
    case: Application,
    proof: Proof,
    rule: ProofRule,
    *,
    at: datetime,
) -> Commitment | None:
    """What was offered for a proof, or is now; None: nothing may be."""
    if Way.COMMITMENT not in rule.ways:
        return None
    known = tx.commitments.of_proof(case.id, proof.id)
    if known is not None and known.stage is Stage.SIGNED:  # the case was handed in anew since
        known = offering.come_to_nothing(tx, known, Stage.WITHDRAWN, by="house", at=at, why=CHANGED)
    if (known is None or known.again) and proof.outcome in UNHEARD and case.state is State.PROVING:
        item = desk.catalogue.item(case.item, case.item_version)
        return offering.offer(desk, tx, case, item, rule, at=at)
    return known


def _asked(
    desk: Desk,
    tx: Transaction,
    case: Application,
    rule: ProofRule,
    *,
    proof: str,
    at: datetime,
) -> Verification | None:
    """The question to the office that owns a fact, or to the applicant whether it may be put."""
    claim = claim_of(claims(case.draft.answers), proof)
    if not rule.owner or not unasked(rule, claim):
        return None
    begun = verifying_asked.begin(desk, tx, case, proof, at=at)
    return begun or tx.verifications.open_of(case.id, proof)


def ordinary(
    desk: Desk, tx: Transaction, case: Application, ended: Commitment, *, at: datetime
) -> None:
    """Go on with a case on the ordinary way; its commitment has come to nothing."""
    if case.state is State.COUNTERSIGN:
        case = case.to_review(by=ended.person, at=at, note="promise-withdrawn")
    proof = next((p for p in case.proofs if p.id == ended.proof), None)
    if proof is None or case.state not in (State.PROVING, State.REVIEW):
        return
    rested = proof.outcome is Outcome.PROMISED
    if not proof.settled or rested:
        why: list[Json] = [each for each in codes(proof) if each.startswith(Way.DATA_QUERY)]
        asked = Proof(proof.id) if rested else proof
        way = Way.DATA_QUERY if asked.source else None
        proof = replace(asked, way=way, facts={**asked.facts, WHY: why})
        case = case.prove(passed_on(desk, tx, case, proof, at=at))
        note_way(tx, case, ended.proof, at=at)
    item = desk.catalogue.item(case.item, case.item_version)
    if rested and ended.proof in askable(item, case):  # its source may answer by now
        tx.outbox.put("prove", lane=f"register/{tx.new_id()}", at=at, case=case.id)
    go_on(desk, tx, case, at=at)


def go_on(desk: Desk, tx: Transaction, case: Application, *, at: datetime) -> None:
    """Save a case, and lay it before a person unless the applicant or a source has the turn."""
    waits = any(each.pending for each in tx.commitments.of_case(case.id))
    asked = any(p.way is None for p in case.proofs if not p.settled)
    if case.state is State.PROVING and (waits or asked):
        tx.applications.save(replace(case, updated_at=at))
    else:
        lay_before(tx, _hastened(desk, tx, case, at=at), at=at)


def note_way(tx: Transaction, case: Application, proof: str, *, at: datetime) -> None:
    """Write down which ways a proof was sent, and why."""
    known = next(p for p in case.proofs if p.id == proof)
    why: list[Json] = [*codes(known)]
    tx.journal.add("way-taken", by="house", at=at, case=case.id, proof=proof, why=why)


def codes(proof: Proof) -> list[str]:
    """Why a proof went the ways that it went."""
    why = proof.facts.get(WHY)
    return [str(each) for each in why] if isinstance(why, list) else []


def _on(proof: Proof, way: Way, *why: str) -> Proof:
    told: list[Json] = [*codes(proof), *why]
    return replace(proof, way=way, facts={**proof.facts, WHY: told})


def _hastened(desk: Desk, tx: Transaction, case: Application, *, at: datetime) -> Application:
    """The case, due by the end of the day where its promises let it be decided at once."""
    item, office = placed(desk, case)
    rules = (item.proof(p.id) for p in case.proofs if p.outcome is Outcome.PROMISED)
    said = {rule.terms.decides for rule in rules if rule and rule.terms}
    waits = Decides.WITHIN_LIMIT in said or (Decides.AFTER_QUERY in said and case.open_proofs)
    if not said or waits or case.due_at is None:
        return case
    today = datetime.combine(local_day(at), office.closes, ZONE)
    open_ = desk.days.works(local_day(at)) and local(at) < today
    due_at = today if open_ else desk.days.due(at, 1, closes=office.closes)
    if due_at >= case.due_at:
        return case
    return wind(desk, tx, replace(case, due_at=due_at), at=at)
