"""Forms: what an item asks, one question at a time, and how an answer is read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from domain.errors import Refusal, Validation
from domain.identity import IdNumber, id_number, person_name, plain_text
from domain.kinship import implausible

Answers = Mapping[str, str]
PARKED = "parked"  # focus of a conversation that was left, until somebody goes on with it


class FieldKind(StrEnum):
    """How an answer is read."""

    CHOICE = "choice"
    TEXT = "text"
    NAME = "name"
    ID_NUMBER = "id-number"
    DIVISION = "division"


@dataclass(frozen=True)
class Choice:
    """One of the answers that can be chosen.

    Attributes:
        value: What is stored.
        label: What people read, and may type.
        also: What else they may type.
        when: The choice stands only under this answer of the field's `group`.
        item: The item that the case belongs to from here on; empty: no change.
        ends: The phrase that answers instead of a case: why no paper is made here.
    """

    value: str
    label: str
    also: tuple[str, ...] = ()
    when: str = ""
    item: str = ""
    ends: str = ""


@dataclass(frozen=True)
class Field:
    """One question.

    Attributes:
        question: The sentence; `{relative}` stands for the relative's word.
        label: What the summary calls it.
        when: Other fields and the answers under which this one is asked.
        group: The field whose answer selects among the choices.
        part_of: The field whose number this question shares.
        ends: As in `Choice`, for every answer.
        longest: Characters at most, of a text.
    """

    id: str
    kind: FieldKind
    question: str
    label: str
    choices: tuple[Choice, ...] = ()
    when: Mapping[str, frozenset[str]] = field(default_factory=dict)
    group: str = ""
    part_of: str = ""
    ends: str = ""
    longest: int = 60

    def applies(self, answers: Answers) -> bool:
        """Whether these answers call for this question."""
        return all(answers.get(other) in values for other, values in self.when.items())

    def offers(self, answers: Answers) -> tuple[Choice, ...]:
        """The choices that stand under these answers."""
        group = answers.get(self.group, "")
        return tuple(c for c in self.choices if not c.when or c.when == group)

    def choice(self, value: str) -> Choice | None:
        """The choice that stores a value."""
        return next((c for c in self.choices if c.value == value), None)


@dataclass(frozen=True)
class Place:
    """A division by the names that people give it."""

    division: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What is needed to read an answer.

    Attributes:
        today: The day in Asia/Shanghai.
        applicant: The applicant's own number; nobody is one's own relative.
        places: The divisions that can be named.
    """

    today: date
    applicant: IdNumber
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Form:
    """The questions of an item, in order."""

    fields: tuple[Field, ...]

    def field(self, field_id: str) -> Field | None:
        """The field of that id."""
        return next((f for f in self.fields if f.id == field_id), None)

    def applicable(self, answers: Answers) -> Iterator[Field]:
        """The fields that these answers call for, in order."""
        return (f for f in self.fields if f.applies(answers))

    def next(self, answers: Answers) -> Field | None:
        """The first field that still lacks its answer."""
        return next((f for f in self.applicable(answers) if f.id not in answers), None)

    def before(self, field_id: str, answers: Answers) -> Field | None:
        """The answered question before a field; before the summary, the last one."""
        earlier = None
        for each in self.applicable(answers):
            if each.id == field_id:
                return earlier
            if each.id in answers:
                earlier = each
        return earlier

    def number(self, asked: Field) -> int:
        """The question's number as people see it; a part shares its whole's."""
        heads = [f.id for f in self.fields if not f.part_of]
        return heads.index(asked.part_of or asked.id) + 1

    def total(self) -> int:
        """How many questions there are, parts not counted."""
        return sum(not f.part_of for f in self.fields)

    def answered(self, answers: Answers, field_id: str, value: str) -> dict[str, str]:
        """The answers with one more, less those that it no longer calls for."""
        new = {**answers, field_id: value}
        for each in self.fields:
            stale = each.group == field_id and answers.get(field_id) != value
            if each.id in new and (stale or not each.applies(new)):
                del new[each.id]
        return new


@dataclass(frozen=True)
class Draft:
    """A conversation as far as it has come: the answers, and what was asked last.

    Attributes:
        answers: Field id to stored value.
        focus: Field id that was asked again out of order, `summary`, `leave`, or empty for
            "whatever comes next".
    """

    answers: Answers = field(default_factory=dict)
    focus: str = ""

    def at(self, focus: str) -> "Draft":
        """The same answers, asking something else."""
        return replace(self, focus=focus)


def consistent(form: Form, answers: Answers, *, by: Reading) -> dict[str, str]:
    """The answers that still read well beside each other; the others must be asked again."""
    kept: dict[str, str] = {}
    for each in form.fields:
        if each.id not in answers or not each.applies(kept):
            continue
        try:
            kept[each.id] = read(each, answers[each.id], kept, by=by)
        except Refusal:
            continue
    return kept


def read(asked: Field, text: str, answers: Answers, *, by: Reading) -> str:
    """Read an answer to a question.

    Returns:
        The value to store.

    Raises:
        Refusal: It does not fit; the class and its facts say how.
    """
    if asked.kind is FieldKind.CHOICE:
        return _choice(asked, text, answers)
    if asked.kind is FieldKind.NAME:
        return person_name(text)
    if asked.kind is FieldKind.DIVISION:
        return _division(asked, text, by.places)
    if asked.kind is FieldKind.ID_NUMBER:
        number = id_number(text, today=by.today, legacy=True)
        if number == by.applicant:
            raise Validation(field=asked.id, reason="own-number")
        relation = answers.get("relation", "")
        if reason := relation and implausible(relation, of=number, to=by.applicant):
            raise Validation(field=asked.id, reason=reason)
        return number
    return plain_text(text, field=asked.id, longest=asked.longest)


_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def _choice(asked: Field, text: str, answers: Answers) -> str:
    offers = asked.offers(answers)
    typed = text.strip().translate(_DIGITS).rstrip("。．.、，, ")
    if typed.isascii() and typed.isdigit():
        if len(typed) <= 2 and 1 <= int(typed) <= len(offers):
            return offers[int(typed) - 1].value
        raise Validation(field=asked.id, reason="no-such-choice")
    exact = [c for c in offers if typed in (c.label, c.value, *c.also)]
    named = exact or [c for c in offers if any(w in typed for w in (c.label, *c.also))]
    if len(named) != 1:
        raise Validation(field=asked.id, reason="no-such-choice")
    return named[0].value


def _division(asked: Field, text: str, places: tuple[Place, ...]) -> str:
    typed = plain_text(text, field=asked.id, longest=asked.longest)
    for place in places:
        if typed == place.division or typed in place.names:
            return place.division
    found = [p for p in places if any(n in typed or typed in n for n in p.names)]
    if len(found) != 1 or len(typed) < 2:
        raise Validation(field=asked.id, reason="place-several" if found else "place-unknown")
    return found[0].division
