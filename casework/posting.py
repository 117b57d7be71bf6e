"""Posting: what the courier carries, written at the moment it is carried."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from casework import duty
from casework.card_words import countersign_words, review_words
from casework.desk import Desk
from domain.access import Card
from domain.application import Application, ApplicationId
from domain.errors import NotFound
from domain.office import OfficialId
from domain.states import State
from storage.transaction import Transaction

TAPS = {State.REVIEW: "approve", State.COUNTERSIGN: "countersign"}


@dataclass(frozen=True)
class CardDue:
    """A card to be laid before the officials whose turn it is.

    Attributes:
        officials: Who of them has no copy of it yet; nobody, if nobody is on duty.
        task: The platform's id of the card; equal for every try to send this one.
        key: What the button hands back, step, case and revision; empty: no tap may decide.
        links: The blocks of the buttons that open the page, each with the place on it.
        words: The texts of the card, by block.
    """

    case: ApplicationId
    revision: int
    officials: tuple[OfficialId, ...]
    task: str
    key: str
    url: str
    links: tuple[tuple[str, str], ...]
    words: Mapping[str, str]


@dataclass(frozen=True)
class _Found:
    case: Application
    officials: tuple[OfficialId, ...]
    sent: int
    words: Mapping[str, str]


async def card_due(desk: Desk, case_id: ApplicationId) -> CardDue | None:
    """The card that a case calls for; None when everybody has it, or none is called for."""
    at = desk.now()
    found = await desk.db.read(lambda tx: _found(desk, tx, case_id, at))
    if found is None:
        return None
    case, another = found.case, f"-{found.sent}" if found.sent else ""
    step = TAPS[case.state]
    return CardDue(
        case=case.id,
        revision=case.version,
        officials=found.officials,
        task=f"{case.id}_r{case.version}{another}",
        key=f"{step}:{case.id}:{case.version}" if _tappable(desk, case) else "",
        url=f"{desk.public_url}/desk/cases/{case.id}",
        links=_links(case),
        words=found.words,
    )


def _found(desk: Desk, tx: Transaction, case_id: ApplicationId, at: datetime) -> _Found | None:
    case = tx.applications.get(case_id)
    if case.state not in TAPS:
        return None
    cards = [card for card in tx.cards.of(case_id) if card.revision == case.version]
    holding = {each for card in cards if card.greyed_at is None for each in card.recipients}
    wanted = tuple(each.id for each in duty.recipients(tx, case, at))
    officials = tuple(each for each in wanted if each not in holding)
    if wanted and not officials:
        return None
    return _Found(case, officials, len(cards), _words(desk, tx, case))


def _words(desk: Desk, tx: Transaction, case: Application) -> Mapping[str, str]:
    applicant, pictures = tx.people.get(case.person).name, len(tx.attachments.of_case(case.id))
    if case.state is State.COUNTERSIGN:
        first = signature(desk, tx, case.agreed_by, instead_of=case.agreed_for)
        return countersign_words(desk, case, applicant=applicant, first=first, pictures=pictures)
    entries = tx.journal.of_case(case.id)
    return review_words(desk, case, applicant=applicant, entries=entries, pictures=pictures)


def _links(case: Application) -> tuple[tuple[str, str], ...]:
    if case.state is State.COUNTERSIGN:
        return ("hand_back", "#hand-back"), ("refuse", "#refuse")
    return ("return", "#return"), ("open", "")


def _tappable(desk: Desk, case: Application) -> bool:
    """Whether one tap may approve it: nothing is open, and a paper is made of the item at all."""
    item = desk.catalogue.item(case.item, case.item_version)
    return item.issuable and not case.open_proofs


def signature(
    desk: Desk, tx: Transaction, by: OfficialId | None, *, instead_of: OfficialId | None
) -> str:
    """How whoever signed is named, and for whom, if it was for somebody; empty: nobody did."""
    if by is None:
        return ""
    who = str(tx.officials.get(by).name)
    if instead_of is None:
        return who
    other = tx.officials.get(instead_of).name
    return desk.words.term("format", "instead-of").format(who=who, other=other)


async def card_sent(
    desk: Desk, due: CardDue, reached: tuple[OfficialId, ...], response_code: str
) -> None:
    """Write down that a card lies in these chats, so that it can be greyed there."""
    at = desk.now()
    card = Card(due.task, due.case, due.revision, reached, response_code, at)

    def work(tx: Transaction) -> None:
        tx.cards.add(card)
        tx.journal.add("card-sent", by="courier", at=at, case=due.case, copies=len(reached))

    await desk.db.write(work)


async def code_learned(desk: Desk, task: str, response_code: str) -> None:
    """Keep the code that came with a tap, for a card whose own code was lost on the way."""

    def lost(tx: Transaction) -> bool:
        try:
            return tx.cards.get(task).response_code == ""
        except NotFound:
            return False

    is_lost: bool = bool(response_code) and await desk.db.read(lost)
    if is_lost:
        await desk.db.write(lambda tx: tx.cards.code(task, response_code))


async def greyed(desk: Desk, task: str, did: str) -> None:
    """Write down that no copy of a card can be tapped any more."""
    at = desk.now()
    await desk.db.write(lambda tx: tx.cards.greyed(task, at, did))


async def copy_stale(desk: Desk, task: str, *, by: OfficialId, did: str, code: str) -> None:
    """Owe it to one holder of a card that his copy says why it is not for him.

    Args:
        desk: The desk.
        task: The card.
        by: Who holds the copy; whoever holds none is owed nothing.
        did: Why, as a block of `cards/greyed` is called.
        code: The code that came with the tap; it changes a copy once.
    """
    at = desk.now()

    def work(tx: Transaction) -> None:
        if any(by in card.recipients for card in _known(tx, task)):
            lane = f"copy/{task}/{by}"
            tx.outbox.put("grey-copy", lane=lane, at=at, official=by, did=did, code=code)

    if code:
        await desk.db.write(work)


def _known(tx: Transaction, task: str) -> tuple[Card, ...]:
    try:
        return (tx.cards.get(task),)
    except NotFound:
        return ()
