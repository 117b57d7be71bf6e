"""Questions between offices, on the officials' pages: what waits here, one in full, its answer."""

from collections.abc import Mapping

from aiohttp import web
from multidict import MultiDict

from casework import verifying
from casework.showing_verification import record, records
from domain.errors import Forbidden, NotFound, Refusal, SelfDealing, Validation
from domain.office import OfficialId
from domain.verification import Answer, Said, VerificationId
from handlers.downloads import disposition
from handlers.forms import fields
from handlers.keys import DESK, SIGNED_IN
from handlers.opening import FACT
from handlers.pages import page, see_other
from handlers.problems import STATUS
from handlers.problems import said as worded

EVERYWHERE = (NotFound, Forbidden, SelfDealing)  # what has a page of its own
ZIP = "application/zip"


async def queue(request: web.Request) -> web.Response:
    """GET /desk/verifications."""
    desk = request.app[DESK]
    asked = await records(desk, await verifying.queue(desk, by=_by(request)))
    return page(request, "desk/verifications", asked=asked, signed_in=request[SIGNED_IN])


async def show(request: web.Request) -> web.Response:
    """GET /desk/verifications/{verification}."""
    return await _page(request)


async def answer(request: web.Request) -> web.Response:
    """POST /desk/verifications/{verification}/answer."""
    typed = await fields(request)
    try:
        said = _said(typed)
        await verifying.answer(request.app[DESK], _asked(request), by=_by(request), said=said)
    except EVERYWHERE:
        raise
    except Refusal as refusal:
        return await _page(request, refusal=refusal, typed=typed)
    return see_other(f"/desk/verifications/{_asked(request)}?done=answer")


async def evidence(request: web.Request) -> web.Response:
    """GET /desk/verifications/{verification}/evidence."""
    desk, asked = request.app[DESK], _asked(request)
    archive = await verifying.evidence(desk, asked, by=_by(request))
    return web.Response(body=archive, content_type=ZIP, headers=await kept_as(request, asked))


async def kept_as(request: web.Request, asked: VerificationId) -> dict[str, str]:
    """The header that names the archive after the question's number, which is ASCII."""
    known = await record(request.app[DESK], asked)
    name = f"{known.asked.number}.zip"
    return {"Content-Disposition": disposition("attachment", name, plain=name)}


async def _page(
    request: web.Request,
    *,
    refusal: Refusal | None = None,
    typed: MultiDict[str] | None = None,
) -> web.Response:
    desk, by = request.app[DESK], _by(request)
    shown = await verifying.open_page(desk, _asked(request), by=by)
    each = await record(desk, shown.verification.id)
    return page(
        request,
        "desk/verification",
        status=STATUS[type(refusal)] if refusal else 200,
        each=each,
        asked=await records(desk, await verifying.queue(desk, by=by)),
        may_answer=shown.may_answer,
        wants=shown.wants,
        signed_in=request[SIGNED_IN],
        said=worded(request, refusal, reader="official") if refusal else "",
        faults=_faults(request, refusal),
        typed=typed or request.query,
        done=request.query.get("done", ""),
    )


def _said(typed: MultiDict[str]) -> Said:
    chosen = typed.get("answer", "")
    if chosen not in tuple(Answer):
        raise Validation(field="answer", reason="no-such-choice")
    facts = {n.removeprefix(FACT): text for n, text in typed.items() if n.startswith(FACT)}
    return Said(Answer(chosen), typed.get("remark", ""), facts)


def _faults(request: web.Request, refusal: Refusal | None) -> Mapping[str, str]:
    """What is said at the field that did not fit."""
    field = str(refusal.facts.get("field", "")) if isinstance(refusal, Validation) else ""
    return {f"{FACT}{field}": worded(request, refusal, reader="official")} if refusal else {}


def _asked(request: web.Request) -> VerificationId:
    return VerificationId(request.match_info["verification"])


def _by(request: web.Request) -> OfficialId:
    return request[SIGNED_IN].official.id
