"""Filing: the verbs of an application for whoever sends data and not messages.

They do what the conversation does, by the same parts; a case may be begun by one and ended by the
other.  Each tells the case as plain facts, so that an answer can be kept and given again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from casework import applying, changing
from casework.acting import attempt
from casework.answering import Sheet, filled, missing, unanswered
from casework.desk import Desk
from casework.filed import etag_of, filed
from casework.knowing import reading_of
from casework.repeating import Facts, Repeat, once_told
from casework.winding import unwind
from domain.application import Application, ApplicationId
from domain.certificate import Certificate
from domain.errors import NotFound, PreconditionFailed, WrongState
from domain.form import Answers, Reading
from domain.identity import Account
from domain.item import Item
from domain.states import State
from storage.transaction import Transaction

Work = Callable[[Transaction, datetime], Facts]


@dataclass(frozen=True)
class Given:
    """What somebody writes, by question; each answer is read as the chat reads it.

    Attributes:
        contested: What the applicant says instead of what the register holds; empty takes it back.
    """

    answers: Answers
    contested: Answers = field(default_factory=dict)


async def begin(
    desk: Desk, account: Account, item: Item, given: Given, *, repeat: Repeat | None
) -> Facts:
    """Open a draft with the answers that are known; they may lead to another item.

    Raises:
        Forbidden: Nobody has proved who this account belongs to.
        WrongState: Another case is being filled in; `case` names it.
        Refusal: Some answers do not fit; `errors` names every one of them.
    """

    def work(tx: Transaction, at: datetime) -> Facts:
        running = tx.applications.open_of(account.person) if account.person else None
        if running:
            raise WrongState(case=running.id, state=running.state, wanted=State.DRAFT)
        draft = applying.begin(tx, account, item, at=at)
        return _kept(desk, tx, draft, given, at)

    return await once_told(desk, repeat, work)


async def amend(
    desk: Desk,
    account: Account,
    case_id: ApplicationId,
    *,
    given: Given,
    etags: frozenset[str],
) -> Facts:
    """Put answers into a draft or a returned case; change one that lies before the office.

    A change is applied at once, so nothing may be left open by it.

    Raises:
        NotFound: It is somebody else's, or nobody's.
        PreconditionFailed: The case is none of those versions.
        WrongState: The office has taken it on, or it is closed.
        Refusal: As in `begin`, and of a change as in `changing.change`.
    """

    def work(tx: Transaction, at: datetime) -> Facts:
        case = _own(tx, account, case_id)
        if etag_of(desk, tx, case) not in etags:
            raise PreconditionFailed(id=case.id, version=case.version)
        if changing.changeable(desk, case):
            sheet = _sheet(desk, tx, case, given, at)
            return filed(desk, tx, changing.change(desk, tx, case, sheet, at=at))
        return _kept(desk, tx, case, given, at)

    return await attempt(desk, case_id, account.id, work)


async def submit(
    desk: Desk, account: Account, case_id: ApplicationId, *, repeat: Repeat | None
) -> Facts:
    """Hand a case to the competent office, or ask for its letter; apply a change to its case.

    Raises:
        NotFound: It is somebody else's, or nobody's.
        Validation: Questions are open; `errors` names every one of them.
        WrongState: It is with the office.
        DuplicateApplication, Forbidden, GuardianRequired: As in `applying.submit`.
    """

    def work(tx: Transaction, at: datetime) -> Facts:
        case = _own(tx, account, case_id)
        item = desk.catalogue.item(case.item, case.item_version)
        kept = case.converse(case.draft, at=at, item=(item.id, item.version))
        if lacking := missing(item, case.draft.answers, by=_reading(desk, tx, case, at)):
            raise unanswered(lacking)
        if case.draft.of:
            changing.hand_in(desk, tx, kept, at=at)
        else:
            applying.submit(desk, tx, kept, at=at)
        return filed(desk, tx, tx.applications.get(ApplicationId(case.draft.of or case_id)))

    return await _repeatable(desk, account, case_id, repeat=repeat, work=work)


async def withdraw(
    desk: Desk, account: Account, case_id: ApplicationId, *, repeat: Repeat | None
) -> Facts:
    """Take a case back before it is decided; a draft is deleted for good.

    Raises:
        NotFound: It is somebody else's, or nobody's.
        WrongState: It has been decided.
    """

    def work(tx: Transaction, at: datetime) -> Facts:
        case = _own(tx, account, case_id)
        if case.state is State.DRAFT:
            tx.applications.discard(case.id)
            return {**filed(desk, tx, case), "state": State.WITHDRAWN}
        applying.withdraw(desk, tx, case.id, person=account.person, at=at)
        unwind(tx, case.id)
        return filed(desk, tx, tx.applications.get(case_id))

    return await _repeatable(desk, account, case_id, repeat=repeat, work=work)


async def one(desk: Desk, account: Account, case_id: ApplicationId) -> Facts:
    """A case of the caller's.

    Raises:
        NotFound: It is somebody else's, or nobody's; that somebody asked is written down.
    """

    def look(tx: Transaction, _at: datetime) -> Facts:
        return filed(desk, tx, _own(tx, account, case_id))

    at = desk.now()
    try:
        return await desk.db.read(lambda tx: look(tx, at))
    except NotFound:
        return await attempt(desk, case_id, account.id, look)


async def mine(desk: Desk, account: Account, *, limit: int, before: str) -> tuple[Facts, ...]:
    """The caller's cases, newest first, drafts among them.

    Args:
        desk: The desk.
        account: Who asks.
        limit: How many at most.
        before: Id of the last case that was told already; empty: none.
    """
    person = account.person
    if person is None:
        return ()

    def look(tx: Transaction) -> tuple[Facts, ...]:
        cases = tx.applications.page(person, limit, before=before)
        return tuple(filed(desk, tx, case) for case in cases)

    return await desk.db.read(look)


async def certificate(
    desk: Desk, account: Account, case_id: ApplicationId
) -> tuple[Certificate, bytes]:
    """The caller's certificate and its PDF; fetching it is written to the journal.

    Raises:
        NotFound: The case is somebody else's, or has no certificate.
    """

    def work(tx: Transaction, at: datetime) -> Certificate:
        case = _own(tx, account, case_id)
        paper = tx.certificates.of_case(case.id)
        if paper is None:
            raise NotFound(case=case.id)
        tx.journal.add("downloaded", by="applicant", at=at, case=case.id, certificate=paper.id)
        return paper

    paper = await attempt(desk, case_id, account.id, work)
    return paper, await desk.files.get(paper.object)


async def _repeatable(
    desk: Desk, account: Account, case_id: ApplicationId, *, repeat: Repeat | None, work: Work
) -> Facts:
    try:
        return await once_told(desk, repeat, work)
    except NotFound:
        return await attempt(desk, case_id, account.id, work)


def _own(tx: Transaction, account: Account, case_id: ApplicationId) -> Application:
    case = tx.applications.get(case_id)
    if account.person is None or case.person != account.person:
        raise NotFound(case=case_id)
    return case


def _reading(desk: Desk, tx: Transaction, case: Application, at: datetime) -> Reading:
    pictures = len(tx.attachments.of_case(changing.with_pictures(case)))
    return reading_of(desk, tx.people.get(case.person), at=at, pictures=pictures)


def _sheet(desk: Desk, tx: Transaction, case: Application, given: Given, at: datetime) -> Sheet:
    sheet = Sheet(desk.catalogue.item(case.item, case.item_version), case.draft)
    by = _reading(desk, tx, case, at)
    return filled(desk.catalogue, sheet, given.answers, by=by, contests=given.contested)


def _kept(desk: Desk, tx: Transaction, case: Application, given: Given, at: datetime) -> Facts:
    case = case.converse(case.draft, at=at, item=(case.item, case.item_version))
    sheet = _sheet(desk, tx, case, given, at)
    item = (sheet.item.id, sheet.item.version)
    tx.applications.save(case.converse(sheet.draft.at(""), at=at, item=item))
    return filed(desk, tx, tx.applications.get(case.id))
