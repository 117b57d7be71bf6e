"""A citizen in WeChat's own browser: out with a state, back with a code, and only what is hers."""

from dataclasses import replace

import pytest
from aiohttp import ClientResponse
from yarl import URL

from casework.desk import Desk
from domain.identity import PersonId
from tests.bot import stand_in
from tests.handlers import story
from tests.handlers.conftest import Knocker, Open
from tests.handlers.stand_ins import AT, Clock

VISITOR = "/sns/oauth2/access_token"
HERS = {"access_token": "t", "expires_in": 7200, "openid": "oChenYuan", "scope": "snsapi_base"}


async def led_out(door: Knocker, path: str = "/me") -> tuple[ClientResponse, URL]:
    answer = await door.get(path, allow_redirects=False)
    return answer, URL(answer.headers["Location"], encoded=True)


async def come_back(door: Knocker, state: str, code: str = "c") -> ClientResponse:
    where = URL("/login/callback").with_query(code=code, state=state)
    return await door.get(where, allow_redirects=False)


async def enrolled(desk: Desk, openid: str = "oChenYuan", person: str = "p-chen") -> None:
    account = await desk.db.write(lambda tx: tx.accounts.ensure("oa", "wx-office", openid, at=AT))
    known = replace(account, person=PersonId(person), assurance=2)
    await desk.db.write(lambda tx: tx.accounts.save(known))


async def signed_in(door: Knocker, platform: stand_in.House) -> str:
    platform.platform.answers(VISITOR, HERS)
    _, where = await led_out(door)
    return (await come_back(door, where.query["state"])).cookies["lane_me"].value


@pytest.mark.parametrize("path", ["/me", "/login", f"/me/cases/{story.CASE}"])
async def test_without_a_cookie_her_page_leads_to_wechat(door: Knocker, path: str) -> None:
    answer, where = await led_out(door, path)

    assert answer.status == 303
    assert str(where).startswith("https://open.weixin.qq.com/connect/oauth2/authorize?")
    assert str(where).endswith("#wechat_redirect")
    assert where.query["appid"] == "wx-office"
    assert where.query["redirect_uri"] == f"http://{story.HOST}/login/callback"
    assert (where.query["scope"], where.query["response_type"]) == ("snsapi_base", "code")


async def test_who_comes_back_sees_her_cases_in_the_words_of_the_chat(
    desk: Desk, door: Knocker, platform: stand_in.House
) -> None:
    await story.reviewed(desk)
    await enrolled(desk)
    await signed_in(door, platform)

    html = await (await door.get("/me")).text()

    assert "您有 1 件" in html
    assert "亲属关系证明" in html
    assert "游埠镇工作人员在看，最晚" in html
    assert story.FATHER not in html
    asked = platform.platform.asked[-1][1]
    assert (asked["code"], asked["grant_type"]) == ("c", "authorization_code")


async def test_a_case_opens_by_a_link_that_is_made_for_it(
    desk: Desk, door: Knocker, platform: stand_in.House, clock: Clock
) -> None:
    await story.reviewed(desk)
    await enrolled(desk)
    await signed_in(door, platform)

    answer = await door.get(f"/me/cases/{story.CASE}", allow_redirects=False)
    link = answer.headers["Location"]
    shown = await door.get(link)
    clock.forward(minutes=61)

    assert (answer.status, shown.status) == (303, 200)
    assert "工作人员在看" in await shown.text()
    assert (await door.get(link)).status == 404


async def test_with_no_case_she_is_told_what_to_type(
    desk: Desk, door: Knocker, platform: stand_in.House
) -> None:
    await enrolled(desk)
    await signed_in(door, platform)

    assert "您现在没有办着的事" in await (await door.get("/me")).text()


@pytest.mark.parametrize("openid", ["oNobody", "oChenYuan"])
async def test_an_account_that_is_nobodys_yet_is_led_to_the_chat(
    desk: Desk, door: Knocker, platform: stand_in.House, openid: str
) -> None:
    await story.reviewed(desk)  # her chat account is known, but nobody has proved whose it is
    platform.platform.answers(VISITOR, {**HERS, "openid": openid})
    _, where = await led_out(door)

    answer = await come_back(door, where.query["state"])

    assert answer.status == 200
    assert "先确认是您本人" in await answer.text()
    assert "lane_me" not in answer.cookies
    assert (await door.get("/me", allow_redirects=False)).status == 303


@pytest.mark.parametrize("state", ["", "another-state"])
async def test_a_state_that_this_browser_did_not_take_along_is_refused(
    desk: Desk, door: Knocker, platform: stand_in.House, state: str
) -> None:
    await enrolled(desk)
    platform.platform.answers(VISITOR, HERS)
    await led_out(door)

    answer = await come_back(door, state)

    assert answer.status == 401
    assert platform.platform.counted()[VISITOR] == 0


