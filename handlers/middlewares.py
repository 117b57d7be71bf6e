"""What every request passes on its way in and out, from the outermost to the innermost."""

import asyncio
import random
import re
import time
from functools import lru_cache

import structlog
from aiohttp import web
from multidict import CIMultiDict

from domain.errors import Refusal, TooLarge
from handlers import checks
from handlers.addresses import client
from handlers.keys import CHANNEL, METRICS, REQUEST_ID, ROUTE, SETTINGS, TABLE, TURNSTILE
from handlers.problems import STATUS, as_refusal, bare_page, bare_problem, problem, problem_page
from handlers.route import Handler, Kind, Route, Who
from observing import answers
from observing.places import where

BODY_S = 10
UNMATCHED = "unmatched"
CASE = re.compile(r"[0-9a-f-]{36}")
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Server": "lane-office",
}
_log = structlog.get_logger()


@web.middleware
async def traced(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request a number, and write one line about it that names nobody."""
    request[REQUEST_ID] = f"{random.getrandbits(64):016x}"  # a number, no secret
    resource = request.match_info.route.resource
    known = request.app[TABLE].get((request.method, resource.canonical if resource else ""))
    if known is not None:
        request[ROUTE] = known
    started, ids = time.perf_counter(), _ids(request)
    structlog.contextvars.bind_contextvars(**ids)  # in a task, and so a context, of its own
    answer = await handler(request)
    took = time.perf_counter() - started
    route, method = (known.path, known.method) if known else (UNMATCHED, UNMATCHED)
    request.app[METRICS].request(route, method, status=answer.status, seconds=took)
    ms = round(took * 1000, 1)
    answers.answered(ids, method=method, route=route, status=answer.status, ms=ms)
    return answer


def _ids(request: web.Request) -> dict[str, str]:
    ids, case = {"request_id": request[REQUEST_ID]}, request.match_info.get("case", "")
    return {**ids, "case": case} if case and CASE.fullmatch(case) else ids


@web.middleware
async def armed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tell the browser, the search engines and the caches to keep their distance."""
    answer = await handler(request)
    path, headers = request.path, answer.headers
    # Forms that change something must carry their Origin, which `no-referrer` would turn into null.
    armour = _armour(
        page=headers.get("Content-Type", "").startswith("text/html"),
        forms=path.startswith(("/desk", "/me", "/c/", "/apply/")),
        home=path == "/",
        secure=request.app[SETTINGS].secure,
    )
    headers.update(armour)
    headers["X-Request-Id"] = request[REQUEST_ID]
    headers.setdefault("Cache-Control", "no-store")
    return answer


@lru_cache(maxsize=16)
def _armour(*, page: bool, forms: bool, home: bool, secure: bool) -> CIMultiDict[str]:
    headers = CIMultiDict(COMMON)
    headers["Content-Security-Policy"] = PAGE_POLICY if page else "frame-ancestors 'none'"
    headers["Referrer-Policy"] = "same-origin" if forms else "no-referrer"
    if not home:
        headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    if secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


@web.middleware
async def answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn whatever goes wrong further in into an answer that its reader can use."""
    try:
        return await handler(request)
    except web.HTTPException as status:
        return _http(request, status)
    except Exception as error:  # noqa: BLE001 -- the edge of the house: nothing may fall further
        refusal = as_refusal(error)
        return _unexpected(request, error) if refusal is None else _refused(request, refusal)


@web.middleware
async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in only so many requests of one address, and only bodies of a fitting size."""
    route = request.get(ROUTE)
    if route and route.rate:
        peer, proxies = request.remote, request.app[SETTINGS].trusted_proxies
        address = client(peer, request.headers.getall("X-Forwarded-For", []), proxies)
        request.app[TURNSTILE].pass_through(route.method, route.path, address, rate=route.rate)
    if route and request.body_exists:
        if (request.content_length or 0) > route.longest:
            raise TooLarge(size=request.content_length, max=route.longest)
        if not route.streamed:
            await _take_body(request, route.longest)
    return await handler(request)


async def _take_body(request: web.Request, longest: int) -> None:
    # Read here, once and within a time, so that no handler meets an endless body; aiohttp
    # keeps it, and stops reading at its own limit, the largest of the table.
    try:
        if request.content.is_eof():  # all of it came with the head: there is no wait to limit
            size = len(await request.read())
        else:
            async with asyncio.timeout(BODY_S):
                size = len(await request.read())
    except web.HTTPRequestEntityTooLarge:
        raise TooLarge(size=longest + 1, max=longest) from None
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    if size > longest:
        raise TooLarge(size=size, max=longest)


def _kind(request: web.Request) -> Kind:
    route: Route | None = request.get(ROUTE)
    if route is not None:
        return route.kind
    return Kind.API if request.path.startswith("/api/") else Kind.PAGE


def _http(request: web.Request, status: web.HTTPException) -> web.Response:
    if _kind(request) is Kind.API:
        answer = bare_problem(request, status.status)
    else:
        answer = bare_page(request, status.status)
    if "Allow" in status.headers:
        answer.headers["Allow"] = status.headers["Allow"]
    return answer


def _refused(request: web.Request, refusal: Refusal) -> web.Response:
    route, kind = request.get(ROUTE), _kind(request)
    if kind is Kind.API:
        return problem(request, refusal)
    if kind is Kind.CHECK and STATUS[type(refusal)] == 503:
        return checks.cannot_tell(request)
    if kind in (Kind.PAGE, Kind.CHECK, Kind.ASSET):
        official = route is not None and route.who is Who.OFFICIAL
        return problem_page(request, refusal, official=official)
    return web.Response(status=STATUS[type(refusal)], text=f"{refusal.code}\n")


def _unexpected(request: web.Request, error: Exception) -> web.Response:
    # The class and the place, never the message: a message may quote what a person typed.
    _log.error("unexpected", error=type(error).__name__, where=where(error))
    kind = _kind(request)
    if kind is Kind.CHECK:
        return checks.cannot_tell(request)
    if kind is Kind.API:
        return bare_problem(request, 503 if isinstance(error, TimeoutError) else 500)
    if kind in (Kind.CALLBACK, Kind.PROBE):
        late = isinstance(error, TimeoutError) or kind is Kind.PROBE
        if late and CHANNEL in request:
            request.app[METRICS].callback(request[CHANNEL], "late")
        return web.Response(status=503 if late else 500, text="not now\n")
    return bare_page(request, 500)
