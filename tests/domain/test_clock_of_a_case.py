"""The clocks of a case, at whatever moment it is handed in, accepted or stopped."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.loader import load, working_days
from domain.application import Application, ApplicationId
from domain.beats import Beat, beats, due_of, unannounced
from domain.calendar import ZONE, Hours, local_day
from domain.clock import FIRST_ANSWER, decision_due, first_answer_due
from domain.identity import AccountId, PersonId
from domain.item import ItemId
from domain.office import OfficeId
from domain.states import State

DAYS, CATALOGUE = working_days(), load()
ITEM, OFFICE = CATALOGUE.item(ItemId("qs-01")), CATALOGUE.office(OfficeId("youbu"))
LONG = replace(ITEM, due_days=10)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside


def handed_in(at: datetime, item: object = ITEM) -> Application:
    """A case that has just come in."""
    draft = Application(
        ApplicationId("a"), ITEM.id, ITEM.version, PersonId("p"), AccountId("c"), 2, at
    )
    due = first_answer_due(DAYS, LONG if item is LONG else ITEM, OFFICE, received=at)
    return draft.submit(by="p", at=at, due_at=due)


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(hours=200)))
def test_nothing_is_due_before_it_was_accepted(at: datetime, paused: timedelta) -> None:
    plain = decision_due(DAYS, ITEM, OFFICE, accepted=at)
    later = decision_due(DAYS, ITEM, OFFICE, accepted=at, paused=paused)

    hours = OFFICE.at_work
    assert at < plain <= later
    assert DAYS.working_time_between(plain, later, hours=hours) == paused


@given(MOMENTS)
def test_half_the_time_comes_before_all_of_it_and_silence_last(at: datetime) -> None:
    found = beats(handed_in(at), days=DAYS, item=ITEM, office=OFFICE)

    assert at < found[Beat.HALF] < found[Beat.OVERDUE] < found[Beat.DEEMED]


def test_a_long_item_is_answered_after_five_days_and_decided_after_ten() -> None:
    at = datetime(2026, 11, 2, 10, 0, tzinfo=ZONE)
    case = handed_in(at, LONG)

    accepted = case.accept(at=at, due_at=decision_due(DAYS, LONG, OFFICE, accepted=at))

    assert case.due_at is not None
    assert local_day(case.due_at) == DAYS.after(date(2026, 11, 2), FIRST_ANSWER)
    assert due_of(accepted, days=DAYS, item=LONG, office=OFFICE) == accepted.due_at
    assert accepted.due_at is not None
    assert local_day(accepted.due_at) == DAYS.after(date(2026, 11, 2), 10)


def test_the_law_binds_a_promise_that_is_longer() -> None:
    at = datetime(2026, 11, 2, 10, 0, tzinfo=ZONE)
    bound = replace(LONG, limit_days=7)

    assert local_day(decision_due(DAYS, bound, OFFICE, accepted=at)) == DAYS.after(at.date(), 7)


def test_a_case_of_december_rests_on_a_year_that_is_not_announced() -> None:
    early = handed_in(datetime(2026, 12, 1, 10, 0, tzinfo=ZONE))
    late = handed_in(datetime(2026, 12, 30, 23, 59, 59, tzinfo=ZONE))

    assert unannounced(early, DAYS) is None
    assert unannounced(late, DAYS) == 2027


@pytest.mark.parametrize("state", [State.DRAFT, State.ISSUED, State.LAPSED, State.WITHDRAWN])
def test_time_does_nothing_to_what_nobody_waits_for(state: State) -> None:
    at = datetime(2026, 11, 2, 10, 0, tzinfo=ZONE)
    case = handed_in(at)

    assert beats(replace(case, state=state), days=DAYS, item=ITEM, office=OFFICE) == {}


@pytest.mark.parametrize(
    "hours",
    [
        Hours(time(17), time(8)),
        Hours(time(8), time(17), time(12)),
        Hours(time(8), time(17), time(14), time(12)),
        Hours(time(8), time(17), time(12), time(18)),
    ],
)
def test_hours_that_are_not_in_order_are_none(hours: Hours) -> None:
    assert not hours.in_order
