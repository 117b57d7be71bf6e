"""Taps on 属实: what is answered, and what is written."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.verifier import tapped
from casework import verifying
from domain.message import Channel, Kind, Message
from domain.office import OfficialId
from domain.verification import Turn, Verification
from tests.support import verifying as asking
from tests.support.desks import AT, Town, opened_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with opened_town(tmp_path) as opened:
        yield opened


def tap(by: OfficialId, key: str) -> Message:
    """A tap, as the door has read it."""
    return Message(Channel.WECOM, Kind.TAP, by, "corp", AT, "tap-1", key=key, task="verify_1")


async def turn(town: Town, asked: Verification) -> Turn:
    return (await town.desk.db.read(lambda tx: tx.verifications.get(asked.id))).turn


async def test_a_tap_before_the_page_was_read_answers_nothing(town: Town) -> None:
    _, asked = await asking.put(town)

    reply = await tapped(town.desk, tap(asking.FANG, f"verify:{asked.id}:1"))

    assert reply.text.startswith("请先打开核验页看清姓名和号码")
    assert await turn(town, asked) is Turn.ASKED


async def test_a_repeated_tap_gets_the_first_answer(town: Town) -> None:
    _, asked = await asking.put(town)
    await verifying.open_page(town.desk, asked.id, by=asking.FANG)

    first = await tapped(town.desk, tap(asking.FANG, f"verify:{asked.id}:1"))
    again = await tapped(town.desk, tap(asking.FANG, f"verify:{asked.id}:1"))

    assert first == again
    assert first.button.endswith("答复：属实")


async def test_a_tap_on_a_recalled_question_hears_so(town: Town) -> None:
    case, asked = await asking.put(town)
    await verifying.open_page(town.desk, asked.id, by=asking.FANG)
    await town.desk.db.write(lambda tx: verifying.recall_all(tx, case, at=town.at, why="changed"))

    reply = await tapped(town.desk, tap(asking.FANG, f"verify:{asked.id}:1"))

    assert "问的一方已经收回" in reply.text


async def test_whoever_has_no_such_role_is_told_and_it_is_written_down(town: Town) -> None:
    case, asked = await asking.put(town)

    reply = await tapped(town.desk, tap(asking.SHEN, f"verify:{asked.id}:1"))

    assert "没有“部门核验”的职责" in reply.text
    assert "attempt-refused" in await town.journal(case.id)


async def test_whom_the_case_concerns_must_leave_it_to_others(town: Town) -> None:
    case, asked = await asking.put(town)
    await town.appointed(replace(asking.verifier(), kin=frozenset(case.parties)))

    reply = await tapped(town.desk, tap(asking.FANG, f"verify:{asked.id}:1"))

    assert "与您或您的亲属有关" in reply.text


@pytest.mark.parametrize("key", ["verify:", "verify:1:1", "verify:x", f"verify:{'0' * 36}:x"])
async def test_a_key_of_nobodys_is_not_understood(town: Town, key: str) -> None:
    await town.appointed(asking.verifier())

    reply = await tapped(town.desk, tap(asking.FANG, key))

    assert reply.text.startswith("没听懂")
    assert reply.button == ""
