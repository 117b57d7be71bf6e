from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from casework import deciding, handing_over, suspending
from casework.jotting import jotted
from casework.lateness import Reasons
from domain.application import Application, Ask
from domain.calendar import local_day
from domain.office import OfficialId, Role
from domain.states import State
from sources.source import Found
from tests.support.desks import XU, ZHOU, Town, an_official, opened_town, unclear
from tests.support.office_chat import OfficeChat
from tests.support.two import FANG, a_strict_town, agreed, under_review

UNKNOWN = "没听懂。发“帮助”看能用的词。您办的事没有变。"
STRANGER = OfficialId("stranger")


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[OfficeChat]:
    """The chat of a town where one official decides."""
    async with opened_town(tmp_path) as town:
        await town.appointed()
        yield OfficeChat(town)


@pytest.fixture
async def strict(chat: OfficeChat) -> OfficeChat:
    """The chat of a town where two officials sign."""
    await a_strict_town(chat.town)
    return chat


async def refusals(town: Town, case: Application) -> list[str]:
    entries = await town.desk.db.read(lambda tx: tx.journal.of_case(case.id))
    return [str(each.facts["code"]) for each in entries if each.kind == "attempt-refused"]


async def test_the_list_has_what_waits_for_the_official_and_nothing_else(chat: OfficeChat) -> None:
    case = await under_review(chat.town)
    mine = await chat.types(ZHOU, "列表")
    await handing_over.hand_over(chat.town.desk, case.id, by=ZHOU, to=XU)

    after = [await chat.types(each, "列表") for each in (ZHOU, XU)]

    assert mine.startswith("您手上 1 件：\n0001 亲属关系证明，待审核，")
    assert after[0] == "您手上没有待办的件。"
    assert after[1].startswith("您手上 1 件：\n0001 ")


async def test_what_one_has_returned_stays_on_ones_list(chat: OfficeChat) -> None:
    case = await under_review(chat.town)
    asks = (Ask("use_unit", "单位要写全称"),)
    await deciding.send_back(chat.town.desk, case.id, by=ZHOU, asks=asks)

    listed = [await chat.types(each, "列表") for each in (ZHOU, XU)]

    assert "0001 亲属关系证明，待补正" in listed[0]
    assert listed[1] == "您手上没有待办的件。"


async def test_help_names_every_word_that_works(chat: OfficeChat) -> None:
    said = await chat.types(ZHOU, "帮助")

    deciding_words = ("同意", "签发", "退回", "不予出具", "不予受理", "撤销", "移交")
    assert [w for w in ("列表", "看", *deciding_words, "缺勤") if w not in said] == []


async def test_a_case_is_looked_at_by_its_tail_or_alone(chat: OfficeChat) -> None:
    await under_review(chat.town)

    said = [
        await chat.types(ZHOU, text) for text in ("看 0001", "看0001", "看", "看 yb-20261124-0001")
    ]

    assert len(set(said)) == 1
    assert said[0].startswith("0001 亲属关系证明，待审核，户口登记：相符，最晚 ")


@pytest.mark.parametrize(
    "text", ["看看", "同意吧", "同意 陈媛", "同意 330781199305163024", "好的", ""]
)
async def test_other_words_change_nothing(chat: OfficeChat, text: str) -> None:
    case = await under_review(chat.town)

    said = await chat.types(ZHOU, text)

    assert said == UNKNOWN
    assert (await chat.town.case(case.id)).state is State.REVIEW


async def test_more_than_a_number_behind_a_yes_is_no_yes(chat: OfficeChat) -> None:
    case = await under_review(chat.town)

    said = await chat.types(ZHOU, "同意 0001 先等等")

    assert said == UNKNOWN
    assert (await chat.town.case(case.id)).state is State.REVIEW


async def test_a_yes_approves_and_a_second_one_changes_nothing(chat: OfficeChat) -> None:
    case = await under_review(chat.town)

    first = await chat.types(ZHOU, "同意 0001", once="m")
    repeated = await chat.types(ZHOU, "同意 0001", once="m")
    again = await chat.types(ZHOU, "同意 0001")
    late = await chat.types(XU, "同意 0001")

    assert first == repeated == "已同意，14:00。正在制证，做好后自动告诉申请人。"
    assert again == "您 11月24日 14:00 已同意过，没有变化。"
    assert late == "周敏 11月24日 14:00 已同意，您不用再办。"
    assert await refusals(chat.town, case) == ["state-conflict"] * 2


