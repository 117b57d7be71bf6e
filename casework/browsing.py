"""Browsing: the cases of an official's offices, by urgency, by page, or by number."""

from collections.abc import Collection
from dataclasses import dataclass

from casework.desk import Desk
from casework.reach import at_office, offices_of
from domain.application import Application, ApplicationId
from domain.item import ItemId
from domain.office import OfficialId
from domain.states import UNDER_WAY, State
from storage.transaction import Transaction

Place = tuple[str, str]  # when it is due, as it lies, and its id
BEGIN: Place = ("", "")
QUEUE = 50


@dataclass(frozen=True)
class Leaf:
    """One page.

    Attributes:
        after: Where the next page begins; None: this is the last one.
    """

    cases: tuple[Application, ...]
    after: Place | None


async def desk_page(
    desk: Desk,
    *,
    by: OfficialId,
    states: Collection[State],
    after: Place,
    limit: int,
    item: str = "",
) -> Leaf:
    """The cases of the official's offices in these states, the most urgent first.

    Cases that concern the official or a near relative are left out, so a page may be short.

    Args:
        desk: The desk.
        by: Who looks.
        states: Which states; none: all that are under way.
        after: Where the page begins.
        limit: At most so many.
        item: Of this item alone; empty: of every one.
    """
    at = desk.now()

    def read(tx: Transaction) -> Leaf:
        official = tx.officials.get(by)
        offices = sorted(offices_of(official, at))
        found = [
            (due, case)
            for office in offices
            for state in sorted(states or UNDER_WAY)
            for due, case in tx.applications.page_of_office(
                office, state, after=after, limit=limit + 1, item=item
            )
        ]
        found.sort(key=lambda each: (each[0], each[1].id))
        shown = found[:limit]
        more = (shown[-1][0], shown[-1][1].id) if len(found) > limit else None
        return Leaf(tuple(c for _, c in shown if not official.concerned(c.parties)), more)

    return await desk.db.read(read)


async def desk_queue(
    desk: Desk, *, by: OfficialId, item: str = "", state: State | None = None
) -> tuple[Application, ...]:
    """The cases under way at the official's offices, the most urgent first.

    Args:
        desk: The desk.
        by: Who looks.
        item: Of this item alone; empty: of every one.
        state: In this state alone; None: in all that are under way.
    """
    at, states = desk.now(), UNDER_WAY if state is None else UNDER_WAY & {state}

    def read(tx: Transaction) -> tuple[Application, ...]:
        official = tx.officials.get(by)
        offices = sorted(offices_of(official, at))
        cases = tx.applications.queue(offices, sorted(states), QUEUE, item=item)
        return tuple(c for c in cases if not official.concerned(c.parties))

    return await desk.db.read(read)


async def items_open(desk: Desk, *, by: OfficialId) -> tuple[ItemId, ...]:
    """The items of which a case lies open at the official's offices."""
    at = desk.now()

    def read(tx: Transaction) -> tuple[ItemId, ...]:
        offices = sorted(offices_of(tx.officials.get(by), at))
        return tuple(tx.applications.items_open(offices))

    return await desk.db.read(read)


async def case_of_tail(desk: Desk, tail: str, *, by: OfficialId) -> tuple[Application, ...]:
    """The cases of the official's offices whose number ends like this, newest first.

    Args:
        desk: The desk.
        tail: The end of a number, with its day before it or without: `0042`, `1124-0042`.
        by: Who looks.
    """
    at, last = desk.now(), tail.rpartition("-")[2]

    def read(tx: Transaction) -> tuple[Application, ...]:
        official = tx.officials.get(by)
        found = tx.applications.by_tail(sorted(offices_of(official, at)), last)
        ends = (c for c in found if c.number.endswith(tail))
        return tuple(c for c in ends if not official.concerned(c.parties))

    return await desk.db.read(read)


async def case_at_office(desk: Desk, case: ApplicationId, *, by: OfficialId) -> Application:
    """A case of one of the official's offices.

    Raises:
        NotFound: It lies with another office, or nowhere.
    """
    at = desk.now()
    return await desk.db.read(lambda tx: at_office(tx, case, by, at))
