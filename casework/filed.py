"""A case as its applicant has it, told as plain facts."""

from casework.desk import Desk
from casework.repeating import Facts
from domain.application import Application
from domain.certificate import Certificate
from domain.form import Answers, FieldKind, Form
from domain.identity import mask_id
from domain.message import Json
from domain.office import Office
from storage.transaction import Transaction


def etag_of(tx: Transaction, case: Application) -> str:
    """What changes whenever anything does that is told about the case."""
    paper = tx.certificates.of_case(case.id)
    return f"{case.id}.{case.version}.{paper.version if paper else 0}"


def filed(desk: Desk, tx: Transaction, case: Application) -> Facts:
    """The case as its applicant has it; numbers of ID cards are masked."""
    item = desk.catalogue.item(case.item)
    paper = tx.certificates.of_case(case.id)
    office = desk.catalogue.office(case.office) if case.office else None
    return {
        "id": case.id,
        "etag": etag_of(tx, case),
        "item": item.id,
        "item_name": item.name,
        "state": case.state,
        "number": case.number or None,
        "answers": _masked(item.form, case.draft.answers),
        "open": [
            each.id
            for each in item.form.applicable(case.draft.answers)
            if each.id not in case.draft.answers
        ],
        "asks": [{"field": each.field, "why": each.why, "how": each.how} for each in case.asks],
        "correct_by": case.correct_by.isoformat() if case.correct_by else None,
        "reasons": case.reasons or None,
        "office": _office(office),
        "certificate": _paper(paper),
        **_times(case),
    }


def _masked(form: Form, answers: Answers) -> dict[str, Json]:
    secret = {each.id for each in form.fields if each.kind is FieldKind.ID_NUMBER}
    return {name: mask_id(said) if name in secret else said for name, said in answers.items()}


def _times(case: Application) -> dict[str, Json]:
    moments = {
        "created_at": case.created_at,
        "updated_at": case.updated_at,
        "submitted_at": case.submitted_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
    }
    return {name: at.isoformat() if at else None for name, at in moments.items()}


def _office(office: Office | None) -> Json:
    return {"name": office.name, "phone": office.phone, "hours": office.hours} if office else None


def _paper(paper: Certificate | None) -> Json:
    if paper is None:
        return None
    return {
        "number": paper.number,
        "issued_on": paper.issued_on.isoformat(),
        "valid_to": paper.valid_to.isoformat(),
        "revoked_at": paper.revoked_at.isoformat() if paper.revoked_at else None,
        "sha256": paper.sha256,
    }
