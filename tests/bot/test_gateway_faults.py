"""What the gateway does when the platform is busy, silent, forgetful or beside itself."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.line import Patience
from bot.platform import Action, PlatformError, PlatformUnreachable, Wait
from tests.bot.stand_in import BUSY, House, a_house

SEND = "/cgi-bin/message/custom/send"
TOKEN = "/cgi-bin/stable_token"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with a_house() as it:
        yield it


async def say(house: House) -> None:
    await house.gateway.official_account.send_text("oAbc_123-xyz", "您好")


async def test_fifty_calls_after_expiry_fetch_one_token(house: House) -> None:
    await say(house)
    house.now[0] += 7200
    house.platform.pause_s = 0.01

    await asyncio.gather(*(say(house) for _ in range(50)))

    assert house.platform.fetches == 2
    assert house.platform.counted()[SEND] == 51


async def test_fifty_calls_with_a_revoked_token_fetch_one_new_one(house: House) -> None:
    await say(house)
    house.platform.valid = "somebody else fetched"

    await asyncio.gather(*(say(house) for _ in range(50)))

    assert house.platform.fetches == 2


async def test_a_token_that_stays_bad_ends_after_two_requests_in_an_alarm(house: House) -> None:
    house.platform.refuses_all = True

    with pytest.raises(PlatformError) as caught:
        await say(house)

    assert (caught.value.errcode, caught.value.action) == (40001, Action.ALARM)
    assert house.platform.counted() == {TOKEN: 2, SEND: 2}


async def test_fifty_calls_with_a_token_that_stays_bad_ask_for_two(house: House) -> None:
    house.platform.refuses_all = True
    house.platform.pause_s = 0.01

    results = await asyncio.gather(*(say(house) for _ in range(50)), return_exceptions=True)

    assert all(isinstance(result, PlatformError) for result in results)
    assert house.platform.fetches == 2


async def test_a_wrong_secret_is_asked_for_once_by_all_who_wait(house: House) -> None:
    house.platform.answers(TOKEN, {"errcode": 40125, "errmsg": "invalid appsecret"})
    house.platform.pause_s = 0.01

    results = await asyncio.gather(*(say(house) for _ in range(50)), return_exceptions=True)

    assert {str(result) for result in results} == {"cgi-bin/stable_token: 40125"}
    assert house.platform.counted() == {TOKEN: 1}


async def test_a_busy_platform_is_asked_twice_more(house: House) -> None:
    house.platform.answers(SEND, BUSY, BUSY)

    await say(house)

    assert [outcome for endpoint, outcome in house.observed if endpoint in SEND] == [
        "-1",
        "-1",
        "0",
    ]


async def test_a_platform_that_stays_busy_is_left_for_later(house: House) -> None:
    house.platform.answers(SEND, BUSY, BUSY, BUSY)

    with pytest.raises(PlatformError) as caught:
        await say(house)

    assert (caught.value.errcode, caught.value.action) == (-1, Action.RETRY_LATER)
    assert house.platform.counted()[SEND] == 3


@pytest.mark.parametrize(
    ("errcode", "action", "wait"),
    [
        (45009, Action.RETRY_LATER, Wait.NEXT_DAY),
        (45011, Action.RETRY_LATER, Wait.MINUTE),
        (45015, Action.NEXT_CHANNEL, Wait.NONE),
        (45047, Action.NEXT_CHANNEL, Wait.NONE),
        (40003, Action.DEAD_ADDRESS, Wait.NONE),
        (48001, Action.ALARM, Wait.NONE),
        (99999, Action.UNKNOWN, Wait.NONE),
    ],
)
async def test_other_refusals_are_not_tried_again(
    house: House, errcode: int, action: Action, wait: Wait
) -> None:
    house.platform.answers(SEND, {"errcode": errcode, "errmsg": "no"})

    with pytest.raises(PlatformError) as caught:
        await say(house)

    error = caught.value
    assert (error.errcode, error.action, error.wait) == (errcode, action, wait)
    assert house.platform.counted()[SEND] == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (web.Response(status=502, text="<html>Bad Gateway</html>"), "http-502"),
        (web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"}), "http-302"),
        (b"<html>maintenance</html>", "not-json"),
        (b"", "not-json"),
        (b"\xff\xfe{", "not-json"),
        (b"[" * 100_000, "not-json"),
        (b'{"a": "' + b"x" * 1_100_000 + b'"}', "too-large"),
        (b"[]", "shape"),
        (b'{"errcode": "many"}', "shape"),
        (b'{"errcode": null}', "shape"),
        ("hang up", "connection"),
    ],
)
async def test_no_usable_answer_is_unreachable(house: House, answer: Any, why: str) -> None:
    house.platform.answers(SEND, answer)

    with pytest.raises(PlatformUnreachable) as caught:
        await say(house)

    assert (caught.value.endpoint, caught.value.why) == (SEND[1:], why)
    assert house.observed[-1] == (SEND[1:], why)


@pytest.mark.parametrize(
    "answer",
    [
        {"expires_in": 7200},
        {"access_token": "", "expires_in": 7200},
        {"access_token": "T", "expires_in": 0},
        {"access_token": "T"},
        {"access_token": "T", "expires_in": True},
        {"access_token": "T", "expires_in": float("nan")},
        {"access_token": "T", "expires_in": float("inf")},
        {"access_token": "T", "expires_in": "7200"},
    ],
)
async def test_a_token_answer_without_a_token_is_no_token(
    house: House, answer: dict[str, object]
) -> None:
    house.platform.answers(TOKEN, answer)

    with pytest.raises(PlatformUnreachable, match="shape"):
        await say(house)


async def test_silence_ends_at_the_deadline() -> None:
    async with a_house(Patience(call_s=0.05)) as house:
        house.platform.answers(SEND, "be silent")

        with pytest.raises(PlatformUnreachable) as caught:
            await say(house)

        assert (caught.value.endpoint, caught.value.why) == (SEND[1:], "timeout")
        assert house.observed[-1] == (SEND[1:], "timeout")


async def test_a_failure_names_no_token_and_no_person(house: House) -> None:
    await say(house)
    house.platform.answers(SEND, "hang up", {"errcode": 43004, "errmsg": "oAbc_123-xyz T1"})

    with pytest.raises(PlatformUnreachable) as cut:
        await say(house)
    with pytest.raises(PlatformError) as refused:
        await say(house)

    assert str(cut.value) == "cgi-bin/message/custom/send: connection"
    assert cut.value.__suppress_context__
    assert str(refused.value) == "cgi-bin/message/custom/send: 43004"
