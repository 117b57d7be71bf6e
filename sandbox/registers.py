"""替身 of the population register: identity, kinship and near kin over signed HTTP."""

import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from sandbox.edge import Handler, hang_up
from sandbox.faults import Trouble
from sandbox.people import Edge, Person
from sandbox.population import Population
from sandbox.world import WORLD, World

PREFIX = "/registers"
WINDOW_S, SILENT_S = 300, 30.0
Facts = dict[str, Any]
Question = Callable[[Population, Facts], Facts]


def identity(population: Population, asked: Facts) -> Facts:
    """POST /population/v1/identity: do name, number and phone belong to one living person?"""
    person = population.named(str(asked["name"]), str(asked["id_number"]))
    certain = person is not None and person.alive and person.records == 1
    phone = person.phone if person is not None and certain else None
    return {
        "subject": {"id_number": asked["id_number"]},
        "match": certain,
        "phone_match": None if phone is None else phone == asked.get("phone"),
        "registered_division": person.division if person is not None and certain else None,
    }


def kinship(population: Population, asked: Facts) -> Facts:
    """POST /population/v1/kinship: the shortest chain of ties between two people."""
    pair = [asked["applicant"], asked["relative"]]
    subject = {"applicant_id": pair[0]["id_number"], "relative_id": pair[1]["id_number"]}
    found = [population.named(str(who["name"]), str(who["id_number"])) for who in pair]
    one, two = found
    if one is None or two is None:
        return {"subject": subject, **_no_chain("not-found")}
    if one.records > 1 or two.records > 1:
        return {"subject": subject, **_no_chain("ambiguous")}
    edges = population.chain(one.id_number, two.id_number)
    numbers = [one.id_number, two.id_number, *(n for edge in edges for n in (edge.a, edge.b))]
    booklet = population.booklet(one.id_number, two.id_number)
    return {
        "subject": subject,
        "outcome": "found" if edges else "not-found",
        "edges": [_edge(edge) for edge in edges],
        "people": [_person(population.people[number]) for number in dict.fromkeys(numbers)],
        "shared_booklet": booklet.shared,
        "booklet_division": booklet.division,
    }


def near_kin(population: Population, asked: Facts) -> Facts:
    """POST /population/v1/near-kin: parents, children, spouse and siblings of one person."""
    person = population.named(str(asked["name"]), str(asked["id_number"]))
    kin = population.near_kin(person.id_number) if person is not None else []
    return {"subject": {"id_number": asked["id_number"]}, "kin": kin}


def signature(secret: str, timestamp: str, path: str, body: bytes) -> str:
    """Return what a client must send as `X-Lane-Signature`; the path is without any prefix."""
    text = f"{timestamp}\n{path}\n{hashlib.sha256(body).hexdigest()}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def routes() -> list[web.RouteDef]:
    """Return the routes below `/registers`."""
    questions = {"identity": identity, "kinship": kinship, "near-kin": near_kin}
    return [
        web.post(f"{PREFIX}/population/v1/{name}", _door(f"/population/v1/{name}", question))
        for name, question in questions.items()
    ]


def _door(path: str, question: Question) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        world, started, body = request.app[WORLD], time.perf_counter(), await request.read()
        if not _signed(world, request, path, body):
            response = web.json_response({"error": "signature"}, status=401)
        else:
            response = await _respond(world, request, path, question)
        ms = (time.perf_counter() - started) * 1000
        world.wire.record(
            "register",
            path,
            who=_asked_about(body),
            sent=body.decode(errors="replace"),
            got=response.text or "",
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


def _signed(world: World, request: web.Request, path: str, body: bytes) -> bool:
    headers, settings = request.headers, world.settings
    if headers.get("X-Lane-Client") != settings.register_client:
        return False
    timestamp, given = headers.get("X-Lane-Timestamp", ""), headers.get("X-Lane-Signature", "")
    if not timestamp.isdigit() or abs(world.clock.now() - int(timestamp)) > WINDOW_S:
        return False
    right = signature(settings.register_secret, timestamp, path, body)
    return hmac.compare_digest(given.encode(), right.encode())


async def _respond(
    world: World, request: web.Request, path: str, question: Question
) -> web.Response:
    strike = world.faults.strike
    if slow := strike(Trouble.REGISTER_SLOW, path):
        await world.pause(slow.seconds or 3.0)
    if silent := strike(Trouble.REGISTER_SILENT, path):
        await world.pause(silent.seconds or SILENT_S)
        hang_up(request)
        return web.Response(status=504, text="（不答复，断开）")
    if strike(Trouble.REGISTER_ERROR, path):
        return web.json_response({"error": "internal"}, status=500)
    if strike(Trouble.REGISTER_GARBAGE, path):
        return web.Response(text="<html>系统维护中", content_type="text/html")
    try:
        facts = question(world.population, await request.json())
    except (ValueError, KeyError, TypeError):
        return web.json_response({"error": "malformed"}, status=400)
    head = {"request_id": uuid.uuid4().hex, "as_of": _as_of(world)}
    return web.json_response(head | _distorted(world, path, facts), dumps=_dumps)


def _distorted(world: World, path: str, facts: Facts) -> Facts:
    """Let the faults falsify a true answer: about somebody else, or about too many."""
    if world.faults.strike(Trouble.REGISTER_WRONG_PERSON, path):
        other = next(n for n in world.population.people if n not in facts["subject"].values())
        facts["subject"] = dict.fromkeys(facts["subject"], other)
    if world.faults.strike(Trouble.REGISTER_AMBIGUOUS, path):
        plain: Facts = {"match": False, "phone_match": None, "registered_division": None, "kin": []}
        changed = _no_chain("ambiguous") if "outcome" in facts else plain
        facts |= {name: value for name, value in changed.items() if name in facts}
    return facts


def _no_chain(outcome: str) -> Facts:
    return {
        "outcome": outcome,
        "edges": [],
        "people": [],
        "shared_booklet": "unknown",
        "booklet_division": None,
    }


def _edge(edge: Edge) -> Facts:
    return {
        "kind": edge.kind,
        "a": edge.a,
        "b": edge.b,
        "recorded_on": edge.recorded_on.isoformat(),
        "record": edge.record,
    }


def _person(person: Person) -> Facts:
    return {
        "id_number": person.id_number,
        "name": person.name,
        "sex": person.sex,
        "alive": person.alive,
        "registered_division": person.division,
        "registered_elsewhere": person.elsewhere is not None,
    }


def _as_of(world: World) -> str:
    return datetime.fromtimestamp(world.clock.now(), UTC).isoformat(timespec="seconds")


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
