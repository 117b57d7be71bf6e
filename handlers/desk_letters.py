"""Who still asks for papers that nobody needs: the officials' list, as a page and for programs."""

import re
from datetime import datetime

from aiohttp import web
from pydantic import Field
from yarl import URL

from casework.desk import Desk
from casework.tallying import Tally, tally
from domain.errors import Validation
from domain.letter import BEGIN, Asking, Figures, Place
from handlers.api import Reply, Told, takes
from handlers.bodies import query
from handlers.keys import DESK, SIGNED_IN
from handlers.pages import page
from handlers.paging import Paging, begins, cursor, link
from handlers.queueing import waiting

_PLACE = re.compile(r"([0-9]{1,9})\|([0-9]{1,9})\|([0-9A-Za-z_-]{1,64})")


class FiguresTold(Told):
    """How many letters went out, and what became of them."""

    letters: int
    accepted: int
    needed: int = Field(description="Answered with: still needed.")
    silent: int = Field(description="Not answered yet.")

    @classmethod
    def of(cls, figures: Figures) -> "FiguresTold":
        """What is told of some figures."""
        return cls(
            letters=figures.letters,
            accepted=figures.accepted,
            needed=figures.needed,
            silent=figures.silent,
        )


class Contested(Told):
    """What a unit said last against a letter; its own words, nobody has checked them."""

    case: str
    at: datetime
    purpose: str
    basis: str
    who: str


class UnitTold(Told):
    """One unit that an office wrote to about one item."""

    unit: str
    office: str
    item: str
    item_name: str
    figures: FiguresTold
    contested: Contested | None

    @classmethod
    def of(cls, desk: Desk, asking: Asking) -> "UnitTold":
        """What is told of a unit."""
        return cls(
            unit=asking.unit,
            office=asking.office,
            item=asking.item,
            item_name=item_name(desk, asking),
            figures=FiguresTold.of(asking.figures),
            contested=_contested(asking),
        )


class Letters(Told):
    """A page of units, who still asks most first."""

    figures: FiguresTold = Field(description="Of all letters of the official's own offices.")
    units: list[UnitTold]
    next: str | None = Field(description="Cursor of the next page; null: this is the last one.")


@takes(Paging, Letters)
async def show_all(request: web.Request, said: Paging) -> Reply:
    """GET /api/v1/desk/letters."""
    found, after = await _tally(request, said)
    units = [UnitTold.of(request.app[DESK], each) for each in found.units]
    told = Letters(figures=FiguresTold.of(found.figures), units=units, next=after)
    return Reply(told, headers=link(request, said, after))


async def show(request: web.Request) -> web.Response:
    """GET /desk/letters."""
    asked = query(request, Paging)
    found, after = await _tally(request, asked)
    desk = request.app[DESK]
    more = str(URL("/desk/letters").with_query(cursor=after)) if after else ""
    return page(
        request,
        "desk/letters",
        figures=found.figures,
        units=[(each, item_name(desk, each)) for each in found.units],
        offices={each.office: desk.catalogue.office(each.office).short for each in found.units},
        more=more,
        first=not asked.cursor,
        waiting=await waiting(request),
        signed_in=request[SIGNED_IN],
    )


def item_name(desk: Desk, asking: Asking) -> str:
    """What the item is called; its id if it is in no catalogue any more."""
    item = desk.catalogue.items.get(asking.item)
    return item.name if item else asking.item


async def _tally(request: web.Request, asked: Paging) -> tuple[Tally, str | None]:
    by = request[SIGNED_IN].official.id
    found = await tally(request.app[DESK], by=by, after=_place(asked), limit=asked.limit)
    after = cursor("|".join(map(str, found.after))) if found.after else None
    return found, after


def _place(asked: Paging) -> Place:
    given = begins(asked)
    place = _PLACE.fullmatch(given)
    if given and place is None:
        raise Validation(field="cursor", reason="other")
    return (int(place[1]), int(place[2]), place[3]) if place else BEGIN


def _contested(asking: Asking) -> Contested | None:
    letter = asking.contested
    if letter is None or letter.reply is None:
        return None
    said = letter.reply
    return Contested(
        case=letter.case, at=said.at, purpose=said.purpose, basis=said.basis, who=said.who
    )
