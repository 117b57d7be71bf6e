"""Own: the cases that wait for one official, or that this official waits for."""

from datetime import datetime

from casework import duty
from casework.desk import Desk
from casework.reach import offices_of
from domain.application import Application
from domain.office import Official, OfficialId
from domain.states import State
from storage.transaction import Transaction

AT_MOST = 50
HIS_TURN = (State.REVIEW, State.COUNTERSIGN)
_LEFT = (State.RETURNED, State.SUSPENDED)  # it was the official who put it there


async def own_cases(desk: Desk, *, by: OfficialId) -> tuple[Application, ...]:
    """The open cases that are the official's, the most urgent first.

    Those on which he may act now, those that are his own by a hand-over, and those that he has
    returned or suspended.
    """
    at = desk.now()
    return await desk.db.read(lambda tx: _own(tx, tx.officials.get(by), at))


def _own(tx: Transaction, official: Official, at: datetime) -> tuple[Application, ...]:
    offices = sorted(offices_of(official, at))
    turn = tx.applications.queue(offices, HIS_TURN, AT_MOST)
    left = tx.applications.queue(offices, _LEFT, AT_MOST)
    found = [
        *(case for case in turn if may_act(tx, official, case, at)),
        *(case for case in left if _left_by(tx, official, case)),
        *(case for case in tx.applications.of_handler(official.id) if case.office in offices),
    ]
    free = {case.id: case for case in found if not official.concerned(case.parties)}
    return tuple(sorted(free.values(), key=lambda case: (_due(case), case.id)))


def may_act(tx: Transaction, official: Official, case: Application, at: datetime) -> bool:
    """Whether the turn is the official's."""
    names = duty.names_of(tx, official, duty.turn_of(case), case, at=at)
    if not names or case.handler is None or case.handler in names:
        return bool(names)
    return official.id in {each.id for each in duty.recipients(tx, case, at)}


def _left_by(tx: Transaction, official: Official, case: Application) -> bool:
    if case.handler is not None:
        return case.handler == official.id
    kind = f"state/{case.state}"
    last = next((e for e in reversed(tx.journal.of_case(case.id)) if e.kind == kind), None)
    return last is not None and last.by == official.id


def _due(case: Application) -> str:
    return case.due_at.isoformat() if case.due_at else "9999"
