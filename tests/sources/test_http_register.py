"""A register is believed only when its answer is whole; anything else is silence, never a no."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from domain.errors import SourceSilent
from domain.identity import PersonName, Phone, Sex
from domain.item import Source
from domain.kinship import Edge, EdgeKind, Relative
from domain.purpose import Purpose
from sources.access import Access
from sources.http import HttpRegister
from sources.line import ANSWER_MAX, Line
from sources.source import Found, IdentityAnswer, KinshipAnswer, Named
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
CLIENT, SECRET = "lane-office", "a secret"
POPULATION = Source("population", "人口登记", "police", (), timeout_s=10.0)
HASTY = replace(POPULATION, timeout_s=0.5)
DAUGHTER = Named(PersonName("陈媛"), CHEN_YUAN)
FATHER = Named(PersonName("陈国樑"), CHEN_GUOLIANG)
PHONE = Phone("13812340042")
Json = dict[str, Any]
IDENTITY: Json = {
    "request_id": "r-1",
    "as_of": "2026-11-24T05:59:00Z",
    "subject": {"id_number": CHEN_YUAN},
    "match": True,
    "phone_match": True,
    "registered_division": "330781102",
}
KINSHIP: Json = {
    "request_id": "r-2",
    "as_of": "2026-11-24T13:59:00+08:00",
    "subject": {"applicant_id": CHEN_YUAN, "relative_id": CHEN_GUOLIANG},
    "outcome": "found",
    "edges": [
        {
            "kind": "parent-child",
            "a": CHEN_GUOLIANG,
            "b": CHEN_YUAN,
            "recorded_on": "1993-06-01",
            "record": "出生登记",
        }
    ],
    "people": [
        {
            "id_number": CHEN_GUOLIANG,
            "name": "陈国樑",
            "sex": "male",
            "alive": True,
            "registered_division": "330781102",
            "registered_elsewhere": False,
        }
    ],
    "shared_booklet": "never",
    "booklet_division": None,
}
NEAR_KIN: Json = {
    "request_id": "r-3",
    "as_of": "2026-11-24T05:59:00Z",
    "subject": {"id_number": CHEN_YUAN},
    "kin": [CHEN_GUOLIANG],
}
WHOLE = {"identity": IDENTITY, "kinship": KINSHIP, "near-kin": NEAR_KIN}


@dataclass
class Department:
    """The other side: an honest server that answers as it is told, and keeps what it was asked."""

    answer: Callable[[web.Request], Awaitable[web.StreamResponse]] | None = None
    changed: Json = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, dict(request.headers), await request.read()))
        if self.answer is not None:
            return await self.answer(request)
        whole = WHOLE[request.match_info["what"]]
        return web.json_response({k: v for k, v in {**whole, **self.changed}.items() if v != "—"})


@pytest.fixture
def department() -> Department:
    return Department()


@pytest.fixture
async def line(department: Department) -> AsyncIterator[Line]:
    app = web.Application()
    app.router.add_post("/registers/population/v1/{what}", department.handle)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        base = str(server.make_url("/registers"))
        yield Line(http, Access(base, CLIENT, SECRET), clock=lambda: NOW)


@pytest.fixture
def register(line: Line) -> HttpRegister:
    return HttpRegister(line, POPULATION)


async def silence(register: HttpRegister) -> set[str]:
    """What the register's silence is called, whichever question is asked."""
    questions: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: register.identity(DAUGHTER, PHONE, purpose=Purpose("enrol")),
        lambda: register.kinship(DAUGHTER, FATHER, purpose=Purpose("kinship-certificate")),
        lambda: register.near_kin(DAUGHTER, purpose=Purpose("recusal")),
    )
    codes = set()
    for ask in questions:
        with pytest.raises(SourceSilent) as silent:
            await ask()
        assert silent.value.facts["source"] == "population"
        codes.add(str(silent.value.facts["why"]))
    return codes


async def test_a_whole_answer_about_an_identity_is_believed(register: HttpRegister) -> None:
    answer = await register.identity(DAUGHTER, PHONE, purpose=Purpose("enrol"))

    as_of = datetime(2026, 11, 24, 5, 59, tzinfo=UTC)
    assert answer == IdentityAnswer("r-1", as_of, True, True, "330781102")


