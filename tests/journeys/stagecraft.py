"""The stage of a journey: the product, the stand-in, and the verbs in which stories are told."""

import asyncio
import io
import re
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession, CookieJar

from domain.access import Entry
from domain.application import Application
from domain.certificate import Certificate
from domain.office import OfficialId
from house import House
from sandbox.cards import Card
from sandbox.chat import Show
from sandbox.sim import Sim
from storage.transaction import Transaction
from tests.journeys.browsing import Browser, Page

BEGIN = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # a Tuesday, ten o'clock in Lanxi
PATIENCE_S = 20.0
NUMBER = re.compile(r"编号 ([A-Z]+-\d{8}-\d{4})")
LINK = re.compile(r'href="[^"]*?(/c/[\w-]+)"')
COUNT = "SELECT '?' AS name, count(*) AS count FROM ?"
TABLES = ("applications", "people", "accounts", "once", "outbox", "links", "sessions", "journal")


class Time:
    """A clock that goes on by itself and can be put forward; both sides of the wire read it."""

    def __init__(self) -> None:
        self._zero = time.monotonic()
        self._skipped = timedelta()
        self._leapt = timedelta()

    def now(self) -> datetime:
        return (
            BEGIN + self._skipped + self._leapt + timedelta(seconds=time.monotonic() - self._zero)
        )

    def steady(self) -> float:
        """A clock that nobody can set goes along: what is skipped on purpose is no leap."""
        return (self.now() - self._leapt).timestamp()

    def leap(self, span: timedelta) -> None:
        """The wall clock is put on or back by mistake."""
        self._leapt += span

    def skip(self, span: timedelta) -> None:
        self._skipped += span


