"""Every form of the catalogue: it can be filled in, and whatever does not fit is said clearly."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot import dialogue
from bot.talk import Talk
from casework.answering import begun, taken
from casework.shelf import Shelf
from catalogue.loader import load
from domain.errors import Refusal
from domain.fields import Field, FieldKind
from domain.form import Reading, read
from domain.identity import IdNumber
from domain.item import Item
from sandbox.residents import invented
from templates.environment import Lang, Words
from tests.support.answering import Filled, confirmed, facts_for, filled_in, kinsmen, known_of
from tests.support.forms import a_choice, a_field
from tests.support.people import CHEN_YUAN, TODAY
from tests.support.wrong import TABLE, Wrong, wrong

pytestmark = pytest.mark.slow
CATALOGUE, WORDS, POPULATION = load(), Words(), invented().population
BY = Reading(
    TODAY,
    CHEN_YUAN,
    Shelf(CATALOGUE).divisions.places,
    pictures=1,
    known=known_of(POPULATION.people[CHEN_YUAN]),
)
KINDS = [kind for kind in FieldKind if kind is not FieldKind.PERSON]
NUMBERS = re.compile(r"\d{15}")
ECHO = 20  # characters of what was typed that a refusal may say again
EVERY = pytest.mark.parametrize("item", CATALOGUE.items.values(), ids=lambda item: item.id)


def questions(item: Item) -> Iterator[Field]:
    """All that an item asks, of the applicant or of the official who saw a document."""
    yield from item.form.fields
    for rule in item.proofs:
        yield from rule.facts


def filled(item: Item, seed: int) -> Filled:
    if not confirmed(item):
        return filled_in(CATALOGUE, item, by=BY, seed=seed)
    for kin in kinsmen(POPULATION, item, by=BY, seed=seed):
        mine = replace(BY, applicant=IdNumber(kin.who.id_number), known=known_of(kin.who))
        try:
            return filled_in(CATALOGUE, item, by=mine, seed=seed, hints=kin.hints)
        except LookupError:
            continue
    raise LookupError(item.id)


def refusal_of(asked: Field, text: str, by: Reading) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read(asked, text, {}, by=by)
    return refused.value


def fits(refusal: Refusal, expected: Wrong) -> bool:
    why = str(refusal.facts.get("reason", refusal.code))
    return why == expected.reason or (expected.reason == "place" and why.startswith("place-"))


def assert_clear(said: str, typed: str) -> None:
    assert said.endswith(("。", ".")), said
    assert NUMBERS.search(said) is None, said
    assert all(typed[n : n + ECHO + 1] not in said for n in range(len(typed) - ECHO)), said


@EVERY
@pytest.mark.parametrize("seed", range(2))
def test_the_form_of_an_item_can_be_filled_in(item: Item, seed: int) -> None:
    made, again = filled(item, seed), filled(item, seed)

    assert made.item is item
    assert made == again
    assert set(made.typed) <= set(made.stored)


@EVERY
def test_the_facts_of_a_document_can_be_typed(item: Item) -> None:
    for rule in item.proofs:
        facts = facts_for(rule, by=BY)
        nobody = replace(BY, applicant=IdNumber(""))

        stored = {name: read(_fact(rule.facts, name), facts[name], {}, by=nobody) for name in facts}

        assert stored.keys() == {field.id for field in rule.facts if field.applies(stored)}


def _fact(facts: tuple[Field, ...], name: str) -> Field:
    return next(each for each in facts if each.id == name)


@EVERY
def test_what_does_not_fit_a_question_is_refused_for_what_is_wrong_with_it(item: Item) -> None:
    for asked in questions(item):
        for each in wrong(asked, BY):
            refusal = refusal_of(asked, each.text, BY)

            assert fits(refusal, each), (asked.id, each, refusal.facts)
            assert_clear(WORDS.refusal(refusal.code, refusal.facts), each.text)


@EVERY
def test_what_does_not_fit_leaves_the_answers_as_they_were(item: Item) -> None:
    made = filled(item, 0)
    for sheet, asked in made.sheets:
        for each in wrong(asked, BY):
            with pytest.raises(Refusal) as refused:
                taken(CATALOGUE, sheet, asked.id, each.text, by=BY)

            assert fits(refused.value, each), (asked.id, each, refused.value.facts)


@EVERY
@pytest.mark.parametrize("seed", range(2))
def test_the_chat_takes_the_same_answers_one_by_one(item: Item, seed: int) -> None:
    made = filled(item, seed)
    by = made.by
    talk = Talk(CATALOGUE, item, begun(item, by=by), by)
    for asked, text in made.typed.items():
        assert talk.asked is not None
        assert talk.asked.id == asked
        heard = dialogue.hear(talk, text, explain=lambda refusal: refusal.code)
        talk = Talk(CATALOGUE, heard.item, heard.draft, by)

    done = dialogue.hear(talk, "确认", explain=lambda refusal: refusal.code)

    assert (done.item.id, done.draft.answers, done.done) == (item.id, made.stored, "confirmed")


@EVERY
def test_the_chat_says_what_is_wrong_and_asks_again(item: Item) -> None:
    made = filled(item, 0)
    for sheet, asked in made.sheets:
        talk = Talk(CATALOGUE, sheet.item, sheet.draft, BY)
        for each in wrong(asked, BY):
            heard = dialogue.hear(talk, each.text, explain=lambda refusal: refusal.code)

            assert heard.phrase.facts.get("refusal"), (asked.id, each, heard.phrase)
            assert heard.draft.answers == sheet.answers


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_question_says_what_is_wrong_in_both_languages(
    kind: FieldKind, lang: Lang
) -> None:
    asked = a_field("q", kind) if kind is not FieldKind.CHOICE else a_choice("q", "red", "blue")
    said = {
        WORDS.refusal(refusal.code, refusal.facts, lang=lang)
        for refusal in (refusal_of(asked, each.text, BY) for each in TABLE[kind])
    }

    assert all("other" not in each and "undefined" not in each.lower() for each in said)
    assert WORDS.refusal("validation", {"reason": "other"}, lang=lang) not in said


def test_without_a_picture_no_word_stands_for_one() -> None:
    none = replace(BY, pictures=0)
    asked = a_field("q", FieldKind.IMAGE)

    assert refusal_of(asked, "好了", none).facts["reason"] == "picture-none"


def test_the_table_has_every_kind_four_times_or_more() -> None:
    assert set(TABLE) == set(KINDS)
    assert min(len({each.text for each in texts}) for texts in TABLE.values()) >= 4
