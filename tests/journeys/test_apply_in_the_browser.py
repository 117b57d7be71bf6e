"""The pages of a request in a real browser without JavaScript, in both versions."""

import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from tests.journeys.parts import FATHER, UNIT
from tests.journeys.stagecraft import Stage
from tests.journeys.test_in_the_browser import FLAGS, PATIENCE_MS

WRONG = FATHER[-3][:-1] + "8"
SMALL = """els => els.map(e => [e.getBoundingClientRect(), e.outerHTML])
  .filter(([box]) => box.height > 0 && box.height < LEAST).map(([box, html]) => html)"""
NAMELESS = """els => els.filter(e => !e.labels?.length && !e.ariaLabel).map(e => e.outerHTML)"""
CASE_PAGE = re.compile(r"/c/[\w-]+(\?k=1)?$")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("REQUIRE_BROWSER"), reason="no chromium here"
    ),
]


@pytest.fixture
async def phone(stage: Stage) -> AsyncIterator[BrowserContext]:
    """A phone of somebody who has enrolled; its browser runs no script."""
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", "取消", "2")
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=Path(CHROMIUM or "chromium"), args=FLAGS
        )
        context = await browser.new_context(
            viewport={"width": 375, "height": 720}, java_script_enabled=False
        )
        context.set_default_timeout(PATIENCE_MS)
        yield context
        await browser.close()


async def opened(stage: Stage, phone: BrowserContext, path: str) -> Page:
    page = await phone.new_page()
    await page.goto(stage.sim.product + path)
    await expect(page.locator("main h1").first).to_be_visible()
    return page


async def chosen(page: Page, label: str) -> None:
    await page.locator(".tiles label", has_text=label).first.click()


async def goes_on(page: Page, label: str, button: str) -> None:
    await chosen(page, label)
    await page.get_by_role("button", name=button, exact=True).click()


async def fits(page: Page, least: int) -> None:
    """Nothing sticks out, whatever is pressed is large enough, and every field has a name."""
    wide = await page.evaluate("document.documentElement.scrollWidth")
    pressed = "main a, main button, main label, main select, main input[type=text]"
    small = await page.locator(pressed).evaluate_all(SMALL.replace("LEAST", str(least)))
    fields = "main input:not([type=hidden]):not([type=submit]), main select"
    nameless = await page.locator(fields).evaluate_all(NAMELESS)
    assert wide <= 375
    assert [html for html in small if "label for" not in html] == []
    assert nameless == []


async def test_a_request_is_filled_in_without_javascript(
    stage: Stage, phone: BrowserContext
) -> None:
    page = await opened(stage, phone, "/apply/qs-01")
    for label in ("父母", "父亲", "从来没有", "入职"):
        await fits(page, 44)
        await goes_on(page, label, "继续")
    await page.get_by_label("哪个单位要？").fill(UNIT)
    await page.get_by_label("父亲叫什么名字？").fill("陈国樑")
    await page.get_by_label("父亲的身份证号码？").fill(WRONG)
    await page.get_by_role("button", name="继续").click()
    await expect(page.get_by_role("alert")).to_contain_text("有 1 处要改")
    await fits(page, 44)
    await page.get_by_role("link", name="父亲号码").click()
    await page.get_by_label("父亲的身份证号码？").fill(FATHER[-3])
    await page.get_by_role("button", name="继续").click()
    await goes_on(page, "没有了", "继续")
    await page.get_by_label("父亲的户口在兰溪哪个镇").select_option("游埠镇")
    await page.get_by_role("button", name="继续").click()
    await fits(page, 44)
    await page.get_by_role("checkbox").check(force=True)
    await page.get_by_role("button", name="确认提交").click()

    await expect(page).to_have_url(CASE_PAGE)


async def test_the_elder_version_asks_one_by_one_in_large_type(
    stage: Stage, phone: BrowserContext
) -> None:
    page = await opened(stage, phone, "/apply/qs-01?k=1")
    for label in ("父母", "父亲", "从来没有", "入职"):
        await fits(page, 60)
        await goes_on(page, label, "下一问")
    for typed in (UNIT, "陈国樑", FATHER[-3]):
        await fits(page, 60)
        await page.locator("main input[type=text]").fill(typed)
        await page.get_by_role("button", name="下一问").click()
    await goes_on(page, "没有了", "下一问")
    await page.locator("select").select_option("游埠镇")
    await page.get_by_role("button", name="下一问").click()
    await fits(page, 60)
    size = await page.locator("h1").evaluate("h => getComputedStyle(h).fontSize")
    await page.get_by_role("checkbox").check(force=True)
    await page.get_by_role("button", name="确认提交").click()

    await expect(page).to_have_url(CASE_PAGE)
    assert size == "36.4px"
