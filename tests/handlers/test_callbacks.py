import asyncio
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
import structlog
from structlog.testing import LogCapture

from casework.desk import Desk
from domain.errors import Overloaded
from tests.handlers.conftest import SENDER, Knocker, Open
from tests.handlers.stand_ins import AT, Broken

STAMP = str(int(AT.timestamp()))


def a_text(content: str, message_id: str = "24051") -> bytes:
    return (
        "<xml><ToUserName>gh_lane</ToUserName><FromUserName>oChenYuan</FromUserName>"
        f"<CreateTime>{STAMP}</CreateTime><MsgType>text</MsgType>"
        f"<Content>{content}</Content><MsgId>{message_id}</MsgId><AgentID>1000002</AgentID></xml>"
    ).encode()


def opened(sealed: str) -> ET.Element:
    outer = ET.fromstring(sealed)  # noqa: S314 -- our own answer
    return ET.fromstring(SENDER.decrypt(outer.findtext("Encrypt") or ""))  # noqa: S314 -- the same


async def test_a_message_is_answered_in_a_sealed_envelope(door: Knocker) -> None:
    query, body = SENDER.post(a_text("帮助"), stamp=STAMP)

    answer = await door.post("/wechat", params=query, data=body)

    inner = opened(await answer.text())
    assert (answer.status, answer.content_type) == (200, "application/xml")
    assert inner.findtext("ToUserName") == "oChenYuan"
    assert inner.findtext("Content")


async def test_a_repeated_message_gets_the_first_answer_again(door: Knocker) -> None:
    query, body = SENDER.post(a_text("亲属关系证明"), stamp=STAMP)

    first = opened(await (await door.post("/wechat", params=query, data=body)).text())
    second = opened(await (await door.post("/wechat", params=query, data=body)).text())

    assert first.findtext("Content") == second.findtext("Content")


async def test_an_official_is_answered_too(door: Knocker) -> None:
    query, body = SENDER.post(a_text("帮助").replace(b"oChenYuan", b"zhoumin"), stamp=STAMP)

    answer = await door.post("/wecom", params=query, data=body)

    assert "列表" in (opened(await answer.text()).findtext("Content") or "")


async def test_what_needs_no_answer_is_acknowledged(door: Knocker) -> None:
    query, body = SENDER.post(a_text("你好"), stamp=STAMP)

    answer = await door.post("/miniapp", params=query, data=body)

    assert (answer.status, await answer.text()) == (200, "success")


@pytest.mark.parametrize("path", ["/wechat", "/wecom", "/miniapp"])
async def test_a_forger_is_turned_away_and_only_a_code_remains(door: Knocker, path: str) -> None:
    query, body = SENDER.but(token="guessed").post(a_text("canary-text"), stamp=STAMP)
    log = LogCapture()
    structlog.configure(processors=[log])

    answer = await door.post(path, params=query, data=body)

    structlog.reset_defaults()
    assert answer.status == 403
    assert "signature" in str(log.entries)
    assert "canary" not in str(log.entries)


async def test_a_platform_learns_that_the_url_is_ours(door: Knocker) -> None:
    query = {"timestamp": STAMP, "nonce": "4711", "echostr": "8190"}
    query["signature"] = SENDER.sign(STAMP, "4711")

    honest = await door.get("/wechat", params=query)
    forged = await door.get("/wechat", params={**query, "echostr": "1", "nonce": "4712"})

    assert (honest.status, await honest.text()) == (200, "8190")
    assert forged.status == 403


async def test_a_body_over_64_kib_is_not_looked_at(door: Knocker) -> None:
    assert (await door.post("/wechat", data=b"x" * (64 * 1024 + 1))).status == 413


@pytest.mark.parametrize("path", ["/wechat", "/wecom"])
async def test_what_could_not_be_written_is_not_acknowledged(
    doors: Open, desk: Desk, path: str
) -> None:
    door = await doors(replace(desk, db=Broken("disk")))
    query, body = SENDER.post(a_text("列表"), stamp=STAMP)

    answer = await door.post(path, params=query, data=body)

    assert answer.status == 500
    assert "success" not in await answer.text()


async def test_who_comes_to_a_full_house_is_told_so(doors: Open, desk: Desk) -> None:
    door = await doors(replace(desk, db=Full()))
    query, body = SENDER.post(a_text("亲属关系证明"), stamp=STAMP)

    answer = await door.post("/wechat", params=query, data=body)

    assert "没有收下" in (opened(await answer.text()).findtext("Content") or "")


async def test_what_takes_too_long_is_left_to_the_repetition_which_finds_it_done(
    doors: Open, desk: Desk
) -> None:
    slow = Slow(desk)
    door = await doors(replace(desk, db=slow), answer_within_s=0.05)
    query, body = SENDER.post(a_text("亲属关系证明"), stamp=STAMP)

    late = await door.post("/wechat", params=query, data=body)
    slow.go_on.set()
    await slow.done.wait()
    repeated = await door.post("/wechat", params=query, data=body)

    assert late.status == 503
    assert repeated.status == 200
    assert slow.written == 2  # the first was not given up, and the second found its answer


class Full(Broken):
    """A database whose queue is full."""

    def __init__(self) -> None:
        super().__init__("")

    async def write(self, function: object) -> object:  # type: ignore[override] # it answers nothing
        raise Overloaded(wait_s=30)


class Slow(Broken):
    """A database that writes when it is told to."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("")
        self._db = desk.db
        self.go_on, self.done, self.written = asyncio.Event(), asyncio.Event(), 0

    async def write(self, function: object) -> object:  # type: ignore[override] # as the real one
        await self.go_on.wait()
        result: object = await self._db.write(function)  # type: ignore[arg-type] # handed through
        self.written += 1
        self.done.set()
        return result
