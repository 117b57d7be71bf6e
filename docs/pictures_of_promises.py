"""What `pictures.py` photographs of a promise: 陈媛 asks for a declaration on record, and signs."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from playwright.sync_api import Page

Go = Callable[[str], Page]
Shoot = Callable[[Page, str], None]
ITEM = "qs-16"
TYPED = {
    "deceased_name": "陈国樑",
    "died_on": "2026年3月5日",
    "declaration": "父亲生前，我读书的费用都由他付",
    "use_unit": "兰溪市社会保险经办机构",
    "purpose_text": "办理待遇",
}
CHOSEN = ("child", "other")
ON = re.compile("^(继续|没有，跳过)$")
PAGES = 9  # more than the form has
# Her name, as corners of the strokes on a pad of 1000 by 400.
NAME = (
    ((190, 70), (180, 350)),
    ((190, 75), (265, 82), (215, 145), (262, 195), (200, 235)),
    ((290, 112), (445, 98)),
    ((360, 66), (300, 205), (448, 192)),
    ((372, 150), (368, 345), (338, 318)),
    ((318, 250), (286, 318)),
    ((412, 240), (452, 305)),
    ((590, 75), (548, 232), (672, 340)),
    ((668, 150), (630, 250), (545, 345)),
    ((530, 186), (688, 170)),
    ((770, 62), (716, 112)),
    ((726, 128), (752, 172)),
    ((806, 110), (800, 160)),
    ((880, 72), (862, 140)),
    ((700, 200), (905, 184)),
    ((800, 196), (742, 345)),
    ((770, 262), (862, 252), (800, 320), (720, 362)),
    ((778, 288), (905, 360)),
)


def photograph_promise(go: Go, shoot: Shoot, *, host: str) -> str:
    """Pictures of the notice and of the pad; give the page of the promise that was signed."""
    page = go(f"{host}/apply/{ITEM}")
    for _ in range(PAGES):
        if page.locator(".agree").count():
            break
        _answer(page)
    for each in page.locator(".agree").all():
        each.click()
    with page.expect_navigation():
        page.get_by_role("button", name="确认提交").click()
    link = page.get_by_role("link", name="登录，看告知书")
    for _ in range(PAGES):
        if link.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    where = str(link.get_attribute("href"))
    page = go(f"{host}{where}")
    shoot(page, "commitment-notice")
    with page.expect_navigation():
        page.get_by_role("button", name="我要签").click()
    page.locator("canvas").wait_for()
    _draw(page)
    page.locator(".agree").click()
    shoot(page, "commitment-sign")
    with page.expect_navigation():
        page.get_by_role("button", name="签名并提交").click()
    page.get_by_role("heading", name="承诺收到了").wait_for()
    return where


def _answer(page: Page) -> None:
    for name, text in TYPED.items():
        field = page.locator(f"input[name='a.{name}'], textarea[name='a.{name}']")
        if field.count():
            field.fill(text)
    for value in CHOSEN:
        option = page.locator(f".tiles input[value='{value}']")
        if option.count():
            option.first.check(force=True)
    with page.expect_navigation():
        page.get_by_role("button", name=ON).first.click()
    page.locator("main h1").first.wait_for()


def _draw(page: Page) -> None:
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
    for stroke in NAME:
        ways = [
            (box["x"] + x * box["width"] / 1000, box["y"] + y * box["height"] / 400)
            for x, y in _smoothly(stroke)
        ]
        page.mouse.move(*ways[0])
        page.mouse.down()
        for way in ways[1:]:
            page.mouse.move(*way)
        page.mouse.up()


def _smoothly(corners: tuple[tuple[int, int], ...]) -> Iterator[tuple[float, float]]:
    """Points on the way from corner to corner, which a hand would round."""
    yield corners[0]
    for (x1, y1), (x2, y2) in pairwise(corners):
        for step in range(1, 9):
            yield x1 + (x2 - x1) * step / 8, y1 + (y2 - y1) * step / 8
