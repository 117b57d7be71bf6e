"""The cases that wait at the desk, as its pages list them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from casework import showing
from casework.desk import Desk
from domain.application import Application, ApplicationId
from domain.states import State
from handlers.keys import DESK, SIGNED_IN
from handlers.written import written

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Waiting:
    """One line of the queue.

    Attributes:
        minutes_left: Until its first answer is due; negative once that is over.
        open_proofs: How many facts have no result yet.
    """

    id: ApplicationId
    number: str
    tail: str
    item: str
    relation: str
    state: State
    minutes_left: int | None
    open_proofs: int


async def waiting(request: web.Request) -> tuple[Waiting, ...]:
    """What waits at the offices of whoever is signed in."""
    desk = request.app[DESK]
    cases = await showing.desk_queue(desk, by=request[SIGNED_IN].official.id)
    return tuple(_line(desk, case, desk.now()) for case in cases)


def _line(desk: Desk, case: Application, now: datetime) -> Waiting:
    item = desk.catalogue.item(case.item)
    said = written(desk.catalogue, item, case.draft.answers)
    return Waiting(
        id=case.id,
        number=case.number,
        tail=case.tail,
        item=item.name,
        relation=said["relation"].text if "relation" in said else "",
        state=case.state,
        minutes_left=int((case.due_at - now) // MINUTE) if case.due_at else None,
        open_proofs=len(case.open_proofs),
    )
