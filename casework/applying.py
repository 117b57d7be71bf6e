"""Applying: a draft is begun, handed in, taken back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from casework.desk import Desk
from casework.proving import lane_of
from casework.telling import tell
from domain.application import Application, ApplicationId
from domain.calendar import local, local_day
from domain.errors import DuplicateApplication, Forbidden, NotFound, Validation, WrongState
from domain.form import Reading, consistent
from domain.identity import Account, IdNumber, PersonId
from domain.item import Item
from domain.message import Json
from domain.office import Office, competent
from domain.proof import Proof
from domain.states import State
from storage.transaction import Transaction


def begin(tx: Transaction, account: Account, item: Item, *, at: datetime) -> Application:
    """Open a draft; a person has one conversation at a time.

    Raises:
        Forbidden: Nobody has proved who this account belongs to.
        Conflict: A draft is open already.
    """
    if account.person is None:
        raise Forbidden
    draft = Application(
        id=ApplicationId(tx.new_id()),
        item=item.id,
        item_version=item.version,
        person=account.person,
        account=account.id,
        assurance=account.assurance,
        created_at=at,
        updated_at=at,
    )
    tx.applications.add(draft)
    return draft


def submit(desk: Desk, tx: Transaction, case: Application, *, at: datetime) -> Mapping[str, Json]:
    """Hand the case to the competent office, and owe the questions to the register.

    Returns:
        What the receipt says: number, at, office, due.

    Raises:
        Validation: A question is still open.
        Forbidden: The identity level is under what the item asks.
        DuplicateApplication: The same request is under way.
    """
    item = desk.catalogue.item(case.item)
    answers = case.draft.answers
    applicant = tx.people.get(case.person).number
    _check_answers(case, item, Reading(local_day(at), applicant, desk.places()))
    if case.assurance < item.assurance:
        raise Forbidden
    office = competent(
        desk.catalogue.offices.values(), kind=item.issued_by, division=answers["relative_place"]
    )
    filed = _filed(tx, case, item, office, applicant=applicant, at=at)
    due_at = desk.days.due(at, item.due_days, closes=office.closes)
    submitted = filed.submit(by=case.person, at=at, due_at=due_at)
    tx.applications.save(submitted)
    tx.outbox.put("prove", lane=lane_of(case.id), at=at, case=case.id)
    tell(tx, submitted, "told/received", at=at)
    return {
        "number": submitted.number,
        "at": at.isoformat(),
        "office": office.short,
        "due": due_at.isoformat(),
    }


def _check_answers(case: Application, item: Item, reading: Reading) -> None:
    missing = item.form.next(consistent(item.form, case.draft.answers, by=reading))
    if missing:
        raise Validation(field=missing.id, reason="empty")


def _filed(
    tx: Transaction,
    case: Application,
    item: Item,
    office: Office,
    *,
    applicant: IdNumber,
    at: datetime,
) -> Application:
    relative = IdNumber(case.draft.answers["relative_id"])
    indexes = (tx.blind("id-number", applicant), tx.blind("id-number", relative))
    key = _duplicate_key(tx, case, relative)
    if case.duplicate_key != key:
        if case.duplicate_key:
            tx.applications.release(case.duplicate_key)
        if holder := tx.applications.claim(key, case.id):
            raise _duplicate(tx.applications.get(holder))
    number = case.number or _number(tx, office, at)
    proofs = tuple(Proof(rule.id) for rule in item.proofs)
    return replace(
        case, number=number, office=office.id, parties=indexes, proofs=proofs, duplicate_key=key
    )


def _duplicate_key(tx: Transaction, case: Application, relative: IdNumber) -> str:
    asked = (case.person, case.item, relative, case.draft.answers["use_unit"])
    return tx.blind("duplicate", "|".join(asked))


def _duplicate(known: Application) -> DuplicateApplication:
    submitted_at = known.submitted_at
    return DuplicateApplication(
        case=known.id,
        tail=known.tail,
        submitted_at=submitted_at.isoformat() if submitted_at else None,
        state=known.state,
    )


def _number(tx: Transaction, office: Office, at: datetime) -> str:
    day = f"{local(at):%Y%m%d}"
    serial = tx.counters.next(f"case/{office.id}/{day}")
    return f"{office.initials}-{day}-{serial:04d}"


def withdraw(
    tx: Transaction, case_id: ApplicationId, *, person: PersonId | None, at: datetime
) -> Application:
    """Take a request back before it is decided; the office's cards are greyed.

    Raises:
        NotFound: It is somebody else's, or nobody's.
        WrongState: It has been decided.
    """
    case = tx.applications.get(case_id)
    if person is None or case.person != person:
        raise NotFound
    if case.state is State.DRAFT:
        raise WrongState(case=case.id, state=case.state, wanted=State.WITHDRAWN)
    withdrawn = case.withdraw(by=person, at=at)
    tx.applications.save(withdrawn)
    tx.applications.release(case.duplicate_key)
    if case.certificate_number:
        void_number(tx, case, by=person, at=at)
    tx.outbox.put("grey", lane=f"cards/{case.id}", at=at, case=case.id, did="withdrawn", by="")
    return withdrawn


def void_number(tx: Transaction, case: Application, *, by: str, at: datetime) -> None:
    """Write down that a number was drawn for which there will be no paper (作废)."""
    tx.journal.add("number-void", by=by, at=at, case=case.id, number=case.certificate_number)
