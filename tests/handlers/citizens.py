"""Citizens with a session, as the mini program has one, and how they call."""

from dataclasses import dataclass, replace
from typing import Any

from aiohttp import ClientResponse

from casework import enrolling
from casework.desk import Desk
from domain.identity import IdNumber, Person, PersonId, PersonName, Phone
from domain.message import Channel
from storage.transaction import Transaction
from tests.handlers import story
from tests.handlers.conftest import Knocker

API = "/api/v1"
SHUIYING = "330781195807122021"


@dataclass(frozen=True)
class Citizen:
    """Somebody who calls."""

    door: Knocker
    bearer: str

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> ClientResponse:
        """Call `/api/v1/{path}`; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Authorization"] = f"Bearer {self.bearer}"
        return await self.door.request(method, f"{API}/{path}", json=body, headers=named)

    async def begins(self, **answers: str) -> Any:
        """Begin an application; return what was answered."""
        body = {"item": "qs-01", "answers": answers}
        return await (await self.ask("POST", "applications", body)).json()


async def proved(desk: Desk, door: Knocker, person: str = "p-chen") -> Citizen:
    """Somebody whose identity is proved."""
    opened = await enrolling.open_session(desk, appid="wx-mini", openid=f"o-{person}")

    def work(tx: Transaction) -> None:
        account = tx.accounts.ensure(
            Channel.MINI_PROGRAM, "wx-mini", f"o-{person}", at=desk.now(), unionid=""
        )
        tx.accounts.save(replace(account, person=PersonId(person), assurance=2))

    await desk.db.write(work)
    return Citizen(door, opened.token)


async def neighbour(desk: Desk, door: Knocker) -> Citizen:
    """Somebody else, proved too."""
    shuiying = Person(
        PersonId("p-shui"), PersonName("章水英"), IdNumber(SHUIYING), Phone("13600000058")
    )
    await desk.db.write(lambda tx: tx.people.add(shuiying))
    return await proved(desk, door, "p-shui")


async def stranger(desk: Desk, door: Knocker) -> Citizen:
    """Somebody who has logged in and proved nothing."""
    opened = await enrolling.open_session(desk, appid="wx-mini", openid="o-nobody")
    return Citizen(door, opened.token)


ANSWERS = dict(story.ANSWERS)
