"""Whatever is sent to a door that takes JSON, the answer is a refusal that its sender can read."""

import re
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from aiohttp import ClientResponse

from casework.desk import Desk
from handlers.route import Route, Who
from handlers.routes import ROUTES
from tests.handlers.citizens import proved
from tests.handlers.conftest import Knocker

TAKING = [
    route
    for route in ROUTES
    if route.operation
    and route.who in (Who.ANYONE, Who.CITIZEN)
    and not route.streamed
    and route.longest
]
EVERY = pytest.mark.parametrize("route", TAKING, ids=[f"{r.method} {r.path}" for r in TAKING])


@pytest.fixture
async def bearer(desk: Desk, door: Knocker) -> dict[str, str]:
    citizen = await proved(desk, door)
    return {"Authorization": f"Bearer {citizen.bearer}", "If-Match": '"x"'}


def _named(route: Route) -> str:
    """Its path, with somebody's names in it."""
    return re.sub(r"\{\w+\}", "nobody", route.path.replace("{token}", "x" * 22))


async def sent(
    door: Knocker, route: Route, body: bytes, kind: str, headers: dict[str, str]
) -> ClientResponse:
    path = _named(route)
    return await door.request(
        route.method, path, data=BytesIO(body), headers={**headers, "Content-Type": kind}
    )


@EVERY
@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{", 400),
        ("application/json", b"\xff\xfe{}", 400),
        ("application/json", b'{"a": "\\ud800"}', 400),
        ("application/json", b"[" * 8000, 400),
        ("application/json", b"[]", 422),
        ("application/json", b'"x"', 422),
        ("application/json", b'{"state": "approved"}', 422),
        ("text/plain", b"{}", 415),
        ("application/x-www-form-urlencoded", b"a=b", 415),
        ("application/json", b" " * 10_000_000, 413),
    ],
)
async def test_a_body_that_is_none_is_refused(
    door: Knocker, bearer: dict[str, str], route: Route, kind: str, body: bytes, status: int
) -> None:
    answer = await sent(door, route, body, kind, bearer)

    assert (answer.status, answer.content_type) == (status, "application/problem+json")


@EVERY
async def test_an_endless_body_is_cut(door: Knocker, bearer: dict[str, str], route: Route) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b" " * 64_000

    path = _named(route)
    answer = await door.request(
        route.method, path, data=endless(), headers={**bearer, "Content-Type": "application/json"}
    )

    assert answer.status == 413
