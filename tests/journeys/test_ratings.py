"""Ratings from both sides: in the chat, by program and at the desk; poor ones are called back."""

import pytest

from domain.rating import Rating, Satisfaction
from domain.states import State
from sandbox.chat import Show
from tests.journeys.calling import holding, program_of
from tests.journeys.parts import FATHER
from tests.journeys.stagecraft import Stage

CHEN, OTHER = "chenyuan", "dexing"
XU, ZHOU = "xuliqun", "zhoumin"
ASKED = "1 非常满意\n2 满意\n3 基本满意\n4 不满意\n5 非常不满意"
DONE = "向您道歉，已改成当天先回电话"


async def issued(stage: Stage) -> str:
    """Her paper is there, by 周敏; the last part of the case's number."""
    case = await stage.issued(CHEN, FATHER, by=ZHOU)
    assert case.state is State.ISSUED
    return case.tail


async def rating(stage: Stage) -> Rating | None:
    """How her newest case was rated."""
    case = await stage.case(CHEN)
    return await stage.house.desk.db.read(lambda tx: tx.ratings.of_case(case.id))


async def poor(stage: Stage) -> Rating:
    """She has rated it by the last level, with a sentence."""
    tail = await issued(stage)
    await stage.say(CHEN, f"评价 {tail}", "5", "跑了两趟才有人接")
    await stage.settle()
    found = await rating(stage)
    assert found is not None
    return found


async def path_of(stage: Stage) -> str:
    return f"applications/{(await stage.case(CHEN)).id}/rating"


@pytest.mark.parametrize(("digit", "level"), list(enumerate(Satisfaction, start=1)))
async def test_each_of_the_five_levels_is_a_digit_in_the_chat(
    stage: Stage, digit: int, level: Satisfaction
) -> None:
    tail = await issued(stage)

    asked = await stage.say(CHEN, f"评价 {tail}")
    kept = await stage.say(CHEN, str(digit))
    done = await stage.say(CHEN, "跳过")

    found = await rating(stage)
    assert ASKED in asked
    assert stage.house.desk.words.term("level", level) in kept
    assert done == "好，就这样记下。"
    assert found is not None
    assert (found.level, found.said) == (level, "")


async def test_nobody_is_pressed_and_a_silence_is_taken_as_one(stage: Stage) -> None:
    await issued(stage)
    heard = len(stage.sim.inbox(CHEN))

    await stage.later(days=8)
    page = await stage.get(await stage.case_path(CHEN))

    assert len(stage.sim.inbox(CHEN)) == heard + 1  # where her page is, for she has asked that
    assert "想说就选一项，不说也行" in page
    assert await rating(stage) is None


async def test_a_sentence_may_follow_and_what_comes_later_is_talk_again(stage: Stage) -> None:
    tail = await issued(stage)

    await stage.say(CHEN, f"评价 {tail}", "2")
    kept = await stage.say(CHEN, "办得快")
    mine = await stage.say(CHEN, "我的")
    digit = await stage.say(CHEN, "5")

    found = await rating(stage)
    assert kept == "这一句也记下了。谢谢您说出来。"
    assert tail in mine
    assert "记下" not in digit
    assert found is not None
    assert (found.level, found.said) == (Satisfaction.SATISFIED, "办得快")


async def test_a_second_rating_is_refused_in_the_chat(stage: Stage) -> None:
    tail = await issued(stage)
    await stage.say(CHEN, f"评价 {tail}", "2", "跳过")

    again = await stage.say(CHEN, f"评价 {tail}")
    nothing = await stage.say(CHEN, "5")

    found = await rating(stage)
    assert "您已经评过了" in again
    assert "记下" not in nothing
    assert found is not None
    assert found.level is Satisfaction.SATISFIED


async def test_somebody_elses_case_is_not_found_in_the_chat(stage: Stage) -> None:
    tail = await issued(stage)
    await stage.known(OTHER)

    answer = await stage.say(OTHER, f"评价 {tail}")

    assert "没有查到您可以评价的这一件" in answer
    assert await rating(stage) is None


async def test_after_thirty_days_it_is_too_late(stage: Stage) -> None:
    tail = await issued(stage)
    await stage.later(days=31)

    answer = await stage.say(CHEN, f"评价 {tail}")

    assert "太久" in answer
    assert await rating(stage) is None


