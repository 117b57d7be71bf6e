"""Whatever goes wrong at whichever source, it is silence, and never a yes or a no."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from catalogue.loader import load
from domain.errors import SourceSilent
from domain.identity import IdNumber, PersonName, Phone
from domain.item import Source
from domain.purpose import Purpose
from sandbox.personas import CHEN_GUOLIANG, CHEN_YUAN
from sandbox.sim import Sim
from sources.http import POPULATION, HttpRegister
from sources.line import Line
from sources.records import HttpRecords, Query, RecordAnswer
from sources.source import Found, Named
from tests.support.registers import WAYS, certified, listening

PATIENT = {each.id: replace(each, timeout_s=10.0) for each in load().sources.values()}
HASTY = {each.id: replace(each, timeout_s=0.4) for each in PATIENT.values()}
DEPARTMENTS = tuple(each for each in PATIENT.values() if each.questions)
CHEN = Named(PersonName("陈媛"), IdNumber(CHEN_YUAN))
FATHER = Named(PersonName("陈国樑"), IdNumber(CHEN_GUOLIANG))
FOR = Purpose("enrol")
TROUBLES = (
    "register-silent",
    "register-slow",
    "register-error",
    "register-garbage",
    "register-stale",
    "register-empty",
    "register-huge",
    "register-cut",
)
OF_RECORDS = (*TROUBLES, "register-wrong-person", "register-failed")


@dataclass
class Town:
    sim: Sim
    records: HttpRecords
    line: Line

    async def ask(self, source: Source) -> RecordAnswer:
        question = source.questions[0]
        return await self.records.ask(Query(source, question, CHEN, Purpose(question), {}, ("no",)))


@pytest.fixture(params=WAYS)
async def town(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Town]:
    async with listening() as registers, certified(registers, tmp_path, *PATIENT) as ways:
        line = registers.line(**(ways() if request.param == "mutual-tls" else {}))
        yield Town(registers.sim, HttpRecords(line), line)
        registers.sim.world.close()


async def heard(asked: Awaitable[object]) -> str:
    """What came of a question: the answer's own word, or `silent`."""
    try:
        answer = await asked
    except SourceSilent:
        return "silent"
    return str(getattr(answer, "found", "answered"))


async def test_without_trouble_every_source_answers(town: Town) -> None:
    answers = await asyncio.gather(*(heard(town.ask(each)) for each in DEPARTMENTS))

    assert set(answers) <= {Found.FOUND, Found.NOT_FOUND}


@pytest.mark.parametrize("kind", OF_RECORDS)
async def test_a_department_in_trouble_says_nothing(town: Town, kind: str) -> None:
    town.sim.faults.set(kind, seconds=2)

    answers = await asyncio.gather(*(heard(town.ask(HASTY[each.id])) for each in DEPARTMENTS))

    assert dict(zip([d.id for d in DEPARTMENTS], answers, strict=True)) == dict.fromkeys(
        [d.id for d in DEPARTMENTS], "silent"
    )


@pytest.mark.parametrize("kind", TROUBLES)
async def test_the_population_register_in_trouble_says_nothing(town: Town, kind: str) -> None:
    register = HttpRegister(town.line, HASTY[POPULATION])
    town.sim.faults.set(kind, where="/population/", seconds=2)
    questions: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: register.identity(CHEN, Phone("13812340042"), purpose=FOR),
        lambda: register.kinship(CHEN, FATHER, purpose=FOR),
        lambda: register.near_kin(CHEN, purpose=FOR),
    )

    answers = await asyncio.gather(*(heard(ask()) for ask in questions))

    assert answers == ["silent"] * 3


async def test_the_trouble_of_one_source_is_not_the_others(town: Town) -> None:
    for kind in OF_RECORDS:
        town.sim.faults.set(kind, where="/health/", seconds=0.1)

    answers = await asyncio.gather(*(heard(town.ask(each)) for each in DEPARTMENTS))

    silent = [d.id for d, answer in zip(DEPARTMENTS, answers, strict=True) if answer == "silent"]
    assert silent == ["health"]


async def test_an_answer_about_somebody_else_says_nothing_of_kin(town: Town) -> None:
    register = HttpRegister(town.line, PATIENT[POPULATION])
    town.sim.faults.set("register-wrong-person", where="/population/")

    assert await heard(register.kinship(CHEN, FATHER, purpose=FOR)) == Found.WRONG_SUBJECT
    assert await heard(register.near_kin(CHEN, purpose=FOR)) == "silent"
