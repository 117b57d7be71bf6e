"""Pledging: the steps of a commitment, each within the transaction of its verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from casework import passing_on
from casework.creditworthy import own_bar
from casework.desk import Desk
from casework.numbering import paper_number
from casework.offering import come_to_nothing, stop_clock, written_down
from casework.planning import plan
from casework.promising import BARRED, facts_promised, promised
from casework.telling import tell
from domain.application import Application
from domain.certificate import PaperKind
from domain.commitment import Commitment, CommitmentId, Stage
from domain.credit import CreditRecord
from domain.errors import Forbidden, Validation, WrongState
from domain.identity import Account
from domain.item import ProofRule
from domain.message import Json
from domain.office import OfficeId
from domain.post import Job, Later
from domain.proof import Outcome
from domain.states import State
from domain.strokes import read_strokes
from domain.terms import Terms
from storage.transaction import Transaction

BY_TIME = "time"
UNDECIDED = frozenset({State.PROVING, State.REVIEW, State.COUNTERSIGN})
HELD = timedelta(minutes=10)
PROMISE = "promise"  # topic: the signed letter is to be made
Step = Callable[[Transaction, Application, Commitment, datetime], Commitment]


@dataclass(frozen=True)
class Signature:
    """What the applicant sends to sign.

    Attributes:
        facts: What is promised, of the facts that are asked, as typed.
        strokes: The signature as the page has drawn it; `domain.strokes` reads it.
        confirmed: Whether the letter was confirmed as read and meant.
    """

    facts: Mapping[str, str]
    strokes: str = field(repr=False)
    confirmed: bool


def reached(desk: Desk, case: Application, account: Account) -> None:
    """Let the applicant go on who has proved enough of who this is.

    Raises:
        Forbidden: The identity level is under what the item asks.
    """
    if account.assurance < desk.catalogue.item(case.item, case.item_version).assurance:
        raise Forbidden


def cleared(tx: Transaction, known: Commitment, *, at: datetime) -> Commitment:
    """Credit was looked at, and nothing bars it.

    Raises:
        WrongState: It is over.
    """
    now = _in_time(known, at, wanted=Stage.CLEARED).clear(at=at)
    tx.commitments.save(now)
    written_down(tx, now, by=known.person, at=at)
    return now


def closed(
    desk: Desk,
    tx: Transaction,
    case: Application,
    known: Commitment,
    barring: CreditRecord | None,
    *,
    at: datetime,
) -> Commitment:
    """It is barred, or, where nothing is known to bar it, nobody can say; the case goes on.

    Raises:
        WrongState: It is over.
    """
    stage = Stage.BARRED if barring else Stage.UNKNOWN
    if barring is not None:
        facts: dict[str, Json] = {
            "level": barring.level,
            "organ": _organ(desk, barring.organ),
            "ends_on": barring.ends_on.isoformat(),
        }
        known = replace(known, facts={BARRED: facts})
    why = f"credit/{barring.level}" if barring else "credit/silent"
    ended = come_to_nothing(tx, known, stage, by="house", at=at, why=why)
    tell(tx, case, f"told/commitment-{stage}", at=at)
    passing_on.ordinary(desk, tx, case, ended, at=at)
    return ended


def given_up(desk: Desk, stage: Stage) -> Step:
    """The step by which the applicant chooses the ordinary way, before or after signing."""

    def step(tx: Transaction, case: Application, known: Commitment, at: datetime) -> Commitment:
        if case.state not in UNDECIDED:
            raise WrongState(case=case.id, state=case.state, wanted=State.REVIEW)
        ended = come_to_nothing(tx, known, stage, by=case.person, at=at)
        passing_on.ordinary(desk, tx, case, ended, at=at)
        return ended

    return step


def barred_late(desk: Desk) -> Step:
    """The step that ends what a finding has come to bar since credit was looked at."""

    def step(tx: Transaction, case: Application, known: Commitment, at: datetime) -> Commitment:
        barring = own_bar(desk, tx, case.person, at=at)
        if barring is None or not known.pending:
            return known
        return closed(desk, tx, case, known, barring, at=at)

    return step


def signed(
    desk: Desk,
    tx: Transaction,
    case: Application,
    known: Commitment,
    signature: Signature,
    *,
    at: datetime,
) -> Commitment:
    """The promise takes the place of its proof; its check is planned, and its letter owed.

    Raises:
        Validation: It was not confirmed, a fact is missing, or nothing was drawn.
        WrongState: Credit was not looked at, it is over, or the proof is settled otherwise.
    """
    rule, terms = _open_rule(desk, case, known)
    if not signature.confirmed:
        raise Validation(field="confirmed", reason="not-agreed")
    strokes, person = read_strokes(signature.strokes), tx.people.get(case.person)
    facts = facts_promised(desk, case, rule, applicant=person, typed=signature.facts, at=at)
    office = desk.catalogue.office(case.office or OfficeId(""))
    _in_time(known, at, wanted=Stage.SIGNED).sign(facts, strokes.text, number="", at=at)
    number = paper_number(desk, tx, office, kind=PaperKind.COMMITMENT, at=at)
    now = known.sign(facts, strokes.text, number=number, at=at)
    tx.commitments.save(now)
    stop_clock(tx, now)
    written_down(tx, now, by=case.person, at=at)
    plan(tx, now, terms, at=at)
    tx.outbox.put(PROMISE, lane=f"promise/{now.id}", at=at, case=case.id, commitment=now.id)
    _proved(desk, tx, case, now, at=at)
    return now


def _proved(
    desk: Desk, tx: Transaction, case: Application, now: Commitment, *, at: datetime
) -> None:
    known = next(p for p in case.proofs if p.id == now.proof)
    asked = [code for code in passing_on.codes(known) if code.startswith("data-query")]
    moved = case.prove(promised(now, why=asked))
    passing_on.note_way(tx, moved, now.proof, at=at)
    tell(tx, moved, "told/commitment-signed", at=at)
    passing_on.go_on(desk, tx, moved, at=at)


def _open_rule(desk: Desk, case: Application, known: Commitment) -> tuple[ProofRule, Terms]:
    rule = desk.catalogue.item(case.item, case.item_version).proof(known.proof)
    open_ = known.proof in case.open_proofs and case.state in (State.PROVING, State.REVIEW)
    if not open_ or rule is None or rule.terms is None:
        raise WrongState(case=case.id, state=case.state, wanted=Outcome.PROMISED)
    return rule, rule.terms


def _in_time(known: Commitment, at: datetime, *, wanted: Stage) -> Commitment:
    if known.pending and at > known.until:
        raise WrongState(case=known.case, state=Stage.EXPIRED, wanted=wanted)
    return known


def _organ(desk: Desk, organ: str) -> str:
    """What people call an organ: an office of ours by its name, another as it calls itself."""
    office = desk.catalogue.offices.get(OfficeId(organ))
    return office.name if office else organ


async def expire(desk: Desk, job: Job) -> None:
    """End what nobody has answered in time; the case goes on on the ordinary way.

    Raises:
        Later: It is in doubt what time it is, or it is not over yet.
    """
    if not desk.sure():
        raise Later("time-doubted", HELD)
    at, commitment = desk.now(), CommitmentId(job.ids["commitment"])

    def work(tx: Transaction) -> timedelta | None:
        known = tx.commitments.get(commitment)
        if not known.pending:
            return None
        if at <= known.until:
            return known.until - at + timedelta(seconds=1)
        case = tx.applications.get(known.case)
        ended = come_to_nothing(tx, known, Stage.EXPIRED, by=BY_TIME, at=at)
        if case.state in (State.PROVING, State.REVIEW):
            tell(tx, case, "told/commitment-expired", at=at)
        passing_on.ordinary(desk, tx, case, ended, at=at)
        return None

    if wait := await desk.db.write(work):
        raise Later("not-over", wait)
