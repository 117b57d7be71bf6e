"""The shared form of kinship: what is asked ahead, where it leads, and who is asked of whom."""

import pytest

from domain.form import Form
from domain.item import ItemId
from tests.support.desks import ANSWERS, CATALOGUE

FORM: Form = CATALOGUE.item(ItemId("qs-01")).form
HOME = frozenset({"home", "own_home"})  # what the register holds is not asked


def test_before_anything_is_answered_the_whole_way_is_counted() -> None:
    form = Form(FORM.fields, FORM.groups, FORM.rules, fixed=HOME)

    assert form.ahead({}) == 8
    assert form.ahead({"kin": "cousin"}) == 3
    assert form.ahead(ANSWERS) == form.total(ANSWERS) == 8


def test_a_further_relative_is_asked_about_after_the_first() -> None:
    answers = {**ANSWERS, "more_relative": "yes"}

    asked = [each.id for each in FORM.applicable(answers)]

    first = asked.index("relation#2")
    assert asked[first - 1 : first + 4] == [
        "more_relative",
        "relation#2",
        "relative_name#2",
        "relative_id#2",
        "more_relative#2",
    ]
    assert asked[-1] == "relative_place"


@pytest.mark.parametrize(
    ("answers", "item"),
    [
        ({"kin": "parent"}, "qs-01"),
        ({"kin": "spouse"}, "qs-02"),
        ({"kin": "step-child"}, "qs-07"),
        ({"kin": "parent-in-law"}, "qs-08"),
        ({"kin": "adoptive"}, "qs-06"),
        ({"kin": "great-grandparent"}, "qs-05"),
        ({"kin": "uncle-aunt"}, "qs-09"),
        ({"kin": "cousin"}, "qs-10"),
        ({"kin": "sibling", "relation": "elder-sister", "booklet": "now"}, "qs-11"),
        ({"kin": "sibling", "relation": "elder-sister", "booklet": "past"}, "ga-03"),
        ({"kin": "sibling", "relation": "elder-sister", "booklet": "never"}, "qs-03"),
    ],
)
def test_the_answers_lead_to_one_item(answers: dict[str, str], item: str) -> None:
    assert FORM.routed(answers) == item
