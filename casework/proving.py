"""Proving: the register is asked, and what it said, or did not say, is laid before a person."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from casework.desk import Desk
from casework.judging import judge
from casework.telling import tell
from domain.application import Application, ApplicationId
from domain.errors import NotFound, SourceSilent
from domain.identity import IdNumber, PersonName
from domain.office import OfficeId, competent
from domain.post import Job, Later
from domain.proof import Outcome, Proof
from domain.states import State
from sources.source import KinshipAnswer, Named
from storage.transaction import Transaction

BY = "register"
PURPOSE = "kinship-certificate"
QUICK = (timedelta(seconds=2), timedelta(seconds=10))
SLOW = timedelta(minutes=5)
ASKED_FOR = timedelta(hours=72)


@dataclass(frozen=True)
class _Question:
    case: Application
    applicant: Named
    relative: Named


async def prove(desk: Desk, job: Job) -> None:
    """Ask the register about a case, and lay the answer before the duty officials.

    A silent register is asked twice more within seconds; then the case goes to a person, and
    the register is asked again every five minutes while the proof is open.

    Raises:
        Later: The register is silent.
    """
    question = await _question(desk, ApplicationId(job.ids["case"]))
    if question is None:
        return
    try:
        answer = await desk.register.kinship(question.applicant, question.relative, purpose=PURPOSE)
    except SourceSilent as silence:
        await _silent(desk, job, question.case.id, str(silence.facts.get("why", "")))
        return
    await _answered(desk, question, answer)


def lane_of(case_id: ApplicationId) -> str:
    """The lane of the question that goes on until the register answers."""
    return f"register/{case_id}"


async def _question(desk: Desk, case_id: ApplicationId) -> _Question | None:
    at = desk.now()

    def work(tx: Transaction) -> _Question | None:
        case = tx.applications.get(case_id)
        if case.state is State.SUBMITTED:
            tx.applications.save(case.start_proving(by=BY, at=at))
            case = tx.applications.get(case_id)
        if case.state not in (State.PROVING, State.REVIEW) or not case.open_proofs:
            return None
        person = tx.people.get(case.person)
        answers = case.draft.answers
        relative = Named(PersonName(answers["relative_name"]), IdNumber(answers["relative_id"]))
        return _Question(case, Named(person.name, person.number), relative)

    return await desk.db.write(work)


async def _silent(desk: Desk, job: Job, case_id: ApplicationId, why: str) -> None:
    if job.attempts <= len(QUICK):
        raise Later("register-silent", QUICK[job.attempts - 1])
    at = desk.now()

    def work(tx: Transaction) -> bool:
        case = tx.applications.get(case_id)
        if case.state is State.PROVING:
            silent = [
                Proof(p.id, Outcome.SILENT, source="population")
                for p in case.proofs
                if not p.settled
            ]
            lay_before(tx, _with(case, silent), at=at, note=why)
            tell(tx, case, "told/silent", at=at)
            return True
        polls = job.lane == lane_of(case_id)  # one question at a time waits for a silent register
        return bool(polls and case.state is State.REVIEW and case.open_proofs)

    goes_on = await desk.db.write(work)
    begun = job.created_at or at
    if goes_on and at - begun < ASKED_FOR:
        raise Later("register-silent", SLOW)


async def _answered(desk: Desk, question: _Question, answer: KinshipAnswer) -> None:
    at = desk.now()

    def work(tx: Transaction) -> None:
        case = tx.applications.get(question.case.id)
        if case.state not in (State.PROVING, State.REVIEW) or not case.open_proofs:
            return
        kept = [p for p in _judged(desk, question, case, answer) if p.id in case.open_proofs]
        moved = _transferred(desk, _with(case, kept), answer, question.relative.number)
        tx.journal.add(
            "register-answered",
            by=BY,
            at=at,
            case=case.id,
            receipt=answer.request,
            found=answer.found,
            office=moved.office,
        )
        lay_before(tx, moved, at=at)
        if moved.office != case.office:
            tell(tx, case, "told/transferred", at=at)
        if any(p.outcome is Outcome.AMBIGUOUS for p in kept) and case.state is State.PROVING:
            tell(tx, case, "told/unclear", at=at)

    await desk.db.write(work)


def _judged(
    desk: Desk, question: _Question, case: Application, answer: KinshipAnswer
) -> tuple[Proof, Proof]:
    return judge(
        desk.catalogue,
        desk.catalogue.item(case.item),
        case=case,
        applicant=question.applicant,
        relative=question.relative,
        answer=answer,
    )


def _with(case: Application, proofs: list[Proof]) -> Application:
    for proof in proofs:
        case = case.prove(proof)
    return case


def _transferred(
    desk: Desk, case: Application, answer: KinshipAnswer, relative: IdNumber
) -> Application:
    person = answer.people.get(relative)
    if person is None or not person.division:
        return case
    item = desk.catalogue.item(case.item)
    try:
        office = competent(
            desk.catalogue.offices.values(), kind=item.issued_by, division=person.division
        )
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
