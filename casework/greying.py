"""Greying: what stands on the cards of a case once they show what is no longer so."""

from dataclasses import dataclass
from datetime import datetime

from casework.desk import Desk
from casework.posting import signature
from domain.access import Card
from domain.application import Application, ApplicationId
from domain.office import OfficeId, OfficialId
from domain.post import Job
from storage.transaction import Transaction

RENEWED, TRANSFERRED = "renewed", "transferred"
_SECOND = {"approved": "countersigned"}  # what the same step is called when two have signed


@dataclass(frozen=True)
class Change:
    """What has happened to a case, for which its cards go grey.

    Attributes:
        did: What was done, as a block of `cards/greyed` is called.
        by: Who did it; empty: nobody in person.
        at: When.
        below: Only cards of earlier revisions: whoever is late with greying finds that the card
            on show is the new one.  None: all.
    """

    case: ApplicationId
    did: str
    by: str = ""
    at: datetime | None = None
    below: int | None = None


@dataclass(frozen=True)
class Stale:
    """A card that can still be tapped although it is not to be, and what shall stand on it.

    Attributes:
        did: Code of that.
    """

    card: Card
    did: str
    words: str


def change_of(job: Job) -> Change:
    """The change that a job tells of."""
    ids = job.ids
    below = int(ids["below"]) if "below" in ids else None
    return Change(ApplicationId(ids["case"]), ids["did"], ids.get("by", ""), job.created_at, below)


async def cards_stale(desk: Desk, change: Change) -> tuple[Stale, ...]:
    """The live cards that a change concerns, each with the words for it."""

    def read(tx: Transaction) -> tuple[Stale, ...]:
        case, live = tx.applications.get(change.case), tx.cards.live(change.case)
        below = change.below
        return tuple(
            _stale(desk, tx, case, card, change)
            for card in live
            if below is None or card.revision < below
        )

    return await desk.db.read(read)


def _stale(desk: Desk, tx: Transaction, case: Application, card: Card, change: Change) -> Stale:
    at = change.at or desk.now()
    did = _SECOND.get(change.did, change.did) if case.agreed_by else change.did
    if did == RENEWED and not any(_reads_on(tx, each, case, at) for each in card.recipients):
        did = TRANSFERRED
    facts = {"who": _who(desk, tx, case, change), "to": _whose(desk, tx, case, did), "at": at}
    return Stale(card, did, desk.words.blocks("cards/greyed", facts)[did])


def _reads_on(tx: Transaction, who: OfficialId, case: Application, at: datetime) -> bool:
    """Whether the case still lies with an office of the official's."""
    return any(grant.office == case.office for grant in tx.officials.get(who).held(at))


def _who(desk: Desk, tx: Transaction, case: Application, change: Change) -> str:
    if not change.by:
        return ""
    by = OfficialId(change.by)
    if change.did == "agreed":
        return signature(desk, tx, by, instead_of=case.agreed_for)
    instead_of = case.decided_for if case.decided_by == by else None
    return signature(desk, tx, by, instead_of=instead_of)


def _whose(desk: Desk, tx: Transaction, case: Application, did: str) -> str:
    if did == TRANSFERRED:
        return desk.catalogue.office(case.office or OfficeId("")).short
    return str(tx.officials.get(case.handler).name) if case.handler else ""
