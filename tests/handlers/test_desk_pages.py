import re
from dataclasses import replace

import pytest

from casework.desk import Desk
from domain.application import Application
from domain.item import Way
from domain.message import Json
from domain.proof import Outcome, Proof
from domain.states import State
from tests.handlers import story
from tests.handlers.conftest import Knocker, signs_in
from tests.handlers.stand_ins import AT, Clock

CASE = f"/desk/cases/{story.CASE}"


async def case_of(desk: Desk) -> Application:
    return await desk.db.read(lambda tx: tx.applications.get(story.CASE))


async def test_the_queue_says_what_is_urgent(desk: Desk, door: Knocker, clock: Clock) -> None:
    await story.reviewed(desk)
    clock.forward(days=7, hours=7, minutes=40)
    await signs_in(door, desk)

    html = await (await door.get("/desk")).text()

    assert "待办 1" in html
    assert "超 31 分" in html
    assert "尾号 0042" in html


async def test_what_was_written_stands_beside_what_is_registered(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    await signs_in(door, desk)

    html = await (await door.get(CASE)).text()

    assert html.count("✓ 一致") == 7
    assert story.FATHER in html  # the official reads in full, and the journal says so
    assert "出生登记" in html
    assert 'data-key="a">同意' in html


async def test_approving_waits_for_every_proof(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk, settled=False)
    csrf = await signs_in(door, desk)

    html = await (await door.get(CASE)).text()
    answer = await door.post(f"{CASE}/approval", data={"csrf": csrf, "revision": "3"})

    assert "disabled>同意" in html
    assert "还有 2 项没有结果" in html
    assert answer.status == 409
    assert (await case_of(desk)).state is State.REVIEW


async def test_approving_sends_the_browser_back_by_get(desk: Desk, door: Knocker) -> None:
    case = await story.reviewed(desk)
    csrf = await signs_in(door, desk)
    typed = {"csrf": csrf, "revision": str(case.version)}

    answer = await door.post(f"{CASE}/approval", data=typed, allow_redirects=False)
    shown = await (await door.get(answer.headers["Location"])).text()

    assert (answer.status, answer.headers["Location"]) == (303, f"{CASE}?done=approve")
    assert "已同意" in shown
    assert (await case_of(desk)).state is State.APPROVED


async def test_what_has_changed_since_it_was_read_is_not_approved(
    desk: Desk, door: Knocker
) -> None:
    case = await story.reviewed(desk)
    csrf = await signs_in(door, desk)
    seen = str(case.version - 1)

    answer = await door.post(f"{CASE}/approval", data={"csrf": csrf, "revision": seen})

    assert answer.status == 409
    assert 'role="alert"' in await answer.text()
    assert (await case_of(desk)).state is State.REVIEW


async def test_a_return_tells_each_field_and_why(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    csrf = await signs_in(door, desk)
    typed = [
        ("csrf", csrf),
        ("field", "relative_name"),
        ("why-relative_name", "照身份证写"),
        ("how-relative_name", ""),
        ("field", "use_unit"),
        ("why-use_unit", "名称不全"),
        ("how-use_unit", "看招聘通知"),
    ]

    await door.post(f"{CASE}/return", data=typed)

    case = await case_of(desk)
    assert case.state is State.RETURNED
    assert [(a.field, a.why, a.how) for a in case.asks] == [
        ("relative_name", "照身份证写", ""),
        ("use_unit", "名称不全", "看招聘通知"),
    ]


async def test_a_refused_action_says_why_and_keeps_what_was_typed(
    desk: Desk, door: Knocker
) -> None:
    await story.reviewed(desk)
    csrf = await signs_in(door, desk)
    typed = {"csrf": csrf, "field": "use_unit", "why-use_unit": "", "how-use_unit": "看通知书"}

    answer = await door.post(f"{CASE}/return", data=typed)
    html = await answer.text()

    assert answer.status == 422
    assert 'class="sheet open" id="return"' in html
    assert 'role="alert"' in html
    assert 'value="看通知书"' in html
    assert 'value="use_unit" checked' in html
    assert (await case_of(desk)).state is State.REVIEW


@pytest.mark.parametrize(
    ("path", "state"), [("refusal", State.REFUSED), ("non-acceptance", State.NOT_ACCEPTED)]
)
async def test_saying_no_takes_reasons(desk: Desk, door: Knocker, path: str, state: State) -> None:
    await story.reviewed(desk)
    csrf = await signs_in(door, desk)

    silent = await door.post(f"{CASE}/{path}", data={"csrf": csrf, "reasons": " "})
    spoken = await door.post(f"{CASE}/{path}", data={"csrf": csrf, "reasons": "登记里没有。"})

    case = await case_of(desk)
    assert (silent.status, spoken.status) == (422, 200)
    assert (case.state, case.reasons) == (state, "登记里没有。")


async def test_a_document_that_was_seen_settles_a_proof(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk, settled=False)
    csrf = await signs_in(door, desk)
    typed = {"csrf": csrf, "proof": "kinship", "document": "出生医学证明 K330000001"}

    html = await (await door.post(f"{CASE}/proofs", data=typed)).text()

    assert (await case_of(desk)).open_proofs == ("home",)
    assert "K330000001" in html


PENSION = {"fact-insurance": "职工养老保险", "fact-since": "2018年9月", "fact-monthly": "1200"}


async def a_record(desk: Desk) -> Application:
    why: dict[str, Json] = {"why": ["data-query/not-found", "verification/person"]}
    said = Proof("record", Outcome.NOT_FOUND, Way.DATA_QUERY, "social-security", AT, "r-9", why)
    return await story.recorded(desk, said, kind="worker", show="yes")


async def test_a_case_of_another_family_is_laid_open_in_its_own_words(
    desk: Desk, door: Knocker
) -> None:
    await a_record(desk)
    await signs_in(door, desk)

    html = await (await door.get(CASE)).text()

    assert "养老金领取证明　陈媛</h1>" in html
    assert "兰溪市人力资源和社会保障局业务系统：没有查到，不等于没有" in html
    assert "查登记：没有查到 → 交给人看" in html
    assert "《中华人民共和国社会保险法》第74条第3款、第4款" in html
    assert '<label for="fact-monthly-record">每月金额</label>' in html
    assert "职工养老保险" in html


async def test_every_wrong_fact_is_told_at_its_field_and_nothing_typed_is_lost(
    desk: Desk, door: Knocker
) -> None:
    await a_record(desk)
    csrf = await signs_in(door, desk)
    typed = {"csrf": csrf, "proof": "record", "document": "核定表 12 号"}
    typed |= {**PENSION, "fact-since": "", "fact-monthly": "很多"}

    answer = await door.post(f"{CASE}/proofs", data=typed)
    html = await answer.text()

    assert answer.status == 422
    assert 'id="fault-fact-since-record">✕ 未填对：这里还空着' in html
    assert 'id="fault-fact-monthly-record">✕ 未填对：没有看懂是多少钱' in html
    assert "fault-fact-insurance-record" not in html
    assert all(f'value="{said}"' in html for said in ("核定表 12 号", "职工养老保险", "很多"))
    assert (await case_of(desk)).open_proofs == ("record",)


async def test_a_document_with_its_facts_settles_a_record(desk: Desk, door: Knocker) -> None:
    await a_record(desk)
    csrf = await signs_in(door, desk)
    typed = {"csrf": csrf, "proof": "record", "document": "核定表 12 号", **PENSION}

    html = await (await door.post(f"{CASE}/proofs", data=typed)).text()

    assert (await case_of(desk)).open_proofs == ()
    assert "<dt>每月金额</dt><dd>1,200.00元</dd>" in html


async def test_what_is_contested_stands_beside_what_is_registered(
    desk: Desk, door: Knocker
) -> None:
    home = {"division": "330781102", "contested": "330781001"}
    said = Proof("home", Outcome.CONTRADICTED, Way.DATA_QUERY, "population", AT, "r-9", home)
    case = await story.recorded(desk, said, item="n-02", home="330781102")
    draft = replace(case.draft, contested={"home": "330781001"})
    await desk.db.write(lambda tx: tx.applications.save(replace(case, draft=draft, steps=())))
    await signs_in(door, desk)

    html = await (await door.get(CASE)).text()

    assert "登记是这样；本人说：兰江街道" in html
    assert "这一件不用开证明" in html
    assert 'data-key="a">同意' not in html


async def test_the_queue_is_narrowed_by_item_and_state(desk: Desk, door: Knocker) -> None:
    await a_record(desk)
    await signs_in(door, desk)

    found = [
        await (await door.get(f"/desk?{query}")).text()
        for query in ("item=rs-02&state=review", "state=returned", "item=mz-06&state=lost")
    ]

    assert ["待办 1" in html for html in found] == [True, False, True]
    assert '<option value="rs-02" selected>养老保险待遇领取证明</option>' in found[0]


async def test_the_register_is_asked_once_more(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk, settled=False)
    csrf = await signs_in(door, desk)

    html = await (await door.post(f"{CASE}/register-query", data={"csrf": csrf})).text()

    assert "又去问登记了" in html


async def test_revoking_asks_for_a_fresh_sign_in(desk: Desk, door: Knocker, clock: Clock) -> None:
    await story.issued(desk)
    csrf = await signs_in(door, desk, "xuliqun")
    clock.forward(minutes=11)
    typed = {"csrf": csrf, "reason": "登记有误"}

    stale = await door.post(f"{CASE}/revocation", data=typed)
    csrf = await signs_in(door, desk, "xuliqun")
    fresh = await door.post(f"{CASE}/revocation", data={**typed, "csrf": csrf})

    assert stale.status == 401
    assert f"/desk/login?next={CASE}" in await stale.text()
    assert fresh.status == 200
    assert "已撤销" in await fresh.text()


async def test_somebody_elses_case_is_not_found(desk: Desk, door: Knocker) -> None:
    csrf = await signs_in(door, desk)

    read = await door.get("/desk/cases/case-of-another-town")
    written = await door.post("/desk/cases/case-of-another-town/approval", data={"csrf": csrf})

    assert (read.status, written.status) == (404, 404)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_foreign_page_cannot_decide_even_with_the_token(
    desk: Desk, door: Knocker, headers: dict[str, str]
) -> None:
    await story.reviewed(desk)
    csrf = await signs_in(door, desk)

    answer = await door.post(f"{CASE}/approval", data={"csrf": csrf}, headers=headers)

    assert answer.status == 403
    assert (await case_of(desk)).state is State.REVIEW


@pytest.mark.parametrize("csrf", ["", "x", "token-of-another-session"])
async def test_a_form_without_the_sessions_token_decides_nothing(
    desk: Desk, door: Knocker, csrf: str
) -> None:
    await story.reviewed(desk)
    await signs_in(door, desk)

    answer = await door.post(f"{CASE}/approval", data={"csrf": csrf})

    assert answer.status == 403
    assert (await case_of(desk)).state is State.REVIEW


async def test_our_own_page_passes(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    csrf = await signs_in(door, desk)
    ours = {"Origin": desk.public_url, "Sec-Fetch-Site": "same-origin"}

    await door.post(f"{CASE}/approval", data={"csrf": csrf}, headers=ours)

    assert (await case_of(desk)).state is State.APPROVED


async def test_without_a_session_nothing_is_decided(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)

    answer = await door.post(f"{CASE}/approval", data={"csrf": "x"})

    assert answer.status == 401
    assert (await case_of(desk)).state is State.REVIEW


async def test_every_form_of_the_desk_carries_the_token(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk, settled=False)
    csrf = await signs_in(door, desk)

    html = await (await door.get(CASE)).text()

    forms = re.findall(r"<form.*?</form>", html, re.DOTALL)
    assert len(forms) >= 6
    assert all(f'name="csrf" value="{csrf}"' in form for form in forms)
