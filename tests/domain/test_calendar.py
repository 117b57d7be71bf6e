from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.loader import working_days
from domain.calendar import ZONE, Hours, WorkingDays, local, local_day

DAYS = working_days()
CLOSES = time(17, 30)
YEAR = [date(2026, 1, 1) + timedelta(n) for n in range(365)]
# The State Council's notice for 2026, written down a second time.
OFF = {
    date(2026, month, day)
    for month, first, last in [
        (1, 1, 3),
        (2, 15, 23),
        (4, 4, 6),
        (5, 1, 5),
        (6, 19, 21),
        (9, 25, 27),
        (10, 1, 7),
    ]
    for day in range(first, last + 1)
}
WORKED = {
    date(2026, month, day) for month, day in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
}


@pytest.mark.parametrize("day", YEAR, ids=str)
def test_every_day_of_2026_is_as_the_notice_says(day: date) -> None:
    assert DAYS.works(day) is (day in WORKED or (day.weekday() < 5 and day not in OFF))


def test_make_up_days_are_weekend_days_and_no_day_is_both() -> None:
    assert all(day.weekday() >= 5 for day in DAYS.worked)
    assert DAYS.worked.isdisjoint(DAYS.off)
    assert DAYS.off.keys() == OFF
    assert DAYS.worked == WORKED
    assert DAYS.years == {2026}


def test_2026_has_so_many_working_days() -> None:
    assert sum(DAYS.works(day) for day in YEAR) == 248


def test_days_are_counted_from_the_day_after() -> None:
    assert DAYS.after(date(2026, 9, 24), 3) == date(2026, 9, 30)
    assert DAYS.after(date(2026, 9, 18), 1) == date(2026, 9, 20)
    assert DAYS.after(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert DAYS.after(date(2026, 2, 14), 1) == date(2026, 2, 24)


def test_no_days_are_no_days() -> None:
    assert DAYS.after(date(2026, 10, 1), 0) == date(2026, 10, 1)


def test_a_year_that_nobody_has_loaded_counts_the_holidays_that_are_known() -> None:
    assert DAYS.after(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert not any(DAYS.works(date(2027, 2, day)) for day in (6, 7, 8))
    assert not any(DAYS.works(date(2027, 10, day)) for day in (1, 2, 3))


def test_what_rests_on_a_notice_that_has_not_come_is_provisional() -> None:
    known = [date(2026, 11, 24), date(2026, 12, 24)]
    unknown = [date(2026, 12, 25), date(2026, 12, 31), date(2027, 1, 4)]  # it may join them

    assert [DAYS.provisional(day) for day in known] == [False, False]
    assert [DAYS.ruling(day) for day in unknown] == [2027, 2027, 2027]
    assert all(DAYS.provisional(day) for day in unknown)


def test_a_year_that_is_loaded_is_not_foreseen() -> None:
    assert {day.year for day in DAYS.foreseen} == {2027, 2028, 2029}


NOON = Hours(time(8, 30), time(17, 30), time(12), time(14))


def shanghai(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (shanghai(24, 9), shanghai(24, 11), 2),
        (shanghai(24, 11), shanghai(24, 15), 2),  # less the break
        (shanghai(24, 17), shanghai(25, 9), 1),  # over night
        (shanghai(27, 16, 30), shanghai(30, 9, 30), 2),  # over a weekend
        (shanghai(28, 9), shanghai(29, 20), 0),
        (shanghai(24, 11), shanghai(24, 9), 0),
        (shanghai(23, 0), shanghai(28, 0), 35),
    ],
)
def test_time_is_counted_while_the_office_is_at_work(
    start: datetime, end: datetime, hours: int
) -> None:
    assert DAYS.working_time_between(start, end, hours=NOON) == timedelta(hours=hours)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(hours=90)))
def test_so_much_working_time_later_so_much_has_passed(start: datetime, span: timedelta) -> None:
    end = DAYS.moment_after(start, span, hours=NOON)

    assert end >= start
    assert DAYS.working_time_between(start, end, hours=NOON) == span


@pytest.mark.parametrize(
    ("at", "due"),
    [
        # 23:59:59 in Shanghai still belongs to the day.
        (datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC), datetime(2026, 11, 30, 9, 30, tzinfo=UTC)),
        # 00:00:00 belongs to the next.
        (datetime(2026, 11, 23, 16, 0, 0, tzinfo=UTC), datetime(2026, 12, 1, 9, 30, tzinfo=UTC)),
        (datetime(2026, 11, 24, 9, 29, 59, tzinfo=UTC), datetime(2026, 12, 1, 9, 30, tzinfo=UTC)),
        (datetime(2026, 11, 24, 9, 30, 0, tzinfo=UTC), datetime(2026, 12, 1, 9, 30, tzinfo=UTC)),
        # Handed in on a day off.
        (datetime(2026, 10, 1, 4, 0, tzinfo=UTC), datetime(2026, 10, 13, 9, 30, tzinfo=UTC)),
    ],
)
def test_a_deadline_ends_when_offices_close_in_shanghai(at: datetime, due: datetime) -> None:
    assert DAYS.due(at, 5, closes=CLOSES) == due


def test_a_deadline_is_the_same_from_whichever_zone_the_moment_is_told() -> None:
    at = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    elsewhere = at.astimezone(timezone(timedelta(hours=-8)))

    assert DAYS.due(at, 5, closes=CLOSES) == DAYS.due(elsewhere, 5, closes=CLOSES)
    assert DAYS.due(at, 5, closes=CLOSES).utcoffset() == timedelta(hours=8)


def test_the_wall_clock_is_that_of_shanghai() -> None:
    at = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)

    assert local(at).isoformat() == "2027-01-01T00:00:00+08:00"
    assert local_day(at) == date(2027, 1, 1)
    assert local_day(at - timedelta(microseconds=1)) == date(2026, 12, 31)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(1, 60))
def test_a_deadline_is_a_working_day_with_so_many_before_it(day: date, days: int) -> None:
    due = DAYS.after(day, days)

    between = [day + timedelta(n) for n in range(1, (due - day).days + 1)]
    assert DAYS.works(due)
    assert sum(DAYS.works(each) for each in between) == days


def test_a_day_off_can_be_worked_after_all() -> None:
    day = date(2026, 10, 1)

    assert WorkingDays(off={day: "国庆节"}, worked=frozenset({day})).works(day)
