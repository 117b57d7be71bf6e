"""The dialogue: item, draft and words in; the next question out.  Pure, and without memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
from domain.errors import Refusal, Validation
from domain.form import PARKED, Draft, Field, FieldKind, consistent, read
from domain.item import Item, ItemId
from domain.message import Json, Phrase

Explain = Callable[[Refusal], str]

BACK = ("返回", "上一步", "上一问")
STOP = ("取消", "退出", "停")
CONFIRM = ("确认", "确定", "没有错", "对")
REVIEW = ("核对",)


@dataclass(frozen=True)
class Heard:
    """What the words came to.

    Attributes:
        draft: The conversation from now on.
        item: The item it is about from now on.
        done: confirmed, discarded, or empty while it goes on.
    """

    phrase: Phrase
    draft: Draft
    item: Item
    done: str = ""


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
    asked = talk.form.next(talk.draft.answers)
    facts: dict[str, Json] = {
        "item": talk.item.name,
        "answered": talk.form.number(asked) - 1 if asked else talk.form.total(),
        "number": talk.form.number(asked) if asked else None,
    }
    return _stay(talk, Phrase("citizen/resume", facts), PARKED)


def _leave(talk: Talk) -> Phrase:
    asked = talk.asked
    facts: dict[str, Json] = {
        "answered": answered(talk),
        "number": talk.form.number(asked) if asked else None,
    }
    return Phrase("citizen/leave", facts)


def _stay(talk: Talk, phrase: Phrase, focus: str) -> Heard:
    return Heard(phrase, talk.draft.at(focus), talk.item)


def _go_on_or_not(talk: Talk, said: str) -> Heard:
    going = Talk(talk.catalogue, talk.item, talk.draft.at(""), talk.reading)
    choice = _pick(said, _LEAVE if talk.draft.focus == LEAVE else _RESUME)
    if choice == "on":
        return Heard(ask(going, Ack()), _opened(going), talk.item)
    if choice == "again":
        anew = Talk(talk.catalogue, talk.item, Draft(), talk.reading)
        return Heard(ask(anew, Ack()), Draft(), talk.item)
    if choice == "drop":
        return Heard(Phrase("citizen/discarded"), talk.draft, talk.item, done="discarded")
    if choice == "keep":
        return _stay(talk, Phrase("citizen/kept"), PARKED)
    return _stay(talk, _leave(going), LEAVE) if talk.draft.focus == LEAVE else resume(going)


_LEAVE: Sequence[tuple[str, tuple[str, ...]]] = (
    ("keep", ("1", "先放着", "以后")),
    ("drop", ("2", "不办了", "删掉", "删除")),
    ("on", ("3", "继续")),
)
_RESUME: Sequence[tuple[str, tuple[str, ...]]] = (
    ("on", ("1", "接着", "继续")),
    ("again", ("2", "从头", "重新")),
    ("drop", ("3", "不办了", "删掉")),
)


def _pick(said: str, choices: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    typed = said.translate(str.maketrans("１２３", "123"))
    for name, (digit, *spoken_) in choices:
        if typed == digit or any(word in typed for word in spoken_):
            return name
    return ""


def _opened(talk: Talk) -> Draft:
    return talk.draft.at("") if talk.asked else talk.draft.at(SUMMARY)


def _back(talk: Talk) -> Heard:
    here = talk.asked.id if talk.asked else SUMMARY
    before = talk.form.before(here, talk.draft.answers)
    if before is None:
        return _stay(talk, Phrase("citizen/nothing-to-go-back"), talk.draft.focus)
    moved = Talk(talk.catalogue, talk.item, talk.draft.at(before.id), talk.reading)
    return Heard(ask(moved, Ack("back", "")), moved.draft, talk.item)


def _at_summary(talk: Talk, said: str) -> Heard:
    if said in CONFIRM:
        return Heard(Phrase("citizen/received"), talk.draft, talk.item, done="confirmed")
    lines = lines_of(talk)
    typed = said.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:3]) <= len(lines):
        field = lines[int(typed[:3]) - 1]
        head = talk.form.field(field.part_of) if field.part_of else field
        moved = Talk(talk.catalogue, talk.item, talk.draft.at((head or field).id), talk.reading)
        return Heard(ask(moved, Ack("back", "")), moved.draft, talk.item)
    return _stay(talk, summary(talk, Ack()), SUMMARY)


def _answer(talk: Talk, asked: Field, said: str, explain: Explain) -> Heard:
    try:
        value = read(asked, said, talk.draft.answers, by=talk.reading)
    except Refusal as refusal:
        facts = asking(talk, asked)
        again = Phrase("citizen/again", {"refusal": explain(_about(talk, asked, refusal)), **facts})
        return Heard(again, talk.draft, talk.item)
    choice = asked.choice(value) if asked.kind is FieldKind.CHOICE else None
    ends = choice.ends if choice and choice.ends else asked.ends
    if ends:
        facts = {"relative_word": fill(talk, "{relative}"), "value": value}
        return _stay(talk, Phrase(f"citizen/{ends}", facts), asked.id)
    return _taken(talk, asked, value)


def _about(talk: Talk, asked: Field, refusal: Refusal) -> Refusal:
    if isinstance(refusal, Validation):
        return Validation(**{**refusal.facts, "field": fill(talk, asked.label)})
    return refusal


def _taken(talk: Talk, asked: Field, value: str) -> Heard:
    before = talk.draft.answers.get(asked.id)
    answers = consistent(
        talk.form, talk.form.answered(talk.draft.answers, asked.id, value), by=talk.reading
    )
    choice = asked.choice(value)
    item = talk.catalogue.item(ItemId(choice.item)) if choice and choice.item else talk.item
    moved = Talk(talk.catalogue, item, Draft(answers), talk.reading)
    moved = Talk(talk.catalogue, item, _opened(moved), talk.reading)
    return Heard(ask(moved, _ack(moved, asked, value, before)), moved.draft, item)


def _ack(talk: Talk, asked: Field, value: str, before: str | None) -> Ack:
    said = spoken(talk, asked)
    if before is not None:
        return Ack("same" if before == value else "changed", said)
    if asked.kind is FieldKind.ID_NUMBER:
        return Ack("number-ok", said)
    if asked.kind is FieldKind.DIVISION:
        return Ack("place-ok", said)
    return Ack("noted", said) if asked.kind is FieldKind.NAME else Ack()
