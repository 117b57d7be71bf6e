"""A citizen's chat: every message is answered in one bubble, within five seconds."""

import re
from dataclasses import replace
from datetime import timedelta

from bot import dialogue, menu
from bot.talk import Ack, Talk, ask
from casework.conversing import (
    Act,
    Begin,
    Discard,
    Keep,
    Lead,
    Link,
    Scene,
    Submit,
    Turn,
    Withdraw,
    consent,
    converse,
    scene_of,
    subscribed,
)
from casework.desk import Desk
from domain.attachment import TAKING
from domain.calendar import local_day
from domain.errors import DuplicateApplication, Overloaded, Refusal
from domain.form import PARKED, Reading
from domain.identity import AccountId, IdNumber
from domain.item import Item
from domain.message import Channel, Json, Kind, Message, Phrase
from domain.states import State

ENROLLED = "citizen/enrolled"
LONGEST = 500
STALE = timedelta(hours=2)
ID_LIKE = re.compile(r"\d{14}")


async def hear(desk: Desk, message: Message) -> str:
    """Answer one message of a citizen.

    Args:
        desk: The desk.
        message: What came in, from the official account or the mini program.

    Returns:
        The text of the passive reply; empty when there is nothing to say.
    """
    if message.kind is Kind.CONSENT:
        await consent(desk, message)
        return ""
    if message.channel is Channel.MINI_PROGRAM:
        return ""
    if message.kind in (Kind.SUBSCRIBE, Kind.UNSUBSCRIBE):
        follows = message.kind is Kind.SUBSCRIBE
        await subscribed(desk, message, follows=follows)
        return desk.words.say("citizen/welcome") if follows else ""
    if message.kind not in (Kind.TEXT, Kind.IMAGE, Kind.VOICE, Kind.MENU):
        return ""
    return await _converse(desk, message)


async def _converse(desk: Desk, message: Message) -> str:
    try:
        phrase = await converse(desk, message, think=lambda scene: think(desk, scene, message))
    except DuplicateApplication as known:
        return desk.words.say("citizen/duplicate", known.facts)
    except Overloaded as full:
        return desk.words.say("citizen/busy", full.facts)
    except Refusal as refusal:
        return desk.words.refusal(refusal.code, {"phone": "", **refusal.facts})
    return say(desk, phrase)


async def enrolled(desk: Desk, account: AccountId) -> str:
    """What the chat says once its person is known: the first question of what was wanted."""
    talk = talk_of(desk, await scene_of(desk, account))
    if talk is None:
        return ""
    facts: dict[str, Json] = {
        "item": talk.item.name,
        "total": talk.form.total(),
        "question": desk.words.say(ask(talk, Ack())),
    }
    return desk.words.say(Phrase(ENROLLED, facts))


def say(desk: Desk, phrase: Phrase) -> str:
    """Put a phrase into words, with what the catalogue knows about endings."""
    return desk.words.say(phrase, menu.ending(desk.catalogue, phrase))


def think(desk: Desk, scene: Scene, message: Message) -> Turn:
    """Decide what to say to one message, and what is to be done; pure."""
    talk = talk_of(desk, scene)
    if message.kind is Kind.IMAGE:
        return _picture(scene, talk)
    if message.kind is Kind.VOICE:
        return Turn(Phrase("citizen/voice"))
    words = (message.text or message.key).strip()
    if len(words) > LONGEST:
        return Turn(Phrase("citizen/long", {"asked": menu.asked(talk)}))
    if not words:
        return Turn(Phrase("citizen/empty", {"asked": menu.asked(talk)}))
    if scene.person is None:
        return _stranger(desk, words)
    return menu.command(desk, scene, words, talk) or _known(desk, scene, words, talk)


def _picture(scene: Scene, talk: Talk | None) -> Turn:
    cases = (scene.running, *scene.cases)
    case = next((each for each in cases if each and each.state in TAKING), None)
    facts: dict[str, Json] = {"question": menu.sentence(talk), "link": ""}
    return Turn(Phrase("citizen/image", facts), Link(case.id) if case else None)


def talk_of(desk: Desk, scene: Scene) -> Talk | None:
    """The running conversation, if there is one."""
    case = scene.running
    if case is None or scene.person is None:
        return None
    reading = Reading(local_day(scene.at), IdNumber(scene.person.number), desk.places())
    return Talk(desk.catalogue, desk.catalogue.item(case.item), case.draft, reading)


def _stranger(desk: Desk, words: str) -> Turn:
    if words in menu.HELP:
        return Turn(Phrase("citizen/help"))
    if words in menu.PERSON:
        return Turn(menu.person(desk.catalogue, None))
    item = desk.catalogue.called(words)
    if ID_LIKE.search("".join(words.split())):
        first = _first(desk)
        return Turn(Phrase("citizen/enrol-number", {"item": first.name}), Lead(first.id))
    if item or words in menu.MINE:
        name = item.name if item else ""
        return Turn(Phrase("citizen/enrol", {"item": name}), Lead(item.id if item else None))
    return Turn(Phrase("citizen/lost", {"asked": None}))


def _first(desk: Desk) -> Item:
    return next(iter(desk.catalogue.items.values()))


def _known(desk: Desk, scene: Scene, words: str, talk: Talk | None) -> Turn:
    item = desk.catalogue.called(words)
    if talk is None:
        if item is None:
            return Turn(Phrase("citizen/lost", {"asked": None}))
        return _begun(desk, scene, item)
    if _left_lying(scene, talk) or (item and (talk.draft.focus == PARKED or words in item.says)):
        heard = dialogue.resume(talk)
        return Turn(heard.phrase, Keep(heard.draft, heard.item))
    heard = dialogue.hear(talk, words, explain=lambda refusal: _explain(desk, refusal))
    if heard.done == "discarded" and scene.running and scene.running.state is State.RETURNED:
        withdrawn = Phrase("citizen/withdrawn", {"at": scene.at.isoformat()})
        return Turn(withdrawn, Withdraw(scene.running.id))
    return Turn(_kept(scene, heard), _act(heard))


def _begun(desk: Desk, scene: Scene, item: Item) -> Turn:
    person = scene.person
    number = IdNumber(person.number if person else "")
    talk = menu.fresh(desk.catalogue, item, Reading(local_day(scene.at), number, desk.places()))
    return Turn(ask(talk, Ack("first", item.name)), Begin(item))


def _left_lying(scene: Scene, talk: Talk) -> bool:
    case = scene.running
    if case is None or case.state is not State.DRAFT or not talk.draft.answers:
        return False
    touched = case.updated_at or case.created_at
    return scene.at - touched > STALE and talk.draft.focus != PARKED


def _explain(desk: Desk, refusal: Refusal) -> str:
    return desk.words.refusal(refusal.code, refusal.facts)


def _kept(scene: Scene, heard: dialogue.Heard) -> Phrase:
    if heard.phrase.name != "citizen/kept":
        return heard.phrase
    until = local_day(scene.at) + menu.KEPT
    return replace(heard.phrase, facts={"until": until.isoformat()})


def _act(heard: dialogue.Heard) -> Act:
    if heard.done == "confirmed":
        return Submit(heard.draft, heard.item)
    if heard.done == "discarded":
        return Discard()
    return Keep(heard.draft, heard.item)
