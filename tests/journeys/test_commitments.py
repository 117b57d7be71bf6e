"""A promise in the place of a proof: signed, declined, barred, unknown, taken back, run out."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casework import creditworthy
from casework.creditworthy import Finding
from certificates.press import Press
from domain.commitment import PlannedCheck
from domain.credit import Level
from domain.identity import IdNumber
from domain.states import State
from storage.transaction import Transaction
from tests.journeys.calling import Answer, Program, holding, program_of
from tests.journeys.paperwork import words_of
from tests.journeys.stagecraft import Stage, desk_path
from tests.journeys.walking import DRAWN, walked

UNIT = "深圳澜桥电子有限公司"
SAID = "父亲由我和弟弟共同赡养"
ABOUT: Mapping[str, Mapping[str, str]] = {
    "qs-15": {"who": "parents"},
    "qs-16": {"deceased_name": "毛志伟", "died_on": "2026-08-14", "relation_to": "parent"},
    "qs-17": {"living": "family"},
}
LAST = {"papers": "没有", "purpose": "job", "use_unit": UNIT}
ONE = "commitments/declared"


class Applicant:
    """Somebody who has asked for an item in which something may be promised."""

    def __init__(self, stage: Stage, who: str, program: Program, case: str) -> None:
        self._stage, self.who, self.program, self.case = stage, who, program, case

    async def ask(self, method: str, path: str = "", body: Any = None) -> Answer:
        """Call below the case, and let the house do its part."""
        below = f"applications/{self.case}/{path}".rstrip("/")
        answer = await self.program.ask(method, below, body)
        await self._stage.settle()
        return answer

    async def sign(self) -> Answer:
        """Take the promise up, and sign it."""
        cleared = await self.ask("POST", f"{ONE}/clearance")
        assert cleared.body["stage"] == "cleared", cleared.body
        return await self.ask("POST", "commitment", SIGNED)

    async def stage(self) -> str:
        """How far the promise has come, as the applicant is told."""
        return str((await self.ask("GET", "commitments")).body["commitments"][-1]["stage"])

    async def state(self) -> str:
        """How far the case has come."""
        return str((await self.ask("GET")).body["state"])

    async def check(self) -> PlannedCheck:
        """The check that the promise calls for."""
        db, number = self._stage.house.desk.db, self._stage.numbers[self.who]

        def look(tx: Transaction) -> PlannedCheck:
            case = tx.applications.by_number(number)
            assert case is not None
            (check,) = tx.planned_checks.of_case(case.id)
            return check

        return await db.read(look)


SIGNED = {"proof": "declared", "facts": {}, "signature": DRAWN, "confirmed": True}


async def applied(
    stage: Stage, who: str = "chenyuan", item: str = "qs-15", program: Program | None = None
) -> Applicant:
    """A case that has been handed in, as the registers have answered."""
    program = program or await program_of(stage, who)
    answers = {**ABOUT[item], "declaration": SAID, **LAST}
    begun = await program.ask("POST", "applications", {"item": item, "answers": answers})
    assert begun.status == 201, begun.body
    filed = await program.ask("POST", f"applications/{begun.body['id']}/submission")
    assert filed.status == 200, filed.body
    stage.numbers[who] = filed.body["number"]
    await stage.settle()
    return Applicant(stage, who, program, begun.body["id"])


async def test_a_promise_is_signed_and_the_paper_says_so(stage: Stage) -> None:
    hers = await applied(stage)
    waiting = await hers.state()

    signed = await hers.sign()
    letter = await hers.ask("GET", f"{ONE}/letter")
    case = await stage.approved("chenyuan")
    paper = words_of((await hers.ask("GET", "certificate")).body)

    assert waiting == "proving"
    assert (signed.status, signed.body["stage"]) == (201, "signed")
    assert signed.body["may"] == ["withdraw"]
    words = words_of(letter.body)
    printed = (signed.body["number"], "陈媛", "330781199305163024", SAID, "2026年11月24日")
    assert [each for each in printed if each not in words] == []
    assert case.state is State.ISSUED
    assert f"2026年11月24日，陈媛（公民身份号码330781199305163024）向本机关声明：{SAID}。" in paper
    assert "声明时出示的材料：无。" in paper
    steps = await stage.steps("chenyuan")
    told = ["commitment-offered", "commitment-cleared", "commitment-signed", "promise-pressed"]
    assert [step for step in steps if step in told] == told
    assert (await hers.check()).exempt != ""


async def test_the_official_sees_what_was_promised_and_why_nothing_else_was_asked(
    stage: Stage,
) -> None:
    hers = await applied(stage)
    await hers.sign()

    _, page = await stage.opened("chenyuan", "zhoumin")

    assert "申请人已签承诺" in page
    assert "告知承诺：已签，用它" in page
    assert SAID in page


async def test_who_declines_has_a_person_look_as_before(stage: Stage) -> None:
    hers = await applied(stage)

    declined = await hers.ask("POST", f"{ONE}/refusal")
    again = await hers.ask("POST", f"{ONE}/clearance")
    browser, page = await stage.opened("chenyuan", "zhoumin")
    seen = {"proof": "declared", "document": "本人当面声明", "fact-declared_on": "2026-11-24"}
    seen |= {"fact-content": SAID, "fact-shown": "无"}
    await browser.post(desk_path(await stage.case("chenyuan"), "proofs"), seen)
    await stage.settle()
    case = await stage.approved("chenyuan")

    assert (declined.body["stage"], declined.body["may"]) == ("declined", [])
    assert (again.status, again.slug) == (409, "state-conflict")
    assert "告知承诺：申请人不签" in page
    assert case.state is State.ISSUED


async def barred_by_us(stage: Stage) -> None:
    """A finding of ours against 陈媛."""
    desk = stage.house.desk
    finding = Finding(Level.SERIOUS, "fraud", "LX-2026-1", date(2026, 11, 1))
    number, at = IdNumber("330781199305163024"), desk.now()
    await creditworthy.add(desk.db, desk.catalogue, number, finding, at=at)


async def test_a_finding_of_ours_bars_and_the_ordinary_way_is_open(stage: Stage) -> None:
    hers = await applied(stage)
    await barred_by_us(stage)

    barred = await hers.ask("POST", f"{ONE}/clearance")

    assert (barred.status, barred.body["stage"], barred.body["may"]) == (200, "barred", [])
    assert barred.body["credit"] == {
        "level": "serious",
        "organ": "兰溪市发展和改革局",
        "ends_on": "2029-11-01",
        "office": "兰溪市发展和改革局",
        "phone": "0579-0000-0315",
        "objection_days": 5,
    }
    assert await hers.state() == "review"
    told = stage.told("chenyuan")
    assert not any("serious" in text or "2029" in text for text in told)


async def test_a_finding_of_the_credit_platform_bars_as_well(stage: Stage) -> None:
    his = await applied(stage, "daiming")

    barred = await his.ask("POST", f"{ONE}/clearance")
    refused = await his.ask("POST", "commitment", SIGNED)

    assert (barred.body["stage"], barred.body["credit"]["ends_on"]) == ("barred", "2029-06-30")
    assert (refused.status, refused.slug) == (409, "state-conflict")
    assert await his.state() == "review"


@pytest.mark.parametrize(
    "fault", ["register-silent", "register-error", "register-garbage", "register-ambiguous"]
)
async def test_a_credit_platform_that_cannot_be_relied_on_bars_nobody_and_clears_nobody(
    stage: Stage, fault: str
) -> None:
    hers = await applied(stage)
    stage.sim.faults.set(fault, where="standing", seconds=0.01)

    unknown = await hers.ask("POST", f"{ONE}/clearance")

    assert (unknown.body["stage"], unknown.body["credit"]) == ("unknown", None)
    assert await hers.state() == "review"


async def test_taken_back_in_review_the_proof_is_open_again(stage: Stage) -> None:
    hers = await applied(stage)
    await hers.sign()
    before = [button.text for button in stage.card("xuliqun").buttons]

    taken_back = await hers.ask("POST", f"{ONE}/withdrawal")
    after = [button.text for button in stage.card("xuliqun").buttons]

    assert (taken_back.body["stage"], taken_back.body["may"]) == ("withdrawn", [])
    assert ("同意" in before, "同意" in after) == (True, False)
    assert (await hers.check()).cancelled_at is not None
    assert "declared" in (await stage.case("chenyuan")).open_proofs


async def test_after_three_working_days_the_case_goes_on_without_it(stage: Stage) -> None:
    hers = await applied(stage)

    await stage.later(days=3)  # a Friday, ten o'clock
    friday = await hers.stage()
    await stage.later(days=1)

    assert (friday, await hers.stage(), await hers.state()) == ("offered", "expired", "review")
    late = await hers.ask("POST", f"{ONE}/clearance")
    assert (late.status, late.slug) == (409, "state-conflict")


async def test_a_finding_between_clearance_and_signature_bars_the_signature(stage: Stage) -> None:
    hers = await applied(stage)
    await hers.ask("POST", f"{ONE}/clearance")
    await barred_by_us(stage)

    blocked = await hers.ask("POST", "commitment", SIGNED)

    assert (blocked.status, blocked.slug) == (409, "credit-blocked")
    assert (await hers.stage(), await hers.state()) == ("barred", "review")


async def test_nobody_signs_for_another_not_even_the_family(stage: Stage) -> None:
    hers = await applied(stage)
    await hers.ask("POST", f"{ONE}/clearance")
    done = await stage.sim.enrol("dexing", accept=3)
    assert done.ok, done
    grandfather = await holding(stage, "dexing")
    his = Applicant(stage, "dexing", grandfather, hers.case)

    answers = [
        await his.ask("GET", "commitments"),
        await his.ask("POST", "commitment", SIGNED),
        await his.ask("POST", f"{ONE}/clearance"),
        await his.ask("POST", f"{ONE}/refusal"),
        await his.ask("POST", f"{ONE}/withdrawal"),
        await his.ask("GET", f"{ONE}/letter"),
    ]

    assert [(each.status, each.slug) for each in answers] == [(404, "not-found")] * 6
    assert await hers.stage() == "cleared"


async def test_after_a_query_it_is_decided_once_the_register_has_answered(stage: Stage) -> None:
    program = await program_of(stage, "chenyuan")
    stage.sim.faults.set("register-silent", where="identity", seconds=0.01)
    hers = await applied(stage, item="qs-17", program=program)
    await hers.sign()
    early = await hers.state()
    for _ in range(3):  # it is asked twice more within seconds
        await stage.later(seconds=15)
    laid = await stage.case("chenyuan")
    buttons = [button.text for button in stage.card("xuliqun").buttons]

    stage.sim.faults.clear()
    await stage.later(minutes=6)
    answered = await stage.case("chenyuan")
    approved = await stage.approved("chenyuan")
    check = await hers.check()

    assert (early, laid.state, laid.open_proofs) == ("proving", State.REVIEW, ("home",))
    assert "同意" not in buttons
    assert laid.due_at is not None
    assert answered.due_at is not None
    assert (answered.open_proofs, answered.due_at.date()) == ((), date(2026, 11, 24))
    assert laid.due_at > answered.due_at
    assert approved.state is State.ISSUED
    assert (check.due_on, check.manner) == (date(2027, 1, 6), "written")


async def test_walked_to_the_end_some_sign_and_some_do_not(a_press: Press, tmp_path: Path) -> None:
    where = f"sqlite:///{tmp_path}/house/lane.db"

    seen = await walked(tmp_path, a_press, where, lambda item: item.id in ABOUT)

    walks = [seen.walks[item] for item in ABOUT]
    assert [walk.wrong for walk in walks] == ["", "", ""]
    assert sorted(each for walk in walks for each in walk.promised) == [
        "declined",
        "signed",
        "signed",
    ]
    assert {walk.case["state"] for walk in walks} == {"issued"}
    assert seen.stumbles == []
