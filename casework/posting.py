"""Posting: what the courier carries, written at the moment it is carried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.desk import Desk
from casework.issuing import BY as PRESS
from casework.paper_facts import purpose
from casework.relatives import claims
from casework.transcribing import written
from casework.weighing import Weighed, telling, weighed
from domain.access import Card, Entry
from domain.application import Application, ApplicationId
from domain.errors import NotFound
from domain.form import FieldKind
from domain.identity import mask_name
from domain.item import Family, Item, ProofKind
from domain.office import OfficeId, OfficialId, Role
from domain.states import State
from storage.transaction import Transaction

BRIEF = frozenset({FieldKind.CHOICE, FieldKind.DATE, FieldKind.DIVISION, FieldKind.MONEY})
TAIL = frozenset({"purpose", "use_unit"})  # a card has lines of their own for these


@dataclass(frozen=True)
class CardDue:
    """A card to be laid before the officials on duty.

    Attributes:
        officials: Who is on duty and not concerned by the case.
        task: The platform's id of the card; equal for every try to send this revision.
        key: What the button hands back: case and revision.
        settled: Whether it may be approved.
        words: The texts of the card, by block.
    """

    case: ApplicationId
    revision: int
    officials: tuple[OfficialId, ...]
    task: str
    key: str
    url: str
    settled: bool
    words: Mapping[str, str]


@dataclass(frozen=True)
class CardsLive:
    """The cards of a case that can still be tapped, and what their buttons shall say."""

    live: tuple[Card, ...]
    words: str


async def card_due(desk: Desk, case_id: ApplicationId) -> CardDue | None:
    """The card that a case under review calls for; None when it calls for none any more."""
    at = desk.now()

    def read(tx: Transaction) -> tuple[Application, tuple[OfficialId, ...], str, str, int] | None:
        case = tx.applications.get(case_id)
        sent = any(card.revision == case.version for card in tx.cards.live(case_id))
        if case.state is not State.REVIEW or sent:
            return None
        duty = tx.officials.on_duty(case.office or OfficeId(""), Role.APPROVER, at)
        free = tuple(o.id for o in duty if not o.concerned(case.parties))
        name, why = tx.people.get(case.person).name, _given_back(tx.journal.of_case(case_id))
        return case, free, name, why, len(tx.attachments.of_case(case_id))

    found = await desk.db.read(read)
    if found is None:
        return None
    case, officials, applicant, why, pictures = found
    told = {"trouble": _trouble(desk, why), "pictures": pictures}
    facts = {**_card_facts(desk, case, applicant), **told}
    return _due(desk, case, officials, words=desk.words.blocks("cards/review", facts))


def _due(
    desk: Desk, case: Application, officials: tuple[OfficialId, ...], *, words: Mapping[str, str]
) -> CardDue:
    return CardDue(
        case=case.id,
        revision=case.version,
        officials=officials,
        task=f"{case.id}_r{case.version}",
        key=f"approve:{case.id}:{case.version}",
        url=f"{desk.public_url}/desk/cases/{case.id}",
        settled=_settled(desk, case),
        words=words,
    )


def _given_back(entries: Sequence[Entry]) -> str:
    """Why the press gave the case back for review; empty when something else brought it there."""
    last = next((e for e in reversed(entries) if e.kind == f"state/{State.REVIEW}"), None)
    return str(last.facts.get("note", "")) if last and last.by == PRESS else ""


def _trouble(desk: Desk, why: str) -> str:
    code, _, glyph = why.partition(" ")
    return desk.words.refusal(code, {"glyph": glyph}, reader="official") if code else ""


def _card_facts(desk: Desk, case: Application, applicant: str) -> dict[str, object]:
    item, answers = desk.catalogue.item(case.item, case.item_version), case.draft.answers
    proofs = weighed(desk, item, case)
    return {
        "office": desk.catalogue.office(case.office or OfficeId("")).short,
        "item": item.name,
        "applicant": mask_name(applicant),
        "use_unit_short": answers.get("use_unit", ""),
        "purpose": purpose(item.form, answers),
        "number": case.number,
        "relatives": _relatives(case, proofs),
        "brief": _brief(desk, item, case),
        "contested": _contested(desk, item, case),
        "booklet": _booklet(case) if item.family is Family.KINSHIP else None,
        "condition": bool(item.condition),
        "due": case.due_at,
        "telling": telling(proofs),
        "proofs": proofs,
        "grounds": _grounds(desk, proofs),
        "open": len(case.open_proofs),
    }


def _settled(desk: Desk, case: Application) -> bool:
    """Whether one tap may approve it: nothing is open, and a paper is made of the item at all."""
    item = desk.catalogue.item(case.item, case.item_version)
    return item.issuable and not case.open_proofs


def _grounds(desk: Desk, proofs: tuple[Weighed, ...]) -> list[str]:
    """What the case rests on so far, each named once."""
    words = (
        each.source
        or desk.words.term("source", "seen" if each.kind is ProofKind.DOCUMENT else "shown")
        for each in proofs
        if each.settled
    )
    return list(dict.fromkeys(words))


def _relatives(case: Application, proofs: tuple[Weighed, ...]) -> list[dict[str, object]]:
    """Whom the case names, each with whether everything about him or her is settled."""
    return [
        {
            "relation": each.relation,
            "name": mask_name(each.name),
            "settled": all(p.settled for p in proofs if p.claim == each),
        }
        for each in claims(case.draft.answers)
        if each.relation
    ]


def _brief(desk: Desk, item: Item, case: Application) -> list[str]:
    """What is asked in short: what was chosen, never what was typed freely."""
    said = written(desk, item, case.draft.answers).values()
    return [each.text for each in said if each.kind in BRIEF and each.field not in TAIL]


def _contested(desk: Desk, item: Item, case: Application) -> list[str]:
    said = written(desk, item, case.draft.answers, case.draft.contested).values()
    return [each.contested for each in said if each.contested]


def _booklet(case: Application) -> str | None:
    known = next((p.facts.get("booklet") for p in case.proofs if p.facts.get("booklet")), None)
    return str(known) if known else "none"


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


async def cards_live(
    desk: Desk,
    case_id: ApplicationId,
    *,
    did: str,
    by: OfficialId | None,
    at: datetime | None,
    below: int | None = None,
) -> CardsLive:
    """The live cards of a case, and the words for what was done with it.

    Args:
        desk: The desk.
        case_id: The case.
        did: What was done, as `cards/greyed` calls it.
        by: Who did it; None: nobody in person.
        at: When.
        below: Only cards of earlier revisions: whoever is late with greying finds that the card
            on show is the new one.
    """

    def read(tx: Transaction) -> tuple[tuple[Card, ...], str]:
        who = tx.officials.get(by).name if by else ""
        live = tx.cards.live(case_id)
        return tuple(c for c in live if below is None or c.revision < below), who

    live, who = await desk.db.read(read)
    facts = {"who": who, "at": at or desk.now()}
    return CardsLive(live, desk.words.blocks("cards/greyed", facts)[did])


async def greyed(desk: Desk, task: str, did: str) -> None:
    """Write down that no copy of a card can be tapped any more."""
    at = desk.now()
    await desk.db.write(lambda tx: tx.cards.greyed(task, at, did))
