"""The officials' API does what the pages do, for programs: versions, keys, problems."""

from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientResponse

from casework.desk import Desk
from domain.application import Application, ApplicationId
from domain.item import Way
from domain.message import Json
from domain.proof import Outcome, Proof
from domain.states import State
from tests.handlers import story
from tests.handlers.conftest import Knocker, signs_in
from tests.handlers.stand_ins import Clock

CASES = "/api/v1/desk/cases"
CASE = f"{CASES}/{story.CASE}"
ASKS = {"asks": [{"field": "use_unit", "why": "名称不全", "how": "看招聘通知"}]}
REASONS = {"reasons": "登记里没有。"}


class Program:
    """A program of an office, signed in."""

    def __init__(self, door: Knocker, csrf: str) -> None:
        self._door = door
        self.headers = {"X-CSRF-Token": csrf}

    async def post(self, act: str, said: Any = None, **headers: str) -> ClientResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._door.post(f"{CASE}/{act}", json=said or {}, headers=self.headers | named)


@pytest.fixture
async def program(desk: Desk, door: Knocker) -> Program:
    return Program(door, await signs_in(door, desk))


async def case_of(desk: Desk) -> Application:
    return await desk.db.read(lambda tx: tx.applications.get(story.CASE))


async def test_a_program_learns_who_it_is_and_what_to_send(desk: Desk, door: Knocker) -> None:
    csrf = await signs_in(door, desk, "xuliqun")

    told = await (await door.get("/api/v1/desk/session")).json()

    assert (told["official"], told["name"], told["csrf"]) == ("xuliqun", "徐立群", csrf)
    assert [each["role"] for each in told["roles"]] == ["approver", "seal-keeper"]
    assert told["fresh"] is True


async def test_the_list_leads_from_page_to_page(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    await another(desk, 2)
    await another(desk, 3)
    await signs_in(door, desk)

    seen, query = [], "limit=1"
    for _ in range(3):
        answer = await door.get(f"{CASES}?{query}")
        told = await answer.json()
        seen += [line["number"] for line in told["cases"]]
        query = f"limit=1&cursor={told['next']}"

    assert seen == [f"YB-20261123-{n:04d}" for n in (42, 2, 3)]
    assert told["next"] is None


async def another(desk: Desk, n: int) -> None:
    known, name = await case_of(desk), ApplicationId(f"case-{n}")
    later = replace(known, id=name, number=f"YB-20261123-{n:04d}", steps=(), version=0)
    await desk.db.write(lambda tx: tx.applications.add(later))


async def test_the_list_can_be_asked_for_one_state(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    await signs_in(door, desk)

    review = await (await door.get(f"{CASES}?state=review")).json()
    refused = await (await door.get(f"{CASES}?state=refused")).json()

    assert [line["state"] for line in review["cases"]] == ["review"]
    assert refused == {"cases": [], "next": None}


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "state=lost", "cursor=%21", "cursor=eA==", "office=youbu"]
)
async def test_a_query_that_does_not_fit_is_told_so(desk: Desk, door: Knocker, query: str) -> None:
    await signs_in(door, desk)

    answer = await door.get(f"{CASES}?{query}")

    assert answer.status == 422
    assert (await answer.json())["type"] == "/problems/validation"


async def test_a_case_is_told_in_full_and_the_reading_is_written_down(
    desk: Desk, door: Knocker
) -> None:
    case = await story.reviewed(desk)
    await signs_in(door, desk)

    answer = await door.get(CASE)
    told = await answer.json()

    assert answer.headers["ETag"] == f'"{case.version}"'
    assert told["version"] == case.version
    assert told["applicant"]["name"] == "陈媛"
    assert {each["field"]: each["text"] for each in told["answers"]}["relative_id"] == story.FATHER
    assert [each["outcome"] for each in told["proofs"]] == ["holds", "holds"]
    early = ["accept", "approve", "hand-over", "not-accept", "refuse", "return", "suspend"]
    assert told["may"] == early
    entries = await desk.db.read(lambda tx: tx.journal.of_case(story.CASE))
    assert (entries[-1].kind, entries[-1].by) == ("read", "zhoumin")