async def test_a_poor_rating_is_prompted_at_half_and_over_time_and_the_call_ends_it(
    stage: Stage,
) -> None:
    found = await poor(stage)
    opened = stage.sim.inbox(XU)[-1].text
    await stage.later(days=4)
    half = stage.sim.inbox(XU)[-1].text
    await stage.later(days=5)
    late = stage.sim.inbox(XU)[-1].text
    browser = await stage.at_desk(XU)

    listed = await browser.get("/desk/ratings")
    form = {"reached": "yes", "gist": "等得久", "done": DONE}
    done = await browser.post(f"/desk/ratings/{found.id}/call-back", form)
    await stage.settle()
    await stage.later(days=9)

    assert "一条评价：非常不满意" in opened
    assert "时限过半" in half
    assert "没有回访" in late
    assert "跑了两趟才有人接" in listed
    assert DONE in done
    assert DONE in await stage.get(await stage.case_path(CHEN))
    assert ("told/rating-answered") in [phrase for phrase, _ in await stage.channels(CHEN)]
    assert stage.sim.inbox(XU)[-1].text == late


async def test_who_handled_it_reads_what_was_said_and_not_by_whom(stage: Stage) -> None:
    await poor(stage)
    browser = await stage.at_desk(ZHOU)

    page = await browser.get("/desk/ratings")

    case = await stage.case(CHEN)
    assert "跑了两趟才有人接" in page
    assert case.number not in page
    assert case.id not in page
    assert "陈" not in page.text
    assert not any("评价" in bubble.text for bubble in stage.sim.inbox(ZHOU))


async def test_a_mistaken_rating_is_doubted_judged_by_another_and_told_with_reasons(
    stage: Stage,
) -> None:
    found = await poor(stage)
    handler = await stage.at_desk(ZHOU)
    doubt = {"doubt": "mistaken", "why": "说的是银行柜台"}
    await handler.post(f"/desk/ratings/{found.id}/review", doubt)
    own = {"strike": "yes", "reason": "说的是银行柜台，不是我们"}
    refused = await handler.post(f"/desk/ratings/{found.id}/decision", own)
    await stage.settle()
    told = stage.sim.inbox(XU)[-1].text
    before = await stage.get("/api/v1/desk/stats")

    judge = await stage.at_desk(XU)
    counted = await judge.get("/desk/stats")
    await judge.post(f"/desk/ratings/{found.id}/decision", own)
    await stage.settle()
    after = await judge.get("/desk/stats")

    assert before.status == 401
    assert refused.status == 403
    assert "提请复核" in told
    assert "评价 1 条" in counted
    assert "评价 0 条" in after
    assert "评价不计" in stage.told(CHEN, Show.SUBSCRIBE)[-1]
    assert "说的是银行柜台，不是我们" in await stage.get(await stage.case_path(CHEN))


async def test_by_program_once_and_with_an_answer_that_can_be_read(stage: Stage) -> None:
    await issued(stage)
    hers, path = await holding(stage, CHEN), await path_of(stage)

    before = await hers.ask("GET", path)
    given = await hers.ask("POST", path, {"level": "dissatisfied", "said": "慢"})
    again = await hers.ask("POST", path, {"level": "fair"})
    after = await hers.ask("GET", path)

    assert (before.body["open"], before.body["level"]) == (True, None)
    assert (given.status, given.body["level"]) == (201, "dissatisfied")
    assert given.body["call_by"]
    assert (again.status, again.slug) == (409, "not-rateable")
    assert after.body == given.body


async def test_by_program_a_repetition_is_harmless_and_lateness_is_not(stage: Stage) -> None:
    await issued(stage)
    hers, path = await holding(stage, CHEN), await path_of(stage)

    first = await hers.ask("POST", path, {"level": "fair"}, Idempotency_Key="k-1")
    second = await hers.ask("POST", path, {"level": "fair"}, Idempotency_Key="k-1")

    assert (first.status, second.status) == (201, 201)
    assert first.body == second.body


async def test_by_program_somebody_elses_case_is_not_found(stage: Stage) -> None:
    await issued(stage)
    other = await program_of(stage, OTHER)

    answer = await other.ask("POST", await path_of(stage), {"level": "fair"})

    assert (answer.status, answer.slug) == (404, "not-found")
    assert await rating(stage) is None
