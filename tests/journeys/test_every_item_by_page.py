"""Every item on the pages: opened, answered step by step, read back, and put away again."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, FormData, TCPConnector

from catalogue.loader import load
from certificates.press import Press
from domain.application import Application
from domain.form import Reading
from storage.transaction import Transaction
from tests.journeys.browsing import Browser, Page
from tests.journeys.raising import staged
from tests.journeys.stagecraft import Stage
from tests.support.answering import NONE, Filled, filled_in, known_of
from tests.support.people import CHEN_YUAN, TODAY
from tests.support.pictures import a_photo

pytestmark = pytest.mark.slow
WHO = "chenyuan"
STEPS = 60
QUESTION = re.compile(r'name="a\.([\w#-]+)"')
PICTURES = re.compile(r'action="(/apply/[\w-]+/pictures[^"]*)"')
CSRF = re.compile(r'name="csrf" value="([^"]+)"')
ITEMS = load().items


class Reader:
    """One citizen's browser at one item."""

    def __init__(self, session: ClientSession, stage: Stage, made: Filled) -> None:
        self._browser = Browser(session, stage.sim.product)
        self._session = session
        self._url = stage.sim.product
        self._made = made
        self._path = f"/apply/{made.item.id}"

    async def through(self) -> Page:
        """Answer page after page; return the summary."""
        page = await self._browser.get(self._path)
        for _ in range(STEPS):
            assert page.status == 200, page.text
            asked = list(dict.fromkeys(QUESTION.findall(page.source)))
            if not asked:
                return page
            page = await self._answered(page, asked)
        raise AssertionError(page.path)

    async def _answered(self, page: Page, asked: list[str]) -> Page:
        typed = self._made.typed
        if PICTURES.search(page.source):
            return await self._pictured(page, asked[0])
        said = {f"a.{name}": "" if typed[name] == NONE else typed[name] for name in asked}
        return await self._browser.post(page.path, said)

    async def _pictured(self, page: Page, asked: str) -> Page:
        if self._made.typed[asked] == NONE:
            return await self._browser.post(page.path, {"skip": asked})
        where, csrf = PICTURES.search(page.source), CSRF.search(page.source)
        assert where
        assert csrf
        form = FormData()
        form.add_field("csrf", csrf[1])
        form.add_field("file", a_photo(), filename="a.jpg", content_type="image/jpeg")
        async with self._session.post(self._url + where[1], data=form) as sent:
            assert sent.status == 200, await sent.text()
        await self._browser.get(page.path)
        return await self._browser.post(page.path, {f"a.{asked}": "1"})

    async def drop(self, case: str) -> None:
        """Put the draft away for good."""
        await self._browser.post(f"{self._path}/drop", {"case": case, "done": "1"})


@dataclass(frozen=True)
class Seen:
    """What an item's pages came to.

    Attributes:
        draft: What is left in the house when the last page is open.
        end: The last page, or what went wrong.
    """

    made: Filled
    draft: Application | None
    end: Page | AssertionError


@pytest.fixture(scope="module")
def seen(a_press: Press, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Seen]:
    """Every item, by one citizen, one after the other."""
    return asyncio.run(read_all(tmp_path_factory.mktemp("pages"), a_press))


async def read_all(folder: Path, press: Press) -> dict[str, Seen]:
    async with staged(folder, press, f"sqlite:///{folder}/house/lane.db") as stage:
        await stage.enrolled(WHO)
        desk, me = stage.house.desk, stage.sim.population.people[CHEN_YUAN]
        by = Reading(TODAY, CHEN_YUAN, desk.places(), known=known_of(me))
        first = await _draft(stage)
        assert first
        await desk.db.write(lambda tx: tx.applications.discard(first.id))
        items = enumerate(desk.catalogue.items.values(), 1)
        filled = ((n, filled_in(desk.catalogue, item, by=by, seed=7)) for n, item in items)
        return {str(made.item.id): await _read(stage, made, n) for n, made in filled}


async def _read(stage: Stage, made: Filled, number: int) -> Seen:
    source = TCPConnector(local_addr=(f"127.0.4.{number}", 0))
    async with ClientSession(cookie_jar=CookieJar(unsafe=True), connector=source) as session:
        reader = Reader(session, stage, made)
        try:
            end: Page | AssertionError = await reader.through()
        except AssertionError as wrong:
            end = wrong
        if draft := await _draft(stage):
            await reader.drop(draft.id)
        return Seen(made, draft, end)


async def _draft(stage: Stage) -> Application | None:
    def look(tx: Transaction) -> Application | None:
        person = tx.people.by_number(CHEN_YUAN)
        return tx.applications.open_of(person.id) if person else None

    return await stage.house.desk.db.read(look)


@pytest.mark.parametrize("item", ITEMS)
def test_the_pages_lead_to_the_summary_of_what_was_answered(
    seen: Mapping[str, Seen], item: str
) -> None:
    made, draft, end = seen[item].made, seen[item].draft, seen[item].end

    assert isinstance(end, Page), end
    assert end.path == f"/apply/{item}"
    assert draft
    assert (draft.item, draft.draft.answers) == (item, made.stored)
    assert made.stored.get("use_unit", "") in end.text
