"""Whatever people call a paper, the right item is found, or a short list, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.guiding import SHOWN, Finder
from catalogue.loader import load
from domain.guide import certain
from domain.item import Item

ITEMS = load().items
FINDER = Finder(ITEMS.values())


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("无房证明", "zr-02"),
        ("我想开个无房证明", "zr-02"),
        ("名下没有房子的证明怎么开", "zr-02"),
        ("wufang", "zr-02"),
        ("wu fang zheng ming", "zr-02"),
        ("学籍", "jy-01"),
        ("xjzm", "jy-01"),
        ("退伍证明", "ty-01"),
        ("党员证明", "xz-05"),
        ("我要办居住证明", "xz-01"),
        ("无犯罪记录证明", "ga-05"),
        ("低保证明", "mz-06"),
        ("单身证明", "mz-02"),
    ],
)
def test_an_everyday_name_leads_to_its_item(said: str, item: str) -> None:
    hits = FINDER.find(said)

    assert hits
    assert hits[0].item == item


@pytest.mark.parametrize("item", ITEMS.values(), ids=lambda item: item.id)
def test_everything_that_is_said_to_lead_to_an_item_does(item: Item) -> None:
    for word in item.says:
        hits = FINDER.find(word)
        best = [hit.item for hit in hits if hit.score >= hits[0].score]
        assert item.id in best, word


@pytest.mark.parametrize(
    "said", ["你好", "谢谢", "", "   ", "。。。", "a", "绿卡", "zzzzzz", "1", "我要"]
)
def test_small_talk_finds_nothing(said: str) -> None:
    assert FINDER.find(said) == ()


def test_a_list_is_short_and_the_likeliest_comes_first() -> None:
    hits = FINDER.find("证明户口")

    assert len(hits) <= SHOWN
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_only_what_was_clearly_meant_needs_no_list() -> None:
    assert certain(FINDER.find("无房证明")) is not None
    assert certain(FINDER.find("wfzm")) is None  # initials of two papers
    assert certain(()) is None


@given(st.text(max_size=80))
def test_whatever_is_typed_is_searched_without_a_fault(said: str) -> None:
    for hit in FINDER.find(said):
        assert hit.item in ITEMS
        assert 0 < hit.score <= 100
