"""Questions as a page shows them: words, choices, what stands in the field, what is wrong there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.talk import Talk, answered, fill, lines_of, member, spoken
from casework.desk import Desk
from casework.opening import Opened
from domain.application import Ask
from domain.form import MEMBER, Field, FieldKind, PlaceLevel

HITS = 10  # places that a name may mean, laid out to choose from
LATELY = 2  # answers that the elder version repeats beside a question


@dataclass(frozen=True)
class Option:
    """One of the answers that can be chosen."""

    value: str
    label: str


@dataclass(frozen=True)
class Asked:
    """One question of a page.

    Attributes:
        field: Its id, as a form sends it back.
        mark: Its id in the document.
        text: The sentence.
        member: Which of several people it is about; 0: there is but one.
        options: What can be chosen; of a county, what the typed name may mean.
        value: What was typed, or answered before.
        wrong: Why that was not taken.
        ask: What the office wants corrected.
    """

    field: str
    mark: str
    kind: FieldKind
    text: str
    label: str
    member: int
    level: PlaceLevel
    optional: bool
    options: tuple[Option, ...] = ()
    value: str = ""
    wrong: str = ""
    ask: Ask | None = None


@dataclass(frozen=True)
class Line:
    """One answer as it is read back.

    Attributes:
        field: The question that it answers.
        kind: How its value is written.
        fixed: Whether the register has answered it.
        contested: What the applicant says instead.
    """

    field: str
    kind: FieldKind
    label: str
    member: int
    value: str
    fixed: bool = False
    contested: str = ""


@dataclass(frozen=True)
class Progress:
    """Which questions of how many; the last two are alike where one stands alone."""

    first: int
    last: int
    total: int


@dataclass(frozen=True)
class Sent:
    """What a page has sent that was not taken.

    Attributes:
        typed: By field, as it was typed.
        wrong: By field, why it was not taken.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


def talk_of(desk: Desk, now: Opened) -> Talk:
    """What lies open, as the chat reads it out."""
    return Talk(desk.catalogue, now.sheet.item, now.sheet.draft, now.reading)


def question(desk: Desk, now: Opened, each: Field, sent: Sent) -> Asked:
    """One question as a page shows it."""
    talk = talk_of(desk, now)
    typed = sent.typed.get(each.id)
    stored = talk.draft.contested.get(each.id) or talk.draft.answers.get(each.id, "")
    if each.id in talk.form.fixed and each.id not in talk.draft.contested:
        stored = ""
    return Asked(
        field=each.id,
        mark=each.id.replace(MEMBER, "-"),
        kind=each.kind,
        text=fill(talk, each.question, each.suffix),
        label=fill(talk, each.label, each.suffix),
        member=member(talk, each),
        level=each.level,
        optional=each.optional,
        options=_options(desk, talk, each, typed or ""),
        value=_standing(desk, talk, each, stored) if typed is None else typed,
        wrong=sent.wrong.get(each.id, ""),
        ask=next((ask for ask in now.case.asks if ask.field == each.id), None)
        if now.case
        else None,
    )


def _options(desk: Desk, talk: Talk, each: Field, typed: str) -> tuple[Option, ...]:
    if each.kind is FieldKind.CHOICE:
        offers = each.offers(talk.draft.answers)
        return tuple(Option(c.value, fill(talk, c.label, each.suffix)) for c in offers)
    if each.kind is not FieldKind.DIVISION:
        return ()
    if each.level is PlaceLevel.COUNTY:
        hits = desk.shelf.divisions.search(typed, each.level, limit=HITS)
        return tuple(Option(hit.code, hit.full) for hit in hits)
    places = (place for place in talk.reading.places if place.level is each.level)
    return tuple(Option(place.division, place.names[0]) for place in places)


def _standing(desk: Desk, talk: Talk, each: Field, value: str) -> str:
    """What stands in the field of an answered question."""
    if each.kind is FieldKind.DATE and value:
        return desk.words.wording.day(value)
    if each.kind is FieldKind.DIVISION and each.level is PlaceLevel.COUNTY:
        return spoken(talk, each, value)
    return value


def lines(desk: Desk, now: Opened) -> tuple[Line, ...]:
    """Every answer, in full as long as it is not confirmed; what the register holds is masked."""
    talk = talk_of(desk, now)
    return tuple(_line(talk, each) for each in lines_of(talk))


def lately(desk: Desk, now: Opened, before: Field) -> tuple[Line, ...]:
    """The answers that were given last before a question."""
    every = [line for line in lines(desk, now) if not line.fixed and line.value]
    asked = [each.id for each in talk_of(desk, now).form.applicable(now.sheet.answers)]
    earlier = asked[: asked.index(before.id)]
    return tuple([line for line in every if line.field in earlier][-LATELY:])


def fixed_lines(desk: Desk, now: Opened) -> tuple[Line, ...]:
    """What the register has answered of the form."""
    return tuple(line for line in lines(desk, now) if line.fixed)


def _line(talk: Talk, each: Field) -> Line:
    value, fixed = talk.draft.answers[each.id], each.id in talk.form.fixed
    said = talk.draft.contested.get(each.id, "")
    told = each.kind in (FieldKind.CHOICE, FieldKind.DIVISION) or fixed
    return Line(
        field=each.id,
        kind=each.kind,
        label=fill(talk, each.label, each.suffix),
        member=member(talk, each),
        value=spoken(talk, each, value) if told else value,
        fixed=fixed,
        contested=spoken(talk, each, said) if said else "",
    )


def progress(desk: Desk, now: Opened, asked: tuple[Field, ...]) -> Progress:
    """How far one has come: at these questions, or, when there are none, at the end."""
    talk = talk_of(desk, now)
    total = talk.form.total(talk.draft.answers)
    if not asked:
        return Progress(answered(talk), total, total)
    numbers = [talk.form.number(each, talk.draft.answers) for each in asked]
    return Progress(numbers[0], numbers[-1], max(total, numbers[-1]))
