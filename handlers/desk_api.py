"""The officials' API: the same verbs as the desk's pages and the chat."""

import re

from aiohttp import web

from casework import browsing, deciding, revoking, settling, showing
from casework.lateness import Reasons
from casework.settling import Seen
from domain.application import Ask
from domain.errors import (
    Conflict,
    Forbidden,
    ItemCancelled,
    ProofOutstanding,
    SelfDealing,
    Validation,
    WrongState,
)
from handlers.api import IF_NONE_MATCH, ONCE_KEY, Nothing, Reply, answers, takes
from handlers.desk_acts import CAREFUL, DECIDING, acted, as_read, case_in, official_in, seen
from handlers.desk_said import (
    Approving,
    Asked,
    Closing,
    Returning,
    Revoking,
    Showing,
)
from handlers.desk_told import (
    Acted,
    DeskCaseTold,
    DeskLine,
    DeskLines,
    Holding,
    SessionTold,
)
from handlers.keys import DESK, REPEAT, SIGNED_IN
from handlers.paging import begins, cursor, link

_PLACE = re.compile(r"(?:([0-9TZ:.+-]{0,40})\|([0-9A-Za-z_-]{1,64}))?")


@answers(SessionTold)
async def session(request: web.Request) -> SessionTold:
    """GET /api/v1/desk/session."""
    here, now = request[SIGNED_IN], request.app[DESK].now()
    held = here.official.held(now)
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
        desk,
        by=official_in(request),
        states=states,
        after=_place(said),
        limit=said.limit,
        item=said.item,
    )
    lines = [DeskLine.of(desk, case) for case in leaf.cases]
    after = cursor("|".join(leaf.after)) if leaf.after else None
    narrowed = {"state": said.state.value if said.state else "", "item": said.item}
    more = {name: value for name, value in narrowed.items() if value}
    return Reply(DeskLines(cases=lines, next=after), headers=link(request, said, after, **more))


@answers(DeskCaseTold, headed=(IF_NONE_MATCH,))
async def show(request: web.Request) -> Reply:
    """GET /api/v1/desk/cases/{case}."""
    shown = await showing.desk_case(request.app[DESK], case_in(request), by=official_in(request))
    revoked = shown.certificate is not None and shown.certificate.revoked_at is not None
    tag = f"{shown.case.version}{'-revoked' if revoked else ''}"
    return Reply(DeskCaseTold.of(request.app[DESK], shown), etag=tag)


@takes(Approving, Acted, refuses=(*DECIDING, ProofOutstanding, ItemCancelled), headed=CAREFUL)
async def approve(request: web.Request, said: Approving) -> Acted:
    """POST /api/v1/desk/cases/{case}/approval."""
    work = deciding.approve(
        request.app[DESK],
        case_in(request),
        by=official_in(request),
        revision=seen(request),
        once=request.get(REPEAT),
        late_reason=said.late_reason,
    )
    return await acted(request, await as_read(work))


@takes(Returning, Acted, refuses=DECIDING, headed=CAREFUL)
async def send_back(request: web.Request, said: Returning) -> Acted:
    """POST /api/v1/desk/cases/{case}/return."""
    work = deciding.send_back(
        request.app[DESK],
        case_in(request),
        by=official_in(request),
        asks=tuple(Ask(each.field, each.why, each.how) for each in said.asks),
        revision=seen(request),
        once=request.get(REPEAT),
    )
    return await acted(request, await as_read(work))


@takes(Closing, Acted, refuses=DECIDING, headed=CAREFUL)
async def refuse(request: web.Request, said: Closing) -> Acted:
    """POST /api/v1/desk/cases/{case}/refusal."""
    work = deciding.refuse(
        request.app[DESK],
        case_in(request),
        by=official_in(request),
        reasons=Reasons(said.reasons, said.late_reason),
        revision=seen(request),
        once=request.get(REPEAT),
    )
    return await acted(request, await as_read(work))


@takes(Closing, Acted, refuses=DECIDING, headed=CAREFUL)
async def not_accept(request: web.Request, said: Closing) -> Acted:
    """POST /api/v1/desk/cases/{case}/non-acceptance."""
    work = deciding.not_accept(
        request.app[DESK],
        case_in(request),
        by=official_in(request),
        reasons=Reasons(said.reasons, said.late_reason),
        revision=seen(request),
        once=request.get(REPEAT),
    )
    return await acted(request, await as_read(work))


@takes(Nothing, Acted, refuses=DECIDING, headed=(ONCE_KEY,))
async def ask_again(request: web.Request, _said: Nothing) -> Acted:
    """POST /api/v1/desk/cases/{case}/register-query."""
    asked = await settling.ask_again(
        request.app[DESK], case_in(request), by=official_in(request), once=request.get(REPEAT)
    )
    return await acted(request, asked)


@takes(Showing, Acted, refuses=DECIDING, headed=(ONCE_KEY,))
async def show_proof(request: web.Request, said: Showing) -> Acted:
    """POST /api/v1/desk/cases/{case}/proofs."""
    shown = await settling.show_proof(
        request.app[DESK],
        case_in(request),
        by=official_in(request),
        seen=Seen(said.proof, said.document, said.facts),
        once=request.get(REPEAT),
    )
    return await acted(request, shown)


@takes(Revoking, Acted, refuses=(SelfDealing, WrongState, Conflict), headed=(ONCE_KEY,))
async def revoke(request: web.Request, said: Revoking) -> Acted:
    """POST /api/v1/desk/cases/{case}/revocation."""
    _signed_in_freshly(request)
    revoked = await revoking.revoke(
        request.app[DESK],
        case_in(request),
        by=official_in(request),
        reason=said.reason,
        once=request.get(REPEAT),
    )
    return await acted(request, revoked)


def _signed_in_freshly(request: web.Request) -> None:
    if not request[SIGNED_IN].fresh:
        again = "sign-in-again"
        raise Forbidden(reason=again, errors=[{"pointer": "", "code": again}])


def _place(said: Asked) -> browsing.Place:
    place = _PLACE.fullmatch(begins(said))
    if place is None:
        raise Validation(field="cursor", reason="other")
    return place[1] or "", place[2] or ""