async def test_a_whole_answer_about_kin_is_believed(register: HttpRegister) -> None:
    answer = await register.kinship(DAUGHTER, FATHER, purpose=Purpose("kinship-certificate"))

    assert answer == KinshipAnswer(
        request="r-2",
        as_of=datetime(2026, 11, 24, 5, 59, tzinfo=UTC),
        found=Found.FOUND,
        edges=(Edge(EdgeKind.BIRTH, CHEN_GUOLIANG, CHEN_YUAN, date(1993, 6, 1), "出生登记"),),
        people={
            CHEN_GUOLIANG: Relative(CHEN_GUOLIANG, FATHER.name, Sex.MALE, True, "330781102", False)
        },
        booklet="never",
    )


async def test_near_kin_are_numbers(register: HttpRegister) -> None:
    assert await register.near_kin(DAUGHTER, purpose=Purpose("recusal")) == (CHEN_GUOLIANG,)


async def test_every_question_is_signed_over_its_time_path_and_body(
    register: HttpRegister, department: Department
) -> None:
    await register.kinship(DAUGHTER, FATHER, purpose=Purpose("kinship-certificate"))

    path, headers, body = department.asked[0]
    text = f"{int(NOW.timestamp())}\n/population/v1/kinship\n{hashlib.sha256(body).hexdigest()}"
    assert path.endswith("/population/v1/kinship")
    assert headers["X-Lane-Client"] == CLIENT
    assert headers["X-Lane-Timestamp"] == str(int(NOW.timestamp()))
    assert (
        headers["X-Lane-Signature"] == hmac.digest(SECRET.encode(), text.encode(), "sha256").hex()
    )
    assert json.loads(body) == {
        "purpose": "kinship-certificate",
        "applicant": {"name": "陈媛", "id_number": CHEN_YUAN},
        "relative": {"name": "陈国樑", "id_number": CHEN_GUOLIANG},
    }


async def test_no_secret_and_no_name_stands_in_the_address_or_the_headers(
    register: HttpRegister, department: Department
) -> None:
    await register.identity(DAUGHTER, PHONE, purpose=Purpose("enrol"))

    path, headers, _ = department.asked[0]
    assert all(part not in f"{path}{headers}" for part in (SECRET, CHEN_YUAN, "陈媛", PHONE))


async def test_what_the_answer_says_beyond_the_contract_is_left_aside(
    register: HttpRegister, department: Department
) -> None:
    department.changed = {"weather": "snow", "match_quality": 0.1}

    assert (await register.identity(DAUGHTER, PHONE, purpose=Purpose("enrol"))).match is True


async def test_a_no_is_a_no_only_when_it_is_said(
    register: HttpRegister, department: Department
) -> None:
    department.changed = {"match": False, "phone_match": None, "registered_division": None}

    answer = await register.identity(DAUGHTER, PHONE, purpose=Purpose("enrol"))

    assert (answer.match, answer.phone_match, answer.division) == (False, None, None)


@pytest.mark.parametrize("outcome", ["not-found", "ambiguous"])
async def test_what_is_not_clear_has_its_own_name(
    register: HttpRegister, department: Department, outcome: str
) -> None:
    department.changed = {"outcome": outcome, "edges": [], "people": []}

    answer = await register.kinship(DAUGHTER, FATHER, purpose=Purpose("kinship-certificate"))

    assert (answer.found, answer.edges, answer.people) == (Found(outcome), (), {})


async def test_an_answer_about_somebody_else_is_none(
    register: HttpRegister, department: Department
) -> None:
    department.changed = {"subject": {"id_number": CHEN_GUOLIANG}}

    with pytest.raises(SourceSilent) as identity:
        await register.identity(DAUGHTER, PHONE, purpose=Purpose("enrol"))
    with pytest.raises(SourceSilent) as near_kin:
        await register.near_kin(DAUGHTER, purpose=Purpose("recusal"))

    assert identity.value.facts["why"] == near_kin.value.facts["why"] == "wrong-subject"


