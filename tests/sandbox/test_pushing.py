import asyncio

import pytest

from sandbox.push import UNAVAILABLE
from sandbox.sim import Sim
from tests.sandbox.product import Product, text


async def test_a_reply_is_opened_and_seen(sim: Sim, product: Product) -> None:
    product.reply = lambda _: text("您好，这里是兰溪“乡里办”。")

    seen = await sim.say("chenyuan", "你好")

    assert seen == "您好，这里是兰溪“乡里办”。"
    assert [(b.show, b.text) for b in sim.inbox("chenyuan")] == [("passive", seen)]
    assert product.heard[0]["Content"] == "你好"
    assert product.heard[0]["FromUserName"] == sim.openid("chenyuan")


async def test_success_shows_nothing(sim: Sim, product: Product) -> None:
    seen = await sim.say("chenyuan", "你好")

    assert seen is None
    assert sim.inbox("chenyuan") == []


@pytest.mark.parametrize("words", ["]]><x>&", "😀 𠮷", "  两  空格 ", "一\n二", "坏\x00字\x1b"])
async def test_whatever_is_typed_arrives(sim: Sim, product: Product, words: str) -> None:
    await sim.say("chenyuan", words)

    heard = product.heard[0]["Content"]
    assert heard.strip() == words.replace("\x00", "").replace("\x1b", "").strip()


@pytest.mark.parametrize("broken", [(200, '{"json": 1}'), (200, "<xml/>"), (403, "no"), (404, "")])
async def test_an_answer_that_makes_no_sense_is_not_asked_for_again(
    sim: Sim, product: Product, broken: tuple[int, str]
) -> None:
    product.broken = broken

    seen = await sim.say("chenyuan", "你好")

    assert seen == UNAVAILABLE
    assert len(product.heard) == 1
    assert sim.inbox("chenyuan")[0].show == "unavailable"


async def test_an_empty_content_is_not_shown(sim: Sim, product: Product) -> None:
    product.reply = lambda _: text("")

    assert await sim.say("chenyuan", "你好") == UNAVAILABLE


async def test_without_an_answer_the_same_message_comes_three_times_more(
    sim: Sim, product: Product
) -> None:
    product.broken = (502, "")

    seen = await sim.say("chenyuan", "你好")

    assert seen == UNAVAILABLE
    assert len(product.heard) == 4
    assert len({message["MsgId"] for message in product.heard}) == 1


async def test_a_slow_product_is_left_at_the_deadline_and_asked_again(
    sim: Sim, product: Product
) -> None:
    held, at_once = asyncio.Event(), asyncio.Event()
    at_once.set()
    waits = iter([held, at_once])
    product.after = lambda: next(waits).wait()
    product.reply = lambda _: text("好")

    seen = await sim.say("chenyuan", "你好")

    assert seen == "好"
    assert [entry.status for entry in sim.world.wire.entries] == [0, 200]
    assert sim.world.wire.entries[1].note == "第 2 次推送"


async def test_a_product_that_is_not_there_is_unavailable(sim: Sim) -> None:
    sim.product = "http://127.0.0.1:1"

    assert await sim.say("chenyuan", "你好") == UNAVAILABLE


async def test_a_duplicate_push_has_one_msgid_and_one_reply(sim: Sim, product: Product) -> None:
    sim.faults.set("duplicate-push", times=1, copies=3)
    product.reply = lambda _: text("好")

    seen = await sim.say("chenyuan", "你好")

    assert seen == "好"
    assert len(product.heard) == 3
    assert len({message["MsgId"] for message in product.heard}) == 1
    assert len(sim.inbox("chenyuan")) == 1


async def test_a_lost_answer_makes_the_platform_ask_again(sim: Sim, product: Product) -> None:
    sim.faults.set("answer-lost", times=1)
    product.reply = lambda _: text("好")

    seen = await sim.say("chenyuan", "你好")

    assert seen == "好"
    assert [m["MsgId"] for m in product.heard] == [product.heard[0]["MsgId"]] * 2


async def test_the_two_accounts_and_wecom_can_be_verified(sim: Sim) -> None:
    verified = [await sim.verify(door) for door in ("wechat", "miniapp", "wecom")]

    assert verified == [True, True, True]


@pytest.mark.parametrize("how", ["signature", "stale", "receiver", "plain"])
@pytest.mark.parametrize("door", ["wechat", "wecom"])
async def test_a_forgery_can_be_refused(sim: Sim, product: Product, how: str, door: str) -> None:
    status = await sim.forge(how, door)

    assert status == 403
    assert product.heard == []


async def test_a_replay_is_the_same_letter_again(sim: Sim, product: Product) -> None:
    await sim.say("chenyuan", "你好")

    status = await sim.forge("replay")

    assert status == 200
    assert product.heard[0] == product.heard[1]


async def test_an_official_types_and_reads_the_answer(sim: Sim, product: Product) -> None:
    product.reply = lambda _: text("您手上 3 件")

    seen = await sim.tell("zhoumin", "列表")

    assert seen == "您手上 3 件"
    assert product.heard[0]["AgentID"] == "1000002"
    assert [(b.show, b.text) for b in sim.inbox("zhoumin")] == [("app", seen)]


async def test_only_200_counts_for_wecom(sim: Sim, product: Product) -> None:
    product.broken = (403, "")

    seen = await sim.tell("zhoumin", "列表")

    assert seen is None
    assert len(product.heard) == 4


async def test_pictures_and_events_arrive(sim: Sim, product: Product) -> None:
    await sim.send_image("chenyuan")
    await sim.event("chenyuan", "subscribe", "qrscene_1")

    kinds = [(m["MsgType"], m.get("Event"), m.get("EventKey")) for m in product.heard]
    assert kinds == [("image", None, None), ("event", "subscribe", "qrscene_1")]


async def test_enrolling_logs_in_then_shows_phone_then_name(sim: Sim, product: Product) -> None:
    chat = '点 <a href="https://xiangliban.example/e/tok_1-2">这里</a>，15 分钟内有效'

    done = await sim.enrol("chenyuan", chat, name="陈媛媛")

    steps = [path for path, _ in product.asked]
    assert (done.ok, done.step) == (True, "me/identity")
    assert steps == ["sessions", "me/phone", "me/identity"]
    assert product.asked[0][1]["link"] == "tok_1-2"
    assert product.asked[2][1] == {"name": "陈媛媛", "id_number": "330781199305163024"}
    assert set(sim.world.balance(sim.world.phones.citizen("chenyuan"))["credits"].values()) == {1}


async def test_enrolling_stops_where_it_is_refused(sim: Sim, product: Product) -> None:
    product.broken = (403, "不是您")

    done = await sim.enrol("chenyuan", "tok")

    assert (done.ok, done.step, done.status) == (False, "sessions", 403)
    assert done.body == {"detail": "不是您"}
    assert len(product.asked) == 1
