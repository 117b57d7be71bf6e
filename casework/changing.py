"""Changing: an applicant puts other answers into a case that lies before the office.

It may be done until the office has taken the case on: from then on the case rests on what was
handed in.  A change is applied in one step.  Whoever changes line by line, in chat or on pages,
does so in a draft of its own, and until that is handed in the office has the case as it was.  If
an official accepts or decides meanwhile, handing in is refused (WrongState), and the chat and the
pages say so, give the draft up, and show the case as it lies.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from casework.answering import Sheet, missing, unanswered
from casework.applying import PURPOSE
from casework.claiming import claimed, named_in, parties
from casework.consenting import consented
from casework.desk import Desk
from casework.knowing import reading_of
from casework.lettering import answering, letter_due
from casework.offering import come_to_nothing, end_pending
from casework.proving import lane_of
from casework.relatives import proofs_of
from casework.verifying_asked import recall_all
from casework.winding import wind
from domain.application import Application, ApplicationId
from domain.clock import first_answer_due
from domain.commitment import CHANGED, Stage
from domain.errors import Forbidden, NotFound, Validation, WrongState
from domain.form import Draft, filled_in
from domain.identity import Account
from domain.item import Item
from domain.message import Json
from domain.office import Office, competent
from domain.states import State
from storage.transaction import Transaction

BEFORE_THE_OFFICE = frozenset({State.SUBMITTED, State.PROVING, State.REVIEW})


def changeable(desk: Desk, case: Application) -> bool:
    """Whether its applicant may still change it; a letter is made at once, and asked for anew."""
    if case.state not in BEFORE_THE_OFFICE or case.accepted_at is not None:
        return False
    return desk.catalogue.item(case.item, case.item_version).issuable


def begin(
    desk: Desk, tx: Transaction, account: Account, case_id: ApplicationId, *, at: datetime
) -> Application:
    """Open a draft with what the case says now; nothing is changed before it is handed in.

    Raises:
        NotFound: It is somebody else's, or nobody's.
        WrongState: It cannot be changed any more, or another case is being filled in.
    """
    case = tx.applications.get(case_id)
    if account.person is None or case.person != account.person:
        raise NotFound(case=case_id)
    _must_be_changeable(desk, case)
    if running := tx.applications.open_of(account.person):
        if running.draft.of == case.id:
            return running
        raise WrongState(case=running.id, state=running.state, wanted=State.DRAFT)
    draft = Application(
        id=ApplicationId(tx.new_id()),
        item=case.item,
        item_version=case.item_version,
        person=case.person,
        account=account.id,
        assurance=account.assurance,
        created_at=at,
        updated_at=at,
        draft=draft_of(case),
    )
    tx.applications.add(draft)
    return draft


def draft_of(case: Application) -> Draft:
    """A draft of a change: what the case says now."""
    return replace(case.draft, focus="", left=None, of=case.id)


def with_pictures(case: Application) -> ApplicationId:
    """The case that the pictures of a running case lie with: those of a change, with its case."""
    return ApplicationId(case.draft.of) if case.draft.of else case.id


def hand_in(desk: Desk, tx: Transaction, draft: Application, *, at: datetime) -> Mapping[str, Json]:
    """Apply a draft of a change to its case, and be done with the draft.

    Returns:
        What the receipt says: number, at, office, due, and whether anything is changed.

    Raises:
        NotFound: There is no such case any more.
        WrongState, Validation, GuardianRequired, Forbidden, DuplicateApplication: As in `change`.
    """
    case = tx.applications.get(ApplicationId(draft.draft.of))
    item = desk.catalogue.item(draft.item, draft.item_version)
    tx.applications.discard(draft.id)
    after = change(desk, tx, case, Sheet(item, draft.draft), at=at)
    office = desk.catalogue.office(after.office) if after.office else None
    return {
        "number": after.number,
        "at": at.isoformat(),
        "office": office.short if office else "",
        "due": after.due_at.isoformat() if after.due_at else "",
        "changed": after.version != case.version,
    }


def change(
    desk: Desk, tx: Transaction, case: Application, sheet: Sheet, *, at: datetime
) -> Application:
    """Put other answers into a case: everything that rests on the earlier ones begins anew.

    Proofs are asked for anew, cards are greyed, questions to other offices are recalled, promises
    end, and the time to answer is counted from now.  The number stays.  Where nothing is
    different, nothing is done.

    Raises:
        WrongState: The office has taken it on, or decided; or it ends in a letter.
        Validation: A question is still open, or the item is not for this purpose.
        GuardianRequired: A child is named by somebody else than a consenting parent.
        Forbidden: The identity level is under what the item asks.
        DuplicateApplication: The same request is under way.
    """
    _must_be_changeable(desk, case)
    ready = _ready(desk, tx, case, sheet, at=at)
    if _same(case, ready):
        return case
    changed = _refiled(desk, tx, ready, sheet.item, at=at)
    tx.applications.save(wind(desk, tx, changed, at=at))
    tx.journal.add(CHANGED, by=case.person, at=at, case=case.id, fields=_fields(case, changed))
    _end_what_waits(tx, case, at=at)
    _owe(tx, changed, sheet.item, below=case.version + 1, at=at)
    return tx.applications.get(case.id)


def _must_be_changeable(desk: Desk, case: Application) -> None:
    if not changeable(desk, case):
        raise WrongState(case=case.id, state=case.state, wanted=State.PROVING)


def _ready(
    desk: Desk, tx: Transaction, case: Application, sheet: Sheet, *, at: datetime
) -> Application:
    """The case with the answers that the item calls for, and none besides."""
    item, pictures = sheet.item, len(tx.attachments.of_case(case.id))
    reading = reading_of(desk, tx.people.get(case.person), at=at, pictures=pictures)
    if lacking := missing(item, sheet.answers, by=reading):
        raise unanswered(lacking)
    form = filled_in(item.form, sheet.answers, by=reading)
    if item.purposes and form.answers.get(PURPOSE) not in item.purposes:
        raise Validation(field=PURPOSE, reason="purpose-not-allowed")
    if case.assurance < item.assurance:
        raise Forbidden
    for field in consented(form.asked, form.answers, today=reading.today):
        tx.journal.add("guardian-consented", by=case.person, at=at, case=case.id, field=field)
    for field in sheet.draft.contested.keys() - case.draft.contested.keys():
        tx.journal.add("prefill-contested", by=case.person, at=at, case=case.id, field=field)
    draft = replace(sheet.draft, answers=form.answers, focus="", left=None, of="")
    return replace(case, item=item.id, item_version=item.version, draft=draft)


def _same(case: Application, ready: Application) -> bool:
    before, now = case.draft, ready.draft
    said = (before.answers, before.contested) == (now.answers, now.contested)
    return said and case.item == ready.item


def _fields(before: Application, after: Application) -> list[Json]:
    """The ids of the questions that are answered otherwise now."""
    old, new = before.draft, after.draft
    pairs = ((old.answers, new.answers), (old.contested, new.contested))
    every = sorted({name for pair in pairs for each in pair for name in each})
    return [n for n in every if any(was.get(n) != now.get(n) for was, now in pairs)]


def _refiled(
    desk: Desk, tx: Transaction, case: Application, item: Item, *, at: datetime
) -> Application:
    office = _office(desk, tx, case, item)
    due = first_answer_due(desk.days, item, office, received=at)
    if not item.issuable:
        due = letter_due(desk, item, office, at=at)
    moved = case if case.state is State.PROVING else case.start_proving(by=case.person, at=at)
    named = named_in(tx, case, item)
    return replace(
        moved if office.id == case.office else moved.transfer(office.id),
        parties=parties(tx, named),
        proofs=proofs_of(item, case.draft.answers),
        duplicate_key=claimed(tx, case, item, named),
        received_at=at,
        updated_at=at,
        due_at=due,
    )


def _office(desk: Desk, tx: Transaction, case: Application, item: Item) -> Office:
    if not item.issuable:
        return answering(desk, item, case, home=tx.people.get(case.person).home)
    place = case.draft.answers[item.place] if item.place else ""
    every = desk.catalogue.offices.values()
    return competent(every, kind=item.issued_by, division=place, topic=item.topic)


def _end_what_waits(tx: Transaction, case: Application, *, at: datetime) -> None:
    """Nobody promises or answers any more what the case no longer says."""
    recall_all(tx, case, at=at, why=CHANGED)
    end_pending(tx, case, at=at, why=CHANGED)
    for each in tx.commitments.of_case(case.id):
        if each.stage is Stage.SIGNED:
            come_to_nothing(tx, each, Stage.WITHDRAWN, by=case.person, at=at, why=CHANGED)


def _owe(tx: Transaction, case: Application, item: Item, *, below: int, at: datetime) -> None:
    tx.outbox.put(
        "grey",
        lane=f"cards/{case.id}",
        at=at,
        case=case.id,
        did=CHANGED,
        by="",
        below=str(below),
    )
    lane = lane_of(case.id)
    tx.outbox.forgo(lane)  # whoever waits for a silent register need not be waited for
    if item.issuable or case.proofs:
        tx.outbox.put("prove", lane=lane, at=at, case=case.id)
    else:
        tx.outbox.put("letter", lane=case.id, at=at, case=case.id)
