"""A case as its applicant sees it, behind the link that was sent in chat."""

from urllib.parse import quote

from aiohttp import web

from casework import showing, showing_verification
from casework.changing import changeable
from casework.showing import CasePage
from casework.transcribing import label_of, substance, written
from casework.weighing import weighed
from domain.attachment import MOST_A_CASE, TAKING, Shows
from domain.calendar import local_day
from domain.certificate import Standing
from domain.errors import NotFound, Refusal
from domain.rating import Satisfaction
from handlers.keys import DESK
from handlers.pages import page
from handlers.problems import STATUS, said

TOLD = ("state/", "accepted", "changed", "revoked", "letter-", "commitment-")


async def show(request: web.Request) -> web.Response:
    """GET /c/{token}."""
    return await page_of(request)


async def page_of(
    request: web.Request, *, refusal: Refusal | None = None, unrated: Refusal | None = None
) -> web.Response:
    """The case's page; under a refusal of a picture or a rating, with what it says beside it."""
    desk, token = request.app[DESK], request.match_info["token"]
    shown = await showing.case_page(desk, token)
    case, draft, refused = shown.case, shown.case.draft, refusal or unrated
    return page(
        request,
        "case",
        status=STATUS[type(refused)] if refused else 200,
        here=f"/c/{token}",
        said=said(request, refusal, reader="citizen") if refusal else "",
        unrated=said(request, unrated, reader="citizen") if unrated else "",
        levels=list(Satisfaction),
        handed="handed" in request.query,
        changeable=changeable(desk, case),
        takes=case.state in TAKING and len(shown.pictures) < MOST_A_CASE,
        most=MOST_A_CASE,
        kinds=list(Shows),
        shown=shown,
        standing=_standing(shown, request),
        steps=[entry for entry in shown.entries if entry.kind.startswith(TOLD)],
        answers=substance(shown.item, written(desk, shown.item, draft.answers, draft.contested)),
        asks=[(label_of(shown.item, draft.answers, each.field), each) for each in case.asks],
        proofs=weighed(desk, shown.item, case),
        asked=await showing_verification.of_case(desk, case.id),
    )


async def certificate(request: web.Request) -> web.Response:
    """GET /c/{token}/certificate.pdf."""
    desk, token = request.app[DESK], request.match_info["token"]
    paper = (await showing.case_page(desk, token)).certificate
    if paper is None:
        raise NotFound
    pdf = await showing.certificate_file(desk, token)
    named = quote(f"{paper.item_name} {paper.number}.pdf", safe="")
    disposition = f"inline; filename=\"certificate.pdf\"; filename*=UTF-8''{named}"
    headers = {"Content-Disposition": disposition}
    return web.Response(body=pdf, content_type="application/pdf", headers=headers)


def _standing(shown: CasePage, request: web.Request) -> Standing | None:
    if shown.certificate is None:
        return None
    return shown.certificate.standing(today=local_day(request.app[DESK].now()))
