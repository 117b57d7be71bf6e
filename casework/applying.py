"""Applying: a draft is begun, handed in, taken back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from casework import lettering
from casework.consenting import consented
from casework.desk import Desk
from casework.knowing import known_of, reading_of
from casework.numbering import case_number
from casework.proving import lane_of
from casework.relatives import numbers, proofs_of
from casework.telling import tell
from casework.winding import wind
from domain.application import Application, ApplicationId
from domain.clock import first_answer_due
from domain.errors import DuplicateApplication, Forbidden, NotFound, Validation, WrongState
from domain.form import Draft, Reading, consistent, prefilled
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
    pictures = len(tx.attachments.of_case(case.id))
    reading = reading_of(desk, tx.people.get(case.person), at=at, pictures=pictures)
    ready = _checked(case, item, reading)
    if case.assurance < item.assurance:
        raise Forbidden
    form = item.form.on(reading)
    for field in consented(form, ready.draft.answers, today=reading.today):
        tx.journal.add("guardian-consented", by=case.person, at=at, case=case.id, field=field)
    for field in ready.draft.contested:
        tx.journal.add("prefill-contested", by=case.person, at=at, case=case.id, field=field)
    if not item.issuable:
        return lettering.owe(desk, tx, ready, item, at=at)
    return _handed_in(desk, tx, ready, item, at=at)


def _checked(case: Application, item: Item, reading: Reading) -> Application:
    """The case with the answers that its item calls for, and none besides."""
    answers = consistent(item.form, case.draft.answers, by=reading)
    missing = item.form.on(reading).next(answers)
    if missing:
        raise Validation(field=missing.id, reason="empty")
    if item.purposes and answers.get(PURPOSE) not in item.purposes:
        raise Validation(field=PURPOSE, reason="purpose-not-allowed")
    return replace(case, draft=replace(case.draft, answers=answers, left=None))


def _handed_in(
    desk: Desk, tx: Transaction, case: Application, item: Item, *, at: datetime
) -> Mapping[str, Json]:
    office = competent(
        desk.catalogue.offices.values(),
        kind=item.issued_by,
        division=case.draft.answers[item.place] if item.place else "",
        topic=item.topic,
    )
    filed = _filed(tx, case, item, office, at=at)
    due_at = first_answer_due(desk.days, item, office, received=at)
    submitted = wind(desk, tx, filed.submit(by=case.person, at=at, due_at=due_at), at=at)
    tx.applications.save(submitted)
    tx.outbox.put("prove", lane=lane_of(case.id), at=at, case=case.id)
    tell(tx, submitted, "told/received", at=at)
    return {
        "number": submitted.number,
        "at": at.isoformat(),
        "office": office.short,
        "due": due_at.isoformat(),
    }


def _filed(
    tx: Transaction, case: Application, item: Item, office: Office, *, at: datetime
) -> Application:
    answers = case.draft.answers
    mine, others = tx.people.get(case.person).number, numbers(item.form, answers)
    asked = (case.person, case.item, *others, answers.get("use_unit", ""))
    key = tx.blind("duplicate", "|".join(asked))
    if case.duplicate_key != key:
        if case.duplicate_key:
            tx.applications.release(case.duplicate_key)
        if holder := tx.applications.claim(key, case.id):
            raise _duplicate(tx.applications.get(holder))
    return replace(
        case,
        number=case.number or case_number(tx, office, at=at),
        office=office.id,
        parties=tuple(tx.blind("id-number", n) for n in dict.fromkeys((mine, *others))),
        proofs=proofs_of(item, answers),
        duplicate_key=key,
    )


def _duplicate(known: Application) -> DuplicateApplication:
    submitted_at = known.submitted_at
    return DuplicateApplication(
        case=known.id,
        tail=known.tail,
        submitted_at=submitted_at.isoformat() if submitted_at else None,
        state=known.state,
    )


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
