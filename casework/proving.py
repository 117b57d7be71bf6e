"""Proving: the sources are asked, and what they said, or did not say, is laid before a person."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from casework.asking import WHY, Inquiry, ask, askable
from casework.desk import Desk
from casework.laying import BY, lay_before
from casework.offering import end_pending
from casework.passing_on import UNHEARD, go_on, passed_on
from casework.telling import tell
from domain.application import Application, ApplicationId
from domain.errors import NotFound
from domain.item import Item, ProofKind, Way
from domain.office import OfficeId, competent
from domain.post import Job, Later
from domain.proof import Outcome, Proof
from domain.states import State
from storage.transaction import Transaction

__all__ = ["BY", "lane_of", "lay_before", "prove"]

QUICK = (timedelta(seconds=2), timedelta(seconds=10))
SLOW = timedelta(minutes=5)
ASKED_FOR = timedelta(hours=72)
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
        polls = job.lane == lane_of(case_id)
        due, person = _due(tx, case, item, polls=polls), tx.people.get(case.person)
        return Inquiry(case, item, person, due, fresh=not polls) if due else None

    return await desk.db.write(work)


def _due(tx: Transaction, case: Application, item: Item, *, polls: bool) -> tuple[str, ...]:
    """The open proofs to ask for now; whoever goes on asking does not ask what was answered."""
    open_ = [p for p in case.proofs if not p.settled and (not polls or p.outcome in UNHEARD)]
    can = askable(item, case)
    if case.state is State.PROVING:
        can |= {p.id for p in open_ if p.way is None} | _left(tx, case)
    return tuple(p.id for p in open_ if p.id in can)


def _left(tx: Transaction, case: Application) -> set[str]:
    """The proofs that nobody can promise any more since an offer ended while the case stood."""
    pending = {each.proof for each in tx.commitments.of_case(case.id) if each.pending}
    return {p.id for p in case.proofs if p.way is Way.COMMITMENT and p.id not in pending}


async def _kept(
    desk: Desk, job: Job, inquiry: Inquiry, proofs: tuple[Proof, ...]
) -> timedelta | None:
    """Keep what came; say how long to wait before the silent sources are asked again."""
    at = desk.now()

    def work(tx: Transaction) -> timedelta | None:
        case = tx.applications.get(inquiry.case.id)
        anew = case.received_at != inquiry.case.received_at  # what came is about other answers
        if case.state not in (State.PROVING, State.REVIEW) or anew:
            return None
        heard = [p for p in proofs if p.id in case.open_proofs]
        silent = any(_silent(p) for p in heard)
        proving = case.state is State.PROVING
        hasty = proving and silent and job.attempts <= len(QUICK)
        dumb = {p.id for p in case.proofs if p.outcome is Outcome.SILENT}
        news = proving and not hasty
        told = [p for p in heard if not _silent(p) or (news and p.id not in dumb)]
        moved = _transferred(desk, inquiry.item, _with(case, told), told)
        moved = _passed(desk, tx, moved, told, at=at)
        if told and hasty:
            tx.applications.save(moved)
        elif told:
            _lay(desk, tx, case, moved, at=at)
        if hasty:
            return QUICK[job.attempts - 1]
        return SLOW if silent and _goes_on(job, case, inquiry.item, at) else None

    return await desk.db.write(work)


def _passed(
    desk: Desk, tx: Transaction, case: Application, heard: Iterable[Proof], *, at: datetime
) -> Application:
    """The case with what was heard, each proof on the next way where it is not settled."""
    for each in heard:
        if each.outcome not in UNHEARD:  # what a register has answered nobody can promise
            end_pending(tx, case, at=at, why="answered", proof=each.id)
        case = case.prove(passed_on(desk, tx, case, each, at=at))
    _written_down(tx, case, {each.id for each in heard}, at)
    return case


def _silent(proof: Proof) -> bool:
    return proof.outcome is Outcome.SILENT


def _goes_on(job: Job, case: Application, item: Item, at: datetime) -> bool:
    """Whether the silent sources are asked on; one question at a time waits for them."""
    waits = case.state is State.PROVING or job.lane == lane_of(case.id)
    return item.issuable and waits and at - (job.created_at or at) < ASKED_FOR


def _lay(
    desk: Desk, tx: Transaction, before: Application, case: Application, *, at: datetime
) -> None:
    """Put the case before a person, or owe its letter where none has to decide."""
    if not desk.catalogue.item(case.item, case.item_version).issuable:
        tx.applications.save(case)
        tx.outbox.put("letter", lane=case.id, at=at, case=case.id)
        return
    go_on(desk, tx, case, at=at)
    outcomes = {p.outcome for p in case.proofs}
    if case.office != before.office:
        tell(tx, case, "told/transferred", at=at)
    if before.state is State.PROVING and Outcome.SILENT in outcomes:
        tell(tx, case, "told/silent", at=at)
    elif before.state is State.PROVING and Outcome.AMBIGUOUS in outcomes:
        tell(tx, case, "told/unclear", at=at)


def _written_down(tx: Transaction, case: Application, heard: Collection[str], at: datetime) -> None:
    proofs = [p for p in case.proofs if p.id in heard]
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