@pytest.mark.parametrize(
    ("act", "said", "state"),
    [
        ("approval", {}, State.APPROVED),
        ("return", ASKS, State.RETURNED),
        ("refusal", REASONS, State.REFUSED),
        ("non-acceptance", REASONS, State.NOT_ACCEPTED),
    ],
)
async def test_a_decision_is_made_on_what_was_read(
    desk: Desk, program: Program, act: str, said: Any, state: State
) -> None:
    case = await story.reviewed(desk)

    without = await program.post(act, said)
    stale = await program.post(act, said, If_Match=f'"{case.version - 1}"')
    still = (await case_of(desk)).state
    done = await program.post(act, said, If_Match=f'"{case.version}"')

    assert (without.status, stale.status, done.status) == (428, 412, 200)
    assert (await without.json())["type"] == "/problems/precondition-required"
    assert (await stale.json())["type"] == "/problems/precondition-failed"
    assert still is State.REVIEW
    assert await done.json() == {"case": story.CASE, "state": state, "version": case.version + 1}
    assert (await case_of(desk)).state is state


@pytest.mark.parametrize("tag", ["*", "3", '"x"', 'W/"3"', '"3", "2"', '"²"'])
async def test_what_names_no_version_decides_nothing(
    desk: Desk, program: Program, tag: str
) -> None:
    await story.reviewed(desk)

    answer = await program.post("approval", If_Match=tag)

    assert answer.status == 412
    assert (await case_of(desk)).state is State.REVIEW


async def test_the_same_key_gets_the_first_answer_again(desk: Desk, program: Program) -> None:
    case = await story.reviewed(desk)
    careful = {"If_Match": f'"{case.version}"', "Idempotency_Key": "k-1"}

    first = await program.post("approval", **careful)
    await desk.db.write(
        lambda tx: tx.applications.save(
            tx.applications.get(story.CASE).issue(by="press", at=desk.now())
        )
    )
    again = await program.post("approval", **careful)

    assert await again.json() == await first.json()
    assert (await first.json())["state"] == "approved"
    owed = await desk.db.read(lambda tx: tx.rows("SELECT topic FROM outbox", {}))
    assert [row["topic"] for row in owed].count("issue") == 1


async def test_another_body_under_the_same_key_is_refused(desk: Desk, program: Program) -> None:
    case = await story.reviewed(desk)
    careful = {"If_Match": f'"{case.version}"', "Idempotency_Key": "k-1"}

    await program.post("refusal", REASONS, **careful)
    other = await program.post("refusal", {"reasons": "别的话。"}, **careful)

    assert other.status == 409
    assert (await other.json())["type"] == "/problems/idempotency-key-reused"
    assert (await case_of(desk)).reasons == REASONS["reasons"]


async def test_a_decided_case_says_who_was_first(desk: Desk, program: Program) -> None:
    case = await story.approved(desk)

    answer = await program.post("refusal", REASONS, If_Match=f'"{case.version}"')

    told = await answer.json()
    assert (answer.status, told["type"]) == (409, "/problems/state-conflict")
    assert "周敏" in told["detail"]


async def test_open_proofs_are_settled_before_anything_is_approved(
    desk: Desk, program: Program
) -> None:
    case = await story.reviewed(desk, settled=False)

    early = await program.post("approval", If_Match=f'"{case.version}"')
    asked = await program.post("register-query")
    shown = [
        await program.post("proofs", {"proof": proof, "document": "出生医学证明 K330000001"})
        for proof in ("kinship", "home")
    ]
    left = (await shown[-1].json())["version"]
    late = await program.post("approval", If_Match=f'"{left}"')

    assert (await early.json())["type"] == "/problems/proof-outstanding"
    assert [each.status for each in (asked, *shown, late)] == [200] * 4


