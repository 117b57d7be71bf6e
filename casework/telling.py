"""Telling: a notice to the applicant is owed, and goes out by the outbox."""

from datetime import datetime

from domain.application import Application
from storage.transaction import Transaction


def tell(tx: Transaction, case: Application, phrase: str, *, at: datetime) -> None:
    """Owe the applicant a notice, on the binding that the case was made under."""
    tx.outbox.put(
        "tell", lane=case.account, at=at, account=case.account, case=case.id, phrase=phrase
    )
