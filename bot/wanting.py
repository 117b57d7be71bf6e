"""What a citizen wants: an item by its name, by the guide or by a search; then its questions."""

import re
from dataclasses import replace
from datetime import timedelta

from bot import dialogue, guide, menu
from bot.guide import Shelves
from bot.talk import Ack, Talk, ask
from casework.acts import Act, Begin, Discard, Keep, Lead, Scene, Submit, Turn, Withdraw
from casework.answering import begun
from casework.desk import Desk
from casework.knowing import reading_of
from domain.calendar import local_day
from domain.errors import Refusal
from domain.form import PARKED
from domain.guide import Hit, certain
from domain.identity import Person
from domain.item import Item, ItemId
from domain.message import Json, Phrase
from domain.states import State

STALE = timedelta(hours=2)
ID_LIKE = re.compile(r"\d{14}")
LAWS = 2  # of a bubble; the page of the item has them all


def talk_of(desk: Desk, scene: Scene) -> Talk | None:
    """The running conversation, if there is one."""
    case = scene.running
    if case is None or scene.person is None:
        return None
    reading = reading_of(desk, scene.person, at=scene.at, pictures=scene.pictures)
    item = desk.catalogue.item(case.item, case.item_version)
    return Talk(desk.catalogue, item, case.draft, reading)


def stranger(desk: Desk, scene: Scene, words: str) -> Turn:
    """Somebody whom we do not know yet: led through the guide, and then to enrolling."""
    if words in menu.HELP:
        return Turn(Phrase("citizen/help"))
    if words in menu.PERSON:
        return Turn(menu.person(desk.catalogue, None))
    if ID_LIKE.search("".join(words.split())):
        first = next(iter(desk.catalogue.items.values()))
        return Turn(Phrase("citizen/enrol-number", {"item": first.name}), Lead(first.id))
    if words in menu.MINE:
        return Turn(Phrase("citizen/enrol", {"item": ""}), Lead(None))
    meant = _meant(desk, scene, words, None)
    if isinstance(meant, Item):
        return Turn(Phrase("citizen/enrol", {"item": meant.name}), Lead(meant.id))
    return meant or Turn(Phrase("citizen/lost", {"asked": None}))


def known(desk: Desk, scene: Scene, words: str, talk: Talk | None) -> Turn:
    """Somebody whom we know: an answer to what is open, or the wish for an item."""
    meant = _meant(desk, scene, words, talk)
    if isinstance(meant, Turn):
        return meant
    person = scene.person
    if talk is None or person is None:
        if meant is None or person is None:
            return Turn(Phrase("citizen/lost", {"asked": None}))
        return _begun(desk, scene, person, meant)
    if meant or _left_lying(scene, talk):
        heard = dialogue.resume(talk)
        return Turn(heard.phrase, Keep(heard.draft, heard.item))
    heard = dialogue.hear(talk, words, explain=lambda refusal: _explain(desk, refusal))
    if heard.done == "discarded" and scene.running and scene.running.state is State.RETURNED:
        withdrawn = Phrase("citizen/withdrawn", {"at": scene.at.isoformat()})
        return Turn(withdrawn, Withdraw(scene.running.id))
    return Turn(_said(desk, scene, heard), _act(heard))


def _meant(desk: Desk, scene: Scene, words: str, talk: Talk | None) -> Turn | Item | None:
    """The item that was meant, or the bubble that helps to find it; None: something else was."""
    shelves = Shelves(desk.catalogue.guide, desk.catalogue)
    if words in guide.START:
        return guide.start(shelves)
    chosen = guide.choose(shelves, scene.offered, words)
    if chosen:
        return chosen
    if talk and talk.draft.focus != PARKED:  # what is said answers a question, unless it is a name
        return _named(desk, words)
    hits = desk.shelf.finder.find(words)
    only = certain(hits) or _first_of_one_name(desk, hits)
    if only:
        return desk.catalogue.item(ItemId(only.item))
    return guide.found(shelves, hits) if hits else None


def _named(desk: Desk, words: str) -> Item | None:
    items = desk.catalogue.items.values()
    return next((item for item in items if words == item.name or words in item.says), None)


def _first_of_one_name(desk: Desk, hits: tuple[Hit, ...]) -> Hit | None:
    """Items of one name share the questions that tell them apart: the first of them will do."""
    best = [hit for hit in hits if hit.score >= hits[0].score]
    names = {desk.catalogue.items[ItemId(hit.item)].name for hit in best}
    return best[0] if best and best[0].score >= menu.SURE and len(names) == 1 else None


def _begun(desk: Desk, scene: Scene, person: Person, item: Item) -> Turn:
    reading = reading_of(desk, person, at=scene.at)
    talk = Talk(desk.catalogue, item, begun(item, by=reading), reading)
    ack = Ack("first", item.name) if item.issuable else Ack()
    return Turn(answer(desk, item, ask(talk, ack)), Begin(item))


def answer(desk: Desk, item: Item, asked: Phrase) -> Phrase:
    """The question; of an item that ends without a paper, behind what its owner is told."""
    said = item.answer
    if item.issuable or said is None:
        return asked
    law: list[Json] = [{"law": each.law, "article": each.article} for each in item.law[:LAWS]]
    facts: dict[str, Json] = {
        "lead": said.lead,
        "proves": said.proves.rstrip("。"),
        "owner": said.owner.rstrip("。"),
        "how": said.how,
        "url": said.url,
        "law": law,
        "question": desk.words.say(asked),
    }
    return Phrase("citizen/answer", facts)


def _left_lying(scene: Scene, talk: Talk) -> bool:
    case = scene.running
    if case is None or case.state is not State.DRAFT or not talk.draft.answers:
        return False
    touched = case.updated_at or case.created_at
    return scene.at - touched > STALE and talk.draft.focus != PARKED


def _explain(desk: Desk, refusal: Refusal) -> str:
    return desk.words.refusal(refusal.code, {"phone": "", **refusal.facts})


def _said(desk: Desk, scene: Scene, heard: dialogue.Heard) -> Phrase:
    if heard.rerouted:
        return answer(desk, heard.item, heard.phrase)
    if heard.done == "confirmed" and heard.draft.of:
        return replace(heard.phrase, facts={"letter": not heard.item.issuable})
    if heard.done == "confirmed" and not heard.item.issuable:
        return Phrase("citizen/letter-asked")
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
