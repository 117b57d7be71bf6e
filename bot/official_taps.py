"""Taps of officials: a card's button decides, unless somebody was faster or it may not."""

import re
from collections.abc import Mapping

from bot import verifier
from bot.official_reply import Reply
from bot.official_steps import approved, countersigned
from casework.desk import Desk, Once
from casework.past import past_of
from casework.posting import code_learned, copy_stale
from domain.application import ApplicationId
from domain.message import Message
from domain.office import OfficialId

_KEY = re.compile(r"(approve|countersign):([0-9a-f-]{36}):(\d{1,9})")
_VERIFY = "verify:"
_DONE = frozenset({"official/approved", "official/agreed", "official/countersigned"})
_NOT_BY_THIS_ONE: Mapping[str, str] = {
    "official/no-role": "no_role",
    "official/recused": "recused",
}


async def tapped(desk: Desk, message: Message) -> Reply:
    """Take the step that a button stands for, or say why it was not taken."""
    if message.key.startswith(_VERIFY):
        return await verifier.tapped(desk, message)
    key = _KEY.fullmatch(message.key)
    if key is None:
        return Reply(desk.words.say("official/unknown"))
    case, by = ApplicationId(key[2]), OfficialId(message.user)
    seen = Once(message.once, message.user)
    await code_learned(desk, message.task, message.response_code)
    step = approved if key[1] == "approve" else countersigned
    phrase = await step(desk, case, revision=int(key[3]), seen=seen, task=message.task)
    if phrase.name in _DONE:
        return Reply(button=await _grey(desk, case, by))
    if did := _NOT_BY_THIS_ONE.get(phrase.name):
        await copy_stale(desk, message.task, by=by, did=did, code=message.response_code)
    return Reply(text=desk.words.say(phrase))


async def _grey(desk: Desk, case: ApplicationId, by: OfficialId) -> str:
    """What the tapped button says from now on."""
    past = await past_of(desk, case, by=by)
    facts = {"who": past.who, "to": "", "at": past.at}
    return desk.words.blocks("cards/greyed", facts)[past.did]