async def test_a_state_serves_once(desk: Desk, door: Knocker, platform: stand_in.House) -> None:
    await enrolled(desk)
    platform.platform.answers(VISITOR, HERS, HERS)
    _, where = await led_out(door)

    first = await come_back(door, where.query["state"])
    second = await come_back(door, where.query["state"])

    assert (first.status, second.status) == (303, 401)
    assert platform.platform.counted()[VISITOR] == 1


@pytest.mark.parametrize("errcode", [40029, 40163])
async def test_a_spent_code_opens_nothing(
    desk: Desk, door: Knocker, platform: stand_in.House, errcode: int
) -> None:
    await enrolled(desk)
    platform.platform.answers(VISITOR, {"errcode": errcode, "errmsg": "code been used"})
    _, where = await led_out(door)

    answer = await come_back(door, where.query["state"])

    assert answer.status == 401
    assert "lane_me" not in answer.cookies


@pytest.mark.parametrize("code", ["", "x" * 513])
async def test_what_is_no_code_is_not_passed_on(
    door: Knocker, platform: stand_in.House, code: str
) -> None:
    _, where = await led_out(door)

    assert (await come_back(door, where.query["state"], code)).status == 401
    assert platform.platform.counted()[VISITOR] == 0


async def test_a_cookie_from_before_is_not_taken_over(
    desk: Desk, door: Knocker, platform: stand_in.House
) -> None:
    await enrolled(desk)
    door.session.cookie_jar.update_cookies({"lane_me": "planted-by-somebody"})
    first = await signed_in(door, platform)
    door.session.cookie_jar.clear()
    second = await signed_in(door, platform)
    door.session.cookie_jar.clear()

    door.session.cookie_jar.update_cookies({"lane_me": first})
    answer = await door.get("/me", allow_redirects=False)

    assert len({first, second, "planted-by-somebody"}) == 3
    assert answer.status == 303


async def test_left_idle_for_half_an_hour_her_session_is_over(
    desk: Desk, door: Knocker, platform: stand_in.House, clock: Clock
) -> None:
    await enrolled(desk)
    await signed_in(door, platform)
    clock.forward(minutes=29)
    before = await door.get("/me", allow_redirects=False)
    clock.forward(minutes=30)

    after = await door.get("/me", allow_redirects=False)

    assert (before.status, after.status) == (200, 303)


async def test_however_busy_her_session_is_over_after_eight_hours(
    desk: Desk, door: Knocker, platform: stand_in.House, clock: Clock
) -> None:
    await enrolled(desk)
    await signed_in(door, platform)

    seen = []
    for _ in range(24):
        clock.forward(minutes=20)
        seen.append((await door.get("/me", allow_redirects=False)).status)

    assert seen == [200] * 23 + [303]


async def test_her_cookie_is_no_bearer_and_opens_no_desk(
    desk: Desk, door: Knocker, platform: stand_in.House
) -> None:
    await enrolled(desk)
    cookie = await signed_in(door, platform)
    door.session.cookie_jar.clear()

    bearer = await door.get("/api/v1/me", headers={"Authorization": f"Bearer {cookie}"})
    at_desk = await door.get("/api/v1/desk/cases", headers={"Cookie": f"lane_desk={cookie}"})

    assert (bearer.status, at_desk.status) == (401, 401)


async def test_who_leaves_is_out(desk: Desk, door: Knocker, platform: stand_in.House) -> None:
    await enrolled(desk)
    cookie = await signed_in(door, platform)
    html = await (await door.get("/me")).text()
    csrf = html.split('name="csrf" value="')[1].split('"')[0]

    foreign = await door.post("/me/sign-out", data={"csrf": "x"})
    out = await door.post("/me/sign-out", data={"csrf": csrf})
    door.session.cookie_jar.update_cookies({"lane_me": cookie})

    assert foreign.status == 403
    assert "您已退出" in await out.text()
    assert (await door.get("/me", allow_redirects=False)).status == 303


async def test_her_cookies_are_out_of_reach_of_scripts_and_other_sites(
    desk: Desk, doors: Open, platform: stand_in.House
) -> None:
    await enrolled(desk)
    door = await doors(replace(desk, public_url=f"https://{story.HOST}"))
    platform.platform.answers(VISITOR, HERS)
    answer, where = await led_out(door)
    state = answer.cookies["__Host-lane_me_state"]

    back = URL("/login/callback").with_query(code="c", state=where.query["state"])
    cookie = {"Cookie": f'__Host-lane_me_state="{state.value}"'}
    session = (await door.get(back, allow_redirects=False, headers=cookie)).cookies

    for flags in (state, session["__Host-lane_me"]):
        assert flags["httponly"]
        assert flags["secure"]
        assert flags["samesite"] == "Lax"
        assert flags["path"] == "/"
        assert not flags["domain"]
