"""Coming back: the first of one's absences ends, whether it has begun or not."""

from datetime import datetime

from casework import absences
from casework.desk import Desk, Once, once
from domain.errors import WrongState
from domain.message import Phrase
from domain.office import Absence, OfficialId
from storage.transaction import Transaction


async def come_back(desk: Desk, *, by: OfficialId, seen: Once) -> Absence | None:
    """End an official's first absence that is not over; the same message again ends no other.

    Returns:
        The absence as it is now; None: there is none.
    """

    def aim(tx: Transaction, at: datetime) -> Phrase:
        known = tx.absences.of(by, after=at)
        return Phrase("aimed", {"absence": known[0].id if known else ""})

    aimed = str((await once(desk, seen, aim)).facts["absence"])
    if not aimed:
        return None
    try:
        return await absences.end_absence(desk, aimed, by=by)
    except WrongState:  # it has ended by this same message
        return await desk.db.read(lambda tx: tx.absences.get(aimed))
