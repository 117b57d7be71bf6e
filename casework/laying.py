"""Laying before: a case, with what is known of it now, comes before the officials on duty."""

from dataclasses import replace
from datetime import datetime

from domain.application import Application
from domain.states import BEFORE_OFFICIALS
from storage.transaction import Transaction

BY = "register"


def lay_before(tx: Transaction, case: Application, *, at: datetime, note: str = "") -> None:
    """Put a case, with what is known of it now, before the duty officials by a new card.

    One that waits for the second of two officials stays there.
    """
    lane, below = f"cards/{case.id}", str(case.version + 1)
    if case.state in BEFORE_OFFICIALS:  # earlier cards show what is no longer so
        tx.outbox.put("grey", lane=lane, at=at, case=case.id, did="renewed", by="", below=below)
    else:
        case = case.to_review(by=BY, at=at, note=note)
    tx.applications.save(replace(case, updated_at=at))
    tx.outbox.put("card", lane=lane, at=at, case=case.id)


def renew(tx: Transaction, case: Application, *, at: datetime) -> None:
    """Keep a case whose proofs stand otherwise now; officials who have it get a new card."""
    if case.state in BEFORE_OFFICIALS:
        lay_before(tx, case, at=at)
        return
    tx.applications.save(replace(case, updated_at=at))
