"""Out to a platform with a state, back with a code: the state stays with the browser that left."""

import hmac
import secrets

from aiohttp import web
from yarl import URL

from domain.errors import Unauthenticated
from handlers import cookies
from handlers.pages import see_other

STATE_S = 600
LONGEST_CODE = 512


def leave(request: web.Request, to: URL, *, cookie: str, back: str = "") -> web.Response:
    """Send the browser to a platform; it takes along a state, and keeps its twin in a cookie.

    Args:
        request: The request.
        to: Where, with everything but the state.
        cookie: Where the twin lies until the browser is back.
        back: Where it wants to go then.
    """
    state = secrets.token_hex(16)
    answer = see_other(f"{to.update_query(state=state)}#wechat_redirect")
    cookies.give(request, answer, cookie, f"{state}:{back}", seconds=STATE_S)
    return answer


def returned(request: web.Request, *, cookie: str) -> tuple[str, str]:
    """The code that the browser brought back, and where it wants to go.

    Raises:
        Unauthenticated: This browser never left, or somebody else's link brought it here.
    """
    state, _, back = cookies.held(request, cookie).partition(":")
    given, code = request.query.get("state", ""), request.query.get("code", "")
    if not state or not hmac.compare_digest(given.encode(), state.encode()):
        raise Unauthenticated
    if not code or len(code) > LONGEST_CODE:
        raise Unauthenticated
    return code, back
