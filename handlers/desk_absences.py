"""Who is away and who stands in: a page, and the same for programs."""

from datetime import date, datetime, timedelta

from aiohttp import web
from multidict import MultiDict

from casework import absences, handing_over
from casework.absences import Away, Leave
from domain.calendar import day_begins
from domain.errors import Forbidden, NotFound, Refusal, Validation, WrongState
from domain.office import Absence, OfficialId
from handlers.api import ONCE_KEY, Nothing, Told, answers, takes
from handlers.desk_acts import official_in
from handlers.desk_said import GoingAway
from handlers.desk_told import ColleagueTold
from handlers.forms import fields
from handlers.keys import DESK, REPEAT, SIGNED_IN
from handlers.pages import page, see_other
from handlers.problems import STATUS, said
from handlers.queueing import waiting

PAGE = "/desk/absences"
_DAY = timedelta(days=1)


class AbsenceTold(Told):
    """A time in which an official acts for nobody."""

    id: str
    official: str
    since: datetime
    until: datetime
    deputy: str | None
    noted_by: str

    @classmethod
    def of(cls, absence: Absence) -> "AbsenceTold":
        """What is told of an absence."""
        return cls(
            id=absence.id,
            official=absence.official,
            since=absence.since,
            until=absence.until,
            deputy=absence.deputy,
            noted_by=absence.noted_by,
        )


class AwayTold(Told):
    """An absence at an office of the official's."""

    absence: AbsenceTold
    who: str
    deputy: str
    mine: bool

    @classmethod
    def of(cls, away: Away) -> "AwayTold":
        """What is told of an absence, with names."""
        absence = AbsenceTold.of(away.absence)
        return cls(absence=absence, who=away.who, deputy=away.deputy, mine=away.mine)


class AbsencesTold(Told):
    """Who is away, or will be; for whom one may write it down; who could stand in."""

    away: list[AwayTold]
    absentees: list[ColleagueTold]
    deputies: list[ColleagueTold]


@answers(AbsencesTold)
async def show_all(request: web.Request) -> AbsencesTold:
    """GET /api/v1/desk/absences."""
    roster = await absences.absences_of(request.app[DESK], by=official_in(request))
    return AbsencesTold(
        away=[AwayTold.of(each) for each in roster.away],
        absentees=[ColleagueTold.of(each) for each in roster.absentees],
        deputies=[ColleagueTold.of(each) for each in roster.deputies],
    )


@takes(
    GoingAway,
    AbsenceTold,
    status=201,
    refuses=(Forbidden, NotFound, Validation),
    headed=(ONCE_KEY,),
)
async def note(request: web.Request, said: GoingAway) -> AbsenceTold:
    """POST /api/v1/desk/absences."""
    deputy = OfficialId(said.deputy) if said.deputy else None
    leave = Leave(OfficialId(said.official), said.since, said.until, deputy)
    by, once = official_in(request), request.get(REPEAT)
    return AbsenceTold.of(await absences.note_absence(request.app[DESK], leave, by=by, once=once))


@takes(Nothing, AbsenceTold, refuses=(Forbidden, WrongState))
async def end(request: web.Request, _said: Nothing) -> AbsenceTold:
    """POST /api/v1/desk/absences/{absence}/end."""
    ended = await absences.end_absence(
        request.app[DESK], request.match_info["absence"], by=official_in(request)
    )
    return AbsenceTold.of(ended)


async def show_page(request: web.Request) -> web.Response:
    """GET /desk/absences."""
    return await _page(request, done=request.query.get("done", ""))


async def note_page(request: web.Request) -> web.Response:
    """POST /desk/absences."""
    typed = await fields(request)
    try:
        await absences.note_absence(request.app[DESK], _leave(typed), by=official_in(request))
    except Refusal as refusal:
        return await _page(request, refusal=refusal, opened="note")
    return see_other(f"{PAGE}?done=note")


async def end_page(request: web.Request) -> web.Response:
    """POST /desk/absences/{absence}/end."""
    id_, by = request.match_info["absence"], official_in(request)
    try:
        await absences.end_absence(request.app[DESK], id_, by=by)
    except (Forbidden, WrongState) as refusal:
        return await _page(request, refusal=refusal, opened="end")
    return see_other(f"{PAGE}?done=end")


async def hand_over_page(request: web.Request) -> web.Response:
    """POST /desk/absences/handover."""
    typed = await fields(request)
    to, by = OfficialId(typed.get("to", "")), official_in(request)
    reason = typed.get("reason", "")
    try:
        await handing_over.hand_over_all(request.app[DESK], by=by, to=to, reason=reason)
    except Validation as refusal:
        return await _page(request, refusal=refusal, opened="handover")
    return see_other(f"{PAGE}?done=handover")


async def _page(
    request: web.Request, *, refusal: Refusal | None = None, opened: str = "", done: str = ""
) -> web.Response:
    posted = request.method == "POST"
    return page(
        request,
        "desk/absences",
        status=STATUS[type(refusal)] if refusal else 200,
        roster=await absences.absences_of(request.app[DESK], by=official_in(request)),
        signed_in=request[SIGNED_IN],
        waiting=await waiting(request),
        said=said(request, refusal, reader="official") if refusal else "",
        opened=opened,
        done=done,
        typed=await fields(request) if posted else MultiDict[str](),
    )


def _leave(typed: MultiDict[str]) -> Leave:
    """The absence that a form names by its first and its last day."""
    deputy = typed.get("deputy", "")
    return Leave(
        OfficialId(typed.get("official", "")),
        day_begins(_day(typed, "since")),
        day_begins(_day(typed, "until", later=_DAY)),
        OfficialId(deputy) if deputy else None,
    )


def _day(typed: MultiDict[str], field: str, *, later: timedelta = timedelta()) -> date:
    try:
        return date.fromisoformat(typed.get(field, "")) + later
    except (ValueError, OverflowError):
        raise Validation(field=field, reason="date-shape") from None
