from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.settings import Settings
from sandbox.sim import Sim
from tests.sandbox.conftest import Ask

Token = Callable[[], Awaitable[str]]
SEND = "/wechat-api/cgi-bin/message/custom/send"


def a_text(openid: str, content: str = "已收到") -> dict[str, Any]:
    return {"touser": openid, "msgtype": "text", "text": {"content": content}}


async def test_a_message_within_the_window_is_delivered(
    sim: Sim, post: Ask, oa_token: Token
) -> None:
    await sim.say("chenyuan", "你好")

    answer = await post(SEND, a_text(sim.openid("chenyuan")), access_token=await oa_token())

    assert answer["errcode"] == 0
    assert [(b.show, b.text) for b in sim.inbox("chenyuan")] == [("customer-service", "已收到")]


async def test_the_sixth_message_is_one_too_many(sim: Sim, post: Ask, oa_token: Token) -> None:
    await sim.say("chenyuan", "你好")
    token, message = await oa_token(), a_text(sim.openid("chenyuan"))

    codes = [(await post(SEND, message, access_token=token))["errcode"] for _ in range(6)]
    await sim.say("chenyuan", "还在吗")
    after = await post(SEND, message, access_token=token)

    assert codes == [0, 0, 0, 0, 0, 45047]
    assert after["errcode"] == 0


async def test_nobody_who_has_not_written_can_be_written_to(
    sim: Sim, post: Ask, oa_token: Token
) -> None:
    answer = await post(SEND, a_text(sim.openid("chenyuan")), access_token=await oa_token())

    assert answer["errcode"] == 45015
    assert ", rid: " in answer["errmsg"]


async def test_the_window_closes_after_48_hours(sim: Sim, post: Ask, oa_token: Token) -> None:
    await sim.say("chenyuan", "你好")
    sim.world.clock.advance(48 * 3600)

    answer = await post(SEND, a_text(sim.openid("chenyuan")), access_token=await oa_token())

    assert answer["errcode"] == 45015


async def test_a_menu_tap_allows_three_for_a_minute(sim: Sim, post: Ask, oa_token: Token) -> None:
    await sim.event("chenyuan", "CLICK", "mine")
    token, message = await oa_token(), a_text(sim.openid("chenyuan"))

    codes = [(await post(SEND, message, access_token=token))["errcode"] for _ in range(4)]

    assert codes == [0, 0, 0, 45047]


async def test_whoever_does_not_follow_gets_nothing(sim: Sim, post: Ask, oa_token: Token) -> None:
    await sim.say("chenyuan", "你好")
    await sim.event("chenyuan", "unsubscribe")

    answer = await post(SEND, a_text(sim.openid("chenyuan")), access_token=await oa_token())

    assert answer["errcode"] == 43004


async def test_an_openid_of_the_mini_program_is_not_ours(
    sim: Sim, post: Ask, oa_token: Token
) -> None:
    mini = sim.world.phones.citizen("chenyuan").mini_openid

    answer = await post(SEND, a_text(mini), access_token=await oa_token())

    assert answer["errcode"] == 40003


async def test_a_text_over_2048_bytes_is_refused(sim: Sim, post: Ask, oa_token: Token) -> None:
    long = a_text(sim.openid("chenyuan"), "长" * 683)

    answer = await post(SEND, long, access_token=await oa_token())

    assert answer["errcode"] == 45002


async def test_tokens_that_do_not_work_say_why(sim: Sim, post: Ask, oa_token: Token) -> None:
    message, token = a_text(sim.openid("chenyuan")), await oa_token()

    missing = await post(SEND, message)
    unknown = await post(SEND, message, access_token="invented")
    sim.world.clock.advance(7201)
    expired = await post(SEND, message, access_token=token)
    fresh = await oa_token()
    sim.world.rotate_tokens()
    ended = await post(SEND, message, access_token=fresh)

    codes = [answer["errcode"] for answer in (missing, unknown, expired, ended)]
    assert codes == [41001, 40001, 42001, 40001]


async def test_a_token_of_the_mini_program_does_not_fit(
    sim: Sim, post: Ask, mini_token: Token
) -> None:
    answer = await post(SEND, a_text(sim.openid("chenyuan")), access_token=await mini_token())

    assert answer["errcode"] == 40001


async def test_the_two_kinds_of_token_are_isolated(
    sim: Sim, get: Ask, oa_token: Token, settings: Settings
) -> None:
    account = settings.official_account
    plain = {"grant_type": "client_credential", "appid": account.appid, "secret": account.secret}
    stable = await oa_token()

    first = await get("/wechat-api/cgi-bin/token", **plain)
    second = await get("/wechat-api/cgi-bin/token", **plain)

    assert len({stable, first["access_token"], second["access_token"]}) == 3
    assert await oa_token() == stable
    assert sim.world.fetches()["official_account"] == 4


async def test_a_wrong_secret_gets_no_token(sim: Sim, post: Ask, settings: Settings) -> None:
    body = {"grant_type": "client_credential", "appid": settings.official_account.appid}

    answer = await post("/wechat-api/cgi-bin/stable_token", {**body, "secret": "wrong"})

    assert answer["errcode"] == 40125
    assert "access_token" not in answer


async def test_secrets_are_not_in_the_record(sim: Sim, oa_token: Token, settings: Settings) -> None:
    token = await oa_token()

    record = str(sim.world.wire.entries)

    assert token not in record
    assert settings.official_account.secret not in record