@pytest.mark.parametrize(
    "subject",
    [
        {"applicant_id": CHEN_GUOLIANG, "relative_id": CHEN_YUAN},
        {"applicant_id": CHEN_YUAN, "relative_id": CHEN_YUAN},
    ],
)
async def test_kin_of_somebody_else_say_nothing_of_these_two(
    register: HttpRegister, department: Department, subject: Json
) -> None:
    department.changed = {"subject": subject}

    answer = await register.kinship(DAUGHTER, FATHER, purpose=Purpose("kinship-certificate"))

    assert answer.found is Found.WRONG_SUBJECT
    assert (answer.edges, answer.people, answer.booklet) == ((), {}, "unknown")


@pytest.mark.parametrize("status", [201, 204, 400, 401, 404, 429, 500, 502, 503])
async def test_a_status_that_is_not_200_is_silence(
    register: HttpRegister, department: Department, status: int
) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(IDENTITY, status=status)

    department.answer = answer

    assert await silence(register) == {f"status-{status}"}


async def test_nobody_is_followed_elsewhere(register: HttpRegister, department: Department) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        raise web.HTTPTemporaryRedirect("/registers/population/v1/identity")

    department.answer = answer

    assert await silence(register) == {"status-307"}
    assert len(department.asked) == 3


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502</html>",
        b"null",
        b"[]",
        b"true",
        b'{"match": true}',
        b"\xff\xfe\x00",
        b"[" * 10_000,
        b'{"a":' * 10_000,
    ],
)
async def test_garbage_is_silence(
    register: HttpRegister, department: Department, body: bytes
) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, content_type="application/json")

    department.answer = answer

    assert await silence(register) == {"garbage"}


@pytest.mark.parametrize("compressed", [False, True])
async def test_an_answer_of_ten_megabytes_is_silence(
    register: HttpRegister, department: Department, *, compressed: bool
) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        response = web.Response(body=b" " * 10_000_000 + json.dumps(IDENTITY).encode())
        if compressed:
            response.enable_compression(web.ContentCoding.gzip)
        return response

    department.answer = answer

    assert await silence(register) == {"too-large"}


async def test_the_longest_answer_that_is_read_is_read(
    register: HttpRegister, department: Department
) -> None:
    whole = json.dumps(IDENTITY).encode()

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=b" " * (ANSWER_MAX - len(whole)) + whole)

    department.answer = answer

    assert (await register.identity(DAUGHTER, PHONE, purpose=Purpose("enrol"))).match


async def test_a_register_that_takes_too_long_is_silent(line: Line, department: Department) -> None:
    never = asyncio.Event()

    async def answer(_: web.Request) -> web.StreamResponse:
        await asyncio.wait_for(never.wait(), 5)
        return web.Response()

    department.answer = answer

    assert await silence(HttpRegister(line, HASTY)) <= {
        "TimeoutError",
        "ServerTimeoutError",
        "SocketTimeoutError",
    }


async def test_a_register_that_dribbles_is_silent(line: Line, department: Department) -> None:
    never = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"{")
        await asyncio.wait_for(never.wait(), 5)
        return response

    department.answer = answer

    assert await silence(HttpRegister(line, HASTY)) <= {
        "TimeoutError",
        "ServerTimeoutError",
        "SocketTimeoutError",
    }


async def test_a_register_that_hangs_up_is_silent(
    register: HttpRegister, department: Department
) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    department.answer = answer

    (code,) = await silence(register)
    assert code in {"ServerDisconnectedError", "ClientOSError"}


async def test_a_register_that_is_not_there_is_silent() -> None:
    async with aiohttp.ClientSession() as http:
        line = Line(http, Access("http://127.0.0.1:1", CLIENT, SECRET), clock=lambda: NOW)

        assert await silence(HttpRegister(line, POPULATION)) == {"ClientConnectorError"}


@pytest.mark.parametrize(
    ("as_of", "why"),
    [
        (NOW - timedelta(hours=24, seconds=1), "stale"),
        (NOW + timedelta(minutes=5, seconds=1), "stale"),
        ("2026-11-24T05:59:00", "garbage"),  # no zone
        ("yesterday", "garbage"),
        (1_795_500_000, "garbage"),
        (None, "garbage"),
    ],
)
async def test_an_answer_of_another_time_is_silence(
    register: HttpRegister, department: Department, as_of: Any, why: str
) -> None:
    told = as_of.isoformat() if isinstance(as_of, datetime) else as_of
    department.changed = {"as_of": told}

    assert await silence(register) == {why}


