"""The words that always work in a citizen's chat: mine, withdraw, help, a person."""

import re
from dataclasses import replace
from datetime import timedelta

from bot import promising
from bot.talk import Ack, Talk, ask, asking, fill
from casework.acts import Keep, Look, Open, Renew, Scene, Turn, Withdraw
from casework.changing import changeable
from casework.desk import Desk
from casework.showing import minutes_taken
from domain.application import Application
from domain.form import PARKED, FieldKind
from domain.item import Catalogue
from domain.message import Json, Phrase
from domain.office import Office
from domain.states import NEXT, UNDER_WAY, State

HELP = ("帮助", "help", "?", "？")
MINE = ("我的", "2 我的", "进度", "看进度")
PERSON = ("人工", "客服", "找人")
WITHDRAW = "撤回"
AGAIN = "重交"
CORRECT = ("补什么", "补材料", "补正")
KEPT = timedelta(days=30)
SURE = 90.0  # of a search: no list is needed
_TAIL = re.compile(r"(?:看\s*)?(\d{4})")
_AGAIN_ONE = re.compile(r"重交\s*(\d{4})")
_WITHDRAW_ONE = re.compile(r"撤回\s*(\d{4})")


def command(desk: Desk, scene: Scene, words: str, talk: Talk | None) -> Turn | None:
    """The answer to a word that works at any moment; None when it is none of them."""
    turn = promising.command(scene, words, asked=_in_the_middle(talk))
    if turn is not None:
        return turn
    if words in HELP:
        turn = Turn(Phrase("citizen/help"))
    elif words in PERSON:
        turn = Turn(person(desk.catalogue, scene.cases[0] if scene.cases else None))
    elif words in MINE:
        turn = _mine(desk, scene)
    elif words in CORRECT:
        turn = _correction(desk, scene, talk)
    elif words.startswith(AGAIN):
        turn = _again(desk, scene, words)
    elif words.startswith(WITHDRAW):
        turn = Turn(*_withdraw(desk, scene, words))
    elif _TAIL.fullmatch(words) and (words.startswith("看") or not _takes_digits(talk)):
        turn = _one(desk, scene, words[-4:])
    return turn


def _in_the_middle(talk: Talk | None) -> bool:
    return talk is not None and talk.draft.focus != PARKED


def _takes_digits(talk: Talk | None) -> bool:
    asked = talk.asked if talk else None
    return asked is not None and asked.kind is not FieldKind.CHOICE


def asked(talk: Talk | None) -> Json:
    """Number and sentence of the open question, for a reminder; None when there is none."""
    if talk is None or talk.asked is None:
        return None
    facts = asking(talk, talk.asked)
    return {"number": facts["number"], "text": facts["text"]}


def sentence(talk: Talk | None) -> Json:
    """The sentence of the open question; None when there is none."""
    return fill(talk, talk.asked.question, talk.asked.suffix) if talk and talk.asked else None


def person(catalogue: Catalogue, case: Application | None) -> Phrase:
    """Whom to telephone: the office of the newest case, or the first window of the city."""
    office = _office(catalogue, case)
    facts: dict[str, Json] = {
        "office": office.desk,
        "phone": office.phone,
        "hours": office.hours,
        "tail": case.tail if case else "",
    }
    return Phrase("citizen/person", facts)


def _office(catalogue: Catalogue, case: Application | None) -> Office:
    if case is not None and case.office is not None:
        return catalogue.office(case.office)
    return next(iter(catalogue.offices.values()))


def _mine(desk: Desk, scene: Scene) -> Turn:
    cases: list[Json] = [
        _line(desk, index, case) for index, case in enumerate(scene.cases, start=1)
    ]
    draft = scene.running if scene.running and scene.running.state is State.DRAFT else None
    if not cases and draft is None:
        return Turn(Phrase("citizen/mine-none"))
    item = desk.catalogue.item(draft.item, draft.item_version).name if draft else ""
    changed = scene.changing.tail if scene.changing else ""
    facts: dict[str, Json] = {"cases": cases, "checks": scene.checks, "draft": item}
    return Turn(Phrase("citizen/mine", {**facts, "change": changed}), Look(scene.cases))


