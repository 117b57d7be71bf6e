import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Page, async_playwright

from sandbox.sim import Sim
from tests.sandbox.product import Product, text

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LINK = '点 <a data-miniprogram-path="pages/enrol/enrol?link=tok" href="http://h/e/tok">这里</a>'
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("REQUIRE_BROWSER"), reason="no chromium here"
    ),
]


@pytest.fixture
async def page(server: TestServer, sim: Sim) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=Path(CHROMIUM or "chromium"), args=FLAGS
        )
        page = await browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(5000)
        await page.goto(str(server.make_url("/")))
        yield page
        await browser.close()


async def test_two_phones_can_be_played_and_nothing_is_wrong(
    page: Page, sim: Sim, product: Product
) -> None:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    product.reply = lambda _: text(LINK + "<img src=x onerror=alert(1)>")

    await page.fill("#say-text", "亲属关系证明")
    await page.press("#say-text", "Enter")
    await page.click("#citizen-chat .link")
    await page.click(".sheet .go")
    await page.locator(".sheet .answer", has_text="产品认了").wait_for()
    shown = await page.inner_text("#citizen-chat .line:not(.mine)")
    wide = await page.evaluate("document.documentElement.scrollWidth")

    assert product.asked[0][1]["link"] == "tok"
    assert "<img src=x onerror=alert(1)>" in shown
    assert wide == 1440
    assert wrong == []


async def test_a_switch_sets_a_fault_and_clears_it(page: Page, sim: Sim) -> None:
    await page.click("text=平台停了")
    await page.wait_for_selector("#faults .on")
    on = [fault["kind"] for fault in sim.faults.listed()]

    await page.click("#faults .on")
    await page.wait_for_selector("#faults .on", state="detached")

    assert on == ["down"]
    assert sim.faults.listed() == []
