"""How somebody found what was done in his case: for the mini program, and on the case's page."""

from datetime import datetime
from typing import Annotated

from aiohttp import web
from pydantic import Field

from casework import rating, showing
from casework.rating import Given
from casework.repeating import Facts
from domain.application import ApplicationId
from domain.errors import Conflict, NotFound, NotRateable, Refusal
from domain.rating import LONGEST, Satisfaction, read_level
from handlers import cases
from handlers.api import ONCE_KEY, Told, answers, takes
from handlers.bodies import Body
from handlers.forms import fields
from handlers.guards import come_from_us
from handlers.keys import CALLER, DESK, REPEAT
from handlers.pages import see_other


class RatingGiven(Body):
    """How one found what was done."""

    level: Satisfaction = Field(
        description="From `delighted` to `angry`; the last two are called back."
    )
    said: Annotated[str, Field(max_length=LONGEST)] = Field("", description="Need not be there.")


class RatingTold(Told):
    """How a case stands with its rating."""

    case: str
    open: bool = Field(description="Whether it can be rated now.")
    until: datetime | None = Field(description="The last moment at which it can.")
    level: Satisfaction | None = Field(None, description="How it was rated; null: it was not.")
    said: str = ""
    rated_at: datetime | None = None
    call_by: datetime | None = Field(None, description="By when the office calls back.")
    called_at: datetime | None = Field(None, description="When it did.")
    reached: bool | None = None
    done: str | None = Field(None, description="What the office has done about it.")
    struck: bool | None = Field(None, description="Whether it was judged not to count.")
    reason: str | None = Field(None, description="Why, or why not.")


@takes(
    RatingGiven,
    RatingTold,
    status=201,
    refuses=(NotRateable, Conflict),
    headed=(ONCE_KEY,),
)
async def give(request: web.Request, said: RatingGiven) -> RatingTold:
    """POST /api/v1/applications/{case}/rating."""
    person, given = request[CALLER].account.person, Given(said.level, said.said)
    return _told(
        await rating.rate(
            request.app[DESK], _case(request), given, by=person, repeat=request.get(REPEAT)
        )
    )


@answers(RatingTold)
async def show(request: web.Request) -> RatingTold:
    """GET /api/v1/applications/{case}/rating."""
    person = request[CALLER].account.person
    return _told(await rating.of_case(request.app[DESK], _case(request), by=person))


async def give_by_link(request: web.Request) -> web.Response:
    """POST /c/{token}/rating."""
    come_from_us(request)
    desk, token = request.app[DESK], request.match_info["token"]
    case, posted = (await showing.case_page(desk, token)).case, await fields(request)
    try:
        given = Given(read_level(posted.get("level", "")), posted.get("said", ""))
        await rating.rate(desk, case.id, given, by=case.person)
    except NotFound:
        raise
    except Refusal as refusal:
        return await cases.page_of(request, unrated=refusal)
    return see_other(f"/c/{token}?rated=yes#rating")


def _told(facts: Facts) -> RatingTold:
    return RatingTold.model_validate(dict(facts))


def _case(request: web.Request) -> ApplicationId:
    return ApplicationId(request.match_info["case"])
