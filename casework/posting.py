"""Posting: what the courier carries, written at the moment it is carried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.desk import Desk
from casework.issuing import BY as PRESS
from domain.access import Card, Entry
from domain.application import Application, ApplicationId
from domain.errors import NotFound
from domain.identity import mask_name
from domain.office import OfficeId, OfficialId, Role
from domain.proof import Proof
from domain.states import State
from storage.transaction import Transaction


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
        settled=not case.open_proofs,
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
    item, answers = desk.catalogue.item(case.item), case.draft.answers
    shown = _telling(case)
    titles = {rule.id: rule.title for rule in item.proofs}
    return {
        "office": desk.catalogue.office(case.office or OfficeId("")).short,
        "item": item.name,
        "applicant": mask_name(applicant),
        "relation": answers["relation"],
        "relative": mask_name(answers["relative_name"]),
        "use_unit_short": answers["use_unit"],
        "number": case.number,
        "outcome": shown.outcome,
        "as_of": shown.as_of,
        "booklet": _booklet(case),
        "due": case.due_at,
        "settled": not case.open_proofs,
        "proof_title": titles.get(shown.id, shown.id),
    }


def _telling(case: Application) -> Proof:
    """The proof that decides: the first that is open, else the relation itself."""
    return next((p for p in case.proofs if not p.settled), case.proofs[0])


def _booklet(case: Application) -> str | None:
    known = next((p.facts.get("booklet") for p in case.proofs if p.id == "kinship"), None)
    return str(known) if known else None


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
