import json
import time
from datetime import date, datetime
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession
from aiohttp.test_utils import TestServer

from sandbox.people import Edge, Tie
from sandbox.personas import (
    CHEN_GUOLIANG,
    CHEN_YUAN,
    FANG_YUAN,
    JIN_XIAOLING,
    JIN_YOUFU,
    WU_JIAHE,
    WU_YONGNIAN,
    ZHANG_DEXING,
    ZHANG_SHUIYING,
)
from sandbox.settings import Settings
from sandbox.sim import Sim
from tests.sandbox.asking import headers, question, who

YUAN, FATHER = who("陈媛", CHEN_YUAN), who("陈国樑", CHEN_GUOLIANG)


class Register:
    def __init__(self, http: ClientSession, server: TestServer, settings: Settings) -> None:
        self.parts = (http, server, settings)

    async def ask(self, topic: str, **asked: Any) -> Any:
        return (await question(*self.parts, topic, asked))[1]

    async def status(self, topic: str, **asked: Any) -> int:
        return (await question(*self.parts, topic, asked))[0]


@pytest.fixture
def register(http: ClientSession, server: TestServer, settings: Settings, sim: Sim) -> Register:
    return Register(http, server, settings)


async def test_name_number_and_phone_that_belong_together_match(register: Register) -> None:
    answer = await register.ask("identity", **YUAN, phone="13800000042")

    assert answer["subject"] == {"id_number": CHEN_YUAN}
    assert (answer["match"], answer["phone_match"]) == (True, True)
    assert answer["registered_division"] == "330781102"
    assert datetime.fromisoformat(answer["as_of"]).tzinfo is not None


async def test_another_phone_does_not_match(register: Register) -> None:
    answer = await register.ask("identity", **YUAN, phone="13800000043")

    assert (answer["match"], answer["phone_match"]) == (True, False)


async def test_somebody_elses_name_matches_nothing(register: Register) -> None:
    answer = await register.ask("identity", **who("陈媛媛", CHEN_YUAN), phone="13800000042")

    assert (answer["match"], answer["phone_match"]) == (False, None)
    assert answer["registered_division"] is None


async def test_a_register_without_a_phone_says_so(register: Register, sim: Sim) -> None:
    sim.population.change(CHEN_YUAN, phone=None)

    answer = await register.ask("identity", **YUAN, phone="13800000042")

    assert (answer["match"], answer["phone_match"]) == (True, None)


async def test_the_dead_do_not_match(register: Register, sim: Sim) -> None:
    sim.population.change(CHEN_YUAN, alive=False, division=None)

    answer = await register.ask("identity", **YUAN, phone="13800000042")

    assert answer["match"] is False


async def test_father_and_daughter_are_found_and_never_shared_a_booklet(register: Register) -> None:
    answer = await register.ask("kinship", applicant=YUAN, relative=FATHER)

    assert answer["outcome"] == "found"
    assert answer["edges"] == [
        {
            "kind": "parent-child",
            "a": CHEN_GUOLIANG,
            "b": CHEN_YUAN,
            "recorded_on": "1993-05-16",
            "record": "出生登记",
        }
    ]
    assert (answer["shared_booklet"], answer["booklet_division"]) == ("never", None)
    assert [person["name"] for person in answer["people"]] == ["陈媛", "陈国樑"]


async def test_a_grandfather_is_found_over_the_mother(register: Register) -> None:
    grandfather = who("章德兴", ZHANG_DEXING)

    answer = await register.ask("kinship", applicant=YUAN, relative=grandfather)

    assert len(answer["edges"]) == 2
    assert [person["name"] for person in answer["people"]] == ["陈媛", "章德兴", "章玉兰"]
    assert (answer["shared_booklet"], answer["booklet_division"]) == ("now", "330781102")


async def test_strangers_have_no_chain(register: Register) -> None:
    stranger = who("章水英", ZHANG_SHUIYING)

    answer = await register.ask("kinship", applicant=YUAN, relative=stranger)

    assert (answer["outcome"], answer["edges"]) == ("not-found", [])


async def test_a_wrong_character_in_the_fathers_name_is_not_found(register: Register) -> None:
    answer = await register.ask("kinship", applicant=YUAN, relative=who("陈国梁", CHEN_GUOLIANG))

    assert (answer["outcome"], answer["people"]) == ("not-found", [])


