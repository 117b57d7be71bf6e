"""How questions hang together: conditions, groups, rules, routes, and what is known already."""

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import Validation
from domain.form import (
    FieldKind,
    Form,
    Group,
    Known,
    Prefill,
    Rule,
    RuleKind,
    consistent,
    prefilled,
)
from tests.support.forms import KNOWN, READING, a_choice, a_field
from tests.support.people import CHEN_GUOLIANG, ZHANG_SHUIYING, a_number

CHILD = a_number(date(2020, 5, 1), 11)
HOME = a_field("home", FieldKind.DIVISION, prefill=Prefill.HOME)
RELATION = a_choice("relation", "father", "mother", "son", repeat="relative")
NAME = a_field("relative_name", FieldKind.NAME, repeat="relative")
NUMBER = a_field("relative_id", FieldKind.ID_NUMBER, repeat="relative")
CONSENT = a_choice(
    "consent", "yes", "no", repeat="relative", under={"relative_id": 14}, part_of="relative_id"
)
MORE = a_choice("more_relative", "yes", "no", repeat="relative")
UNIT = a_field("use_unit")
GROUP = Group("relative", "more_relative", most=3)
OTHERS = Rule("others", RuleKind.DIFFERS, "relative_id", "relative_id")
FORM = Form((HOME, RELATION, NAME, NUMBER, CONSENT, MORE, UNIT), (GROUP,), (OTHERS,)).on(READING)
ONE = {
    "home": "330781102",
    "relation": "father",
    "relative_name": "陈国樑",
    "relative_id": CHEN_GUOLIANG,
    "more_relative": "no",
    "use_unit": "深圳澜桥电子有限公司",
}
SECOND = {
    "relation#2": "mother",
    "relative_name#2": "章水英",
    "relative_id#2": ZHANG_SHUIYING,
    "more_relative#2": "no",
}
TWO = {**ONE, "more_relative": "yes", **SECOND}


def asked(form: Form, answers: dict[str, str]) -> list[str]:
    return [each.id for each in form.applicable(answers)]


def test_one_member_is_there_before_anything_is_said() -> None:
    assert FORM.members({}, "relative") == ("",)
    assert "relative_name#2" not in asked(FORM, {})


def test_one_more_is_asked_about_only_when_there_is_one_more() -> None:
    assert FORM.members(ONE, "relative") == ("",)
    assert FORM.members(TWO, "relative") == ("", "#2")
    assert asked(FORM, TWO)[1:] == [
        *("relation", "relative_name", "relative_id", "more_relative"),
        *("relation#2", "relative_name#2", "relative_id#2", "more_relative#2"),
        "use_unit",
    ]


def test_the_last_that_may_be_is_not_asked_for_more() -> None:
    three = {**TWO, "more_relative#2": "yes", "more_relative#3": "yes"}

    assert FORM.members(three, "relative") == ("", "#2", "#3")
    assert "more_relative#3" not in asked(FORM, three)
    assert FORM.field("more_relative#3") is None
    assert FORM.field("relative_name#4") is None


def test_below_the_least_nobody_is_asked_for_more() -> None:
    two_at_least = replace(FORM, groups=(replace(GROUP, least=2),))

    assert two_at_least.members({}, "relative") == ("", "#2")
    assert "more_relative" not in asked(two_at_least, {})
    assert "more_relative#2" in asked(two_at_least, {})


def test_a_members_question_looks_at_the_members_own_answers() -> None:
    second = FORM.field("consent#2")

    assert second is not None
    assert (second.id, second.part_of, second.suffix) == ("consent#2", "relative_id#2", "#2")
    assert second.applies({"relative_id#2": CHILD}, READING.today)
    assert not second.applies({"relative_id": CHILD}, READING.today)


def test_a_members_question_looks_at_others_answers_as_they_are() -> None:
    kin = a_choice("kin", "parent", "child")
    when = {"kin": frozenset({"child"})}
    form = Form((kin, a_field("school", when=when, repeat="g"), a_choice("m", "yes")), (G,))

    second = form.field("school#2")

    assert second is not None
    assert second.when == when


