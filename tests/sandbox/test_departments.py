"""The stand-in of every department: any source, any question, about anybody who lives here."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from catalogue.loader import load
from domain.calendar import local_day
from domain.form import Reading, read
from domain.identity import IdNumber
from domain.item import ProofKind
from sandbox.departments import invented
from sandbox.personas import CHEN_YUAN, DAI_MING, JIN_YOUFU
from sandbox.settings import Settings
from sandbox.sim import Sim
from tests.sandbox.asking import headers, who
from tests.sandbox.conftest import Ask
from tests.support.desks import AT
from tests.support.people import CHEN_GUOLIANG

YUAN = who("陈媛", CHEN_YUAN)
RULES = [
    (item, rule)
    for item in load().items.values()
    for rule in item.proofs
    if rule.kind is ProofKind.RECORD and rule.facts
]


class Departments:
    def __init__(self, http: ClientSession, server: TestServer, settings: Settings) -> None:
        self._http, self._server, self._settings = http, server, settings

    async def send(self, path: str, asked: dict[str, Any]) -> tuple[int, bytes]:
        body = json.dumps(asked).encode()
        url, signed = (
            self._server.make_url(f"/registers{path}"),
            headers(self._settings, path, body),
        )
        async with self._http.post(url, data=body, headers=signed) as response:
            return response.status, await response.read()

    async def ask(self, path: str, *wants: str, about: dict[str, str] = YUAN, **keys: str) -> Any:
        asked = {"purpose": "x", "applicant": about, "keys": keys, "wants": list(wants)}
        return json.loads((await self.send(path, asked))[1])


@pytest.fixture
def departments(
    http: ClientSession, server: TestServer, settings: Settings, sim: Sim
) -> Departments:
    return Departments(http, server, settings)


async def test_a_question_is_answered_with_what_was_wanted_and_no_more(
    departments: Departments,
) -> None:
    answer = await departments.ask("/health/v1/wj-03", "number", "other")

    assert answer["subject"] == {"id_number": CHEN_YUAN}
    assert answer["outcome"] == "found"
    assert set(answer["record"]) == {"number", "other"}


async def test_what_is_made_up_is_the_same_each_time_and_follows_the_asker(
    departments: Departments,
) -> None:
    asked = ("/civil-affairs/v1/mz-01", "other", "registered_on")

    once = await departments.ask(*asked, spouse_name="林立")
    again = await departments.ask(*asked, spouse_name="林立")

    assert once["record"] == again["record"] == {"other": "林立", "registered_on": "2018-05-20"}


async def test_a_question_that_nobody_thought_of_is_answered_by_the_names_of_its_facts(
    departments: Departments,
) -> None:
    answer = await departments.ask("/weather/v1/tq-01", "seen_on", "amount", "grade")

    assert answer["record"] == {
        "seen_on": "2019-05-20",
        "amount": "1234.50",
        "grade": "登记内容（虚构）",
    }


async def test_whoever_asks_whether_there_is_anything_finds_nothing(
    departments: Departments,
) -> None:
    answer = await departments.ask("/natural-resources/v1/zr-02")

    assert (answer["outcome"], answer["record"]) == ("not-found", {})


async def test_the_book_can_be_written_and_struck(departments: Departments, sim: Sim) -> None:
    sim.records.put("natural-resources", "zr-02", CHEN_YUAN, house="一处")
    sim.records.put("health", "wj-03", CHEN_YUAN, number="甲-1")
    house = await departments.ask("/natural-resources/v1/zr-02")
    birth = await departments.ask("/health/v1/wj-03", "number", "other")
    sim.records.strike("health", "wj-03", CHEN_YUAN)
    struck = await departments.ask("/health/v1/wj-03", "number")

    assert (house["outcome"], house["record"]) == ("found", {})
    assert birth["record"] == {"number": "甲-1"}
    assert struck["outcome"] == "not-found"


async def test_the_book_is_written_over_http_too_and_forgotten_with_all_else(
    departments: Departments, post: Ask
) -> None:
    where = {"source": "health", "question": "wj-03", "id_number": CHEN_YUAN}
    put = await post("/_sim/records", {**where, "facts": {"number": "甲-1"}})
    told = await departments.ask("/health/v1/wj-03", "number")
    await post("/_sim/records", where)
    struck = await departments.ask("/health/v1/wj-03", "number")
    await post("/_sim/forget", {})
    anew = await departments.ask("/health/v1/wj-03", "number")

    assert put["record"] == {"number": "甲-1"}
    assert told["record"] == {"number": "甲-1"}
    assert struck["outcome"] == "not-found"
    assert anew["record"] == {"number": "330781-2025-000631"}


@pytest.mark.parametrize("about", [who("陈园", CHEN_YUAN), who("无名", "11010519491231002X")])
async def test_who_is_not_known_by_name_and_number_is_not_found(
    departments: Departments, about: dict[str, str]
) -> None:
    answer = await departments.ask("/health/v1/wj-03", "number", about=about)

    assert (answer["outcome"], answer["record"]) == ("not-found", {})


async def test_who_stands_in_the_register_twice_is_ambiguous(departments: Departments) -> None:
    answer = await departments.ask("/health/v1/wj-03", "number", about=who("金有福", JIN_YOUFU))

    assert (answer["outcome"], answer["record"]) == ("ambiguous", {})


async def test_a_question_without_a_true_signature_is_refused(
    http: ClientSession, server: TestServer
) -> None:
    async with http.post(server.make_url("/registers/health/v1/wj-03"), json={}) as response:
        assert response.status == 401


@pytest.mark.parametrize("asked", [{}, {"applicant": None}, {"applicant": "陈媛"}, [1]])
async def test_a_question_out_of_shape_is_a_400(departments: Departments, asked: Any) -> None:
    status, _ = await departments.send("/health/v1/wj-03", asked)

    assert status == 400


async def test_the_population_register_has_its_own_questions_only(departments: Departments) -> None:
    status, _ = await departments.send("/population/v1/wj-03", {"applicant": YUAN})

    assert status == 404


async def test_credit_holds_a_record_of_one_alone(departments: Departments) -> None:
    wants = ["level", "kind", "organ", "ends_on"]

    clean, grave = [
        json.loads(
            (await departments.send("/credit/v1/standing", {"applicant": each, "wants": wants}))[1]
        )
        for each in (YUAN, who("戴明", DAI_MING))
    ]

    assert (clean["outcome"], clean["record"]) == ("not-found", {})
    assert (grave["outcome"], grave["record"]["level"]) == ("found", "serious")
    assert set(grave["record"]) == set(wants)


async def test_a_fault_concerns_one_department_alone(departments: Departments, sim: Sim) -> None:
    sim.faults.set("register-wrong-person", where="/health/")
    asked = {"applicant": YUAN, "wants": ["number"]}

    health = json.loads((await departments.send("/health/v1/wj-03", asked))[1])
    veterans = json.loads((await departments.send("/veterans/v1/ty-01", asked))[1])

    assert health["subject"]["id_number"] != CHEN_YUAN
    assert veterans["subject"]["id_number"] == CHEN_YUAN


async def test_the_further_faults_of_registers(departments: Departments, sim: Sim) -> None:
    path, asked = "/health/v1/wj-03", {"applicant": YUAN, "wants": ["number"]}
    got: dict[str, bytes] = {}
    for kind in ("stale", "empty", "failed", "huge", "ambiguous"):
        sim.faults.set(f"register-{kind}", where=path, times=1)
        got[kind] = (await departments.send(path, asked))[1]
    sound = json.loads((await departments.send(path, asked))[1])

    stale, failed = json.loads(got["stale"]), json.loads(got["failed"])
    assert stale["as_of"][:10] < sound["as_of"][:10]
    assert got["empty"] == b""
    assert (failed["outcome"], failed["record"]) == ("not-found", {})
    assert failed["error"]
    assert len(got["huge"]) > 10_000_000
    assert json.loads(got["ambiguous"])["record"] == {}
    assert sound["outcome"] == "found"


@pytest.mark.parametrize(("item", "rule"), RULES, ids=lambda each: each.id)
def test_what_is_made_up_for_the_catalogue_reads_well(item: Any, rule: Any) -> None:
    keys = {key: CHEN_GUOLIANG for key in rule.keys if key.endswith("_id")}
    keys |= {key: "陈国樑" for key in rule.keys if key.endswith("_name")}
    reading = Reading(local_day(AT), IdNumber(""), ())

    for said in (keys, {}):
        record = invented(rule.question, [f.id for f in rule.facts], {**said, "name": "陈媛"})
        for field in rule.facts:
            assert read(field, record[field.id], {}, by=reading) or field.optional
