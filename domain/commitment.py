"""A commitment: a signed promise in the place of a proof, and the check that it calls for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from domain.application import ApplicationId
from domain.errors import WrongState
from domain.identity import PersonId
from domain.message import Json
from domain.terms import Manner

CommitmentId = NewType("CommitmentId", str)
OFFERED_FOR = 3  # working days that an offer stands; ours, no law sets them
CHANGED = "changed"  # why one ends whose case was handed in anew: another may be offered


class Stage(StrEnum):
    """How far a commitment has come.  Every end but SIGNED leads to the ordinary way."""

    OFFERED = "offered"  # the notice lies before the applicant
    CLEARED = "cleared"  # credit was checked, and nothing bars it: the letter is being read
    SIGNED = "signed"
    DECLINED = "declined"  # the applicant chose the ordinary way
    BARRED = "barred"  # credit bars it for now
    UNKNOWN = "unknown"  # whoever keeps the credit records did not answer
    EXPIRED = "expired"  # nobody answered the notice
    WITHDRAWN = "withdrawn"  # signed, and taken back before the decision


NEXT: Mapping[Stage, frozenset[Stage]] = {
    Stage.OFFERED: frozenset(
        {Stage.CLEARED, Stage.DECLINED, Stage.BARRED, Stage.UNKNOWN, Stage.EXPIRED}
    ),
    Stage.CLEARED: frozenset({Stage.SIGNED, Stage.DECLINED, Stage.BARRED, Stage.EXPIRED}),
    Stage.SIGNED: frozenset({Stage.WITHDRAWN}),
}


@dataclass(frozen=True)
class Commitment:
    """One promise of one applicant about one proof of one case.

    Attributes:
        until: The last moment at which it may be signed.
        why: Code of the reason for a stage that ends it.
        facts: What is promised, by the ids of the proof's facts; sealed where it lies.
        strokes: The signature as drawn, as the page sent it; sealed where it lies.
        number: Number of the letter, drawn at signing.
        object: Where the signed PDF lies; empty until it is pressed.
        token_hash: Hash of the secret in its QR code; empty until it is pressed.
        sha256: Digest of the signed PDF; empty until it is pressed.
    """

    id: CommitmentId
    case: ApplicationId
    proof: str
    person: PersonId
    stage: Stage
    offered_at: datetime
    until: datetime
    cleared_at: datetime | None = None
    signed_at: datetime | None = None
    ended_at: datetime | None = None
    why: str = ""
    facts: Mapping[str, Json] = field(default_factory=dict, repr=False)
    strokes: str = field(default="", repr=False)
    number: str = ""
    object: str = ""
    token_hash: str = ""
    sha256: str = ""
    version: int = 0

    @property
    def again(self) -> bool:
        """Whether another may be offered in its place: what it was about has changed."""
        return self.ended_at is not None and self.why == CHANGED

    @property
    def pending(self) -> bool:
        """Whether the applicant may still sign it."""
        return self.stage in (Stage.OFFERED, Stage.CLEARED)

    def clear(self, *, at: datetime) -> "Commitment":
        """Credit does not bar it."""
        return replace(self._move(Stage.CLEARED), cleared_at=at)

    def sign(
        self, facts: Mapping[str, Json], strokes: str, *, number: str, at: datetime
    ) -> "Commitment":
        """The applicant has signed.

        Raises:
            WrongState: Credit was not checked, it is over, or it was signed before.
        """
        if at > self.until:
            raise WrongState(case=self.case, state=Stage.EXPIRED, wanted=Stage.SIGNED)
        moved = self._move(Stage.SIGNED)
        return replace(moved, facts=facts, strokes=strokes, number=number, signed_at=at)

    def end(self, stage: Stage, *, at: datetime, why: str = "") -> "Commitment":
        """It comes to nothing: declined, barred, unknown, expired or withdrawn.

        Raises:
            WrongState: It is past that.
        """
        return replace(self._move(stage), ended_at=at, why=why)

    def _move(self, to: Stage) -> "Commitment":
        if to not in NEXT.get(self.stage, frozenset()):
            raise WrongState(case=self.case, state=self.stage, wanted=to)
        return replace(self, stage=to)


@dataclass(frozen=True)
class PlannedCheck:
    """A check of a signed promise that is owed after the decision (核查计划).

    Attributes:
        due_on: The last day of it; None: the item exempts it, and `exempt` says why.
    """

    id: str
    commitment: CommitmentId
    case: ApplicationId
    planned_at: datetime
    standard: str = ""
    manner: Manner | None = None
    due_on: date | None = None
    exempt: str = ""
    cancelled_at: datetime | None = None
