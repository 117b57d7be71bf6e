"""Officials sign in by WeCom: out to it with a state, back with a code."""

import hmac
import re
import secrets

from aiohttp import web
from yarl import URL

from casework import signing_in
from domain.errors import Forbidden, Unauthenticated
from handlers.keys import DESK, GATEWAY, SETTINGS, SIGNED_IN
from handlers.pages import page, see_other

STATE = "lane_state"
STATE_S = 600
SESSION_S = 8 * 3600
_OURS = re.compile(r"/desk(/cases/[0-9A-Za-z_-]{1,64})?")


def cookie_name(request: web.Request) -> str:
    """The session's cookie; over https the browser itself binds it to this host."""
    return "__Host-lane_desk" if request.app[SETTINGS].secure else "lane_desk"


def at_the_door(request: web.Request) -> web.Response:
    """Send an official without a session to WeCom, and back to the same page."""
    return _to_wecom(request, request.path)


async def begin(request: web.Request) -> web.Response:
    """GET /desk/login."""
    return _to_wecom(request, request.query.get("next", "/desk"))


async def finish(request: web.Request) -> web.Response:
    """GET /desk/callback."""
    state, _, back = request.cookies.get(STATE, "").partition(":")
    given = request.query.get("state", "")
    if not state or not hmac.compare_digest(given.encode(), state.encode()):
        raise Unauthenticated
    userid = await request.app[GATEWAY].wecom.visitor(request.query.get("code", ""))
    if userid is None:
        raise Forbidden
    await _end_old(request)
    cookie = await signing_in.open_session(request.app[DESK], userid)
    answer = see_other(_safe(back))
    _set(request, answer, cookie_name(request), cookie, SESSION_S)
    answer.del_cookie(STATE, path="/")
    return answer


async def sign_out(request: web.Request) -> web.Response:
    """POST /desk/sign-out."""
    await _end_old(request)
    answer = page(request, "signed-out", who=request[SIGNED_IN].official.name)
    answer.del_cookie(
        cookie_name(request), path="/", secure=request.app[SETTINGS].secure, httponly=True
    )
    return answer


async def _end_old(request: web.Request) -> None:
    if old := request.cookies.get(cookie_name(request), ""):
        await signing_in.sign_out(request.app[DESK], old)


def _to_wecom(request: web.Request, back: str) -> web.Response:
    settings, state = request.app[SETTINGS], secrets.token_hex(16)
    where = URL(f"{settings.wecom_oauth_base}/connect/oauth2/authorize").with_query(
        appid=settings.corpid,
        redirect_uri=f"{settings.public_url}/desk/callback",
        response_type="code",
        scope="snsapi_base",
        agentid=settings.agentid,
        state=state,
    )
    answer = see_other(f"{where}#wechat_redirect")
    _set(request, answer, STATE, f"{state}:{_safe(back)}", STATE_S)
    return answer


def _safe(back: str) -> str:
    return back if _OURS.fullmatch(back) else "/desk"


def _set(request: web.Request, answer: web.Response, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        secure=request.app[SETTINGS].secure,
        samesite="Lax",
    )
