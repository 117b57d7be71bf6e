"""Skipping a question, and finding places and people."""

from datetime import date

import pytest

from domain.errors import Validation
from domain.form import Field, FieldKind, PlaceLevel, Prefill, read
from tests.support.forms import READING, a_choice, a_field
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN, a_number

TEXT = a_field("text", longest=10)
VILLAGE = a_field("village", FieldKind.DIVISION, level=PlaceLevel.VILLAGE)
COUNTY = a_field("county", FieldKind.DIVISION, level=PlaceLevel.COUNTY)


def said(field: Field, text: str, **answers: str) -> str:
    return read(field, text, answers, by=READING)


def why_not(field: Field, text: str, **answers: str) -> str:
    with pytest.raises(Validation) as refused:
        said(field, text, **answers)
    assert refused.value.facts["field"] == field.id
    return str(refused.value.facts["reason"])


@pytest.mark.parametrize(
    "field", [a_field("f", kind, optional=True) for kind in FieldKind if kind != FieldKind.CHOICE]
)
@pytest.mark.parametrize("text", ["没有", "跳过", " 无。", ""])
def test_whatever_is_optional_can_be_skipped(field: Field, text: str) -> None:
    assert said(field, text) == ""


def test_a_choice_that_says_no_is_no_skipping() -> None:
    field = a_choice("c", "有", "没有", optional=True)

    assert said(field, "没有") == "没有"
    assert said(field, "跳过") == ""
    assert said(field, "2") == "没有"


def test_what_is_not_optional_cannot_be_skipped() -> None:
    assert why_not(TEXT, "") == "empty"
    assert why_not(a_choice("c", "red"), "跳过") == "no-such-choice"


@pytest.mark.parametrize("text", ["下王村", "游埠镇下王村", "下王", "330781102201"])
def test_a_village_is_found_by_its_name(text: str) -> None:
    assert said(VILLAGE, text) == "330781102201"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("兰溪", "330781"),
        ("浙江金华兰溪市", "330781"),
        ("南京鼓楼区", "320106"),
        ("江苏省徐州市鼓楼区", "320302"),
        ("湖南长沙县", "430121"),
        ("320302", "320302"),
    ],
)
def test_a_county_is_found_among_all_of_china(text: str, code: str) -> None:
    assert said(COUNTY, text) == code


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        (VILLAGE, "王村", "place-several-village"),
        (VILLAGE, "游埠镇", "place-unknown-village"),
        (COUNTY, "鼓楼区", "place-several-county"),
        (COUNTY, "江苏鼓楼", "place-several-county"),
        (COUNTY, "游埠镇", "place-unknown-county"),
        (COUNTY, "兰", "place-several-county"),
        (a_field("town", FieldKind.DIVISION), "兰溪市", "place-unknown"),
    ],
)
def test_a_place_of_another_level_or_of_many_is_asked_again(
    field: Field, text: str, reason: str
) -> None:
    assert why_not(field, text) == reason


def test_the_applicants_own_number_is_nobody_elses() -> None:
    own = a_field("own", FieldKind.ID_NUMBER, prefill=Prefill.ID_NUMBER)

    assert why_not(a_field("ward_id", FieldKind.ID_NUMBER), CHEN_YUAN) == "own-number"
    assert said(own, CHEN_YUAN) == CHEN_YUAN


def test_a_members_number_is_held_against_the_members_own_relation() -> None:
    second = a_field("relative_id#2", FieldKind.ID_NUMBER)
    younger = a_number(date(2000, 1, 1), 12)

    assert why_not(second, CHEN_GUOLIANG, **{"relation#2": "mother"}) == "sex-differs"
    assert said(second, CHEN_GUOLIANG, **{"relation": "mother", "relation#2": "father"})
    assert why_not(second, younger, relation="mother") == "age-differs"
    assert said(a_field("ward_id", FieldKind.ID_NUMBER), younger, relation="mother") == younger


def test_a_person_as_such_is_never_asked() -> None:
    assert why_not(a_field("ward", FieldKind.PERSON), "陈国樑") == "not-asked"
