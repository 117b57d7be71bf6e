from datetime import date

import pytest

from domain.errors import IdChecksum, NameChar, Validation
from domain.form import (
    Choice,
    Draft,
    Field,
    FieldKind,
    Form,
    Place,
    Reading,
    consistent,
    read,
)
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN, TODAY, a_number

KIN = Field(
    "kin",
    FieldKind.CHOICE,
    "要证明您和谁的关系？",
    "关系",
    choices=(
        Choice("parent", "父母", also=("爸", "妈")),
        Choice("child", "子女"),
        Choice("none", "都不是", item="qs-10"),
    ),
)
RELATION = Field(
    "relation",
    FieldKind.CHOICE,
    "是哪一位？",
    "关系",
    choices=(
        Choice("father", "父亲", when="parent"),
        Choice("mother", "母亲", when="parent"),
        Choice("son", "儿子", when="child"),
    ),
    group="kin",
    part_of="kin",
)
PURPOSE = Field(
    "purpose",
    FieldKind.CHOICE,
    "做什么？",
    "做",
    choices=(
        Choice("job", "入职"),
        Choice("school", "孩子上学", also=("上学",)),
        Choice("x", "其他"),
    ),
)
PURPOSE_TEXT = Field(
    "purpose_text",
    FieldKind.TEXT,
    "说说",
    "做",
    when={"purpose": frozenset({"x"})},
    part_of="purpose",
    longest=10,
)
NAME = Field("relative_name", FieldKind.NAME, "叫什么？", "姓名")
NUMBER = Field("relative_id", FieldKind.ID_NUMBER, "号码？", "号码")
PLACE = Field("relative_place", FieldKind.DIVISION, "哪里？", "户口")
FORM = Form((KIN, RELATION, PURPOSE, PURPOSE_TEXT, NAME, NUMBER, PLACE))
READING = Reading(
    TODAY,
    CHEN_YUAN,
    (
        Place("330781102", ("游埠镇", "游埠")),
        Place("330781001", ("兰江街道", "兰江")),
        Place("330781004", ("永昌街道", "永昌")),
    ),
)
WHOLE = {
    "kin": "parent",
    "relation": "father",
    "purpose": "job",
    "relative_name": "陈国樑",
    "relative_id": CHEN_GUOLIANG,
    "relative_place": "330781102",
}


def said(field: Field, text: str, **answers: str) -> str:
    return read(field, text, answers, by=READING)


@pytest.mark.parametrize(
    "text", ["1", "１", " 1 ", "1。", "1、", "父母", "parent", "我爸", "是我妈", "01"]
)
def test_a_choice_is_its_number_its_label_or_words_that_mean_it(text: str) -> None:
    assert said(KIN, text) == "parent"


@pytest.mark.parametrize("text", ["0", "4", "99", "123", "", "爸和子女", "也许", "-1", "1 2"])
def test_what_names_no_choice_or_two_is_asked_again(text: str) -> None:
    with pytest.raises(Validation) as refused:
        said(KIN, text)

    assert refused.value.facts == {"field": "kin", "reason": "no-such-choice"}


def test_numbers_count_the_choices_that_are_offered() -> None:
    assert said(RELATION, "1", kin="child") == "son"
    assert said(RELATION, "2", kin="parent") == "mother"
    with pytest.raises(Validation):
        said(RELATION, "2", kin="child")


def test_a_label_goes_before_a_label_that_contains_it() -> None:
    field = Field(
        "f", FieldKind.CHOICE, "?", "", choices=(Choice("a", "孙子"), Choice("b", "外孙子"))
    )

    assert said(field, "孙子") == "a"
    assert said(field, "外孙子") == "b"


def test_a_name_is_read_as_a_name() -> None:
    assert said(NAME, " 陈国樑 ") == "陈国樑"
    with pytest.raises(NameChar):
        said(NAME, "陈国liang")


def test_a_relatives_number_must_be_one_and_not_the_applicants_own() -> None:
    assert said(NUMBER, "330781 19660209 1019", relation="father") == CHEN_GUOLIANG
    with pytest.raises(IdChecksum):
        said(NUMBER, "330781196602091018", relation="father")
    with pytest.raises(Validation) as refused:
        said(NUMBER, CHEN_YUAN, relation="father")
    assert refused.value.facts == {"field": "relative_id", "reason": "own-number"}


