"""Proving: the sources are asked, and what they said, or did not say, is laid before a person."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from casework.asking import WHY, Inquiry, ask, askable
from casework.desk import Desk
from casework.telling import tell
from domain.application import Application, ApplicationId
from domain.errors import NotFound
from domain.item import Item, ProofKind
from domain.office import OfficeId, competent
from domain.post import Job, Later
from domain.proof import Outcome, Proof
from domain.states import State
from storage.transaction import Transaction

BY = "register"
QUICK = (timedelta(seconds=2), timedelta(seconds=10))
SLOW = timedelta(minutes=5)
ASKED_FOR = timedelta(hours=72)
UNHEARD = frozenset({Outcome.OPEN, Outcome.SILENT})
PLACED_BY = frozenset({ProofKind.HOME, ProofKind.BOOKLET})


async def prove(desk: Desk, job: Job) -> None:
    """Ask the sources of a case's open proofs, and lay the answers before the duty officials.

    A source that is silent is asked twice more within seconds; then the case goes to a person, and
    the source is asked again every five minutes while its proof is open.  What others answered is
    kept meanwhile.  Where no paper is needed, a letter is owed instead of a person.

    Raises:
        Later: A source is silent.
    """
    inquiry = await _begun(desk, job)
    if inquiry is None:
        return
    proofs = await ask(desk, inquiry)
    wait = await _kept(desk, job, inquiry, proofs)
    if wait is not None:
        raise Later("register-silent", wait)


def lane_of(case_id: ApplicationId) -> str:
    """The lane of the question that goes on until the sources answer."""
    return f"register/{case_id}"


async def _begun(desk: Desk, job: Job) -> Inquiry | None:
    at, case_id = desk.now(), ApplicationId(job.ids["case"])

    def work(tx: Transaction) -> Inquiry | None:
        case = tx.applications.get(case_id)
        if case.state is State.SUBMITTED:
            tx.applications.save(case.start_proving(by=BY, at=at))
            case = tx.applications.get(case_id)
        if case.state not in (State.PROVING, State.REVIEW):
            return None
        item = desk.catalogue.item(case.item, case.item_version)
        due = _due(case, item, polls=job.lane == lane_of(case_id))
        return Inquiry(case, item, tx.people.get(case.person), due) if due else None

    return await desk.db.write(work)


def _due(case: Application, item: Item, *, polls: bool) -> tuple[str, ...]:
    """The open proofs to ask for now; whoever goes on asking does not ask what was answered."""
    open_ = [p for p in case.proofs if not p.settled and (not polls or p.outcome in UNHEARD)]
    if case.state is State.PROVING:
        return tuple(p.id for p in open_)
    can = askable(item, case)
    return tuple(p.id for p in open_ if p.id in can)


async def _kept(
    desk: Desk, job: Job, inquiry: Inquiry, proofs: tuple[Proof, ...]
) -> timedelta | None:
    """Keep what came; say how long to wait before the silent sources are asked again."""
    at = desk.now()

    def work(tx: Transaction) -> timedelta | None:
        case = tx.applications.get(inquiry.case.id)
        if case.state not in (State.PROVING, State.REVIEW):
            return None
        heard = [p for p in proofs if p.id in case.open_proofs]
        silent = any(p.outcome is Outcome.SILENT for p in heard)
        proving = case.state is State.PROVING
        hasty = proving and silent and job.attempts <= len(QUICK)
        told = [p for p in heard if p.outcome is not Outcome.SILENT or (proving and not hasty)]
        moved = _transferred(desk, inquiry.item, _with(case, told), told)
        _written_down(tx, moved, told, at)
        if told and hasty:
            tx.applications.save(moved)
        elif told:
            _lay(tx, inquiry.item, case, moved, at=at)
        if hasty:
            return QUICK[job.attempts - 1]
        return SLOW if silent and _goes_on(job, case, inquiry.item, at) else None

    return await desk.db.write(work)


def _goes_on(job: Job, case: Application, item: Item, at: datetime) -> bool:
    """Whether the silent sources are asked on; one question at a time waits for them."""
    waits = case.state is State.PROVING or job.lane == lane_of(case.id)
    return item.issuable and waits and at - (job.created_at or at) < ASKED_FOR


def _lay(
    tx: Transaction, item: Item, before: Application, case: Application, *, at: datetime
) -> None:
    """Put the case before a person, or owe its letter where none has to decide."""
    if not item.issuable:
        tx.applications.save(case)
        tx.outbox.put("letter", lane=case.id, at=at, case=case.id)
        return
    lay_before(tx, case, at=at)
    outcomes = {p.outcome for p in case.proofs}
    if case.office != before.office:
        tell(tx, case, "told/transferred", at=at)
    if before.state is State.PROVING and Outcome.SILENT in outcomes:
        tell(tx, case, "told/silent", at=at)
    elif before.state is State.PROVING and Outcome.AMBIGUOUS in outcomes:
        tell(tx, case, "told/unclear", at=at)


def _written_down(
    tx: Transaction, case: Application, proofs: Iterable[Proof], at: datetime
) -> None:
    for receipt, source in dict.fromkeys((p.receipt, p.source) for p in proofs if p.receipt):
        facts = {"receipt": receipt, "source": source, "office": case.office}
        tx.journal.add("register-answered", by=BY, at=at, case=case.id, **facts)
    for each in proofs:
        why = each.facts.get(WHY, [])
        tx.journal.add("way-taken", by=BY, at=at, case=case.id, proof=each.id, why=why)


def _with(case: Application, proofs: Iterable[Proof]) -> Application:
    for proof in proofs:
        case = case.prove(proof)
    return case


def _transferred(desk: Desk, item: Item, case: Application, proofs: Iterable[Proof]) -> Application:
    """The case at the office where the first relative, or the booklet, is registered."""
    rules = {p.id: item.proof(p.id) for p in proofs}
    for proof in proofs:
        rule, division = rules[proof.id], proof.facts.get("division")
        if rule and rule.kind in PLACED_BY and rule.id == proof.id and division:
            return _at(desk, item, case, str(division))
    return case


def _at(desk: Desk, item: Item, case: Application, division: str) -> Application:
    offices = desk.catalogue.offices.values()
    try:
        office = competent(offices, kind=item.issued_by, division=division, topic=item.topic)
    except NotFound:
        return case
    return case.transfer(OfficeId(office.id))


def lay_before(tx: Transaction, case: Application, *, at: datetime, note: str = "") -> None:
    """Put a case, with what is known of it now, before the duty officials by a new card."""
    lane, below = f"cards/{case.id}", str(case.version + 1)
    if case.state is State.REVIEW:  # earlier cards show what is no longer so
        tx.outbox.put("grey", lane=lane, at=at, case=case.id, did="renewed", by="", below=below)
    else:
        case = case.to_review(by=BY, at=at, note=note)
    tx.applications.save(replace(case, updated_at=at))
    tx.outbox.put("card", lane=lane, at=at, case=case.id)
