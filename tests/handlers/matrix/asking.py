"""Asking for one cell of the matrix, and looking at what came of it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import DummyCookieJar
from aiohttp.test_utils import TestClient, TestServer

from casework.desk import Desk
from casework.filed import etag_of
from domain.application import ApplicationId
from domain.verification import VerificationId
from handlers.app import create
from handlers.keys import ASSETS, HandlerSettings
from handlers.route import Kind, Route
from storage.transaction import Transaction
from tests.bot import stand_in
from tests.handlers import story
from tests.handlers.conftest import ENVELOPES, Knocker
from tests.handlers.matrix.cast import Purse, Who, cast
from tests.handlers.matrix.objects import OBJECTS, asked, laid, picture_of, verification_of
from tests.handlers.matrix.table import Cell, Expected
from tests.handlers.stand_ins import Clock

LEAKS = ("陈媛", "国樑", story.CHEN, story.FATHER, "分厂")
NAMED = ("openid", "user", "account", "person", "office", "role")
MASK = {**dict.fromkeys(NAMED, "p-chen"), "office": story.OFFICE, "role": "approver"}
HEADERS = {f"X-{name.title()}": value for name, value in MASK.items()} | {
    "X-WX-OPENID": "oChenYuan",
    "X-Forwarded-User": "approver",
}
SESSION = {"openid": "oMini", "session_key": "k", "unionid": "u"}
NUMBER = {
    "errcode": 0,
    "phone_info": {
        "purePhoneNumber": "13812340042",
        "countryCode": "86",
        "watermark": {"appid": "wx2c2769f8efd9abc2"},
    },
}


@dataclass
class Table:
    """One house with everybody in it.

    Attributes:
        on_it: The case that lies there now, by object.
        question: One that lies before its owner.
    """

    desk: Desk
    door: Knocker
    purses: dict[Who, Purse]
    question: VerificationId
    on_it: dict[str, ApplicationId] = field(default_factory=dict)
    addresses: Iterator[int] = field(default_factory=lambda: count(1))

    async def case(self, name: str) -> ApplicationId:
        """The case in that state; a fresh one if the last was used up."""
        if name not in self.on_it:
            self.on_it[name] = await laid(self.desk, name)
        return self.on_it[name]

    async def seen(self, case: ApplicationId | None, who: Who) -> "Seen":
        """What lies there, and what is written down about this part."""
        names = self.purses[who].names
        return await self.desk.db.read(lambda tx: _seen(tx, case or ApplicationId(""), names))

    async def ask(
        self,
        route: Route,
        who: Who,
        expected: Expected,
        *,
        case: ApplicationId | None,
        masked: bool = False,
    ) -> tuple[int, str]:
        """Really ask; tell the status and what was said."""
        purse, path = self.purses[who], self._path(route.path, case)
        headers = {**purse.headers, "X-Forwarded-For": _address(next(self.addresses))}
        if case and expected.careful:
            headers["If-Match"] = await self._tag(case, expected.careful)
        told = _body(route, {**expected.sends, **(MASK if masked else {})}, purse.csrf)
        async with self.door.request(
            route.method,
            path,
            headers={**headers, **(HEADERS if masked else {})},
            params=MASK if masked else None,
            allow_redirects=False,
            **told,
        ) as answer:
            return answer.status, (await answer.read()).decode(errors="replace")

    def _path(self, path: str, case: ApplicationId | None) -> str:
        question = verification_of(case).id if case else self.question
        path = path.replace("{verification}", question)
        return _path(path, case or ApplicationId(""), self.door)

    async def _tag(self, case: ApplicationId, careful: str) -> str:
        def tag(tx: Transaction) -> str:
            found = tx.applications.get(case)
            return str(found.version) if careful == "version" else etag_of(self.desk, tx, found)

        return f'"{await self.desk.db.read(tag)}"'


@dataclass(frozen=True)
class Seen:
    """A case, and how often this part was refused at it.

    Attributes:
        case: Everything about it that an access could have changed.
    """

    case: tuple[Any, ...]
    noted: int


def _seen(tx: Transaction, case: ApplicationId, names: frozenset[str]) -> Seen:
    refused = [e for e in tx.journal.of_case(case) if e.kind == "attempt-refused"]
    noted = sum(each.by in names for each in refused)
    if not tx.rows("SELECT id FROM applications WHERE id = :id", {"id": case}):
        return Seen((), noted)
    held, paper = tx.applications.get(case), tx.certificates.of_case(case)
    owed = tx.rows("SELECT count(*) AS n FROM outbox", {})[0]["n"]
    return Seen((held.state, held.version, paper.revoked_at if paper else None, owed), noted)


def tells(said: str) -> bool:
    """Whether something of hers stands in an answer."""
    return any(secret in said for secret in LEAKS)


def _address(n: int) -> str:
    return f"10.{n // 65536 % 256}.{n // 256 % 256}.{n % 256}"


def _path(path: str, case: ApplicationId, door: Knocker) -> str:
    asset = door.app[ASSETS].url("lane.css").rsplit("/", 1)[-1] if "{name}" in path else ""
    of_paper = path.startswith(("/v/", "/api/v1/checks/"))
    token = f"paper-{case.rsplit('-', 1)[-1]}" if of_paper else f"link-to-{case}"
    token = "enrol-me" if "/e/" in path else token
    return path.format(
        case=case,
        attachment=picture_of(case) if case else "",
        token=token,
        name=asset,
        slug="validation",
        item="qs-01",
        proof="kinship",
        absence="nobody-is-away",
        rating="nobody-has-rated",
    )


def _body(route: Route, sends: dict[str, Any], csrf: str) -> dict[str, Any]:
    if route.method == "GET":
        return {}
    return {"json": sends} if route.kind is Kind.API else {"data": {"csrf": csrf, **sends}}


def wanted(cell: Cell, name: str) -> int:
    """The status that a cell expects for an object."""
    if isinstance(cell, int):
        return cell
    return cell[name] if name in cell else cell[...]


def objects(route: Route) -> tuple[str, ...]:
    """What lies on the table for a route: every case, one that the link opens, or nothing."""
    if "{case}" in route.path:
        return tuple(OBJECTS)
    if "{token}" not in route.path or route.path.startswith("/commitments/"):
        return ("",)  # whoever has no letter in hand; tests/handlers/test_promises.py has one
    return ("letter",) if route.path.endswith("/reply") else ("issued",)


@asynccontextmanager
async def laid_table(folder: Path) -> AsyncIterator[Table]:
    """A house of its own, with a platform that knows whoever asks it."""
    async with story.opened(folder, Clock()) as desk, stand_in.a_house() as house:
        house.platform.answers("/sns/jscode2session", *[SESSION] * 50)
        house.platform.answers("/wxa/business/getuserphonenumber", *[NUMBER] * 50)
        trusting = (ip_network("127.0.0.1/32"),)
        told = HandlerSettings(desk.public_url, "ww-lane", "1000002", trusted_proxies=trusting)
        app = create(desk, ENVELOPES, house.gateway, told)
        server = TestServer(app, host="127.0.0.1")
        async with TestClient(server, cookie_jar=DummyCookieJar()) as door:
            await desk.db.write(lambda tx: story.put_link(tx, "enrol-me", "enrol"))
            purses = await cast(desk)
            yield Table(desk, door, purses, await asked(desk))
