"""An office works with a program of its own: it reads, decides and revokes by the API alone."""

from dataclasses import replace
from datetime import timedelta

from aiohttp import ClientSession, CookieJar

from domain.application import Application
from domain.office import Grant, OfficeId, OfficialId, Role
from domain.states import State
from storage.transaction import Transaction
from tests.journeys.calling import FATHER as FATHER_BY_HTTP
from tests.journeys.calling import Answer, Program, holding, program_of
from tests.journeys.parts import FATHER
from tests.journeys.stagecraft import BEGIN, Stage

UNIT = "深圳澜桥电子有限公司南山分公司"


class Office:
    """A program of an office; an official has signed in for it by WeCom."""

    def __init__(self, program: Program, csrf: str) -> None:
        self._program = program
        self._csrf = csrf

    async def read(self, path: str) -> Answer:
        """Read something of the desk's."""
        return await self._program.ask("GET", f"desk/{path}")

    async def act(self, case: Application, act: str, said: object = None, **headers: str) -> Answer:
        """Act upon a case."""
        return await self.post(f"cases/{case.id}/{act}", said, **headers)

    async def post(self, path: str, said: object = None, **headers: str) -> Answer:
        """Send something to the desk."""
        path = f"desk/{path}"
        return await self._program.ask("POST", path, said, X_CSRF_Token=self._csrf, **headers)

    async def decide(self, case: Application, act: str, said: object = None) -> Answer:
        """Read a case, and decide upon what was read."""
        shown = await self.read(f"cases/{case.id}")
        return await self.act(case, act, said, If_Match=shown.headers["ETag"])


async def office_of(stage: Stage, userid: str) -> Office:
    """The program of an official, signed in."""
    stage.sim.official = userid
    session = ClientSession(cookie_jar=CookieJar(unsafe=True))
    await stage.browsers.enter_async_context(session)
    async with session.get(f"{stage.sim.product}/desk") as page:
        assert page.status == 200
    program = Program(session, stage.sim.product, "")
    told = await program.ask("GET", "desk/session")
    assert told.body["official"] == userid
    return Office(program, told.body["csrf"])


async def moved(stage: Stage, userid: str, office: OfficeId) -> None:
    """Make an official an approver of another town."""

    def work(tx: Transaction) -> None:
        known = tx.officials.get(OfficialId(userid))
        tx.officials.save(replace(known, grants=(Grant(Role.APPROVER, office, BEGIN),)))

    await stage.house.desk.db.write(work)


async def test_an_office_decides_by_its_own_program(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER)
    office = await office_of(stage, "zhoumin")

    waiting = await office.read("cases")
    done = await office.decide(case, "approval")
    await stage.settle()

    assert [line["id"] for line in waiting.body["cases"]] == [case.id]
    assert (done.status, done.body["state"]) == (200, "approved")
    assert (await stage.case("chenyuan")).state is State.ISSUED
    assert (await stage.pdf("chenyuan")).startswith(b"%PDF-")
    assert [card.replaced for card in stage.sim.cards("xuliqun")] != [""]


async def test_the_whole_story_needs_no_chat_on_either_side(stage: Stage) -> None:
    citizen = await program_of(stage, "chenyuan")
    begun = await citizen.ask(
        "POST", "applications", {"item": "qs-01", "answers": dict(FATHER_BY_HTTP)}
    )
    filed = await citizen.ask("POST", f"applications/{begun.body['id']}/submission")
    stage.numbers["chenyuan"] = filed.body["number"]
    await stage.settle()
    office = await office_of(stage, "xuliqun")

    done = await office.decide(await stage.case("chenyuan"), "approval")
    await stage.settle()
    pdf = await citizen.ask("GET", f"applications/{begun.body['id']}/certificate")

    assert done.status == 200
    assert pdf.body[:5] == b"%PDF-"


async def test_who_is_second_reads_who_was_first(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER)
    first, second = await office_of(stage, "zhoumin"), await office_of(stage, "xuliqun")
    seen = (await second.read(f"cases/{case.id}")).headers["ETag"]

    await first.decide(case, "approval")
    late = await second.act(case, "refusal", {"reasons": "登记里没有。"}, If_Match=seen)

    assert (late.status, late.slug) == (409, "state-conflict")
    assert "周敏" in late.body["detail"]


async def test_what_the_program_returns_is_corrected_in_chat(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER)
    office = await office_of(stage, "zhoumin")
    asks = {"asks": [{"field": "use_unit", "why": "名称不全", "how": "看招聘通知"}]}

    returned = await office.decide(case, "return", asks)
    await stage.settle()
    await stage.say("chenyuan", "补什么", UNIT, "确认")
    await stage.settle()
    done = await office.decide(await stage.case("chenyuan"), "approval")

    assert (returned.status, returned.body["state"]) == (200, "returned")
    assert done.status == 200
    assert (await stage.case("chenyuan")).draft.answers["use_unit"] == UNIT


async def test_the_seals_keeper_revokes_and_every_check_says_so(stage: Stage) -> None:
    case = await stage.issued("chenyuan", FATHER)
    office = await office_of(stage, "xuliqun")
    stage.time.skip(timedelta(minutes=11))

    stale = await office.act(case, "revocation", {"reason": "登记有误"})
    office = await office_of(stage, "xuliqun")
    done = await office.act(case, "revocation", {"reason": "登记有误"})
    again = await office.act(case, "revocation", {"reason": "登记有误"})
    await stage.settle()
    paper = await stage.paper("chenyuan")

    assert (stale.status, stale.slug) == (403, "forbidden")
    assert (done.status, again.status) == (200, 409)
    assert paper.revoked_reason == "登记有误"
    citizen = await holding(stage, "chenyuan")
    told = await citizen.ask("GET", f"applications/{case.id}")
    assert told.body["certificate"]["revoked_at"] is not None


async def test_another_towns_program_finds_nothing(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER)
    await moved(stage, "fangqing", OfficeId("lanjiang"))
    office = await office_of(stage, "fangqing")

    waiting = await office.read("cases")
    shown = await office.read(f"cases/{case.id}")
    done = await office.act(case, "approval", If_Match='"3"')

    assert waiting.body["cases"] == []
    assert (shown.status, done.status) == (404, 404)
    assert (await stage.steps("chenyuan"))[-2:] == ["attempt-refused", "attempt-refused"]


async def test_a_program_is_out_with_its_officials_last_role(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER)
    office = await office_of(stage, "zhoumin")
    await stage.dismissed("zhoumin")

    waiting = await office.read("cases")
    done = await office.act(case, "approval", If_Match='"3"')

    assert (waiting.status, done.status) == (401, 401)
    assert (await stage.case("chenyuan")).state is State.REVIEW
