"""What the gateway asks WeCom for, and what it makes of good answers."""

from collections.abc import AsyncIterator

import pytest

from bot.platform import Action, PlatformError
from bot.wecom import Button, Card, CardSent
from tests.bot.stand_in import House, a_house

AS_SENT = {
    "card_type": "button_interaction",
    "task_id": "case-1_r2",
    "source": {"desc": "乡里办"},
    "quote_area": {"type": 0, "title": "比对结果", "quote_text": "父女，登记于1993年"},
    "main_title": {"title": "待审批：陈*", "desc": "游埠镇 · 亲属关系证明"},
    "horizontal_content_list": [
        {"keyname": "编号", "value": "LX-2026-000123"},
        {"keyname": "关系", "value": "父女"},
    ],
    "card_action": {"type": 1, "url": "https://xiangliban.example/desk/cases/1"},
    "button_list": [
        {"text": "同意", "style": 1, "type": 0, "key": "approve:1:2"},
        {"text": "退回", "style": 2, "type": 1, "url": "https://xiangliban.example/r"},
    ],
}


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with a_house() as it:
        yield it


def a_card(task: str = "case-1_r2") -> Card:
    return Card(
        task=task,
        title="待审批：陈*",
        subtitle="游埠镇 · 亲属关系证明",
        facts=(("编号", "LX-2026-000123"), ("关系", "父女")),
        url="https://xiangliban.example/desk/cases/1",
        buttons=(
            Button("同意", "approve:1:2"),
            Button("退回", url="https://xiangliban.example/r", style=2),
        ),
        source="乡里办",
        quote=("比对结果", "父女，登记于1993年"),
    )


async def test_a_card_goes_out_with_its_buttons(house: House) -> None:
    house.platform.answers(
        "/cgi-bin/message/send",
        {"errcode": 0, "invaliduser": "", "msgid": "m-1", "response_code": "rc-1"},
    )

    sent = await house.gateway.wecom.send_card(["zhoumin", "xuliqun"], a_card())

    assert sent == CardSent("case-1_r2", "rc-1", frozenset(), "m-1")
    message = house.platform.last()[2]
    assert message.pop("template_card") == AS_SENT
    assert message == {
        "touser": "zhoumin|xuliqun",
        "toparty": "",
        "totag": "",
        "agentid": 1000002,
        "msgtype": "template_card",
    }


async def test_a_card_that_reaches_some_names_the_others_as_we_write_them(house: House) -> None:
    house.platform.answers(
        "/cgi-bin/message/send",
        {
            "errcode": 0,
            "invaliduser": "xuliqun|nobody",
            "unlicenseduser": "wanglei",
            "response_code": "rc-1",
        },
    )

    sent = await house.gateway.wecom.send_card(["zhoumin", "XuLiqun", "WangLei"], a_card())

    assert sent.invalid == {"XuLiqun", "WangLei"}
    assert sent.response_code == "rc-1"


async def test_a_card_that_was_sent_before_counts_as_sent(house: House) -> None:
    house.platform.answers("/cgi-bin/message/send", {"errcode": 42014, "errmsg": "taskid"})

    assert await house.gateway.wecom.send_card(["zhoumin"], a_card()) == CardSent("case-1_r2")


async def test_a_card_that_reaches_nobody_is_an_error(house: House) -> None:
    house.platform.answers("/cgi-bin/message/send", {"errcode": 81013, "errmsg": "all invalid"})

    with pytest.raises(PlatformError) as caught:
        await house.gateway.wecom.send_card(["nobody"], a_card())

    assert caught.value.action is Action.DEAD_ADDRESS


@pytest.mark.parametrize("task", ["", "案1", "a b", "a" * 129, "a\n"])
def test_a_card_with_an_impossible_task_id_cannot_be_made(task: str) -> None:
    with pytest.raises(ValueError, match="task id"):
        a_card(task)


@pytest.mark.parametrize(("key", "url"), [("", ""), ("k", "https://xiangliban.example/r")])
def test_a_button_does_one_thing(key: str, url: str) -> None:
    with pytest.raises(ValueError, match="key or a url"):
        Button("同意", key, url)


async def test_every_copy_of_a_card_is_greyed_out(house: House) -> None:
    house.platform.answers(
        "/cgi-bin/message/update_template_card", {"errcode": 0, "invaliduser": ["xuliqun"]}
    )

    unreached = await house.gateway.wecom.grey_out(
        "rc-1", ["zhoumin", "xuliqun"], replace_name="周敏已同意"
    )

    assert unreached == {"xuliqun"}
    assert house.platform.last()[2] == {
        "userids": ["zhoumin", "xuliqun"],
        "agentid": 1000002,
        "response_code": "rc-1",
        "button": {"replace_name": "周敏已同意"},
    }


async def test_a_text_to_officials_names_whom_it_missed(house: House) -> None:
    house.platform.answers("/cgi-bin/message/send", {"errcode": 0, "invaliduser": "xuliqun"})

    unreached = await house.gateway.wecom.send_text(["zhoumin", "xuliqun"], "已由周敏办理")

    assert unreached == {"xuliqun"}
    assert house.platform.last()[2]["text"] == {"content": "已由周敏办理"}


@pytest.mark.parametrize(
    ("answer", "userid"),
    [
        ({"errcode": 0, "userid": "zhoumin"}, "zhoumin"),
        ({"errcode": 0, "UserId": "zhoumin", "DeviceId": "d"}, "zhoumin"),
        ({"errcode": 0, "openid": "o-1"}, None),
        ({"errcode": 0, "OpenId": "o-1"}, None),
    ],
)
async def test_a_visitor_is_known_by_either_spelling(
    house: House, answer: dict[str, object], userid: str | None
) -> None:
    house.platform.answers("/cgi-bin/auth/getuserinfo", answer)

    assert await house.gateway.wecom.visitor("code-3") == userid
    assert house.platform.last()[1] == {"access_token": "T1", "code": "code-3"}
