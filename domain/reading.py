"""How an answer is read: what people type becomes what is stored, or a refusal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from domain import typed
from domain.errors import Validation
from domain.fields import Answers, Field, FieldKind, Place, Prefill
from domain.identity import IdNumber, id_number, mobile, passport, person_name, plain_text
from domain.kinship import implausible
from domain.places import place_named

RELATION = "relation"  # the field that says what the relative is to the applicant
RELATIVE = "relative_id"  # the field that is held against it


@dataclass(frozen=True)
class Known:
    """What the register proved of the applicant; empty where it holds nothing.

    Attributes:
        home: The division where the applicant is registered.
    """

    name: str = ""
    number: str = ""
    phone: str = ""
    home: str = ""

    def of(self, what: Prefill) -> str:
        """The fact that stands for an answer."""
        return {
            Prefill.NAME: self.name,
            Prefill.ID_NUMBER: self.number,
            Prefill.PHONE: self.phone,
            Prefill.HOME: self.home,
        }[what]


@dataclass(frozen=True)
class Reading:
    """What is needed to read an answer.

    Attributes:
        today: The day in Asia/Shanghai.
        applicant: The applicant's own number; nobody is one's own relative.
        places: The divisions that can be named, of every level.
        pictures: How many the case has.
        known: What stands in for answers.
    """

    today: date
    applicant: IdNumber
    places: Sequence[Place]
    pictures: int = 0
    known: Known = field(default_factory=Known)


def read(asked: Field, text: str, answers: Answers, *, by: Reading) -> str:
    """Read an answer to a question.

    Returns:
        The value to store; empty when an optional question was skipped.

    Raises:
        Refusal: It does not fit; the class and its facts say how.
    """
    if asked.optional and typed.skips(text):
        meant = [c.value for c in asked.offers(answers) if text.strip() in (c.label, *c.also)]
        return meant[0] if meant else ""
    try:
        return _READERS[asked.kind](asked, text, answers, by)
    except Validation as refusal:
        raise Validation(**{**refusal.facts, "field": asked.id}) from None


def _choice(asked: Field, text: str, answers: Answers, _: Reading) -> str:
    offers = asked.offers(answers)
    said = typed.plain(text)
    if said.isascii() and said.isdigit():
        if len(said) <= 2 and 1 <= int(said) <= len(offers):
            return offers[int(said) - 1].value
        raise Validation(field=asked.id, reason="no-such-choice")
    exact = [c for c in offers if said == c.value]
    exact = exact or [c for c in offers if said in (c.label, *c.also)]
    named = exact or [c for c in offers if any(w in said for w in (c.label, *c.also))]
    if len(named) != 1:
        raise Validation(field=asked.id, reason="no-such-choice")
    return named[0].value


def _text(asked: Field, text: str, _: Answers, __: Reading) -> str:
    return plain_text(text, field=asked.id, longest=asked.longest)


def _name(asked: Field, text: str, _: Answers, __: Reading) -> str:
    return person_name(text, foreign=asked.foreign)


def _id_number(asked: Field, text: str, answers: Answers, by: Reading) -> str:
    number = id_number(text, today=by.today, legacy=True)
    if number == by.applicant and asked.prefill is None:
        raise Validation(field=asked.id, reason="own-number")
    if asked.id.removesuffix(asked.suffix) == RELATIVE:
        relation = answers.get(RELATION + asked.suffix) or answers.get(RELATION, "")
        if reason := relation and implausible(relation, of=number, to=by.applicant):
            raise Validation(field=asked.id, reason=reason)
    return number


def _passport(_: Field, text: str, __: Answers, ___: Reading) -> str:
    return passport(text)


def _day(asked: Field, text: str, _: Answers, by: Reading) -> str:
    day = typed.day(text, today=by.today, field=asked.id)
    if asked.past and day > by.today:
        raise Validation(field=asked.id, reason="date-to-come")
    if asked.future and day < by.today:
        raise Validation(field=asked.id, reason="date-gone")
    return day.isoformat()


def _money(asked: Field, text: str, _: Answers, __: Reading) -> str:
    return f"{_within(asked, typed.amount(text, field=asked.id)):.2f}"


def _number(asked: Field, text: str, _: Answers, __: Reading) -> str:
    return f"{_within(asked, typed.number(text, field=asked.id)).normalize():f}"


def _within(asked: Field, value: Decimal) -> Decimal:
    if asked.least is not None and value < asked.least:
        raise Validation(field=asked.id, reason="too-little", bound=f"{asked.least:f}")
    if asked.most is not None and value > asked.most:
        raise Validation(field=asked.id, reason="too-much", bound=f"{asked.most:f}")
    return value


def _phone(_: Field, text: str, __: Answers, ___: Reading) -> str:
    return mobile(text)


def _credit_code(asked: Field, text: str, _: Answers, __: Reading) -> str:
    return typed.credit_code(text, field=asked.id)


def _place(asked: Field, text: str, _: Answers, by: Reading) -> str:
    said = plain_text(text, field=asked.id, longest=asked.longest)
    return place_named(said, by.places, level=asked.level, field=asked.id)


def _pictures(asked: Field, text: str, _: Answers, by: Reading) -> str:
    if not by.pictures:
        raise Validation(field=asked.id, reason="picture-none")
    if not typed.done(text):
        raise Validation(field=asked.id, reason="picture-more")
    return str(by.pictures)


def _unfolded(asked: Field, _: str, __: Answers, ___: Reading) -> str:
    """Nobody is asked for a person as such: the loader puts single questions in its place."""
    raise Validation(field=asked.id, reason="not-asked")


_READERS: Mapping[FieldKind, Callable[[Field, str, Answers, Reading], str]] = {
    FieldKind.CHOICE: _choice,
    FieldKind.TEXT: _text,
    FieldKind.NAME: _name,
    FieldKind.ID_NUMBER: _id_number,
    FieldKind.PASSPORT: _passport,
    FieldKind.DATE: _day,
    FieldKind.MONEY: _money,
    FieldKind.NUMBER: _number,
    FieldKind.DIVISION: _place,
    FieldKind.PHONE: _phone,
    FieldKind.CREDIT_CODE: _credit_code,
    FieldKind.IMAGE: _pictures,
    FieldKind.PERSON: _unfolded,
}
