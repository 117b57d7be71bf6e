"""An official's chat: one tap approves; typed words do when a button will not."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from casework import browsing, deciding, showing
from casework.desk import Desk, Once
from casework.posting import code_learned
from casework.weighing import Weighed, weighed
from domain.application import Application, ApplicationId
from domain.errors import (
    Conflict,
    Forbidden,
    ItemCancelled,
    NotFound,
    Overloaded,
    ProofOutstanding,
    Refusal,
    SelfDealing,
    Validation,
    WrongState,
)
from domain.item import Item
from domain.message import Json, Kind, Message, Phrase
from domain.office import OfficialId
from domain.states import State

_KEY = re.compile(r"approve:([0-9a-f-]{36}):(\d{1,9})")
_COMMAND = re.compile(r"(列表|帮助|看|同意|退回|不予出具|不予受理|撤销)\s*(\d{4})?(?:\s+.*)?")
_REFUSED: Mapping[type[Refusal], str] = {
    NotFound: "official/no-role",
    Forbidden: "official/no-role",
    SelfDealing: "official/recused",
    Conflict: "official/stale-card",
    ItemCancelled: "official/no-paper",
    Validation: "official/late",  # a tap carries no reason
}
_PAGES = {
    "退回": "return",
    "不予出具": "refuse",
    "不予受理": "not-accept",
    "撤销": "revoke",
}


@dataclass(frozen=True)
class Reply:
    """What the official gets back at once.

    Attributes:
        text: A bubble; empty for none.
        button: What the tapped card's button says from now on; empty for no change.
    """

    text: str = ""
    button: str = ""


async def hear(desk: Desk, message: Message) -> Reply:
    """Answer one message or tap of an official.

    A repeated tap gets the answer of the first; a late one learns who was faster.
    """
    by = OfficialId(message.user)
    try:
        if message.kind is Kind.TAP:
            return await _tapped(desk, message, by)
        if message.kind is Kind.TEXT:
            return Reply(desk.words.say(await _told(desk, message)))
    except Overloaded:
        return Reply(desk.words.say("official/busy"))
    return Reply()


async def _tapped(desk: Desk, message: Message, by: OfficialId) -> Reply:
    key = _KEY.fullmatch(message.key)
    if key is None:
        return Reply(desk.words.say("official/unknown"))
    case, revision = ApplicationId(key.group(1)), int(key.group(2))
    once = Once(message.once, message.user)
    await code_learned(desk, message.task, message.response_code)
    phrase = await _approve(desk, case, by, revision=revision, once=once)
    if phrase.name == "official/approved":
        return Reply(button=await greyed(desk, case, by))
    return Reply(text=desk.words.say(phrase))


async def greyed(desk: Desk, case_id: ApplicationId, by: OfficialId) -> str:
    """What the button of a decided case says; empty while it is undecided or not theirs."""
    try:
        shown = await showing.decided(desk, case_id, by=by)
    except Refusal:
        return ""
    if shown is None:
        return ""
    return desk.words.blocks("cards/greyed", {"who": shown.who, "at": shown.at})[shown.did]


async def _told(desk: Desk, message: Message) -> Phrase:
    command = _COMMAND.fullmatch(message.text.strip())
    if command is None:
        return Phrase("official/unknown")
    word, tail = command.group(1), command.group(2) or ""
    try:
        return await _COMMANDS[word](desk, word, tail, message)
    except NotFound:
        return Phrase("official/no-role")


async def _list(desk: Desk, _word: str, _tail: str, message: Message) -> Phrase:
    cases = await browsing.desk_queue(desk, by=OfficialId(message.user))
    if not cases:
        return Phrase("official/list-none")
    return Phrase("official/list", {"cases": [_line(desk, case) for case in cases]})


def _line(desk: Desk, case: Application) -> dict[str, Json]:
    return {
        "tail": case.tail,
        "item": _item(desk, case).name,
        "state": case.state,
        "due": case.due_at.isoformat() if case.due_at else "",
    }


async def _help(_desk: Desk, _word: str, _tail: str, _message: Message) -> Phrase:
    return Phrase("official/help")


async def _look(desk: Desk, _word: str, tail: str, message: Message) -> Phrase:
    found = await _named(desk, tail, message)
    if isinstance(found, Phrase):
        return found
    proofs = [_proof(each) for each in weighed(desk, _item(desk, found), found)]
    facts = {**_line(desk, found), "proofs": proofs, "link": page(desk, found.id)}
    return Phrase("official/look", facts)


def _proof(known: Weighed) -> Json:
    return {
        "title": known.title,
        "relation": known.relation,
        "source": known.source,
        "verdict": known.verdict,
        "settled": known.settled,
    }


def _item(desk: Desk, case: Application) -> Item:
    return desk.catalogue.item(case.item, case.item_version)


async def _agree(desk: Desk, _word: str, tail: str, message: Message) -> Phrase:
    found = await _named(desk, tail, message)
    if isinstance(found, Phrase):
        return found
    once = Once(message.once, message.user)
    return await _approve(desk, found.id, OfficialId(message.user), revision=None, once=once)


async def _open_page(desk: Desk, word: str, tail: str, message: Message) -> Phrase:
    found = await _named(desk, tail, message)
    if isinstance(found, Phrase):
        return found
    return Phrase("official/open-page", {"what": _PAGES[word], "link": page(desk, found.id)})


async def _named(desk: Desk, tail: str, message: Message) -> Application | Phrase:
    by = OfficialId(message.user)
    if not tail:
        cases = [c for c in await browsing.desk_queue(desk, by=by) if c.state is State.REVIEW]
        if len(cases) == 1:
            return cases[0]
        if not cases:
            return Phrase("official/list-none")
        return Phrase("official/which", {"n": len(cases), "tails": [c.tail for c in cases[:6]]})
    cases = list(await browsing.case_of_tail(desk, tail, by=by))
    if not cases:
        return Phrase("official/not-found", {"tail": tail})
    return cases[0]


async def _approve(
    desk: Desk, case: ApplicationId, by: OfficialId, *, revision: int | None, once: Once
) -> Phrase:
    try:
        approved = await deciding.approve(desk, case, by=by, revision=revision, once=once)
    except ProofOutstanding:
        return await _outstanding(desk, case, by)
    except WrongState as late:
        return _late(desk, case, by, late)
    except tuple(_REFUSED) as refusal:
        return Phrase(_REFUSED[type(refusal)], {"link": page(desk, case)})
    at = approved.decided_at
    return Phrase("official/approved", {"at": at.isoformat() if at else ""})


async def _outstanding(desk: Desk, case: ApplicationId, by: OfficialId) -> Phrase:
    found = await browsing.case_at_office(desk, case, by=by)
    proofs = [_proof(p) for p in weighed(desk, _item(desk, found), found) if not p.settled]
    return Phrase("official/outstanding", {"proofs": proofs, "link": page(desk, case)})


def _late(desk: Desk, case: ApplicationId, by: OfficialId, late: WrongState) -> Phrase:
    facts = late.facts
    if facts.get("state") == State.WITHDRAWN:
        return Phrase("official/withdrawn-by-applicant")
    if "who" not in facts:
        return Phrase("official/stale-card", {"link": page(desk, case)})
    if facts["by"] == by:
        return Phrase("official/approved-already-by-you", {"at": facts["time"]})
    did = {"issued": "approved"}.get(str(facts["state"]), str(facts["state"]))
    return Phrase(
        "official/decided-already", {"who": facts["who"], "at": facts["time"], "did": did}
    )


def page(desk: Desk, case: ApplicationId) -> str:
    """Where an official opens the case."""
    return f"{desk.public_url}/desk/cases/{case}"


_Command = Callable[[Desk, str, str, Message], Awaitable[Phrase]]
_COMMANDS: dict[str, _Command] = {
    "列表": _list,
    "帮助": _help,
    "看": _look,
    "同意": _agree,
    **dict.fromkeys(_PAGES, _open_page),
}
