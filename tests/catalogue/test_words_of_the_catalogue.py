"""What the catalogue names must be there: templates, terms, relations."""

import re
from datetime import date
from pathlib import Path

import pytest

from catalogue.loader import load
from domain.form import Choice
from domain.identity import IdNumber
from domain.item import Item, ItemId
from domain.kinship import Kin, term
from templates.environment import HERE, Words
from tests.support.people import a_number

ITEMS = tuple(load().items.values())
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
}


def relations(item: Item) -> tuple[Choice, ...]:
    field = item.form.field("relation")
    assert field is not None
    return field.choices


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_every_ending_has_its_template(item: Item) -> None:
    endings = {choice.ends for each in item.form.fields for choice in each.choices}
    endings |= {each.ends for each in item.form.fields}

    missing = [
        name for name in endings if name and not (HERE / f"messages/citizen/{name}.jinja").exists()
    ]

    assert missing == []


def test_no_ending_lies_about_unused() -> None:
    used = {choice.ends for i in ITEMS for each in i.form.fields for choice in each.choices}
    used |= {each.ends for i in ITEMS for each in i.form.fields}

    written = {f"ends/{path.stem}" for path in (HERE / "messages/citizen/ends").glob("*.jinja")}

    assert written == used - {""}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_every_relation_is_a_word_that_papers_know(item: Item) -> None:
    for choice in relations(item):
        assert WORDS.term("relation", choice.value)


@pytest.mark.parametrize("choice", relations(ITEMS[0]), ids=lambda choice: choice.value)
def test_a_relation_that_is_chosen_is_the_one_that_edges_derive(choice: Choice) -> None:
    kin, relative, applicant, link = PEOPLE[choice.value]

    assert term(kin, of=relative, to=applicant, link=link) == choice.value
    assert choice.when == kin


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_every_kin_that_is_not_turned_away_leads_to_an_item_that_certifies_it(item: Item) -> None:
    kin = item.form.field("kin")
    assert kin is not None
    catalogue = {each.id: each for each in ITEMS}

    for choice in kin.choices:
        if not choice.ends:
            assert Kin(choice.value) in catalogue[ItemId(choice.item)].kins


def test_every_item_has_relations_for_all_its_kin() -> None:
    for item in ITEMS:
        offered = {choice.when for choice in relations(item)}
        assert item.kins <= offered


@pytest.mark.parametrize("room", ROOMS)
def test_a_legal_basis_that_nobody_may_have_read_is_shown_nowhere(room: str) -> None:
    named = re.compile(r"\.basis\b|\bBasis\b")

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
