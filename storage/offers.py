"""Offers: what the last bubble in a chat laid before somebody to choose from."""

from datetime import datetime

from domain.identity import AccountId
from storage.statements import Statements
from storage.times import stamp


class Offers:
    """One offer an account; a digit means something only while it stands."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def put(self, account: AccountId, what: str, at: datetime) -> None:
        """Lay an offer before somebody, in the place of an earlier one."""
        self._tx.execute(
            "INSERT INTO offers (account, what, at) VALUES (:account, :what, :at)"
            " ON CONFLICT (account) DO UPDATE SET what = excluded.what, at = excluded.at",
            {"account": account, "what": what, "at": stamp(at)},
        )

    def of(self, account: AccountId, *, since: datetime) -> str:
        """What stands before somebody, if it was laid there since then; empty if nothing."""
        row = self._tx.row(
            "SELECT what FROM offers WHERE account = :account AND at >= :since",
            {"account": account, "since": stamp(since)},
        )
        return "" if row is None else str(row["what"])

    def take(self, account: AccountId) -> None:
        """Take an offer away, if there is one."""
        self._tx.execute("DELETE FROM offers WHERE account = :account", {"account": account})
