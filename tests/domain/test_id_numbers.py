from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from domain.errors import IdChecksum, IdDate, IdFuture, IdRegion, Refusal, Validation
from domain.identity import (
    IdNumber,
    Sex,
    age,
    birth_date,
    id_number,
    mask_id,
    sex,
)
from tests.support.people import CHEN_YUAN, TODAY, a_number, check_digit

AREAS = ("330781", "330702", "110105", "440305", "330719", "332522", "650101")
NUMBERS = st.builds(
    a_number,
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
    st.sampled_from(AREAS),
)
X_NUMBER = "11010519491231002X"


def read(text: str, *, legacy: bool = False) -> IdNumber:
    return id_number(text, today=TODAY, legacy=legacy)


@given(NUMBERS)
def test_every_number_that_the_standard_makes_is_taken(number: IdNumber) -> None:
    assert read(number) == number


@given(NUMBERS, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_digit_never_passes_silently(number: IdNumber, place: int, digit: str) -> None:
    wrong = number[:place] + digit + number[place + 1 :]

    if wrong == number:
        assert read(wrong) == number
    else:
        with pytest.raises(Refusal):
            read(wrong)


@given(NUMBERS, st.integers(0, 16))
def test_two_neighbours_in_each_others_place_never_pass_silently(
    number: IdNumber, place: int
) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    if swapped == number:
        assert read(swapped) == number
    else:
        with pytest.raises(Refusal):
            read(swapped)


@given(st.text(max_size=24))
def test_whatever_is_typed_is_a_number_or_a_refusal(text: str) -> None:
    try:
        taken = read(text, legacy=True)
    except Refusal as refusal:
        outcome = refusal.code
    else:
        outcome = "taken" if taken.isascii() and len(taken) == 18 else "odd"

    known = {"validation", "id-checksum", "id-date", "id-future", "id-region"}
    assert outcome in known | {"taken"}


def test_the_standards_own_sample_is_taken() -> None:
    assert read(X_NUMBER) == X_NUMBER


def test_people_of_lanxi_born_before_their_code_was_given_out_are_taken() -> None:
    born_before = a_number(date(1958, 7, 12), 202)

    assert read(born_before) == born_before
    assert not ric.is_valid(born_before)  # the library's own check turns them away


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        "11010519491231002ｘ",
        "11010519491231002Ｘ",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X\n",
        "110105-19491231-002X",
        "110105\u300019491231\u3000002X",
    ],
)
def test_blanks_width_and_case_are_forgiven(typed: str) -> None:
    assert read(typed) == X_NUMBER


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002\u0425",  # Cyrillic Х
        "11010519491231002\u03a7",  # Greek Χ
        "11010519491231002×",
        "1101O519491231002X",  # the letter O for a nought
        "l10105194912310o2X",
        "1101051949123100\u0662X",  # an Arabic digit two
        "1101051949123100²X",
        "110105194912310\u200b02X",  # a zero-width space
        "X1010519491231002X",
        "1101051949123100",
        "11010519491231002XX",
        "",
    ],
)
def test_look_alikes_are_refused_and_not_guessed_at(typed: str) -> None:
    with pytest.raises(Validation) as refused:
        read(typed)

    assert refused.value.facts == {"field": "id-number", "reason": "id-shape"}


def test_a_wrong_check_digit_says_so_and_no_more() -> None:
    with pytest.raises(IdChecksum) as refused:
        read("330781199305163025")

    assert refused.value.facts == {}


@pytest.mark.parametrize("day", ["19930230", "19931301", "19930100", "20230229", "18991231"])
def test_a_day_that_never_was_is_refused_and_named(day: str) -> None:
    body = f"330781{day}302"

    with pytest.raises(IdDate) as refused:
        read(body + check_digit(body))

    assert refused.value.facts == {"date": day}


def test_the_leap_day_is_a_day() -> None:
    born = a_number(date(2024, 2, 29), 302)

    assert birth_date(read(born)) == date(2024, 2, 29)


def test_nobody_is_born_tomorrow_but_somebody_is_born_today() -> None:
    today, tomorrow = a_number(TODAY, 11), a_number(TODAY + timedelta(days=1), 11)

    assert read(today) == today
    with pytest.raises(IdFuture) as refused:
        read(tomorrow)

    assert refused.value.facts == {"date": "2026-11-25"}


@pytest.mark.parametrize("area", ["990101", "000000", "830101", "163078"])
def test_a_region_that_never_was_is_refused_and_named(area: str) -> None:
    with pytest.raises(IdRegion) as refused:
        read(a_number(date(1993, 5, 16), 302, area))

    assert refused.value.facts == {"region": area}


def test_a_code_that_the_county_no_longer_has_is_taken() -> None:
    old = a_number(date(1960, 5, 16), 302, "332522")

    assert read(old) == old


def test_an_old_number_of_fifteen_digits_is_completed_where_that_is_allowed() -> None:
    assert read("110105491231002", legacy=True) == X_NUMBER


@given(NUMBERS.filter(lambda number: number[6:8] == "19"))
def test_completing_gives_the_number_that_was_issued_later(number: IdNumber) -> None:
    assert read(number[:6] + number[8:17], legacy=True) == number


def test_an_old_number_is_refused_with_a_reason_of_its_own_elsewhere() -> None:
    with pytest.raises(Validation) as refused:
        read("110105491231002")

    assert refused.value.facts["reason"] == "id-fifteen"


def test_an_old_number_has_no_letter_at_its_end() -> None:
    with pytest.raises(Validation):
        read("11010549123100X", legacy=True)


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999))
def test_a_number_tells_birthday_and_sex(born: date, order: int) -> None:
    number = a_number(born, order)

    assert birth_date(number) == born
    assert sex(number) is (Sex.MALE if order % 2 else Sex.FEMALE)


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (date(2007, 5, 15), 13),
        (date(2007, 5, 16), 14),
        (date(1993, 5, 16), 0),
        (date(2026, 11, 24), 33),
    ],
)
def test_a_year_of_life_is_complete_on_the_birthday(today: date, years: int) -> None:
    assert age(CHEN_YUAN, today=today) == years


def test_who_is_born_on_the_leap_day_is_older_in_march() -> None:
    number = a_number(date(2012, 2, 29), 302)

    assert age(number, today=date(2026, 2, 28)) == 13
    assert age(number, today=date(2026, 3, 1)) == 14


@given(NUMBERS)
def test_a_masked_number_shows_four_and_four(number: IdNumber) -> None:
    shown = mask_id(number)

    assert len(shown) == 18
    assert shown[4:14] == "*" * 10
    assert (shown[:4], shown[-4:]) == (number[:4], number[-4:])
