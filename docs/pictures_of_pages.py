"""What `pictures.py` photographs on a citizen's pages: finding a paper, and asking for it."""

from collections.abc import Callable

from playwright.sync_api import Page

Go = Callable[[str], Page]
Shoot = Callable[[Page, str], None]
CHOICES = ("父母", "父亲", "从来没有", "入职")
UNIT, NAME, NUMBER = "深圳澜桥电子有限公司", "陈国樑", "330781196602091019"
MISTYPED = "330781 19660209 1018"


def photograph(go: Go, shoot: Shoot, *, host: str) -> None:
    """Pictures of the pages on which 陈媛 finds a paper and asks for it once more."""
    shoot(go(f"{host}/items/qs-11"), "item-not-needed")
    shoot(go(f"{host}/guide?who=employer"), "guide")
    page = go(f"{host}/apply/qs-01")
    for label in CHOICES:
        page.locator(".tiles label", has_text=label).first.click()
        _goes_on(page)
    _asked_about_her_father(page, shoot)
    _goes_on(page)
    page.locator(".tiles label", has_text="没有了").click()
    _goes_on(page)
    page.locator("select").select_option("游埠镇")
    _goes_on(page)
    page.locator(".agree").click()
    shoot(page, "apply-summary")
    shoot(go(f"{host}/apply/qs-01?at=relative_id&k=1"), "apply-elder")


def _asked_about_her_father(page: Page, shoot: Shoot) -> None:
    number = page.get_by_label("父亲的身份证号码？")
    page.get_by_label("哪个单位要？").fill(UNIT)
    page.get_by_label("父亲叫什么名字？").fill(NAME)
    number.fill(MISTYPED)
    number.focus()
    shoot(page, "apply")
    _goes_on(page)
    page.get_by_role("alert").wait_for()
    shoot(page, "apply-error")
    number.fill(NUMBER)


def _goes_on(page: Page) -> None:
    """The next page is there, with other questions or with what is wrong."""
    with page.expect_navigation():
        page.get_by_role("button", name="继续").click()
    page.wait_for_url("**/apply/*")
    page.locator("main h1").first.wait_for()
