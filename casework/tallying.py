"""Tallying: which units still ask for papers that nobody needs, as the offices see it."""

from dataclasses import dataclass, replace

from casework.desk import Desk
from casework.reach import offices_of
from domain.letter import Asking, Figures, Place
from domain.office import Official, OfficialId
from storage.transaction import Transaction


@dataclass(frozen=True)
class Tally:
    """One page.

    Attributes:
        figures: Of all letters of the official's offices, not of this page alone.
        after: Where the next page begins; None: this is the last one.
    """

    units: tuple[Asking, ...]
    figures: Figures
    after: Place | None


async def tally(desk: Desk, *, by: OfficialId, after: Place, limit: int) -> Tally:
    """Whom the official's own offices wrote to, who still asks most first."""
    at = desk.now()

    def read(tx: Transaction) -> Tally:
        official = tx.officials.get(by)
        offices = sorted(offices_of(official, at))
        found = [
            asking
            for office in offices
            for asking in tx.askings.page(office, after=after, limit=limit + 1)
        ]
        found.sort(key=lambda each: each.place, reverse=True)
        shown = tuple(_seen(tx, official, each) for each in found[:limit])
        figures = sum((tx.askings.of_office(office) for office in offices), Figures())
        return Tally(shown, figures, shown[-1].place if len(found) > limit else None)

    return await desk.db.read(read)


def _seen(tx: Transaction, official: Official, asking: Asking) -> Asking:
    """With what was said last against a letter, unless that case is not for this official."""
    letter = tx.letters.contested(asking) if asking.figures.needed else None
    if letter is None or official.concerned(tx.applications.get(letter.case).parties):
        return asking
    return replace(asking, contested=letter)