async def test_two_records_under_one_number_are_ambiguous(register: Register) -> None:
    daughter, father = who("金小玲", JIN_XIAOLING), who("金有福", JIN_YOUFU)

    answer = await register.ask("kinship", applicant=daughter, relative=father)

    assert (answer["outcome"], answer["edges"]) == ("ambiguous", [])


async def test_whoever_is_registered_elsewhere_has_booklets_unknown_here(
    register: Register,
) -> None:
    son, father = who("吴嘉禾", WU_JIAHE), who("吴永年", WU_YONGNIAN)

    answer = await register.ask("kinship", applicant=son, relative=father)

    assert (answer["outcome"], answer["shared_booklet"]) == ("found", "unknown")
    assert answer["people"][0]["registered_elsewhere"] is True
    assert answer["people"][0]["registered_division"] is None


async def test_near_kin_are_parents_children_spouse_and_siblings(register: Register) -> None:
    answer = await register.ask("near-kin", **who("方原", FANG_YUAN))

    assert len(answer["kin"]) == 3


async def test_a_changed_fact_is_answered_at_once(register: Register, sim: Sim) -> None:
    struck = sim.population.sever(CHEN_YUAN, CHEN_GUOLIANG)
    tie = Edge(Tie.ADOPTION, CHEN_GUOLIANG, CHEN_YUAN, date(2000, 1, 2), "收养登记")
    sim.population.relate(tie)

    answer = await register.ask("kinship", applicant=YUAN, relative=FATHER)

    assert struck == 1
    assert [edge["kind"] for edge in answer["edges"]] == ["adoption"]


@pytest.mark.parametrize("header", ["X-Lane-Client", "X-Lane-Timestamp", "X-Lane-Signature"])
async def test_a_question_whose_signature_does_not_fit_is_refused(
    http: ClientSession, server: TestServer, settings: Settings, header: str
) -> None:
    path, body = "/population/v1/near-kin", json.dumps(YUAN).encode()
    signed = headers(settings, path, body) | {header: "1700000000"}

    async with http.post(
        server.make_url(f"/registers{path}"), data=body, headers=signed
    ) as response:
        status = response.status

    assert status == 401


async def test_a_signature_from_an_hour_ago_is_refused(
    http: ClientSession, server: TestServer, settings: Settings
) -> None:
    path, body = "/population/v1/near-kin", json.dumps(YUAN).encode()
    signed = headers(settings, path, body, at=time.time() - 3600)

    async with http.post(
        server.make_url(f"/registers{path}"), data=body, headers=signed
    ) as response:
        status = response.status

    assert status == 401


async def test_a_wrong_person_is_echoed_once(register: Register, sim: Sim) -> None:
    sim.faults.set("register-wrong-person", times=1)

    first = await register.ask("kinship", applicant=YUAN, relative=FATHER)
    second = await register.ask("kinship", applicant=YUAN, relative=FATHER)

    assert CHEN_YUAN not in first["subject"].values()
    assert second["subject"]["applicant_id"] == CHEN_YUAN


async def test_ambiguity_can_be_switched_on(register: Register, sim: Sim) -> None:
    sim.faults.set("register-ambiguous", where="kinship")

    kinship = await register.ask("kinship", applicant=YUAN, relative=FATHER)
    identity = await register.ask("identity", **YUAN, phone="13800000042")

    assert (kinship["outcome"], kinship["edges"]) == ("ambiguous", [])
    assert identity["match"] is True


async def test_a_broken_register_answers_500_or_nonsense(register: Register, sim: Sim) -> None:
    sim.faults.set("register-error", times=1)
    broken = await register.status("near-kin", **YUAN)
    sim.faults.set("register-garbage", times=1)
    nonsense = await register.ask("near-kin", **YUAN)

    assert broken == 500
    assert nonsense.startswith("<html>")


async def test_a_silent_register_holds_the_line_and_then_cuts_it(
    register: Register, sim: Sim
) -> None:
    sim.faults.set("register-silent", seconds=0.05)

    with pytest.raises(ClientError):
        await register.ask("near-kin", **YUAN)


async def test_a_malformed_question_is_a_400(register: Register) -> None:
    status = await register.status("kinship", applicant="陈媛")

    assert status == 400
