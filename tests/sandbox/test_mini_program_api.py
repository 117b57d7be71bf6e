from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sandbox.settings import Settings
from sandbox.sim import Sim
from tests.sandbox.conftest import Ask
from tests.sandbox.product import Product

Token = Callable[[], Awaitable[str]]
SEND = "/wechat-api/cgi-bin/message/subscribe/send"
PHONE = "/wechat-api/wxa/business/getuserphonenumber"
RESULT = {
    "thing1": {"value": "亲属关系证明"},
    "phrase2": {"value": "已办好"},
    "time3": {"value": "2026年11月23日 10:43"},
    "thing4": {"value": "点开看、存、转发"},
}


@pytest.fixture
def result(sim: Sim, settings: Settings) -> dict[str, Any]:
    return {
        "touser": sim.world.phones.citizen("chenyuan").mini_openid,
        "template_id": list(settings.templates)[2],
        "data": RESULT,
        "miniprogram_state": "formal",
        "lang": "zh_CN",
    }


@pytest.fixture
def login(settings: Settings) -> dict[str, str]:
    mini = settings.mini_program
    return {"appid": mini.appid, "secret": mini.secret, "grant_type": "authorization_code"}


async def test_a_login_code_names_the_person_once(
    sim: Sim, get: Ask, login: dict[str, str]
) -> None:
    citizen = sim.world.phones.citizen("chenyuan")
    code = sim.world.login_codes.issue(citizen)

    first = await get("/wechat-api/sns/jscode2session", **login, js_code=code)
    again = await get("/wechat-api/sns/jscode2session", **login, js_code=code)

    assert first["openid"] == citizen.mini_openid
    assert "errcode" not in first
    assert again["errcode"] == 40163


async def test_a_phone_code_gives_number_and_watermark(
    sim: Sim, post: Ask, mini_token: Token, settings: Settings
) -> None:
    citizen = sim.world.phones.citizen("chenyuan")
    code = sim.world.phone_codes.issue((citizen, "13800000042"))

    answer = await post(PHONE, {"code": code}, access_token=await mini_token())

    assert answer["phone_info"]["purePhoneNumber"] == "13800000042"
    assert answer["phone_info"]["watermark"]["appid"] == settings.mini_program.appid


async def test_somebody_elses_phone_code_is_refused(sim: Sim, post: Ask, mini_token: Token) -> None:
    code = sim.world.phone_codes.issue((sim.world.phones.citizen("chenyuan"), "13800000042"))
    other = sim.world.phones.citizen("shuiying").mini_openid

    answer = await post(PHONE, {"code": code, "openid": other}, access_token=await mini_token())

    assert answer["errcode"] == 40029


async def test_a_credit_is_one_message(
    sim: Sim, post: Ask, mini_token: Token, result: dict[str, Any]
) -> None:
    await sim.accept("chenyuan")
    token = await mini_token()

    first = await post(SEND, result, access_token=token)
    second = await post(SEND, result, access_token=token)

    assert (first["errcode"], second["errcode"]) == (0, 43101)
    assert [b.extra["data"]["phrase2"] for b in sim.inbox("chenyuan")] == ["已办好"]


async def test_credits_add_up_and_a_refusal_takes_all(
    sim: Sim, post: Ask, mini_token: Token, result: dict[str, Any]
) -> None:
    await sim.accept("chenyuan", [result["template_id"]], times=3)
    token = await mini_token()

    first = await post(SEND, result, access_token=token)
    await sim.refuse("chenyuan")
    second = await post(SEND, result, access_token=token)

    assert (first["errcode"], second["errcode"]) == (0, 43101)


async def test_the_product_hears_of_every_answer(sim: Sim, product: Product) -> None:
    await sim.accept("chenyuan", times=2)
    await sim.refuse("chenyuan")

    told = [(m["Event"], m["List"][0]["SubscribeStatusString"]) for m in product.heard]
    assert told == [
        ("subscribe_msg_popup_event", "accept"),
        ("subscribe_msg_popup_event", "accept"),
        ("subscribe_msg_change_event", "reject"),
    ]
    assert len({m["CreateTime"] for m in product.heard}) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("thing1", "这个事项的名字实在是太长了二十个字也放不下"),
        ("thing1", ""),
        ("phrase2", "已办好了吗"[:5] + "呢"),
        ("phrase2", "done"),
        ("time3", "刚才"),
    ],
)
async def test_a_field_that_breaks_its_rule_is_named(
    sim: Sim, post: Ask, mini_token: Token, result: dict[str, Any], field: str, value: str
) -> None:
    await sim.accept("chenyuan")
    result["data"] = {**RESULT, field: {"value": value}}

    answer = await post(SEND, result, access_token=await mini_token())

    assert answer["errcode"] == 47003
    assert f"data.{field}.value" in answer["errmsg"]
    assert sim.inbox("chenyuan") == []


async def test_data_as_a_string_is_empty(
    sim: Sim, post: Ask, mini_token: Token, result: dict[str, Any]
) -> None:
    result["data"] = "{}"

    answer = await post(SEND, result, access_token=await mini_token())

    assert answer["errcode"] == 47003
    assert "data.value is empty" in answer["errmsg"]


async def test_a_missing_field_and_a_foreign_one_are_refused(
    sim: Sim, post: Ask, mini_token: Token, result: dict[str, Any]
) -> None:
    token = await mini_token()
    missing = {**result, "data": {k: v for k, v in RESULT.items() if k != "time3"}}
    foreign = {**result, "data": {**RESULT, "thing9": {"value": "多余"}}}

    codes = [(await post(SEND, m, access_token=token))["errcode"] for m in (missing, foreign)]

    assert codes == [47003, 47003]


async def test_template_state_and_language_are_checked(
    sim: Sim, post: Ask, mini_token: Token, result: dict[str, Any]
) -> None:
    token = await mini_token()
    unknown = {**result, "template_id": "unknown"}
    stateless = {k: v for k, v in result.items() if k != "miniprogram_state"}

    codes = [(await post(SEND, m, access_token=token))["errcode"] for m in (unknown, stateless)]

    assert codes == [40037, 47001]
