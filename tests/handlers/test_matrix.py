"""Everybody asks for everything: roles × objects × routes, each cell really asked for.

A new route needs a row in `tests/handlers/matrix/table.py`: what it answers to each part of
`Who`, and, if its path names a case, for the case in each of its states.
"""

from pathlib import Path

import pytest

from handlers.route import Route
from handlers.routes import ROUTES
from tests.handlers.matrix.asking import Table, laid_table, objects, tells, wanted
from tests.handlers.matrix.cast import Who
from tests.handlers.matrix.table import EXPECTED

IDS = [f"{route.method} {route.path}" for route in ROUTES]
ABOUT_CASES = [route for route in ROUTES if "{case}" in route.path]
OUTSIDERS = (Who.ANONYMOUS, Who.STRANGER, Who.ELSEWHERE, Who.DISMISSED, Who.CONCERNED)
ACTED_UPON = ("draft", "open", "review", "issued")
MASKED = (*OUTSIDERS, Who.CLERK, Who.AUDITOR)


def test_every_route_has_its_row_and_every_row_its_route() -> None:
    assert set(EXPECTED) == set(IDS)


def test_every_row_has_everybody_in_it() -> None:
    assert all(set(expected.row) == set(Who) for expected in EXPECTED.values())


@pytest.mark.parametrize("route", ROUTES, ids=IDS)
async def test_everybody_gets_what_the_table_says(route: Route, tmp_path: Path) -> None:
    async with laid_table(tmp_path) as table:
        wrong = [await flaws(table, route, who, name) for name in objects(route) for who in Who]

    assert [flaw for flaw in wrong if flaw] == []


@pytest.mark.parametrize("route", ABOUT_CASES, ids=[f"{r.method} {r.path}" for r in ABOUT_CASES])
async def test_naming_somebody_else_makes_nobody_somebody_else(
    route: Route, tmp_path: Path
) -> None:
    async with laid_table(tmp_path) as table:
        wrong = [
            await flaws(table, route, who, name, masked=True)
            for name in ACTED_UPON
            for who in MASKED
        ]

    assert [flaw for flaw in wrong if flaw] == []


async def flaws(
    table: Table, route: Route, who: Who, name: str, *, masked: bool = False
) -> list[str]:
    """What is wrong with one cell."""
    expected = EXPECTED[f"{route.method} {route.path}"]
    want = wanted(expected.row[who], name)
    case = await table.case(name) if name else None
    before = await table.seen(case, who)
    status, said = await table.ask(route, who, expected, case=case, masked=masked)
    after = await table.seen(case, who)
    if after.case != before.case:
        table.on_it.pop(name)
    aside = (422,) if masked else ()  # a program that says more than the model knows is told so
    found = {
        f"{status}, not {want}": status not in (want, *aside),
        "changed": after.case != before.case and status not in (200, 303),
        "told": bool(case and "{case}" in route.path) and who in OUTSIDERS and tells(said),
        "not written down": case is not None
        and want in (403, 404)
        and status == want
        and who is not Who.OWNER
        and after.noted == before.noted,
    }
    return [f"{who} × {name}: {flaw}" for flaw, is_so in found.items() if is_so]
