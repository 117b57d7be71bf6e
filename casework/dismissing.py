"""Dismissing: who sits at the desk, and how an official's roles and sessions end."""

from dataclasses import dataclass
from datetime import datetime

from domain.access import Session
from domain.office import OfficialId
from storage.database import Database
from storage.transaction import Transaction

KIND = "official"


@dataclass(frozen=True)
class Ended:
    """How many sessions and roles ended."""

    sessions: int
    roles: int


async def at_the_desk(db: Database, *, at: datetime) -> list[Session]:
    """The officials' sessions that last at that moment."""
    return await db.read(lambda tx: tx.sessions.lasting(KIND, at))


async def dismiss(db: Database, official: OfficialId, *, at: datetime, roles: bool) -> Ended:
    """End an official's sessions, and the roles too if they are to end; the journal keeps it.

    Raises:
        NotFound: Nobody of that userid was ever appointed.
    """

    def work(tx: Transaction) -> Ended:
        tx.officials.get(official)
        ended = Ended(
            tx.sessions.revoke_subject(KIND, official, at),
            tx.officials.end_grants(official, at) if roles else 0,
        )
        kind = "dismissed" if roles else "session-ended"
        tx.journal.add(kind, by="operator", at=at, official=official)
        return ended

    return await db.write(work)
