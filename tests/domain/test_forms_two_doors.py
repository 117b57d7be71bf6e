"""Chat and API come to the same answers and the same refusals, whatever the form."""

from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import dialogue
from bot.talk import Talk
from casework.answering import Sheet, begun, filled
from domain.errors import Refusal
from domain.form import consistent
from domain.item import Catalogue, ItemId
from tests.support.forms import READING
from tests.support.random_forms import catalogues, typed

CONTROL = (*dialogue.BACK, *dialogue.STOP, *dialogue.CONFIRM, *dialogue.REVIEW)


def explain(refusal: Refusal) -> str:
    return f"{refusal.code} {refusal.facts.get('reason')}"


def chat(talk: Talk, words: str) -> tuple[Talk, str]:
    """Say something; the conversation from now on, and the refusal if there was one."""
    heard = dialogue.hear(talk, words, explain=explain)
    refused = str(heard.phrase.facts.get("refusal", ""))
    return Talk(talk.catalogue, heard.item, heard.draft, talk.reading), refused


def api(catalogue: Catalogue, sheet: Sheet, answers: dict[str, str]) -> tuple[Sheet, str]:
    """Send some answers; the sheet from now on, and the refusal if there was one."""
    try:
        return filled(catalogue, sheet, answers, by=READING), ""
    except Refusal as refusal:
        return sheet, explain(refusal)


def all_that_fit(
    catalogue: Catalogue, sheet: Sheet, said: dict[str, str]
) -> tuple[Sheet, dict[str, str]]:
    """Send all, then again without what was refused, until the rest is taken."""
    while True:
        try:
            return filled(catalogue, sheet, said, by=READING), said
        except Refusal as refusal:
            errors = cast("list[dict[str, str]]", refusal.facts["errors"])
            odd = {each["pointer"].removeprefix("/answers/") for each in errors}
            said = {name: text for name, text in said.items() if name not in odd}


def fresh(catalogue: Catalogue) -> Talk:
    item = catalogue.item(ItemId("a-01"))
    return Talk(catalogue, item, begun(item, by=READING), READING)


@settings(max_examples=60)
@given(catalogues(), st.data())
def test_one_answer_does_the_same_at_both_doors(catalogue: Catalogue, data: st.DataObject) -> None:
    talk = fresh(catalogue)
    sheet = talk.sheet
    for _ in range(data.draw(st.integers(1, 15))):
        if data.draw(st.integers(0, 5)) == 0:
            talk, _refused = chat(talk, "返回")
            sheet = talk.sheet if talk.draft.left != sheet.draft.left else sheet
        if talk.asked is None:
            talk = Talk(catalogue, talk.item, talk.draft.at("why"), READING)
        if talk.asked is None or (text := data.draw(typed(talk.asked)).strip()) in CONTROL:
            continue
        asked = talk.asked.id

        talk, refused = chat(talk, text)
        sheet, refused_too = api(catalogue, sheet, {asked: text})

        assert refused == refused_too
        assert (talk.item.id, talk.draft.answers) == (sheet.item.id, sheet.answers)
        assert consistent(talk.item.form, talk.draft.answers, by=READING) == talk.draft.answers
        led = talk.form.routed(talk.draft.answers) or talk.draft.origin or talk.item.id
        assert talk.item.id == led or talk.draft.left


@settings(max_examples=60)
@given(catalogues(), st.data())
def test_all_answers_at_once_come_to_what_one_by_one_come_to(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    talk = fresh(catalogue)
    start, said = talk.sheet, dict[str, str]()
    for _ in range(25):
        asked = talk.asked
        if asked is None or (text := data.draw(typed(asked)).strip()) in CONTROL:
            break
        talk, refused = chat(talk, text)
        if not refused:
            said[asked.id] = text

    sheet, refused = api(catalogue, start, said)

    assert refused == ""
    assert (sheet.item.id, sheet.answers) == (talk.item.id, talk.draft.answers)


@settings(max_examples=60)
@given(catalogues(), st.data())
def test_what_the_api_takes_at_once_the_chat_takes_one_by_one(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    talk = fresh(catalogue)
    forms = [item.form for item in catalogue.items.values()]
    fields = {f.id: f for form in forms for f in form.fields}
    said = {name: data.draw(typed(field)).strip() for name, field in fields.items()}
    sheet, said = all_that_fit(catalogue, talk.sheet, said)
    left = dict(said)
    while (asked := talk.asked) is not None and left.get(asked.id, CONTROL[0]) not in CONTROL:
        talk, refused = chat(talk, left.pop(asked.id))
        assert refused == ""

    assert left or (sheet.item.id, sheet.answers) == (talk.item.id, talk.draft.answers)