async def test_a_yes_without_a_number_asks_back_when_several_wait(chat: OfficeChat) -> None:
    account = await chat.town.enrolled()
    for unit in ("甲公司", "乙公司"):
        case = await chat.town.submitted(account, use_unit=unit)
        await chat.town.prove(case.id)

    said = await chat.types(ZHOU, "同意")

    assert said == "您有 2 件待审核，是哪一件？0001、0002。回复尾号，例如“同意 0001”。"


async def test_a_tail_that_several_open_cases_have_is_asked_for_in_full(chat: OfficeChat) -> None:
    town, account = chat.town, await chat.town.enrolled()
    first = await town.submitted(account, use_unit="甲公司")
    await town.prove(first.id)
    town.at = town.at.replace(day=25)
    second = await town.submitted(account, use_unit="乙公司")
    await town.prove(second.id)

    asked = await chat.types(ZHOU, "同意 0001")
    said = await chat.types(ZHOU, "同意 1125-0001")

    assert asked.startswith("尾号 0001 有 2 件，请把编号写全：\nYB-2026112")
    assert said.startswith("已同意")
    assert (await town.case(first.id)).state is State.REVIEW
    assert (await town.case(second.id)).state is State.APPROVED


async def test_an_open_proof_is_named_and_the_attempt_written_down(chat: OfficeChat) -> None:
    chat.town.register.kin = unclear(Found.NOT_FOUND)
    case = await under_review(chat.town)

    said = await chat.types(ZHOU, "同意 0001")

    assert said.startswith("还不能同意：亲属关系、户口在本镇（街道）没有结果。")
    assert await refusals(chat.town, case) == ["proof-outstanding"]


async def test_who_is_late_is_led_to_the_page_that_asks_why(chat: OfficeChat) -> None:
    case = await under_review(chat.town)
    chat.town.at = chat.town.at.replace(month=12, day=20)

    said = await chat.types(ZHOU, "同意 0001")

    assert said.startswith("这件已过时限，没有同意：")
    assert await refusals(chat.town, case) == ["validation"]


async def test_a_case_that_is_not_there_is_refused_and_written_down(chat: OfficeChat) -> None:
    said = await chat.types(ZHOU, "同意 9999")

    read = "SELECT count(*) AS n FROM journal WHERE kind = 'attempt-refused' AND case_id IS NULL"
    noted = await chat.town.desk.db.read(lambda tx: tx.rows(read, {})[0]["n"])
    assert said == "没有查到您可以办的 9999。"
    assert noted == 1


@pytest.mark.parametrize("text", ["列表", "看 0001", "同意 0001", "移交 0001 徐立群", "缺勤 今天"])
async def test_a_stranger_is_told_that_he_may_not(chat: OfficeChat, text: str) -> None:
    await under_review(chat.town)

    said = await chat.types(STRANGER, text)

    assert said.startswith("您现在没有审核权限，这一下没有生效，已记录。")


async def test_a_clerk_may_not_approve(chat: OfficeChat) -> None:
    case = await under_review(chat.town)
    await chat.town.appointed(an_official(FANG, Role.CLERK))

    said = await chat.types(FANG, "同意 0001")

    assert said.startswith("您现在没有审核权限")
    assert await refusals(chat.town, case) == ["forbidden"]


@pytest.mark.parametrize(
    ("text", "form", "begins"),
    [
        ("退回 0001 照片反光", "return", "补正要一次说全"),
        ("不予出具 0001 登记里没有", "refuse", "不予出具要写理由和救济办法"),
        ("不予受理 0001 归诸葛镇", "not-accept", "不予受理要写明归谁办"),
    ],
)
async def test_what_needs_reasons_opens_a_page_that_has_them(
    chat: OfficeChat, text: str, form: str, begins: str
) -> None:
    case, reason = await under_review(chat.town), text.split(" ", 2)[2]

    said = await chat.types(ZHOU, text)

    kept = await jotted(chat.town.desk, case, by=ZHOU)
    assert said.startswith(begins)
    assert f'href="https://xiangliban.example/desk/cases/{case.id}#{form}"' in said
    assert said.endswith(f"（“{reason}”已替您填上）")
    assert kept is not None
    assert (kept.form, kept.text) == (form, reason)
    assert (await chat.town.case(case.id)).state is State.REVIEW


