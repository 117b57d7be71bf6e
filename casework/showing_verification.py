"""Showing verifications: one record, the same for who asks, who answers, and the applicant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework import verifying
from casework.desk import Desk
from casework.showing import DeskCase
from casework.verifying_asked import matter_of
from casework.verifying_consent import convertible
from casework.verifying_owners import Matter, masked, question_of
from domain.application import ApplicationId
from domain.item import ProofRule
from domain.office import Office, OfficialId
from domain.verification import Turn, Verification, VerificationId
from storage.transaction import Transaction

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Recorded:
    """A question to another office, and what came of it.

    Attributes:
        title: What the proof is called.
        asked_by, answered_by: Names of the officials; empty: the item asks by itself, nobody yet.
        facts: What the owner wrote of the proof's facts, each with its label.
        minutes_left: Until it is due; negative once that is over; None: nobody is waited for.
        convertible: Whether the applicant may promise now instead of waiting for a late answer.
    """

    asked: Verification
    title: str
    asker: Office
    owner: Office
    asked_by: str
    answered_by: str
    facts: tuple[tuple[str, str], ...]
    minutes_left: int | None
    convertible: bool

    @property
    def late(self) -> bool:
        """Whether it is past its time, and not answered."""
        return self.minutes_left is not None and self.minutes_left < 0

    @property
    def masked(self) -> str:
        """The question, of every name only what a mask leaves."""
        return masked(self.asked)

    @property
    def people(self) -> tuple[tuple[str, str], ...]:
        """Name and number of everybody whom the question is about, in full."""
        said = self.asked.subject
        keys = (("name", "number"), ("relative_name", "relative_number"))
        return tuple((said[name], said.get(number, "")) for name, number in keys if name in said)


@dataclass(frozen=True)
class Askable:
    """A proof about which the office that owns the fact may be asked.

    Attributes:
        question: What it would be asked.
    """

    proof: str
    title: str
    question: str
    owner: Office


@dataclass(frozen=True)
class Elsewhere:
    """What was asked about a case in other offices, and what still can be."""

    asked: tuple[Recorded, ...]
    askable: tuple[Askable, ...]


async def of_case(desk: Desk, case: ApplicationId) -> tuple[Recorded, ...]:
    """Every question that was put about a case, in order."""
    at = desk.now()

    def read(tx: Transaction) -> tuple[Recorded, ...]:
        return tuple(recorded(desk, tx, each, at=at) for each in tx.verifications.of_case(case))

    return await desk.db.read(read)


async def record(desk: Desk, verification: VerificationId) -> Recorded:
    """The record of one question, for those whom the caller lets see it.

    Raises:
        NotFound: There is none.
    """
    at = desk.now()
    return await desk.db.read(
        lambda tx: recorded(desk, tx, tx.verifications.get(verification), at=at)
    )


async def records(desk: Desk, asked: Iterable[Verification]) -> tuple[Recorded, ...]:
    """The records of these questions."""
    at = desk.now()
    return await desk.db.read(lambda tx: tuple(recorded(desk, tx, e, at=at) for e in asked))


def recorded(desk: Desk, tx: Transaction, asked: Verification, *, at: datetime) -> Recorded:
    """The record of a question."""
    matter = matter_of(desk, tx, tx.applications.get(asked.case), asked.proof)
    waits = asked.turn is Turn.ASKED and asked.due_at is not None
    return Recorded(
        asked=asked,
        title=matter.rule.title if matter else asked.purpose,
        asker=desk.catalogue.office(asked.asker),
        owner=desk.catalogue.office(asked.owner),
        asked_by=_name(tx, asked.asked_by),
        answered_by=_name(tx, asked.answered_by or ""),
        facts=_labelled(matter.rule, asked.facts) if matter else (),
        minutes_left=int((asked.due_at - at) // MINUTE) if waits and asked.due_at else None,
        convertible=matter is not None and convertible(matter, asked),
    )


async def elsewhere(desk: Desk, shown: DeskCase) -> Elsewhere:
    """What other offices were and can be asked about a case that an official has opened."""
    at = desk.now()

    def read(tx: Transaction) -> Elsewhere:
        known = tx.verifications.of_case(shown.case.id)
        can = verifying.askable(desk, tx, shown.case) if "show" in shown.may else ()
        return Elsewhere(
            tuple(recorded(desk, tx, each, at=at) for each in known),
            tuple(each for each in (_askable(desk, shown, proof) for proof in can) if each),
        )

    return await desk.db.read(read)


def _askable(desk: Desk, shown: DeskCase, proof: str) -> Askable | None:
    rule = shown.item.proof(proof)
    if rule is None:
        return None
    question = question_of(desk, Matter(shown.case, shown.item, rule, proof, shown.applicant))
    if question is None:
        return None
    return Askable(proof, rule.title, question.text, question.owner)


def _labelled(rule: ProofRule, facts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    labels = {each.id: each.label for each in rule.facts}
    return tuple((labels.get(name, name), text) for name, text in facts.items() if text)


def _name(tx: Transaction, official: str) -> str:
    return str(tx.officials.get(OfficialId(official)).name) if official else ""
