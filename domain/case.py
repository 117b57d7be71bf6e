"""What is known of one case: who asked for what, where it lies, and who has signed."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NewType

from domain.clock import Stop
from domain.form import Draft
from domain.identity import AccountId, PersonId
from domain.item import ItemId
from domain.office import OfficeId, OfficialId
from domain.proof import Proof
from domain.states import State

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
class CaseFile:
    """One case, as it lies.

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
        agreed_by: The first of two officials, once he agrees; empty when the case comes back.
        agreed_for: For whom he stood in, if he did.
        decided_for: For whom whoever decided stood in, if so.
        handler: Whose case it is by a hand-over; None: of everybody on duty.
        remark: What an official told the one who has it now: why it came back, or was handed over.
        acting_for: For whom the official stands in who moves it now; not stored.
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
    agreed_by: OfficialId | None = None
    agreed_at: datetime | None = None
    agreed_for: OfficialId | None = None
    decided_for: OfficialId | None = None
    handler: OfficialId | None = None
    remark: str = ""
    acting_for: OfficialId | None = None
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

    @property
    def signers(self) -> frozenset[OfficialId]:
        """Who may not be the second official: the first one, and for whom he stood in."""
        return frozenset(each for each in (self.agreed_by, self.agreed_for) if each)
