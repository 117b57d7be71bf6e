"""What the gateway asks WeChat for, and what it makes of good answers."""

from collections.abc import AsyncIterator

import pytest

from bot.platform import Action, PlatformError, PlatformUnreachable
from tests.bot.stand_in import House, a_house

OPENID = "oAbc_123-xyz"
PHONE_PATH = "/wxa/business/getuserphonenumber"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with a_house() as it:
        yield it


def phone_answer(appid: str) -> dict[str, object]:
    return {
        "errcode": 0,
        "phone_info": {
            "phoneNumber": "13800000042",
            "purePhoneNumber": "13800000042",
            "countryCode": "86",
            "watermark": {"timestamp": 1763900000, "appid": appid},
        },
    }


async def test_a_text_goes_to_the_citizen_in_readable_utf8(house: House) -> None:
    await house.gateway.official_account.send_text(OPENID, "陈媛，您好")

    path, query, body = house.platform.last()
    assert (path, query) == ("/cgi-bin/message/custom/send", {"access_token": "T1"})
    assert body == {"touser": OPENID, "msgtype": "text", "text": {"content": "陈媛，您好"}}
    assert "陈媛，您好".encode() in house.platform.asked[-1][2]


async def test_the_token_is_asked_for_without_ending_anybody_elses(house: House) -> None:
    await house.gateway.official_account.send_text(OPENID, "您好")

    assert house.platform.asked[0][0] == "/cgi-bin/stable_token"
    assert house.platform.asked[0][2] == (
        b'{"grant_type": "client_credential", "appid": "wxb11529c136998cb6",'
        b' "secret": "oa-secret", "force_refresh": false}'
    )


async def test_each_account_has_a_token_of_its_own(house: House) -> None:
    await house.gateway.official_account.send_text(OPENID, "您好")
    house.platform.valid = ""
    await house.gateway.wecom.send_text(["zhoumin"], "您好")

    counted = house.platform.counted()
    assert (counted["/cgi-bin/stable_token"], counted["/cgi-bin/gettoken"]) == (1, 1)


async def test_a_notice_carries_its_fields_as_an_object(house: House) -> None:
    await house.gateway.mini_program.send_notice(
        OPENID, "tmpl", data={"thing1": "亲属关系证明"}, page="pages/case/case?id=1"
    )

    assert house.platform.last()[2] == {
        "touser": OPENID,
        "template_id": "tmpl",
        "data": {"thing1": {"value": "亲属关系证明"}},
        "page": "pages/case/case?id=1",
        "miniprogram_state": "trial",
        "lang": "zh_CN",
    }


async def test_a_notice_without_its_page_is_better_than_none(house: House) -> None:
    endpoint = "cgi-bin/message/subscribe/send"
    house.platform.answers(f"/{endpoint}", {"errcode": 41030, "errmsg": "invalid page"})

    await house.gateway.mini_program.send_notice(OPENID, "tmpl", data={}, page="pages/new")

    assert "page" not in house.platform.last()[2]
    assert house.observed[-2:] == [(endpoint, "41030"), (endpoint, "0")]


async def test_a_notice_that_named_no_page_is_not_sent_again(house: House) -> None:
    house.platform.answers("/cgi-bin/message/subscribe/send", {"errcode": 41030, "errmsg": "page"})

    with pytest.raises(PlatformError) as caught:
        await house.gateway.mini_program.send_notice(OPENID, "tmpl", data={})

    assert caught.value.action is Action.ALARM
    assert house.platform.counted()["/cgi-bin/message/subscribe/send"] == 1


async def test_a_spent_credit_leads_to_the_next_channel(house: House) -> None:
    house.platform.answers("/cgi-bin/message/subscribe/send", {"errcode": 43101, "errmsg": "no"})

    with pytest.raises(PlatformError) as caught:
        await house.gateway.mini_program.send_notice(OPENID, "tmpl", data={}, page="p")

    assert (caught.value.errcode, caught.value.action) == (43101, Action.NEXT_CHANNEL)


async def test_a_broken_field_is_named(house: House) -> None:
    house.platform.answers(
        "/cgi-bin/message/subscribe/send",
        {"errcode": 47003, "errmsg": "argument invalid! data.thing3.value 陈媛 invalid rid: 1-2"},
    )

    with pytest.raises(PlatformError) as caught:
        await house.gateway.mini_program.send_notice(OPENID, "tmpl", data={})

    assert (caught.value.action, caught.value.field) == (Action.NEVER, "thing3")
    assert "陈媛" not in f"{caught.value!r} {caught.value}"


async def test_a_login_needs_no_token_and_keeps_its_key_to_itself(house: House) -> None:
    house.platform.answers("/sns/jscode2session", {"openid": OPENID, "session_key": "s3cret=="})

    login = await house.gateway.mini_program.login("code-1")

    assert (login.openid, login.unionid) == (OPENID, "")
    assert login.session_key.get_secret_value() == "s3cret=="
    assert "s3cret" not in repr(login)
    assert house.platform.asked == [
        (
            "/sns/jscode2session",
            {
                "appid": "wx2c2769f8efd9abc2",
                "secret": "mini-secret",
                "js_code": "code-1",
                "grant_type": "authorization_code",
            },
            b"",
        )
    ]


@pytest.mark.parametrize(
    ("errcode", "action"),
    [(40029, Action.RELOGIN), (40163, Action.RELOGIN), (40226, Action.HUMAN)],
)
async def test_a_login_that_fails_says_what_to_do(
    house: House, errcode: int, action: Action
) -> None:
    house.platform.answers("/sns/jscode2session", {"errcode": errcode, "errmsg": "no"})

    with pytest.raises(PlatformError) as caught:
        await house.gateway.mini_program.login("code-1")

    assert caught.value.action is action


async def test_a_login_without_openid_is_no_login(house: House) -> None:
    house.platform.answers("/sns/jscode2session", {"errcode": 0, "session_key": "s"})

    with pytest.raises(PlatformUnreachable, match="shape"):
        await house.gateway.mini_program.login("code-1")


async def test_a_phone_is_asked_for_with_its_openid(house: House) -> None:
    house.platform.answers(PHONE_PATH, phone_answer("wx2c2769f8efd9abc2"))

    phone = await house.gateway.mini_program.phone("code-2", OPENID)

    assert (phone.number, phone.country_code) == ("13800000042", "86")
    assert house.platform.last()[2] == {"code": "code-2", "openid": OPENID}
    assert "13800000042" not in repr(phone)


async def test_a_phone_with_the_watermark_of_another_app_is_refused(house: House) -> None:
    house.platform.answers(PHONE_PATH, phone_answer("wxb11529c136998cb6"))

    with pytest.raises(PlatformUnreachable, match="foreign-watermark"):
        await house.gateway.mini_program.phone("code-2", OPENID)
