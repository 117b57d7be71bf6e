"""Rating: once a case, by whom it is of, counted at once; poor ones are called back in time."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from casework import prompting_rating, rating, ratings_at_desk
from casework.clocks import recount
from casework.following_up import strike
from casework.rating import Given
from casework.ratings_at_desk import Asking, Judging
from casework.repeating import Repeat
from domain.application import ApplicationId
from domain.calendar import ZONE, local_day
from domain.errors import (
    Forbidden,
    IdempotencyKeyReused,
    NotFound,
    NotRateable,
    Refusal,
    Validation,
    WrongState,
)
from domain.identity import PersonId
from domain.office import OfficialId
from domain.post import Job, Later
from domain.rating import Call, Doubt, Rating, Satisfaction
from tests.support.desks import XU, ZHOU, Town
from tests.support.rated import HERS, LIN, OFFICE, ended, of_case, rated, staffed, struck

CALL = Call(reached=True, gist="等得久", done="道了歉")
ASKING = Asking(Doubt.MISTAKEN, "说的是银行")
STRIKE = Judging(strike=True, reason="说的是银行，不是我们")
KEEP = Judging(strike=False, reason="说的就是这件")
HALF = datetime(2026, 11, 27, 14, 0, tzinfo=ZONE)
DUE = datetime(2026, 12, 1, 17, 30, tzinfo=ZONE)


async def counts(town: Town) -> dict[str, int]:
    """What stands in the figures of today, without what is nought."""
    day = local_day(town.at)
    rows = await town.desk.db.read(lambda tx: tx.figures.between(day, day))
    return {what: n for office, what, n in rows if office == OFFICE and n}


async def prompts(town: Town) -> list[str]:
    """What supervisors are owed, in order."""
    query = "SELECT ids FROM outbox WHERE topic = 'rating-prompt' ORDER BY id"
    rows = await town.desk.db.read(lambda tx: tx.rows(query, {}))
    return [row["ids"].split('"what":"')[1].split('"')[0] for row in rows]


async def told(town: Town) -> list[str]:
    """The notices to her, in order."""
    query = "SELECT ids FROM outbox WHERE topic = 'tell' ORDER BY id"
    rows = await town.desk.db.read(lambda tx: tx.rows(query, {}))
    return [row["ids"].split('"phrase":"')[1].split('"')[0] for row in rows]


@pytest.mark.parametrize("level", list(Satisfaction))
async def test_each_level_is_counted_once(town: Town, level: Satisfaction) -> None:
    await staffed(town)

    found = await rated(town, level)

    assert await counts(town) == {f"rating/{level}": 1}
    assert found.waits is level.poor
    assert await prompts(town) == (["opened"] if level.poor else [])


async def test_a_case_is_rated_once(town: Town) -> None:
    await staffed(town)
    first = await rated(town, Satisfaction.FAIR)

    with pytest.raises(NotRateable):
        await rating.rate(town.desk, first.case, Given(Satisfaction.ANGRY), by=HERS)

    assert await counts(town) == {"rating/fair": 1}


async def test_a_request_that_is_sent_again_rates_once(town: Town) -> None:
    case, again = await ended(town), Repeat("key", "chen", "digest")

    first = await rating.rate(town.desk, case.id, Given(Satisfaction.FAIR), by=HERS, repeat=again)
    second = await rating.rate(town.desk, case.id, Given(Satisfaction.FAIR), by=HERS, repeat=again)
    other = replace(again, digest="other")
    with pytest.raises(IdempotencyKeyReused):
        await rating.rate(town.desk, case.id, Given(Satisfaction.ANGRY), by=HERS, repeat=other)

    assert first == second
    assert await counts(town) == {"rating/fair": 1}


@pytest.mark.parametrize("who", [PersonId("somebody"), None])
async def test_somebody_elses_case_is_not_found(town: Town, who: PersonId | None) -> None:
    case = await ended(town)

    with pytest.raises(NotFound):
        await rating.rate(town.desk, case.id, Given(Satisfaction.FAIR), by=who)
    with pytest.raises(NotFound):
        await rating.of_case(town.desk, case.id, by=who)

    assert await counts(town) == {}
    assert "attempt-refused" in await town.journal(case.id)


async def test_after_thirty_days_it_is_too_late(town: Town) -> None:
    case = await ended(town)
    town.at += timedelta(days=30, seconds=1)

    with pytest.raises(NotRateable):
        await rating.rate(town.desk, case.id, Given(Satisfaction.FAIR), by=HERS)

    assert not (await rating.of_case(town.desk, case.id, by=HERS))["open"]


async def test_a_sentence_can_come_afterwards_and_once(town: Town) -> None:
    await staffed(town)
    case = (await rated(town, Satisfaction.FAIR)).case

    told = await rating.add_words(town.desk, case, "办得快\n谢谢", by=HERS)

    assert told["said"] == "办得快 谢谢"
    with pytest.raises(NotRateable):
        await rating.add_words(town.desk, case, "还有", by=HERS)


async def test_a_sentence_that_is_too_long_rates_nothing(town: Town) -> None:
    case = await ended(town)

    with pytest.raises(Validation):
        await rating.rate(town.desk, case.id, Given(Satisfaction.FAIR, "快" * 501), by=HERS)

    assert (await rating.of_case(town.desk, case.id, by=HERS))["open"]


async def test_time_reminds_at_half_and_escalates_when_it_is_over(town: Town) -> None:
    await staffed(town)
    poor = await rated(town, Satisfaction.ANGRY)

    early = await struck(town, poor.id)
    town.at = HALF
    half = await struck(town, poor.id)
    town.at = DUE
    late = await struck(town, poor.id)
    again = await struck(town, poor.id)

    assert (poor.due_at, early.half_at) == (DUE, None)
    assert (half.half_at, late.overdue_at) == (HALF, DUE)
    assert again == late
    assert await prompts(town) == ["opened", "half-time", "overdue"]


async def test_a_clock_in_doubt_does_nothing(town: Town) -> None:
    await staffed(town)
    poor = await rated(town, Satisfaction.ANGRY)
    doubting = replace(town.desk, doubt=lambda: "leapt")

    with pytest.raises(Later):
        await strike(doubting, Job("job", "rating-clock", "lane", {"rating": poor.id}))


async def test_days_that_are_announced_later_move_the_call(town: Town) -> None:
    await staffed(town)
    poor = await rated(town, Satisfaction.ANGRY)
    off = {**town.desk.days.off, HALF.date(): "放假"}
    moved = replace(town.desk, days=replace(town.desk.days, off=off))

    await recount(moved, Job("job", "recount", "lane", {}))

    assert (await of_case(town, poor.case)).due_at == DUE + timedelta(days=1)


async def test_those_are_told_who_had_no_hand_in_it(town: Town) -> None:
    await staffed(town)
    poor = await rated(town, Satisfaction.DISSATISFIED)

    due = await prompting_rating.prompt_due(town.desk, poor.id, what="opened")

    assert due is not None
    assert set(due.officials) == {XU, LIN}
    assert "不满意" in due.text
    assert "陈" not in due.text


async def test_a_call_ends_the_clock_and_is_told(town: Town) -> None:
    await staffed(town)
    poor = await rated(town, Satisfaction.ANGRY)

    line = await ratings_at_desk.call_back(town.desk, poor.id, CALL, by=XU)
    town.at = DUE
    after = await struck(town, poor.id)

    assert (line.rating.call, after.overdue_at) == (CALL, None)
    assert await told(town) == ["told/rating-answered"]
    assert await prompting_rating.prompt_due(town.desk, poor.id, what="overdue") is None
    assert (await rating.of_case(town.desk, poor.case, by=HERS))["done"] == "道了歉"
    with pytest.raises(WrongState):
        await ratings_at_desk.call_back(town.desk, poor.id, CALL, by=LIN)


async def test_who_had_it_in_hand_neither_calls_nor_sees_whose_it_was(town: Town) -> None:
    await staffed(town)
    poor = await rated(town, Satisfaction.ANGRY, said="问了三次")

    with pytest.raises(Forbidden):
        await ratings_at_desk.call_back(town.desk, poor.id, CALL, by=ZHOU)
    (his,) = await ratings_at_desk.ratings_of(town.desk, by=ZHOU)
    (other,) = await ratings_at_desk.ratings_of(town.desk, by=XU)

    assert (his.case, sorted(his.may), his.rating.said) == (None, ["review"], "问了三次")
    assert other.case is not None
    assert other.may == {"review", "call-back"}


async def test_another_offices_supervisor_finds_nothing(town: Town) -> None:
    await staffed(town)
    poor = await rated(town, Satisfaction.ANGRY)
    other = OfficialId("away")

    for act in (
        ratings_at_desk.call_back(town.desk, poor.id, CALL, by=other),
        ratings_at_desk.question(town.desk, poor.id, ASKING, by=other),
        ratings_at_desk.judge(town.desk, poor.id, STRIKE, by=other),
    ):
        with pytest.raises(NotFound):
            await act

    assert await ratings_at_desk.ratings_of(town.desk, by=other) == ()


async def test_a_struck_rating_leaves_the_figures_and_the_clock(town: Town) -> None:
    await staffed(town)
    poor = await rated(town, Satisfaction.ANGRY)

    await ratings_at_desk.question(town.desk, poor.id, ASKING, by=ZHOU)
    line = await ratings_at_desk.judge(town.desk, poor.id, STRIKE, by=XU)
    town.at = DUE
    after = await struck(town, poor.id)

    assert (line.rating.struck, after.overdue_at) == (True, None)
    town.at -= timedelta(days=7)
    assert await counts(town) == {}
    assert await told(town) == ["told/rating-struck"]
    known = await rating.of_case(town.desk, poor.case, by=HERS)
    assert (known["struck"], known["reason"]) == (True, STRIKE.reason)


async def test_a_rating_that_is_kept_counts_on(town: Town) -> None:
    await staffed(town)
    poor = await rated(town, Satisfaction.ANGRY)

    await ratings_at_desk.question(town.desk, poor.id, ASKING, by=ZHOU)
    line = await ratings_at_desk.judge(town.desk, poor.id, KEEP, by=XU)

    assert line.rating.waits
    assert await counts(town) == {"rating/angry": 1}
    assert await told(town) == []


async def test_nobody_judges_what_he_has_doubted_or_done(town: Town) -> None:
    await staffed(town)
    poor = await rated(town, Satisfaction.ANGRY)
    await ratings_at_desk.question(town.desk, poor.id, ASKING, by=XU)

    for who in (XU, ZHOU):
        with pytest.raises(Forbidden):
            await ratings_at_desk.judge(town.desk, poor.id, STRIKE, by=who)
    due = await prompting_rating.prompt_due(town.desk, poor.id, what="doubted")

    assert due is not None
    assert due.officials == (LIN,)
    assert await counts(town) == {"rating/angry": 1}


CASES, ACTS = 8, 200


class Year:
    """Everybody rates, doubts, judges and calls in any order, as often as not too late."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town = town
        self.chance = Random(seed)  # noqa: S311 - the same year again, not a secret

    async def act(self) -> None:
        """Let somebody do something to some case; whatever is refused changes nothing."""
        case = ApplicationId(f"case-{self.chance.randrange(CASES)}")
        known = await self.town.desk.db.read(lambda tx: tx.ratings.of_case(case))
        who = self.chance.choice((ZHOU, XU, LIN, OfficialId("away")))
        try:
            if known is None or self.chance.random() < 0.2:
                level = self.chance.choice(list(Satisfaction))
                await rating.rate(self.town.desk, case, Given(level), by=HERS)
            else:
                await self.answer(known, who)
        except Refusal:
            return

    async def answer(self, known: Rating, who: OfficialId) -> None:
        """Let an official call back, doubt or judge; sometimes time passes."""
        desk = self.town.desk
        match self.chance.randrange(5):
            case 0:
                await ratings_at_desk.call_back(desk, known.id, CALL, by=who)
            case 1:
                await ratings_at_desk.question(desk, known.id, ASKING, by=who)
            case 2:
                await ratings_at_desk.judge(desk, known.id, STRIKE, by=who)
            case 3:
                await ratings_at_desk.judge(desk, known.id, KEEP, by=who)
            case _:
                self.town.at += timedelta(days=1)


@pytest.mark.parametrize("seed", range(4))
async def test_the_figures_are_the_ratings_that_stand_whatever_happened(
    town: Town, seed: int
) -> None:
    await staffed(town)
    for n in range(CASES):
        await ended(town, n=n)
    first, year = local_day(town.at), Year(town, seed)

    for _ in range(ACTS):
        await year.act()

    last = local_day(town.at)
    rows = await town.desk.db.read(lambda tx: tx.figures.between(first, last))
    ratings = await town.desk.db.read(lambda tx: tx.ratings.of_office(OFFICE, 99))
    standing = [each.counts for each in ratings if each.stands]
    counted = {what: n for _office, what, n in rows if n}
    assert len(ratings) > CASES // 2
    assert len(standing) < len(ratings)
    assert counted == {what: standing.count(what) for what in standing}
    for what, n in counted.items():
        lines = await town.desk.db.read(
            lambda tx, what=what: tx.figures.cases(OFFICE, what, first, last, after="", limit=99)  # type: ignore[misc] # mypy knows no default in a lambda
        )
        assert len(lines) == n