def test_a_relatives_number_must_be_able_to_be_the_relatives() -> None:
    younger = a_number(date(2000, 1, 1), 11)

    with pytest.raises(Validation) as refused:
        said(NUMBER, younger, relation="father")

    assert refused.value.facts == {"field": "relative_id", "reason": "age-differs"}


def test_an_elders_old_number_is_completed() -> None:
    assert said(NUMBER, CHEN_GUOLIANG[:6] + CHEN_GUOLIANG[8:17], relation="father") == CHEN_GUOLIANG


@pytest.mark.parametrize("text", ["游埠镇", "游埠", "兰溪游埠镇", "在游埠那边", "330781102"])
def test_a_place_is_found_by_what_people_call_it(text: str) -> None:
    assert said(PLACE, text) == "330781102"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("深圳", "place-unknown"),
        ("游", "place-several"),
        ("街道", "place-several"),
        ("游埠或者兰江", "place-several"),
        ("", "empty"),
    ],
)
def test_a_place_that_is_none_or_several_is_asked_again(text: str, reason: str) -> None:
    with pytest.raises(Validation) as refused:
        said(PLACE, text)

    assert refused.value.facts["reason"] == reason


def test_a_text_is_as_long_as_its_field_allows() -> None:
    assert said(PURPOSE_TEXT, "十个字的用途说明在这") == "十个字的用途说明在这"
    with pytest.raises(Validation):
        said(PURPOSE_TEXT, "十一个字的用途说明在这里")


def test_questions_are_asked_in_order_and_only_where_they_apply() -> None:
    asked, answers = [], dict[str, str]()
    while (field := FORM.next(answers)) is not None:
        asked.append(field.id)
        answers[field.id] = WHOLE[field.id]

    assert asked == list(WHOLE)


def test_one_answer_can_call_for_one_more_question() -> None:
    other = FORM.next({"kin": "parent", "relation": "father", "purpose": "x"})

    assert other is PURPOSE_TEXT


def test_a_changed_answer_drops_what_it_no_longer_calls_for() -> None:
    before = {**WHOLE, "purpose": "x", "purpose_text": "理赔"}

    after = FORM.answered(before, "purpose", "job")

    assert after == WHOLE
    assert before["purpose_text"] == "理赔"


def test_a_changed_answer_drops_the_choice_that_hung_on_it() -> None:
    assert "relation" not in FORM.answered(WHOLE, "kin", "child")


def test_the_same_answer_again_drops_nothing() -> None:
    assert FORM.answered(WHOLE, "kin", "parent") == WHOLE
    assert FORM.answered(WHOLE, "purpose", "job") == WHOLE


def test_a_part_shares_the_number_of_its_whole() -> None:
    other = {**WHOLE, "purpose": "x", "purpose_text": "理赔"}

    assert [FORM.number(field, other) for field in FORM.fields] == [1, 1, 2, 2, 3, 4, 5]
    assert FORM.total(other) == FORM.total({}) == 5


def test_the_question_before_is_the_last_one_that_was_answered() -> None:
    assert FORM.before("relation", WHOLE) is KIN
    assert FORM.before("kin", WHOLE) is None
    assert FORM.before("summary", WHOLE) is PLACE
    assert FORM.before("relative_name", WHOLE) is PURPOSE


def test_answers_that_fit_each_other_are_all_kept() -> None:
    assert consistent(FORM, WHOLE, by=READING) == WHOLE


def test_an_answer_that_no_longer_fits_must_be_asked_again() -> None:
    changed = {**WHOLE, "relation": "mother"}

    kept = consistent(FORM, changed, by=READING)

    assert "relative_id" not in kept
    assert FORM.next(kept) is NUMBER


def test_an_answer_to_a_question_that_is_not_asked_is_dropped() -> None:
    assert consistent(FORM, {**WHOLE, "purpose_text": "理赔", "odd": "1"}, by=READING) == WHOLE


def test_a_draft_asks_something_else_with_the_same_answers() -> None:
    draft = Draft(WHOLE, "purpose").at("")

    assert draft == Draft(WHOLE)


def test_a_field_knows_its_choices() -> None:
    chosen = KIN.choice("none")

    assert chosen is not None
    assert chosen.label == "都不是"
    assert KIN.choice("uncle") is None
    assert FORM.field("uncle") is None
