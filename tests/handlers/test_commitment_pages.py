"""The pages of a promise: read, signed by hand, refused, taken back; each way leads on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from casework import promising_paper
from casework.desk import Desk
from domain.commitment import Commitment
from domain.post import Job
from domain.states import State
from tests.handlers import story
from tests.handlers.conftest import Open, signs_in
from tests.handlers.promised import PAGE, answering, found_false, kept, offered
from tests.handlers.stand_ins import Clock
from tests.handlers.visitors import Visitor, visitor
from tests.support.promised import CASE, DRAWN, SAID


@pytest.fixture
async def told(desk: Desk) -> Desk:
    """A desk at which credit records can be had, with a promise laid before her."""
    answers = answering(desk)
    await offered(answers)
    return answers


@pytest.fixture
async def her(told: Desk, doors: Open) -> Visitor:
    return await visitor(told, await doors(told))


async def press(desk: Desk) -> None:
    commitment = await kept(desk)
    ids = {"case": str(CASE), "commitment": str(commitment.id)}
    job = Job("job", "promise", "lane", ids, attempts=1, created_at=commitment.offered_at)
    await promising_paper.press_promise(desk, job)


async def test_the_notice_says_what_a_promise_costs_and_that_it_is_free_to_choose(
    her: Visitor,
) -> None:
    page = await her.get(PAGE)

    assert page.status == 200
    for words in (
        "一、自愿",
        "不签，按老办法",
        "我要签",
        "不能代签",
        "《工伤保险条例》",
    ):
        assert words in page
    assert "签名并提交" not in page


async def test_after_the_credit_check_the_letter_lies_there_to_be_signed(her: Visitor) -> None:
    page = await her.sends(f"{PAGE}/clearance")

    assert page.path == PAGE
    for words in ("以上是我本人的真实意思", SAID, "清掉重写", "签名并提交", "不签，按老办法"):
        assert words in page


async def test_what_is_signed_is_kept_and_the_letter_can_be_opened(
    told: Desk, her: Visitor
) -> None:
    await her.sends(f"{PAGE}/clearance")

    done = await her.sends(PAGE, signature=DRAWN, confirmed="yes")
    waiting = await her.get(PAGE)
    await press(told)
    ready = await her.get(PAGE)
    pdf = await her.door.get(f"{PAGE}/letter.pdf")

    assert (done.status, done.path) == (200, PAGE)
    assert "承诺收到了" in done
    assert "正在做成 PDF" in waiting
    assert "打开我的承诺书" in ready
    assert (await pdf.read()).startswith(b"%PDF")
    assert pdf.headers["Content-Disposition"].startswith("inline")
    assert (await kept(told)).strokes == DRAWN


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"signature": DRAWN}, "还没有打勾"),
        ({"confirmed": "yes"}, "框里还没有您的名字"),
        ({"confirmed": "yes", "signature": "[[[5,5]]]"}, "框里还没有您的名字"),
        ({"confirmed": "yes", "signature": "nonsense"}, "签名没有传好"),
    ],
)
async def test_what_is_missing_is_said_and_what_was_drawn_is_kept(
    told: Desk, her: Visitor, sent: dict[str, str], why: str
) -> None:
    await her.sends(f"{PAGE}/clearance")

    page = await her.sends(PAGE, **sent)

    assert page.status == 422
    assert why in page
    assert f'value="{sent.get("signature", "")}"' in page.source
    assert (await kept(told)).stage == "cleared"


async def test_choosing_the_old_way_is_open_before_and_after_the_credit_check(
    told: Desk, her: Visitor
) -> None:
    await her.sends(f"{PAGE}/clearance")

    page = await her.sends(f"{PAGE}/refusal")

    assert "不签了，按老办法办" in page
    assert "不影响办理" in page
    assert (await kept(told)).stage == "declined"
    assert (await told.db.read(lambda tx: tx.applications.get(CASE))).state is State.REVIEW


async def test_a_promise_can_be_taken_back_on_the_page_that_shows_it(
    told: Desk, her: Visitor
) -> None:
    await her.sends(f"{PAGE}/clearance")
    await her.sends(PAGE, signature=DRAWN, confirmed="yes")

    page = await her.sends(f"{PAGE}/withdrawal")

    assert "承诺撤回了" in page
    assert "填过的都在" in page
    assert "撤回承诺" not in page.text.replace("承诺撤回了", "")
    assert (await kept(told)).stage == "withdrawn"


async def test_whom_credit_bars_is_told_why_until_when_and_where_to_object(
    told: Desk, her: Visitor
) -> None:
    await found_false(told)

    page = await her.sends(f"{PAGE}/clearance")

    for words in ("这次不能用承诺的办法", "按老办法照样能办", "提异议", "2027年11月23日"):
        assert words in page
    assert "我要签" not in page


async def test_a_finding_that_comes_between_bars_at_the_signature(told: Desk, her: Visitor) -> None:
    await her.sends(f"{PAGE}/clearance")
    await found_false(told)

    page = await her.sends(PAGE, signature=DRAWN, confirmed="yes")

    assert "这次不能用承诺的办法" in page
    assert (await kept(told)).stage == "barred"


async def test_silent_credit_records_lead_to_the_old_way_and_say_so(
    desk: Desk, doors: Open
) -> None:
    silent = answering(desk, silent=True)
    await offered(silent)
    her = await visitor(silent, await doors(silent))

    page = await her.sends(f"{PAGE}/clearance")

    assert "信用记录现在问不通" in page
    assert "不影响您以后签承诺" in page


async def test_nobody_else_sees_or_signs_her_promise(told: Desk, doors: Open) -> None:
    zhang = await visitor(told, await doors(told), "p-zhang")

    seen = await zhang.get(PAGE)
    tried = await zhang.sends(f"{PAGE}/clearance")
    signed = await zhang.sends(PAGE, signature=DRAWN, confirmed="yes")

    assert (seen.status, tried.status, signed.status) == (404, 404, 404)
    assert (await kept(told)).stage == "offered"


async def test_a_form_of_another_session_signs_nothing(told: Desk, her: Visitor) -> None:
    await her.sends(f"{PAGE}/clearance")

    page = await her.door.post(PAGE, data={"csrf": "x", "signature": DRAWN, "confirmed": "yes"})

    assert page.status == 403
    assert (await kept(told)).stage == "cleared"


async def test_an_offer_that_is_over_cannot_be_signed(
    told: Desk, her: Visitor, clock: Clock
) -> None:
    await her.sends(f"{PAGE}/clearance")
    clock.at += timedelta(hours=7)
    await told.db.write(lambda tx: tx.commitments.save(_over(tx.commitments.of_case(CASE)[-1])))

    page = await her.sends(PAGE, signature=DRAWN, confirmed="yes")

    assert page.path == PAGE
    assert not (await kept(told)).signed_at


async def test_the_page_runs_our_script_and_no_other(her: Visitor) -> None:
    await her.sends(f"{PAGE}/clearance")

    answer = await her.door.get(PAGE)
    source = await answer.text()

    assert source.count("<script") == 1
    assert 'src="/static/sign.js?v=' in source
    assert " style=" not in source
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


async def test_the_page_of_the_case_says_that_a_promise_waits_and_asks_to_sign_in(
    told: Desk, doors: Open
) -> None:
    await told.db.write(lambda tx: story.put_link(tx, "her-link", "case", CASE))
    door = await doors(told)

    case = await (await door.get("/c/her-link")).text()
    away = await door.get(PAGE, allow_redirects=False)

    assert "有一项可以由您签承诺代替" in case
    assert f'href="{PAGE}"' in case
    assert SAID not in case
    assert away.status == 303
    assert "/connect/oauth2/authorize" in away.headers["Location"]


async def test_the_official_who_decides_opens_the_signed_letter_and_the_look_is_noted(
    told: Desk, her: Visitor
) -> None:
    await her.sends(f"{PAGE}/clearance")
    await her.sends(PAGE, signature=DRAWN, confirmed="yes")
    await press(told)
    await signs_in(her.door, told)

    page = await her.get(f"/desk/cases/{CASE}")
    pdf = await her.door.get(f"/desk{PAGE.removeprefix('/me')}/letter.pdf")

    assert "打开签了名的承诺书" in page
    assert (await pdf.read()).startswith(b"%PDF")
    kinds = [each.kind for each in await told.db.read(lambda tx: tx.journal.of_case(CASE))]
    assert kinds[-1] == "promise-read"


def _over(commitment: Commitment) -> Commitment:
    return replace(commitment, until=commitment.offered_at)
