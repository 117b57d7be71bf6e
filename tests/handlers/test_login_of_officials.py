"""An official's session: how it begins outside WeCom, and everything that ends it."""

import pytest
from yarl import URL

from casework.desk import Desk
from domain.office import OfficialId
from tests.bot import stand_in
from tests.handlers import story
from tests.handlers.conftest import Knocker, signs_in
from tests.handlers.stand_ins import Clock

VISITOR = "/cgi-bin/auth/getuserinfo"
CASE = f"/desk/cases/{story.CASE}"


async def test_the_sign_in_page_offers_both_ways(door: Knocker) -> None:
    html = await (await door.get(f"/desk/sign-in?next={CASE}")).text()

    assert f'href="/desk/login?next={CASE}"' in html
    assert f'href="/desk/login/qr?next={CASE}"' in html


async def test_outside_wecom_an_official_scans_a_code(door: Knocker) -> None:
    answer = await door.get("/desk/login/qr", allow_redirects=False)

    where = URL(answer.headers["Location"], encoded=True)
    assert str(where).startswith("https://login.work.weixin.qq.com/wwlogin/sso/login?")
    assert where.query["login_type"] == "CorpApp"
    assert (where.query["appid"], where.query["agentid"]) == ("ww-lane", "1000002")
    assert where.query["redirect_uri"] == f"http://{story.HOST}/desk/callback"
    assert len(where.query["state"]) == 32


async def test_who_has_scanned_comes_back_by_the_same_door(
    desk: Desk, door: Knocker, platform: stand_in.House
) -> None:
    await story.reviewed(desk)
    platform.platform.answers(VISITOR, {"errcode": 0, "userid": "zhoumin"})
    out = await door.get(f"/desk/login/qr?next={CASE}", allow_redirects=False)
    state = URL(out.headers["Location"], encoded=True).query["state"]

    back = URL("/desk/callback").with_query(code="c", state=state)
    answer = await door.get(back, allow_redirects=False)

    assert (answer.status, answer.headers["Location"]) == (303, CASE)
    assert (await door.get(CASE)).status == 200


async def test_a_state_serves_once(door: Knocker, platform: stand_in.House) -> None:
    platform.platform.answers(VISITOR, *[{"errcode": 0, "userid": "zhoumin"}] * 2)
    out = await door.get("/desk/login", allow_redirects=False)
    state = URL(out.headers["Location"], encoded=True).query["state"]
    back = URL("/desk/callback").with_query(code="c", state=state)

    first = await door.get(back, allow_redirects=False)
    second = await door.get(back, allow_redirects=False)

    assert (first.status, second.status) == (303, 401)


async def test_a_cookie_that_was_planted_is_not_taken_over(
    door: Knocker, platform: stand_in.House
) -> None:
    door.session.cookie_jar.update_cookies({"lane_desk": "planted-by-somebody"})
    platform.platform.answers(VISITOR, {"errcode": 0, "userid": "zhoumin"})
    out = await door.get("/desk/login", allow_redirects=False)
    state = URL(out.headers["Location"], encoded=True).query["state"]

    back = URL("/desk/callback").with_query(code="c", state=state)
    given = (await door.get(back, allow_redirects=False)).cookies["lane_desk"].value
    door.session.cookie_jar.clear()
    door.session.cookie_jar.update_cookies({"lane_desk": "planted-by-somebody"})

    assert given != "planted-by-somebody"
    assert (await door.get("/desk", allow_redirects=False)).status == 303


async def test_left_idle_for_half_an_hour_a_session_is_over(
    desk: Desk, door: Knocker, clock: Clock
) -> None:
    await signs_in(door, desk)
    clock.forward(minutes=29)
    before = await door.get("/api/v1/desk/session")
    clock.forward(minutes=30)

    after = await door.get("/api/v1/desk/session")

    assert (before.status, after.status) == (200, 401)


async def test_however_busy_a_session_is_over_after_eight_hours(
    desk: Desk, door: Knocker, clock: Clock
) -> None:
    await signs_in(door, desk)

    seen = []
    for _ in range(24):
        clock.forward(minutes=20)
        seen.append((await door.get("/api/v1/desk/session")).status)

    assert seen == [200] * 23 + [401]


async def test_a_session_ends_with_the_last_role(desk: Desk, door: Knocker, clock: Clock) -> None:
    await signs_in(door, desk)
    await desk.db.write(lambda tx: tx.officials.end_grants(OfficialId("zhoumin"), clock.at))

    page = await door.get("/desk", allow_redirects=False)
    program = await door.get("/api/v1/desk/cases")

    assert page.status == 303
    assert program.status == 401


async def test_a_session_that_ended_with_a_role_stays_ended(
    desk: Desk, door: Knocker, clock: Clock
) -> None:
    known = await desk.db.read(lambda tx: tx.officials.get(OfficialId("zhoumin")))
    await signs_in(door, desk)
    await desk.db.write(lambda tx: tx.officials.end_grants(OfficialId("zhoumin"), clock.at))
    await door.get("/api/v1/desk/cases")
    await desk.db.write(lambda tx: tx.officials.save(known))

    assert (await door.get("/api/v1/desk/cases")).status == 401


@pytest.mark.parametrize("path", ["/desk/cases/x", "/api/v1/desk/cases/x"])
async def test_what_stands_in_an_address_is_not_written_down(
    desk: Desk, door: Knocker, path: str
) -> None:
    await signs_in(door, desk)

    await door.get(path.replace("x", "陈国樑"))

    noted = await desk.db.read(lambda tx: tx.rows("SELECT case_id, facts, kind FROM journal", {}))
    refused = [row for row in noted if row["kind"] == "attempt-refused"]
    assert [row["case_id"] for row in refused] == [None]
    assert "陈国樑" not in str([row["facts"] for row in noted])
