"""Posting a verification: the card to whoever answers for the owner, and what is said of the time.

Names are masked on a card, and no number is on it: the page that it leads to shows them, and the
journal says who has opened that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from casework.desk import Desk
from casework.verifying_owners import masked
from casework.verifying_reading import supervisors, verifiers
from domain.access import Card
from domain.application import Application, ApplicationId
from domain.item import ProofRule
from domain.message import Phrase
from domain.office import OfficialId
from domain.verification import Turn, Verification, VerificationId
from storage.transaction import Transaction


@dataclass(frozen=True)
class VerificationCard:
    """A card to be laid before those who answer for the owner.

    Attributes:
        officials: Who may answer it now.
        task: The platform's id of the card; equal for every try to send it.
        key: What 属实 hands back; empty: a tap is not enough, as the owner must write facts.
        url: The page of the verification.
        words: The texts of the card, by block.
    """

    verification: VerificationId
    case: ApplicationId
    revision: int
    officials: tuple[OfficialId, ...]
    task: str
    key: str
    url: str
    words: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Text:
    """The same words to several officials."""

    officials: tuple[OfficialId, ...]
    text: str = field(repr=False)


@dataclass(frozen=True)
class CardsAnswered:
    """Cards that can still be tapped, and what shall stand on them from now on.

    Attributes:
        did: Code of that.
    """

    live: tuple[Card, ...]
    did: str
    words: str


def page(desk: Desk, verification: VerificationId) -> str:
    """Where an official of the owner opens it."""
    return f"{desk.public_url}/desk/verifications/{verification}"


async def card_due(desk: Desk, vid: VerificationId) -> VerificationCard | None:
    """The card that an open question calls for; None when it calls for none any more."""
    at = desk.now()

    def read(tx: Transaction) -> tuple[Verification, Application, tuple[OfficialId, ...]] | None:
        asked = tx.verifications.get(vid)
        if asked.turn is not Turn.ASKED or tx.cards.live(_about(vid)):
            return None
        case = tx.applications.get(asked.case)
        return asked, case, tuple(o.id for o in verifiers(tx, asked, at))

    found = await desk.db.read(read)
    if found is None:
        return None
    asked, case, officials = found
    rule = desk.catalogue.item(case.item, case.item_version).proof(asked.proof)
    tapped = not (rule and rule.facts and not rule.absent)
    return VerificationCard(
        verification=vid,
        case=asked.case,
        revision=asked.version,
        officials=officials,
        task=f"verify_{vid}",
        key=f"verify:{vid}:{asked.version}" if tapped else "",
        url=page(desk, vid),
        words=desk.words.blocks("cards/verification", _facts(desk, asked, rule)),
    )


def _facts(desk: Desk, asked: Verification, rule: ProofRule | None) -> dict[str, object]:
    return {
        "title": rule.title if rule else asked.purpose,
        "office": desk.catalogue.office(asked.asker).short,
        "at": asked.asked_at,
        "question": masked(asked),
        "number": asked.number,
        "purpose": asked.purpose,
        "due": asked.due_at,
    }


async def card_sent(
    desk: Desk, due: VerificationCard, reached: tuple[OfficialId, ...], response_code: str
) -> None:
    """Write down that a card lies in these chats, so that it can be greyed there."""
    at, about = desk.now(), _about(due.verification)
    card = Card(due.task, about, due.revision, reached, response_code, at)
    copies, asked = len(reached), due.verification

    def work(tx: Transaction) -> None:
        tx.cards.add(card)
        tx.journal.add(
            "verification-sent",
            by="courier",
            at=at,
            case=due.case,
            verification=asked,
            copies=copies,
        )

    await desk.db.write(work)


async def cards_answered(desk: Desk, vid: VerificationId) -> CardsAnswered | None:
    """What the cards of a verification shall say; None while its answer is still wanted."""

    def read(tx: Transaction) -> tuple[Verification, list[Card], str]:
        asked = tx.verifications.get(vid)
        who = tx.officials.get(asked.answered_by).name if asked.answered_by else ""
        return asked, tx.cards.live(_about(vid)), who

    asked, live, who = await desk.db.read(read)
    if asked.open:
        return None
    did = (asked.answer or Turn.RECALLED).replace("-", "_")
    facts = {"who": who, "at": asked.answered_at or desk.now()}
    words = desk.words.blocks("cards/verification-greyed", facts)[did]
    return CardsAnswered(tuple(live), did, words)


async def prompts_due(desk: Desk, vid: VerificationId, *, what: str) -> tuple[Text, ...]:
    """Whom to tell that time runs out for an answer, in which words; nobody once it has come.

    Args:
        desk: The desk.
        vid: The verification.
        what: `half-time`, or `overdue`: then the supervisors and whoever asked are told, too.
    """
    at = desk.now()

    def read(tx: Transaction) -> tuple[Text, ...]:
        asked = tx.verifications.get(vid)
        if asked.turn is not Turn.ASKED:
            return ()
        case, late = tx.applications.get(asked.case), what == "overdue"
        told = [*verifiers(tx, asked, at), *(supervisors(tx, asked, at) if late else ())]
        text = _text(desk, asked, case, f"verification-{what}", link=page(desk, vid))
        owner = Text(tuple(dict.fromkeys(o.id for o in told)), text)
        if not (late and asked.asked_by):
            return (owner,)
        link = f"{desk.public_url}/desk/cases/{asked.case}"
        mine = _text(desk, asked, case, "verification-overdue-asker", link=link)
        return owner, Text((OfficialId(asked.asked_by),), mine)

    return await desk.db.read(read)


def _text(desk: Desk, asked: Verification, case: Application, name: str, *, link: str) -> str:
    facts = {
        "number": asked.number,
        "item": asked.purpose,
        "tail": case.tail,
        "due": asked.due_at,
        "office": desk.catalogue.office(asked.owner).short,
        "link": link,
    }
    return desk.words.say(Phrase(f"official/{name}"), facts)


async def prompted(desk: Desk, vid: VerificationId, text: Text, *, what: str) -> None:
    """Write down that officials were told."""
    at, copies = desk.now(), len(text.officials)

    def work(tx: Transaction) -> None:
        case = tx.verifications.get(vid).case
        tx.journal.add(
            "verification-prompted",
            by="courier",
            at=at,
            case=case,
            verification=vid,
            what=what,
            copies=copies,
        )

    await desk.db.write(work)


def _about(vid: VerificationId) -> ApplicationId:
    """Cards are kept by what they are about; those of a verification lie under its own id."""
    return ApplicationId(vid)
