"""替身 of all registers over signed HTTP: the population's, and those of the departments."""

import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from sandbox.census import identity, kinship, near_kin, no_chain
from sandbox.edge import Handler, hang_up
from sandbox.faults import Trouble
from sandbox.population import Population
from sandbox.world import WORLD, World

PREFIX = "/registers"
WINDOW_S, SILENT_S = 300, 30.0
Facts = dict[str, Any]
Question = Callable[[Population, Facts], Facts]
Ask = Callable[[web.Request, Facts], Facts]
STALE_S, MEGABYTES, SHOWN = 48 * 3600.0, 10_000_000, 20_000
UNCLEAR: Facts = {"match": False, "phone_match": None, "registered_division": None, "kin": []}


def signature(secret: str, timestamp: str, path: str, body: bytes) -> str:
    """Return what a client must send as `X-Lane-Signature`; the path is without any prefix."""
    text = f"{timestamp}\n{path}\n{hashlib.sha256(body).hexdigest()}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def routes() -> list[web.RouteDef]:
    """Return the routes below `/registers`."""
    questions = {"identity": identity, "kinship": kinship, "near-kin": near_kin}
    return [
        *(
            web.post(f"{PREFIX}/population/v1/{name}", _door(_of_people(question)))
            for name, question in questions.items()
        ),
        web.post(f"{PREFIX}/population/v1/{{question}}", _nothing),
        web.post(f"{PREFIX}/{{source}}/v1/{{question}}", _door(_of_a_department)),
    ]


def _of_people(question: Question) -> Ask:
    return lambda request, asked: question(request.app[WORLD].population, asked)


def _of_a_department(request: web.Request, asked: Facts) -> Facts:
    world, where = request.app[WORLD], request.match_info
    return world.records.answer(world.population, where["source"], where["question"], asked)


async def _nothing(_: web.Request) -> web.StreamResponse:
    raise web.HTTPNotFound


def _door(ask: Ask) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        world, started, body = request.app[WORLD], time.perf_counter(), await request.read()
        path = request.path.removeprefix(PREFIX)
        if not (_certified(request) or _signed(world, request, path, body)):
            response = web.json_response({"error": "signature"}, status=401)
        else:
            response = await _respond(world, request, path, ask)
        ms = (time.perf_counter() - started) * 1000
        world.wire.record(
            "register",
            path,
            who=_asked_about(body),
            sent=body.decode(errors="replace"),
            got=(response.text or "").strip()[:SHOWN],
            status=response.status,
            ms=ms,
        )
        return response

    return handle


def _asked_about(body: bytes) -> str:
    try:
        asked = json.loads(body)
        return str(asked.get("name") or asked["applicant"]["name"])
    except (ValueError, AttributeError, KeyError, TypeError):
        return ""


def _certified(request: web.Request) -> bool:
    """Whether the line itself says who asks: over mutual TLS nobody else gets this far."""
    return bool(request.transport and request.transport.get_extra_info("peercert"))


def _signed(world: World, request: web.Request, path: str, body: bytes) -> bool:
    headers, settings = request.headers, world.settings
    if headers.get("X-Lane-Client") != settings.register_client:
        return False
    timestamp, given = headers.get("X-Lane-Timestamp", ""), headers.get("X-Lane-Signature", "")
    if not timestamp.isdigit() or abs(world.clock.now() - int(timestamp)) > WINDOW_S:
        return False
    right = signature(settings.register_secret, timestamp, path, body)
    return hmac.compare_digest(given.encode(), right.encode())


_WRONG: dict[Trouble, Callable[[], web.Response]] = {
    Trouble.REGISTER_ERROR: lambda: web.json_response({"error": "internal"}, status=500),
    Trouble.REGISTER_GARBAGE: lambda: web.Response(
        text="<html>系统维护中", content_type="text/html"
    ),
    Trouble.REGISTER_EMPTY: lambda: web.Response(content_type="application/json"),
}


async def _respond(world: World, request: web.Request, path: str, ask: Ask) -> web.Response:
    strike = world.faults.strike
    if slow := strike(Trouble.REGISTER_SLOW, path):
        await world.pause(slow.seconds or 3.0)
    if silent := strike(Trouble.REGISTER_SILENT, path):
        await world.pause(silent.seconds or SILENT_S)
        hang_up(request)
        return web.Response(status=504, text="（不答复，断开）")
    if strike(Trouble.REGISTER_CUT, path):
        return await _half(request)
    for trouble, wrong in _WRONG.items():
        if strike(trouble, path):
            return wrong()
    try:
        facts = ask(request, await request.json())
    except (ValueError, KeyError, TypeError, AttributeError):
        return web.json_response({"error": "malformed"}, status=400)
    return _told(world, path, facts)


async def _half(request: web.Request) -> web.Response:
    """Send the beginning of an answer that would be good, then cut the connection."""
    said = web.StreamResponse(headers={"Content-Length": "400", "Content-Type": "application/json"})
    await said.prepare(request)
    await said.write(b'{"request_id": "half", "as_of"')
    hang_up(request)
    return web.Response(status=504, text="（答到一半，断开）")


def _told(world: World, path: str, facts: Facts) -> web.Response:
    """Answer, a day too late or much too long if a fault wants it so."""
    old = STALE_S if world.faults.strike(Trouble.REGISTER_STALE, path) else 0.0
    as_of = datetime.fromtimestamp(world.clock.now() - old, UTC).isoformat(timespec="seconds")
    head = {"request_id": uuid.uuid4().hex, "as_of": as_of}
    text = _dumps(head | _distorted(world, path, facts))
    if world.faults.strike(Trouble.REGISTER_HUGE, path):
        text = " " * MEGABYTES + text
    return web.Response(text=text, content_type="application/json")


def _distorted(world: World, path: str, facts: Facts) -> Facts:
    """Let the faults falsify a true answer: about somebody else, about too many, none at all."""
    if world.faults.strike(Trouble.REGISTER_WRONG_PERSON, path):
        other = next(n for n in world.population.people if n not in facts["subject"].values())
        facts["subject"] = dict.fromkeys(facts["subject"], other)
    if world.faults.strike(Trouble.REGISTER_AMBIGUOUS, path):
        changed = (no_chain("ambiguous") | {"record": {}}) if "outcome" in facts else UNCLEAR
        facts |= {name: value for name, value in changed.items() if name in facts}
    if world.faults.strike(Trouble.REGISTER_FAILED, path):
        nothing = {"outcome": "not-found", "record": {}} if "record" in facts else {}
        facts = {"subject": facts["subject"], **nothing, "error": {"message": "查询超时"}}
    return facts


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
