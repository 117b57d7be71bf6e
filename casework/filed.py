"""A case as its applicant has it, told as plain facts."""

from collections.abc import Callable, Mapping

from casework.desk import Desk
from casework.holding import whose_turn
from casework.knowing import reading_of
from casework.repeating import Facts
from casework.waiting import Wait, told, waits_of
from casework.weighing import Weighed, weighed
from domain.application import Application
from domain.certificate import Certificate
from domain.form import Answers, Draft, FieldKind, Form
from domain.identity import mask_id, mask_passport, mask_phone
from domain.message import Json
from domain.office import Office
from storage.transaction import Transaction


def etag_of(desk: Desk, tx: Transaction, case: Application) -> str:
    """What changes whenever anything does that is told about the case."""
    paper, waits = tx.certificates.of_case(case.id), waits_of(desk, tx, case)
    return _etag(case, paper, waits)


def _etag(case: Application, paper: Certificate | None, waits: tuple[Wait, ...]) -> str:
    marks = "".join(f".{each.mark}" for each in waits)
    return f"{case.id}.{case.version}.{paper.version if paper else 0}{marks}"


def filed(desk: Desk, tx: Transaction, case: Application) -> Facts:
    """The case as its applicant has it; numbers of documents and telephones are masked."""
    item = desk.catalogue.item(case.item, case.item_version)
    paper = tx.certificates.of_case(case.id)
    office = desk.catalogue.office(case.office) if case.office else None
    waits = waits_of(desk, tx, case)
    return {
        "id": case.id,
        "etag": _etag(case, paper, waits),
        "item": item.id,
        "item_name": item.name,
        "title": item.title,
        "family": item.family,
        "state": case.state,
        "number": case.number or None,
        **_said(item.form, case.draft),
        "proofs": [_proof(desk, each) for each in weighed(desk, item, case)],
        "open": _open(desk, tx, case, item.form),
        "asks": [{"field": each.field, "why": each.why, "how": each.how} for each in case.asks],
        "correct_by": case.correct_by.isoformat() if case.correct_by else None,
        "reasons": case.reasons or None,
        "office": _office(office),
        "certificate": _paper(paper),
        "waiting_for": told(desk, waits),
        **_times(case),
        **_held(desk, case),
    }


def _said(form: Form, draft: Draft) -> dict[str, Json]:
    return {
        "answers": _masked(form, draft.answers),
        "contested": _masked(form, draft.contested),
        "changes": draft.of or None,
    }


def _held(desk: Desk, case: Application) -> dict[str, Json]:
    held = whose_turn(desk, case, at=desk.now())
    return {"holder": held.holder, "working_hours_left": held.hours_left}


def _proof(desk: Desk, known: Weighed) -> Json:
    """How a proof stands, in plain words: what is held of anybody is the office's to read."""
    return {
        "title": known.title,
        "relation": known.relation,
        "source": known.source,
        "verdict": known.verdict,
        "text": desk.words.term("verdict", known.verdict),
        "as_of": known.as_of.isoformat() if known.as_of else None,
    }


def _open(desk: Desk, tx: Transaction, case: Application, form: Form) -> list[Json]:
    answers = case.draft.answers
    asked = form.on(reading_of(desk, tx.people.get(case.person), at=desk.now()))
    return [each.id for each in asked.applicable(answers) if each.id not in answers]


_MASKS: Mapping[FieldKind, Callable[[str], str]] = {
    FieldKind.ID_NUMBER: mask_id,
    FieldKind.PASSPORT: mask_passport,
    FieldKind.PHONE: mask_phone,
}


def _masked(form: Form, answers: Answers) -> dict[str, Json]:
    known = {name: form.field(name) for name in answers}
    masks = {name: _MASKS.get(each.kind) for name, each in known.items() if each}
    return {name: _hidden(said, masks.get(name)) for name, said in answers.items()}


def _hidden(said: str, mask: Callable[[str], str] | None) -> str:
    return mask(said) if mask and said else said


def _times(case: Application) -> dict[str, Json]:
    moments = {
        "created_at": case.created_at,
        "updated_at": case.updated_at,
        "submitted_at": case.submitted_at,
        "accepted_at": case.accepted_at,
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
        "kind": paper.kind,
        "number": paper.number,
        "issued_on": paper.issued_on.isoformat(),
        "valid_to": paper.valid_to.isoformat() if paper.valid_to else None,
        "revoked_at": paper.revoked_at.isoformat() if paper.revoked_at else None,
        "sha256": paper.sha256,
    }
