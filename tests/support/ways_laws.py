"""What must be so after every step, whoever did what in whatever order.

A law is held against two things alone: what lies in the database, and what the test itself has
said, signed, shown and answered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from casework import duty
from domain.access import Card, Entry
from domain.application import Application, ApplicationId
from domain.commitment import NEXT as STAGES
from domain.commitment import Commitment, PlannedCheck, Stage
from domain.item import Way
from domain.office import OfficialId
from domain.proof import Outcome, Proof
from domain.states import BEFORE_OFFICIALS, UNDER_WAY, State
from domain.verification import NEXT as TURNS
from domain.verification import Answer, Turn, Verification
from storage.times import moment
from storage.transaction import Transaction
from tests.support.moods import Mood
from tests.support.ways_town import PEOPLE, TWICE, WaysTown

T = TypeVar("T")
RESTS = frozenset({State.COUNTERSIGN, State.APPROVED, State.ISSUED})
UNPROMISED = frozenset({State.REFUSED, State.NOT_ACCEPTED, State.WITHDRAWN, State.LAPSED})
NUMBERS = {person.id: person.number for person in PEOPLE}


@dataclass
class Sayings:
    """What the test has said, so that whatever rests on it can be traced.

    Attributes:
        yes: Numbers of the questions that an official of the owner answered with yes.
        signed: Numbers of the letters that an applicant signed whom nothing barred.
        shown: Case and proof of the documents that an official has seen, with who it was.
    """

    yes: set[str] = field(default_factory=set)
    signed: set[str] = field(default_factory=set)
    shown: set[tuple[str, str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Job:
    """One thing that is owed, and from when on."""

    topic: str
    ids: str
    ready_at: datetime


@dataclass(frozen=True)
class Seen:
    """Everything about the cases, in one look.

    Attributes:
        able: Who may act upon each case now.
        cards: Those that can still be tapped, by case.
        owed: Open jobs.
    """

    at: datetime
    cases: Mapping[ApplicationId, Application] = field(default_factory=dict)
    commitments: tuple[Commitment, ...] = ()
    verifications: tuple[Verification, ...] = ()
    checks: tuple[PlannedCheck, ...] = ()
    entries: tuple[Entry, ...] = ()
    able: Mapping[ApplicationId, frozenset[OfficialId]] = field(default_factory=dict)
    cards: Mapping[ApplicationId, tuple[Card, ...]] = field(default_factory=dict)
    owed: tuple[Job, ...] = ()

    @property
    def versions(self) -> dict[str, int]:
        """What is different once anything but the journal is."""
        cases = {str(each.id): each.version for each in self.cases.values()}
        promises = {str(each.id): each.version for each in self.commitments}
        return cases | promises | {str(each.id): each.version for each in self.verifications}

    def owes(self, case: str, *topics: str) -> bool:
        return any(job.topic in topics and case in job.ids for job in self.owed)


async def look(town: WaysTown, cases: list[ApplicationId]) -> Seen:
    """Everything about these cases, as it lies."""
    at = town.desk.now()

    def read(tx: Transaction) -> Seen:
        found = {each: tx.applications.get(each) for each in cases}
        rows = tx.rows("SELECT topic, ids, ready_at FROM outbox WHERE state = 'open'", {})
        return Seen(
            at=at,
            cases=found,
            commitments=tuple(c for each in cases for c in tx.commitments.of_case(each)),
            verifications=tuple(v for each in cases for v in tx.verifications.of_case(each)),
            checks=tuple(c for each in cases for c in tx.planned_checks.of_case(each)),
            entries=tuple(e for each in cases for e in tx.journal.of_case(each)),
            able={c.id: frozenset(_able(tx, c, at)) for c in found.values()},
            cards={each: tuple(tx.cards.live(each)) for each in cases},
            owed=tuple(Job(row["topic"], row["ids"], moment(row["ready_at"])) for row in rows),
        )

    return await town.desk.db.read(read)


def _able(tx: Transaction, case: Application, at: datetime) -> Iterator[OfficialId]:
    return (each.id for each in duty.recipients(tx, case, at))


def hold(town: WaysTown, said: Sayings, before: Seen, now: Seen) -> None:
    """Hold every law against what was seen before a step and after it."""
    for case in now.cases.values():
        _decision_rests_on_settled_proofs(case)
        _two_sign(case)
        for proof in case.proofs:
            _can_be_traced(town, said, now, case, proof)
        _waits_for_somebody(town, now, case)
    _one_at_a_time(now)
    _ended_stays_ended(before, now)
    _checks_are_planned(now)
    _time_goes_on(before, now)
    assert not town.dead


def _decision_rests_on_settled_proofs(case: Application) -> None:
    assert case.state not in RESTS or not case.open_proofs, case.state


def _two_sign(case: Application) -> None:
    if case.item != TWICE:
        return
    assert case.state is not State.COUNTERSIGN or case.agreed_by is not None
    if case.state in (State.APPROVED, State.ISSUED):
        second = {case.decided_by, case.decided_for} - {None}
        assert case.agreed_by is not None
        assert second.isdisjoint(case.signers), (case.signers, second)


def _can_be_traced(
    town: WaysTown, said: Sayings, now: Seen, case: Application, proof: Proof
) -> None:
    """What settles a proof was said by whoever may say it, about whom it is about."""
    where = (case.id, proof)
    if proof.outcome is Outcome.SHOWN:
        assert (case.id, proof.id, proof.facts.get("by")) in said.shown, where
    elif proof.outcome is Outcome.PROMISED:
        known = [c for c in now.commitments if (c.case, c.proof) == (case.id, proof.id)]
        assert proof.receipt in said.signed, where
        assert (known[-1].number, known[-1].stage) == (proof.receipt, Stage.SIGNED), where
    elif proof.outcome is Outcome.HOLDS and proof.way is Way.DATA_QUERY:
        given = town.registers.given.get(proof.receipt)
        assert given is not None, where
        assert given.mood is Mood.TRUE, where
        assert given.about[0] == NUMBERS[case.person], where
        assert proof.as_of == given.as_of, where
    elif proof.outcome is Outcome.HOLDS:
        asked = {v.number: v for v in now.verifications if v.case == case.id}
        assert proof.receipt in said.yes, where
        assert asked[proof.receipt].proof == proof.id, where
        assert asked[proof.receipt].answer is Answer.YES, where
        assert proof.source == asked[proof.receipt].owner, where


def _one_at_a_time(now: Seen) -> None:
    asked = [(v.case, v.proof) for v in now.verifications if v.open]
    offered = [(c.case, c.proof) for c in now.commitments if c.pending]
    assert len(asked) == len(set(asked))
    assert len(offered) == len(set(offered))
    assert all(case in now.cases and now.cases[case].state in UNDER_WAY for case, _ in asked)
    assert all(now.cases[case].state in UNDER_WAY for case, _ in offered)
    for each in now.verifications:
        answered = each.turn is Turn.ANSWERED
        assert answered is (each.answer is not None), each.number
        assert answered is (each.answered_by is not None), each.number
        assert not answered or each.answered_by != each.asked_by, each.number


def _ended_stays_ended(before: Seen, now: Seen) -> None:
    """Stages and turns go on by their tables, each by steps, and what has ended stays."""
    stages = {each.id: each.stage for each in before.commitments}
    for commitment in now.commitments:
        old = stages.get(commitment.id, Stage.OFFERED)
        assert _leads(STAGES, old, commitment.stage), (old, commitment.stage)
    turns = {each.id: each.turn for each in before.verifications}
    for asked in now.verifications:
        was = turns.get(asked.id, Turn.CONSENT)
        assert _leads(TURNS, was, asked.turn), (was, asked.turn)


def _leads(table: Mapping[T, frozenset[T]], was: T, now: T) -> bool:
    reached, edge = {was}, {was}
    while edge:
        edge = {to for each in edge for to in table.get(each, ())} - reached
        reached |= edge
    return now in reached


def _checks_are_planned(now: Seen) -> None:
    planned = {each.commitment: each for each in now.checks}
    signed = {each.id for each in now.commitments if each.signed_at is not None}
    stands = {
        each.id
        for each in now.commitments
        if each.stage is Stage.SIGNED and now.cases[each.case].state not in UNPROMISED
    }
    assert planned.keys() == signed
    assert {key for key, check in planned.items() if check.cancelled_at is None} == stands


def _time_goes_on(before: Seen, now: Seen) -> None:
    """Whatever a step writes down, it writes down for the time that it took."""
    known = {each.id for each in before.entries}
    for entry in now.entries:
        assert entry.id in known or before.at <= entry.at <= now.at, (entry.kind, entry.at)


def _waits_for_somebody(town: WaysTown, now: Seen, case: Application) -> None:
    """A case under way lies where somebody sees it, or something is owed that brings it there."""
    told = {phrase for of, phrase in town.told if of == case.id}
    where = (case.id, case.state)

    def tells(phrase: str) -> bool:
        owed = any(j.topic == "tell" and case.id in j.ids and phrase in j.ids for j in now.owed)
        return owed or phrase in told

    for offer in (each for each in now.commitments if each.case == case.id and each.pending):
        assert now.owes(offer.id, "commitment-clock"), where
        assert tells("told/commitment"), where
    for asked in (each for each in now.verifications if each.case == case.id and each.open):
        if asked.turn is Turn.CONSENT:
            assert tells("told/verification-consent"), where
        else:
            late = asked.overdue_at is not None
            assert late or now.owes(asked.id, "verification-clock"), where
    if case.state in BEFORE_OFFICIALS:
        assert _lies_before_an_official(now, case), where
    elif case.state in (State.SUBMITTED, State.PROVING):
        pending = any(each.case == case.id and each.pending for each in now.commitments)
        assert pending or now.owes(case.id, "prove"), where
    elif case.state is State.APPROVED:
        assert now.owes(case.id, "issue"), where
    elif case.state is State.RETURNED:
        assert now.owes(case.id, "clock"), where
        assert tells("told/correction"), where
    elif case.state is State.SUSPENDED:
        assert now.owes(case.id, "clock"), where
        assert tells("told/suspended"), where
    else:
        assert case.state not in UNDER_WAY, where
        assert case.closed_at is not None, where
        assert not now.cards[case.id] or now.owes(case.id, "grey"), where


def _lies_before_an_official(now: Seen, case: Application) -> bool:
    stands_in = any(job.topic == "stand-in" and job.ready_at <= now.at for job in now.owed)
    if stands_in or now.owes(case.id, "card"):
        return True
    fresh = (card for card in now.cards[case.id] if card.revision == case.version)
    return any(not now.able[case.id].isdisjoint(card.recipients) for card in fresh)
