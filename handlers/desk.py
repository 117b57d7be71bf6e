"""The officials' pages: what waits, one case in full, and what is done with it."""

from collections.abc import Awaitable

from aiohttp import web

from casework import (
    accepting,
    countersigning,
    deciding,
    handing_over,
    revoking,
    settling,
    showing,
    suspending,
    verifying,
)
from casework.lateness import LATE, Reasons
from casework.showing_verification import elsewhere
from domain.application import ApplicationId, Ask
from domain.errors import Refusal, Unauthenticated
from domain.office import OfficialId
from handlers.forms import fields
from handlers.jotted import begun
from handlers.keys import DESK, SIGNED_IN
from handlers.opening import laid_open, misread, seen_in
from handlers.pages import page, see_other
from handlers.problems import STATUS, said
from handlers.queueing import sieve_of, waiting


async def queue(request: web.Request) -> web.Response:
    """GET /desk."""
    sieve = await sieve_of(request)
    return page(
        request,
        "desk/queue",
        waiting=await waiting(request, sieve),
        sieve=sieve,
        signed_in=request[SIGNED_IN],
    )


async def show(request: web.Request) -> web.Response:
    """GET /desk/cases/{case}."""
    return await _page(request, done=request.query.get("done", ""))


async def approve(request: web.Request) -> web.Response:
    """POST /desk/cases/{case}/approval."""
    work = deciding.approve(
        request.app[DESK],
        _case(request),
        by=_by(request),
        revision=await _seen(request),
        late_reason=await _typed(request, LATE),
    )
    return await _act(request, "approve", work)


async def countersign(request: web.Request) -> web.Response:
    """POST /desk/cases/{case}/countersignature."""
    work = countersigning.countersign(
        request.app[DESK],
        _case(request),
        by=_by(request),
        revision=await _seen(request),
        late_reason=await _typed(request, LATE),
    )
    return await _act(request, "countersign", work)


async def hand_back(request: web.Request) -> web.Response:
    """POST /desk/cases/{case}/hand-back."""
    work = countersigning.hand_back(
        request.app[DESK],
        _case(request),
        by=_by(request),
        reason=await _typed(request, "reason"),
        revision=await _seen(request),
    )
    return await _act(request, "hand-back", work)


async def hand_over(request: web.Request) -> web.Response:
    """POST /desk/cases/{case}/handover."""
    work = handing_over.hand_over(
        request.app[DESK],
        _case(request),
        by=_by(request),
        to=OfficialId(await _typed(request, "to")),
        reason=await _typed(request, "reason"),
    )
    return await _act(request, "hand-over", work)


async def accept(request: web.Request) -> web.Response:
    """POST /desk/cases/{case}/acceptance."""
    work = accepting.accept(request.app[DESK], _case(request), by=_by(request))
    return await _act(request, "accept", work)


async def suspend(request: web.Request) -> web.Response:
    """POST /desk/cases/{case}/suspension."""
    return await _act(request, "suspend", _suspend(request))


async def _suspend(request: web.Request) -> None:
    await suspending.suspend(
        request.app[DESK],
        _case(request),
        by=_by(request),
        reason=await _typed(request, "reason"),
        until=suspending.last_day(await _typed(request, "until")),
    )


async def resume(request: web.Request) -> web.Response:
    """POST /desk/cases/{case}/resumption."""
    work = suspending.resume(request.app[DESK], _case(request), by=_by(request))
    return await _act(request, "resume", work)


async def send_back(request: web.Request) -> web.Response:
    """POST /desk/cases/{case}/return."""
    form = await fields(request)
    asks = tuple(
        Ask(field, form.get(f"why-{field}", ""), form.get(f"how-{field}", ""))
        for field in form.getall("field", [])
    )
    work = deciding.send_back(request.app[DESK], _case(request), by=_by(request), asks=asks)
    return await _act(request, "return", work)


async def refuse(request: web.Request) -> web.Response:
    """POST /desk/cases/{case}/refusal."""
    reasons = Reasons(await _typed(request, "reasons"), await _typed(request, LATE))
    work = deciding.refuse(request.app[DESK], _case(request), by=_by(request), reasons=reasons)
    return await _act(request, "refuse", work)


async def not_accept(request: web.Request) -> web.Response:
    """POST /desk/cases/{case}/non-acceptance."""
    reasons = Reasons(await _typed(request, "reasons"), await _typed(request, LATE))
    work = deciding.not_accept(request.app[DESK], _case(request), by=_by(request), reasons=reasons)
    return await _act(request, "not-accept", work)


async def ask_again(request: web.Request) -> web.Response:
    """POST /desk/cases/{case}/register-query."""
    work = settling.ask_again(request.app[DESK], _case(request), by=_by(request))
    return await _act(request, "ask-again", work)


async def ask_owner(request: web.Request) -> web.Response:
    """POST /desk/cases/{case}/verifications."""
    proof = await _typed(request, "proof")
    work = verifying.ask_owner(request.app[DESK], _case(request), by=_by(request), proof=proof)
    return await _act(request, "ask-owner", work)


async def show_proof(request: web.Request) -> web.Response:
    """POST /desk/cases/{case}/proofs."""
    seen = seen_in(await fields(request))
    work = settling.show_proof(request.app[DESK], _case(request), by=_by(request), seen=seen)
    return await _act(request, "show", work)


async def revoke(request: web.Request) -> web.Response:
    """POST /desk/cases/{case}/revocation."""
    return await _act(request, "revoke", _revoke_freshly(request))


async def _revoke_freshly(request: web.Request) -> None:
    if not request[SIGNED_IN].fresh:
        raise Unauthenticated
    reason = await _typed(request, "reason")
    await revoking.revoke(request.app[DESK], _case(request), by=_by(request), reason=reason)


async def _act(request: web.Request, action: str, work: Awaitable[object]) -> web.Response:
    try:
        await work
    except Refusal as refusal:
        return await _page(request, refusal=refusal, opened=action)
    return see_other(f"/desk/cases/{_case(request)}?done={action}")


async def _page(
    request: web.Request, *, refusal: Refusal | None = None, opened: str = "", done: str = ""
) -> web.Response:
    desk = request.app[DESK]
    shown = await showing.desk_case(desk, _case(request), by=_by(request))
    opened, typed = await begun(request, shown, opened)
    faults = misread(request, shown, typed) if refusal and opened == "show" else {}
    return page(
        request,
        "desk/case",
        status=STATUS[type(refusal)] if refusal else 200,
        shown=shown,
        open=laid_open(desk, shown),
        elsewhere=await elsewhere(desk, shown),
        waiting=await waiting(request),
        signed_in=request[SIGNED_IN],
        said=said(request, refusal, reader="official") if refusal else "",
        faults=faults,
        opened=opened,
        done=done,
        typed=typed,
        ticked=typed.getall("field", []),
    )


async def _typed(request: web.Request, name: str) -> str:
    return (await fields(request)).get(name, "")


async def _seen(request: web.Request) -> int | None:
    seen = await _typed(request, "revision")
    return int(seen) if seen.isascii() and seen.isdigit() else None


def _case(request: web.Request) -> ApplicationId:
    return ApplicationId(request.match_info["case"])


def _by(request: web.Request) -> OfficialId:
    return request[SIGNED_IN].official.id
