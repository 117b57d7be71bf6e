"""Every kind of question: what people type, what is stored, and what is asked again."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.errors import NameChar, Validation
from domain.form import Field, FieldKind, read
from domain.typed import doubtful
from tests.support.forms import READING, a_field

PAST = a_field("on", FieldKind.DATE, past=True)
AHEAD = a_field("on", FieldKind.DATE, future=True)
MONEY = a_field("money", FieldKind.MONEY, least=Decimal(1), most=Decimal(50000))
NUMBER = a_field("number", FieldKind.NUMBER, least=Decimal(1), most=Decimal(9))
PASSPORT = a_field("passport", FieldKind.PASSPORT)
NAME = a_field("name", FieldKind.NAME)
FOREIGN = a_field("name", FieldKind.NAME, foreign=True)
CODE = a_field("code", FieldKind.CREDIT_CODE)
PHONE = a_field("phone", FieldKind.PHONE)
PICTURES = a_field("pictures", FieldKind.IMAGE)


def said(field: Field, text: str, **answers: str) -> str:
    return read(field, text, answers, by=READING)


def why_not(field: Field, text: str, **answers: str) -> str:
    with pytest.raises(Validation) as refused:
        said(field, text, **answers)
    assert refused.value.facts["field"] == field.id
    return str(refused.value.facts["reason"])


@pytest.mark.parametrize(
    "text",
    [
        *("2026年3月5日", "2026年3月5号", "2026.3.5", "2026-03-05", "2026/3/5", "20260305"),
        *("2026 3 5", "２０２６年３月５日", " 2026 年 3 月 5 日 ", "2026．3．5", "2026、3、5"),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert said(PAST, text) == "2026-03-05"


def test_yesterday_is_a_day_too() -> None:
    assert [said(PAST, word) for word in ("今天", "昨天", "前天")] == [
        "2026-11-24",
        "2026-11-23",
        "2026-11-22",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "date-shape"),
        ("三月五日", "date-shape"),
        ("26年3月5日", "date-shape"),
        ("2026年3月", "date-shape"),
        ("0001-01-01", "date-shape"),
        ("2026年2月30日", "date-none"),
        ("20261301", "date-none"),
        ("2026-11-25", "date-to-come"),
    ],
)
def test_what_is_no_day_that_has_been_is_asked_again(text: str, reason: str) -> None:
    assert why_not(PAST, text) == reason


def test_a_day_ahead_is_today_or_later() -> None:
    assert said(AHEAD, "2026-11-24") == "2026-11-24"
    assert why_not(AHEAD, "2026-11-23") == "date-gone"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1，234元", "1234.00"),
        ("3.5万", "35000.00"),
        ("2千块", "2000.00"),
        ("¥12", "12.00"),
        ("￥１２．３０", "12.30"),
        ("人民币 300 元整", "300.00"),
    ],
)
def test_money_is_read_in_yuan_to_the_cent(text: str, value: str) -> None:
    assert said(MONEY, text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "money-shape"),
        ("很多", "money-shape"),
        ("-5", "money-shape"),
        ("1,23", "money-shape"),
        ("1e5", "money-shape"),
        ("3万5", "money-shape"),
        ("1.234", "money-cents"),
        ("0.5", "too-little"),
        ("6万", "too-much"),
    ],
)
def test_what_is_no_fitting_amount_is_asked_again(text: str, reason: str) -> None:
    assert why_not(MONEY, text) == reason


@pytest.mark.parametrize(("text", "value"), [("3", "3"), ("２.50", "2.5"), (" 9.0", "9")])
def test_a_number_is_stored_plainly(text: str, value: str) -> None:
    assert said(NUMBER, text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [("三", "number-shape"), ("1/2", "number-shape"), ("0", "too-little"), ("10", "too-much")],
)
def test_what_is_no_fitting_number_is_asked_again(text: str, reason: str) -> None:
    assert why_not(NUMBER, text) == reason


def test_a_refused_number_tells_its_bound() -> None:
    with pytest.raises(Validation) as refused:
        said(NUMBER, "10")

    assert refused.value.facts["bound"] == "9"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("e12345678", "E12345678"),
        ("Ｅ１２３４５６７８", "E12345678"),
        ("H 1234 5678", "H12345678"),
        ("h1234567890", "H1234567890"),
        ("12345678", "12345678"),
        ("AB123456789C", "AB123456789C"),
    ],
)
def test_a_passport_or_travel_document_is_letters_and_digits(text: str, value: str) -> None:
    assert said(PASSPORT, text) == value


@pytest.mark.parametrize(
    "text", ["", "1234", "ABCDEFGH", "护照E12345678", "E123456789012", "ｱ12345"]
)
def test_what_cannot_be_a_passport_is_asked_again(text: str) -> None:
    assert why_not(PASSPORT, text) == "passport-shape"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("John  Smith ", "John Smith"),
        ("José María O’Neill-Díaz", "José María O'Neill-Díaz"),
        ("Smith Jr.", "Smith Jr."),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("陈国樑", "陈国樑"),
    ],
)
def test_a_foreign_name_may_have_latin_letters(text: str, value: str) -> None:
    assert said(FOREIGN, text) == value


@pytest.mark.parametrize("text", ["John2", "John\u200bSmith", "John\u202e", "Иван", "J_S"])
def test_no_name_has_digits_signs_or_unseen_characters(text: str) -> None:
    with pytest.raises(NameChar):
        said(FOREIGN, text)


@pytest.mark.parametrize("text", ["J", "-Smith", "'s", "J" * 51])
def test_a_foreign_name_has_a_beginning_and_an_end(text: str) -> None:
    assert why_not(FOREIGN, text) == "name-length"


def test_other_names_have_no_latin_letters() -> None:
    with pytest.raises(NameChar):
        said(NAME, "John Smith")


def test_a_credit_code_is_kept_as_typed_even_if_its_check_digit_does_not_fit() -> None:
    assert said(CODE, "11100000 00001333 8w") == "11100000000013338W"
    assert said(CODE, "91350100M000100Y44") == "91350100M000100Y44"


def test_only_a_credit_code_whose_check_digit_does_not_fit_is_doubtful() -> None:
    assert not doubtful("11100000000013338W")
    assert doubtful("91350100M000100Y44")


@pytest.mark.parametrize("text", ["", "9135", "91350100M000100Y4", "91350100M000100Y4米"])
def test_what_has_not_eighteen_letters_and_digits_is_no_credit_code(text: str) -> None:
    assert why_not(CODE, text) == "credit-code-shape"


def test_a_phone_is_eleven_digits() -> None:
    assert said(PHONE, "+86 138 0000 0042") == "13800000042"
    assert why_not(PHONE, "0579 88880000") == "phone-shape"


def test_pictures_are_counted_when_one_says_that_they_are_there() -> None:
    assert said(PICTURES, "好了。") == "2"
    assert why_not(PICTURES, "等一下") == "picture-more"


def test_no_picture_is_no_answer() -> None:
    none_yet = replace(READING, pictures=0)

    with pytest.raises(Validation) as refused:
        read(PICTURES, "好了", {}, by=none_yet)

    assert refused.value.facts["reason"] == "picture-none"
