"""Two officials tap at the same moment: one decides, the other learns who was faster."""

import asyncio
import re
from collections import Counter

import pytest

from domain.states import State
from tests.journeys import many
from tests.journeys.parts import FATHER
from tests.journeys.stagecraft import Stage, desk_path, key_of

PAIR = ("zhoumin", "xuliqun")
NAMES = {"zhoumin": "周敏", "xuliqun": "徐立群"}
PAIRS = 200
A_MINUTE = 25  # cards that a member's phone takes in a minute, and a few more
LATE = re.compile(r"(周敏|徐立群) 11月24日 \d\d:\d\d 已同意，您不用再办。")


async def laid_before_both(stage: Stage, count: int) -> list[str]:
    """So many cases under review, the card of each on both phones; nothing is pressed after."""
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", "取消", "2")
    units = [f"深圳澜桥电子有限公司第{n}分公司" for n in range(count)]
    numbers: list[str] = []
    for first in range(0, count, A_MINUTE):
        numbers += await many.handed_in(stage, units[first : first + A_MINUTE])
        await stage.settle()
        await stage.later(seconds=61)
    await stage.house.worker.close()
    return numbers


async def raced(stage: Stage) -> list[list[str | None]]:
    """All pairs tap at once; what each of the two then read, pair by pair."""
    cards = [(card.task, key_of(card)) for card in stage.sim.cards("zhoumin")]
    return list(await asyncio.gather(*(stage.sim.race(*card, PAIR) for card in cards)))


@pytest.mark.slow
async def test_of_two_hundred_pairs_exactly_one_wins_each_and_the_other_reads_who(
    stage: Stage,
) -> None:
    numbers = await laid_before_both(stage, PAIRS)

    seen = await raced(stage)

    cases = await many.cases(stage, numbers)
    winners = {case.id: case.decided_by for case in cases}
    keys = [key_of(card).split(":")[1] for card in stage.sim.cards("zhoumin")]
    assert [case.state for case in cases] == [State.APPROVED] * PAIRS
    for key, pair in zip(keys, seen, strict=True):
        won = PAIR.index(str(winners[key]))  # type: ignore[index]  # an id is a text
        late = LATE.fullmatch(pair[1 - won] or "")
        assert pair[won] is None
        assert late is not None
        assert late[1] == NAMES[PAIR[won]]
    drawn = sorted(case.certificate_number for case in cases)
    owed = await stage.house.desk.db.read(lambda tx: Counter(tx.outbox.topics()))
    assert drawn == [f"兰游证〔2026〕第{n:06d}号" for n in range(1, PAIRS + 1)]
    assert owed["issue"] == PAIRS


async def test_the_winners_copy_greys_at_once_and_the_losers_soon(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    card = stage.card("zhoumin")

    await stage.sim.race(card.task, key_of(card), PAIR)
    await stage.settle()

    case = await stage.case("chenyuan")
    said = f"{NAMES[str(case.decided_by)]} 已于 10:00 同意"
    assert {stage.card(each).replaced for each in (*PAIR, "fangqing")} == {said}
    assert (await stage.steps("chenyuan")).count("state/approved") == 1


async def test_who_approves_twice_learns_that_nothing_changed(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    card = stage.card("zhoumin")
    await stage.sim.tap("zhoumin", card.task, key_of(card))

    again = await stage.sim.tap("zhoumin", card.task, key_of(card), force=True)

    assert again == "您 11月24日 10:00 已同意过，没有变化。"
    assert (await stage.steps("chenyuan")).count("number-drawn") == 1


async def test_typing_and_tapping_are_the_same_verb(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)

    typed = await stage.sim.tell("xuliqun", "同意 0001")
    late = await stage.sim.tell("zhoumin", "同意 0001")

    assert typed == "已同意，10:00。正在制证，做好后自动告诉申请人。"
    assert late == "徐立群 11月24日 10:00 已同意，您不用再办。"


async def test_who_comes_after_a_refusal_reads_that_too(stage: Stage) -> None:
    case = await stage.applied("chenyuan", FATHER)
    card = stage.card("xuliqun")
    browser, _ = await stage.opened("chenyuan", "zhoumin")
    await browser.post(desk_path(case, "refusal"), {"reasons": "户口登记没有这一关系。"})

    late = await stage.sim.tap("xuliqun", card.task, key_of(card), force=True)

    assert late == "周敏 11月24日 10:00 已不予出具，您不用再办。"


async def test_a_withdrawal_and_an_approval_at_once_end_in_one_of_the_two(stage: Stage) -> None:
    numbers = await laid_before_both(stage, 20)
    cards = stage.sim.cards("zhoumin")
    taps = [stage.sim.tap("zhoumin", card.task, key_of(card)) for card in cards]
    withdrawals = [stage.sim.say("chenyuan", f"撤回 {number[-4:]}") for number in numbers]

    await asyncio.gather(*(act for pair in zip(taps, withdrawals, strict=True) for act in pair))

    cases = await many.cases(stage, numbers)
    ends = Counter(case.state for case in cases)
    assert ends[State.APPROVED] + ends[State.WITHDRAWN] == 20
    assert all(bool(c.certificate_number) == (c.state is State.APPROVED) for c in cases)
