"""What can be asked for: found by words, told with its questions as data, or with its answer."""

from aiohttp import web
from pydantic import Field as About

from domain.item import Disposition, Family, Item, ItemId, Level, Way
from handlers.api import IF_NONE_MATCH, Reply, Told, answers, takes
from handlers.bodies import Query
from handlers.keys import DESK
from handlers.questions import Group, Question, Rule

LONGEST = 60
SHOWN = 9


class Line(Told):
    """One item, in short."""

    id: str
    name: str
    title: str
    english: str
    disposition: Disposition = About(
        description="`issue` and `issue-on-condition` end in a paper, all else in an answer."
    )

    @classmethod
    def of(cls, item: Item) -> "Line":
        """What is told of an item in a list."""
        return cls(
            id=item.id,
            name=item.name,
            title=item.title,
            english=item.english,
            disposition=item.disposition,
        )


class Items(Told):
    """Items: all of them, or what a search found, the likeliest first."""

    items: list[Line]


class Searching(Query):
    """What somebody looks for."""

    q: str = About(
        "", max_length=LONGEST, description="Words, pinyin or initials; empty: everything."
    )


class Asker(Told):
    """Whoever wants the paper."""

    id: str
    label: str
    hint: str = About(description="What is worth knowing about such askers, with its law.")


class Theme(Told):
    """What is to be proved."""

    id: str
    label: str
    askers: list[str] = About(description="Whom it is offered to; empty: to all.")
    items: list[str]


class Guide(Told):
    """Two questions that lead to an item: who asks, and what is to be proved."""

    askers: list[Asker]
    themes: list[Theme]


class ProofAsked(Told):
    """One fact that the item asks for, and the ways to settle it, in order."""

    id: str
    title: str
    ways: list[Way]


class Law(Told):
    """A legal basis whose text was read."""

    law: str
    article: str
    gist: str


class Instead(Told):
    """What somebody is told who needs no paper from us."""

    lead: str
    proves: str = About(description="What proves the fact instead.")
    owner: str = About(description="Who issues it, if somebody does.")
    how: str
    url: str


class WholeItem(Line):
    """One item with its form; of one without a paper, the form asks for the letter."""

    version: str
    family: Family
    level: Level
    due_days: int = About(description="Working days that are promised from acceptance on.")
    valid_days: int = About(description="Days from issue to the last day; 0: none is printed.")
    assurance: int = About(description="The least identity level of the applicant.")
    approvals: int
    sensitive: bool
    proofs: list[ProofAsked]
    law: list[Law]
    answer: Instead | None
    fields: list[Question]
    groups: list[Group]
    rules: list[Rule]


@takes(Searching, Items)
async def show_all(request: web.Request, asked: Searching) -> Items:
    """GET /api/v1/items."""
    desk = request.app[DESK]
    if not asked.q.strip():
        return Items(items=[Line.of(item) for item in desk.catalogue.items.values()])
    hits = desk.shelf.finder.find(asked.q, limit=SHOWN)
    return Items(items=[Line.of(desk.catalogue.item(ItemId(hit.item))) for hit in hits])


@answers(Guide)
async def show_guide(request: web.Request) -> Guide:
    """GET /api/v1/guide."""
    guide = request.app[DESK].catalogue.guide
    return Guide(
        askers=[Asker(id=each.id, label=each.label, hint=each.told) for each in guide.askers],
        themes=[
            Theme(id=t.id, label=t.label, askers=sorted(t.askers), items=list(t.items))
            for t in guide.themes
        ],
    )


@answers(WholeItem, headed=(IF_NONE_MATCH,))
async def show(request: web.Request) -> Reply:
    """GET /api/v1/items/{item}."""
    item = request.app[DESK].catalogue.item(ItemId(request.match_info["item"]))
    return Reply(_whole(item), etag=item.version)


def _whole(item: Item) -> WholeItem:
    said = item.answer
    return WholeItem(
        **Line.of(item).model_dump(),
        version=item.version,
        family=item.family,
        level=item.level,
        due_days=item.due_days,
        valid_days=item.valid_days,
        assurance=item.assurance,
        approvals=item.approvals,
        sensitive=item.sensitive,
        proofs=[ProofAsked(id=p.id, title=p.title, ways=list(p.ways)) for p in item.proofs],
        law=[Law.model_validate(each, from_attributes=True) for each in item.law],
        answer=Instead.model_validate(said, from_attributes=True) if said else None,
        fields=[Question.of(field) for field in item.form.fields],
        groups=[Group.model_validate(each, from_attributes=True) for each in item.form.groups],
        rules=[Rule.model_validate(each, from_attributes=True) for each in item.form.rules],
    )
