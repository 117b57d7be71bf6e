"""A day in which everybody does anything in any order, while the registers and platforms fail."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from random import Random

import pytest

from domain.application import Application, ApplicationId
from domain.figures import counted
from domain.states import State
from sandbox.push import UNAVAILABLE
from tests.journeys.browsing import Browser
from tests.journeys.parts import FATHER, FATHER_MISSPELT
from tests.journeys.stagecraft import Stage, desk_path

ACTS = 120
MINUTE = timedelta(minutes=1)
SAID = (
    *("我的", "撤回", "撤回 0001", "撤回 0002", "补什么", "人工", "看 0001", "0001", "帮助", ""),
    *("返回", "取消", "确认", "核对", "继续", "1", "2", "3", "5", "从头", "不办了", "先放着"),
    *("亲属关系证明", "父母", "父亲", "从来没有", "入职", "以前在，后来分开", "外公", "澜" * 600),
    *("陈国樑", "陈国梁", FATHER[6], "游埠镇", "兰江街道", FATHER[4]),
)
TYPED = ("列表", "同意", "看 0001", "退回 0001", "撤销 0001", "同意 0002", "不予受理")
FORMS: tuple[tuple[str, dict[str, str]], ...] = (
    ("approval", {}),
    ("return", {"field": "relative_name", "why-relative_name": "字不同"}),
    ("refusal", {"reasons": "户口登记没有这一关系。"}),
    ("non-acceptance", {"reasons": "归兰江街道办。"}),
    ("register-query", {}),
    ("proofs", {"proof": "kinship", "document": "出生医学证明 K330000000"}),
    ("proofs", {"proof": "home", "document": "户口簿 330781000001"}),
    ("revocation", {"reason": "登记有误，已更正"}),
)
TROUBLES = (
    ("register-silent", "kinship"),
    ("register-ambiguous", "kinship"),
    ("register-error", "kinship"),
    ("down", "message/send"),
    ("down", "update_template_card"),
    ("errcode", "wechat-api"),
    ("errcode", "wecom-api"),
)


class Troupe:
    """Whoever acts, and the chance that says who is next and what comes out of it."""

    def __init__(self, stage: Stage, seed: int, browser: Browser) -> None:
        self.stage, self.browser = stage, browser
        self.chance = Random(seed)  # noqa: S311 - the same day again, not a secret

    async def act(self) -> None:
        """Let somebody do something."""
        acts: list[Callable[[], Awaitable[None]]] = [self.says, self.applies, self.decides]
        acts += [self.types, self.fails, self.waits]
        await self.chance.choices(acts, weights=[50, 7, 28, 5, 5, 25])[0]()

    async def says(self) -> None:
        assert await self.stage.say("chenyuan", self.chance.choice(SAID)) != UNAVAILABLE

    async def applies(self) -> None:
        answers = list(self.chance.choice((FATHER, FATHER, FATHER_MISSPELT)))
        answers[4] += self.chance.choice("甲乙丙丁")
        await self.stage.say("chenyuan", "取消", "不办了", "亲属关系证明", *answers, "确认")

    async def decides(self) -> None:
        cases = await everything(self.stage)
        if cases:
            case, (act, fields) = self.chance.choice(cases), self.chance.choice(FORMS)
            await self.browser.get(desk_path(case))
            page = await self.browser.post(desk_path(case, act), fields)
            assert page.status < 500, page.text

    async def types(self) -> None:
        await self.stage.sim.tell("zhoumin", self.chance.choice(TYPED))

    async def fails(self) -> None:
        kind, where = self.chance.choice(TROUBLES)
        times = self.chance.choice((1, 3, 9))
        self.stage.sim.faults.clear()
        self.stage.sim.faults.set(kind, where=where, times=times, seconds=0.005)

    async def waits(self) -> None:
        await self.stage.later(seconds=self.chance.choice((0, 1, 15, 400)))


async def everything(stage: Stage) -> list[Application]:
    """All cases that were ever handed in."""
    found = "SELECT id FROM applications WHERE state <> 'draft' ORDER BY id"
    return await stage.house.desk.db.read(
        lambda tx: [tx.applications.get(ApplicationId(row["id"])) for row in tx.rows(found, {})]
    )


@pytest.mark.parametrize("seed", range(6))
async def test_in_the_end_each_open_case_has_one_live_card_and_no_other_has_any(
    stage: Stage, seed: int
) -> None:
    await stage.enrolled("chenyuan")
    troupe = Troupe(stage, seed, await stage.at_desk("xuliqun"))

    for _ in range(ACTS):
        await troupe.act()
    stage.sim.faults.clear()
    for _ in range(8):
        await stage.later(hours=1)

    cases = await everything(stage)
    live = sorted(card.task for card in stage.sim.cards("zhoumin") if card.live)
    open_ = sorted(f"{c.id}_r{c.version}" for c in cases if c.state is State.REVIEW)
    numbers = [c.certificate_number for c in cases if c.certificate_number]
    assert len(cases) > 1
    assert live == open_
    assert len(set(numbers)) == len(numbers)
    assert State.APPROVED not in {case.state for case in cases}
    assert await stage.owed() == []
    assert await figures(stage) == await recounted(stage, cases)


async def figures(stage: Stage) -> Counter[str]:
    """What the public clock has counted, all offices together."""
    rows = await stage.house.desk.db.read(lambda tx: tx.figures.between(date.min, date.max))
    return sum((Counter({what: n}) for _, what, n in rows), Counter())


async def recounted(stage: Stage, cases: list[Application]) -> Counter[str]:
    """The same from what lies in the cases and in the journal."""
    desk = stage.house.desk
    found: Counter[str] = Counter()
    for case in cases:
        entries = await desk.db.read(lambda tx, id_=case.id: tx.journal.of_case(id_))  # type: ignore[misc] # mypy knows no default in a lambda
        found["returned"] += sum(each.kind == "state/returned" for each in entries)
        if case.closed_at and case.office and case.submitted_at:
            hours = desk.catalogue.office(case.office).at_work
            took = desk.days.working_time_between(case.submitted_at, case.closed_at, hours=hours)
            item = desk.catalogue.item(case.item, case.item_version)
            found.update(counted(case, item, minutes=int(took / MINUTE)))
    return +found
