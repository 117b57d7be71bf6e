"""Every item of the catalogue, from the first answer to the paper or the letter in hand."""

import asyncio
import re
from pathlib import Path

import pytest

from catalogue.loader import load
from certificates.press import Press
from domain.identity import mask_name
from domain.item import Family, Item, ProofKind
from tests.journeys.walking import Walk, Walked, walked
from tests.support.engines import Server

pytestmark = pytest.mark.slow
ITEMS = load().items
PAPERS = [item for item in ITEMS if ITEMS[item].issuable]
LETTERS = [item for item in ITEMS if not ITEMS[item].issuable]
BY_MACHINE = {ProofKind.KINSHIP, ProofKind.HOME, ProofKind.BOOKLET, ProofKind.RECORD}
ID_NUMBER = re.compile(r"(?<![0-9A-Z])\d{17}[\dX](?![0-9A-Z])")
UNFILLED = re.compile(r"\{\{|\{%|None|Undefined")


def one_of_each_family(item: Item) -> bool:
    family = Family.LETTER if not item.issuable else item.family
    return item.id == FIRST[family]


FIRST = {
    Family.LETTER: LETTERS[0],
    **{ITEMS[item].family: item for item in reversed(PAPERS)},
}


@pytest.fixture(scope="module")
def walks(a_press: Press, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """All of them, through one house."""
    folder: Path = tmp_path_factory.mktemp("every-item")
    where = f"sqlite:///{folder}/house/lane.db"
    return asyncio.run(walked(folder, a_press, where, lambda _: True))


@pytest.fixture(scope="module")
def walks_on_postgresql(
    a_press: Press, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Walked:
    """One of each family, through a house with the other engine."""
    folder: Path = tmp_path_factory.mktemp("one-of-each")
    with server.database() as where:
        return asyncio.run(walked(folder, a_press, where, one_of_each_family))


def plain(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("item", PAPERS)
def test_whoever_answers_gets_the_paper(walks: Walked, item: str) -> None:
    assert_a_paper(walks.walks[item])


@pytest.mark.parametrize("item", PAPERS)
def test_what_a_register_knows_no_official_has_to_type(walks: Walked, item: str) -> None:
    walk = walks.walks[item]
    asked = {rule.id for rule in walk.item.proofs if rule.kind in BY_MACHINE}

    assert walk.wrong == ""
    assert {walk.proofs[proof] for proof in asked} <= {"holds"}


@pytest.mark.parametrize("item", LETTERS)
def test_whoever_needs_no_paper_gets_a_letter(walks: Walked, item: str) -> None:
    assert_a_letter(walks.walks[item])


def test_the_house_does_not_stumble_on_any_of_them(walks: Walked) -> None:
    assert walks.stumbles == []
    assert walks.walks.keys() == ITEMS.keys()


@pytest.mark.parametrize("family", FIRST)
def test_the_other_engine_makes_the_same(walks_on_postgresql: Walked, family: Family) -> None:
    walk = walks_on_postgresql.walks[FIRST[family]]

    if family is Family.LETTER:
        assert_a_letter(walk)
    else:
        assert_a_paper(walk)


def assert_a_paper(walk: Walk) -> None:
    assert walk.wrong == ""
    assert (walk.case["state"], walk.case["item"]) == ("issued", walk.item.id)
    paper, text = walk.case["certificate"], walk.item.paper
    title = text.title if text else "亲属关系证明"
    printed = (paper["number"], walk.code, walk.name, walk.relative, title, unit_of(walk))
    assert [each for each in printed if plain(each) not in walk.words] == []
    assert ("有效期至" in walk.words, paper["valid_to"] is not None) == (
        bool(walk.item.valid_days),
        bool(walk.item.valid_days),
    )
    assert UNFILLED.findall(walk.words) == []
    assert (walk.check["verdict"], paper["kind"]) == ("in_force", "certificate")


def assert_a_letter(walk: Walk) -> None:
    assert walk.wrong == ""
    assert (walk.case["state"], walk.case["item"]) == ("settled", walk.item.id)
    paper, letter = walk.case["certificate"], walk.check["letter"]
    title = walk.item.letter.title if walk.item.letter else "?"
    heads = [unmasked(point["head"].rstrip("。"), walk) for point in letter["points"]]
    printed = (paper["number"], walk.code, walk.name, title, unit_of(walk), *heads)
    assert heads != []
    assert [each for each in printed if plain(each) not in walk.words] == []
    assert ID_NUMBER.findall(walk.words) == []
    assert UNFILLED.findall(walk.words) == []
    assert (walk.check["verdict"], paper["kind"]) == ("in_force", "letter")


def unmasked(shown: str, walk: Walk) -> str:
    """What strangers see of a sentence, with the applicant's name as the letter has it."""
    return shown.replace(mask_name(walk.name), walk.name)


def unit_of(walk: Walk) -> str:
    return walk.filled.stored.get("use_unit", "")
