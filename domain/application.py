"""One applicant's request for one item: how a case moves, from the first question to its end."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from domain.case import ApplicationId, Ask, CaseFile, Step
from domain.clock import Stop
from domain.errors import Forbidden, ProofOutstanding, WrongState
from domain.form import PARKED, Draft
from domain.item import ItemId
from domain.office import OfficeId, OfficialId
from domain.proof import Proof
from domain.states import NEXT, TURNS_TO_COME, State

__all__ = ["Application", "ApplicationId", "Ask", "Step"]


@dataclass(frozen=True)
class Application(CaseFile):
    """One case.  Frozen: every step returns a new one."""

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
        return self._move(
            State.SUBMITTED,
            by=by,
            at=at,
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
        return self._review(by=by, at=at, note=note)

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
        """Approve the case once every proof is settled; of two officials, the first only agrees.

        Raises:
            ProofOutstanding: A proof is still open.
            WrongState: The case is not under review.
        """
        if self.state is not State.REVIEW:
            raise WrongState(case=self.id, state=self.state, wanted=State.APPROVED)
        return self._approve(by=by, at=at, number=number, issued_on=issued_on)

    def _approve(
        self, *, by: OfficialId, at: datetime, number: str, issued_on: date
    ) -> "Application":
        decided = self._decide(State.APPROVED, by=by, at=at)
        if self.open_proofs:
            raise ProofOutstanding(case=self.id, proofs=list(self.open_proofs))
        return replace(
            decided,
            certificate_number=self.certificate_number or number,
            issued_on=self.issued_on or issued_on,
        )

    def agree(self, *, by: OfficialId, at: datetime) -> "Application":
        """Agree as the first of two officials; the second one's signature is awaited.

        Raises:
            ProofOutstanding: A proof is still open.
            WrongState: The case is not under review.
        """
        moved = self._move(State.COUNTERSIGN, by=by, at=at)
        if self.open_proofs:
            raise ProofOutstanding(case=self.id, proofs=list(self.open_proofs))
        return replace(
            moved,
            agreed_by=by,
            agreed_at=at,
            agreed_for=self.acting_for,
            accepted_at=self.accepted_at or at,
            handler=None,
            remark="",
        )

    def countersign(
        self, *, by: OfficialId, at: datetime, number: str, issued_on: date
    ) -> "Application":
        """Approve the case as the second of two officials.

        Raises:
            WrongState: Nobody has agreed before.
            Forbidden: It is the first official, or somebody for whom he stood in.
            ProofOutstanding: A proof is open again.
        """
        if self.state is not State.COUNTERSIGN or self.agreed_by is None:
            raise WrongState(case=self.id, state=self.state, wanted=State.APPROVED)
        if not self.signers.isdisjoint({by, self.acting_for}):
            raise Forbidden(reason="same-official")
        return self._approve(by=by, at=at, number=number, issued_on=issued_on)

    def hand_back(self, remark: str, *, by: OfficialId, at: datetime) -> "Application":
        """Give the case back to the first official, whose agreement ends; `remark` says why.

        Raises:
            WrongState: Nobody has agreed before.
        """
        if self.state is not State.COUNTERSIGN:
            raise WrongState(case=self.id, state=self.state, wanted=State.REVIEW)
        return replace(self._review(by=by, at=at), remark=remark)

    def hand_over(self, to: OfficialId, *, remark: str = "") -> "Application":
        """Make the case somebody's own; nobody else acts on it while he can.

        Raises:
            WrongState: No official's turn is to come any more.
        """
        if self.state not in TURNS_TO_COME:
            raise WrongState(case=self.id, state=self.state, wanted=State.REVIEW)
        return replace(self, handler=to, remark=remark)

    def refuse(self, reasons: str, *, by: OfficialId, at: datetime) -> "Application":
        """Decide that no paper is made, with reasons."""
        decided = self._decide(State.REFUSED, by=by, at=at)
        return replace(decided, reasons=reasons, closed_at=at)

    def not_accept(self, reasons: str, *, by: OfficialId, at: datetime) -> "Application":
        """Say that the case is not ours, and whose it is."""
        moved = self._move(State.NOT_ACCEPTED, by=by, at=at)
        closed = replace(moved, reasons=reasons, decided_by=by, decided_at=at, closed_at=at)
        return replace(closed, decided_for=self.acting_for)

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
        return self._review(by=by, at=at, note=why)

    def _review(self, *, by: str, at: datetime, note: str = "") -> "Application":
        moved = self._move(State.REVIEW, by=by, at=at, note=note)
        handler = self.agreed_by or self.handler  # who agreed before looks at it again
        return replace(moved, agreed_by=None, agreed_at=None, agreed_for=None, handler=handler)

    def _decide(self, to: State, *, by: OfficialId, at: datetime) -> "Application":
        moved = self._move(to, by=by, at=at)
        return replace(
            moved,
            decided_by=by,
            decided_at=at,
            decided_for=self.acting_for,
            accepted_at=self.accepted_at or at,
        )

    def _move(
        self, to: State, *, by: str, at: datetime, note: str = "", **changed: Any
    ) -> "Application":
        if to not in NEXT[self.state]:
            raise WrongState(case=self.id, state=self.state, wanted=to)
        step = Step(to=to, by=by, at=at, note=note)
        return replace(self, state=to, steps=(*self.steps, step), updated_at=at, **changed)
