"""The guide in chat: two questions, a list, and back again; digits or words will do."""

import re
from collections.abc import Sequence

import pytest

from bot import guide
from bot.guide import Shelves
from casework.acts import Offer, Turn
from casework.guiding import Finder
from catalogue.loader import load
from domain.item import Item
from templates.environment import Words

CATALOGUE = load()
SHELVES = Shelves(CATALOGUE.guide, CATALOGUE)
WORDS = Words()


def offered(turn: Turn | Item | None) -> str:
    assert isinstance(turn, Turn)
    assert isinstance(turn.act, Offer)
    return turn.act.what


def led(*said: str) -> Turn | Item | None:
    turn: Turn | Item | None = guide.start(SHELVES)
    for each in said:
        turn = guide.choose(SHELVES, offered(turn), each)
    return turn


def lines(turn: Turn | Item | None) -> Sequence[str]:
    assert isinstance(turn, Turn)
    return re.findall(r"^(\d+ .*)$", WORDS.say(turn.phrase), re.MULTILINE)


def test_two_answers_and_a_choice_lead_to_an_item() -> None:
    item = led("1", "1", "1")

    assert isinstance(item, Item)
    assert item.id == "qs-01"


def test_words_do_as_well_as_digits() -> None:
    assert led("银行、保险公司", "和家里人的关系", "１。") == CATALOGUE.items["qs-01"]  # type: ignore[index]  # ids are text


def test_back_goes_up_and_not_out() -> None:
    assert offered(led("2", "1", "返回")) == "guide/school"
    assert offered(led("2", "返回")) == "guide"
    assert led("返回") is None


@pytest.mark.parametrize("said", ["0", "99", "-1", "证明", "游埠镇", "", "一"])
def test_what_is_no_answer_to_the_offer_is_left_to_others(said: str) -> None:
    assert led(said) is None


def test_a_long_list_is_turned_page_by_page_and_nothing_is_lost() -> None:
    turn, seen = led("1"), set[str]()
    while lines(turn)[-1].endswith("下面还有"):
        seen.update(line.split(" ", 1)[1] for line in lines(turn)[:-1])
        turn = guide.choose(SHELVES, offered(turn), str(len(lines(turn))))
    seen.update(line.split(" ", 1)[1] for line in lines(turn))

    assert seen == {theme.label for theme in CATALOGUE.guide.offered("employer")}


def test_an_asker_whom_the_law_binds_is_told_of_with_the_law() -> None:
    insured = led("社保、医保经办机构")

    assert isinstance(insured, Turn)
    assert "《社会保险经办条例》第三十一条" in WORDS.say(insured.phrase)


def test_what_a_search_found_is_chosen_by_its_digit() -> None:
    turn = guide.found(SHELVES, Finder(CATALOGUE.items.values()).find("wfzm"))

    chosen = [guide.choose(SHELVES, offered(turn), str(n)) for n in (1, 2)]

    assert {each.id for each in chosen if isinstance(each, Item)} == {"xz-07", "zr-02"}


def test_an_item_that_was_taken_away_meanwhile_is_no_choice() -> None:
    assert guide.choose(SHELVES, "found/qs-99", "1") is None


def test_nothing_offered_nothing_chosen() -> None:
    assert guide.choose(SHELVES, "", "1") is None
