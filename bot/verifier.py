"""Whoever answers for the owner of a fact: one tap says that it is so, once the page was read."""

import re
from collections.abc import Mapping

from bot.official_reply import Reply
from casework import verifying
from casework.desk import Desk, Once
from casework.posting import code_learned, copy_stale
from casework.posting_verification import cards_answered, page
from casework.showing_verification import record
from domain.errors import Forbidden, NotFound, Refusal, SelfDealing, Validation, WrongState
from domain.message import Json, Message, Phrase
from domain.office import OfficialId
from domain.verification import Answer, Said, VerificationId

KEY = re.compile(r"verify:([0-9a-f-]{36}):\d{1,9}")
_REFUSED: Mapping[type[Refusal], str] = {
    NotFound: "official/verification-no-role",
    Forbidden: "official/verification-no-role",
    SelfDealing: "official/recused",
    Validation: "official/verification-open-first",  # a yes that must say more than a tap can
}
_NOT_BY_THIS_ONE: Mapping[str, str] = {
    "official/verification-no-role": "no_role",
    "official/recused": "recused",
}


async def tapped(desk: Desk, message: Message) -> Reply:
    """Answer a tap on 属实; a repeated one gets the first answer, a late one hears who was faster.

    The version in the key is the card's: what was asked does not change, so any card will do.
    """
    key = KEY.fullmatch(message.key)
    if key is None:
        return Reply(desk.words.say("official/unknown"))
    vid, by = VerificationId(key.group(1)), OfficialId(message.user)
    await code_learned(desk, message.task, message.response_code)
    phrase = await _say_yes(desk, vid, by, once=Once(message.once, message.user))
    if phrase is not None:
        if did := _NOT_BY_THIS_ONE.get(phrase.name):
            await copy_stale(desk, message.task, by=by, did=did, code=message.response_code)
        return Reply(text=desk.words.say(phrase))
    answered = await cards_answered(desk, vid)
    return Reply(button=answered.words if answered else "")


async def _say_yes(desk: Desk, vid: VerificationId, by: OfficialId, *, once: Once) -> Phrase | None:
    """Which phrase answers the tap; None: it was taken, and the card says so."""
    try:
        await verifying.answer(desk, vid, by=by, said=Said(Answer.YES), once=once)
    except WrongState:
        return await _late(desk, vid, by)
    except tuple(_REFUSED) as refusal:
        return Phrase(_named(refusal), {"link": page(desk, vid)})
    return None


def _named(refusal: Refusal) -> str:
    why = refusal.facts.get("reason") or refusal.facts.get("why")
    told = {"open-first": "open-first", "asked": "own"}.get(str(why))
    return f"official/verification-{told}" if told else _REFUSED[type(refusal)]


async def _late(desk: Desk, vid: VerificationId, by: OfficialId) -> Phrase:
    known = await record(desk, vid)
    asked = known.asked
    if asked.answered_at is None or asked.answer is None:
        return Phrase("official/verification-recalled")
    facts: dict[str, Json] = {"at": asked.answered_at.isoformat(), "answer": asked.answer}
    if asked.answered_by == by:
        return Phrase("official/verification-answered-by-you", facts)
    return Phrase("official/verification-answered", {**facts, "who": known.answered_by})
