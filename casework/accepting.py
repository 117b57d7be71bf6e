"""Accepting: the office takes a case on, and the time to decide begins to run."""

from datetime import datetime

from casework.acting import act, at_hand
from casework.desk import Desk, Once
from casework.telling import tell
from casework.winding import kept, placed
from domain.application import Application, ApplicationId
from domain.clock import decision_due
from domain.office import OfficialId
from domain.states import State
from storage.transaction import Transaction


async def accept(
    desk: Desk,
    case_id: ApplicationId,
    *,
    by: OfficialId,
    revision: int | None = None,
    once: Once | None = None,
) -> Application:
    """Take a case on; nothing can be asked to be corrected any more.

    Args:
        desk: The desk.
        case_id: The case.
        by: Who takes it.
        revision: The version of the case that the official saw; None: the present one.
        once: Makes a repetition harmless.

    Raises:
        NotFound, Forbidden, SelfDealing: It may not be accepted by this official.
        WrongState: It has been accepted already, or does not lie before the office.
        Conflict: It has changed since the official saw it.
    """

    def work(tx: Transaction, at: datetime) -> None:
        case = at_hand(tx, case_id, by, at, wanted=State.NOT_ACCEPTED, revision=revision)
        accepted = taken_on(desk, case, since=at)
        tx.journal.add("accepted", by=by, at=at, case=case.id)
        kept(desk, tx, accepted, at=at)
        tell(tx, accepted, "told/accepted", at=at)

    return await act(desk, case_id, by=by, work=work, once=once)


def taken_on(desk: Desk, case: Application, *, since: datetime) -> Application:
    """The accepted case, due as its item promises.

    Raises:
        WrongState: It has been accepted already, or does not lie before the office.
    """
    item, office = placed(desk, case)
    return case.accept(at=since, due_at=decision_due(desk.days, item, office, accepted=since))
