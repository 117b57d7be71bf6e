"""The second official, absences and hand-overs, as a page and a program have them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.desk import Desk
from domain.application import Application
from domain.office import Grant, OfficialId, Role
from domain.states import State
from handlers.guards import CSRF
from storage.transaction import Transaction
from tests.handlers import story
from tests.handlers.conftest import Knocker, signs_in
from tests.handlers.stand_ins import AT

CASE = f"/desk/cases/{story.CASE}"
API = f"/api/v1{CASE}"
XU = OfficialId("xuliqun")
LEAVE = {"official": "xuliqun", "since": "2026-11-23", "until": "2026-11-24", "deputy": "zhoumin"}


async def agreed(desk: Desk) -> Application:
    """Her case, on which 周敏 has agreed; 徐立群 countersigns and supervises."""
    await story.reviewed(desk)

    def work(tx: Transaction) -> Application:
        known = tx.officials.get(XU)
        more = (Role.COUNTERSIGNER, Role.SUPERVISOR)
        grants = tuple(Grant(role, story.OFFICE, AT - timedelta(days=1)) for role in more)
        tx.officials.save(replace(known, grants=(*known.grants, *grants)))
        case = tx.applications.get(story.CASE)
        tx.applications.save(case.agree(by=OfficialId("zhoumin"), at=AT))
        return tx.applications.get(story.CASE)

    return await desk.db.write(work)


async def case_of(desk: Desk) -> Application:
    return await desk.db.read(lambda tx: tx.applications.get(story.CASE))


async def test_the_second_reads_who_was_first_and_signs(desk: Desk, door: Knocker) -> None:
    case = await agreed(desk)
    csrf = await signs_in(door, desk, "xuliqun")

    html = await (await door.get(CASE)).text()
    form = {"csrf": csrf, "revision": str(case.version)}
    after = await (await door.post(f"{CASE}/countersignature", data=form)).text()

    assert "✓ 第一人 周敏" in html
    assert 'data-key="a">签发' in html
    assert "同意 <kbd>" not in html
    assert "已签发。正在制证" in after
    assert (await case_of(desk)).state is State.APPROVED


async def test_the_first_is_offered_nothing_to_sign(desk: Desk, door: Knocker) -> None:
    await agreed(desk)
    csrf = await signs_in(door, desk)

    html = await (await door.get(CASE)).text()
    answer = await door.post(f"{CASE}/hand-back", data={"csrf": csrf, "reason": "再看一眼"})
    said = await answer.text()

    assert "/countersignature" not in html
    assert (answer.status, "需“签发（第二人）”" in said) == (403, True)


async def test_a_second_without_a_reason_hands_nothing_back(desk: Desk, door: Knocker) -> None:
    await agreed(desk)
    csrf = await signs_in(door, desk, "xuliqun")

    answer = await door.post(f"{CASE}/hand-back", data={"csrf": csrf, "reason": " "})

    assert answer.status == 422
    assert "refused" in await answer.text()
    assert (await case_of(desk)).state is State.COUNTERSIGN


async def test_a_program_is_told_who_agreed_and_signs_what_it_read(
    desk: Desk, door: Knocker
) -> None:
    await agreed(desk)
    headers = {CSRF: await signs_in(door, desk, "xuliqun")}

    shown = await door.get(API)
    told = await shown.json()
    stale = await door.post(
        f"{API}/countersignature", json={}, headers={**headers, "If-Match": '"1"'}
    )
    signed = await door.post(
        f"{API}/countersignature", json={}, headers={**headers, "If-Match": shown.headers["ETag"]}
    )

    hands = told["hands"]
    assert (hands["agreed_by"], hands["agreed_for"], hands["handler"]) == ("zhoumin", None, None)
    assert told["may"] == ["countersign", "hand-back", "refuse", "suspend"]
    assert stale.status == 412
    assert (signed.status, (await signed.json())["state"]) == (200, "approved")


async def test_a_program_hands_back_and_over(desk: Desk, door: Knocker) -> None:
    case = await agreed(desk)
    headers = {CSRF: await signs_in(door, desk, "xuliqun")}

    back = await door.post(
        f"{API}/hand-back",
        json={"reason": "再核一次"},
        headers={**headers, "If-Match": f'"{case.version}"'},
    )
    over = await door.post(f"{API}/handover", json={"to": "xuliqun"}, headers=headers)
    every = await door.post("/api/v1/desk/handover", json={"to": "zhoumin"}, headers=headers)

    assert (back.status, over.status) == (200, 200)
    assert await every.json() == {"cases": [story.CASE]}
    assert (await case_of(desk)).handler == "zhoumin"


async def test_late_non_acceptance_says_why(desk: Desk, door: Knocker) -> None:
    case = await story.reviewed(desk)
    csrf = await signs_in(door, desk)
    late = replace(case, due_at=AT - timedelta(minutes=1))
    await desk.db.write(lambda tx: tx.applications.save(late))
    form = {"csrf": csrf, "reasons": "不归我们办"}

    refused = await door.post(f"{CASE}/non-acceptance", data=form)
    done = await door.post(f"{CASE}/non-acceptance", data={**form, "late_reason": "查得慢"})

    assert 'id="late-not-accept"' in await refused.text()
    assert (refused.status, done.status) == (422, 200)
    assert (await case_of(desk)).late_reason == "查得慢"


async def test_an_absence_is_noted_shown_and_ended(desk: Desk, door: Knocker) -> None:
    csrf = await signs_in(door, desk, "xuliqun")

    noted = await (await door.post("/desk/absences", data={"csrf": csrf, **LEAVE})).text()
    told = await (await door.get("/api/v1/desk/absences")).json()
    absence = told["away"][0]["absence"]["id"]
    ended = await (await door.post(f"/desk/absences/{absence}/end", data={"csrf": csrf})).text()

    assert "已记下" in noted
    assert "没有人代" in noted  # a choice of the form
    assert (told["away"][0]["who"], told["away"][0]["deputy"]) == ("徐立群", "周敏")
    assert "现在没有人不在" in ended


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"since": "yesterday"}, 422),
        ({"until": "9999-12-31"}, 422),
        ({"deputy": "xuliqun"}, 422),
        ({"official": "nobody"}, 404),
        ({"official": "zhoumin", "deputy": ""}, 403),
    ],
)
async def test_an_absence_that_cannot_be_is_refused_in_words(
    desk: Desk, door: Knocker, changed: dict[str, str], status: int
) -> None:
    csrf = await signs_in(door, desk, "xuliqun")

    answer = await door.post("/desk/absences", data={"csrf": csrf, **LEAVE, **changed})

    assert answer.status == status
    assert 'role="alert"' in await answer.text()


async def test_a_program_says_the_moments_of_an_absence(desk: Desk, door: Knocker) -> None:
    headers = {CSRF: await signs_in(door, desk, "xuliqun"), "Idempotency-Key": "leave-1"}
    leave = {"official": "xuliqun", "since": "2026-12-01T00:00:00+08:00"}
    leave |= {"until": "2026-12-03T00:00:00+08:00", "deputy": "zhoumin"}

    first = await door.post("/api/v1/desk/absences", json=leave, headers=headers)
    again = await door.post("/api/v1/desk/absences", json=leave, headers=headers)
    zoneless = await door.post(
        "/api/v1/desk/absences",
        json={**leave, "since": "2026-12-01T00:00:00"},
        headers={CSRF: headers[CSRF]},
    )

    assert (first.status, again.status, zoneless.status) == (201, 201, 422)
    assert await first.json() == await again.json()


async def test_a_hand_over_of_nothing_is_said(desk: Desk, door: Knocker) -> None:
    csrf = await signs_in(door, desk)

    answer = await door.post("/desk/absences/handover", data={"csrf": csrf, "to": "xuliqun"})

    assert answer.status == 422
    assert "这位同事现在不能接手" in await answer.text()
