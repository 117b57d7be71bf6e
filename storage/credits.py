"""Credits: how many subscribe messages each account has still agreed to."""

from domain.identity import AccountId
from storage.statements import Statements


class Credits:
    """A balance by account and template, for the platform tells none."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def grant(self, account: AccountId, template: str, n: int = 1) -> None:
        """Add messages that the account has agreed to."""
        self._tx.execute(
            "INSERT INTO credits (account, template, balance) VALUES (:account, :template, :n)"
            " ON CONFLICT (account, template) DO UPDATE SET balance = credits.balance + :n",
            {"account": account, "template": template, "n": n},
        )

    def spend(self, account: AccountId, template: str) -> bool:
        """Take one message off the balance, if there is one."""
        changed = self._tx.execute(
            "UPDATE credits SET balance = balance - 1"
            " WHERE account = :account AND template = :template AND balance > 0",
            {"account": account, "template": template},
        )
        return changed == 1

    def empty(self, account: AccountId, template: str) -> None:
        """Set the balance to nothing, for the platform says that there is none."""
        self._tx.execute(
            "UPDATE credits SET balance = 0 WHERE account = :account AND template = :template",
            {"account": account, "template": template},
        )

    def balance(self, account: AccountId, template: str) -> int:
        """How many messages may still be sent."""
        row = self._tx.row(
            "SELECT balance FROM credits WHERE account = :account AND template = :template",
            {"account": account, "template": template},
        )
        return int(row["balance"]) if row is not None else 0
