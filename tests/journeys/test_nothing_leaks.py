"""The canary: after a whole story, who the people are is readable nowhere that it should not be."""

import json
import logging
import re

import pytest

from sandbox.chat import Show
from sandbox.personas import CHEN_GUOLIANG, CHEN_YUAN, ZHANG_SHUIYING
from storage.migrating import FOLDER, migrations
from storage.transaction import Transaction
from tests.journeys.paperwork import address_of
from tests.journeys.stagecraft import Stage, desk_path

UNIT = "深圳鹭湾织造有限公司"  # no example of the catalogue, which lies open
PURPOSE = "补办旧保单"
REASON = "登记有误已经更正"
PEOPLE = ("陈媛", "陈国樑", CHEN_YUAN, CHEN_GUOLIANG, ZHANG_SHUIYING, "13800000042", "章水英")
OFFICIALS = ("周敏", "徐立群")
TEXTS = (UNIT, PURPOSE, REASON, "今天天气怎么样")
ANSWERS = ("1", "1", "3", "其他", PURPOSE, UNIT, "陈国樑", CHEN_GUOLIANG, "1", "游埠镇")


async def told(stage: Stage) -> list[str]:
    """A story with everything in it; return the secrets of links and sessions that it made."""
    await stage.say("chenyuan", "今天天气怎么样")
    await stage.sim.enrol("nobody", name="章水英", id_number=ZHANG_SHUIYING)
    link = await stage.say("chenyuan", "亲属关系证明")
    await stage.sim.enrol("chenyuan", link, accept=2)
    await stage.settle()
    await stage.handed_in("chenyuan", ANSWERS)
    await stage.sim.tell("zhoumin", "看 0001")
    case = await stage.approved("chenyuan", by="zhoumin")
    path = await stage.case_path("chenyuan")
    await stage.get(path)
    address = address_of(await stage.pdf("chenyuan"))
    await stage.get(address)
    browser, _ = await stage.opened("chenyuan", "xuliqun")
    await browser.post(desk_path(case, "revocation"), {"reason": REASON})
    await stage.settle()
    bearer = stage.sim.world.phones.citizen("chenyuan").bearer
    used = link.split("link=")[1].split('"')[0]
    return [used, bearer, path.rsplit("/", 1)[1], address.rsplit("/", 1)[1]]


def spelt(word: str) -> list[bytes]:
    """A word in the ways in which it could lie in a file."""
    return [word.encode(), word.encode("utf-16-le"), json.dumps(word)[1:-1].encode()]


def found(content: bytes, words: tuple[str, ...]) -> list[str]:
    return [word for word in words if any(form in content for form in spelt(word))]


async def kept(stage: Stage) -> bytes:
    """Every value in the database as it lies there, whatever files its engine puts it into."""
    sql = "\n".join(each.sql for each in migrations(FOLDER))
    renamed = re.findall(r"ALTER TABLE (\w+) RENAME TO", sql)
    tables = sorted(set(re.findall(r"CREATE TABLE (\w+)", sql)) - set(renamed))

    def values(tx: Transaction) -> list[object]:
        rows = [row for name in tables for row in tx.rows(f"SELECT * FROM {name}", {})]  # noqa: S608 - our own names
        return [value for row in rows for value in dict(row).values()]  # type: ignore[call-overload] # a row of either engine is a mapping

    lying = await stage.house.desk.db.read(values)
    return b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in lying)


async def test_neither_names_nor_numbers_nor_texts_lie_open_on_the_disk(stage: Stage) -> None:
    secrets = await told(stage)

    files = [path for path in stage.folder.rglob("*") if path.is_file()]
    content = b"".join(path.read_bytes() for path in files) + await kept(stage)

    assert any("objects" in path.parts for path in files)
    assert found(content, (*PEOPLE, *OFFICIALS, *TEXTS, *secrets)) == []
    assert b"%PDF" not in content
    assert b"0001" in content


async def test_neither_people_nor_their_messages_nor_their_links_are_logged(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    secrets = await told(stage)

    citizen = stage.sim.world.phones.citizen("chenyuan")
    openids = (citizen.openid, citizen.mini_openid, citizen.unionid)
    logged = (stage.log.getvalue() + caplog.text).encode()
    assert found("给陈媛和\\u9648\\u56fd\\u6a11".encode(), PEOPLE) == ["陈媛", "陈国樑"]
    assert b'"event": "request"' in logged
    assert found(logged, (*PEOPLE, *OFFICIALS, *TEXTS, *openids, *secrets)) == []


async def test_cards_and_notices_name_nobody_in_full(stage: Stage) -> None:
    await told(stage)

    cards = [json.dumps(c.content, ensure_ascii=False) for c in stage.sim.cards("zhoumin")]
    notices = stage.told("chenyuan", Show.SUBSCRIBE) + stage.told("chenyuan")
    commands = stage.told("zhoumin", Show.APP)

    assert "陈*樑" in cards[0]
    assert len(notices) == 4
    assert len(commands) == 1
    assert found("\n".join((*cards, *notices, *commands)).encode(), PEOPLE) == []


async def test_the_journal_holds_ids_and_codes(stage: Stage) -> None:
    await told(stage)

    rows = await stage.house.desk.db.read(
        lambda tx: [
            f"{row['actor']} {row['facts']}" for row in tx.rows("SELECT * FROM journal", {})
        ]
    )

    assert len(rows) > 15
    assert found("\n".join(rows).encode(), (*PEOPLE, *OFFICIALS, *TEXTS)) == []


async def test_a_refusal_over_the_api_repeats_nothing_that_was_typed(stage: Stage) -> None:
    reply = await stage.sim.enrol("chenyuan", name="章水英", id_number=ZHANG_SHUIYING)

    assert reply.status == 403
    assert found(json.dumps(reply.body, ensure_ascii=False).encode(), PEOPLE) == []