@dataclass(frozen=True)
class Stage:
    """Everything that a story touches.

    Attributes:
        folder: Where the house keeps its database and its papers.
        log: Every line that the product has logged.
        numbers: Each citizen's newest case, by its number.
    """

    sim: Sim
    house: House
    time: Time
    folder: Path
    log: io.StringIO
    browsers: AsyncExitStack
    numbers: dict[str, str] = field(default_factory=dict)

    async def settle(self) -> None:
        """Return when nothing is owed that is due."""
        async with asyncio.timeout(PATIENCE_S):
            await self.house.worker.idle()

    async def later(self, **span: float) -> None:
        """Let so much time pass, and what falls due in it be done."""
        await self.settle()  # no job's lease may run out in a leap of the clock
        self.time.skip(timedelta(**span))
        await self.settle()

    async def enrolled(self, who: str) -> str:
        """Lead a citizen from the first message to the first question; return the question."""
        link = await self.say(who, "亲属关系证明")
        done = await self.sim.enrol(who, link, accept=3)
        assert done.ok, done
        await self.settle()
        return self.told(who)[-1]

    async def known(self, who: str) -> None:
        """Lead a citizen through enrolling, with nothing begun."""
        done = await self.sim.enrol(who, await self.say(who, "我的"), accept=3)
        assert done.ok, done
        await self.settle()

    async def say(self, who: str, *texts: str) -> str:
        """Say one thing after another; return the last answer."""
        seen = ""
        for text in texts:
            seen = await self.sim.say(who, text) or ""
        return seen

    async def applied(self, who: str, answers: Sequence[str]) -> Application:
        """Enrol a citizen, hand an application in, and wait until the house has done its part."""
        await self.enrolled(who)
        return await self.handed_in(who, answers)

    async def handed_in(self, who: str, answers: Sequence[str]) -> Application:
        """Answer the questions and confirm."""
        received = await self.say(who, *answers, "确认")
        found = NUMBER.search(received)
        assert found, received
        self.numbers[who] = found[1]
        await self.settle()
        return await self.case(who)

    async def case(self, who: str) -> Application:
        """The citizen's newest case as it lies in the database."""
        number = self.numbers[who]
        found = await self.house.desk.db.read(lambda tx: tx.applications.by_number(number))
        assert found is not None
        return found

    async def paper(self, who: str) -> Certificate:
        """The certificate of the citizen's newest case."""
        case = (await self.case(who)).id
        found = await self.house.desk.db.read(lambda tx: tx.certificates.of_case(case))
        assert found is not None
        return found

    async def journal(self, who: str) -> list[Entry]:
        """What was written down about the citizen's newest case."""
        case = (await self.case(who)).id
        return await self.house.desk.db.read(lambda tx: tx.journal.of_case(case))

    async def steps(self, who: str) -> list[str]:
        """The kinds of these entries."""
        return [entry.kind for entry in await self.journal(who)]

    async def channels(self, who: str) -> list[tuple[str, str]]:
        """By which channel the citizen was told what, in order."""
        entries = [entry for entry in await self.journal(who) if entry.kind == "told"]
        return [(str(each.facts["phrase"]), str(each.facts["channel"])) for each in entries]

    async def approved(self, who: str, *, by: str = "xuliqun") -> Application:
        """Let an official tap 同意 on the live card, and wait for the paper."""
        await self.tap(by)
        await self.settle()
        return await self.case(who)

    async def issued(self, who: str, answers: Sequence[str], *, by: str = "xuliqun") -> Application:
        """The whole way, told in one breath."""
        await self.applied(who, answers)
        return await self.approved(who, by=by)

    async def pdf(self, who: str) -> bytes:
        """The paper, as its holder downloads it."""
        page = await self.get(await self.case_path(who) + "/certificate.pdf")
        assert page.status == 200, page.text
        return page.body

    async def tap(self, userid: str) -> str | None:
        """Tap 同意 on the newest card of an official; return the text that is seen."""
        card = self.card(userid)
        return await self.sim.tap(userid, card.task, key_of(card))

    def card(self, userid: str) -> Card:
        """The newest card of an official."""
        return self.sim.cards(userid)[-1]

    def told(self, who: str, show: Show = Show.CUSTOMER_SERVICE) -> list[str]:
        """What came to somebody by that way."""
        return [bubble.text for bubble in self.sim.inbox(who) if bubble.show is show]

    def case_link(self, text: str) -> str:
        """Path of the case page in a chat text."""
        found = LINK.search(text)
        assert found, text
        return found[1]

    async def case_path(self, who: str) -> str:
        """Ask the chat for the newest case; return where its page is."""
        return self.case_link(await self.say(who, self.numbers[who][-4:]))

    async def browser(self) -> Browser:
        """A browser of its own, with no cookie yet."""
        session = ClientSession(cookie_jar=CookieJar(unsafe=True))
        await self.browsers.enter_async_context(session)
        return Browser(session, self.sim.product)

    async def dismissed(self, *userids: str) -> None:
        """Take every role away from these officials, from now on."""
        at = self.house.desk.now()

        def work(tx: Transaction) -> None:
            for userid in userids:
                tx.officials.end_grants(OfficialId(userid), at)

        await self.house.desk.db.write(work)

    async def at_desk(self, userid: str) -> Browser:
        """A browser in which an official has signed in by WeCom."""
        self.sim.official = userid
        browser = await self.browser()
        page = await browser.get("/desk")
        assert page.path == "/desk", page.text
        return browser

    async def opened(self, who: str, by: str) -> tuple[Browser, Page]:
        """The citizen's newest case as an official has it on the desk."""
        browser = await self.at_desk(by)
        return browser, await browser.get(desk_path(await self.case(who)))

    async def get(self, path: str) -> Page:
        """A page as a stranger sees it."""
        return await (await self.browser()).get(path)

    async def rows(self) -> dict[str, int]:
        """How many rows lie in each table that a message may write to."""
        counted = " UNION ALL ".join(COUNT.replace("?", name) for name in TABLES)
        rows = await self.house.desk.db.read(lambda tx: tx.rows(counted, {}))
        return {row["name"]: row["count"] for row in rows}

    async def owed(self) -> list[str]:
        """The topics of all jobs that are open or dead, but for what is owed to later days."""
        left = (
            "SELECT topic FROM outbox"
            " WHERE state <> 'done' AND topic NOT IN ('tidy', 'clock') ORDER BY id"
        )
        return await self.house.desk.db.read(lambda tx: [row["topic"] for row in tx.rows(left, {})])

    def asked(self, path: str) -> int:
        """How often the register was asked this."""
        return sum(path in each.title for each in self.sim.world.wire.entries)


def desk_path(case: Application, act: str = "") -> str:
    """Where the desk shows a case, or takes an act upon it."""
    return f"/desk/cases/{case.id}" + (f"/{act}" if act else "")


def key_of(card: Card) -> str:
    """What the button 同意 hands back."""
    return next(button.key for button in card.buttons if button.text == "同意")
