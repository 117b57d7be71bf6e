"""The platform's outer wall: reads a call, lets the faults at it, answers and writes it down."""

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.errors import PlatformError, answer
from sandbox.faults import Trouble
from sandbox.world import WORLD, World

HIDDEN = frozenset({"access_token", "secret", "corpsecret"})
BUSY = "<html><head><title>502 Bad Gateway</title></head><body>替身：平台停了</body></html>"


@dataclass(frozen=True)
class Call:
    """What the product asks of the platform.

    Attributes:
        side: `wechat-api` or `wecom-api`.
        path: From `/cgi-bin`, `/sns` or `/wxa` on.
        who: Written by the endpoint for the record: the person concerned.
        note: Written by the endpoint for the record.
    """

    side: str
    path: str
    query: Mapping[str, str]
    body: dict[str, Any]
    record: dict[str, str]

    @property
    def endpoint(self) -> str:
        """The name that faults are set on."""
        return f"{self.side}{self.path}"


Endpoint = Callable[[World, Call], dict[str, Any]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def door(side: str, path: str, endpoint: Endpoint) -> Handler:
    """Return the aiohttp handler of one endpoint, with faults and record around it."""

    async def handle(request: web.Request) -> web.StreamResponse:
        world, started = request.app[WORLD], time.perf_counter()
        call = Call(side, path, request.query, await _body(request), {})
        response = await _respond(world, call, endpoint)
        _record(world, call, response, started)
        cut = world.faults.strike(Trouble.CUT_AFTER_DELIVERY, call.endpoint)
        if cut is not None:
            await world.pause(cut.seconds)
            hang_up(request)
        if world.faults.strike(Trouble.CUT_MID_BODY, call.endpoint):
            return await _halved(request, response)
        return response

    return handle


def hang_up(request: web.Request) -> None:
    """Cut the connection; whatever is answered afterwards does not arrive."""
    if request.transport is not None:
        request.transport.abort()


async def _halved(request: web.Request, response: web.Response) -> web.StreamResponse:
    """Promise the whole answer, send half of it, and cut the connection."""
    body = (response.text or "").encode()
    half = web.StreamResponse(headers={"Content-Type": "application/json"})
    half.content_length = len(body)
    await half.prepare(request)
    await half.write(body[: len(body) // 2])
    hang_up(request)
    return half


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


async def _respond(world: World, call: Call, endpoint: Endpoint) -> web.Response:
    faults = world.faults
    late = faults.strike(Trouble.LATENCY, call.endpoint)
    if late is not None:
        await world.pause(late.seconds)
    if faults.strike(Trouble.DOWN, call.endpoint):
        return web.Response(status=502, text=BUSY, content_type="text/html")
    answered = _answer(world, call, endpoint)
    if faults.strike(Trouble.GARBAGE, call.endpoint):
        return web.Response(text="<xml>not json", content_type="text/html")
    return web.json_response(answered, dumps=_dumps)


def _answer(world: World, call: Call, endpoint: Endpoint) -> dict[str, Any]:
    scripted = world.faults.strike(Trouble.ERRCODE, call.endpoint)
    if scripted is not None:
        return answer(call.side, PlatformError(scripted.code))
    try:
        return endpoint(world, call)
    except PlatformError as error:
        return answer(call.side, error)
    except (AttributeError, TypeError):  # a field is of another JSON type than documented
        return answer(call.side, PlatformError(47001))


def _record(world: World, call: Call, response: web.Response, started: float) -> None:
    asked = {name: "…" if name in HIDDEN else value for name, value in call.query.items()}
    asked |= {name: "…" if name in HIDDEN else value for name, value in call.body.items()}
    world.wire.record(
        "call",
        call.path,
        who=call.record.get("who", ""),
        sent=_dumps(asked, indent=1),
        got=_masked(response.text or ""),
        status=response.status,
        ms=(time.perf_counter() - started) * 1000,
        note=call.record.get("note", ""),
    )


def _masked(text: str) -> str:
    try:
        body = json.loads(text)
    except ValueError:
        return text
    return _dumps({k: "…" if k in HIDDEN | {"session_key"} else v for k, v in body.items()})


def _dumps(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
