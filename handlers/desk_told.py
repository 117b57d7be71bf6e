"""What a program of an office is told: a case as a line, a case in full, what an act left."""

from datetime import date, datetime

from pydantic import Field

from casework.desk import Desk
from casework.showing import DeskCase
from domain.application import Application
from domain.item import Way
from domain.office import Role
from domain.proof import Outcome, Proof
from domain.states import State
from handlers.api import Told
from handlers.written import written


class DeskLine(Told):
    """A case in a list."""

    id: str
    number: str
    item: str = Field(description="What the item is called.")
    state: State
    due_at: datetime | None
    open_proofs: int

    @classmethod
    def of(cls, desk: Desk, case: Application) -> "DeskLine":
        """The line of a case."""
        return cls(
            id=case.id,
            number=case.number,
            item=desk.catalogue.item(case.item).name,
            state=case.state,
            due_at=case.due_at,
            open_proofs=len(case.open_proofs),
        )


class DeskLines(Told):
    """A page of cases, the most urgent first."""

    cases: list[DeskLine]
    next: str | None = Field(description="Cursor of the next page; null: this is the last one.")


class Answer(Told):
    """What the applicant wrote to one question."""

    field: str
    label: str
    text: str


class ProofTold(Told):
    """How one fact stands."""

    id: str
    outcome: Outcome
    way: Way | None
    source: str
    as_of: datetime | None


class PersonTold(Told):
    """Who applies, in full: reading it was written to the journal."""

    name: str
    id_number: str
    phone: str


class PaperTold(Told):
    """The certificate of a case."""

    number: str
    issued_on: date
    valid_to: date
    revoked_at: datetime | None


class DeskCaseTold(Told):
    """A case in full."""

    id: str
    number: str
    item: str
    office: str
    state: State
    version: int = Field(description="What If-Match takes, in quotes.")
    applicant: PersonTold
    answers: list[Answer]
    proofs: list[ProofTold]
    submitted_at: datetime | None
    due_at: datetime | None
    decided_at: datetime | None
    decided_by: str | None
    reasons: str
    certificate: PaperTold | None
    may: list[str] = Field(description="What this official may do with it now.")

    @classmethod
    def of(cls, desk: Desk, shown: DeskCase) -> "DeskCaseTold":
        """What is told of a case that an official has opened."""
        case, labels = shown.case, written(desk.catalogue, shown.item, shown.case.draft.answers)
        return cls(
            id=case.id,
            number=case.number,
            item=shown.item.name,
            office=shown.office.name,
            state=case.state,
            version=case.version,
            applicant=_person(shown),
            answers=[Answer(field=w.field, label=w.label, text=w.text) for w in labels.values()],
            proofs=[_proof(each) for each in case.proofs],
            submitted_at=case.submitted_at,
            due_at=case.due_at,
            decided_at=case.decided_at,
            decided_by=case.decided_by,
            reasons=case.reasons,
            certificate=_paper(shown),
            may=sorted(shown.may),
        )


def _person(shown: DeskCase) -> PersonTold:
    who = shown.applicant
    return PersonTold(name=who.name, id_number=who.number, phone=who.phone)


def _proof(found: Proof) -> ProofTold:
    return ProofTold(
        id=found.id, outcome=found.outcome, way=found.way, source=found.source, as_of=found.as_of
    )


def _paper(shown: DeskCase) -> PaperTold | None:
    paper = shown.certificate
    if paper is None:
        return None
    return PaperTold(
        number=paper.number,
        issued_on=paper.issued_on,
        valid_to=paper.valid_to,
        revoked_at=paper.revoked_at,
    )


class Acted(Told):
    """How an act left a case."""

    case: str
    state: State
    version: int


class Holding(Told):
    """A role at an office."""

    role: Role
    office: str


class SessionTold(Told):
    """Who is signed in at the desk."""

    official: str
    name: str
    roles: list[Holding]
    csrf: str = Field(description="What X-CSRF-Token must carry.")
    fresh: bool = Field(description="Whether revoking is possible without signing in again.")
    expires_at: datetime
