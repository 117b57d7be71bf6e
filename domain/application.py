"""One applicant's request for one item: a case, from the first question to its end."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import NewType

from domain.clock import Stop
from domain.errors import ProofOutstanding, WrongState
from domain.form import PARKED, Draft
from domain.identity import AccountId, PersonId
from domain.item import ItemId
from domain.office import OfficeId, OfficialId
from domain.proof import Proof
from domain.states import NEXT, State

ApplicationId = NewType("ApplicationId", str)


@dataclass(frozen=True)
class Ask:
    """One thing that the citizen is to correct: which field, why, and how."""

    field: str
    why: str
    how: str = ""


@dataclass(frozen=True)
class Step:
    """One move of the case, not yet in the journal."""

    to: State
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class Application:
    """One case.  Frozen: every step returns a new one.

    Attributes:
        number: The human case number, given at submission.
        account: The binding it was made under; notices go there and nowhere else.
        parties: Blind indexes of everyone in the case, applicant first.
        duplicate_key: Blind index of what makes two requests the same; empty for a draft.
        received_at: When it was last handed in, corrected or not.
        accepted_at: First official acceptance or decision; correction belongs before it.
        due_at: By when the first answer is due; from acceptance on, by when the decision is.
        provisional: Whether a day that it is held to rests on a notice that has not come.
        stop: While it stands still.
        paused: Working time for which it has stood still before.
        late_reason: Why it was decided late; the applicant reads it.
        asks: Everything that is to be corrected, told at once.
        reasons: Why it was refused or not accepted.
        certificate_number: Drawn in the approving transaction, kept on retry.
        steps: What happened to this object since it was read.
    """

    id: ApplicationId
    item: ItemId
    item_version: str
    person: PersonId
    account: AccountId
    assurance: int
    created_at: datetime
    state: State = State.DRAFT
    draft: Draft = field(default_factory=Draft)
    number: str = ""
    office: OfficeId | None = None
    parties: tuple[str, ...] = ()
    duplicate_key: str = ""
    proofs: tuple[Proof, ...] = ()
    asks: tuple[Ask, ...] = ()
    correct_by: date | None = None
    reasons: str = ""
    submitted_at: datetime | None = None
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: OfficialId | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None
    certificate_number: str = ""
    issued_on: date | None = None
    updated_at: datetime | None = None
    received_at: datetime | None = None
    provisional: bool = False
    stop: Stop | None = None
    paused: timedelta = timedelta()
    late_reason: str = ""
    version: int = 0
    steps: tuple[Step, ...] = ()

    @property
    def open_proofs(self) -> tuple[str, ...]:
        """Ids of the proofs on which no decision may rest yet."""
        return tuple(p.id for p in self.proofs if not p.settled)

    @property
    def tail(self) -> str:
        """The last part of the number, as people quote it."""
        return self.number.rsplit("-", 1)[-1]

    def converse(self, draft: Draft, *, at: datetime, item: tuple[ItemId, str]) -> "Application":
        """Keep what the conversation has come to.

        Raises:
            WrongState: The case is with the office.
        """
        if self.state not in (State.DRAFT, State.RETURNED):
            raise WrongState(case=self.id, state=self.state, wanted=State.DRAFT)
        return replace(self, draft=draft, item=item[0], item_version=item[1], updated_at=at)

    def submit(self, *, by: str, at: datetime, due_at: datetime) -> "Application":
        """Hand the case to the office, for the first time or corrected.

        The caller has filled number, office, parties, proofs and duplicate key.
        """
        moved = self._move(State.SUBMITTED, by=by, at=at)
        return replace(
            moved,
            draft=self.draft.at(""),
            submitted_at=self.submitted_at or at,
            received_at=at,
            due_at=due_at,
            asks=(),
            correct_by=None,
            proofs=tuple(Proof(p.id) for p in self.proofs),
        )

    def accept(self, *, at: datetime, due_at: datetime) -> "Application":
        """Begin the handling clock: the office has taken the case on, or time has for it.

        Raises:
            WrongState: It has been accepted already, or does not lie before the office.
        """
        if self.accepted_at is not None or State.NOT_ACCEPTED not in NEXT[self.state]:
            raise WrongState(case=self.id, state=self.state, wanted=State.REVIEW)
        return replace(self, accepted_at=at, due_at=due_at)

    def start_proving(self, *, by: str, at: datetime) -> "Application":
        """Begin to ask the sources."""
        return self._move(State.PROVING, by=by, at=at)

    def prove(self, proof: Proof) -> "Application":
        """Put a proof's outcome in the place of what was known.

        Raises:
            WrongState: The case is neither being proved nor under review.
        """
        if self.state not in (State.PROVING, State.REVIEW):
            raise WrongState(case=self.id, state=self.state, wanted=State.PROVING)
        return replace(self, proofs=tuple(proof if p.id == proof.id else p for p in self.proofs))

    def transfer(self, office: OfficeId, *, number: str = "") -> "Application":
        """Give the case to the office that is competent for it."""
        return replace(self, office=office, number=number or self.number)

    def to_review(self, *, by: str, at: datetime, note: str = "") -> "Application":
        """Lay the case before the deciding official."""
        return self._move(State.REVIEW, by=by, at=at, note=note)

    def send_back(
        self, asks: tuple[Ask, ...], *, by: OfficialId, at: datetime, correct_by: date
    ) -> "Application":
        """Return the case for correction; everything that is missing, told once.

        Raises:
            WrongState: It has been accepted already, or lies elsewhere.
        """
        if self.accepted_at is not None:
            raise WrongState(case=self.id, state=self.state, wanted=State.RETURNED)
        moved = self._move(State.RETURNED, by=by, at=at)
        kept = {k: v for k, v in self.draft.answers.items() if k not in {a.field for a in asks}}
        draft = replace(self.draft, answers=kept, focus=PARKED)
        return replace(moved, asks=asks, correct_by=correct_by, draft=draft)

    def approve(
        self, *, by: OfficialId, at: datetime, number: str, issued_on: date
    ) -> "Application":
        """Approve the case once every proof is settled.

        Raises:
            ProofOutstanding: A proof is still open.
            WrongState: The case is not under review.
        """
        decided = self._decide(State.APPROVED, by=by, at=at)
        if self.open_proofs:
            raise ProofOutstanding(case=self.id, proofs=list(self.open_proofs))
        return replace(
            decided,
            certificate_number=self.certificate_number or number,
            issued_on=self.issued_on or issued_on,
        )

    def refuse(self, reasons: str, *, by: OfficialId, at: datetime) -> "Application":
        """Decide that no paper is made, with reasons."""
        decided = self._decide(State.REFUSED, by=by, at=at)
        return replace(decided, reasons=reasons, closed_at=at)

    def not_accept(self, reasons: str, *, by: OfficialId, at: datetime) -> "Application":
        """Say that the case is not ours, and whose it is."""
        moved = self._move(State.NOT_ACCEPTED, by=by, at=at)
        return replace(moved, reasons=reasons, decided_by=by, decided_at=at, closed_at=at)

    def withdraw(self, *, by: str, at: datetime) -> "Application":
        """Take the request back, before a decision."""
        return replace(self._move(State.WITHDRAWN, by=by, at=at), closed_at=at, duplicate_key="")

    def lapse(self, *, by: str, at: datetime) -> "Application":
        """Lay down what was not corrected in time; what was answered is kept."""
        return replace(self._move(State.LAPSED, by=by, at=at), closed_at=at, duplicate_key="")

    def suspend(self, stop: Stop, *, by: OfficialId) -> "Application":
        """Let the case stand still; no time is counted meanwhile."""
        return replace(self._move(State.SUSPENDED, by=by, at=stop.since), stop=stop)

    def resume(self, *, by: str, at: datetime, paused: timedelta) -> "Application":
        """Go on where the case stood; `paused` is the working time that it stood still.

        Raises:
            WrongState: It does not stand still.
        """
        if self.stop is None:
            raise WrongState(case=self.id, state=self.state, wanted=State.REVIEW)
        moved = self._move(self.stop.back_to, by=by, at=at)
        return replace(moved, stop=None, paused=self.paused + paused)

    def issue(self, *, by: str, at: datetime) -> "Application":
        """Close the case with its certificate."""
        return replace(self._move(State.ISSUED, by=by, at=at), closed_at=at)

    def settle(self, *, by: str, at: datetime) -> "Application":
        """Close the case with the letter that says why no paper is needed."""
        return replace(self._move(State.SETTLED, by=by, at=at), closed_at=at)

    def fall_back(self, *, by: str, at: datetime, why: str) -> "Application":
        """Return an approved case to review, because the press cannot make its paper."""
        return self._move(State.REVIEW, by=by, at=at, note=why)

    def _decide(self, to: State, *, by: OfficialId, at: datetime) -> "Application":
        moved = self._move(to, by=by, at=at)
        return replace(moved, decided_by=by, decided_at=at, accepted_at=self.accepted_at or at)

    def _move(self, to: State, *, by: str, at: datetime, note: str = "") -> "Application":
        if to not in NEXT[self.state]:
            raise WrongState(case=self.id, state=self.state, wanted=to)
        step = Step(to=to, by=by, at=at, note=note)
        return replace(self, state=to, steps=(*self.steps, step), updated_at=at)
