"""Who plays in the matrix: citizens and officials with real sessions, each with a purse of keys."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from casework import enrolling, signing_in, visiting
from casework.desk import Desk
from domain.identity import IdNumber, Person, PersonId, PersonName, Phone
from domain.message import Channel
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from handlers import h5, login
from handlers.guards import CSRF
from storage.transaction import Transaction
from tests.handlers import story
from tests.handlers.stand_ins import AT

ELSEWHERE = OfficeId("lanjiang")
OWNER = OfficeId("police-youbu")
KEPT = (Role.APPROVER, Role.SEAL_KEEPER)


class Who(StrEnum):
    """A part in the matrix."""

    ANONYMOUS = "anonymous"
    OWNER = "owner"
    STRANGER = "stranger"
    APPROVER = "approver"
    COUNTERSIGNER = "countersigner"
    ELSEWHERE = "elsewhere"
    CLERK = "clerk"
    KEEPER = "keeper"
    AUDITOR = "auditor"
    DISMISSED = "dismissed"
    CONCERNED = "concerned"
    VERIFIER = "verifier"


OFFICIALS: dict[Who, tuple[OfficeId, tuple[Role, ...]]] = {
    Who.APPROVER: (story.OFFICE, (Role.APPROVER,)),
    Who.COUNTERSIGNER: (story.OFFICE, (Role.COUNTERSIGNER,)),
    Who.ELSEWHERE: (ELSEWHERE, KEPT),
    Who.CLERK: (story.OFFICE, (Role.CLERK,)),
    Who.KEEPER: (story.OFFICE, (Role.SEAL_KEEPER,)),
    Who.AUDITOR: (story.OFFICE, (Role.AUDITOR,)),
    Who.DISMISSED: (story.OFFICE, KEPT),
    Who.CONCERNED: (story.OFFICE, KEPT),
    Who.VERIFIER: (OWNER, (Role.VERIFIER,)),
}


@dataclass(frozen=True)
class Purse:
    """What one part brings along.

    Attributes:
        headers: Bearer, cookies, and the token that a program sends.
        csrf: The token that a form sends.
        names: Under which ids the journal knows this part.
    """

    headers: dict[str, str]
    csrf: str = ""
    names: frozenset[str] = frozenset()


async def cast(desk: Desk) -> dict[Who, Purse]:
    """Everybody, signed in; the dismissed official has lost every role since."""
    await desk.db.write(_appoint)
    purses = {Who.ANONYMOUS: Purse({})}
    purses[Who.OWNER] = await _citizen(desk, "oChenYuan", PersonId("p-chen"))
    purses[Who.STRANGER] = await _citizen(desk, "oZhang", PersonId("p-zhang"))
    for part in OFFICIALS:
        purses[part] = await _official(desk, OfficialId(part))
    await desk.db.write(lambda tx: tx.officials.end_grants(OfficialId(Who.DISMISSED), AT))
    return purses


def _appoint(tx: Transaction) -> None:
    tx.people.add(
        Person(
            PersonId("p-zhang"),
            PersonName("章水英"),
            IdNumber("330781195807122021"),
            Phone("13812340043"),
        )
    )
    for part, (office, roles) in OFFICIALS.items():
        grants = tuple(Grant(role, office, since=AT - timedelta(days=1)) for role in roles)
        kin = frozenset({story.CHEN}) if part is Who.CONCERNED else frozenset[str]()
        tx.officials.save(Official(OfficialId(part), PersonName("周敏"), grants, part, kin))


async def _citizen(desk: Desk, openid: str, person: PersonId) -> Purse:
    opened = await enrolling.open_session(desk, appid="wx-mini", openid=openid)

    def bind(tx: Transaction) -> frozenset[str]:
        chat = tx.accounts.ensure(Channel.OFFICIAL_ACCOUNT, "wx-office", openid, at=AT)
        mini = tx.accounts.ensure(Channel.MINI_PROGRAM, "wx-mini", openid, at=AT)
        for account in (chat, mini):
            tx.accounts.save(replace(account, person=person, assurance=2))
        return frozenset({chat.id, mini.id, person})

    names = await desk.db.write(bind)
    cookie = await visiting.open_visit(desk, openid)
    assert cookie is not None
    csrf = (await visiting.visitor(desk, cookie)).csrf
    headers = {"Authorization": f"Bearer {opened.token}", "Cookie": f"{h5.COOKIE}={cookie}"}
    return Purse(headers, csrf, names)


async def _official(desk: Desk, userid: OfficialId) -> Purse:
    cookie = await signing_in.open_session(desk, userid)
    csrf = (await signing_in.signed_in(desk, cookie)).csrf
    headers = {"Cookie": f"{login.COOKIE}={cookie}", CSRF: csrf}
    return Purse(headers, csrf, frozenset({userid}))
