"""Opening: what lies open before a visitor, whether chat or page began it."""

from dataclasses import dataclass, replace
from datetime import datetime

from casework.answering import Sheet, begun, first_item
from casework.changing import with_pictures
from casework.desk import Desk
from casework.knowing import reading_of
from casework.lettering import answering
from casework.visiting import Visitor
from domain.application import Application
from domain.attachment import Attachment
from domain.clock import first_answer_due
from domain.errors import NotFound
from domain.form import Reading, consistent
from domain.item import ItemId
from domain.office import Office, competent
from storage.transaction import Transaction


@dataclass(frozen=True)
class Opened:
    """What lies open before a visitor.

    Attributes:
        sheet: The questions and what was answered; where answers have led, if they have.
        case: The running case; None: nothing is written yet.
        pictures: What was handed in with it.
        elsewhere: Whether the running case is about something else than what is wanted.
    """

    sheet: Sheet
    reading: Reading
    case: Application | None = None
    pictures: tuple[Attachment, ...] = ()
    elsewhere: bool = False


@dataclass(frozen=True)
class Promise:
    """Who will deal with a request, and by when the first answer is due."""

    office: Office
    due_at: datetime


async def opened(desk: Desk, visitor: Visitor, item: ItemId) -> Opened:
    """What a page about an item shows; nothing is written.

    Raises:
        NotFound: There is no such item.
    """
    at = desk.now()
    return await desk.db.read(lambda tx: look(desk, tx, visitor, item, at=at))


async def running(desk: Desk, visitor: Visitor) -> Opened | None:
    """The case that is being filled in, by chat or by page; None: there is none."""
    at = desk.now()

    def work(tx: Transaction) -> Opened | None:
        case = tx.applications.open_of(visitor.person)
        return look(desk, tx, visitor, case.item, at=at) if case else None

    return await desk.db.read(work)


def promised(desk: Desk, now: Opened) -> Promise | None:
    """Who would deal with the case if it were handed in now; None: nobody here."""
    item, answers = now.sheet.item, now.sheet.answers
    try:
        if now.case and not item.issuable:
            case = replace(now.case, draft=now.sheet.draft)
            office = answering(desk, item, case, home=now.reading.known.home)
        else:
            place = answers.get(item.place, "") if item.place else ""
            every = desk.catalogue.offices.values()
            office = competent(every, kind=item.issued_by, division=place, topic=item.topic)
    except NotFound:
        return None
    due_at = first_answer_due(desk.days, item, office, received=desk.now())
    return Promise(office, due_at)


def look(desk: Desk, tx: Transaction, visitor: Visitor, wanted: ItemId, *, at: datetime) -> Opened:
    """What lies open, within a transaction.

    Raises:
        NotFound: There is no such item.
    """
    case = tx.applications.open_of(visitor.person)
    pictures = tuple(tx.attachments.of_case(with_pictures(case))) if case else ()
    person = tx.people.get(visitor.person)
    reading = reading_of(desk, person, at=at, pictures=len(pictures))
    if case is None:
        item = desk.catalogue.item(wanted)
        return Opened(Sheet(item, begun(item, by=reading)), reading)
    item = desk.catalogue.item(case.item, case.item_version)
    answers = consistent(item.form, case.draft.answers, by=reading)
    sheet = Sheet(item, replace(case.draft, answers=answers))
    about = {item.id, first_item(sheet), *_left(sheet)}
    if wanted not in about:
        desk.catalogue.item(wanted)  # what does not exist is not found, whatever else runs
    return Opened(sheet, reading, case, pictures, elsewhere=wanted not in about)


def _left(sheet: Sheet) -> set[ItemId]:
    """The items that answers have led away from."""
    passed, draft = set[ItemId](), sheet.draft
    while draft.left is not None:
        passed.add(ItemId(draft.left.item))
        draft = draft.left.draft
    return passed
