"""A form as data: what is asked, when, and how answers hang together."""

from decimal import Decimal

from pydantic import Field as About

from domain.form import Choice, Field, FieldKind, PlaceLevel, Prefill, RuleKind
from handlers.api import Told

FILLED = "`{relative}` stands for the relative's word."


class Option(Told):
    """One of the answers that can be chosen."""

    value: str
    label: str = About(description=FILLED)
    when: str = About(description="Stands only under this answer of the field's `group`.")
    item: str | None = About(description="The item that the application belongs to from here on.")

    @classmethod
    def of(cls, choice: Choice) -> "Option":
        """What is told of a choice."""
        return cls(
            value=choice.value, label=choice.label, when=choice.when, item=choice.item or None
        )


class Question(Told):
    """One question of a form."""

    id: str
    kind: FieldKind
    question: str = About(description=FILLED)
    label: str = About(description=FILLED)
    when: dict[str, list[str]] = About(description="Other fields, and answers that call for this.")
    under: dict[str, int] = About(
        description="Asked only when somebody behind one of these fields is younger (years)."
    )
    optional: bool
    group: str = About(description="The field whose answer selects among the choices.")
    part_of: str = About(description="The field whose number this question shares.")
    repeat: str = About(description="The repeated group; further members are `id#2`, `id#3`.")
    prefill: Prefill | None = About(
        description="What the register proved stands here: it is not asked, but may be contested."
    )
    longest: int | None = About(description="Characters at most, of a text.")
    level: PlaceLevel | None = About(description="Of a division, how small.")
    least: Decimal | None
    most: Decimal | None
    item: str | None = About(description="The item that any answer leads to.")
    choices: list[Option]

    @classmethod
    def of(cls, field: Field) -> "Question":
        """What is told of a field."""
        return cls(
            id=field.id,
            kind=field.kind,
            question=field.question,
            label=field.label,
            when={other: sorted(values) for other, values in field.when.items()},
            under=dict(field.under),
            optional=field.optional,
            group=field.group,
            part_of=field.part_of,
            repeat=field.repeat,
            prefill=field.prefill,
            longest=field.longest if field.kind is FieldKind.TEXT else None,
            level=field.level if field.kind is FieldKind.DIVISION else None,
            least=field.least,
            most=field.most,
            item=field.item or None,
            choices=[Option.of(choice) for choice in field.choices],
        )


class Group(Told):
    """Questions that are asked about several people or things."""

    id: str
    more: str = About(description="The choice (`yes`, `no`) that opens one more member.")
    least: int
    most: int


class Rule(Told):
    """What two answers must be to each other."""

    id: str
    kind: RuleKind
    first: str
    second: str
    days: int