async def test_what_was_typed_is_nobody_elses_and_ends_when_the_case_moves(
    chat: OfficeChat,
) -> None:
    case = await under_review(chat.town)
    await chat.types(ZHOU, "退回 0001 照片反光")

    others = await jotted(chat.town.desk, case, by=XU)
    await handing_over.hand_over(chat.town.desk, case.id, by=ZHOU, to=XU)
    after = await jotted(chat.town.desk, await chat.town.case(case.id), by=ZHOU)

    assert (others, after) == (None, None)


async def test_a_paper_is_revoked_on_the_page_and_by_number_only(chat: OfficeChat) -> None:
    await under_review(chat.town)
    await chat.types(ZHOU, "同意 0001")

    bare = await chat.types(XU, "撤销")
    named = await chat.types(XU, "撤销 0001")

    assert bare == "撤销哪一件？请在后面写尾号，例如“撤销 0042”。"
    assert named.startswith("撤销证明要写理由，请在页面办：")


async def test_who_comes_after_a_refusal_a_stop_or_a_return_reads_that(chat: OfficeChat) -> None:
    case, town = await under_review(chat.town), chat.town
    until = local_day(town.at.replace(day=28))
    await suspending.suspend(town.desk, case.id, by=ZHOU, reason="等档案", until=until)
    stopped = await chat.types(XU, "同意 0001")
    await suspending.resume(town.desk, case.id, by=ZHOU)
    await deciding.refuse(town.desk, case.id, by=ZHOU, reasons=Reasons("登记里没有"))

    refused = await chat.types(XU, "同意 0001")

    assert stopped == "周敏已转特别程序，停的时间不算，恢复后会有新卡片。"
    assert refused == "周敏 11月24日 14:00 已不予出具，您不用再办。"


async def test_a_returned_case_is_waited_for(chat: OfficeChat) -> None:
    case = await under_review(chat.town)
    asks = (Ask("use_unit", "单位要写全称"),)
    await deciding.send_back(chat.town.desk, case.id, by=ZHOU, asks=asks)

    said = await chat.types(XU, "同意 0001")

    assert said == "周敏已退回，补来后会有新卡片。"


async def test_of_two_the_first_agrees_and_the_second_signs(strict: OfficeChat) -> None:
    case = await under_review(strict.town)

    first = await strict.types(ZHOU, "同意 0001")
    again = await strict.types(ZHOU, "同意 0001")
    other = await strict.types(FANG, "同意 0001")
    second = await strict.types(XU, "签发 0001")
    late = await strict.types(XU, "签发 0001")

    assert first == "已同意，14:00。等徐立群签发。"
    assert again == "您 11月24日 14:00 已同意过，等徐立群签发。"
    assert other == "第一步已由周敏办过，等徐立群签发。"
    assert second == "已签发，14:00。正在制证，做好后自动告诉申请人。"
    assert late == "您 11月24日 14:00 已签发过，没有变化。"
    assert (await strict.town.case(case.id)).state is State.APPROVED


async def test_nobody_signs_twice_nor_without_the_role(strict: OfficeChat) -> None:
    case = await agreed(strict.town)

    said = [await strict.types(each, "签发 0001") for each in (ZHOU, FANG)]

    assert said[0].startswith("第一步是您办的")
    assert said[1].startswith("您现在没有签发权限，这一下没有生效，已记录。")
    assert await refusals(strict.town, case) == ["forbidden", "forbidden"]


async def test_the_second_gives_back_with_a_reason_and_not_without(strict: OfficeChat) -> None:
    case = await agreed(strict.town)

    bare = await strict.types(XU, "退回 0001")
    said = await strict.types(XU, "退回 0001 材料看不清")

    assert bare.startswith("退回第一人要写理由")
    assert "#hand-back" in bare
    assert said == "已退回周敏，14:00，理由已附上。"
    assert (await strict.town.case(case.id)).state is State.REVIEW
