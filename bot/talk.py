"""One conversation at one moment, and how its questions and answers are read out.

The draft is the conversation.  Its `focus` names what was asked out of order: a field, or one of
the three words below; empty means "whatever the form still lacks".
"""

from dataclasses import dataclass

from domain.form import PARKED, Draft, Field, FieldKind, Form, Reading
from domain.identity import mask_id
from domain.item import Catalogue, Item
from domain.message import Json, Phrase

SUMMARY = "summary"
LEAVE = "leave"
RELATION = "relation"


@dataclass(frozen=True)
class Talk:
    """A conversation at one moment."""

    catalogue: Catalogue
    item: Item
    draft: Draft
    reading: Reading

    @property
    def form(self) -> Form:
        """The questions of the item."""
        return self.item.form

    @property
    def asked(self) -> Field | None:
        """The question that is open; None when the summary or a choice about going on is."""
        if self.draft.focus in (SUMMARY, LEAVE, PARKED):
            return None
        return self.form.field(self.draft.focus) or self.form.next(self.draft.answers)


@dataclass(frozen=True)
class Ack:
    """How an answer is acknowledged before the next question.

    Attributes:
        kind: none, first, noted, changed, same, number-ok, place-ok or back.
    """

    kind: str = "none"
    value: str = ""

    def facts(self) -> dict[str, Json]:
        """As templates take it."""
        return {"kind": self.kind, "value": self.value}


def ask(talk: Talk, ack: Ack) -> Phrase:
    """The question that is open, or the summary when none is."""
    asked = talk.asked
    if asked is None:
        return summary(talk, ack)
    return Phrase("citizen/question", {"ack": ack.facts(), **asking(talk, asked)})


def asking(talk: Talk, asked: Field) -> dict[str, Json]:
    """The facts of a question: its number, the sentence, the choices, the present answer."""
    answers = talk.draft.answers
    return {
        "number": talk.form.number(asked),
        "total": talk.form.total(),
        "text": fill(talk, asked.question),
        "choices": [fill(talk, choice.label) for choice in asked.offers(answers)],
        "current": spoken(talk, asked) if asked.id in answers else "",
    }


def fill(talk: Talk, sentence: str) -> str:
    """The sentence with the relative's word in its place."""
    relation = talk.form.field(RELATION)
    chosen = relation.choice(talk.draft.answers.get(RELATION, "")) if relation else None
    return sentence.replace("{relative}", chosen.label if chosen else "对方")


def spoken(talk: Talk, asked: Field) -> str:
    """An answer as it is read back: labels for choices, names for places, numbers masked."""
    value = talk.draft.answers[asked.id]
    if asked.kind is FieldKind.CHOICE:
        choice = asked.choice(value)
        return fill(talk, choice.label) if choice else value
    if asked.kind is FieldKind.DIVISION:
        places = talk.reading.places
        return next((p.names[0] for p in places if p.division == value), value)
    if asked.kind is FieldKind.ID_NUMBER:
        return mask_id(value)
    return value


def summary(talk: Talk, ack: Ack) -> Phrase:
    """Everything that was answered, to be confirmed or changed line by line."""
    lines: list[Json] = [
        {"label": fill(talk, each.label), "value": spoken(talk, each)} for each in lines_of(talk)
    ]
    facts: dict[str, Json] = {
        "ack": ack.facts(),
        "lines": lines,
        "relation": talk.draft.answers[RELATION],
        "relative": talk.draft.answers["relative_name"],
    }
    return Phrase("citizen/summary", facts)


def lines_of(talk: Talk) -> list[Field]:
    """The answered fields, one a question: a part stands for its whole."""
    answers = talk.draft.answers
    fields = [f for f in talk.form.applicable(answers) if f.id in answers]
    parts = {f.part_of for f in fields if f.part_of}
    return [f for f in fields if f.id not in parts]


def answered(talk: Talk) -> int:
    """How many questions lie behind."""
    asked = talk.asked
    return talk.form.total() if asked is None else talk.form.number(asked) - 1
