"""The officials' API: the same verbs as the desk's pages and the chat."""

import re
from collections.abc import Awaitable

from aiohttp import web
from pydantic import Field

from casework import acting, browsing, deciding, revoking, settling, showing
from domain.application import Application, ApplicationId, Ask
from domain.errors import (
    Conflict,
    Forbidden,
    PreconditionFailed,
    ProofOutstanding,
    SelfDealing,
    Validation,
    WrongState,
)
from domain.office import OfficialId
from domain.states import State
from handlers import etags
from handlers.api import IF_MATCH, IF_NONE_MATCH, ONCE_KEY, Nothing, Reply, answers, takes
from handlers.bodies import Body
from handlers.desk_told import (
    Acted,
    DeskCaseTold,
    DeskLine,
    DeskLines,
    Holding,
    SessionTold,
)
from handlers.keys import DESK, REPEAT, SIGNED_IN
from handlers.paging import Paging, begins, cursor, link

WHY = 1000  # characters; the verbs say how long each reason may really be
DECIDING = (SelfDealing, WrongState, Conflict)
CAREFUL = (IF_MATCH, ONCE_KEY)
_PLACE = re.compile(r"(?:([0-9TZ:.+-]{0,40})\|([0-9A-Za-z_-]{1,64}))?")
_VERSION = re.compile(r"[0-9]{1,9}")


class Asked(Paging):
    """Which cases, how many, and from where on."""

    state: State | None = Field(default=None, description="Absent: all that are under way.")


class Wanted(Body):
    """One thing that is to be corrected."""

    field: str = Field(min_length=1, max_length=64)
    why: str = Field(min_length=1, max_length=WHY)
    how: str = Field(default="", max_length=WHY)


class Returning(Body):
    """Everything that is to be corrected, told at once."""

    asks: list[Wanted] = Field(min_length=1, max_length=20)


class Closing(Body):
    """Reasons that the applicant reads."""

    reasons: str = Field(min_length=1, max_length=WHY)


class Showing(Body):
    """A document that was seen, and the proof that it settles."""

    proof: str = Field(min_length=1, max_length=64)
    document: str = Field(min_length=1, max_length=WHY)


class Revoking(Body):
    """Why a certificate's force ends."""

    reason: str = Field(min_length=1, max_length=WHY)


@answers(SessionTold)
async def session(request: web.Request) -> SessionTold:
    """GET /api/v1/desk/session."""
    here, now = request[SIGNED_IN], request.app[DESK].now()
    held = [each for each in here.official.grants if each.holds(now)]
    return SessionTold(
        official=here.official.id,
        name=here.official.name,
        roles=[Holding(role=each.role, office=each.office) for each in held],
        csrf=here.csrf,
        fresh=here.fresh,
        expires_at=here.expires_at,
    )


@takes(Asked, DeskLines)
async def cases(request: web.Request, said: Asked) -> Reply:
    """GET /api/v1/desk/cases."""
    desk, states = request.app[DESK], [said.state] if said.state else []
    leaf = await browsing.desk_page(
        desk, by=_by(request), states=states, after=_place(said), limit=said.limit
    )
    lines = [DeskLine.of(desk, case) for case in leaf.cases]
    after = cursor("|".join(leaf.after)) if leaf.after else None
    more = {"state": said.state.value} if said.state else {}
    return Reply(DeskLines(cases=lines, next=after), headers=link(request, said, after, **more))


@answers(DeskCaseTold, headed=(IF_NONE_MATCH,))
async def show(request: web.Request) -> Reply:
    """GET /api/v1/desk/cases/{case}."""
    shown = await showing.desk_case(request.app[DESK], _case(request), by=_by(request))
    revoked = shown.certificate is not None and shown.certificate.revoked_at is not None
    tag = f"{shown.case.version}{'-revoked' if revoked else ''}"
    return Reply(DeskCaseTold.of(request.app[DESK], shown), etag=tag)


@takes(Nothing, Acted, refuses=(*DECIDING, ProofOutstanding), headed=CAREFUL)
async def approve(request: web.Request, _said: Nothing) -> Acted:
    """POST /api/v1/desk/cases/{case}/approval."""
    work = deciding.approve(
        request.app[DESK],
        _case(request),
        by=_by(request),
        revision=_seen(request),
        once=request.get(REPEAT),
    )
    return await _acted(request, await _as_read(work))


