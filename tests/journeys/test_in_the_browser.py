"""The main story, played in the stand-in's page in a real browser, against the real product."""

import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import FrameLocator, Page, async_playwright, expect

from sandbox.app import over
from sandbox.personas import CHEN_GUOLIANG
from tests.journeys.parts import UNIT
from tests.journeys.stagecraft import Stage

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 20_000
REASON = "登记有误，已更正"
CHOICES = {"kin": "parent", "relation": "father", "booklet": "never", "purpose": "job"}
CHOICES |= {"more_relative": "no"}
TYPED = {"use_unit": UNIT, "relative_name": "陈国樑", "relative_place": "游埠镇"}
WRONG_NUMBER = "330781196602091018"
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("REQUIRE_BROWSER"), reason="no chromium here"
    ),
]


@pytest.fixture
async def stand_in(stage: Stage) -> AsyncIterator[TestServer]:
    server = TestServer(over(stage.sim))
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def page(stand_in: TestServer) -> AsyncIterator[Page]:
    """The stand-in's page; nothing in it may go wrong, whatever is played."""
    wrong: list[str] = []
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=Path(CHROMIUM or "chromium"), args=FLAGS
        )
        context = await browser.new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
        await page.goto(str(stand_in.make_url("/")))
        yield page
        await browser.close()
    assert wrong == []


async def said(page: Page, words: str) -> None:
    heard = page.locator("#citizen-chat .line:not(.mine)").filter(has_text=words)
    await expect(heard.last).to_be_visible()


async def typed(page: Page, text: str, then: str) -> None:
    await page.fill("#say-text", text)
    await page.press("#say-text", "Enter")
    await said(page, then)


async def tapped(page: Page, word: str, then: str) -> None:
    await page.locator("#chips").get_by_role("button", name=word, exact=True).click()
    await said(page, then)


async def enrolled(page: Page) -> None:
    await tapped(page, "亲属关系证明", "先确认是您本人")
    await page.click("#citizen-chat .link")
    await page.click("#sheet .go")
    await expect(page.locator("#sheet .answer")).to_contain_text("产品认了")
    await page.click("#sheet .back-to-chat")
    await said(page, "第 1 问")


async def applied(page: Page) -> str:
    """Half by tapping, half by typing; the last four digits of the number."""
    await tapped(page, "1 父母", "是哪一位")
    await tapped(page, "1 父亲", "第 2 问")
    await tapped(page, "3 从来没有", "第 3 问")
    await typed(page, "入职", "第 4 问")
    await typed(page, UNIT, "第 5 问")
    await typed(page, "陈国樑", "第 6 问")
    await typed(page, CHEN_GUOLIANG, "第 7 问")
    await tapped(page, "1 没有了", "第 8 问")
    await typed(page, "游埠镇", "请核对")
    await tapped(page, "确认", "编号 YB-")
    receipt = await page.locator("#citizen-chat .line").filter(has_text="编号 YB-").inner_text()
    found = re.search(r"YB-\d{8}-(\d{4})", receipt)
    assert found, receipt
    return found[1]


async def approved(page: Page) -> None:
    await page.locator("#officials").get_by_role("button", name="徐立群").click()
    await page.get_by_role("button", name="同意", exact=True).click()
    await expect(page.locator("#official-chat .card.grey")).to_contain_text("徐立群 已于")


async def paper_opened(page: Page, tail: str) -> FrameLocator:
    await expect(page.locator("#citizen-chat")).to_contain_text("已办好")
    await typed(page, tail, "办好了")
    await page.locator("#citizen-chat").get_by_role("link", name="点开看细节").last.click()
    inside = page.frame_locator("#browser iframe")
    await inside.get_by_role("link", name="打开证明（PDF）").click()
    return inside


async def revoked(page: Page) -> Page:
    async with page.context.expect_page() as opening:
        await page.locator("#official-chat .card h3 a").last.click()
    desk = await opening.value
    await desk.click("[data-key=x]")
    await desk.fill("input[name=reason]", REASON)
    await desk.click("#revoke button")
    return desk


async def test_the_main_story_is_played_from_the_first_word_to_the_revocation(page: Page) -> None:
    await enrolled(page)
    tail = await applied(page)
    await approved(page)
    inside = await paper_opened(page, tail)
    wide = await inside.get_by_alt_text("证明第 1 页").evaluate(
        "img => img.decode().then(() => img.naturalWidth)"
    )
    await page.get_by_role("button", name="给单位扫码").click()
    check = page.frame_locator("#third iframe").locator("h1")

    await expect(check).to_have_text("有效")
    desk = await revoked(page)
    await expect(desk.get_by_role("status")).to_contain_text("已撤销证明")
    await page.get_by_role("button", name="再查一次").click()
    await expect(check).to_have_text("已撤销")
    await page.get_by_role("button", name="‹ 聊天").click()
    await said(page, "已撤销，不能再用")
    assert wide > 1000


async def test_a_form_is_filled_in_without_a_word_in_the_chat(page: Page, stage: Stage) -> None:
    await page.click("#more")
    await page.click("text=打开小程序")
    await page.click("#sheet .go")
    await expect(page.locator("#sheet .answer")).to_contain_text("产品认了")
    await page.click("#sheet .back-to-chat")
    await page.click("text=小程序里填表")
    for name, choice in CHOICES.items():
        await page.select_option(f"#sheet [name={name}]", choice)
    for name, words in TYPED.items():
        await page.fill(f"#sheet [name={name}]", words)
    await page.fill("#sheet [name=relative_id]", WRONG_NUMBER)
    await page.get_by_role("button", name="交上去").click()
    wrong = page.locator("#sheet label:has([name=relative_id]) .wrong")
    await expect(wrong).to_have_text("号码里有一位不对，请对照身份证再看一遍")
    await page.fill("#sheet [name=relative_id]", CHEN_GUOLIANG)
    await page.get_by_role("button", name="交上去").click()

    await expect(page.locator("#sheet .answer")).to_contain_text("收到了，编号 YB-20261124-0001")
    await page.click("#sheet .back-to-chat")
    await approved(page)
    await expect(page.locator("#citizen-chat")).to_contain_text("已办好")
    assert not [
        bubble for bubble in stage.sim.world.phones.citizens[0].chat if bubble.show == "said"
    ]


async def test_a_story_plays_by_one_tap_and_shows_whom_it_is_about(page: Page) -> None:
    await page.get_by_role("button", name="主线一遍").click()

    await expect(page.locator("#playing .head")).to_contain_text(
        "演完了：查验页说：有效", timeout=60_000
    )
    await expect(page.frame_locator("#third iframe").locator("h1")).to_have_text("有效")
    await expect(page.frame_locator("#browser iframe").locator("img")).to_be_visible()
    await expect(page.locator("#official-chat .card.grey")).to_contain_text("徐立群 已于")


async def test_the_forger_is_believed_nowhere(page: Page, stage: Stage) -> None:
    await enrolled(page)
    before = await stage.rows()
    await page.get_by_role("button", name="伪造者").click()
    tricks = page.locator("#forger button")

    for at in range(await tricks.count()):
        await tricks.nth(at).click()
        await expect(tricks.nth(at).locator(".good")).to_be_visible()

    assert await tricks.count() == 9
    assert await stage.rows() == before
