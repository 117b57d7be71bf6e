"""A town in which every way of settling a proof can be gone, with a clock that is set by hand.

The database, the verbs, the worker's handlers, the courier and the judgement of answers are the
product's own; the registers, the platforms and the press's machine are stood in for.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import aiohttp

from bot.courier import Courier
from bot.gateway import Gateway
from bot.pace import Pace
from bot.verification_courier import VerificationCourier
from bot.wecom import CardSent
from casework import (
    clocks,
    issuing,
    pledging,
    promising_paper,
    proving,
    standing_in,
    timekeeping,
    verifying,
)
from casework.consulted import ConsultedRecords, ConsultedRegister
from casework.consulting import Consulting
from casework.desk import Desk
from casework.shelf import Shelf
from casework.timekeeping import Timepiece
from certificates.attesting import Attested, Attesting
from certificates.press import Press
from domain.certificate import Pressed, Sheet
from domain.errors import PressFailed
from domain.identity import Person, PersonId, PersonName, Phone
from domain.item import Catalogue, Item, ItemId, Way
from domain.office import Grant, OfficeId, OfficeKind, Official, OfficialId, Role
from domain.post import GiveUp, Job, Later
from sources.access import Access
from sources.http import POPULATION, HttpRegister
from sources.line import Line
from sources.records import HttpRecords
from sources.resting import Rest, Resting, RestingRegister
from storage.database import Database
from storage.files import Files
from storage.sealing import Keyring
from storage.worker import Handler
from tests.support.desks import AT, CATALOGUE, CHEN, DAYS, WORDS, XU, ZHOU, an_official
from tests.support.moods import BASE, Registers
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN, ZHANG_SHUIYING
from tests.support.verifying import CONVERTIBLE, FANG, SHEN, STATION, TERMS

ZHANG = Person(PersonId("zhang"), PersonName("章水英"), ZHANG_SHUIYING, Phone("13812340043"))
PEOPLE = (CHEN, ZHANG)
LIN = OfficialId("linyue")
LEASE = timedelta(seconds=60)
KIN, MEMBER, DECLARED, TWICE = (ItemId(each) for each in ("qs-01", "ny-02", "qs-17", "qs-15"))
_USE = {"home": "330781102", "purpose": "job", "use_unit": "深圳澜桥电子有限公司", "papers": ""}
_KIN = {"booklet": "never", "more_relative": "no", "relative_place": "330781102", **_USE}
KINS = {
    CHEN.id: {"kin": "parent", "relation": "father", "relative_name": "陈国樑"}
    | {"relative_id": CHEN_GUOLIANG},
    ZHANG.id: {"kin": "child", "relation": "daughter", "relative_name": "陈媛"}
    | {"relative_id": CHEN_YUAN},
}
_DECLARED = {"living": "family", "who": "parents", "declaration": "父亲由我和弟弟共同赡养"}


def answers_of(item: Item, person: PersonId) -> dict[str, str]:
    """What somebody answers when asked for this item."""
    asked = {each.id for each in item.form.fields}
    said = {**_KIN, **_DECLARED, **KINS[person]}
    return {name: value for name, value in said.items() if name in asked}


def _catalogue() -> Catalogue:
    """Kinship; a record that may be promised; a declaration; and one with two signatures."""
    kin, member, declared, twice = (CATALOGUE.item(each) for each in (KIN, MEMBER, DECLARED, TWICE))
    (record,) = member.proofs
    ways = (Way.DATA_QUERY, Way.COMMITMENT, Way.VERIFICATION)
    terms = replace(TERMS, check_manner=None, exempt="登记随时可查")
    record = replace(record, ways=ways, keys=(), convertible=True, terms=terms)
    at_town = {"issued_by": OfficeKind.TOWN, "place": "home", "form": declared.form}
    member = replace(member, proofs=(record,), **at_town)  # type: ignore[arg-type] # three fields
    twice = replace(twice, approvals=2, proofs=(*twice.proofs, CONVERTIBLE))
    items = {each.id: each for each in (kin, member, declared, twice)}
    versions = {(each.id, each.version): each for each in items.values()}
    return replace(CATALOGUE, items={**CATALOGUE.items, **items}, versions=versions)


OURS = _catalogue()


def officials() -> tuple[Official, ...]:
    """Three who may decide, one of whom verifies besides; and two who verify alone."""
    first = (Role.APPROVER, Role.COUNTERSIGNER)
    both = an_official(FANG, Role.APPROVER)
    grants = (*both.grants, Grant(Role.VERIFIER, OfficeId(STATION), AT))
    return (
        an_official(ZHOU, *first),
        an_official(XU, *first, Role.SUPERVISOR),
        replace(both, grants=grants),
        an_official(SHEN, Role.VERIFIER, Role.SUPERVISOR, office=STATION),
        an_official(LIN, Role.VERIFIER, office="agriculture"),
    )


@dataclass
class Clock:
    """A wall clock that anybody can set, beside a clock that only goes on."""

    wall: datetime = AT
    steady: float = 0.0

    def passes(self, time: timedelta) -> None:
        self.wall += time
        self.steady += time.total_seconds()


class QuickPress(Press):
    """A press whose machine is a digest: what goes into it is the product's own.

    Attributes:
        broken: Whether it makes no certificate.
    """

    def __init__(self) -> None:
        self.broken = False

    async def make(self, sheet: Sheet, *, at: datetime) -> Pressed:
        if self.broken:
            raise PressFailed(why="typst")
        pdf = f"%PDF {sheet.number}".encode()
        return Pressed(pdf, hashlib.sha256(pdf).hexdigest())

    async def attest(self, asked: Attesting, *, at: datetime) -> Attested:
        return Attested(asked.content, b"signed")


class Phones:
    """The platforms: whatever is sent arrives."""

    async def send_card(self, _userids: object, card: Any) -> CardSent:
        return CardSent(card.task, "code")

    async def grey_out(self, *_: object, **__: object) -> None:
        return None

    async def send_text(self, *_: object) -> frozenset[str]:
        return frozenset()


@dataclass
class WaysTown:
    """The desk, and everything that a test sets by hand.

    Attributes:
        told: What applicants have been told, by case.
        dead: Jobs that were given up, with why.
    """

    desk: Desk
    clock: Clock
    timepiece: Timepiece
    registers: Registers
    press: QuickPress
    topics: Mapping[str, Handler] = field(default_factory=dict)
    told: set[tuple[str, str]] = field(default_factory=set)
    dead: list[tuple[str, str]] = field(default_factory=list)

    async def work(self) -> None:
        """Do what the outbox owes by now, as the worker does, but one after the other."""
        for _ in range(80):
            if self.desk.doubt() == "behind":
                return
            now = self.desk.now()
            jobs = await self.desk.db.write(
                lambda tx, now=now: tx.outbox.claim(now, limit=16, lease=LEASE)  # type: ignore[misc] # mypy knows no default in a lambda
            )
            if not jobs:
                return
            for job in jobs:
                await self._do(job)
        raise AssertionError("the outbox owes something for ever")

    async def _do(self, job: Job) -> None:
        db, now = self.desk.db, self.desk.now()
        try:
            await self.topics[job.topic](job)
        except Later as later:
            wait = later.wait or timedelta(seconds=1 << min(job.attempts, 11))
            why, due = later.why, now + wait
            await db.write(lambda tx: tx.outbox.later(job, why, due))
        except GiveUp as asked:
            self.dead.append((job.topic, asked.why))
        else:
            if job.topic == "tell":
                self.told.add((job.ids["case"], job.ids["phrase"]))
            await db.write(lambda tx: tx.outbox.done(job.id, now))

    async def passes(self, time: timedelta) -> None:
        """Let time pass; what it brings is done."""
        self.clock.passes(time)
        if self.desk.doubt() != "behind":
            await timekeeping.mark(self.desk, self.timepiece)
        await self.work()


def _topics(desk: Desk) -> dict[str, Handler]:
    phones = Phones()
    gateway = Gateway(cast(Any, phones), cast(Any, phones), cast(Any, phones))
    pace = Pace(desk.clock)
    courier, between = Courier(desk, gateway, {}, pace), VerificationCourier(desk, gateway, pace)

    def at(verb: Callable[..., Any]) -> Handler:
        return lambda job: verb(desk, job)

    return {
        "clock": at(clocks.strike),
        "recount": at(clocks.recount),
        "stand-in": at(standing_in.stand_in),
        "prompt": courier.prompt,
        "prove": at(proving.prove),
        "issue": at(issuing.issue),
        "promise": at(promising_paper.press_promise),
        "commitment-clock": at(pledging.expire),
        "card": courier.card,
        "grey": courier.grey,
        "tell": courier.tell,
        "verification-card": between.card,
        "verification-grey": between.grey,
        "verification-prompt": between.prompt,
        "verification-request": at(verifying.sign_request),
        "verification-clock": at(verifying.strike),
        "verification-reply": at(verifying.sign_reply),
    }


@asynccontextmanager
async def opened_ways(folder: Path) -> AsyncIterator[WaysTown]:
    """The town, with its officials at work."""
    keyring = Keyring.load(folder / "master.key", create=True)
    db = await Database.open(folder / "lane.db", keyring, twice=True)
    clock, press = Clock(), QuickPress()
    time = Timepiece(lambda: clock.wall, lambda: clock.steady)
    registers = Registers(time.now)
    line = Line(cast(aiohttp.ClientSession, registers), Access(BASE), clock=time.now)
    rest, consulting = Rest(time.now), Consulting(db, time.now)
    population = OURS.sources[POPULATION]
    asked = RestingRegister(HttpRegister(line, population), rest)
    desk = Desk(
        db=db,
        shelf=Shelf(OURS),
        days=DAYS,
        words=WORDS,
        register=ConsultedRegister(asked, consulting, population),
        records=ConsultedRecords(Resting(HttpRecords(line), rest), consulting),
        press=press,
        files=Files(folder / "objects", keyring),
        keyring=keyring,
        public_url="https://xiangliban.example",
        sample=True,
        official_appid="wx-office",
        miniapp_appid="wx-mini",
        clock=time.now,
        doubt=time.doubt,
    )
    db.guard(time.check)
    for each in officials():
        await db.write(lambda tx, who=each: tx.officials.save(who))  # type: ignore[misc] # mypy knows no default in a lambda
    yield WaysTown(desk, clock, time, registers, press, _topics(desk))
    await db.close()