def _line(desk: Desk, index: int, case: Application) -> Json:
    return {
        "id": case.id,
        "index": index,
        "item": desk.catalogue.item(case.item, case.item_version).name,
        "tail": case.tail,
        "state": case.state,
        "office": _office(desk.catalogue, case).short,
        "due": case.due_at.isoformat() if case.due_at else "",
        "done": case.state not in UNDER_WAY,
    }


def _one(desk: Desk, scene: Scene, tail: str) -> Turn | None:
    case = next((c for c in scene.cases if c.tail == tail), None)
    if case is None:
        return None
    office = _office(desk.catalogue, case)
    facts: dict[str, Json] = {
        "item": desk.catalogue.item(case.item, case.item_version).name,
        "tail": case.tail,
        "number": case.number,
        "state": case.state,
        "office": office.short,
        "phone": office.phone,
        "due": case.due_at.isoformat() if case.due_at else "",
        "minutes": minutes_taken(case),
        "changeable": changeable(desk, case),
    }
    return Turn(Phrase("citizen/case", facts), Open(case))


def _correction(desk: Desk, scene: Scene, talk: Talk | None) -> Turn:
    case = scene.running
    if case is None or case.state is not State.RETURNED or talk is None:
        return _mine(desk, scene)
    opened = replace(talk, draft=talk.draft.at(""))
    labels = {each.field: _label(talk, each.field) for each in case.asks}
    asks: list[Json] = [
        {"label": labels[each.field], "why": each.why, "how": each.how} for each in case.asks
    ]
    facts: dict[str, Json] = {
        "n": len(asks),
        "asks": asks,
        "correct_by": case.correct_by.isoformat() if case.correct_by else "",
        "question": desk.words.say(ask(opened, Ack())),
    }
    return Turn(Phrase("citizen/correction", facts), Keep(opened.draft, opened.item))


def _label(talk: Talk, name: str) -> str:
    field = talk.form.field(name)
    return fill(talk, field.label, field.suffix) if field else name


def _again(desk: Desk, scene: Scene, words: str) -> Turn:
    named = _AGAIN_ONE.fullmatch(words)
    lapsed = [c for c in scene.cases if c.state is State.LAPSED]
    case = next((c for c in lapsed if not named or c.tail == named.group(1)), None)
    if case is None:
        return Turn(Phrase("citizen/renew-none"))
    item = desk.catalogue.item(case.item).name
    if scene.running is not None:
        running = desk.catalogue.item(scene.running.item, scene.running.item_version)
        return Turn(Phrase("citizen/renew-later", {"item": item, "open": running.name}))
    return Turn(Phrase("citizen/renewed", {"item": item}), Renew(case.id))


def _withdraw(desk: Desk, scene: Scene, words: str) -> tuple[Phrase, Withdraw | None]:
    named = _WITHDRAW_ONE.fullmatch(words)
    cases = [c for c in scene.cases if not named or c.tail == named.group(1)]
    open_ = [c for c in cases if State.WITHDRAWN in NEXT[c.state]]
    if not open_:
        late = next((c for c in cases if c.state in (State.ISSUED, State.APPROVED)), None)
        if late is None:
            return Phrase("citizen/withdraw-none"), None
        return Phrase(
            "citizen/withdraw-late",
            {"item": desk.catalogue.item(late.item, late.item_version).name},
        ), None
    case = open_[0]
    if named:
        return Phrase("citizen/withdrawn", {"at": scene.at.isoformat()}), Withdraw(case.id)
    facts: dict[str, Json] = {
        "item": desk.catalogue.item(case.item, case.item_version).name,
        "tail": case.tail,
    }
    return Phrase("citizen/withdraw-ask", facts), None
