"""Notifying: a notice to a citizen, with the addresses it may go to and its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from casework import notifying_asked
from casework.desk import CASE_LINK, Desk, new_token
from casework.links import hashed
from casework.notifying_asked import Asked
from casework.showing import minutes_taken
from casework.weighing import Verdict, weighed
from domain.application import Application, ApplicationId
from domain.beats import unannounced
from domain.certificate import Certificate
from domain.identity import Account, AccountId
from domain.item import Item
from domain.letter import Reply, Stance
from domain.message import Channel, Json, Phrase
from domain.office import OfficeId
from domain.rating import Rating
from storage.transaction import Transaction

NOTICES: Mapping[str, str] = {
    "told/received": "receipt",
    "told/correction": "correction",
    "told/correct-soon": "correction",
    "told/issued": "result",
    "told/refused": "result",
    "told/lapsed": "result",
    "told/not-accepted": "result",
    "told/letter": "result",
    "told/letter-accepted": "result",
    "told/letter-contested": "result",
    "told/verification-consent": "consent",
    "told/rating-answered": "result",
    "told/rating-struck": "result",
}
# What a subscribe message says, where its template is another's.
WORDED: Mapping[str, str] = {
    "told/letter-accepted": "reply",
    "told/letter-contested": "reply",
    "told/rating-answered": "rating",
    "told/rating-struck": "rating",
}
CHAT = "custom"
SILENT_IN_CHAT = frozenset({"told/received", "citizen/enrolled"})


@dataclass(frozen=True)
class Notice:
    """What is owed to one citizen.

    Attributes:
        openid: The chat account that the case was made under.
        subscribed: Whether it still follows us.
        mini: The same person's mini-program account; subscribe messages go there.
        kind: Which subscribe template; empty for none.
        fields: What the subscribe message says: the item's name, never a person's.
        text: What the chat says; empty for nothing.
        page: Where the subscribe message leads.
        offer: What a digit in the chat means once the text has been read there; empty: nothing.
    """

    account: AccountId
    case: ApplicationId | None
    phrase: str
    openid: str
    subscribed: bool
    mini: Account | None
    kind: str
    page: str
    offer: str = ""
    text: str = field(default="", repr=False)
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class _Known:
    account: Account
    mini: Account | None
    case: Application | None
    paper: Certificate | None
    reply: Reply | None
    about: Asked | None
    rating: Rating | None


async def notice(desk: Desk, account: AccountId, case_id: str, *, phrase: str) -> Notice:
    """Write the notice, with a fresh link to the case for this account alone."""
    token, at = new_token(), desk.now()

    def work(tx: Transaction) -> _Known:
        known = _known(tx, account, case_id, phrase)
        if known.case is not None:
            _put_link(tx, known.case, known.account, token, at=at)
        return known

    known = await desk.db.write(work)
    facts = _facts(desk, known, f"{desk.public_url}/c/{token}")
    kind = "" if notifying_asked.stale(phrase, known.case, known.about) else NOTICES.get(phrase, "")
    return Notice(
        account=account,
        case=known.case.id if known.case else None,
        phrase=phrase,
        openid=known.account.openid,
        subscribed=known.account.subscribed,
        mini=known.mini,
        kind=kind,
        page=f"pages/case/case?link={token}" if known.case else "",
        offer=notifying_asked.offer(phrase, known.case, known.about) if known.case else "",
        text="" if _silenced(phrase, known) else _text(desk, phrase, facts),
        fields=desk.words.blocks(f"notices/{WORDED.get(phrase, kind)}", facts) if kind else {},
    )


def _silenced(phrase: str, known: _Known) -> bool:
    """Whether the chat says nothing of it."""
    if phrase in SILENT_IN_CHAT or notifying_asked.stale(phrase, known.case, known.about):
        return True
    return notifying_asked.quiet(phrase, known.about)


def _put_link(
    tx: Transaction, case: Application, account: Account, token: str, *, at: datetime
) -> None:
    tx.links.put(
        hashed(token),
        purpose="case",
        account=account.id,
        case=case.id,
        expires_at=at + CASE_LINK,
        at=at,
    )


def _known(tx: Transaction, account_id: AccountId, case_id: str, phrase: str) -> _Known:
    account = tx.accounts.get(account_id)
    others = tx.accounts.of_person(account.person) if account.person else []
    minis = [a for a in others if a.channel == Channel.MINI_PROGRAM]
    case = tx.applications.get(ApplicationId(case_id)) if case_id else None
    paper = tx.certificates.of_case(case.id) if case else None
    letter = tx.letters.of_paper(paper.id) if paper else None
    reply = letter.reply if letter else None
    about = notifying_asked.asked(tx, case, phrase) if case else None
    rating = tx.ratings.of_case(case.id) if case else None
    return _Known(account, minis[-1] if minis else None, case, paper, reply, about, rating)


def _text(desk: Desk, phrase: str, facts: Mapping[str, object]) -> str:
    return desk.words.say(Phrase(f"citizen/{phrase}"), facts)


def _facts(desk: Desk, known: _Known, link: str) -> dict[str, object]:
    case = known.case
    if case is None:
        return {}
    office = desk.catalogue.office(case.office or OfficeId(""))
    item = desk.catalogue.item(case.item, case.item_version)
    return {
        "item": item.name,
        "sources": _silent(desk, item, case),
        "number": case.number,
        "tail": case.tail,
        "state": case.state,
        "at": _moment(known.reply.at if known.reply else case.closed_at or case.submitted_at),
        "accepted": known.reply is not None and known.reply.stance is Stance.ACCEPTED,
        "office": office.short,
        "desk": office.desk,
        "phone": office.phone,
        "due": _moment(case.due_at),
        "n": len(case.asks),
        "correct_by": case.correct_by.isoformat() if case.correct_by else "",
        "minutes": minutes_taken(case),
        "valid_to": _last_day(known.paper),
        "link": link,
        **_clock(desk, case) | _rated(known.rating),
        **notifying_asked.facts_of(desk, item, known.about),
    }


def _rated(rating: Rating | None) -> dict[str, object]:
    """What was done about a rating, or why it does not count."""
    call = rating.call if rating else None
    return {
        "reached": bool(call and call.reached),
        "done": call.done if call else "",
        "answered_at": _moment(rating.judged_at or rating.called_at) if rating else "",
        "struck": bool(rating and rating.struck),
        "struck_why": rating.reason if rating else "",
    }


def _clock(desk: Desk, case: Application) -> dict[str, object]:
    """What is told of a case whose days are not certain, or that stands still."""
    return {
        "provisional": unannounced(case, desk.days) if case.provisional else None,
        "why": case.stop.why if case.stop else "",
        "until": case.stop.until.isoformat() if case.stop else "",
    }


def _silent(desk: Desk, item: Item, case: Application) -> list[Json]:
    """What the sources are called that gave no answer."""
    proofs = (p for p in weighed(desk, item, case) if p.verdict is Verdict.SILENT)
    return [*dict.fromkeys(p.source for p in proofs)]


def _last_day(paper: Certificate | None) -> Json:
    return paper.valid_to.isoformat() if paper and paper.valid_to else ""


def _moment(at: datetime | None) -> Json:
    return at.isoformat() if at else ""


async def may_subscribe(desk: Desk, owed: Notice, template: str) -> bool:
    """Whether a credit is left to send this template to this citizen."""
    mini = owed.mini
    if mini is None:
        return False
    return await desk.db.read(lambda tx: tx.credits.balance(mini.id, template) > 0)


async def spent(desk: Desk, owed: Notice, template: str, *, refused: bool) -> None:
    """Take a credit away after a message; all of them when the platform says there is none."""
    mini = owed.mini
    if mini is None:
        return

    def work(tx: Transaction) -> None:
        if refused:
            tx.credits.empty(mini.id, template)
        else:
            tx.credits.spend(mini.id, template)

    await desk.db.write(work)


async def told(desk: Desk, owed: Notice, channel: str) -> None:
    """Write down by which channel a citizen was told; in the chat, a digit may answer now."""
    at, phrase = desk.now(), owed.phrase

    def work(tx: Transaction) -> None:
        tx.journal.add("told", by="courier", at=at, case=owed.case, phrase=phrase, channel=channel)
        if owed.offer and channel == CHAT:
            tx.offers.put(owed.account, owed.offer, at)

    await desk.db.write(work)
