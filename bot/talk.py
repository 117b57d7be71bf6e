"""One conversation at one moment, and how its questions and answers are read out.

The draft is the conversation.  Its `focus` names what was asked out of order: a field, or one of
the three words below; empty means "whatever the form still lacks".
"""

from dataclasses import dataclass
from functools import cached_property

from casework.answering import Sheet
from domain.form import (
    MEMBER,
    PARKED,
    Draft,
    Field,
    FieldKind,
    Form,
    Place,
    PlaceLevel,
    Reading,
)
from domain.identity import mask_id, mask_passport, mask_phone
from domain.item import Catalogue, Item
from domain.message import Json, Phrase

SUMMARY = "summary"
LEAVE = "leave"
RELATION = "relation"
RELATIVE = "relative_name"


@dataclass(frozen=True)
class Talk:
    """A conversation at one moment."""

    catalogue: Catalogue
    item: Item
    draft: Draft
    reading: Reading

    @cached_property
    def form(self) -> Form:
        """The questions of the item, as they are asked of this applicant today."""
        return self.item.form.on(self.reading)

    @property
    def sheet(self) -> Sheet:
        """What was answered, and the item that it has come to."""
        return Sheet(self.item, self.draft)

    @cached_property
    def asked(self) -> Field | None:
        """The question that is open; None when the summary or a choice about going on is."""
        if self.draft.focus in (SUMMARY, LEAVE, PARKED):
            return None
        answers = self.draft.answers
        focus = (f for f in self.form.applicable(answers) if f.id == self.draft.focus)
        return next(focus, None) or self.form.next(answers)

    def at(self, sheet: Sheet, focus: str = "") -> "Talk":
        """The conversation at another moment: what was answered then, and what is asked."""
        return Talk(self.catalogue, sheet.item, sheet.draft.at(focus), self.reading)


@dataclass(frozen=True)
class Ack:
    """How an answer is acknowledged before the next question.

    Attributes:
        kind: none, first, noted, read, changed, same, number-ok, place-ok, doubtful, contested or
            back.
        of: The kind of the field that was answered.
    """

    kind: str = "none"
    value: str = ""
    of: str = ""

    def facts(self) -> dict[str, Json]:
        """As templates take it."""
        return {"kind": self.kind, "value": self.value, "of": self.of}


def ask(talk: Talk, ack: Ack) -> Phrase:
    """The question that is open, or the summary when none is."""
    asked = talk.asked
    if asked is None:
        return summary(talk, ack)
    if asked.id in talk.form.fixed:
        facts = {"label": fill(talk, asked.label, asked.suffix), **asking(talk, asked)}
        return Phrase("citizen/contest", facts)
    return Phrase("citizen/question", {"ack": ack.facts(), **asking(talk, asked)})


def asking(talk: Talk, asked: Field) -> dict[str, Json]:
    """The facts of a question: its number, the sentence, the choices, the present answer."""
    answers = talk.draft.answers
    return {
        "number": talk.form.number(asked, answers),
        "total": talk.form.ahead(answers),
        "member": member(talk, asked),
        "text": fill(talk, asked.question, asked.suffix),
        "choices": [fill(talk, each.label, asked.suffix) for each in asked.offers(answers)],
        "current": spoken(talk, asked, answers[asked.id]) if asked.id in answers else "",
        "kind": asked.kind,
    }


def member(talk: Talk, asked: Field) -> int:
    """Which of several people or things a question is about; 0 when there is but one."""
    group = next((g for g in talk.form.groups if asked.repeat == g.id or asked.id == g.more), None)
    if group is None or len(talk.form.members(talk.draft.answers, group.id)) == 1:
        return 0
    return int(asked.suffix.removeprefix(MEMBER) or 1)


def fill(talk: Talk, sentence: str, suffix: str = "") -> str:
    """The sentence with the relative's word in its place; of several, that member's."""
    form, answers = talk.form, talk.draft.answers
    relation = form.field(RELATION + suffix) or form.field(RELATION)
    chosen = relation.choice(answers.get(relation.id, "")) if relation else None
    return sentence.replace("{relative}", chosen.label if chosen else "对方")


def spoken(talk: Talk, asked: Field, value: str) -> str:
    """An answer as it is read back: labels for choices, names for places, numbers masked."""
    if asked.kind is FieldKind.CHOICE:
        choice = asked.choice(value)
        return fill(talk, choice.label, asked.suffix) if choice else value
    if asked.kind is FieldKind.DIVISION:
        places = (place for place in talk.reading.places if place.division == value)
        place = next(places, None)
        return _called(place) if place else value
    masked = _MASKS.get(asked.kind)
    return masked(value) if masked and value else value


def _called(place: Place) -> str:
    """Its own name among ours; in all of China, with what it lies in."""
    return (place.level is PlaceLevel.COUNTY and place.full) or place.names[0]


_MASKS = {
    FieldKind.ID_NUMBER: mask_id,
    FieldKind.PASSPORT: mask_passport,
    FieldKind.PHONE: mask_phone,
}


def summary(talk: Talk, ack: Ack) -> Phrase:
    """Everything that was answered, to be confirmed or changed line by line."""
    answers = talk.draft.answers
    several = f"{RELATIVE}{MEMBER}2" in answers
    facts: dict[str, Json] = {
        "ack": ack.facts(),
        "change": bool(talk.draft.of),
        "registers": list(registers(talk)),
        "item": talk.item.name,
        "lines": [_line(talk, each) for each in lines_of(talk)],
        "relative": "" if several else answers.get(RELATIVE, ""),
        "relative_word": fill(talk, "{relative}") if answers.get(RELATION) else "",
    }
    return Phrase("citizen/summary", facts)


def registers(talk: Talk) -> tuple[str, ...]:
    """The registers that will be asked, as people call them."""
    asked = dict.fromkeys(rule.source for rule in talk.item.proofs if rule.source)
    known = talk.catalogue.sources
    return tuple(known[source].name for source in asked if source in known)


def _line(talk: Talk, asked: Field) -> Json:
    claimed = talk.draft.contested.get(asked.id, "")
    return {
        "label": fill(talk, asked.label, asked.suffix),
        "member": member(talk, asked),
        "kind": asked.kind,
        "value": spoken(talk, asked, talk.draft.answers[asked.id]),
        "prefilled": asked.id in talk.form.fixed,
        "contested": spoken(talk, asked, claimed) if claimed else "",
    }


def lines_of(talk: Talk) -> list[Field]:
    """The answered fields, one a question: a part stands for its whole."""
    answers = talk.draft.answers
    fields = [f for f in talk.form.applicable(answers) if f.id in answers]
    parts = {f.part_of for f in fields if f.part_of}
    return [f for f in fields if f.id not in parts]


def answered(talk: Talk) -> int:
    """How many questions lie behind."""
    asked, answers = talk.asked, talk.draft.answers
    return talk.form.total(answers) if asked is None else talk.form.number(asked, answers) - 1
