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
    await page.click("#tab-faults")
    await page.click("text=平台停了")
    await page.wait_for_selector("#panel-faults .on")
    on = [fault["kind"] for fault in sim.faults.listed()]

    await page.click("#panel-faults .switches .on")
    await page.wait_for_selector("#panel-faults .on", state="detached")

    assert on == ["down"]
    assert sim.faults.listed() == []


async def test_an_errcode_is_chosen_for_an_endpoint(page: Page, sim: Sim) -> None:
    await page.click("#tab-faults")
    for label, choice in (
        ("作用在", "message/subscribe/send"),
        ("答什么码", "43101"),
        ("几次", "2"),
    ):
        await page.select_option(f"label:has-text('{label}') select", choice)
    await page.click("#panel-faults .set")
    await page.wait_for_selector("#panel-faults .on-now >> text=答 43101")

    (fault,) = sim.faults.listed()
    assert (fault["where"], fault["code"], fault["times"]) == (
        "message/subscribe/send",
        43101,
        2,
    )


async def test_the_keyboard_is_enough(page: Page, sim: Sim, product: Product) -> None:
    product.reply = lambda _: text("第 1 问：是哪一位？\n1 父亲　2 母亲")
    await page.focus("#say-text")
    await page.keyboard.type("你好")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#chips >> text=1 父亲")
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#citizen-chat .mine:nth-of-type(3)")
    await page.focus("#tab-wire")
    await page.keyboard.press("ArrowRight")
    second = await page.evaluate("document.activeElement.id")
    await page.keyboard.press("End")
    last = await page.evaluate("document.activeElement.id")

    assert [heard["Content"] for heard in product.heard] == ["你好", "2"]
    assert (second, last) == ("tab-posts", "tab-books")
    assert await page.is_visible("#panel-books")


async def test_the_elders_letters_are_larger(page: Page, sim: Sim, product: Product) -> None:
    product.reply = lambda _: text("您好")
    size = "getComputedStyle(document.querySelector('#citizen-chat .bubble')).fontSize"
    for who in ("chenyuan", "shuiying"):
        await sim.say(who, "你好")

    await page.wait_for_selector("#citizen-chat .bubble")
    plain = await page.evaluate(size)
    await page.click("#citizens >> text=章水英")
    await page.wait_for_selector(".elder #citizen-chat .bubble")

    assert (plain, await page.evaluate(size)) == ("16px", "22.4px")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
async def test_nothing_scrolls_sideways_and_a_desk_not_at_all(
    page: Page, width: int, height: int
) -> None:
    await page.set_viewport_size({"width": width, "height": height})
    await page.wait_for_selector("#stories button")
    tabs = page.get_by_role("tab")

    for at in range(await tabs.count()):
        await tabs.nth(at).click()
        box = await page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert box[0] == width
        assert width == 390 or box[1] == height
