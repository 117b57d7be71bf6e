"""A verification (部门核验): the office that owns a fact is asked one question about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from domain.application import ApplicationId
from domain.errors import WrongState
from domain.office import OfficeId, OfficialId

VerificationId = NewType("VerificationId", str)


class Answer(StrEnum):
    """What the owner says.  There is no answer by silence."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot-tell"


class Turn(StrEnum):
    """Whose turn it is."""

    CONSENT = "consent"  # the applicant is asked whether the owner may be
    ASKED = "asked"  # the owner has the question
    ANSWERED = "answered"
    DECLINED = "declined"  # the applicant does not want it asked
    RECALLED = "recalled"  # not needed any more: decided, withdrawn, or promised instead


NEXT: Mapping[Turn, frozenset[Turn]] = {
    Turn.CONSENT: frozenset({Turn.ASKED, Turn.DECLINED, Turn.RECALLED}),
    Turn.ASKED: frozenset({Turn.ANSWERED, Turn.RECALLED}),
}


@dataclass(frozen=True)
class Said:
    """What an official of the owner says.

    Attributes:
        remark: Why not, or what is missing to tell; with a yes it may be empty.
        facts: With a yes: what the proof must hold, as the owner has it, by the ids of its facts.
    """

    answer: Answer
    remark: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Verification:
    """One question to one office, with the least that lets it be answered.

    Attributes:
        number: HY-20261123-0007.
        asker: The office that asks.
        asked_by: The official who asked; empty: the house did, as the item says.
        owner: The office that owns the fact.
        subject: Name and number of whom it is about; sealed where it lies.
        question: The one question, as the owner reads it; sealed where it lies.
        purpose: The item's name.
        ground: Why it may be asked: `consent`, or the law that was read.
        due_at: By when the owner answers; None until it is asked.
        half_at: When the owner was reminded: half of the working time was over.
        overdue_at: When it was laid before the owner's supervisor: all of it was.
        opened_by: Officials of the owner who have opened the page with the full numbers.
        remark: What the owner adds; sealed where it lies.
        facts: What the owner wrote of the facts that the proof must hold; sealed where they lie.
        request: The signed request, as it can be exported; object store key.
        reply: The signed answer, likewise.
    """

    id: VerificationId
    number: str
    case: ApplicationId
    proof: str
    asker: OfficeId
    asked_by: str
    owner: OfficeId
    subject: Mapping[str, str]
    question: str
    purpose: str
    ground: str
    turn: Turn
    created_at: datetime
    asked_at: datetime | None = None
    due_at: datetime | None = None
    half_at: datetime | None = None
    overdue_at: datetime | None = None
    opened_by: tuple[OfficialId, ...] = ()
    answer: Answer | None = None
    remark: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    answered_by: OfficialId | None = None
    answered_at: datetime | None = None
    request: str = ""
    reply: str = ""
    version: int = 0

    @property
    def open(self) -> bool:
        """Whether an answer may still come."""
        return self.turn in (Turn.CONSENT, Turn.ASKED)

    def ask(self, *, at: datetime, due_at: datetime) -> "Verification":
        """The owner has the question from now on."""
        return replace(self._move(Turn.ASKED), asked_at=at, due_at=due_at)

    def read_by(self, official: OfficialId) -> "Verification":
        """Whom the numbers were shown to may answer with one tap."""
        seen = dict.fromkeys((*self.opened_by, official))
        return replace(self, opened_by=tuple(seen))

    def reply_with(self, said: Said, *, by: OfficialId, at: datetime) -> "Verification":
        """The owner has answered; it stands as it was given."""
        moved = self._move(Turn.ANSWERED)
        return replace(
            moved,
            answer=said.answer,
            remark=said.remark,
            facts=said.facts,
            answered_by=by,
            answered_at=at,
        )

    def close(self, turn: Turn) -> "Verification":
        """No answer is wanted any more: declined or recalled."""
        return self._move(turn)

    def _move(self, to: Turn) -> "Verification":
        if to not in NEXT.get(self.turn, frozenset()):
            raise WrongState(case=self.case, state=self.turn, wanted=to)
        return replace(self, turn=to)