G = Group("g", "m")


def test_with_one_member_less_all_of_its_answers_go() -> None:
    assert FORM.answered(TWO, "more_relative", "no") == ONE


def test_members_come_in_the_summary_before_what_follows_them() -> None:
    assert list(consistent(FORM, TWO, by=READING)) == asked(FORM, TWO)
    assert FORM.before("use_unit", TWO) == FORM.field("more_relative#2")
    assert FORM.before("relation#2", TWO) == MORE


def test_numbers_go_on_through_the_members() -> None:
    numbers = {each.id: FORM.number(each, TWO) for each in FORM.applicable(TWO)}

    assert numbers["relation"] == 1
    assert numbers["relation#2"] == 5
    assert numbers["use_unit"] == FORM.total(TWO) == 9


def test_nobody_is_named_twice() -> None:
    same = {**TWO, "relative_id#2": CHEN_GUOLIANG, "relation#2": "father"}

    with pytest.raises(Validation) as refused:
        FORM.check("relative_id#2", same)
    FORM.check("relative_id#2", TWO)

    assert refused.value.facts["reason"] == "rule-differs"
    assert "relative_id#2" not in consistent(FORM, same, by=READING)
    assert "relative_id" in consistent(FORM, same, by=READING)


def test_a_child_has_one_question_more_until_the_day_it_is_old_enough() -> None:
    child = {**ONE, "relation": "son", "relative_id": a_number(date(2012, 11, 25), 11)}
    grown = replace(READING, today=date(2026, 11, 25))

    assert "consent" in asked(FORM, child)
    assert "consent" not in asked(FORM.on(grown), child)
    assert "consent" not in consistent(FORM, {**child, "consent": "yes"}, by=grown)


def test_without_a_day_what_was_answered_was_asked() -> None:
    told = replace(FORM, day=None)

    assert "consent" not in asked(told, {**ONE, "relative_id": CHILD})
    assert "consent" in asked(told, {**ONE, "relative_id": CHILD, "consent": "yes"})


def test_somebody_with_a_passport_is_a_child_by_the_day_of_birth() -> None:
    field = a_field("f", under={"ward_id": 14, "ward_born": 14})

    assert field.applies({"ward_born": "2012-11-25"}, READING.today)
    assert not field.applies({"ward_born": "2012-11-24"}, READING.today)
    assert not field.applies({"ward_id": "", "ward_born": ""}, READING.today)


def test_what_the_register_has_answered_is_not_asked() -> None:
    assert FORM.fixed == {"home"}
    assert FORM.next({}) == RELATION
    assert FORM.total({}) == 5
    assert FORM.before("relation", ONE) is None


def test_what_the_register_has_answered_stands_whatever_was_said() -> None:
    kept = consistent(FORM, {**ONE, "home": "330781001"}, by=READING)

    assert kept == ONE
    assert prefilled(FORM, KNOWN) == {"home": "330781102"}


@pytest.mark.parametrize("home", ["", "440304001"])
def test_what_the_register_does_not_hold_or_names_elsewhere_is_asked(home: str) -> None:
    known = replace(READING, known=Known(home=home))
    form = FORM.on(known)

    assert form.fixed == frozenset()
    assert form.next({}) == HOME
    assert consistent(form, {"home": "330781001"}, by=known) == {"home": "330781001"}


def test_what_is_known_of_the_applicant_answers_each_kind_of_question() -> None:
    kinds = {
        Prefill.NAME: FieldKind.NAME,
        Prefill.ID_NUMBER: FieldKind.ID_NUMBER,
        Prefill.PHONE: FieldKind.PHONE,
        Prefill.HOME: FieldKind.DIVISION,
    }
    form = Form(tuple(a_field(what, kind, prefill=what) for what, kind in kinds.items()))

    assert kinds.keys() == set(Prefill)
    assert consistent(form, {}, by=READING) == prefilled(form, KNOWN)
    assert prefilled(form, Known()) == {}
