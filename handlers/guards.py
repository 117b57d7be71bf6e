"""Who may pass: what the table of routes says, held before any handler runs."""

import hmac
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from casework import enrolling, signing_in, visiting
from domain.errors import Forbidden, Unauthenticated
from handlers import cookies, h5, login
from handlers.forms import fields
from handlers.keys import BEARER, CALLER, DESK, ROUTE, SETTINGS, SIGNED_IN, VISITOR
from handlers.route import Handler, Kind, Who

SCHEME = "Bearer "
CSRF = "X-CSRF-Token"


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let pass whom the route names; send whoever wants a page without a session to sign in."""
    route = request.get(ROUTE)
    admit = _ADMIT.get(route.who) if route else None
    if route is None or admit is None:
        return await handler(request)
    try:
        await admit(request)
    except Unauthenticated:
        door = _DOORS.get(route.who)
        if door is None or route.kind is Kind.API or request.method != "GET":
            raise
        return door(request)
    return await handler(request)


async def _admit_citizen(request: web.Request) -> None:
    header = request.headers.get("Authorization", "")
    if not header.startswith(SCHEME):
        raise Unauthenticated
    bearer = header.removeprefix(SCHEME).strip()
    request[CALLER] = await enrolling.caller(request.app[DESK], bearer)
    request[BEARER] = bearer


async def _admit_visitor(request: web.Request) -> None:
    visitor = await visiting.visitor(request.app[DESK], _cookie(request, h5.COOKIE))
    await _check_that_the_page_is_ours(request, visitor.csrf)
    request[VISITOR] = visitor


async def _admit_official(request: web.Request) -> None:
    signed_in = await signing_in.signed_in(request.app[DESK], _cookie(request, login.COOKIE))
    await _check_that_the_page_is_ours(request, signed_in.csrf)
    request[SIGNED_IN] = signed_in


def _cookie(request: web.Request, name: str) -> str:
    value = cookies.held(request, name)
    if not value:
        raise Unauthenticated
    return value


async def _check_that_the_page_is_ours(request: web.Request, csrf: str) -> None:
    if request.method == "GET":
        return
    route = request[ROUTE]
    if route.kind is Kind.API or not route.streamed:
        same_session(csrf, await _given(request))
    come_from_us(request)


def same_session(csrf: str, given: str) -> None:
    """Let pass what carries the session's own token.

    A handler that takes the body as it comes calls this when it has come to the token in it.

    Raises:
        Forbidden: It carries another, or none.
    """
    if not (csrf and hmac.compare_digest(given.encode(), csrf.encode())):
        raise Forbidden


def come_from_us(request: web.Request) -> None:
    """Let pass what the browser says was sent from a page of ours; old ones say nothing.

    Raises:
        Forbidden: It was sent from elsewhere.
    """
    ours = request.app[SETTINGS].public_url
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.headers.get("Origin", ours) != ours or site not in ("same-origin", "none"):
        raise Forbidden


async def _given(request: web.Request) -> str:
    # A form cannot send a header of its own: a program's token there, a page's in its form.
    if request[ROUTE].kind is Kind.API:
        return request.headers.get(CSRF, "")
    return (await fields(request)).get("csrf", "")


_ADMIT: Mapping[Who, Callable[[web.Request], Awaitable[None]]] = {
    Who.CITIZEN: _admit_citizen,
    Who.VISITOR: _admit_visitor,
    Who.OFFICIAL: _admit_official,
}
_DOORS: Mapping[Who, Callable[[web.Request], web.Response]] = {
    Who.VISITOR: h5.at_the_door,
    Who.OFFICIAL: login.at_the_door,
}
