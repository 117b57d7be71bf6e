"""A rating: given once, answered if it is poor, struck only by judgement."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.case import ApplicationId, CaseFile
from domain.errors import NotRateable, Validation, WrongState
from domain.figures import FEWEST, Tally
from domain.identity import AccountId, PersonId
from domain.item import ItemId
from domain.office import OfficeId, OfficialId
from domain.rating import (
    CONTENT,
    Call,
    Doubt,
    Rating,
    RatingId,
    Satisfaction,
    handled_by,
    must_be_rateable,
    read_level,
)
from domain.rating_rules import RatingRules
from domain.states import State

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
RULES = RatingRules()
XU, ZHOU = OfficialId("xuliqun"), OfficialId("zhoumin")
CALL = Call(reached=True, gist="等得久", done="道了歉")


def a_case(state: State = State.ISSUED) -> CaseFile:
    """A case that ended just now."""
    return CaseFile(
        id=ApplicationId("case-1"),
        item=ItemId("qs-01"),
        item_version="v1",
        person=PersonId("p-chen"),
        account=AccountId("a-chen"),
        assurance=2,
        created_at=AT,
        state=state,
        office=OfficeId("youbu"),
        closed_at=AT,
    )


def a_rating(level: Satisfaction = Satisfaction.ANGRY) -> Rating:
    """What she said of it."""
    due_at = AT + timedelta(days=7) if level.poor else None
    case, office, item = ApplicationId("case-1"), OfficeId("youbu"), ItemId("qs-01")
    return Rating(RatingId("r-1"), case, office, item, level, AT, due_at=due_at)


def test_the_last_two_levels_are_poor_and_the_first_three_content() -> None:
    assert [level.poor for level in Satisfaction] == [False, False, False, True, True]
    assert CONTENT == (Satisfaction.DELIGHTED, Satisfaction.SATISFIED, Satisfaction.FAIR)


@pytest.mark.parametrize("state", [State.ISSUED, State.SETTLED, State.REFUSED, State.NOT_ACCEPTED])
def test_whatever_the_office_did_can_be_rated_for_thirty_days(state: State) -> None:
    case = a_case(state)

    must_be_rateable(case, RULES, at=AT + timedelta(days=30))
    with pytest.raises(NotRateable) as late:
        must_be_rateable(case, RULES, at=AT + timedelta(days=30, seconds=1))

    assert late.value.facts == {"reason": "late"}


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.WITHDRAWN, State.LAPSED])
def test_what_the_office_did_not_end_cannot_be_rated(state: State) -> None:
    with pytest.raises(NotRateable) as early:
        must_be_rateable(a_case(state), RULES, at=AT)

    assert early.value.facts == {"reason": "early"}


def test_a_level_that_is_none_is_refused() -> None:
    assert read_level("fair") is Satisfaction.FAIR
    with pytest.raises(Validation):
        read_level("6")


def test_one_call_ends_it() -> None:
    called = a_rating().called_back(CALL, by=XU, at=AT)

    assert a_rating().waits
    assert (called.waits, called.called_by, called.call) == (False, XU, CALL)
    with pytest.raises(WrongState):
        called.called_back(CALL, by=XU, at=AT)


def test_who_was_content_is_not_called() -> None:
    with pytest.raises(WrongState):
        a_rating(Satisfaction.FAIR).called_back(CALL, by=XU, at=AT)


def test_a_call_says_what_was_done_and_what_was_said() -> None:
    read = Call.read(reached=False, gist=" ", done="打了三次\n没人接")

    assert read == Call(False, "", "打了三次 没人接")
    with pytest.raises(Validation) as unsaid:
        Call.read(reached=True, gist="", done="道了歉")
    assert unsaid.value.facts["field"] == "gist"
    with pytest.raises(Validation):
        Call.read(reached=False, gist="", done="")


def test_a_sentence_is_put_to_it_once_and_before_anybody_has_acted() -> None:
    said = a_rating().add("问了三次")

    assert said.said == "问了三次"
    for late in (said, replace(a_rating(), called_at=AT), replace(a_rating(), asked_at=AT)):
        with pytest.raises(NotRateable):
            late.add("还有")


def test_only_what_was_doubted_is_judged_and_once() -> None:
    doubted = a_rating().question(Doubt.MISTAKEN, "说的是银行", by=ZHOU, at=AT, rules=RULES)
    struck = doubted.judge(strike=True, reason="说的是银行", by=XU, at=AT)

    assert (doubted.stands, struck.stands, struck.waits) == (True, False, False)
    with pytest.raises(WrongState):
        a_rating().judge(strike=True, reason="不对", by=XU, at=AT)
    with pytest.raises(WrongState):
        struck.judge(strike=False, reason="不对", by=XU, at=AT)
    with pytest.raises(WrongState):
        struck.question(Doubt.MISTAKEN, "再看", by=ZHOU, at=AT, rules=RULES)


def test_a_doubt_comes_within_its_days_and_with_reasons() -> None:
    late = AT + timedelta(days=30, seconds=1)

    with pytest.raises(WrongState):
        a_rating().question(Doubt.MALICIOUS, "骂人", by=ZHOU, at=late, rules=RULES)
    with pytest.raises(Validation):
        a_rating().question(Doubt.MALICIOUS, " ", by=ZHOU, at=AT, rules=RULES)


def test_whoever_stood_in_had_a_hand_in_it_too() -> None:
    case = replace(a_case(), agreed_by=ZHOU, decided_by=XU, decided_for=OfficialId("lin"))

    assert handled_by(case) == {ZHOU, XU, "lin"}


def test_what_people_said_is_not_shown_where_an_object_is() -> None:
    said = replace(a_rating().add("问了三次"), why="骂人", call=CALL)

    assert not any(word in repr(said) for word in ("问了三次", "骂人", "等得久", "道了歉"))


def test_fewer_than_twenty_ratings_make_no_share() -> None:
    few = Tally({"rating/delighted": FEWEST - 1})
    enough = Tally({"rating/delighted": 9, "rating/fair": 8, "rating/angry": 3})

    assert (few.rated(), few.content) == (19, None)
    assert (enough.rated(), enough.rated(*CONTENT), enough.content) == (20, 17, 85)
