from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import nodes

from casework.desk import Desk
from domain.application import Application
from domain.certificate import Standing
from domain.states import State
from templates.environment import HERE
from tests.handlers import story
from tests.handlers.conftest import Knocker, signs_in
from tests.handlers.stand_ins import AT

PAGES = sorted((HERE / "pages").rglob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_a_pages_first_line_says_who_reads_it_and_what_it_needs(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]

    assert first.startswith("{#- ")
    assert "  Needs: " in first or ".  Needs: " in first
    assert first.endswith(" -#}")


def names(lang: str) -> set[str]:
    text = (HERE / "pages" / f"_check.{lang}.html").read_text("utf-8")
    tree = story.WORDS.environment.parse(text)
    macros = {found.name for found in tree.find_all(nodes.Macro)}
    targets = [found.target for found in tree.find_all(nodes.Assign)]
    sets = {target.name for target in targets if isinstance(target, nodes.Name)}
    return macros | sets - {"relations"}


def test_both_languages_say_the_same_things() -> None:
    assert names("zh") == names("en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_standing_has_its_word(lang: str) -> None:
    text = story.WORDS.environment.get_template(f"pages/_check.{lang}.html")
    said = text.make_module({"verdict": "unknown", "paper": None, "host": story.HOST})

    assert set(said.verdicts) == {*Standing, "unknown", "cannot"}  # type: ignore[attr-defined] # Jinja's module


@pytest.mark.parametrize("state", list(State))
async def test_there_is_a_page_for_every_state(desk: Desk, door: Knocker, state: State) -> None:
    await story.issued(desk)
    await desk.db.write(lambda tx: tx.applications.save(in_state(tx.applications.get, state)))
    await signs_in(door, desk, "xuliqun")

    hers = await door.get(f"/c/{story.LINK}")
    theirs = await door.get(f"/desk/cases/{story.CASE}")

    assert (hers.status, theirs.status) == (200, 200)


def in_state(get: object, state: State) -> Application:
    case: Application = get(story.CASE)  # type: ignore[operator] # the repository's own
    return replace(case, state=state, reasons="因为", correct_by=AT.date())


@pytest.mark.parametrize("path", ["/", "/verify", "/verify?lang=en", "/?k=1", "/nothing?lang=en"])
async def test_the_plain_pages_stand_by_themselves(door: Knocker, path: str) -> None:
    html = await (await door.get(path)).text()

    assert "<h1>" in html
    assert "</html>" in html
