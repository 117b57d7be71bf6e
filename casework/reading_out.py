"""Reading out: what is stored of an answer or a fact, as it is said in a sentence or a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.form import Answers, Field, FieldKind, Form, Place, PlaceLevel
from templates.environment import Words


@dataclass(frozen=True)
class Voice:
    """Reads values out.

    Attributes:
        places: The divisions that can be named.
    """

    words: Words
    places: Sequence[Place]

    def said(self, field: Field, value: str) -> str:
        """As a sentence names it: labels of choices, names of divisions, days and amounts plain."""
        if field.kind is FieldKind.CHOICE:
            choice = field.choice(value)
            return choice.label if choice else value
        if field.kind is FieldKind.DIVISION:
            return self.place(value)
        return value

    def written(self, field: Field, value: str) -> str:
        """As it stands in a table: days and amounts written out too."""
        if field.kind is FieldKind.DATE and value:
            return self.words.wording.day(value)
        if field.kind is FieldKind.MONEY and value:
            return self.words.wording.money(value)
        return self.said(field, value)

    def answers(self, form: Form, answers: Answers) -> dict[str, str]:
        """Every answer of a form as a sentence names it; what was not asked is empty."""
        said = {field.id: "" for field in form.fields}
        for field in form.applicable(answers):
            said[field.id] = self.said(field, answers.get(field.id, ""))
        return said

    def place(self, division: str) -> str:
        """What people call a division; its code if it is none that can be named."""
        place = next((each for each in self.places if each.division == division), None)
        if place is None:
            return division
        return place.names[0] if place.level is PlaceLevel.TOWN else place.full or place.names[0]
