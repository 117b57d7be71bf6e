"""改 0042: a case that lies before the office is changed in chat, line by line and in one step."""

import re
from dataclasses import replace

from bot import dialogue
from bot.talk import Talk
from casework.acts import Change, Discard, Keep, Scene, Turn
from casework.changing import changeable, draft_of
from casework.desk import Desk
from casework.knowing import reading_of
from domain.application import Application
from domain.message import Json, Phrase

_ONE = re.compile(r"(?:改|修改|要改)\s*(\d{4})?")


def command(desk: Desk, scene: Scene, words: str) -> Turn | None:
    """What comes of wanting to change a case, or of having been overtaken while doing so.

    A case that was accepted or decided meanwhile stays as the office has it, and the change is
    given up.  None: the words are about something else.
    """
    case = scene.changing
    if case is not None and not changeable(desk, case):
        return Turn(_not_any_more(desk, case).phrase, Discard())
    named = _ONE.fullmatch(words)
    if named is None or (named[1] is None and scene.running is not None):
        return None
    return _begun(desk, scene, named[1] or "")


def _begun(desk: Desk, scene: Scene, tail: str) -> Turn:
    """The case laid before its applicant, so that a line can be changed; or why it cannot be."""
    cases = [case for case in scene.cases if tail in ("", case.tail)]
    case = next((each for each in cases if changeable(desk, each)), None)
    if case is None:
        return _not_any_more(desk, cases[0]) if cases else Turn(Phrase("citizen/change-none"))
    running = scene.running
    if running is not None and running.draft.of != case.id:
        return _later(desk, running, case)
    if scene.person is None:
        raise LookupError("whoever has cases is known")
    now = running or replace(case, draft=draft_of(case))
    item = desk.catalogue.item(now.item, now.item_version)
    reading = reading_of(desk, scene.person, at=scene.at, pictures=scene.pictures)
    heard = dialogue.lay_out(Talk(desk.catalogue, item, now.draft, reading))
    act = Keep(heard.draft, heard.item) if running else Change(case.id)
    return Turn(heard.phrase, act)


def _not_any_more(desk: Desk, case: Application) -> Turn:
    office = desk.catalogue.office(case.office) if case.office else None
    facts: dict[str, Json] = {
        "item": desk.catalogue.item(case.item, case.item_version).name,
        "tail": case.tail,
        "state": case.state,
        "accepted": case.accepted_at is not None,
        "office": office.short if office else "",
        "phone": office.phone if office else "",
    }
    return Turn(Phrase("citizen/change-late", facts))


def _later(desk: Desk, running: Application, case: Application) -> Turn:
    item = desk.catalogue.item(case.item, case.item_version)
    other = desk.catalogue.item(running.item, running.item_version)
    return Turn(Phrase("citizen/change-later", {"item": item.name, "open": other.name}))