@pytest.mark.parametrize("as_of", [NOW - timedelta(hours=24), NOW + timedelta(minutes=5)])
async def test_an_answer_of_today_is_believed(
    register: HttpRegister, department: Department, as_of: datetime
) -> None:
    department.changed = {"as_of": as_of.isoformat()}

    assert (await register.identity(DAUGHTER, PHONE, purpose=Purpose("enrol"))).as_of == as_of


@pytest.mark.parametrize("what", ["identity", "kinship", "near-kin"])
async def test_an_answer_that_lacks_anything_is_silence(
    register: HttpRegister, department: Department, what: str
) -> None:
    ask: Callable[[], Awaitable[object]] = {
        "identity": lambda: register.identity(DAUGHTER, PHONE, purpose=Purpose("p")),
        "kinship": lambda: register.kinship(DAUGHTER, FATHER, purpose=Purpose("p")),
        "near-kin": lambda: register.near_kin(DAUGHTER, purpose=Purpose("p")),
    }[what]

    for missing in WHOLE[what].keys() - {"booklet_division"}:
        department.changed = {missing: "—"}
        with pytest.raises(SourceSilent) as silent:
            await ask()
        assert silent.value.facts["why"] == "garbage", missing


@pytest.mark.parametrize(
    "changed",
    [
        {"match": "true"},
        {"match": 1},
        {"match": None},
        {"phone_match": "yes"},
        {"phone_match": 0},
        {"subject": CHEN_YUAN},
        {"subject": {"id_number": int(CHEN_YUAN)}},
        {"registered_division": 330781102},
        {"request_id": ""},
        {"request_id": "r 1\n"},
        {"request_id": "r" * 65},
    ],
)
async def test_an_identity_of_another_shape_is_silence(
    register: HttpRegister, department: Department, changed: Json
) -> None:
    department.changed = changed

    with pytest.raises(SourceSilent) as silent:
        await register.identity(DAUGHTER, PHONE, purpose=Purpose("enrol"))

    assert silent.value.facts["why"] == "garbage"


EDGE, PERSON = KINSHIP["edges"][0], KINSHIP["people"][0]


@pytest.mark.parametrize(
    "changed",
    [
        {"outcome": "maybe"},
        {"outcome": True},
        {"edges": {}},
        {"edges": [EDGE] * 3},
        {"edges": [{**EDGE, "kind": "friendship"}]},
        {"edges": [{**EDGE, "recorded_on": "1993"}]},
        {"edges": [{**EDGE, "a": None}]},
        {"edges": [{**EDGE, "record": "记" * 41}]},
        {"people": [PERSON] * 9},
        {"people": [{**PERSON, "alive": "yes"}]},
        {"people": [{**PERSON, "alive": 1}]},
        {"people": [{**PERSON, "alive": None}]},
        {"people": [{**PERSON, "sex": "M"}]},
        {"people": [{**PERSON, "name": ""}]},
        {"people": [{**PERSON, "registered_elsewhere": "no"}]},
        {"shared_booklet": "perhaps"},
    ],
)
async def test_kin_of_another_shape_are_silence(
    register: HttpRegister, department: Department, changed: Json
) -> None:
    department.changed = changed

    with pytest.raises(SourceSilent) as silent:
        await register.kinship(DAUGHTER, FATHER, purpose=Purpose("kinship-certificate"))

    assert silent.value.facts["why"] == "garbage"


@pytest.mark.parametrize("kin", [[1], "330781", [CHEN_GUOLIANG] * 65, None])
async def test_near_kin_of_another_shape_are_silence(
    register: HttpRegister, department: Department, kin: Any
) -> None:
    department.changed = {"kin": kin}

    with pytest.raises(SourceSilent) as silent:
        await register.near_kin(DAUGHTER, purpose=Purpose("recusal"))

    assert silent.value.facts["why"] == "garbage"
