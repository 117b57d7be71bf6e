import re

import pytest

from handlers.problems import STATUS
from tests.handlers.conftest import Knocker

SLUGS = sorted({kind.code for kind in STATUS})
FOREIGN = re.compile(r'(?:src|href|action)="(?:https?:)?//')


@pytest.mark.parametrize("path", ["/docs", "/docs?lang=en"])
async def test_the_page_about_the_api_asks_nobody_else(door: Knocker, path: str) -> None:
    answer = await door.get(path)

    html = await answer.text()
    assert answer.status == 200
    assert not FOREIGN.search(html)
    assert "<script" not in html
    assert "style=" not in html
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


async def test_it_names_every_route_and_every_problem(door: Knocker) -> None:
    paths = (await (await door.get("/openapi.json")).json())["paths"]
    html = await (await door.get("/docs")).text()

    assert [path for path in paths if path not in html] == []
    assert [slug for slug in SLUGS if f"/problems/{slug}" not in html] == []


@pytest.mark.parametrize("slug", SLUGS)
async def test_a_problems_type_is_a_page_in_both_languages(door: Knocker, slug: str) -> None:
    zh, en = await door.get(f"/problems/{slug}"), await door.get(f"/problems/{slug}?lang=en")

    assert (zh.status, en.status) == (200, 200)
    assert slug in await zh.text()
    assert await zh.text() != await en.text()


async def test_an_invented_problem_has_no_page(door: Knocker) -> None:
    assert (await door.get("/problems/everything-is-wrong")).status == 404
