"""Answers, one or many at once, and the item that they come to."""

from typing import cast

import pytest

from casework.answering import (
    Sheet,
    begun,
    contested,
    filled,
    first_item,
    gone_back,
    missing,
    taken,
    unanswered,
)
from domain.errors import NotFound, Refusal, Validation
from domain.form import Choice, Draft, Field, FieldKind, Form, Prefill
from domain.item import Disposition, ItemId
from tests.support.forms import READING, a_catalogue, a_choice, a_field, an_item

HOME = a_field("home", FieldKind.DIVISION, prefill=Prefill.HOME)
KIN = Field(
    "kin",
    FieldKind.CHOICE,
    "?",
    "kin",
    choices=(
        Choice("parent", "父母", item="qs-01"),
        Choice("sibling", "兄弟姐妹", item="qs-03"),
        Choice("spouse", "配偶", item="qs-02"),
    ),
)
UNIT = a_field("use_unit")
DAY = a_field("day", FieldKind.DATE)
KINSHIP = Form((HOME, KIN, DAY, UNIT))
LETTER = Form((HOME, UNIT, a_choice("purpose", "job", "bank")))
CATALOGUE = a_catalogue(
    an_item("qs-01", KINSHIP),
    an_item("qs-02", LETTER, Disposition.NOT_NEEDED),
    an_item("qs-03", KINSHIP),
)
HOME_IS = {"home": "330781102"}


def a_sheet(**answers: str) -> Sheet:
    item = CATALOGUE.item(ItemId("qs-01"))
    return Sheet(item, Draft({**begun(item, by=READING).answers, **answers}))


def say(sheet: Sheet, field: str, text: str) -> Sheet:
    return taken(CATALOGUE, sheet, field, text, by=READING)


def send(sheet: Sheet, contests: dict[str, str] | None = None, **given: str) -> Sheet:
    return filled(CATALOGUE, sheet, given, by=READING, contests=contests)


def errors(refusal: Refusal) -> dict[str, str]:
    told = cast("list[dict[str, str]]", refusal.facts["errors"])
    return {each["pointer"]: each["code"] for each in told}


def test_a_draft_begins_with_what_the_register_holds() -> None:
    assert a_sheet().draft == Draft(HOME_IS)


def test_an_answer_may_lead_to_another_item_with_the_same_form() -> None:
    sheet = say(say(a_sheet(), "kin", "兄弟姐妹"), "day", "2026-03-05")

    assert sheet.item.id == "qs-03"
    assert say(sheet, "kin", "父母").item.id == "qs-01"
    assert say(sheet, "kin", "父母").answers["day"] == "2026-03-05"


def test_an_item_with_another_form_takes_along_what_it_asks_too() -> None:
    sheet = say(a_sheet(kin="parent", use_unit="深圳澜桥电子有限公司"), "kin", "配偶")

    assert sheet.item.id == "qs-02"
    assert sheet.answers == {**HOME_IS, "use_unit": "深圳澜桥电子有限公司"}
    assert first_item(sheet) == "qs-01"


def test_one_can_go_back_to_the_answer_that_led_away() -> None:
    away = say(a_sheet(day="2026-03-05"), "kin", "配偶")

    back = gone_back(CATALOGUE, away, by=READING)

    assert back.item.id == "qs-01"
    assert back.answers == {**HOME_IS, "day": "2026-03-05"}
    assert back.draft.left is None


def test_where_nothing_led_away_there_is_no_going_back() -> None:
    with pytest.raises(NotFound):
        gone_back(CATALOGUE, a_sheet(kin="parent"), by=READING)


def test_sending_the_answer_that_led_away_anew_comes_back_too() -> None:
    away = say(a_sheet(), "kin", "配偶")

    back = send(away, kin="父母", day="2026-03-05")

    assert back.item.id == "qs-01"
    assert back.answers == {**HOME_IS, "kin": "parent", "day": "2026-03-05"}


def test_many_answers_are_taken_in_the_order_of_the_questions() -> None:
    sheet = send(a_sheet(), purpose="2", use_unit="深圳澜桥电子有限公司", kin="配偶")

    assert sheet.item.id == "qs-02"
    assert list(sheet.answers) == ["home", "use_unit", "purpose"]


def test_everything_that_does_not_fit_is_told_at_once() -> None:
    with pytest.raises(Validation) as refused:
        send(a_sheet(), kin="邻居", day="昨儿", uncle="1", use_unit="深圳澜桥电子有限公司")

    assert errors(refused.value) == {
        "/answers/kin": "no-such-choice",
        "/answers/day": "date-shape",
        "/answers/uncle": "not-asked",
    }


def test_what_the_register_has_answered_is_not_overwritten() -> None:
    with pytest.raises(Validation) as refused:
        send(a_sheet(), home="兰江街道")

    assert errors(refused.value) == {"/answers/home": "prefilled"}


def test_what_the_register_has_answered_can_be_contested_and_the_case_goes_on() -> None:
    sheet = send(a_sheet(), {"home": "兰江"}, kin="父母")

    assert sheet.draft.contested == {"home": "330781001"}
    assert sheet.answers == {**HOME_IS, "kin": "parent"}


@pytest.mark.parametrize("text", ["游埠镇", "", " "])
def test_a_contest_is_taken_back_by_saying_what_the_register_says_or_nothing(text: str) -> None:
    sheet = contested(a_sheet(), "home", "兰江街道", by=READING)

    assert contested(sheet, "home", text, by=READING).draft.contested == {}


def test_a_contest_stays_as_long_as_the_question_does() -> None:
    sheet = contested(a_sheet(), "home", "兰江街道", by=READING)

    assert say(sheet, "kin", "配偶").draft.contested == {"home": "330781001"}


def test_only_what_the_register_has_answered_can_be_contested() -> None:
    with pytest.raises(Validation) as refused:
        send(a_sheet(), {"kin": "父母", "home": "深圳", "uncle": "1"})

    assert errors(refused.value) == {
        "/contested/kin": "not-asked",
        "/contested/home": "place-unknown",
        "/contested/uncle": "not-asked",
    }


def test_a_single_refusal_keeps_its_own_name() -> None:
    form = Form((a_field("name", FieldKind.NAME),))
    sheet = Sheet(an_item("a-01", form), Draft())

    with pytest.raises(Refusal) as refused:
        filled(a_catalogue(sheet.item), sheet, {"name": "陈2"}, by=READING)

    assert refused.value.code == "name-char"
    assert errors(refused.value) == {"/answers/name": "name-char"}


def test_what_is_missing_is_named_in_order() -> None:
    item = CATALOGUE.item(ItemId("qs-01"))

    open_ = missing(item, {"day": "2026-03-05"}, by=READING)

    assert open_ == ["kin", "use_unit"]
    assert errors(unanswered(open_)) == {"/answers/kin": "empty", "/answers/use_unit": "empty"}
