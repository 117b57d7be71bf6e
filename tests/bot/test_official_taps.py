from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from casework import countersigning, handing_over, settling
from casework.greying import Change, cards_stale, change_of
from casework.posting import card_due
from casework.settling import Seen
from domain.application import Application
from domain.office import OfficeId, OfficialId
from domain.post import Job
from domain.states import State
from sources.source import Found
from tests.support.desks import AT, XU, ZHOU, Town, an_official, opened_town, unclear
from tests.support.office_chat import OfficeChat
from tests.support.two import FANG, a_strict_town, agreed, under_review


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[OfficeChat]:
    async with opened_town(tmp_path) as town:
        await town.appointed()
        yield OfficeChat(town)


@pytest.fixture
async def strict(chat: OfficeChat) -> OfficeChat:
    await a_strict_town(chat.town)
    return chat


async def owed(town: Town, topic: str) -> list[dict[str, str]]:
    """What jobs of a topic are about."""
    jobs = await town.desk.db.write(
        lambda tx: tx.outbox.claim(town.at, limit=50, lease=timedelta(seconds=1))
    )
    return [dict(job.ids) for job in jobs if job.topic == topic]


async def grey(town: Town, case: Application, did: str, by: str = "") -> list[str]:
    """What the live cards of a case say once that has been done."""
    stale = await cards_stale(town.desk, Change(case.id, did, by, at=AT))
    return [each.words for each in stale]


async def test_a_tap_approves_and_greys_the_card(chat: OfficeChat) -> None:
    card = await chat.dealt(await under_review(chat.town))

    reply = await chat.taps(ZHOU, card)
    late = await chat.taps(XU, card)

    assert (reply.text, reply.button) == ("", "周敏 已于 14:00 同意")
    assert (late.text, late.button) == ("周敏 11月24日 14:00 已同意，您不用再办。", "")


async def test_the_second_officials_card_says_who_was_first_and_signs(strict: OfficeChat) -> None:
    case = await under_review(strict.town)
    review = await strict.dealt(case)
    first = await strict.taps(ZHOU, review)
    card = await strict.dealt(await strict.town.case(case.id))

    late = await strict.taps(FANG, review)
    second = await strict.taps(XU, card)

    assert first.button == "周敏 已于 14:00 同意，待签发"
    assert card.officials == (XU,)
    assert card.key == f"countersign:{case.id}:{card.revision}"
    assert card.words["desc"] == "周敏 14:00 已同意，请您签发"
    assert card.links == (("hand_back", "#hand-back"), ("refuse", "#refuse"))
    assert late.text == "第一步已由周敏办过，等徐立群签发。"
    assert second.button == "徐立群 已于 14:00 签发"
    assert (await strict.town.case(case.id)).state is State.APPROVED


async def test_a_card_of_the_first_step_signs_nothing_as_the_second(strict: OfficeChat) -> None:
    case = await under_review(strict.town)
    review = await strict.dealt(case)
    await strict.taps(ZHOU, review)
    card = await strict.dealt(await strict.town.case(case.id))

    reply = await strict.taps(XU, review)
    own = await strict.taps(ZHOU, card)

    assert reply.text == "第一步已由周敏办过，等徐立群签发。"
    assert own.text.startswith("第一步是您办的")
    assert (await strict.town.case(case.id)).state is State.COUNTERSIGN


@pytest.mark.parametrize("key", ["approve", "approve:1:2", "approve:x", "other:", ""])
async def test_a_key_that_is_none_of_ours_does_nothing(chat: OfficeChat, key: str) -> None:
    card = await chat.dealt(await under_review(chat.town))

    reply = await chat.taps(ZHOU, card, key=key or "-")

    assert reply.text.startswith("没听懂。")


async def test_an_old_card_says_what_has_become_of_the_case(strict: OfficeChat) -> None:
    town = strict.town
    case = await under_review(town)
    old = await strict.dealt(case)
    await handing_over.hand_over(town.desk, case.id, by=ZHOU, to=XU)
    moved = await strict.taps(ZHOU, old)
    own = await strict.taps(XU, old)
    await handing_over.hand_over(town.desk, case.id, by=XU, to=ZHOU)

    back = await strict.taps(XU, old)

    assert moved.text == "这件现在在徐立群那里，这一下没有生效。"
    assert own.text.startswith("这张卡片已经旧了，这一下没有生效。")  # a new one is his
    assert back.text == "这件现在在周敏那里，这一下没有生效。"
    assert (await town.case(case.id)).state is State.REVIEW


async def test_a_card_from_before_a_proof_was_shown_is_old(chat: OfficeChat) -> None:
    chat.town.register.kin = unclear(Found.NOT_FOUND)
    case = await under_review(chat.town)
    due = await chat.dealt(case)
    key = f"approve:{case.id}:{case.version}"
    await settling.show_proof(
        chat.town.desk, case.id, by=ZHOU, seen=Seen("kinship", "出生医学证明")
    )

    reply = await chat.taps(XU, due, key=key)

    assert due.key == ""  # what is not settled cannot be tapped
    assert reply.text.startswith("这张卡片已经旧了，这一下没有生效。")


