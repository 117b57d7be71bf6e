"""A citizen comes by WeChat's own browser, and an official by scanning."""

from tests.journeys.parts import FATHER
from tests.journeys.stagecraft import Stage


async def test_whoever_has_enrolled_finds_her_cases_without_a_link(stage: Stage) -> None:
    await stage.issued("chenyuan", FATHER)
    browser = await stage.browser()

    mine = await browser.get("/me")

    assert mine.path == "/me"
    assert "亲属关系证明" in mine
    assert "办好了" in mine


async def test_whoever_has_not_enrolled_is_told_how_and_shown_nothing(stage: Stage) -> None:
    browser = await stage.browser()

    page = await browser.get("/me")

    assert page.path == "/login/callback"
    assert "亲属关系证明" in page
    assert "YB-" not in page


async def test_a_desk_outside_wecom_is_opened_by_a_scan(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    stage.sim.official = "zhoumin"
    browser = await stage.browser()

    desk = await browser.get("/desk/login/qr")

    assert desk.path == "/desk"
    assert "周敏" in desk
    assert "0001" in desk
