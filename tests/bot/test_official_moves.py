from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from casework import handing_over
from domain.states import State
from tests.support.desks import XU, ZHOU, Town, opened_town
from tests.support.office_chat import OfficeChat
from tests.support.two import FANG, a_strict_town, agreed, under_review


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[OfficeChat]:
    async with opened_town(tmp_path) as town:
        yield OfficeChat(await a_strict_town(town))


async def test_a_case_becomes_the_named_colleagues(chat: OfficeChat) -> None:
    case = await under_review(chat.town)

    said = await chat.types(ZHOU, "移交 0001 徐立群 出差")
    late = await chat.types(FANG, "同意 0001")

    assert said == "已移交徐立群，14:00。"
    assert (await chat.town.case(case.id)).handler == XU
    assert late == "这件现在在徐立群那里，这一下没有生效。"


async def test_a_hand_over_without_a_reason_asks_for_one_next_time(chat: OfficeChat) -> None:
    await under_review(chat.town)

    first = await chat.types(ZHOU, "移交 0001 徐立群", once="m")
    repeated = await chat.types(ZHOU, "移交 0001 徐立群", once="m")

    assert first == "已移交徐立群，14:00。下次请在名字后面补一句理由。"
    assert repeated == first


async def test_a_name_that_nobody_has_hands_nothing_over(chat: OfficeChat) -> None:
    case = await under_review(chat.town)

    said = await chat.types(ZHOU, "移交 0001 张三")

    assert said.startswith("不能移交给“张三”")
    assert "可以移交给方青、徐立群。" in said
    assert (await chat.town.case(case.id)).handler is None


async def test_the_second_step_goes_to_nobody_who_took_the_first(chat: OfficeChat) -> None:
    case = await agreed(chat.town)

    said = await chat.types(XU, "移交 0001 周敏")

    assert said.startswith("不能移交给“周敏”")
    assert (await chat.town.case(case.id)).handler is None


async def test_whoever_does_not_have_it_cannot_hand_it_over(chat: OfficeChat) -> None:
    case = await under_review(chat.town)
    await handing_over.hand_over(chat.town.desk, case.id, by=ZHOU, to=XU)

    said = await chat.types(FANG, "移交 0001 周敏")

    assert said == "这件现在在徐立群那里，这一下没有生效。"
    assert (await chat.town.case(case.id)).handler == XU


async def test_handing_over_says_how_when_no_name_is_given(chat: OfficeChat) -> None:
    await under_review(chat.town)

    said = [await chat.types(ZHOU, text) for text in ("移交", "移交 0001", "移交 全部")]

    assert said[1].startswith("移交要写给谁，例如“移交 0001 徐立群 出差”。")
    assert said[0] == said[2].replace("0001", "0042")


async def test_all_that_is_ones_own_goes_at_once_and_what_is_everybodys_stays(
    chat: OfficeChat,
) -> None:
    town, account = chat.town, await chat.town.enrolled()
    cases = [
        await town.submitted(account, use_unit=unit) for unit in ("甲公司", "乙公司", "丙公司")
    ]
    for case in cases:
        await town.prove(case.id)
    none = await chat.types(ZHOU, "移交 全部 徐立群")
    for case in cases[:2]:
        await handing_over.hand_over(town.desk, case.id, by=XU, to=ZHOU)

    said = await chat.types(ZHOU, "移交 全部 徐立群 休假")

    assert none.startswith("没有单独归您的件。")
    assert said == "已移交徐立群 2 件，14:00。"
    assert [(await town.case(case.id)).handler for case in cases] == [XU, XU, None]


async def away_now(town: Town) -> bool:
    official = await town.desk.db.read(lambda tx: tx.officials.get(ZHOU))
    return official.away(town.at)


async def test_an_absence_is_noted_with_its_deputy(chat: OfficeChat) -> None:
    said = await chat.types(ZHOU, "缺勤 11月24日 至 11月26日 徐立群代")
    known = await chat.types(ZHOU, "缺勤")

    assert said == "您 11月24日至11月26日缺勤，由徐立群代；签名处会写“徐立群（代周敏）”。"
    assert known.startswith("您的缺勤：\n11月24日至11月26日，由徐立群代\n")
    assert await away_now(chat.town)


async def test_the_same_message_again_notes_one_absence(chat: OfficeChat) -> None:
    said = [await chat.types(ZHOU, "缺勤 明天 徐立群代", once="m") for _ in range(2)]

    known = await chat.types(ZHOU, "缺勤")
    assert said[0] == said[1]
    assert known.count("徐立群代") == 1
    assert not await away_now(chat.town)


async def test_whoever_is_away_acts_for_nobody_until_he_is_back(chat: OfficeChat) -> None:
    case = await under_review(chat.town)
    await chat.types(ZHOU, "缺勤 今天至11月26日 徐立群代")

    chat.town.at += timedelta(hours=1)
    refused = await chat.types(ZHOU, "同意 0001")
    ended = await chat.types(ZHOU, "缺勤 取消", once="back")
    repeated = await chat.types(ZHOU, "缺勤 取消", once="back")
    done = await chat.types(ZHOU, "同意 0001")

    assert refused.startswith("您登记了缺勤，这段时间由别人办")
    assert ended == repeated == "缺勤到现在结束，您可以接着办了。"
    assert done.startswith("已同意")
    assert (await chat.town.case(case.id)).state is State.COUNTERSIGN


async def test_an_absence_to_come_is_taken_back(chat: OfficeChat) -> None:
    await chat.types(ZHOU, "缺勤 12月1日")

    ended = await chat.types(ZHOU, "缺勤 取消")
    none = await chat.types(ZHOU, "缺勤 取消")

    assert ended == "12月1日起的缺勤取消了。"
    assert none == "您没有登记着的缺勤，没有变化。"


@pytest.mark.parametrize("text", ["缺勤 下周", "缺勤 2月30日", "缺勤 11月26日至11月24日 徐立群代"])
async def test_days_that_cannot_be_are_not_noted(chat: OfficeChat, text: str) -> None:
    said = await chat.types(ZHOU, text)

    assert said.startswith("没有看懂哪几天，没有记下。")
    assert (await chat.types(ZHOU, "缺勤")).startswith("没有登记缺勤。")


async def test_a_deputy_is_a_colleague_who_is_there(chat: OfficeChat) -> None:
    await chat.types(XU, "缺勤 11月25日")

    said = [await chat.types(ZHOU, f"缺勤 11月25日 {who}代") for who in ("张三", "周敏", "徐立群")]

    assert all(each.startswith("这个人不能代：") for each in said)
    assert "可以写方青、徐立群。" in said[0]


async def test_days_that_are_noted_already_are_not_noted_twice(chat: OfficeChat) -> None:
    await chat.types(ZHOU, "缺勤 11月25日")

    said = await chat.types(ZHOU, "缺勤 11月24日至26日 徐立群代")

    assert said.startswith("这几天里有已经登记过的缺勤，没有再记。")


async def test_a_deputy_signs_in_his_own_name_and_for_whom(chat: OfficeChat) -> None:
    await under_review(chat.town)
    await chat.types(ZHOU, "同意 0001")
    await chat.types(XU, "缺勤 今天 方青代")

    signed = await chat.types(FANG, "签发 0001")
    chat.town.at += timedelta(days=2)
    late = await chat.types(XU, "签发 0001")

    assert signed.startswith("已签发")
    assert late == "方青（代徐立群） 11月24日 14:00 已签发，您不用再办。"
