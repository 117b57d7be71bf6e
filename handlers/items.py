"""What can be applied for, with its questions as data."""

from aiohttp import web
from pydantic import Field as About

from domain.form import Choice, Field, FieldKind
from domain.item import Item, ItemId, Way
from handlers.api import IF_NONE_MATCH, Reply, Told, answers
from handlers.keys import DESK


class Line(Told):
    """One item, in short."""

    id: str
    name: str
    title: str

    @classmethod
    def of(cls, item: Item) -> "Line":
        """What is told of an item in a list."""
        return cls(id=item.id, name=item.name, title=item.title)


class Items(Told):
    """Everything that can be applied for."""

    items: list[Line]


class Option(Told):
    """One of the answers that can be chosen."""

    value: str
    label: str = About(description="`{relative}` stands for the relative's word.")
    when: str = About(description="Stands only under this answer of the field's `group`.")
    item: str | None = About(description="The item that the application belongs to from here on.")
    ends: bool = About(description="Whether it ends the conversation: no paper is made here.")

    @classmethod
    def of(cls, choice: Choice) -> "Option":
        """What is told of a choice."""
        return cls(
            value=choice.value,
            label=choice.label,
            when=choice.when,
            item=choice.item or None,
            ends=bool(choice.ends),
        )


class Question(Told):
    """One question of a form."""

    id: str
    kind: FieldKind
    question: str = About(description="`{relative}` stands for the relative's word.")
    label: str
    when: dict[str, list[str]] = About(description="Other fields, and answers that call for this.")
    group: str = About(description="The field whose answer selects among the choices.")
    part_of: str = About(description="The field whose number this question shares.")
    longest: int | None = About(description="Characters at most.")
    ends: bool = About(description="Whether every answer ends the conversation.")
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
            group=field.group,
            part_of=field.part_of,
            longest=field.longest if field.kind is FieldKind.TEXT else None,
            ends=bool(field.ends),
            choices=[Option.of(choice) for choice in field.choices],
        )


class ProofAsked(Told):
    """One fact that the item asks for, and the ways to settle it, in order."""

    id: str
    title: str
    ways: list[Way]


class WholeItem(Line):
    """One item with its form."""

    version: str
    due_days: int = About(description="Working days from receipt to the first answer.")
    valid_days: int = About(description="Days from issue to the last day of validity.")
    assurance: int = About(description="The least identity level of the applicant.")
    proofs: list[ProofAsked]
    fields: list[Question]


@answers(Items)
async def show_all(request: web.Request) -> Items:
    """GET /api/v1/items."""
    items = request.app[DESK].catalogue.items.values()
    return Items(items=[Line.of(item) for item in items])


@answers(WholeItem, headed=(IF_NONE_MATCH,))
async def show(request: web.Request) -> Reply:
    """GET /api/v1/items/{item}."""
    item = request.app[DESK].catalogue.item(ItemId(request.match_info["item"]))
    return Reply(_whole(item), etag=item.version)


def _whole(item: Item) -> WholeItem:
    return WholeItem(
        id=item.id,
        name=item.name,
        title=item.title,
        version=item.version,
        due_days=item.due_days,
        valid_days=item.valid_days,
        assurance=item.assurance,
        proofs=[
            ProofAsked(id=each.id, title=each.title, ways=list(each.ways)) for each in item.proofs
        ],
        fields=[Question.of(field) for field in item.form.fields],
    )
