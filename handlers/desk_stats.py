"""The same figures for officials: of their own offices, by item, with the cases behind each."""

from datetime import date

from aiohttp import web
from pydantic import Field

from casework.desk import Desk
from casework.reporting import Behind, Report, Span, behind, reports, span_of
from domain.calendar import local_day
from domain.figures import together
from domain.office import OfficeId
from domain.rating import CONTENT
from handlers.api import Told, takes
from handlers.bodies import Query, query
from handlers.keys import DESK, SIGNED_IN
from handlers.pages import page
from handlers.queueing import waiting
from handlers.stats import Took

DAY = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"


class Days(Query):
    """Which days: from one to another, both included."""

    first: str = Field("", pattern=DAY, description="Empty: thirty days before.")
    last: str = Field("", pattern=DAY, description="Empty: today.")


class FigureAsked(Days):
    """Which figure: of which office, and what it counts."""

    office: str = Field(max_length=64)
    what: str = Field(max_length=64)
    after: str = Field("", max_length=64, description="Where the page begins.")


class ItemFigures(Told):
    """The figures of one item."""

    item: str
    counts: dict[str, int] = Field(description="How often, by code; each has its list of cases.")


class OfficeFigures(Told):
    """The figures of one office."""

    office: str
    first: date
    last: date
    took: Took
    counts: dict[str, int]
    items: list[ItemFigures]

    @classmethod
    def of(cls, report: Report) -> "OfficeFigures":
        """What is told of a report."""
        return cls(
            office=report.office.id,
            first=report.span.first,
            last=report.span.last,
            took=Took.of(report.tally),
            counts=dict(report.tally.counts),
            items=[
                ItemFigures(item=item, counts=dict(tally.counts)) for item, tally in report.items
            ],
        )


class DeskStats(Told):
    """The figures of the official's own offices."""

    offices: list[OfficeFigures]


class CaseBehind(Told):
    """One case that a figure counts."""

    case: str
    number: str
    item: str


class CasesBehind(Told):
    """The cases behind a figure, in the order in which they were closed."""

    cases: list[CaseBehind]
    after: str = Field(description="Where the next page begins; empty: this is the last one.")


@takes(Days, DeskStats)
async def told(request: web.Request, said: Days) -> DeskStats:
    """GET /api/v1/desk/stats."""
    found = await _reports(request, said)
    return DeskStats(offices=[OfficeFigures.of(each) for each in found])


@takes(FigureAsked, CasesBehind)
async def cases_told(request: web.Request, said: FigureAsked) -> CasesBehind:
    """GET /api/v1/desk/stats/cases."""
    found = await _behind(request, said)
    lines = [CaseBehind(case=case, number=number, item=item) for case, number, item in found.cases]
    return CasesBehind(cases=lines, after=found.after)


async def show(request: web.Request) -> web.Response:
    """GET /desk/stats."""
    asked = query(request, Days)
    desk = request.app[DESK]
    found = await _reports(request, asked)
    return page(
        request,
        "desk/stats",
        reports=found,
        names=_names(desk, found),
        content=CONTENT,
        whole=together(each.tally for each in found),
        span=_span(desk, asked),
        waiting=await waiting(request),
        signed_in=request[SIGNED_IN],
    )


async def show_cases(request: web.Request) -> web.Response:
    """GET /desk/stats/cases."""
    asked = query(request, FigureAsked)
    desk = request.app[DESK]
    found = await _behind(request, asked)
    return page(
        request,
        "desk/stats-cases",
        found=found,
        names={item: desk.catalogue.item(item).name for _, _, item in found.cases},
        office=desk.catalogue.office(OfficeId(asked.office)),
        what=asked.what,
        span=_span(desk, asked),
        waiting=await waiting(request),
        signed_in=request[SIGNED_IN],
    )


def _names(desk: Desk, found: tuple[Report, ...]) -> dict[str, str]:
    return {item: desk.catalogue.item(item).name for each in found for item, _ in each.items}


def _span(desk: Desk, asked: Days) -> Span:
    return span_of(asked.first, asked.last, today=local_day(desk.now()))


async def _reports(request: web.Request, asked: Days) -> tuple[Report, ...]:
    desk = request.app[DESK]
    return await reports(desk, by=request[SIGNED_IN].official.id, span=_span(desk, asked))


async def _behind(request: web.Request, asked: FigureAsked) -> Behind:
    desk, by = request.app[DESK], request[SIGNED_IN].official.id
    return await behind(
        desk,
        OfficeId(asked.office),
        asked.what,
        by=by,
        span=_span(desk, asked),
        after=asked.after,
    )
