"""Who may pass: what the table of routes says, held before any handler runs."""

import hmac

from aiohttp import web

from casework import enrolling, signing_in
from domain.errors import Forbidden, Unauthenticated
from handlers import login
from handlers.forms import fields
from handlers.keys import BEARER, CALLER, DESK, ROUTE, SETTINGS, SIGNED_IN
from handlers.route import Handler, Who

SCHEME = "Bearer "


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let pass whom the route names; send an official without a session to sign in."""
    route = request.get(ROUTE)
    if route and route.who is Who.CITIZEN:
        await _admit_citizen(request)
    if route and route.who is Who.OFFICIAL:
        try:
            await _admit_official(request)
        except Unauthenticated:
            if request.method != "GET":
                raise
            return login.at_the_door(request)
    return await handler(request)


async def _admit_citizen(request: web.Request) -> None:
    header = request.headers.get("Authorization", "")
    if not header.startswith(SCHEME):
        raise Unauthenticated
    bearer = header.removeprefix(SCHEME).strip()
    request[CALLER] = await enrolling.caller(request.app[DESK], bearer)
    request[BEARER] = bearer


async def _admit_official(request: web.Request) -> None:
    cookie = request.cookies.get(login.cookie_name(request), "")
    if not cookie:
        raise Unauthenticated
    signed_in = await signing_in.signed_in(request.app[DESK], cookie)
    if request.method != "GET":
        await _check_that_the_page_is_ours(request, signed_in.csrf)
    request[SIGNED_IN] = signed_in


async def _check_that_the_page_is_ours(request: web.Request, csrf: str) -> None:
    origin = request.headers.get("Origin", request.app[SETTINGS].public_url)
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    given = (await fields(request)).get("csrf", "")
    same = hmac.compare_digest(given.encode(), csrf.encode())
    ours = origin == request.app[SETTINGS].public_url and site in ("same-origin", "none")
    if not (same and ours and csrf):
        raise Forbidden
