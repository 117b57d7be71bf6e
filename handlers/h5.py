"""Citizens sign in from WeChat's own browser, and see what is theirs."""

import re

from aiohttp import web
from yarl import URL

from casework import opening, receipts, stepping, visiting
from domain.application import ApplicationId
from handlers import cookies, oauth
from handlers.keys import DESK, GATEWAY, SETTINGS, VISITOR
from handlers.pages import page, see_other

COOKIE = "lane_me"
STATE = "lane_me_state"
SESSION_S = 8 * 3600
_ID = "[0-9A-Za-z_-]{1,64}"
_PROOF = "[0-9a-z%-]{1,64}"  # the number of a second relative stands behind a `#`
_OURS = re.compile(
    rf"/(me|me/cases/{_ID}(/verifications/{_ID}|/commitments/{_PROOF})?|apply/[0-9a-z-]{{1,20}})(\?k=1)?"
)


def at_the_door(request: web.Request) -> web.Response:
    """Send a citizen without a session to WeChat, and back to the same page."""
    settings = request.app[SETTINGS]
    where = URL(f"{settings.oauth_base}/connect/oauth2/authorize").with_query(
        appid=request.app[DESK].official_appid,
        redirect_uri=f"{settings.public_url}/login/callback",
        response_type="code",
        scope="snsapi_base",
    )
    mark = "?k=1" if request.query.get("k") == "1" else ""
    return oauth.leave(request, where, cookie=STATE, back=_safe(request.rel_url.raw_path + mark))


async def begin(request: web.Request) -> web.Response:
    """GET /login."""
    return at_the_door(request)


async def finish(request: web.Request) -> web.Response:
    """GET /login/callback."""
    code, back = oauth.returned(request, cookie=STATE)
    openid = await request.app[GATEWAY].official_account.visitor(code)
    await _end_old(request)
    session = await visiting.open_visit(request.app[DESK], openid)
    answer = page(request, "not-enrolled") if session is None else see_other(_safe(back))
    if session is not None:
        cookies.give(request, answer, COOKIE, session, seconds=SESSION_S)
    cookies.take(request, answer, STATE)
    return answer


async def show(request: web.Request) -> web.Response:
    """GET /me."""
    visitor = request[VISITOR]
    mine = await visiting.mine(request.app[DESK], visitor)
    left = await opening.running(request.app[DESK], visitor)
    asked = await receipts.of_person(request.app[DESK], visitor.person)
    return page(request, "me", mine=mine, left=left, receipts=asked, csrf=visitor.csrf)


async def open_case(request: web.Request) -> web.Response:
    """GET /me/cases/{case}."""
    case = ApplicationId(request.match_info["case"])
    return see_other(await visiting.link_to(request.app[DESK], request[VISITOR], case))


async def change(request: web.Request) -> web.Response:
    """POST /me/cases/{case}/change."""
    case = ApplicationId(request.match_info["case"])
    return see_other(f"/apply/{await stepping.change(request.app[DESK], request[VISITOR], case)}")


async def sign_out(request: web.Request) -> web.Response:
    """POST /me/sign-out."""
    await _end_old(request)
    answer = page(request, "left")
    cookies.take(request, answer, COOKIE)
    return answer


async def _end_old(request: web.Request) -> None:
    if old := cookies.held(request, COOKIE):
        await visiting.leave(request.app[DESK], old)


def _safe(back: str) -> str:
    return back if _OURS.fullmatch(back) else "/me"