async def test_a_lost_role_greys_the_own_copy_only(chat: OfficeChat) -> None:
    case = await under_review(chat.town)
    card = await chat.dealt(case)
    await chat.town.desk.db.write(lambda tx: tx.officials.end_grants(ZHOU, AT))

    reply = await chat.taps(ZHOU, card)

    assert reply.text.startswith("您现在没有审核权限")
    assert await owed(chat.town, "grey-copy") == [
        {"official": ZHOU, "did": "no_role", "code": "code"}
    ]
    assert (await chat.taps(XU, card)).button == "徐立群 已于 14:00 同意"


async def test_kin_who_tap_are_told_and_hold_no_live_copy(chat: OfficeChat) -> None:
    case = await under_review(chat.town)
    card = await chat.dealt(case)
    known = await chat.town.desk.db.read(lambda tx: tx.officials.get(ZHOU))
    kin = replace(known, kin=frozenset(case.parties[:1]))
    await chat.town.desk.db.write(lambda tx: tx.officials.save(kin))

    reply = await chat.taps(ZHOU, card)

    assert reply.text == "这件与您或您的亲属有关，请由别人办。这一下没有生效。"
    assert [job["did"] for job in await owed(chat.town, "grey-copy")] == ["recused"]


async def test_whoever_holds_no_copy_has_none_to_grey(chat: OfficeChat) -> None:
    card = await chat.dealt(await under_review(chat.town))

    await chat.taps(OfficialId("stranger"), card)

    assert await owed(chat.town, "grey-copy") == []


async def test_nobody_gets_the_same_card_twice_and_who_comes_later_gets_one(
    chat: OfficeChat,
) -> None:
    case = await under_review(chat.town)
    first = await chat.dealt(case)
    none = await card_due(chat.town.desk, case.id)
    await chat.town.appointed(an_official(FANG))

    later = await chat.dealt(case)

    assert (first.officials, none) == ((XU, ZHOU), None)
    assert later.officials == (FANG,)
    assert later.task != first.task
    assert await card_due(chat.town.desk, case.id) is None


async def test_a_handed_over_case_goes_to_one_and_leaves_the_others(strict: OfficeChat) -> None:
    case = await under_review(strict.town)
    await strict.dealt(case)
    moved = await handing_over.hand_over(strict.town.desk, case.id, by=ZHOU, to=XU)

    words = await grey(strict.town, moved, "handed_over", ZHOU)

    due = await card_due(strict.town.desk, case.id)
    assert words == ["已移交徐立群"]
    assert due is not None
    assert due.officials == (XU,)


async def test_cards_go_grey_with_who_did_what(strict: OfficeChat) -> None:
    town = strict.town
    case = await agreed(town)
    await strict.dealt(case)
    back = await grey(town, case, "handed_back", XU)
    await countersigning.countersign(town.desk, case.id, by=XU)

    signed = await grey(town, case, "approved", XU)
    changed = await grey(town, case, "changed")

    assert back == ["徐立群 已于 14:00 退回第一人"]
    assert signed == ["徐立群 已于 14:00 签发"]
    assert changed == ["申请人 已于 14:00 改过"]


async def test_cards_of_an_office_that_has_it_no_more_say_where_it_went(chat: OfficeChat) -> None:
    town, case = chat.town, await under_review(chat.town)
    card = await chat.dealt(case)
    elsewhere = case.transfer(OfficeId("lanjiang"))
    await town.desk.db.write(lambda tx: tx.applications.save(elsewhere))

    words = await grey(town, case, "renewed")
    late = await chat.taps(ZHOU, card)

    assert words == ["已转兰江街道"]
    assert late.text == "这件已转兰江街道，由那边办。这一下没有生效。"


async def test_only_cards_below_a_revision_go_grey(chat: OfficeChat) -> None:
    case = await under_review(chat.town)
    card = await chat.dealt(case)
    ids = {"case": case.id, "did": "renewed", "by": "", "below": str(card.revision)}

    kept = await cards_stale(chat.town.desk, change_of(Job("j", "grey", "lane", ids)))

    assert kept == ()


async def test_nobody_on_duty_is_said_and_not_passed_over(chat: OfficeChat) -> None:
    case = await under_review(chat.town)
    for who in (ZHOU, XU):
        await chat.town.desk.db.write(lambda tx, id_=who: tx.officials.end_grants(id_, AT))  # type: ignore[misc] # mypy knows no default in a lambda

    due = await card_due(chat.town.desk, case.id)

    assert due is not None
    assert due.officials == ()