@takes(Returning, Acted, refuses=DECIDING, headed=CAREFUL)
async def send_back(request: web.Request, said: Returning) -> Acted:
    """POST /api/v1/desk/cases/{case}/return."""
    work = deciding.send_back(
        request.app[DESK],
        _case(request),
        by=_by(request),
        asks=tuple(Ask(each.field, each.why, each.how) for each in said.asks),
        revision=_seen(request),
        once=request.get(REPEAT),
    )
    return await _acted(request, await _as_read(work))


@takes(Closing, Acted, refuses=DECIDING, headed=CAREFUL)
async def refuse(request: web.Request, said: Closing) -> Acted:
    """POST /api/v1/desk/cases/{case}/refusal."""
    work = deciding.refuse(
        request.app[DESK],
        _case(request),
        by=_by(request),
        reasons=said.reasons,
        revision=_seen(request),
        once=request.get(REPEAT),
    )
    return await _acted(request, await _as_read(work))


@takes(Closing, Acted, refuses=DECIDING, headed=CAREFUL)
async def not_accept(request: web.Request, said: Closing) -> Acted:
    """POST /api/v1/desk/cases/{case}/non-acceptance."""
    work = deciding.not_accept(
        request.app[DESK],
        _case(request),
        by=_by(request),
        reasons=said.reasons,
        revision=_seen(request),
        once=request.get(REPEAT),
    )
    return await _acted(request, await _as_read(work))


@takes(Nothing, Acted, refuses=DECIDING, headed=(ONCE_KEY,))
async def ask_again(request: web.Request, _said: Nothing) -> Acted:
    """POST /api/v1/desk/cases/{case}/register-query."""
    asked = await settling.ask_again(
        request.app[DESK], _case(request), by=_by(request), once=request.get(REPEAT)
    )
    return await _acted(request, asked)


@takes(Showing, Acted, refuses=DECIDING, headed=(ONCE_KEY,))
async def show_proof(request: web.Request, said: Showing) -> Acted:
    """POST /api/v1/desk/cases/{case}/proofs."""
    shown = await settling.show_proof(
        request.app[DESK],
        _case(request),
        by=_by(request),
        proof=said.proof,
        document=said.document,
        once=request.get(REPEAT),
    )
    return await _acted(request, shown)


@takes(Revoking, Acted, refuses=(SelfDealing, WrongState, Conflict), headed=(ONCE_KEY,))
async def revoke(request: web.Request, said: Revoking) -> Acted:
    """POST /api/v1/desk/cases/{case}/revocation."""
    _signed_in_freshly(request)
    revoked = await revoking.revoke(
        request.app[DESK],
        _case(request),
        by=_by(request),
        reason=said.reason,
        once=request.get(REPEAT),
    )
    return await _acted(request, revoked)


async def _as_read(work: Awaitable[Application]) -> Application:
    try:
        return await work
    except Conflict as newer:
        raise PreconditionFailed(**newer.facts) from None


async def _acted(request: web.Request, case: Application) -> Acted:
    left = await acting.left(request.app[DESK], case, once=request.get(REPEAT))
    return Acted(case=left.case, state=left.state, version=left.version)


def _signed_in_freshly(request: web.Request) -> None:
    if not request[SIGNED_IN].fresh:
        again = "sign-in-again"
        raise Forbidden(reason=again, errors=[{"pointer": "", "code": again}])


def _place(said: Asked) -> browsing.Place:
    place = _PLACE.fullmatch(begins(said))
    if place is None:
        raise Validation(field="cursor", reason="other")
    return place[1] or "", place[2] or ""


def _seen(request: web.Request) -> int:
    versions = [int(tag) for tag in etags.wanted(request) if _VERSION.fullmatch(tag)]
    if len(versions) != 1:  # an official decides on what was read, and that is one version
        raise PreconditionFailed
    return versions[0]


def _case(request: web.Request) -> ApplicationId:
    return ApplicationId(request.match_info["case"])


def _by(request: web.Request) -> OfficialId:
    return request[SIGNED_IN].official.id
