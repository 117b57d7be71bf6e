"""Sessions: who is signed in, known by the digest of the token."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from domain.access import Session
from domain.errors import NotFound
from domain.message import Json
from storage.statements import Row, Statements
from storage.times import moment, stamp

_TOUCH = timedelta(minutes=1)


class Sessions:
    """Everyone who is signed in; the token itself is kept nowhere."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def put(self, session: Session) -> None:
        """Keep a new session."""
        self._tx.execute(
            "INSERT INTO sessions (token_hash, kind, subject, created_at, last_seen_at,"
            "       expires_at, idle_s, revoked_at, sealed)"
            " VALUES (:token_hash, :kind, :subject, :created_at, :seen_at,"
            "       :expires_at, :idle_s, NULL, :sealed)",
            {
                "token_hash": session.token_hash,
                "kind": session.kind,
                "subject": session.subject,
                "created_at": stamp(session.created_at),
                "seen_at": stamp(session.seen_at),
                "expires_at": stamp(session.expires_at),
                "idle_s": session.idle_s,
                "sealed": self._sealed(session.token_hash, session.csrf, session.facts),
            },
        )

    def get(self, token_hash: str, kind: str, at: datetime) -> Session | None:
        """The session of that token, if it lasts; a writing transaction notes that it was seen."""
        row = self._tx.row(
            "SELECT * FROM sessions"
            " WHERE token_hash = :token_hash AND kind = :kind AND revoked_at IS NULL",
            {"token_hash": token_hash, "kind": kind},
        )
        if row is None:
            return None
        session = self._session(row)
        if not session.lasts(at):
            return None
        if self._tx.writable and at - session.seen_at >= _TOUCH:
            self._tx.execute(
                "UPDATE sessions SET last_seen_at = :at WHERE token_hash = :token_hash",
                {"at": stamp(at), "token_hash": token_hash},
            )
            return replace(session, seen_at=at)
        return session

    def lasting(self, kind: str, at: datetime) -> list[Session]:
        """The sessions of a kind that last, by whose they are and when they began."""
        rows = self._tx.rows(
            "SELECT * FROM sessions"
            " WHERE kind = :kind AND revoked_at IS NULL AND expires_at > :at"
            " ORDER BY subject, created_at",
            {"kind": kind, "at": stamp(at)},
        )
        return [session for session in map(self._session, rows) if session.lasts(at)]

    def update(self, session: Session, facts: Mapping[str, Json]) -> None:
        """Put other facts in the place of those that the session knew.

        Raises:
            NotFound: It has been revoked.
        """
        changed = self._tx.execute(
            "UPDATE sessions SET sealed = :sealed"
            " WHERE token_hash = :token_hash AND revoked_at IS NULL",
            {
                "token_hash": session.token_hash,
                "sealed": self._sealed(session.token_hash, session.csrf, facts),
            },
        )
        if changed != 1:
            raise NotFound

    def revoke(self, token_hash: str, at: datetime) -> None:
        """End the session of that token, if there is one."""
        self._tx.execute(
            "UPDATE sessions SET revoked_at = :at"
            " WHERE token_hash = :token_hash AND revoked_at IS NULL",
            {"at": stamp(at), "token_hash": token_hash},
        )

    def revoke_subject(self, kind: str, subject: str, at: datetime) -> int:
        """End every session of somebody, and say how many there were."""
        return self._tx.execute(
            "UPDATE sessions SET revoked_at = :at"
            " WHERE kind = :kind AND subject = :subject AND revoked_at IS NULL",
            {"at": stamp(at), "kind": kind, "subject": subject},
        )

    def forget(self, before: datetime) -> int:
        """Delete sessions that ended before then, and say how many."""
        return self._tx.execute(
            "DELETE FROM sessions WHERE expires_at < :before", {"before": stamp(before)}
        )

    def _sealed(self, token_hash: str, csrf: str, facts: Mapping[str, Json]) -> bytes:
        return self._tx.seal("sessions", token_hash, {"csrf": csrf, "facts": dict(facts)})

    def _session(self, row: Row) -> Session:
        held = self._tx.open("sessions", row["token_hash"], row["sealed"])
        return Session(
            token_hash=row["token_hash"],
            kind=row["kind"],
            subject=row["subject"],
            created_at=moment(row["created_at"]),
            seen_at=moment(row["last_seen_at"]),
            expires_at=moment(row["expires_at"]),
            idle_s=row["idle_s"],
            csrf=held["csrf"],
            facts=held["facts"],
        )
