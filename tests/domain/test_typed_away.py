from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import typed
from domain.errors import Validation

TODAY = date(2026, 11, 24)
NOV = date(2026, 11, 24), date(2026, 11, 26)


def away(text: str) -> tuple[date, date, str]:
    return typed.away(text, today=TODAY, field="away")


@pytest.mark.parametrize(
    "text",
    [
        "11月24日 至 11月26日 徐立群代",
        "11月24日至26日，由徐立群代",
        "11月24日-11月26日 徐立群代办",
        "2026年11月24日到2026年11月26日 徐立群代",
        "今天至11月26日 徐立群 代",
        "１１月２４号～２６号，徐立群代。",
    ],
)
def test_days_and_deputy_are_read_however_they_are_written(text: str) -> None:
    assert away(text) == (*NOV, "徐立群")


def test_one_day_without_a_deputy_is_enough() -> None:
    assert away("明天") == (date(2026, 11, 25), date(2026, 11, 25), "")
    assert away("1月3日") == (date(2027, 1, 3), date(2027, 1, 3), "")


def test_a_span_may_lead_into_the_next_year() -> None:
    assert away("12月30日至1月2日")[:2] == (date(2026, 12, 30), date(2027, 1, 2))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("下周", "date-shape"),
        ("", "date-shape"),
        ("11月24日 徐立群", "date-shape"),
        ("徐立群代", "date-shape"),
        ("2月30日", "date-none"),
        ("2027年2月29日", "date-none"),
        ("11月31日至12月1日", "date-none"),
        ("11月26日至11月24日", "date-out"),
        ("2026年11月26日至2026年11月24日", "date-out"),
        ("11月24日至2027年11月24日", "date-out"),
    ],
)
def test_what_is_no_span_of_days_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Validation) as refused:
        away(text)

    assert refused.value.facts["reason"] == reason


@given(st.dates(TODAY, TODAY + timedelta(days=300)), st.integers(0, 60))
def test_whatever_is_written_is_read_back(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    text = f"{first.month}月{first.day}日至{last.month}月{last.day}日 徐立群代"

    assert away(text) == (first, last, "徐立群")


@given(st.text(max_size=40))
def test_no_text_does_worse_than_to_be_refused(text: str) -> None:
    try:
        first, last, _ = away(text)
    except Validation:
        return

    assert first <= last


@pytest.mark.parametrize(("text", "back"), [("取消", True), ("回来了。", True), ("明天", False)])
def test_who_is_back_says_so(text: str, back: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert typed.comes_back(text) is back