async def test_a_case_of_another_family_is_told_and_settled_with_its_facts(
    desk: Desk, door: Knocker, program: Program
) -> None:
    why: dict[str, Json] = {"why": ["data-query/silent", "verification/person"]}
    silent = Proof("record", Outcome.SILENT, Way.DATA_QUERY, "social-security", facts=why)
    await story.recorded(desk, silent, kind="worker", show="yes")
    facts = {"insurance": "职工养老保险", "since": "2018年9月", "monthly": "1200"}
    seen = {"proof": "record", "document": "核定表 12 号"}

    told = await (await door.get(CASE)).json()
    bare = await program.post("proofs", seen)
    odd = await program.post("proofs", {**seen, "facts": {**facts, "height": "180"}})
    done = await program.post("proofs", {**seen, "facts": facts})
    after = await (await door.get(CASE)).json()

    proof = told["proofs"][0]
    assert (proof["verdict"], proof["why"]) == ("silent", why["why"])
    assert [each["id"] for each in proof["wants"]] == ["insurance", "since", "monthly"]
    assert [law["article"] for law in told["law"]] == ["第74条第3款、第4款", "第31条"]
    assert [each["pointer"] for each in (await bare.json())["errors"]] == [
        "/facts/insurance",
        "/facts/since",
        "/facts/monthly",
    ]
    assert (await odd.json())["errors"] == [{"pointer": "/facts/height", "code": "not-asked"}]
    assert (bare.status, odd.status, done.status) == (422, 422, 200)
    assert after["proofs"][0]["facts"][2] == {"label": "每月金额", "text": "1,200.00元"}


async def test_the_list_can_be_asked_for_one_item(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    await another(desk, 2)
    await signs_in(door, desk)

    first = await door.get(f"{CASES}?item=qs-01&limit=1")
    none = await (await door.get(f"{CASES}?item=mz-06")).json()

    line = (await first.json())["cases"][0]
    assert (line["item"], line["item_name"]) == ("qs-01", "亲属关系证明")
    assert "item=qs-01" in first.headers["Link"]
    assert none == {"cases": [], "next": None}


async def test_revoking_asks_for_a_fresh_sign_in(desk: Desk, door: Knocker, clock: Clock) -> None:
    await story.issued(desk)
    program = Program(door, await signs_in(door, desk, "xuliqun"))
    clock.forward(minutes=11)

    stale = await program.post("revocation", {"reason": "登记有误"})
    program = Program(door, await signs_in(door, desk, "xuliqun"))
    fresh = await program.post("revocation", {"reason": "登记有误"})
    told = await (await door.get(CASE)).json()

    problem = await stale.json()
    assert (stale.status, problem["type"]) == (403, "/problems/forbidden")
    assert problem["errors"] == [{"pointer": "", "code": "sign-in-again"}]
    assert "重新登录" in problem["detail"]
    assert fresh.status == 200
    assert told["certificate"]["revoked_at"] is not None


@pytest.mark.parametrize("csrf", ["", "x", "token-of-another-session"])
async def test_without_the_sessions_token_nothing_is_decided(
    desk: Desk, program: Program, csrf: str
) -> None:
    case = await story.reviewed(desk)
    program.headers = {"X-CSRF-Token": csrf}

    answer = await program.post("approval", If_Match=f'"{case.version}"')

    assert answer.status == 403
    assert (await case_of(desk)).state is State.REVIEW


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Sec_Fetch_Site", "cross-site"),
        ("Sec_Fetch_Site", "same-site"),
    ],
)
async def test_a_foreign_page_cannot_decide_even_with_the_token(
    desk: Desk, program: Program, header: str, value: str
) -> None:
    case = await story.reviewed(desk)

    answer = await program.post("approval", If_Match=f'"{case.version}"', **{header: value})

    assert answer.status == 403
    assert (await case_of(desk)).state is State.REVIEW


async def test_a_form_cannot_carry_a_decision_of_the_api(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    csrf = await signs_in(door, desk)

    answer = await door.post(f"{CASE}/approval", data={"csrf": csrf})

    assert answer.status == 403
    assert (await case_of(desk)).state is State.REVIEW


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("return", {"asks": []}),
        ("return", {"asks": [{"field": "no-such", "why": "x"}]}),
        ("refusal", {"reasons": " "}),
        ("refusal", {"reasons": "x" * 501}),
        ("refusal", {**REASONS, "by": "xuliqun"}),
        ("approval", {"by": "xuliqun"}),
        ("return", ASKS["asks"]),
    ],
)
async def test_what_does_not_fit_is_refused(
    desk: Desk, program: Program, act: str, said: Any
) -> None:
    case = await story.reviewed(desk)

    answer = await program.post(act, said, If_Match=f'"{case.version}"')

    assert answer.status == 422
    assert (await case_of(desk)).state is State.REVIEW
