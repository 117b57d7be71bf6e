"""Attempts: a step that was refused is written down, once, whichever rule spoke."""

from datetime import datetime

from casework.desk import Desk, Once, once
from domain.application import ApplicationId
from domain.errors import Forbidden, NotFound, Refusal, SelfDealing
from domain.message import Phrase
from storage.transaction import Transaction

WRITTEN = (NotFound, Forbidden, SelfDealing)  # whoever may not: `acting.attempt` has noted it


async def note_late(desk: Desk, refusal: Refusal, case_id: ApplicationId, *, seen: Once) -> None:
    """Write down a step that came too late or too soon; what was forbidden is written already."""
    if not isinstance(refusal, WRITTEN):
        await note_refused(desk, refusal, case_id, seen=seen)


async def note_refused(
    desk: Desk, refusal: Refusal, case_id: ApplicationId | None, *, seen: Once
) -> None:
    """Write down that a step was refused; the same message again adds nothing."""

    def work(tx: Transaction, at: datetime) -> Phrase:
        tx.journal.add("attempt-refused", by=seen.actor, at=at, case=case_id, code=refusal.code)
        return Phrase("noted")

    await once(desk, Once(f"refused/{seen.key}", seen.actor), work)
