"""Answers that are held against each other, and answers that lead to another item."""

import pytest

from domain.errors import Validation
from domain.form import Choice, Field, FieldKind, Form, Rule, RuleKind, consistent
from tests.support.forms import READING, a_field

FROM, TO = a_field("from", FieldKind.DATE), a_field("to", FieldKind.DATE, optional=True)
SPAN = Form(
    (FROM, TO),
    rules=(
        Rule("r", RuleKind.ORDER, "from", "to"),
        Rule("s", RuleKind.AT_MOST_DAYS, "from", "to", days=10),
    ),
)


@pytest.mark.parametrize(
    ("to", "reason"), [("2026-03-04", "rule-order"), ("2026-03-16", "rule-at-most-days")]
)
def test_a_broken_rule_falls_on_the_later_question(to: str, reason: str) -> None:
    answers = {"from": "2026-03-05", "to": to}

    with pytest.raises(Validation) as refused:
        SPAN.check("to", answers)
    SPAN.check("from", answers)

    assert (refused.value.facts["field"], refused.value.facts["reason"]) == ("to", reason)
    assert consistent(SPAN, answers, by=READING) == {"from": "2026-03-05"}


@pytest.mark.parametrize("to", ["2026-03-05", "2026-03-15", ""])
def test_answers_that_keep_the_rules_stay(to: str) -> None:
    answers = {"from": "2026-03-05", "to": to}

    SPAN.check("to", answers)

    assert consistent(SPAN, answers, by=READING) == answers


def test_amounts_are_in_order_as_amounts() -> None:
    rule = Rule("r", RuleKind.ORDER, "low", "high")

    assert rule.holds("9.50", "10.00")
    assert not rule.holds("10.00", "9.50")


WAY = Field(
    "way",
    FieldKind.CHOICE,
    "?",
    "way",
    choices=(Choice("here", "1"), Choice("there", "2", item="b-01"), Choice("on", "3")),
)
WHERE = a_field("where", when={"way": frozenset({"on", "there"})}, item="c-01", optional=True)
ROUTES = Form((WAY, WHERE))


@pytest.mark.parametrize(
    ("answers", "item"),
    [
        ({}, ""),
        ({"way": "here"}, ""),
        ({"way": "there"}, "b-01"),
        ({"way": "there", "where": "游埠"}, "c-01"),
        ({"way": "there", "where": ""}, "b-01"),
        ({"way": "here", "where": "游埠"}, ""),
    ],
)
def test_the_last_answer_that_leads_somewhere_decides_the_item(
    answers: dict[str, str], item: str
) -> None:
    assert ROUTES.routed(answers) == item


def test_the_later_question_is_at_fault_even_if_the_rule_names_it_first() -> None:
    form = Form((TO, FROM), rules=(Rule("r", RuleKind.ORDER, "from", "to"),))
    answers = {"to": "2026-03-04", "from": "2026-03-05"}

    with pytest.raises(Validation) as refused:
        form.check("from", answers)
    form.check("to", answers)

    assert refused.value.facts["field"] == "from"
    assert consistent(form, answers, by=READING) == {"to": "2026-03-04"}
