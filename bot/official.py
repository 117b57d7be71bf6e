"""An official's chat: what was tapped, and what was typed when a button will not do."""

import re
from collections.abc import Awaitable, Callable, Mapping
from unicodedata import normalize

from bot import official_cases as cases
from bot import official_moves as moves
from bot import official_steps as steps
from bot.office import Command
from bot.official_absence import absent
from bot.official_reply import Reply
from bot.official_taps import tapped
from casework.desk import Desk
from domain.errors import NotFound, Overloaded
from domain.message import Kind, Message, Phrase
from domain.office import OfficialId

__all__ = ["Reply", "hear"]

_WORDS = "列表|帮助|看|同意|签发|退回|不予出具|不予受理|撤销|移交|缺勤"
_COMMAND = re.compile(rf"({_WORDS})(?=[\sA-Za-z\d]|$)\s*(.*)", re.DOTALL)
_NUMBER = r"(?:(?:[A-Za-z]{1,6}[-－])?\d{8}[-－]|\d{4}[-－])?\d{4,6}"
_TAIL = re.compile(rf"({_NUMBER}|全部)(?=[\s,，:：]|$)[\s,，:：]*(.*)", re.DOTALL)
_ALL, _ABSENCE = "全部", "缺勤"
_NO_MORE = frozenset({"列表", "帮助", "看", "同意", "签发"})  # a number may follow, nothing else


async def hear(desk: Desk, message: Message) -> Reply:
    """Answer one message or tap of an official.

    A repeated tap gets the answer of the first; a late one learns who was faster.
    """
    try:
        if message.kind is Kind.TAP:
            return await tapped(desk, message)
        if message.kind is Kind.TEXT:
            return Reply(desk.words.say(await _told(desk, message)))
    except Overloaded:
        return Reply(desk.words.say("official/busy"))
    return Reply()


async def _told(desk: Desk, message: Message) -> Phrase:
    found = _COMMAND.fullmatch(" ".join(message.text.split()))
    if found is None:
        return Phrase("official/unknown")
    word, rest = found[1], found[2]
    command = _command(message, word, rest)
    if command.said and word in _NO_MORE:
        return Phrase("official/unknown")
    try:
        return await _COMMANDS[word](desk, command)
    except NotFound:  # whoever writes is no official of ours
        return Phrase("official/no-role", {"role": ""})


def _command(message: Message, word: str, rest: str) -> Command:
    by = OfficialId(message.user)
    named = None if word == _ABSENCE else _TAIL.fullmatch(rest)
    if named is None:
        return Command(by, message.once, said=rest)
    every = named[1] == _ALL
    tail = "" if every else normalize("NFKC", named[1]).upper()
    return Command(by, message.once, tail, named[2].strip(), every=every)


_Answer = Callable[[Desk, Command], Awaitable[Phrase]]
_COMMANDS: Mapping[str, _Answer] = {
    "列表": cases.listed,
    "帮助": cases.helped,
    "看": cases.looked,
    "同意": steps.approve,
    "签发": steps.countersign,
    "退回": steps.send_back,
    "不予出具": steps.refuse,
    "不予受理": steps.not_accept,
    "撤销": steps.revoke,
    "移交": moves.hand_over,
    _ABSENCE: absent,
}
