"""The dialogue: item, draft and words in; the next question out.  Pure, and without memory."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.talk import (
    LEAVE,
    SUMMARY,
    Ack,
    Talk,
    answered,
    ask,
    asking,
    fill,
    lines_of,
    spoken,
    summary,
)
from casework.answering import Sheet, begun, contested, first_item, gone_back, taken
from domain.errors import NotFound, Refusal, Validation
from domain.form import PARKED, Draft, Field, FieldKind
from domain.item import Item
from domain.message import Json, Phrase
from domain.typed import doubtful

Explain = Callable[[Refusal], str]

BACK = ("返回", "上一步", "上一问")
STOP = ("取消", "退出", "停")
CONFIRM = ("确认", "确定", "没有错", "对")
REVIEW = ("核对",)
_LINE = re.compile(r"(?:不对|改)?\s*(\d{1,3})\s*(?:不对)?[。．.]?", re.ASCII)
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True)
class Heard:
    """What the words came to.

    Attributes:
        draft: The conversation from now on.
        item: The item it is about from now on.
        done: confirmed, discarded, or empty while it goes on.
        rerouted: Whether this answer has led to an item of which no paper is made, so that its
            own answer must be told.
    """

    phrase: Phrase
    draft: Draft
    item: Item
    done: str = ""
    rerouted: bool = False


def hear(talk: Talk, words: str, *, explain: Explain) -> Heard:
    """Take one answer, or one of the words that always work, and say what comes next."""
    said = words.strip()
    if talk.draft.focus in (LEAVE, PARKED):
        return _go_on_or_not(talk, said)
    if said in STOP:
        return _stay(talk, _leave(talk), LEAVE)
    if said in BACK:
        return _back(talk)
    if said in REVIEW and talk.form.next(talk.draft.answers) is None:
        return _stay(talk, summary(talk, Ack()), SUMMARY)
    asked = talk.asked
    if asked is None:
        return _at_summary(talk, said)
    return _answer(talk, asked, said, explain)


def resume(talk: Talk) -> Heard:
    """Ask whether to go on with what was begun earlier."""
    asked, answers = talk.form.next(talk.draft.answers), talk.draft.answers
    number = talk.form.number(asked, answers) if asked else None
    facts: dict[str, Json] = {
        "item": talk.item.name,
        "answered": number - 1 if number else talk.form.total(answers),
        "number": number,
        "change": bool(talk.draft.of),
    }
    return _stay(talk, Phrase("citizen/resume", facts), PARKED)


def lay_out(talk: Talk) -> Heard:
    """Lay everything before the citizen, so that any line of it can be changed."""
    return _open(talk.at(talk.sheet), Ack())


def _leave(talk: Talk) -> Phrase:
    asked = talk.asked
    facts: dict[str, Json] = {
        "answered": answered(talk),
        "number": talk.form.number(asked, talk.draft.answers) if asked else None,
        "change": bool(talk.draft.of),
    }
    return Phrase("citizen/leave", facts)


def _stay(talk: Talk, phrase: Phrase, focus: str) -> Heard:
    return Heard(phrase, talk.draft.at(focus), talk.item)


def _go_on_or_not(talk: Talk, said: str) -> Heard:
    going = talk.at(talk.sheet)
    choice = _pick(said, _LEAVE if talk.draft.focus == LEAVE else _RESUME)
    if choice == "on":
        return _open(going, Ack())
    if choice == "again":
        item = talk.catalogue.item(first_item(talk.sheet))
        anew = replace(begun(item, by=talk.reading), of=talk.draft.of)
        return _open(talk.at(Sheet(item, anew)), Ack())
    if choice == "drop":
        dropped = Phrase("citizen/change-dropped" if talk.draft.of else "citizen/discarded")
        return Heard(dropped, talk.draft, talk.item, done="discarded")
    if choice == "keep":
        return _stay(talk, Phrase("citizen/kept"), PARKED)
    return _stay(talk, _leave(going), LEAVE) if talk.draft.focus == LEAVE else resume(going)


_LEAVE: Sequence[tuple[str, tuple[str, ...]]] = (
    ("keep", ("1", "先放着", "以后")),
    ("drop", ("2", "不办了", "不改了", "删掉", "删除")),
    ("on", ("3", "继续")),
)
_RESUME: Sequence[tuple[str, tuple[str, ...]]] = (
    ("on", ("1", "接着", "继续")),
    ("again", ("2", "从头", "重新")),
    ("drop", ("3", "不办了", "不改了", "删掉")),
)


def _pick(said: str, choices: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    typed = said.translate(_DIGITS)
    for name, (digit, *spoken_) in choices:
        if typed == digit or any(word in typed for word in spoken_):
            return name
    return ""


def _open(talk: Talk, ack: Ack) -> Heard:
    """Ask what is open, or lay everything before the citizen when nothing is."""
    moved = talk if talk.asked else talk.at(talk.sheet, SUMMARY)
    return Heard(ask(moved, ack), moved.draft, moved.item)


def _back(talk: Talk) -> Heard:
    here = talk.asked.id if talk.asked else SUMMARY
    before = talk.form.before(here, talk.draft.answers)
    if before is not None:
        return _open(talk.at(talk.sheet, before.id), Ack("back"))
    try:
        left = gone_back(talk.catalogue, talk.sheet, by=talk.reading)
    except NotFound:
        return _stay(talk, Phrase("citizen/nothing-to-go-back"), talk.draft.focus)
    return _open(talk.at(left), Ack("back"))


def _at_summary(talk: Talk, said: str) -> Heard:
    if said in CONFIRM:
        receipt = Phrase("citizen/changed" if talk.draft.of else "citizen/received")
        return Heard(receipt, talk.draft, talk.item, done="confirmed")
    lines = lines_of(talk)
    line = _LINE.fullmatch(said.translate(_DIGITS))
    if line and 1 <= int(line[1]) <= len(lines):
        field = lines[int(line[1]) - 1]
        return _open(talk.at(talk.sheet, field.part_of or field.id), Ack("back"))
    return _stay(talk, summary(talk, Ack()), SUMMARY)


def _answer(talk: Talk, asked: Field, said: str, explain: Explain) -> Heard:
    contests = asked.id in talk.form.fixed
    try:
        if contests:
            sheet = contested(talk.sheet, asked.id, said, by=talk.reading)
        else:
            sheet = taken(talk.catalogue, talk.sheet, asked.id, said, by=talk.reading)
    except Refusal as refusal:
        facts = asking(talk, asked)
        again = Phrase("citizen/again", {"refusal": explain(_about(talk, asked, refusal)), **facts})
        return Heard(again, talk.draft, talk.item)
    moved = talk.at(sheet)
    if contests:
        return _open(moved, _ack_of_contest(moved, asked))
    heard = _open(talk.at(sheet, _following(talk, moved, asked)), _ack(talk, moved, asked))
    away = sheet.item.id != talk.item.id and not sheet.item.issuable
    return replace(heard, rerouted=away)


def _about(talk: Talk, asked: Field, refusal: Refusal) -> Refusal:
    if isinstance(refusal, Validation):
        label = fill(talk, asked.label, asked.suffix)
        return Validation(**{**refusal.facts, "field": label})
    return refusal


def _following(before: Talk, after: Talk, asked: Field) -> str:
    """The next part of a question that was asked again and stands as it was; else empty.

    So whoever comes back to a question of several parts passes all of them.
    """
    was, value = before.draft.answers.get(asked.id), after.draft.answers.get(asked.id)
    if was is None or (was != value and not asked.part_of):
        return ""
    whole = asked.part_of or asked.id
    parts = [f.id for f in after.form.applicable(after.draft.answers) if f.part_of == whole]
    rest = parts[parts.index(asked.id) + 1 :] if asked.id in parts else parts
    return next((name for name in rest if name in after.draft.answers), "")


def _ack(before: Talk, after: Talk, asked: Field) -> Ack:
    """How an answer is acknowledged; one that led to another form needs no more than that."""
    was, value = before.draft.answers.get(asked.id), after.draft.answers.get(asked.id)
    if not value:
        return Ack()
    said = spoken(after, asked, value)
    if was is not None:
        return Ack("same" if was == value else "changed", said, asked.kind)
    if asked.kind is FieldKind.CREDIT_CODE and doubtful(value):
        return Ack("doubtful", said, asked.kind)
    return Ack(_ACKS.get(asked.kind, "none"), said, asked.kind)


_ACKS = {
    FieldKind.NAME: "noted",
    FieldKind.ID_NUMBER: "number-ok",
    FieldKind.DIVISION: "place-ok",
    FieldKind.PASSPORT: "read",
    FieldKind.DATE: "read",
    FieldKind.MONEY: "read",
    FieldKind.PHONE: "read",
    FieldKind.CREDIT_CODE: "read",
    FieldKind.IMAGE: "read",
}


def _ack_of_contest(talk: Talk, asked: Field) -> Ack:
    said = talk.draft.contested.get(asked.id, "")
    kind = "contested" if said else "same"
    return Ack(kind, spoken(talk, asked, said) if said else "", asked.kind)
