"""The cases that wait at the desk, as its pages list them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from casework import browsing
from casework.desk import Desk
from casework.transcribing import RELATION, written
from domain.application import Application, ApplicationId
from domain.states import UNDER_WAY, State
from handlers.keys import DESK, SIGNED_IN

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Waiting:
    """One line of the queue.

    Attributes:
        relations: What the relatives are to the applicant, of kinship.
        minutes_left: Until it is due; negative once that is over; None: no time is counted.
        open_proofs: How many facts have no result yet.
    """

    id: ApplicationId
    number: str
    tail: str
    item: str
    relations: tuple[str, ...]
    state: State
    minutes_left: int | None
    open_proofs: int


@dataclass(frozen=True)
class Sieve:
    """What the queue is narrowed to, and what it could be.

    Attributes:
        item: The chosen item's id; empty: all.
        state: The chosen state; None: all that are under way.
        items: Id and title of every item of which a case lies open.
        states: The states that can be chosen.
    """

    item: str
    state: State | None
    items: tuple[tuple[str, str], ...]
    states: tuple[State, ...]


async def waiting(request: web.Request, sieve: Sieve | None = None) -> tuple[Waiting, ...]:
    """What waits at the offices of whoever is signed in, narrowed if that is wanted."""
    desk, by = request.app[DESK], request[SIGNED_IN].official.id
    item, state = (sieve.item, sieve.state) if sieve else ("", None)
    cases = await browsing.desk_queue(desk, by=by, item=item, state=state)
    return tuple(_line(desk, case, desk.now()) for case in cases)


async def sieve_of(request: web.Request) -> Sieve:
    """What the address of the page asks for; what it cannot mean narrows nothing."""
    desk = request.app[DESK]
    found = await browsing.items_open(desk, by=request[SIGNED_IN].official.id)
    items = tuple((item, desk.catalogue.item(item).title) for item in found)
    states = tuple(state for state in State if state in UNDER_WAY)
    item, state = request.query.get("item", ""), request.query.get("state", "")
    return Sieve(
        item=item if item in found else "",
        state=State(state) if state in states else None,
        items=items,
        states=states,
    )


def _line(desk: Desk, case: Application, now: datetime) -> Waiting:
    item = desk.catalogue.item(case.item, case.item_version)
    said = written(desk, item, case.draft.answers).values()
    return Waiting(
        id=case.id,
        number=case.number,
        tail=case.tail,
        item=item.name,
        relations=tuple(w.text for w in said if w.field.startswith(RELATION) and w.text),
        state=case.state,
        minutes_left=_left(case, now),
        open_proofs=len(case.open_proofs),
    )


def _left(case: Application, now: datetime) -> int | None:
    if case.due_at is None or case.stop is not None:
        return None
    return int((case.due_at - now) // MINUTE)
