"""Stepping: a request is filled in page by page, by the same verbs as question by question.

The chat and the pages share one draft: what was begun in one is gone on with in the other.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from casework import applying, changing
from casework.acting import attempt
from casework.answering import Sheet, contested, each_taken, gone_back, missing, unanswered
from casework.desk import Desk
from casework.opening import Opened, look
from casework.visiting import Visitor
from casework.winding import unwind
from domain.application import Application, ApplicationId
from domain.errors import NotFound, PreconditionFailed, Refusal, Validation, WrongState
from domain.item import Item, ItemId
from domain.states import State
from storage.transaction import Transaction


@dataclass(frozen=True)
class Answered:
    """What came of a page of answers.

    Attributes:
        item: The item that the answers have come to.
        refused: Why answers were not taken, by field; all others are kept.
    """

    item: ItemId
    refused: Mapping[str, Refusal]


async def answer(desk: Desk, visitor: Visitor, item: ItemId, typed: Mapping[str, str]) -> Answered:
    """Take the answers of one page; the first one opens a draft.  While another case runs, none.

    Raises:
        NotFound: There is no such item.
    """
    at = desk.now()

    def work(tx: Transaction) -> Answered:
        now = look(desk, tx, visitor, item, at=at)
        if now.elsewhere:
            return Answered(item, {})
        came = each_taken(desk.catalogue, now.sheet, typed, by=now.reading)
        if came.sheet != now.sheet or now.case:
            _keep(tx, _case(tx, visitor, now, at), came.sheet, at)
        return Answered(came.sheet.item.id, came.refused)

    return await desk.db.write(work)


async def contest(desk: Desk, visitor: Visitor, item: ItemId, *, field: str, text: str) -> None:
    """Keep what the visitor says instead of what the register holds; nothing takes it back.

    Raises:
        Refusal: It does not fit, or the register has not answered this.
    """
    at = desk.now()

    def work(tx: Transaction) -> None:
        now = _here(look(desk, tx, visitor, item, at=at))
        sheet = contested(now.sheet, field, text, by=now.reading)
        if sheet != now.sheet:
            _keep(tx, _case(tx, visitor, now, at), sheet, at)

    await desk.db.write(work)


async def go_back(desk: Desk, visitor: Visitor, item: ItemId) -> ItemId:
    """Open again the answer that led to this item; return the item that asks it.

    Raises:
        NotFound: No answer did.
    """
    at = desk.now()

    def work(tx: Transaction) -> ItemId:
        now = _here(look(desk, tx, visitor, item, at=at))
        sheet = gone_back(desk.catalogue, now.sheet, by=now.reading)
        _keep(tx, _case(tx, visitor, now, at), sheet, at)
        return sheet.item.id

    return await desk.db.write(work)


async def place_for_pictures(desk: Desk, visitor: Visitor, item: ItemId) -> ApplicationId:
    """The case that pictures are handed in with; a draft, if there was none.

    Those of a change lie with the case that is changed, and are there at once.

    Raises:
        WrongState: Another case is being filled in.
    """
    at = desk.now()

    def work(tx: Transaction) -> ApplicationId:
        now = _here(look(desk, tx, visitor, item, at=at))
        return changing.with_pictures(_case(tx, visitor, now, at))

    return await desk.db.write(work)


async def change(desk: Desk, visitor: Visitor, case_id: ApplicationId) -> ItemId:
    """Begin to change a case that lies before the office; return the item that asks.

    Raises:
        NotFound: It is somebody else's, or nobody's.
        WrongState: It cannot be changed any more, or another case is being filled in.
    """

    def work(tx: Transaction, at: datetime) -> ItemId:
        account = tx.accounts.get(visitor.account)
        return changing.begin(desk, tx, account, case_id, at=at).item

    return await attempt(desk, case_id, visitor.account, work)


async def drop(desk: Desk, visitor: Visitor, case_id: ApplicationId) -> None:
    """Delete a draft for good; take back a case that was returned for correction.

    Raises:
        NotFound: It is somebody else's, or nobody's.
        WrongState: It has been decided.
    """

    def work(tx: Transaction, at: datetime) -> None:
        if _own(tx, visitor, case_id).state is State.DRAFT:
            tx.applications.discard(case_id)
        else:
            applying.withdraw(desk, tx, case_id, person=visitor.person, at=at)
            unwind(tx, case_id)

    await attempt(desk, case_id, visitor.account, work)


def consents(item: Item) -> tuple[str, ...]:
    """What whoever hands in agrees to, each by itself: `true`, and `sensitive` where it is so."""
    return ("true", "sensitive") if item.sensitive else ("true",)


async def hand_in(
    desk: Desk,
    visitor: Visitor,
    case_id: ApplicationId,
    *,
    version: str,
    agreed: Collection[str],
) -> ApplicationId:
    """Hand a case in as it was confirmed, or a change of it; pressed twice, it is handed in once.

    A change that comes too late is given up, and the case stays as the office has it.

    Args:
        desk: The desk.
        visitor: Whose case.
        case_id: The case; of a change, the one that is changed.
        version: Of the case, or of the draft of its change, as the page showed it.
        agreed: What was agreed to, of `consents`.

    Raises:
        NotFound: It is somebody else's, or nobody's.
        PreconditionFailed: It has changed since it was shown.
        Validation: Questions are open, or something was not agreed to.
        DuplicateApplication, Forbidden, GuardianRequired: As in `applying.submit`.
    """

    def work(tx: Transaction, at: datetime) -> ApplicationId:
        case = _in_hand(tx, _own(tx, visitor, case_id))
        if case.state not in (State.DRAFT, State.RETURNED):
            return case_id
        if _overtaken(desk, tx, case):
            tx.applications.discard(case.id)
            return ApplicationId(case.draft.of)
        if version != str(case.version):
            raise PreconditionFailed(id=case.id, version=case.version)
        now = look(desk, tx, visitor, case.item, at=at)
        if lacking := missing(now.sheet.item, case.draft.answers, by=now.reading):
            raise unanswered(lacking)
        if not set(consents(now.sheet.item)) <= set(agreed):
            raise Validation(field="agree", reason="not-agreed")
        submit = changing.hand_in if case.draft.of else applying.submit
        submit(desk, tx, case, at=at)
        return ApplicationId(case.draft.of or case.id)

    return await attempt(desk, case_id, visitor.account, work)


def _in_hand(tx: Transaction, case: Application) -> Application:
    """The draft of the change of a case, if there is one; else the case itself."""
    running = tx.applications.open_of(case.person)
    return running if running and running.draft.of == case.id else case


def _overtaken(desk: Desk, tx: Transaction, draft: Application) -> bool:
    """Whether a draft changes a case that the office has taken on or decided meanwhile."""
    if not draft.draft.of:
        return False
    return not changing.changeable(desk, tx.applications.get(ApplicationId(draft.draft.of)))


def _here(now: Opened) -> Opened:
    if now.elsewhere and now.case:
        raise WrongState(case=now.case.id, state=now.case.state, wanted=State.DRAFT)
    return now


def _case(tx: Transaction, visitor: Visitor, now: Opened, at: datetime) -> Application:
    account = tx.accounts.get(visitor.account)
    return now.case or applying.begin(tx, account, now.sheet.item, at=at)


def _keep(tx: Transaction, case: Application, sheet: Sheet, at: datetime) -> None:
    item = (sheet.item.id, sheet.item.version)
    tx.applications.save(case.converse(sheet.draft.at(""), at=at, item=item))


def _own(tx: Transaction, visitor: Visitor, case_id: ApplicationId) -> Application:
    case = tx.applications.get(case_id)
    if case.person != visitor.person:
        raise NotFound(case=case_id)
    return case
