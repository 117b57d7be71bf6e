"""A promise in a real browser: signed with the mouse, by keys alone, refused without JavaScript."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    FloatRect,
    Page,
    async_playwright,
    expect,
)

from casework.desk import Desk
from domain.strokes import HEIGHT, WIDTH, Point, read_strokes
from tests.certificates.promises import NAME
from tests.handlers import story
from tests.handlers.conftest import Knocker, Open
from tests.handlers.promised import PAGE, answering, kept, offered
from tests.handlers.visitors import visitor
from tests.journeys.test_apply_in_the_browser import fits
from tests.journeys.test_in_the_browser import FLAGS, PATIENCE_MS

HOME = f"http://{story.HOST}"
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("REQUIRE_BROWSER"), reason="no chromium here"
    ),
]


@pytest.fixture
async def told(desk: Desk) -> Desk:
    answers = answering(desk)
    await offered(answers)
    return answers


@pytest.fixture
async def door_of_it(told: Desk, doors: Open) -> Knocker:
    door = await doors(told)
    await visitor(told, door)
    return door


@pytest.fixture
async def browser(door_of_it: Knocker) -> AsyncIterator[Browser]:
    """A browser that finds our host at the test's own port."""
    expect.set_options(timeout=PATIENCE_MS)
    leads = f"--host-resolver-rules=MAP {story.HOST}:80 127.0.0.1:{door_of_it.port}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=Path(CHROMIUM or "chromium"), args=[*FLAGS, leads]
        )
        yield browser
        await browser.close()


async def phone(browser: Browser, door: Knocker, *, script: bool = True) -> BrowserContext:
    """Her phone, signed in."""
    context = await browser.new_context(
        viewport={"width": 375, "height": 720}, java_script_enabled=script
    )
    context.set_default_timeout(PATIENCE_MS)
    session = door.session.cookie_jar.filter_cookies(door.make_url("/"))["lane_me"].value
    await context.add_cookies([{"name": "lane_me", "value": session, "url": HOME}])
    return context


async def cleared(context: BrowserContext, query: str = "") -> Page:
    """The page with the letter on it."""
    page = await context.new_page()
    await page.goto(HOME + PAGE + query)
    await fits(page, 60 if query else 44)
    await page.get_by_role("button", name="我要签").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("看完，写上您的名字")
    return page


def on_screen(point: Point, pad: FloatRect) -> tuple[float, float]:
    x, y = point
    return pad["x"] + x * pad["width"] / WIDTH, pad["y"] + y * pad["height"] / HEIGHT


async def draws(page: Page) -> None:
    """She writes her name with the mouse."""
    pad = page.locator("canvas")
    await pad.scroll_into_view_if_needed()
    box = await pad.bounding_box()
    assert box is not None
    for stroke in NAME.strokes:
        ways = [on_screen(point, box) for point in stroke]
        await page.mouse.move(*ways[0])
        await page.mouse.down()
        for way in ways[1:]:
            await page.mouse.move(*way)
        await page.mouse.up()


async def test_a_name_drawn_with_the_mouse_is_kept_as_it_was_drawn(
    told: Desk, door_of_it: Knocker, browser: Browser
) -> None:
    page = await cleared(await phone(browser, door_of_it))
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    await draws(page)
    drawn = await page.input_value("input[name=signature]")
    await page.get_by_role("button", name="签名并提交").click()
    await expect(page.get_by_role("alert")).to_contain_text("还没有打勾")
    await fits(page, 44)
    again = await page.input_value("input[name=signature]")
    await page.get_by_role("checkbox").check(force=True)
    await page.get_by_role("button", name="签名并提交").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("承诺收到了")
    assert again == drawn
    assert len(read_strokes(drawn).strokes) == len(NAME.strokes)
    assert (await kept(told)).strokes == drawn
    assert faults == []


async def test_what_was_written_can_be_cleared_and_written_anew(
    door_of_it: Knocker, browser: Browser
) -> None:
    page = await cleared(await phone(browser, door_of_it))
    await draws(page)
    await expect(page.locator("[data-status]")).to_have_text(f"写了 {len(NAME.strokes)} 笔")
    await page.get_by_role("button", name="清掉重写").click()

    await expect(page.locator("[data-status]")).to_have_text("还没有写")
    assert await page.input_value("input[name=signature]") == ""


async def test_keys_alone_are_enough_to_sign(
    told: Desk, door_of_it: Knocker, browser: Browser
) -> None:
    page = await cleared(await phone(browser, door_of_it))
    await page.locator("summary").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")  # the tick
    await page.keyboard.press("Tab")
    for key in ("Space", *["ArrowRight"] * 20, *["ArrowDown"] * 12, "Space"):
        await page.keyboard.press(key)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("heading", level=1)).to_have_text("承诺收到了")
    assert (await kept(told)).stage == "signed"


async def test_without_javascript_the_page_says_so_and_the_old_way_works(
    told: Desk, door_of_it: Knocker, browser: Browser
) -> None:
    page = await cleared(await phone(browser, door_of_it, script=False))
    await expect(page.get_by_text("不能在屏幕上写字")).to_be_visible()
    await expect(page.get_by_role("button", name="签名并提交")).to_be_hidden()
    await expect(page.get_by_role("link", name="打电话问")).to_be_visible()
    await page.get_by_role("button", name="不签，按老办法").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("不签了，按老办法办")
    assert (await kept(told)).stage == "declined"


async def test_the_elder_version_is_large_from_the_notice_to_the_end(
    door_of_it: Knocker, browser: Browser
) -> None:
    page = await cleared(await phone(browser, door_of_it), "?k=1")
    await fits(page, 60)
    await draws(page)
    await page.get_by_role("checkbox").check(force=True)
    await page.get_by_role("button", name="签名并提交").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("承诺收到了")
    assert page.url.endswith("?k=1")
    await fits(page, 60)
