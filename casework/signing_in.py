"""Signing in: an official's session in the browser, and how fresh it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.desk import Desk, new_token
from casework.links import hashed
from domain.access import Session
from domain.errors import Forbidden, NotFound, Unauthenticated
from domain.office import Official, OfficialId
from storage.transaction import Transaction

SESSION = timedelta(hours=8)
IDLE = timedelta(minutes=30)
FRESH = timedelta(minutes=10)


@dataclass(frozen=True)
class SignedIn:
    """An official at the desk.

    Attributes:
        csrf: The token that every form of this session carries.
        fresh: Signed in at most ten minutes ago, as revoking asks.
        expires_at: When the session ends, however busy it is.
    """

    official: Official
    csrf: str
    fresh: bool
    expires_at: datetime


async def open_session(desk: Desk, userid: str) -> str:
    """Open a session for an official whom WeCom has named; earlier ones end.

    Returns:
        The cookie's value; it is stored hashed.

    Raises:
        Forbidden: Nobody of that userid holds a role now.
    """
    token, csrf, at = new_token(), new_token(), desk.now()

    def work(tx: Transaction) -> str:
        official = _known(tx, OfficialId(userid))
        if not official.serves(at):
            raise Forbidden
        tx.sessions.revoke_subject("official", official.id, at)
        tx.sessions.put(_session(token, official, csrf, at))
        tx.journal.add("signed-in", by=official.id, at=at)
        return token

    return await desk.db.write(work)


def _session(token: str, official: Official, csrf: str, at: datetime) -> Session:
    return Session(
        token_hash=hashed(token),
        kind="official",
        subject=official.id,
        created_at=at,
        seen_at=at,
        expires_at=at + SESSION,
        idle_s=int(IDLE.total_seconds()),
        csrf=csrf,
    )


def _known(tx: Transaction, userid: OfficialId) -> Official:
    try:
        return tx.officials.get(userid)
    except NotFound:
        raise Forbidden from None


async def signed_in(desk: Desk, cookie: str) -> SignedIn:
    """Who sits at the desk.

    Raises:
        Unauthenticated: Nobody: the session is unknown, idle too long, or over; it is over, too,
            for whoever holds no role any more.
    """
    at = desk.now()

    def work(tx: Transaction) -> SignedIn | None:
        session = tx.sessions.get(hashed(cookie), kind="official", at=at)
        if session is None:
            return None
        official = tx.officials.get(OfficialId(session.subject))
        if not official.serves(at):
            tx.sessions.revoke_subject("official", official.id, at)
            tx.journal.add("session-ended", by=official.id, at=at)
            return None
        return SignedIn(official, session.csrf, _fresh(session, at), session.expires_at)

    found = await desk.db.write(work)
    if found is None:
        raise Unauthenticated
    return found


def _fresh(session: Session, at: datetime) -> bool:
    return at - session.created_at <= FRESH


async def sign_out(desk: Desk, cookie: str) -> None:
    """End the session; an unknown one is ended already."""
    at = desk.now()
    await desk.db.write(lambda tx: tx.sessions.revoke(hashed(cookie), at))
