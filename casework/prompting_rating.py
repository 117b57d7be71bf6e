"""Prompting: supervisors are told of a poor rating, of its clock, and of one that is doubted."""

from dataclasses import dataclass, field

from casework.desk import Desk
from casework.following_up import DOUBTED, recipients
from domain.message import Phrase
from domain.office import OfficialId
from domain.rating import Rating, RatingId
from storage.transaction import Transaction


@dataclass(frozen=True)
class Due:
    """Words that are owed to officials.

    Attributes:
        officials: To whom; nobody: there is nobody who could do it.
    """

    officials: tuple[OfficialId, ...]
    text: str = field(repr=False)


async def prompt_due(desk: Desk, rating_id: RatingId, *, what: str) -> Due | None:
    """What to tell whom; None once it is done.  The rater's name is not in it."""
    at = desk.now()

    def read(tx: Transaction) -> tuple[Rating, tuple[OfficialId, ...]]:
        rating = tx.ratings.get(rating_id)
        return rating, recipients(tx, rating, what, at)

    rating, officials = await desk.db.read(read)
    if not (rating.doubted if what == DOUBTED else rating.waits):
        return None
    facts = {
        "item": desk.catalogue.item(rating.item).name,
        "mark": rating.level,
        "due": rating.due_at.isoformat() if rating.due_at else "",
        "link": f"{desk.public_url}/desk/ratings",
    }
    return Due(officials, desk.words.say(Phrase(f"official/rating-{what}"), facts))


async def prompted(desk: Desk, rating: RatingId, *, what: str, copies: int) -> None:
    """Write down that officials were told."""
    at = desk.now()
    await desk.db.write(
        lambda tx: tx.journal.add(
            "rating-prompted", by="courier", at=at, rating=rating, what=what, copies=copies
        )
    )
