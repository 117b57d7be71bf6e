"""Links: capabilities that were sent out, known by the digest of their token."""

from datetime import datetime

from domain.access import Link
from domain.identity import AccountId
from storage.statements import Row, Statements
from storage.times import moment, stamp


class Links:
    """What was sent as a link; the token itself is kept nowhere."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def put(
        self,
        token_hash: str,
        *,
        purpose: str,
        account: AccountId,
        case: str = "",
        expires_at: datetime,
        at: datetime,
    ) -> None:
        """Keep a link that is about to be sent."""
        self._tx.execute(
            "INSERT INTO links (token_hash, purpose, account, case_id, created_at, expires_at)"
            " VALUES (:token_hash, :purpose, :account, :case_id, :created_at, :expires_at)",
            {
                "token_hash": token_hash,
                "purpose": purpose,
                "account": account,
                "case_id": case,
                "created_at": stamp(at),
                "expires_at": stamp(expires_at),
            },
        )

    def take(self, token_hash: str, purpose: str, at: datetime) -> Link | None:
        """Use a link up; of any number of takers, one is given it."""
        row = self._tx.row(
            "UPDATE links SET used_at = :at"
            " WHERE token_hash = :token_hash AND purpose = :purpose"
            "   AND used_at IS NULL AND expires_at > :at"
            " RETURNING purpose, account, case_id, created_at, expires_at",
            {"token_hash": token_hash, "purpose": purpose, "at": stamp(at)},
        )
        return None if row is None else _link(row)

    def look(self, token_hash: str, purpose: str, at: datetime) -> Link | None:
        """A link that is good at that moment, and stays so."""
        row = self._tx.row(
            "SELECT purpose, account, case_id, created_at, expires_at FROM links"
            " WHERE token_hash = :token_hash AND purpose = :purpose"
            "   AND used_at IS NULL AND expires_at > :at",
            {"token_hash": token_hash, "purpose": purpose, "at": stamp(at)},
        )
        return None if row is None else _link(row)

    def forget(self, before: datetime) -> int:
        """Delete links that ended before then, and say how many."""
        return self._tx.execute(
            "DELETE FROM links WHERE expires_at < :before", {"before": stamp(before)}
        )


def _link(row: Row) -> Link:
    return Link(
        purpose=row["purpose"],
        account=AccountId(row["account"]),
        case=row["case_id"],
        created_at=moment(row["created_at"]),
        expires_at=moment(row["expires_at"]),
    )
