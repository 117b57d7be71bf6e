import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.fields import Choice, Field, FieldKind
from domain.form import Form, Group
from domain.steps import decides, step


def text(field_id: str, **more: object) -> Field:
    return Field(field_id, FieldKind.TEXT, f"{field_id}?", field_id, **more)  # type: ignore[arg-type] # a story names what it needs


def choice(field_id: str, *choices: Choice, **more: object) -> Field:
    yes_or_no = choices or (Choice("yes", "是"), Choice("no", "不是"))
    return Field(field_id, FieldKind.CHOICE, f"{field_id}?", field_id, yes_or_no, **more)  # type: ignore[arg-type] # the same


def ids(fields: tuple[Field, ...]) -> list[str]:
    return [each.id for each in fields]


DEPENDS = text("why", when={"asked": frozenset({"yes"})})
FORM = Form((text("one"), text("two"), choice("asked"), DEPENDS, text("last")))


def test_questions_that_decide_nothing_stand_together() -> None:
    assert ids(step(Form((text("one"), text("two"))), {})) == ["one", "two"]


def test_a_page_ends_with_the_question_that_decides_what_comes_next() -> None:
    assert ids(step(FORM, {})) == ["one", "two", "asked"]


def test_what_an_answer_calls_for_stands_on_the_next_page() -> None:
    answers = {"one": "1", "two": "2", "asked": "yes"}

    assert ids(step(FORM, answers)) == ["why", "last"]
    assert ids(step(FORM, {**answers, "asked": "no"})) == ["last"]


def test_what_was_answered_is_not_asked_again() -> None:
    assert ids(step(FORM, {"one": "1"})) == ["two", "asked"]


def test_a_question_that_is_gone_back_to_stands_alone() -> None:
    answers = {"one": "1", "two": "2", "asked": "no", "last": "3"}

    assert ids(step(FORM, answers, at="two")) == ["two"]
    assert step(FORM, answers, at="why") == ()
    assert step(FORM, answers, at="nothing") == ()


def test_in_the_elder_version_every_question_stands_alone() -> None:
    assert ids(step(FORM, {}, single=True)) == ["one"]


def test_pictures_stand_alone() -> None:
    picture = Field("photo", FieldKind.IMAGE, "?", "photo")
    form = Form((text("one"), picture, text("two")))

    assert ids(step(form, {})) == ["one"]
    assert ids(step(form, {"one": "1"})) == ["photo"]
    assert ids(step(form, {"one": "1", "photo": "1"})) == ["two"]


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        (choice("who", Choice("a", "甲", item="qs-11")), text("last")),
        (text("who", item="ga-03"), text("last")),
        (choice("who"), choice("last", Choice("x", "乙", when="a"), group="who")),
        (text("who"), text("last", under={"who": 14})),
        (text("relation"), Field("last", FieldKind.TEXT, "{relative}?", "last")),
    ],
    ids=["leads-by-a-choice", "leads-always", "selects-choices", "tells-an-age", "gives-the-word"],
)
def test_a_question_decides_that_leads_elsewhere_or_shapes_a_later_one(
    asked: Field, other: Field
) -> None:
    form = Form((asked, other))

    assert decides(form, asked)
    assert not decides(form, other)


def test_whether_there_is_one_more_decides_for_every_member() -> None:
    name, more = text("name", repeat="group"), choice("more", repeat="group")
    form = Form((name, more, text("last")), (Group("group", "more", most=3),))

    first = step(form, {})
    second = step(form, {"name": "甲", "more": "yes"})

    assert ids(first) == ["name", "more"]
    assert ids(second) == ["name#2", "more#2"]


@settings(max_examples=60, deadline=None)
@given(said=st.lists(st.sampled_from(["yes", "no"]), min_size=3, max_size=3), single=st.booleans())
def test_page_by_page_every_question_is_asked_and_none_twice(
    *, said: list[str], single: bool
) -> None:
    fields = [
        field
        for n in range(3)
        for field in (
            choice(f"c{n}"),
            text(f"t{n}", when={f"c{n}": frozenset({"yes"})}),
            text(f"e{n}"),
        )
    ]
    form, answers, asked = Form(tuple(fields)), dict[str, str](), list[str]()
    saying = dict(zip(("c0", "c1", "c2"), said, strict=True))

    while together := step(form, answers, single=single):
        asked += ids(together)
        answers |= {each.id: saying.get(each.id, "x") for each in together}

    assert asked == ids(tuple(form.applicable(answers)))
