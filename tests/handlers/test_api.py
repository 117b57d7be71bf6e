from typing import Any

import pytest

from casework.desk import Desk
from tests.bot import stand_in
from tests.handlers import story
from tests.handlers.conftest import Knocker

LOGIN, PHONE = "/sns/jscode2session", "/wxa/business/getuserphonenumber"
SESSION = {"openid": "oMini", "session_key": "k", "unionid": "u"}
NUMBER = {
    "errcode": 0,
    "phone_info": {
        "purePhoneNumber": "13812340042",
        "countryCode": "86",
        "watermark": {"appid": "wx2c2769f8efd9abc2"},
    },
}


async def logged_in(door: Knocker, platform: stand_in.House, **more: str) -> dict[str, str]:
    platform.platform.answers(LOGIN, SESSION)
    opened = await door.post("/api/v1/sessions", json={"code": "c", **more})
    return {"Authorization": f"Bearer {(await opened.json())['token']}"}


async def test_a_login_code_opens_a_session(door: Knocker, platform: stand_in.House) -> None:
    platform.platform.answers(LOGIN, SESSION)

    answer = await door.post("/api/v1/sessions", json={"code": "c"})

    told = await answer.json()
    assert answer.status == 201
    assert set(told) == {"token", "expires_at"}
    assert "oMini" not in str(told)


async def test_from_a_link_to_a_proved_person(
    desk: Desk, door: Knocker, platform: stand_in.House
) -> None:
    await desk.db.write(lambda tx: story.put_link(tx, "enrol-me", "enrol"))
    bearer = await logged_in(door, platform, link="enrol-me")
    platform.platform.answers(PHONE, NUMBER)

    phone = await door.post("/api/v1/me/phone", json={"code": "p"}, headers=bearer)
    who = {"name": "陈媛", "id_number": story.CHEN}
    proved = await door.post("/api/v1/me/identity", json=who, headers=bearer)
    me = await (await door.get("/api/v1/me", headers=bearer)).json()

    assert await phone.json() == {"phone": "138****0042"}
    assert (proved.status, (await proved.json())["name"]) == (200, "陈*")
    assert (me["person"], me["phone"]) == ("p-chen", "138****0042")


async def test_the_openid_comes_from_the_session_and_from_nowhere_else(
    door: Knocker, platform: stand_in.House
) -> None:
    bearer = await logged_in(door, platform)
    platform.platform.answers(PHONE, NUMBER)

    named = await door.post(
        "/api/v1/me/phone", json={"code": "p", "openid": "oOther"}, headers=bearer
    )
    await door.post("/api/v1/me/phone?openid=oOther", json={"code": "p"}, headers=bearer)

    assert named.status == 422
    assert platform.platform.last()[2] == {"code": "p", "openid": "oMini"}


async def test_who_is_not_found_in_the_register_hears_it_in_chinese(
    desk: Desk, door: Knocker, platform: stand_in.House
) -> None:
    bearer = await logged_in(door, platform)
    platform.platform.answers(PHONE, NUMBER)
    await door.post("/api/v1/me/phone", json={"code": "p"}, headers=bearer)
    desk.register.match = False  # type: ignore[attr-defined] # the stand-in's own

    who = {"name": "陈国樑", "id_number": story.CHEN}
    answer = await door.post("/api/v1/me/identity", json=who, headers=bearer)

    told = await answer.json()
    assert (answer.status, told["type"]) == (403, "/problems/identity-mismatch")
    assert "登记" in told["detail"]
    assert "陈国樑" not in str(told) + str(dict(answer.headers))


async def test_a_wrong_digit_is_pointed_at(door: Knocker, platform: stand_in.House) -> None:
    bearer = await logged_in(door, platform)

    who = {"name": "陈媛", "id_number": story.CHEN[:-1] + "5"}
    answer = await door.post("/api/v1/me/identity", json=who, headers=bearer)

    told = await answer.json()
    assert (answer.status, told["type"]) == (422, "/problems/id-checksum")
    assert told["errors"] == [{"pointer": "/id_number", "code": "id-checksum"}]


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({}, [{"pointer": "/code", "code": "missing"}]),
        ({"code": 1}, [{"pointer": "/code", "code": "string_type"}]),
        ({"code": ""}, [{"pointer": "/code", "code": "string_too_short"}]),
        ({"code": "c", "state": "approved"}, [{"pointer": "/state", "code": "extra_forbidden"}]),
        ([], [{"pointer": "", "code": "model_type"}]),
    ],
)
async def test_a_body_of_another_shape_is_told_place_by_place(
    door: Knocker, body: Any, places: list[dict[str, str]]
) -> None:
    answer = await door.post("/api/v1/sessions", json=body)

    told = await answer.json()
    assert (answer.status, told["type"]) == (422, "/problems/validation")
    assert told["errors"] == places


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"code": "c"', b"[" * 5000])
async def test_what_is_no_json_is_malformed(door: Knocker, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}

    answer = await door.post("/api/v1/sessions", data=body, headers=headers)

    assert (answer.status, answer.content_type) == (400, "application/problem+json")


async def test_another_kind_of_body_is_not_taken(door: Knocker) -> None:
    answer = await door.post("/api/v1/sessions", data={"code": "c"})

    assert answer.status == 415
    assert (await answer.json())["type"] == "/problems/unsupported-media-type"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nobody", "Basic eDp5"])
async def test_without_a_session_nobody_is_anybody(door: Knocker, header: str) -> None:
    answer = await door.get("/api/v1/me", headers={"Authorization": header})

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert (await answer.json())["type"] == "/problems/unauthenticated"


async def test_a_spent_code_asks_for_another_login(door: Knocker, platform: stand_in.House) -> None:
    platform.platform.answers(LOGIN, {"errcode": 40163, "errmsg": "code been used"})

    assert (await door.post("/api/v1/sessions", json={"code": "c"})).status == 401


async def test_a_silent_platform_is_no_refusal_of_the_person(
    door: Knocker, platform: stand_in.House
) -> None:
    platform.platform.answers(LOGIN, "hang up")

    answer = await door.post("/api/v1/sessions", json={"code": "c"})

    assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
