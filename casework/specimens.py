"""Specimens: a value for every question and fact, so that sentences can be tried before a case."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from casework.paper_facts import Ground, fact_fields
from domain.form import Field, FieldKind, Form
from domain.identity import IdNumber, Person, PersonId, PersonName, Phone
from domain.item import Item

NOBODY = Person(
    PersonId("specimen"), PersonName("N. N."), IdNumber("11010519491231002X"), Phone("13800000000")
)
MOMENT = datetime(2026, 11, 23, 2, 22, 5, tzinfo=UTC)
_VALUES: Mapping[FieldKind, str] = MappingProxyType(
    {
        FieldKind.ID_NUMBER: NOBODY.number,
        FieldKind.PASSPORT: "E00000000",
        FieldKind.DATE: "2020-03-05",
        FieldKind.MONEY: "1234.50",
        FieldKind.NUMBER: "12",
        FieldKind.DIVISION: "330781102",
        FieldKind.PHONE: NOBODY.phone,
        FieldKind.CREDIT_CODE: "11100000000013338W",
        FieldKind.IMAGE: "1",
    }
)


def specimen(field: Field) -> str:
    """A value as it would be stored: of a choice the first, of a text what it is called."""
    if field.kind is FieldKind.CHOICE:
        return field.choices[0].value
    return _VALUES.get(field.kind, field.label[: field.longest])


def grounds(item: Item) -> Iterator[Ground]:
    """What papers of an item could rest on: each choice of form and facts is made at least once."""
    plain = [*item.form.fields, *fact_fields(item)]
    most = max((len(field.choices) for field in plain), default=0)
    for turn in range(max(most, 1)):
        yield Ground(
            applicant=NOBODY,
            office=item.issued_by,
            answers=_answered(item.form, turn),
            record={field.id: _chosen(field, turn) for field in fact_fields(item)},
            as_of=MOMENT,
            source=item.id,
        )


def _answered(form: Form, turn: int) -> dict[str, str]:
    answers: dict[str, str] = {}
    for field in form.applicable(answers):
        answers[field.id] = _chosen(field, turn)
    return answers


def _chosen(field: Field, turn: int) -> str:
    if field.kind is not FieldKind.CHOICE or not field.choices:
        return specimen(field)
    return field.choices[turn % len(field.choices)].value
