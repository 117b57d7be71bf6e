from dataclasses import replace

import pytest
from aiohttp import ClientResponse
from yarl import URL

from casework.desk import Desk
from tests.bot import stand_in
from tests.handlers import story
from tests.handlers.conftest import Knocker, Open

VISITOR = "/cgi-bin/auth/getuserinfo"
CASE = f"/desk/cases/{story.CASE}"


async def led_out(door: Knocker, path: str = CASE) -> tuple[ClientResponse, URL]:
    answer = await door.get(path, allow_redirects=False)
    return answer, URL(answer.headers["Location"], encoded=True)


async def come_back(door: Knocker, state: str, code: str = "c") -> ClientResponse:
    where = URL("/desk/callback").with_query(code=code, state=state)
    return await door.get(where, allow_redirects=False)


async def test_without_a_cookie_the_desk_leads_to_wecom(door: Knocker) -> None:
    answer, where = await led_out(door)

    assert answer.status == 303
    assert str(where).startswith(
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww-lane"
    )
    assert str(where).endswith("#wechat_redirect")
    assert where.query["redirect_uri"] == f"http://{story.HOST}/desk/callback"
    assert (where.query["scope"], where.query["agentid"]) == ("snsapi_base", "1000002")


async def test_who_comes_back_sits_at_the_desk_where_he_wanted_to(
    desk: Desk, door: Knocker, platform: stand_in.House
) -> None:
    await story.reviewed(desk)
    platform.platform.answers(VISITOR, {"errcode": 0, "userid": "zhoumin"})
    _, where = await led_out(door)

    answer = await come_back(door, where.query["state"])

    assert (answer.status, answer.headers["Location"]) == (303, CASE)
    assert (await door.get(CASE)).status == 200


@pytest.mark.parametrize("state", ["", "another-state"])
async def test_a_state_that_this_browser_did_not_take_along_is_refused(
    door: Knocker, platform: stand_in.House, state: str
) -> None:
    platform.platform.answers(VISITOR, {"errcode": 0, "userid": "zhoumin"})
    await led_out(door)

    answer = await come_back(door, state)

    assert answer.status == 401
    assert platform.platform.counted()[VISITOR] == 0


async def test_a_browser_that_never_left_cannot_come_back(door: Knocker) -> None:
    assert (await come_back(door, "")).status == 401


@pytest.mark.parametrize("said", [{"errcode": 0, "openid": "o1"}, {"errcode": 0, "userid": "x"}])
async def test_whoever_holds_no_role_is_kept_out(
    door: Knocker, platform: stand_in.House, said: dict[str, object]
) -> None:
    platform.platform.answers(VISITOR, said)
    _, where = await led_out(door)

    answer = await come_back(door, where.query["state"])

    assert answer.status == 403
    assert "lane_desk" not in answer.cookies


async def test_a_spent_code_leads_to_another_try(door: Knocker, platform: stand_in.House) -> None:
    platform.platform.answers(VISITOR, {"errcode": 40029, "errmsg": "invalid code"})
    _, where = await led_out(door)

    answer = await come_back(door, where.query["state"])

    assert answer.status == 401


async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    desk: Desk, doors: Open, platform: stand_in.House
) -> None:
    door = await doors(replace(desk, public_url=f"https://{story.HOST}"))
    platform.platform.answers(VISITOR, {"errcode": 0, "userid": "zhoumin"})
    answer, where = await led_out(door)
    state = answer.cookies["__Host-lane_state"]

    back = URL("/desk/callback").with_query(code="c", state=where.query["state"])
    cookie = {"Cookie": f'__Host-lane_state="{state.value}"'}
    session = (await door.get(back, allow_redirects=False, headers=cookie)).cookies

    for flags in (state, session["__Host-lane_desk"]):
        assert flags["httponly"]
        assert flags["secure"]
        assert flags["samesite"] == "Lax"
        assert flags["path"] == "/"
        assert not flags["domain"]


async def test_signing_in_again_ends_the_old_session(
    door: Knocker, platform: stand_in.House
) -> None:
    cookies = []
    for _ in range(2):
        platform.platform.answers(VISITOR, {"errcode": 0, "userid": "zhoumin"})
        _, where = await led_out(door, "/desk/login")
        cookies.append((await come_back(door, where.query["state"])).cookies["lane_desk"].value)

    door.session.cookie_jar.clear()
    door.session.cookie_jar.update_cookies({"lane_desk": cookies[0]})
    answer = await door.get("/desk", allow_redirects=False)

    assert cookies[0] != cookies[1]
    assert answer.status == 303


@pytest.mark.parametrize(
    "wanted", ["https://evil.example", "//evil.example", "/desk/../c/x", "/desk\r\nSet-Cookie: a=b"]
)
async def test_nobody_is_sent_anywhere_but_to_the_desk(
    door: Knocker, platform: stand_in.House, wanted: str
) -> None:
    platform.platform.answers(VISITOR, {"errcode": 0, "userid": "zhoumin"})
    _, where = await led_out(door, str(URL("/desk/login").with_query(next=wanted)))

    answer = await come_back(door, where.query["state"])

    assert answer.headers["Location"] == "/desk"


async def test_who_signs_out_is_out_everywhere(
    desk: Desk, door: Knocker, platform: stand_in.House
) -> None:
    platform.platform.answers(VISITOR, {"errcode": 0, "userid": "zhoumin"})
    _, where = await led_out(door, "/desk")
    cookie = (await come_back(door, where.query["state"])).cookies["lane_desk"].value
    html = await (await door.get("/desk")).text()
    csrf = html.split('name="csrf" value="')[1].split('"')[0]

    out = await door.post("/desk/sign-out", data={"csrf": csrf})
    door.session.cookie_jar.update_cookies({"lane_desk": cookie})
    answer = await door.get("/desk", allow_redirects=False)

    assert "您已退出" in await out.text()
    assert answer.status == 303
