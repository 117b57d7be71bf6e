"""Ratings at the office: a page with what waits, and the same for programs."""

from collections.abc import Awaitable
from datetime import datetime

from aiohttp import web
from multidict import MultiDict
from pydantic import Field

from casework import ratings_at_desk
from casework.ratings_at_desk import Asking, Judging, Line
from domain.errors import Conflict, Forbidden, NotFound, Refusal, Validation, WrongState
from domain.rating import LONGEST, Call, Doubt, RatingId, Satisfaction
from handlers.api import ONCE_KEY, Told, answers, takes
from handlers.bodies import Body
from handlers.desk_acts import official_in
from handlers.forms import fields
from handlers.keys import DESK, REPEAT, SIGNED_IN
from handlers.pages import page, see_other
from handlers.problems import STATUS, said
from handlers.queueing import waiting

PAGE = "/desk/ratings"
ACTING = (Forbidden, WrongState, Conflict)


class Called(Body):
    """What came of calling back."""

    reached: bool
    gist: str = Field("", max_length=LONGEST, description="What was said; needed if reached.")
    done: str = Field(max_length=LONGEST, description="What was done; whoever rated reads it.")


class Doubting(Body):
    """Why a rating should be looked at again."""

    doubt: Doubt
    why: str = Field(max_length=LONGEST)


class Judged(Body):
    """Whether it is struck, and why."""

    strike: bool
    reason: str = Field(max_length=LONGEST, description="Whoever rated reads it.")


class RatingLine(Told):
    """A rating as an official sees it."""

    id: str
    office: str
    item: str
    level: Satisfaction
    said: str
    rated_at: datetime
    case: str | None = Field(description="Null to whoever had the case in hand.")
    call_by: datetime | None
    late: bool
    called_at: datetime | None
    reached: bool | None
    gist: str | None = Field(description="Null to whoever had the case in hand.")
    done: str | None
    doubt: Doubt | None
    why: str
    struck: bool | None
    reason: str
    may: list[str] = Field(description="`call-back`, `review`, `decision`.")

    @classmethod
    def of(cls, line: Line) -> "RatingLine":
        """What is told of a line."""
        now, call = line.rating, line.rating.call
        return cls(
            id=now.id,
            office=line.office,
            item=line.item,
            level=now.level,
            said=now.said,
            rated_at=now.rated_at,
            case=line.case.id if line.case else None,
            call_by=now.due_at,
            late=now.overdue_at is not None,
            called_at=now.called_at,
            reached=call.reached if call else None,
            gist=call.gist if call and line.case else None,
            done=call.done if call else None,
            doubt=now.doubt,
            why=now.why,
            struck=now.struck,
            reason=now.reason,
            may=sorted(line.may),
        )


class RatingsTold(Told):
    """The ratings of the official's offices: first those that wait for something."""

    ratings: list[RatingLine]


@answers(RatingsTold)
async def show_all(request: web.Request) -> RatingsTold:
    """GET /api/v1/desk/ratings."""
    found = await ratings_at_desk.ratings_of(request.app[DESK], by=official_in(request))
    return RatingsTold(ratings=[RatingLine.of(each) for each in found])


@takes(Called, RatingLine, refuses=ACTING, headed=(ONCE_KEY,))
async def call_back(request: web.Request, said: Called) -> RatingLine:
    """POST /api/v1/desk/ratings/{rating}/call-back."""
    call = Call.read(reached=said.reached, gist=said.gist, done=said.done)
    by, once = official_in(request), request.get(REPEAT)
    line = await ratings_at_desk.call_back(
        request.app[DESK], _rating(request), call, by=by, once=once
    )
    return RatingLine.of(line)


@takes(Doubting, RatingLine, refuses=ACTING, headed=(ONCE_KEY,))
async def question(request: web.Request, said: Doubting) -> RatingLine:
    """POST /api/v1/desk/ratings/{rating}/review."""
    asking, by, once = Asking(said.doubt, said.why), official_in(request), request.get(REPEAT)
    line = await ratings_at_desk.question(
        request.app[DESK], _rating(request), asking, by=by, once=once
    )
    return RatingLine.of(line)


@takes(Judged, RatingLine, refuses=ACTING, headed=(ONCE_KEY,))
async def judge(request: web.Request, said: Judged) -> RatingLine:
    """POST /api/v1/desk/ratings/{rating}/decision."""
    judging, by, once = Judging(said.strike, said.reason), official_in(request), request.get(REPEAT)
    line = await ratings_at_desk.judge(
        request.app[DESK], _rating(request), judging, by=by, once=once
    )
    return RatingLine.of(line)


async def show_page(request: web.Request) -> web.Response:
    """GET /desk/ratings."""
    return await _page(request)


async def call_back_page(request: web.Request) -> web.Response:
    """POST /desk/ratings/{rating}/call-back."""
    typed, desk = await fields(request), request.app[DESK]

    async def work() -> None:
        reached = _yes(typed, "reached")
        call = Call.read(reached=reached, gist=typed.get("gist", ""), done=typed.get("done", ""))
        await ratings_at_desk.call_back(desk, _rating(request), call, by=official_in(request))

    return await _done(request, work())


async def question_page(request: web.Request) -> web.Response:
    """POST /desk/ratings/{rating}/review."""
    typed, desk = await fields(request), request.app[DESK]

    async def work() -> None:
        asking = Asking(_doubt(typed.get("doubt", "")), typed.get("why", ""))
        await ratings_at_desk.question(desk, _rating(request), asking, by=official_in(request))

    return await _done(request, work())


async def judge_page(request: web.Request) -> web.Response:
    """POST /desk/ratings/{rating}/decision."""
    typed, desk = await fields(request), request.app[DESK]

    async def work() -> None:
        judging = Judging(_yes(typed, "strike"), typed.get("reason", ""))
        await ratings_at_desk.judge(desk, _rating(request), judging, by=official_in(request))

    return await _done(request, work())


async def _done(request: web.Request, work: Awaitable[None]) -> web.Response:
    try:
        await work
    except NotFound:
        raise
    except Refusal as refusal:
        return await _page(request, refusal)
    return see_other(f"{PAGE}#rating-{_rating(request)}")


async def _page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    return page(
        request,
        "desk/ratings",
        status=STATUS[type(refusal)] if refusal else 200,
        lines=await ratings_at_desk.ratings_of(request.app[DESK], by=official_in(request)),
        doubts=list(Doubt),
        signed_in=request[SIGNED_IN],
        waiting=await waiting(request),
        said=said(request, refusal, reader="official") if refusal else "",
        opened=request.match_info.get("rating", ""),
    )


def _yes(typed: MultiDict[str], field: str) -> bool:
    if typed.get(field) not in ("yes", "no"):
        raise Validation(field=field, reason="not-chosen")
    return typed[field] == "yes"


def _doubt(typed: str) -> Doubt:
    if typed not in tuple(Doubt):
        raise Validation(field="doubt", reason="not-chosen")
    return Doubt(typed)


def _rating(request: web.Request) -> RatingId:
    return RatingId(request.match_info["rating"])
