from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.weighing import Verdict
from domain.certificate import Standing
from domain.identity import IdNumber, Sex
from domain.kinship import EdgeKind, Kin, term
from domain.office import Role
from domain.states import State
from templates.environment import Words
from templates.wording import as_day, clock, cut, echo, moment, numbered, size

WORDS = Words()
WORDING = WORDS.wording
TABLES = WORDS.terms.tables
FATHER = IdNumber("330781196602091019")
DAUGHTER = IdNumber("330781199305163024")


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("state", State),
        ("state_official", State),
        ("verdict", Verdict),
        ("verdict_official", Verdict),
        ("standing", Standing),
        ("role", Role),
        ("record", EdgeKind),
        ("sex", Sex),
        ("parent", Sex),
        ("child", Sex),
    ],
)
def test_every_code_has_its_word(table: str, codes: type[State]) -> None:
    assert TABLES[table].keys() == {code.value for code in codes}


def test_every_step_of_the_journal_has_its_word() -> None:
    assert TABLES["step"].keys() == {f"state/{state}" for state in State}


@pytest.mark.parametrize("kin", Kin)
@pytest.mark.parametrize("of", [FATHER, DAUGHTER])
@pytest.mark.parametrize("to", [FATHER, DAUGHTER])
@pytest.mark.parametrize("link", [FATHER, DAUGHTER, None])
def test_every_relation_has_its_word(
    kin: Kin, of: IdNumber, to: IdNumber, link: IdNumber | None
) -> None:
    assert WORDS.term("relation", term(kin, of=of, to=to, link=link))


def test_a_reason_is_told_in_both_languages() -> None:
    assert TABLES["reason"].keys() == TABLES["reason_en"].keys()


def test_a_code_without_a_word_is_an_error() -> None:
    with pytest.raises(KeyError, match="relation/cousin"):
        WORDS.term("relation", "cousin")


def test_a_moment_is_told_on_the_clock_of_the_office() -> None:
    late = "2026-11-29T16:30:00.000Z"

    assert clock(late) == "00:30"
    assert moment(late) == "2026-11-30 00:30:00"
    assert WORDING.day(late) == "2026年11月30日"
    assert WORDING.when(late) == "11月30日 00:30"
    assert WORDING.deadline(late) == "11月30日（周一）00:30"


def test_a_day_is_told_from_a_date_a_moment_or_their_text() -> None:
    ways: list[date | str] = [
        date(2026, 11, 30),
        "2026-11-30",
        datetime(2026, 11, 30, 1, tzinfo=UTC),
    ]

    assert {WORDING.short_day(way) for way in ways} == {"11月30日（周一）"}


def test_a_moment_without_a_zone_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="zone"):
        clock("2026-11-23T10:21:00")


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0.4, "不到 1 分钟"),
        (22.9, "22 分钟"),
        (119, "119 分钟"),
        (130, "2 小时 10 分钟"),
        (4330, "3 天 0 小时"),
    ],
)
def test_how_long_it_took_is_told_in_units_that_mean_something(count: float, text: str) -> None:
    assert WORDING.minutes(count) == text


def test_a_wait_is_never_told_too_short() -> None:
    assert [WORDING.wait(s) for s in (0.2, 60, 61)] == ["1 秒后", "60 秒后", "2 分钟后"]


def test_a_size_is_told_in_units_that_people_know() -> None:
    assert [size(12_345_678), size(4096)] == ["12.3 MB", "4 KB"]


def test_choices_are_numbered_from_one() -> None:
    assert numbered(["父亲", "母亲"]) == "1 父亲　2 母亲"


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_a_cut_text_is_never_too_long_and_keeps_its_beginning(text: str, longest: int) -> None:
    short = cut(text, longest)

    assert len(short) <= longest
    assert short == text or text.startswith(short[:-1])


@given(st.text(), st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_no_id_number_survives_an_echo(text: str, number: str) -> None:
    assert number not in echo(f"{text} {number} {text}")


@given(st.dates())
def test_a_day_read_from_its_text_is_the_same_day(day: date) -> None:
    assert as_day(day.isoformat()) == day
