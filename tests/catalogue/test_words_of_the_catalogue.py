"""What the catalogue names must be there: templates, terms, relations."""

import re
from datetime import date
from pathlib import Path

import pytest

from catalogue.loader import load
from domain.form import Choice
from domain.identity import IdNumber
from domain.item import Item
from domain.kinship import Kin, term
from templates.environment import HERE, Words
from tests.support.people import a_number

ITEMS = tuple(load().items.values())
KINSHIP = tuple(item for item in ITEMS if item.kins)
WORDS = Words()
ROOMS = ("templates", "casework", "bot", "handlers", "certificates", "storage", "sources")
ROOT = HERE.parent
OLD_MAN, OLD_WOMAN = a_number(date(1940, 1, 1), 11), a_number(date(1942, 1, 1), 22)
MAN, WOMAN = a_number(date(1966, 1, 1), 31), a_number(date(1968, 1, 1), 42)
BOY, GIRL = a_number(date(1996, 1, 1), 51), a_number(date(1998, 1, 1), 62)
# For each relation that a citizen can choose: kin, the relative, the applicant, who is between.
PEOPLE: dict[str, tuple[Kin, IdNumber, IdNumber, IdNumber | None]] = {
    "father": (Kin.PARENT, MAN, GIRL, None),
    "mother": (Kin.PARENT, WOMAN, GIRL, None),
    "son": (Kin.CHILD, BOY, MAN, None),
    "daughter": (Kin.CHILD, GIRL, MAN, None),
    "elder-brother": (Kin.SIBLING, BOY, GIRL, MAN),
    "younger-brother": (Kin.SIBLING, BOY, WOMAN, OLD_MAN),
    "elder-sister": (Kin.SIBLING, WOMAN, GIRL, OLD_MAN),
    "younger-sister": (Kin.SIBLING, GIRL, BOY, MAN),
    "paternal-grandfather": (Kin.GRANDPARENT, OLD_MAN, GIRL, MAN),
    "paternal-grandmother": (Kin.GRANDPARENT, OLD_WOMAN, GIRL, MAN),
    "maternal-grandfather": (Kin.GRANDPARENT, OLD_MAN, GIRL, WOMAN),
    "maternal-grandmother": (Kin.GRANDPARENT, OLD_WOMAN, GIRL, WOMAN),
    "paternal-grandson": (Kin.GRANDCHILD, BOY, OLD_MAN, MAN),
    "paternal-granddaughter": (Kin.GRANDCHILD, GIRL, OLD_MAN, MAN),
    "maternal-grandson": (Kin.GRANDCHILD, BOY, OLD_MAN, WOMAN),
    "maternal-granddaughter": (Kin.GRANDCHILD, GIRL, OLD_MAN, WOMAN),
    "stepfather": (Kin.STEP_PARENT, MAN, GIRL, None),
    "stepmother": (Kin.STEP_PARENT, WOMAN, GIRL, None),
    "stepson": (Kin.STEP_CHILD, BOY, MAN, None),
    "stepdaughter": (Kin.STEP_CHILD, GIRL, MAN, None),
    "husbands-father": (Kin.PARENT_IN_LAW, MAN, GIRL, BOY),
    "husbands-mother": (Kin.PARENT_IN_LAW, WOMAN, GIRL, BOY),
    "wifes-father": (Kin.PARENT_IN_LAW, MAN, BOY, GIRL),
    "wifes-mother": (Kin.PARENT_IN_LAW, WOMAN, BOY, GIRL),
    "son-in-law": (Kin.CHILD_IN_LAW, BOY, MAN, None),
    "daughter-in-law": (Kin.CHILD_IN_LAW, GIRL, MAN, None),
}


def choices(item: Item, asked: str) -> tuple[Choice, ...]:
    field = item.form.field(asked)
    return field.choices if field else ()


@pytest.mark.parametrize("item", KINSHIP, ids=lambda item: item.id)
def test_every_relation_is_a_word_that_papers_know(item: Item) -> None:
    for choice in choices(item, "relation"):
        assert WORDS.term("relation", choice.value)


@pytest.mark.parametrize("choice", choices(KINSHIP[0], "relation"), ids=lambda choice: choice.value)
def test_a_relation_that_is_chosen_is_the_one_that_edges_derive(choice: Choice) -> None:
    kin, relative, applicant, link = PEOPLE[choice.value]

    assert term(kin, of=relative, to=applicant, link=link) == choice.value
    assert choice.when == kin


@pytest.mark.parametrize("choice", choices(KINSHIP[0], "kin"), ids=lambda choice: choice.value)
def test_every_kin_leads_to_an_item_that_certifies_it_or_says_what_does(choice: Choice) -> None:
    item = next(each for each in ITEMS if each.id == choice.item)

    assert choice.value in item.kins or not item.issuable


@pytest.mark.parametrize("item", KINSHIP, ids=lambda item: item.id)
def test_every_item_has_relations_for_all_its_kin(item: Item) -> None:
    assert item.kins <= {choice.when for choice in choices(item, "relation")}


@pytest.mark.parametrize("room", ROOMS)
def test_a_legal_basis_that_nobody_may_have_read_is_shown_nowhere(room: str) -> None:
    # Whoever shows law takes `item.law`; a unit's reply names a basis of its own.
    named = re.compile(r"(?<!\breply)(?<!\bsaid)(?<!\bgiven)(?<!\blabels)\.basis\b")

    shown = [
        path.name
        for path in Path(ROOT / room).rglob("*")
        if path.suffix in {".py", ".jinja", ".html"} and named.search(path.read_text("utf-8"))
    ]

    assert shown == []


def test_every_basis_says_whether_it_was_read_and_where() -> None:
    bases = [basis for item in ITEMS for basis in item.basis]

    assert bases
    assert all(basis.source for basis in bases)
