"""Citizens in WeChat's own browser, signed in, and the pages that they read."""

import html
import re
from dataclasses import dataclass, replace
from io import BytesIO

from aiohttp import ClientResponse, FormData

from casework import visiting
from casework.desk import Desk
from domain.application import Application
from domain.identity import Person, PersonId, PersonName, Phone
from domain.message import Channel
from storage.transaction import Transaction
from tests.handlers import story
from tests.handlers.conftest import Knocker
from tests.handlers.stand_ins import AT
from tests.support.people import ZHANG_SHUIYING

HOME = "330781102"
ZHANG = Person(PersonId("p-zhang"), PersonName("章水英"), ZHANG_SHUIYING, Phone("13800000077"))
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Page:
    """One answer; `path` is where one has come to."""

    status: int
    path: str
    source: str

    @property
    def text(self) -> str:
        """What is read on it, blanks made one."""
        return " ".join(html.unescape(_TAG.sub(" ", self.source)).split())

    def __contains__(self, words: str) -> bool:
        return words in self.text


@dataclass(frozen=True)
class Visitor:
    """Somebody with a session, who fills in forms without a line of JavaScript."""

    door: Knocker
    csrf: str
    person: PersonId

    async def get(self, path: str) -> Page:
        """Open a page."""
        return await _page(await self.door.get(path))

    async def says(self, item: str, /, **answers: str) -> Page:
        """Answer the questions of a page."""
        return await self.sends(f"/apply/{item}", **{f"a.{n}": text for n, text in answers.items()})

    async def sends(self, path: str, /, **fields: str) -> Page:
        """Send a form."""
        return await _page(await self.door.post(path, data={"csrf": self.csrf, **fields}))

    async def shows(self, item: str, content: bytes, csrf: str = "") -> Page:
        """Send a picture."""
        form = FormData({"csrf": csrf or self.csrf})
        form.add_field("file", BytesIO(content), filename="a.jpg", content_type="image/jpeg")
        return await _page(await self.door.post(f"/apply/{item}/pictures", data=form))

    async def draft(self, desk: Desk) -> Application | None:
        """What is being filled in."""
        return await desk.db.read(lambda tx: tx.applications.open_of(self.person))


async def _page(answer: ClientResponse) -> Page:
    return Page(answer.status, str(answer.url.relative()), await answer.text())


async def visitor(
    desk: Desk, door: Knocker, person: str = "p-chen", home: str = HOME, *, assurance: int = 2
) -> Visitor:
    """Somebody who has enrolled, signed in; the register has her at home in a town of ours."""

    def bind(tx: Transaction) -> None:
        if person == ZHANG.id and tx.people.by_number(ZHANG.number) is None:
            tx.people.add(ZHANG)
        account = tx.accounts.ensure(Channel.OFFICIAL_ACCOUNT, "wx-office", _openid(person), at=AT)
        tx.accounts.save(replace(account, person=PersonId(person), assurance=assurance))
        tx.people.save(replace(tx.people.get(PersonId(person)), home=home))

    await desk.db.write(bind)
    cookie = await visiting.open_visit(desk, _openid(person))
    assert cookie is not None
    door.session.cookie_jar.update_cookies({"lane_me": cookie})
    csrf = (await visiting.visitor(desk, cookie)).csrf
    return Visitor(door, csrf, PersonId(person))


def _openid(person: str) -> str:
    return "oChenYuan" if person == "p-chen" else f"o-{person}"


STEPS = (
    {"kin": "parent"},
    {"relation": "father"},
    {"booklet": "never"},
    {"purpose": "job"},
    {
        "use_unit": story.ANSWERS["use_unit"],
        "relative_name": "陈国樑",
        "relative_id": story.FATHER,
    },
    {"more_relative": "no"},
    {"relative_place": HOME},
)


async def filled(her: Visitor) -> Page:
    """A kinship certificate, filled in from the first page to the summary."""
    return [await her.says("qs-01", **step) for step in STEPS][-1]
