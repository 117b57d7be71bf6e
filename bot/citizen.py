"""A citizen's chat: every message is answered in one bubble, within five seconds."""

from bot import amending, menu, promising, rating
from bot.talk import Ack, Talk, ask
from bot.wanting import answer, known, stranger, talk_of
from casework.acts import Link, Scene, Turn
from casework.conversing import consent, converse, scene_of, subscribed
from casework.desk import Desk
from domain.attachment import TAKING
from domain.errors import DuplicateApplication, Overloaded, Refusal
from domain.identity import AccountId
from domain.message import Channel, Json, Kind, Message, Phrase

ENROLLED = "citizen/enrolled"
LONGEST = 500


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
        heard = await converse(desk, message, think=lambda scene: think(desk, scene, message))
        promised = await promising.answered(desk, message, heard)
        phrase = await rating.answered(desk, message, promised)
    except DuplicateApplication as known:
        return desk.words.say("citizen/duplicate", known.facts)
    except Overloaded as full:
        return desk.words.say("citizen/busy", full.facts)
    except Refusal as refusal:
        return desk.words.refusal(refusal.code, {"phone": "", **refusal.facts})
    return desk.words.say(phrase)


async def enrolled(desk: Desk, account: AccountId) -> str:
    """What the chat says once its person is known: the first question of what was wanted."""
    talk = talk_of(desk, await scene_of(desk, account))
    if talk is None:
        return ""
    facts: dict[str, Json] = {
        "item": talk.item.name,
        "total": talk.form.ahead(talk.draft.answers),
        "question": desk.words.say(answer(desk, talk.item, ask(talk, Ack()))),
    }
    return desk.words.say(Phrase(ENROLLED, facts))


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
        return stranger(desk, scene, words)
    always = menu.command(desk, scene, words, talk) or amending.command(desk, scene, words)
    return always or rating.command(desk, scene, words) or known(desk, scene, words, talk)


def _picture(scene: Scene, talk: Talk | None) -> Turn:
    cases = (scene.running, *scene.cases)
    case = next((each for each in cases if each and each.state in TAKING), None)
    facts: dict[str, Json] = {"question": menu.sentence(talk), "link": ""}
    return Turn(Phrase("citizen/image", facts), Link(case.id) if case else None)
