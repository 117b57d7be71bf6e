"""Visiting: a citizen in WeChat's browser, known by the account that chats with us."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.acting import attempt
from casework.changing import changeable
from casework.desk import Desk, new_token
from casework.links import hashed
from casework.rating import standing
from casework.signing_in import IDLE, SESSION
from domain.access import Session
from domain.application import Application, ApplicationId
from domain.errors import NotFound, Unauthenticated
from domain.identity import Account, AccountId, PersonId
from domain.message import Channel
from domain.states import UNDER_WAY, State
from storage.transaction import Transaction

KIND = "visitor"
SHOWN = 9  # as many as the chat lists
LINK = timedelta(hours=1)


@dataclass(frozen=True)
class Visitor:
    """A citizen whose account is proved to be a person's.

    Attributes:
        csrf: The token that every form of this session carries.
    """

    account: AccountId
    person: PersonId
    csrf: str


@dataclass(frozen=True)
class Mine:
    """One line of what is the citizen's.

    Attributes:
        item: What the item is called.
        office: What people call the office it lies with.
        due_at: When the first answer is due, while the case is under way.
        changeable: Whether other answers may still be put into it.
        rateable: Whether it may be rated now.
    """

    id: ApplicationId
    item: str
    tail: str
    state: State
    office: str
    due_at: datetime | None
    changeable: bool
    rateable: bool


async def open_visit(desk: Desk, openid: str) -> str | None:
    """Open a session for an account of ours; earlier ones end.

    Returns:
        The cookie's value; it is stored hashed.  None if nobody has proved whose account it is;
        nothing is written then.
    """
    token, at = new_token(), desk.now()

    def work(tx: Transaction) -> str | None:
        account = tx.accounts.find(Channel.OFFICIAL_ACCOUNT, desk.official_appid, openid)
        if account is None or account.person is None:
            return None
        tx.sessions.revoke_subject(KIND, account.id, at)
        tx.sessions.put(_session(token, account, at))
        tx.journal.add("signed-in", by=account.id, at=at)
        return token

    return await desk.db.write(work)


def _session(token: str, account: Account, at: datetime) -> Session:
    return Session(
        token_hash=hashed(token),
        kind=KIND,
        subject=account.id,
        created_at=at,
        seen_at=at,
        expires_at=at + SESSION,
        idle_s=int(IDLE.total_seconds()),
        csrf=new_token(),
    )


async def visitor(desk: Desk, cookie: str) -> Visitor:
    """Who visits.

    Raises:
        Unauthenticated: Nobody: the session is unknown, idle too long, or over.
    """
    at = desk.now()

    def work(tx: Transaction) -> Visitor | None:
        session = tx.sessions.get(hashed(cookie), kind=KIND, at=at)
        account = tx.accounts.get(AccountId(session.subject)) if session else None
        if session is None or account is None or account.person is None:
            return None
        return Visitor(account.id, account.person, session.csrf)

    found = await desk.db.write(work)
    if found is None:
        raise Unauthenticated
    return found


async def account_of(desk: Desk, visitor: Visitor) -> Account:
    """The account behind a visit, with what is proved about it."""
    return await desk.db.read(lambda tx: tx.accounts.get(visitor.account))


async def leave(desk: Desk, cookie: str) -> None:
    """End the session; an unknown one is ended already."""
    at = desk.now()
    await desk.db.write(lambda tx: tx.sessions.revoke(hashed(cookie), at))


async def mine(desk: Desk, visitor: Visitor) -> tuple[Mine, ...]:
    """The visitor's cases, newest first, as the chat lists them: drafts left out."""
    at = desk.now()

    def read(tx: Transaction) -> tuple[Mine, ...]:
        cases = tx.applications.of_person(visitor.person, SHOWN)
        return tuple(_line(desk, tx, case, at) for case in cases if case.state is not State.DRAFT)

    return await desk.db.read(read)


def _line(desk: Desk, tx: Transaction, case: Application, at: datetime) -> Mine:
    return Mine(
        id=case.id,
        item=desk.catalogue.item(case.item).name,
        tail=case.tail,
        state=case.state,
        office=desk.catalogue.office(case.office).short if case.office else "",
        due_at=case.due_at if case.state in UNDER_WAY else None,
        changeable=changeable(desk, case),
        rateable=standing(desk, tx, case, at=at).open,
    )


async def link_to(desk: Desk, visitor: Visitor, case_id: ApplicationId) -> str:
    """Make a link to the page of one of the visitor's cases; it lasts an hour.

    Raises:
        NotFound: It is somebody else's, or nobody's.
    """
    token = new_token()

    def work(tx: Transaction, at: datetime) -> str:
        case = tx.applications.get(case_id)
        if case.person != visitor.person:
            raise NotFound
        tx.links.put(
            hashed(token),
            purpose="case",
            account=visitor.account,
            case=case.id,
            expires_at=at + LINK,
            at=at,
        )
        return f"/c/{token}"

    return await attempt(desk, case_id, visitor.account, work)
