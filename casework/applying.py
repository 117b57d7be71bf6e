"""Applying: a draft is begun, handed in, taken back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from casework import lettering, planning
from casework.claiming import claimed, parties
from casework.consenting import consented
from casework.desk import Desk
from casework.knowing import known_of, reading_of
from casework.numbering import case_number
from casework.offering import let_go
from casework.proving import lane_of
from casework.reckoning import reckon
from casework.relatives import numbers, proofs_of
from casework.telling import tell
from casework.verifying_asked import recall_all
from casework.winding import wind
from domain.application import Application, ApplicationId
from domain.clock import first_answer_due
from domain.errors import Forbidden, NotFound, Validation, WrongState
from domain.form import Draft, Filled, Reading, filled_in, prefilled
from domain.identity import Account, PersonId
from domain.item import Item
from domain.message import Json
from domain.office import Office, competent
from domain.states import State
from storage.transaction import Transaction

PURPOSE = "purpose"


def begin(tx: Transaction, account: Account, item: Item, *, at: datetime) -> Application:
    """Open a draft; a person has one conversation at a time.  What the register proved is in it.

    Raises:
        Forbidden: Nobody has proved who this account belongs to.
        Conflict: A draft is open already.
    """
    if account.person is None:
        raise Forbidden
    known = prefilled(item.form, known_of(tx.people.get(account.person)))
    asked = {each.id for each in item.form.applicable(known)}
    draft = Application(
        id=ApplicationId(tx.new_id()),
        item=item.id,
        item_version=item.version,
        person=account.person,
        account=account.id,
        assurance=account.assurance,
        created_at=at,
        updated_at=at,
        draft=Draft({field: value for field, value in known.items() if field in asked}),
    )
    tx.applications.add(draft)
    return draft


def submit(desk: Desk, tx: Transaction, case: Application, *, at: datetime) -> Mapping[str, Json]:
    """Hand the case to the competent office, and owe the questions to the sources, or a letter.

    Returns:
        What the receipt says: number, at, office, due.

    Raises:
        Validation: A question is still open, or the item is not for this purpose.
        GuardianRequired: A child is named by somebody else than a consenting parent.
        Forbidden: The identity level is under what the item asks.
        DuplicateApplication: The same request is under way.
    """
    item = desk.catalogue.item(case.item, case.item_version)
    pictures = len(tx.attachments.of_case(case.id)) if item.form.pictured else 0
    reading = reading_of(desk, tx.people.get(case.person), at=at, pictures=pictures)
    filled = _checked(case, item, reading)
    if case.assurance < item.assurance:
        raise Forbidden
    for field in consented(filled.asked, filled.answers, today=reading.today):
        tx.journal.add("guardian-consented", by=case.person, at=at, case=case.id, field=field)
    for field in case.draft.contested:
        tx.journal.add("prefill-contested", by=case.person, at=at, case=case.id, field=field)
    ready = replace(case, draft=replace(case.draft, answers=filled.answers, left=None))
    if not item.issuable:
        return lettering.owe(desk, tx, ready, item, at=at)
    named = (reading.applicant, *numbers(filled.asked, filled.answers))
    return _handed_in(desk, tx, ready, item, at=at, named=named)


def _checked(case: Application, item: Item, reading: Reading) -> Filled:
    """The form with the answers that it calls for, and none besides."""
    filled = filled_in(item.form, case.draft.answers, by=reading)
    if filled.missing:
        raise Validation(field=filled.missing.id, reason="empty")
    if item.purposes and filled.answers.get(PURPOSE) not in item.purposes:
        raise Validation(field=PURPOSE, reason="purpose-not-allowed")
    return filled


def _handed_in(
    desk: Desk,
    tx: Transaction,
    case: Application,
    item: Item,
    *,
    at: datetime,
    named: tuple[str, ...],
) -> Mapping[str, Json]:
    office = competent(
        desk.catalogue.offices.values(),
        kind=item.issued_by,
        division=case.draft.answers[item.place] if item.place else "",
        topic=item.topic,
    )
    filed = replace(
        case,
        number=case.number or case_number(tx, office, at=at),
        office=office.id,
        parties=parties(tx, named),
        proofs=proofs_of(item, case.draft.answers),
        duplicate_key=claimed(tx, case, item, named),
    )
    due_at = first_answer_due(desk.days, item, office, received=at)
    submitted = wind(desk, tx, filed.submit(by=case.person, at=at, due_at=due_at), at=at)
    tx.applications.save(submitted)
    if case.submitted_at is not None:
        recall_all(tx, case, at=at, why="corrected")
        let_go(tx, case, at=at)
    tx.outbox.put("prove", lane=lane_of(case.id), at=at, case=case.id)
    tell(tx, submitted, "told/received", at=at)
    return _receipt(submitted, office, at=at, due_at=due_at)


def _receipt(
    case: Application, office: Office, *, at: datetime, due_at: datetime
) -> Mapping[str, Json]:
    return {
        "number": case.number,
        "at": at.isoformat(),
        "office": office.short,
        "due": due_at.isoformat(),
    }


def withdraw(
    desk: Desk,
    tx: Transaction,
    case_id: ApplicationId,
    *,
    person: PersonId | None,
    at: datetime,
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
    reckon(desk, tx, withdrawn, at=at)
    recall_all(tx, case, at=at, why="withdrawn")
    planning.over(tx, withdrawn, at=at)
    tx.applications.release(case.duplicate_key)
    if case.certificate_number:
        void_number(tx, case, by=person, at=at)
    tx.outbox.put("grey", lane=f"cards/{case.id}", at=at, case=case.id, did="withdrawn", by="")
    return withdrawn


def void_number(tx: Transaction, case: Application, *, by: str, at: datetime) -> None:
    """Write down that a number was drawn for which there will be no paper (作废)."""
    tx.journal.add("number-void", by=by, at=at, case=case.id, number=case.certificate_number)
