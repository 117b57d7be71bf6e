"""Officials sign in by WeCom, in it or by scanning; they come back by the same door."""

import re

from aiohttp import web
from yarl import URL

from casework import signing_in
from domain.errors import Forbidden
from handlers import cookies, oauth
from handlers.keys import DESK, GATEWAY, SETTINGS, SIGNED_IN
from handlers.pages import page, see_other

COOKIE = "lane_desk"
STATE = "lane_state"
SESSION_S = 8 * 3600
_OURS = re.compile(r"/desk(/verifications)?|/desk/(cases|verifications)/[0-9A-Za-z_-]{1,64}")


def at_the_door(request: web.Request) -> web.Response:
    """Send an official without a session to WeCom, and back to the same page."""
    return _to_wecom(request, request.path)


async def choose(request: web.Request) -> web.Response:
    """GET /desk/sign-in."""
    return page(request, "sign-in", back=_safe(_next(request)))


async def begin(request: web.Request) -> web.Response:
    """GET /desk/login."""
    return _to_wecom(request, _next(request))


async def begin_by_scan(request: web.Request) -> web.Response:
    """GET /desk/login/qr."""
    settings = request.app[SETTINGS]
    where = URL(f"{settings.wecom_login_base}/wwlogin/sso/login").with_query(
        login_type="CorpApp",
        appid=settings.corpid,
        agentid=settings.agentid,
        redirect_uri=_here(request),
    )
    return oauth.leave(request, where, cookie=STATE, back=_safe(_next(request)))


async def finish(request: web.Request) -> web.Response:
    """GET /desk/callback."""
    code, back = oauth.returned(request, cookie=STATE)
    userid = await request.app[GATEWAY].wecom.visitor(code)
    if userid is None:
        raise Forbidden
    await _end_old(request)
    session = await signing_in.open_session(request.app[DESK], userid)
    answer = see_other(_safe(back))
    cookies.give(request, answer, COOKIE, session, seconds=SESSION_S)
    cookies.take(request, answer, STATE)
    return answer


async def sign_out(request: web.Request) -> web.Response:
    """POST /desk/sign-out."""
    await _end_old(request)
    answer = page(request, "signed-out", who=request[SIGNED_IN].official.name)
    cookies.take(request, answer, COOKIE)
    return answer


async def _end_old(request: web.Request) -> None:
    if old := cookies.held(request, COOKIE):
        await signing_in.sign_out(request.app[DESK], old)


def _to_wecom(request: web.Request, back: str) -> web.Response:
    settings = request.app[SETTINGS]
    where = URL(f"{settings.oauth_base}/connect/oauth2/authorize").with_query(
        appid=settings.corpid,
        redirect_uri=_here(request),
        response_type="code",
        scope="snsapi_base",
        agentid=settings.agentid,
    )
    return oauth.leave(request, where, cookie=STATE, back=_safe(back))


def _here(request: web.Request) -> str:
    return f"{request.app[SETTINGS].public_url}/desk/callback"


def _next(request: web.Request) -> str:
    return request.query.get("next", "/desk")


def _safe(back: str) -> str:
    return back if _OURS.fullmatch(back) else "/desk"
