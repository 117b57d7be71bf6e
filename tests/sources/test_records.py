"""A department is believed only when its answer is whole; anything else is silence, never a no."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from domain.errors import SourceSilent
from domain.identity import PersonName
from domain.item import Source
from domain.purpose import Purpose
from sources.access import Access
from sources.line import ANSWER_MAX, Line
from sources.records import HttpRecords, Query, RecordAnswer
from sources.resting import Rest, Resting
from sources.source import Found, Named
from sources.watched import WatchedRecords
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SECRET = "a secret"
HEALTH = Source("health", "兰溪市卫生健康局业务系统", "health", ("wj-03",), timeout_s=0.3)
QUERY = Query(
    HEALTH,
    "wj-03",
    Named(PersonName("陈媛"), CHEN_YUAN),
    purpose=Purpose("wj-03"),
    keys={"other_id": CHEN_GUOLIANG},
    wants=("number", "registered_on"),
)
Json = dict[str, Any]
WHOLE: Json = {
    "request_id": "r-1",
    "as_of": "2026-11-24T05:59:00Z",
    "subject": {"id_number": CHEN_YUAN},
    "outcome": "found",
    "record": {"number": "0042", "registered_on": "2025-02-19"},
}
Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Department:
    answer: Answering | None = None
    changed: Json = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, dict(request.headers), await request.read()))
        if self.answer is not None:
            return await self.answer(request)
        whole = {**WHOLE, **self.changed}
        return web.json_response({key: value for key, value in whole.items() if value != "—"})


@pytest.fixture
def department() -> Department:
    return Department()


@pytest.fixture
async def records(department: Department) -> AsyncIterator[HttpRecords]:
    app = web.Application()
    app.router.add_post("/registers/{source}/v1/{question}", department.handle)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        base = str(server.make_url("/registers"))
        yield HttpRecords(Line(http, Access(base, "lane", SECRET), clock=lambda: NOW))


async def silence(records: HttpRecords, query: Query = QUERY) -> str:
    with pytest.raises(SourceSilent) as silent:
        await records.ask(query)
    assert silent.value.facts["source"] == "health"
    return str(silent.value.facts["why"])


async def test_a_whole_answer_is_believed(records: HttpRecords) -> None:
    answer = await records.ask(QUERY)

    as_of = datetime(2026, 11, 24, 5, 59, tzinfo=UTC)
    held = {"number": "0042", "registered_on": "2025-02-19"}
    assert answer == RecordAnswer("r-1", as_of, Found.FOUND, held)


async def test_the_question_is_signed_and_tells_no_more_than_is_needed(
    records: HttpRecords, department: Department
) -> None:
    await records.ask(QUERY)

    path, headers, body = department.asked[0]
    text = f"{int(NOW.timestamp())}\n/health/v1/wj-03\n{hashlib.sha256(body).hexdigest()}"
    signed = hmac.digest(SECRET.encode(), text.encode(), "sha256").hex()
    assert path.endswith("/health/v1/wj-03")
    assert headers["X-Lane-Signature"] == signed
    assert json.loads(body) == {
        "purpose": "wj-03",
        "applicant": {"name": "陈媛", "id_number": CHEN_YUAN},
        "keys": {"other_id": CHEN_GUOLIANG},
        "wants": ["number", "registered_on"],
    }


async def test_what_was_not_asked_for_is_dropped_unread(
    records: HttpRecords, department: Department
) -> None:
    department.changed = {"record": {**WHOLE["record"], "diagnosis": "秘密"}, "weather": "snow"}

    answer = await records.ask(QUERY)

    assert set(answer.record) == {"number", "registered_on"}


@pytest.mark.parametrize("outcome", ["not-found", "ambiguous"])
async def test_no_record_and_several_are_told_apart(
    records: HttpRecords, department: Department, outcome: str
) -> None:
    department.changed = {"outcome": outcome, "record": {}}

    answer = await records.ask(QUERY)

    assert (answer.found, answer.record) == (Found(outcome), {})


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"subject": {"id_number": CHEN_GUOLIANG}}, "wrong-subject"),
        ({"subject": "—"}, "garbage"),
        ({"error": {"message": "timeout"}}, "error"),
        ({"outcome": "not-found", "record": {}, "error": "timeout"}, "error"),
        ({"outcome": "not-found"}, "garbage"),  # and yet a record
        ({"outcome": "wrong-subject"}, "garbage"),
        ({"outcome": "yes"}, "garbage"),
        ({"outcome": "—"}, "garbage"),
        ({"record": "—"}, "garbage"),
        ({"record": None}, "garbage"),
        ({"record": ["0042"]}, "garbage"),
        ({"record": {"number": 42}}, "garbage"),
        ({"record": {"number": "4" * 501}}, "garbage"),
        ({"record": {str(n): "" for n in range(65)}}, "garbage"),
        ({"request_id": ""}, "garbage"),
        ({"as_of": "2026-11-24T05:59:00"}, "garbage"),
        ({"as_of": (NOW - timedelta(hours=24, seconds=1)).isoformat()}, "stale"),
        ({"as_of": (NOW + timedelta(minutes=5, seconds=1)).isoformat()}, "stale"),
    ],
)
async def test_an_answer_that_is_not_whole_is_silence(
    records: HttpRecords, department: Department, changed: Json, why: str
) -> None:
    department.changed = changed

    assert await silence(records) == why


async def test_each_source_says_how_old_its_answers_may_be(
    records: HttpRecords, department: Department
) -> None:
    department.changed = {"as_of": (NOW - timedelta(hours=30)).isoformat()}
    patient = replace(QUERY, source=replace(HEALTH, stale_hours=48))

    assert await silence(records) == "stale"
    assert (await records.ask(patient)).found is Found.FOUND


def _body(body: bytes) -> Answering:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, content_type="application/json")

    return answer


async def _never(_: web.Request) -> web.StreamResponse:
    await asyncio.wait_for(asyncio.Event().wait(), 5)
    return web.Response()


async def _cut(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def _elsewhere(_: web.Request) -> web.StreamResponse:
    raise web.HTTPTemporaryRedirect("/registers/health/v1/wj-05")


async def _broken(_: web.Request) -> web.StreamResponse:
    return web.json_response(WHOLE, status=500)


async def _refused(_: web.Request) -> web.StreamResponse:
    return web.json_response({"error": "signature"}, status=401)


@pytest.mark.parametrize(
    ("answer", "whys"),
    [
        (_broken, {"status-500"}),
        (_refused, {"status-401"}),
        (_elsewhere, {"status-307"}),
        (_cut, {"ServerDisconnectedError", "ClientOSError"}),
        (_never, {"TimeoutError", "ServerTimeoutError", "SocketTimeoutError"}),
        (_body(b""), {"garbage"}),
        (_body(b"<html>"), {"garbage"}),
        (_body(b"null"), {"garbage"}),
        (_body(b"\xff\xfe"), {"garbage"}),
        (_body(b'{"error": "busy"}'), {"garbage"}),
        (_body(b"[" * 10_000), {"garbage"}),
        (_body(b" " * 10_000_000 + json.dumps(WHOLE).encode()), {"too-large"}),
        (_body(b" " * (ANSWER_MAX + 1)), {"too-large"}),
    ],
)
async def test_a_source_in_trouble_is_silent(
    records: HttpRecords, department: Department, answer: Answering, whys: set[str]
) -> None:
    department.answer = answer

    assert await silence(records) in whys
    assert len(department.asked) == 1


@dataclass
class Moody:
    """Answers, or is silent; counts how often it is asked."""

    silent: bool = True
    asked: int = 0

    async def ask(self, query: Query) -> RecordAnswer:
        self.asked += 1
        if self.silent:
            raise SourceSilent(source=query.source.id, why="TimeoutError")
        return RecordAnswer("r-1", NOW, Found.FOUND, {})


@dataclass
class Hours:
    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


async def tried(records: Resting, times: int, query: Query = QUERY) -> list[str]:
    heard = []
    for _ in range(times):
        try:
            heard.append((await records.ask(query)).found.value)
        except SourceSilent as silent:
            heard.append(str(silent.facts["why"]))
    return heard


async def test_a_source_that_stays_silent_is_left_alone_for_a_while() -> None:
    source, hours = Moody(), Hours()
    records = Resting(source, Rest(hours, patience=3, rest=timedelta(seconds=60)))

    heard = await tried(records, 5)

    assert heard == ["TimeoutError"] * 3 + ["resting"] * 2
    assert source.asked == 3


async def test_after_its_rest_one_question_tries_it() -> None:
    source, hours = Moody(), Hours()
    records = Resting(source, Rest(hours, patience=3, rest=timedelta(seconds=60)))
    await tried(records, 3)

    hours.at += timedelta(seconds=60)
    still = await tried(records, 2)
    hours.at += timedelta(seconds=60)
    source.silent = False
    again = await tried(records, 3)

    assert still == ["TimeoutError", "resting"]
    assert again == ["found"] * 3


async def test_while_one_question_tries_it_the_others_wait() -> None:
    hours, held = Hours(), asyncio.Event()

    class Slow(Moody):
        async def ask(self, query: Query) -> RecordAnswer:
            await held.wait()
            return await super().ask(query)

    source = Slow()
    records = Resting(source, Rest(hours, patience=1))
    held.set()
    await tried(records, 1)
    held.clear()
    hours.at += timedelta(minutes=2)

    trying = asyncio.ensure_future(tried(records, 1))
    await asyncio.sleep(0)
    others = await tried(records, 2)
    held.set()

    assert others == ["resting", "resting"]
    assert await trying == ["TimeoutError"]


async def test_an_answer_between_makes_the_count_begin_anew() -> None:
    source = Moody()
    records = Resting(source, Rest(Hours(), patience=3))

    await tried(records, 2)
    source.silent = False
    await tried(records, 1)
    source.silent = True

    assert await tried(records, 3) == ["TimeoutError"] * 3


async def test_one_source_that_rests_holds_up_no_other() -> None:
    source = Moody()
    records = Resting(source, Rest(Hours(), patience=1))
    await tried(records, 1)
    other = replace(QUERY, source=replace(HEALTH, id="education"))

    assert await tried(records, 1) == ["resting"]
    assert await tried(records, 1, other) == ["TimeoutError"]


async def test_each_answer_is_told_by_its_source_and_its_code() -> None:
    told: list[tuple[str, str]] = []
    source = Moody(silent=False)
    records = WatchedRecords(source, lambda who, outcome, _: told.append((who, outcome)))

    await records.ask(QUERY)
    source.silent = True
    with pytest.raises(SourceSilent):
        await records.ask(QUERY)

    assert told == [("health", "found"), ("health", "silent-TimeoutError")]
