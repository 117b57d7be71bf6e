"""Whatever is asked and whatever is typed: it is an answer or a refusal, and it stays one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Refusal
from domain.form import Field, Form, consistent, read
from tests.support.forms import READING, a_choice
from tests.support.random_forms import SIMPLE, forms, typed

FIELDS = st.one_of(
    st.builds(
        Field,
        id=st.sampled_from(("one", "relative_id", "two#2")),
        kind=st.sampled_from(SIMPLE),
        question=st.just("?"),
        label=st.just("?"),
        optional=st.booleans(),
        past=st.booleans(),
        future=st.booleans(),
        foreign=st.booleans(),
        least=st.none() | st.decimals(0, 5, places=2),
        most=st.none() | st.decimals(5, 5000, places=2),
    ),
    st.builds(lambda optional: a_choice("c", "red", "blue", optional=optional), st.booleans()),
)
SAID = {"relation": "father"}


@given(FIELDS, st.data())
def test_what_is_typed_is_read_or_refused_and_what_was_read_reads_as_itself(
    field: Field, data: st.DataObject
) -> None:
    text = data.draw(typed(field))
    try:
        value = read(field, text, SAID, by=READING)
    except Refusal:
        return

    assert read(field, value, SAID, by=READING) == value
    assert value or field.optional


@given(FIELDS, st.text(max_size=2000))
def test_no_text_of_any_sort_is_more_than_refused(field: Field, text: str) -> None:
    try:
        value = read(field, text, SAID, by=READING)
    except Refusal:
        return

    assert read(field, value, SAID, by=READING) == value


@settings(max_examples=150)
@given(forms(), st.data())
def test_answers_of_any_sort_become_answers_that_fit_each_other(
    form: Form, data: st.DataObject
) -> None:
    names = st.sampled_from([*(f.id for f in form.fields), *(f"{f.id}#2" for f in form.fields)])
    answers = data.draw(st.dictionaries(names | st.text(max_size=3), st.text(max_size=12)))

    kept = consistent(form, answers, by=READING)

    assert consistent(form, kept, by=READING) == kept
    assert kept.keys() <= answers.keys() | form.on(READING).fixed


@settings(max_examples=150)
@given(forms(), st.data())
def test_going_back_never_leaves_an_answer_that_no_longer_applies(
    form: Form, data: st.DataObject
) -> None:
    form = form.on(READING)
    answers: dict[str, str] = consistent(form, {}, by=READING)
    for _ in range(data.draw(st.integers(1, 15))):
        open_ = form.next(answers)
        given_ = [f for f in form.applicable(answers) if f.id in answers.keys() - form.fixed]
        askable = [*given_, *([open_] * 3 if open_ else [])]
        if not askable:
            break
        asked = data.draw(st.sampled_from(askable))
        try:
            value = read(asked, data.draw(typed(asked)), answers, by=READING)
            form.check(asked.id, form.answered(answers, asked.id, value))
        except Refusal:
            continue

        answers = consistent(form, form.answered(answers, asked.id, value), by=READING)

        assert answers[asked.id] == value
        assert list(answers) == [f.id for f in form.applicable(answers) if f.id in answers]
        assert consistent(form, answers, by=READING) == answers


@settings(max_examples=100)
@given(forms(), st.data())
def test_questions_are_numbered_from_one_to_the_last(form: Form, data: st.DataObject) -> None:
    form = form.on(READING)
    answers: dict[str, str] = {}
    numbers = []
    while asked := form.next(answers):
        if not asked.part_of:
            numbers.append(form.number(asked, answers))
        value = data.draw(st.sampled_from([c.value for c in asked.offers(answers)] or [""]))
        answers = form.answered(answers, asked.id, value)

    heads = [f for f in form.applicable(answers) if not f.part_of and f.id not in form.fixed]
    assert numbers == list(range(1, len(heads) + 1))
    assert form.total(answers) == len(heads)
