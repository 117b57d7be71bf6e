"""What a program of an office is told: a case as a line, a case in full, what an act left."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from casework.desk import Desk
from casework.showing import DeskCase
from casework.transcribing import written
from casework.weighing import weighed
from domain.application import Application
from domain.certificate import PaperKind
from domain.item import Item
from domain.office import Official, Role
from domain.states import State
from handlers.api import Told
from handlers.desk_proofs import LawTold, ProofTold, SaidTold


class DeskLine(Told):
    """A case in a list."""

    id: str
    number: str
    item: str
    item_name: str = Field(description="What the item is called.")
    state: State
    due_at: datetime | None
    open_proofs: int

    @classmethod
    def of(cls, desk: Desk, case: Application) -> "DeskLine":
        """The line of a case."""
        return cls(
            id=case.id,
            number=case.number,
            item=case.item,
            item_name=desk.catalogue.item(case.item, case.item_version).name,
            state=case.state,
            due_at=case.due_at,
            open_proofs=len(case.open_proofs),
        )


class DeskLines(Told):
    """A page of cases, the most urgent first."""

    cases: list[DeskLine]
    next: str | None = Field(description="Cursor of the next page; null: this is the last one.")


class PersonTold(Told):
    """Who applies, in full: reading it was written to the journal."""

    name: str
    id_number: str
    phone: str


class PaperTold(Told):
    """The paper of a case."""

    kind: PaperKind
    number: str
    issued_on: date
    valid_to: date | None
    revoked_at: datetime | None


class ColleagueTold(Told):
    """An official of the same office."""

    official: str
    name: str

    @classmethod
    def of(cls, who: Official) -> "ColleagueTold":
        """What is told of an official."""
        return cls(official=who.id, name=who.name)


class HandsTold(Told):
    """In whose hands a case is and was: two signatures, deputies, a hand-over."""

    approvals: int = Field(description="2: a second official signs after the first agreed.")
    agreed_by: str | None = Field(description="The first of two officials, once he agrees.")
    agreed_for: str | None = Field(description="For whom that official stood in, if he did.")
    agreed_at: datetime | None
    decided_for: str | None = Field(description="For whom whoever decided stood in, if so.")
    handler: str | None = Field(description="Whose own it is by a hand-over; null: everybody's.")
    remark: str = Field(description="Why it was handed back or over.")
    colleagues: list[ColleagueTold] = Field(description="To whom it could be handed over.")

    @classmethod
    def of(cls, shown: DeskCase) -> "HandsTold":
        """What is told of a case's officials."""
        case = shown.case
        return cls(
            approvals=shown.item.approvals,
            agreed_by=case.agreed_by,
            agreed_for=case.agreed_for,
            agreed_at=case.agreed_at,
            decided_for=case.decided_for,
            handler=case.handler,
            remark=case.remark,
            colleagues=[ColleagueTold.of(each) for each in shown.colleagues],
        )


class DeskCaseTold(Told):
    """A case in full."""

    id: str
    number: str
    item: str
    item_name: str
    title: str
    condition: str = Field(description="What must be made sure of before approving; or empty.")
    law: list[LawTold]
    office: str
    state: State
    version: int = Field(description="What If-Match takes, in quotes.")
    applicant: PersonTold
    answers: list[SaidTold]
    proofs: list[ProofTold]
    submitted_at: datetime | None
    accepted_at: datetime | None
    due_at: datetime | None = Field(description="Of the first answer; once accepted, of the end.")
    late: bool = Field(description="Whether a decision needs a `late_reason` now.")
    decided_at: datetime | None
    decided_by: str | None
    hands: HandsTold
    reasons: str
    certificate: PaperTold | None
    may: list[str] = Field(description="What this official may do with it now.")

    @classmethod
    def of(cls, desk: Desk, shown: DeskCase) -> "DeskCaseTold":
        """What is told of a case that an official has opened."""
        case, item = shown.case, shown.item
        return cls(
            id=case.id,
            number=case.number,
            **_item(item),
            office=shown.office.name,
            state=case.state,
            version=case.version,
            applicant=_person(shown),
            answers=_answers(desk, shown),
            proofs=[ProofTold.of(each) for each in weighed(desk, item, case)],
            submitted_at=case.submitted_at,
            accepted_at=case.accepted_at,
            due_at=case.due_at,
            late=shown.late,
            decided_at=case.decided_at,
            decided_by=case.decided_by,
            hands=HandsTold.of(shown),
            reasons=case.reasons,
            certificate=_paper(shown),
            may=sorted(shown.may),
        )


def _item(item: Item) -> dict[str, Any]:
    return {
        "item": item.id,
        "item_name": item.name,
        "title": item.title,
        "condition": item.condition,
        "law": [LawTold.of(basis) for basis in item.law],
    }


def _answers(desk: Desk, shown: DeskCase) -> list[SaidTold]:
    draft = shown.case.draft
    said = written(desk, shown.item, draft.answers, draft.contested)
    return [SaidTold.of(each) for each in said.values()]


def _person(shown: DeskCase) -> PersonTold:
    who = shown.applicant
    return PersonTold(name=who.name, id_number=who.number, phone=who.phone)


def _paper(shown: DeskCase) -> PaperTold | None:
    paper = shown.certificate
    if paper is None:
        return None
    return PaperTold(
        kind=paper.kind,
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
