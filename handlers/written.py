"""What a citizen wrote, question by question, in the words of the form."""

from dataclasses import dataclass

from domain.form import Answers, Field, FieldKind
from domain.item import Catalogue, Item
from domain.office import OfficeKind

RELATION = "relation"


@dataclass(frozen=True)
class Written:
    """One question and its answer.

    Attributes:
        field: The question's id.
        label: What the question is called.
        text: The answer as people read it; empty while there is none.
    """

    field: str
    label: str
    text: str


def written(catalogue: Catalogue, item: Item, answers: Answers) -> dict[str, Written]:
    """Every question that these answers call for, with what was answered, by its id."""
    relative = _relative(item, answers)
    return {
        each.id: Written(
            each.id,
            each.label.replace("{relative}", relative),
            _text(catalogue, each, answers.get(each.id, "")).replace("{relative}", relative),
        )
        for each in item.form.applicable(answers)
    }


def _relative(item: Item, answers: Answers) -> str:
    asked = item.form.field(RELATION)
    choice = asked.choice(answers.get(RELATION, "")) if asked else None
    return choice.label if choice else ""


def _text(catalogue: Catalogue, asked: Field, value: str) -> str:
    if asked.kind is FieldKind.CHOICE:
        choice = asked.choice(value)
        return choice.label if choice else ""
    return town(catalogue, value) if asked.kind is FieldKind.DIVISION else value


def town(catalogue: Catalogue, division: str) -> str:
    """What people call the town of a division; the division's number if it is none of ours."""
    towns = (office for office in catalogue.offices.values() if office.kind is OfficeKind.TOWN)
    return next((office.short for office in towns if office.division == division), division)
