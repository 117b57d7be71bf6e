"""Days on bad lines: sources and platforms behind a proxy that delays, cuts, garbles and resets.

What comes of a day is drawn by its seed; `make faults DAYS=50` plays more of them.
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from yarl import URL

from casework import deciding, settling
from certificates.press import Press
from domain.application import Application
from domain.errors import Refusal
from domain.office import Grant, OfficeId, OfficialId, Role
from domain.proof import Outcome
from domain.states import State
from sandbox.personas import CHEN_GUOLIANG, CHEN_YUAN
from sandbox.settings import bases
from storage.transaction import Transaction
from tests.journeys.parts import ADOPTIVE_FATHER, DAUGHTER, FATHER, FATHERS_FATHER, UNIT, asking
from tests.journeys.raising import staged
from tests.journeys.stagecraft import BEGIN, NUMBER, Stage
from tests.support.fault_proxy import FaultProxy, fault_proxy

DAYS = int(os.environ.get("DAYS", "2"))
ROUGH, ROUGHEST = 0.2, 0.4
TRIES = 6
ZHOU = OfficialId("zhoumin")
ELSEWHERE = ("lanjiang", "social-security", "natural-resources")
THROUGH = ("LANE_REGISTER_BASE", "LANE_WECHAT_API_BASE", "LANE_WECOM_API_BASE")
OURS = ("unexpected", "job-unsettled", "outbox-unreadable")
PENSION, NO_HOUSE, KIN = "养老金领取证明", "无房证明", "亲属关系证明"
SEEN_BY_SOMEBODY = frozenset({State.REVIEW, State.ISSUED, State.COUNTERSIGN})
UNHEARD = frozenset({Outcome.OPEN, Outcome.SILENT})
PLAYS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("chenyuan", KIN, FATHER),
    ("dexing", KIN, DAUGHTER),
    ("nian", KIN, ADOPTIVE_FATHER),
    ("fangyuan", KIN, asking("11", "陈国樑", CHEN_GUOLIANG)),  # somebody else's father
    ("chenyuan", PENSION, ("1", "1", "3", UNIT)),  # of which nothing is held
    ("shuiying", PENSION, ("1", "1", "3", UNIT)),
    ("haiping", NO_HOUSE, ("4", UNIT)),
    ("chenyuan", KIN, FATHERS_FATHER),  # her mother's
)
Outcomes = dict[str, Outcome]


@dataclass
class Day:
    """One day of cases, through lines whose weather can be set.

    Attributes:
        numbers: The number of each play's case, in their order.
    """

    stage: Stage
    proxies: Mapping[str, FaultProxy]
    chance: random.Random
    numbers: list[str] = field(default_factory=list)

    def weather(self, rate: float) -> None:
        for each in self.proxies.values():
            each.rate = rate

    async def cases(self) -> list[Application]:
        """Every case as it lies in the database, none of them lost."""
        read = self.stage.house.desk.db.read
        found = [await read(lambda tx, n=n: tx.applications.by_number(n)) for n in self.numbers]  # type: ignore[misc] # mypy knows no default in a lambda
        assert None not in found
        return [case for case in found if case is not None]

    async def begins(self) -> None:
        """Citizens come, and hand their cases in."""
        for who in dict.fromkeys(who for who, _, _ in PLAYS):
            await self._enrolled(who)
        for who, words, answers in PLAYS:
            received = await self.stage.say(who, words, *answers, "确认")
            found = NUMBER.search(received)
            assert found, received
            self.numbers.append(found[1])
            if self.chance.random() < 0.5:
                await self._goes_by()

    async def passes(self) -> None:
        """Officials act, and time goes by."""
        for _ in range(4):
            await self._goes_by()
            await self._office_hours()

    async def clears_up(self) -> None:
        """The lines are mended, and what is owed has time to be done."""
        self.weather(0.0)
        for _ in range(3):
            await self.stage.later(minutes=65)

    async def _enrolled(self, who: str) -> None:
        """Somebody tries again until it works; the last time in the calm."""
        rough = next(iter(self.proxies.values())).rate
        for left in reversed(range(TRIES)):
            self.weather(rough if left else 0.0)
            link = await self.stage.say(who, "我的")
            done = await self.stage.sim.enrol(who, link, accept=9)
            if done.ok:
                break
        self.weather(rough)
        assert done.ok, done

    async def _goes_by(self) -> None:
        span = self.chance.choice(({"seconds": 2}, {"seconds": 11}, {"minutes": 6}, {"hours": 1}))
        await self.stage.later(**span)

    async def _office_hours(self) -> None:
        """An official approves what is proved, and has sources asked again about the rest."""
        desk = self.stage.house.desk
        for case in await self.cases():
            act = settling.ask_again if case.open_proofs else deciding.approve
            if case.state is State.REVIEW and self.chance.random() < 0.5:
                try:
                    await act(desk, case.id, by=ZHOU)
                except Refusal:  # the case has moved on meanwhile
                    continue


@asynccontextmanager
async def a_day(folder: Path, press: Press, where: str, seed: str) -> AsyncIterator[Day]:
    """A house whose lines to the outside all lead through proxies."""
    proxies: dict[str, FaultProxy] = {}
    async with AsyncExitStack() as stack:

        async def through(there: str) -> Mapping[str, str]:
            led: dict[str, str] = {}
            for name in THROUGH:
                base, port = URL(bases(there)[name]), URL(there).port or 0
                met = fault_proxy(port, f"{seed}/{name}")
                proxies[name], address = await stack.enter_async_context(met)
                led[name] = f"{address}{base.path}"
            return led

        stage = await stack.enter_async_context(staged(folder, press, where, through=through))
        await stage.house.desk.db.write(_everywhere)
        stage.sim.records.strike("social-security", "rs-02", CHEN_YUAN)
        yield Day(stage, proxies, random.Random(seed))  # noqa: S311 - dice, not secrets


def _everywhere(tx: Transaction) -> None:
    known = tx.officials.get(ZHOU)
    more = tuple(Grant(Role.APPROVER, OfficeId(office), BEGIN) for office in ELSEWHERE)
    tx.officials.save(replace(known, grants=(*known.grants, *more)))


def outcomes(cases: list[Application]) -> list[Outcomes]:
    return [{proof.id: proof.outcome for proof in case.proofs} for case in cases]


@pytest.fixture(scope="module")
def truth(a_press: Press, tmp_path_factory: pytest.TempPathFactory) -> list[Outcomes]:
    """What sources say of each play on a day without trouble."""
    folder = tmp_path_factory.mktemp("calm")

    async def told() -> list[Outcomes]:
        async with a_day(folder, a_press, f"sqlite:///{folder}/house/lane.db", "calm") as day:
            await day.begins()
            await day.stage.settle()
            return outcomes(await day.cases())

    return asyncio.run(told())


def test_a_calm_day_has_every_kind_of_answer_in_it(truth: list[Outcomes]) -> None:
    said = Counter(outcome for each in truth for outcome in each.values())

    assert said.keys() == {Outcome.HOLDS, Outcome.NOT_FOUND, Outcome.CONTRADICTED}


@pytest.mark.parametrize("seed", range(DAYS))
async def test_on_bad_lines_no_case_is_lost_and_no_proof_is_settled_by_a_fault(
    truth: list[Outcomes], tmp_path: Path, a_press: Press, where: str, seed: int
) -> None:
    async with a_day(tmp_path, a_press, where, str(seed)) as day:
        day.weather(day.chance.uniform(ROUGH, ROUGHEST))
        await day.begins()
        await day.passes()
        midway = outcomes(await day.cases())
        await day.clears_up()
        at_last, visible = await day.cases(), await _visible(day)
        owed, unreceipted = await _owed(day), await _unreceipted(day)

    logged = day.stage.log.getvalue()
    assert all(each.struck for each in day.proxies.values())
    assert _untrue(midway, truth) == []
    assert outcomes(at_last) == truth
    assert {case.state for case in at_last} <= SEEN_BY_SOMEBODY
    assert visible == [200] * len(PLAYS)
    assert [job for job in owed if job[0] == "dead" and f'"job": "{job[1]}"' not in logged] == []
    assert [job for job in owed if job[0] != "dead" and job[2] in ("issue", "tell", "card")] == []
    assert unreceipted == []
    assert [each for each in OURS if f'"event": "{each}"' in logged] == []


def _untrue(said: list[Outcomes], truth: list[Outcomes]) -> list[tuple[int, str, Outcome]]:
    """What a source is believed to have said that it has not."""
    return [
        (number, proof, outcome)
        for number, (here, there) in enumerate(zip(said, truth, strict=True))
        for proof, outcome in here.items()
        if outcome not in UNHEARD and outcome is not there[proof]
    ]


async def _visible(day: Day) -> list[int]:
    """How the page of each case answers its applicant."""
    seen = []
    for (who, _, _), number in zip(PLAYS, day.numbers, strict=True):
        day.stage.numbers[who] = number
        seen.append((await day.stage.get(await day.stage.case_path(who))).status)
    return seen


async def _owed(day: Day) -> list[tuple[str, str, str]]:
    left = (
        "SELECT state, id, topic FROM outbox"
        " WHERE state <> 'done' AND topic NOT IN ('tidy', 'clock') ORDER BY id"
    )
    return await day.stage.house.desk.db.read(
        lambda tx: [(row["state"], row["id"], row["topic"]) for row in tx.rows(left, {})]
    )


async def _unreceipted(day: Day) -> list[str]:
    """Proofs that rest on an answer of which the citizen sees no receipt."""
    missing = []
    for case in await day.cases():
        told = await day.stage.house.desk.db.read(
            lambda tx, case=case: tx.source_receipts.of_case(case.id, limit=999)  # type: ignore[misc] # the same
        )
        known = {each.receipt for each in told if not each.outcome.startswith("silent-")}
        missing += [f"{case.id} {p.id}" for p in case.proofs if p.receipt not in known]
    return missing
