"""Browsing: the cases of an official's offices, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass

from casework.desk import Desk
from domain.application import Application
from domain.office import OfficialId
from domain.states import UNDER_WAY, State
from storage.transaction import Transaction

Place = tuple[str, str]  # when it is due, as it lies, and its id
BEGIN: Place = ("", "")


@dataclass(frozen=True)
class Leaf:
    """One page.

    Attributes:
        after: Where the next page begins; None: this is the last one.
    """

    cases: tuple[Application, ...]
    after: Place | None


async def desk_page(
    desk: Desk, *, by: OfficialId, states: Collection[State], after: Place, limit: int
) -> Leaf:
    """The cases of the official's offices in these states, the most urgent first.

    Cases that concern the official or a near relative are left out, so a page may be short.

    Args:
        desk: The desk.
        by: Who looks.
        states: Which states; none: all that are under way.
        after: Where the page begins.
        limit: At most so many.
    """
    at = desk.now()

    def read(tx: Transaction) -> Leaf:
        official = tx.officials.get(by)
        offices = sorted({grant.office for grant in official.grants if grant.holds(at)})
        found = [
            (due, case)
            for office in offices
            for state in sorted(states or UNDER_WAY)
            for due, case in tx.applications.page_of_office(
                office, state, after=after, limit=limit + 1
            )
        ]
        found.sort(key=lambda each: (each[0], each[1].id))
        shown = found[:limit]
        more = (shown[-1][0], shown[-1][1].id) if len(found) > limit else None
        return Leaf(tuple(c for _, c in shown if not official.concerned(c.parties)), more)

    return await desk.db.read(read)
