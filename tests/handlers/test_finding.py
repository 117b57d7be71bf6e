"""Finding a paper on pages and by API: by words, by two questions, and what becomes of it."""

import pytest

from domain.item import ItemId
from tests.handlers import story
from tests.handlers.conftest import Knocker
from tests.handlers.visitors import Page

ITEMS = story.CATALOGUE.items
GUIDE = story.CATALOGUE.guide


async def opened(door: Knocker, path: str) -> Page:
    answer = await door.get(path)
    return Page(answer.status, str(answer.url.relative()), await answer.text())


async def test_a_word_finds_items_and_says_what_becomes_of_each(door: Knocker) -> None:
    page = await opened(door, "/items?q=无房")

    assert page.status == 200
    assert "无房证明（不动产登记查询结果） 手机上就能办" in page
    assert 'value="无房"' in page.source


@pytest.mark.parametrize("typed", ["wufang", "wfzm"])
async def test_pinyin_and_initials_find_it_too(door: Knocker, typed: str) -> None:
    assert "无房证明" in await opened(door, f"/items?q={typed}")


async def test_what_nobody_knows_leads_to_the_two_questions(door: Knocker) -> None:
    page = await opened(door, "/items?q=zzzz")

    assert "没有找到“zzzz”" in page
    assert 'href="/guide"' in page.source


async def test_what_is_typed_is_shown_as_text_and_no_longer_than_it_may_be(door: Knocker) -> None:
    page = await opened(door, "/items?q=" + "<b>" + "x" * 100)

    assert "<b>x" not in page.source
    assert "x" * 60 not in page.source


async def test_with_nothing_typed_there_is_only_the_field(door: Knocker) -> None:
    page = await opened(door, "/items")

    assert "没有找到" not in page
    assert "单位要什么证明？" in page


@pytest.mark.parametrize("item", list(ITEMS))
async def test_every_item_has_a_page_that_says_how_to_go_on(door: Knocker, item: ItemId) -> None:
    about = ITEMS[item]

    page = await opened(door, f"/items/{about.id}")

    assert page.status == 200
    assert f'href="/apply/{about.id}"' in page.source
    assert ("开始办" if about.issuable else "要一封说明") in page
    assert not [each.law for each in about.basis if not each.read and f"依据 {each.law}" in page]


async def test_where_no_paper_is_needed_the_page_says_what_proves_it_and_by_which_law(
    door: Knocker,
) -> None:
    page = await opened(door, "/items/qs-11")

    assert "这张证明不用开" in page
    assert "能证明的 居民户口簿" in page
    assert "《中华人民共和国户口登记条例》第4条第4款" in page
    assert "公通字" not in page


async def test_an_item_that_does_not_exist_is_not_found(door: Knocker) -> None:
    assert (await opened(door, "/items/zz-99")).status == 404
    assert (await door.get("/api/v1/items/zz-99")).status == 404


async def test_two_questions_lead_to_the_items_of_a_theme(door: Knocker) -> None:
    asker = GUIDE.askers[0]
    theme = GUIDE.offered(asker.id)[0]

    first = await opened(door, "/guide")
    second = await opened(door, f"/guide?who={asker.id}")
    third = await opened(door, f"/guide?who={asker.id}&what={theme.id}")

    assert asker.label in first
    assert theme.label in second
    assert ITEMS[ItemId(theme.items[0])].title in third
    for page, n in ((first, 1), (second, 2), (third, 3)):
        assert f"第 {n} 步，共 3 步" in page


@pytest.mark.parametrize("path", ["/guide?who=nobody", "/guide?what=kin", "/guide?who=&what="])
async def test_a_guide_that_is_asked_for_nothing_it_knows_begins_anew(
    door: Knocker, path: str
) -> None:
    assert "第 1 步，共 3 步" in await opened(door, path)


@pytest.mark.parametrize("path", ["/", "/items?q=无房", "/items/qs-11", "/guide?who=employer"])
async def test_the_elder_version_is_kept_from_link_to_link(door: Knocker, path: str) -> None:
    page = await opened(door, path + ("&" if "?" in path else "?") + "k=1")

    assert 'class="elder"' in page.source
    assert "标准版" in page
    assert 'k=1"' in page.source


async def test_programs_search_and_are_guided_alike(door: Knocker) -> None:
    found = await (await door.get("/api/v1/items?q=无房")).json()
    every = await (await door.get("/api/v1/items")).json()
    guide = await (await door.get("/api/v1/guide")).json()

    assert "无房证明" in found["items"][0]["title"]
    assert len(every["items"]) == len(ITEMS)
    assert [each["id"] for each in guide["askers"]] == [each.id for each in GUIDE.askers]
    assert {item for theme in guide["themes"] for item in theme["items"]} <= set(ITEMS)


async def test_a_search_of_a_program_is_as_short_as_one_of_a_person(door: Knocker) -> None:
    assert (await door.get("/api/v1/items?q=" + "x" * 61)).status == 422
