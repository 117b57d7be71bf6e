"""A desk over a real database, with a clock and a register that are set by hand."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from casework import applying, deciding
from casework.desk import Desk
from casework.proving import lane_of, prove
from casework.shelf import Shelf
from catalogue.loader import load, working_days
from certificates.authority import Authority
from certificates.press import Orders, Press
from domain.application import Application, ApplicationId
from domain.errors import SourceSilent
from domain.form import Draft
from domain.identity import Account, IdNumber, Person, PersonId, PersonName, Phone, Sex, sex
from domain.item import ItemId
from domain.kinship import Edge, EdgeKind, Relative
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from domain.post import Job
from domain.purpose import Purpose
from sources.records import Query, RecordAnswer
from sources.source import Found, IdentityAnswer, KinshipAnswer, Named
from storage.database import Database
from storage.files import Files
from storage.sealing import Keyring
from storage.transaction import Transaction
from templates.environment import Words
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
UNIT = "深圳澜桥电子有限公司"
CATALOGUE, DAYS, WORDS = load(), working_days(), Words()
ZHOU, XU = OfficialId("zhoumin"), OfficialId("xuliqun")
ANSWERS: Mapping[str, str] = {
    "kin": "parent",
    "relation": "father",
    "booklet": "never",
    "purpose": "job",
    "use_unit": UNIT,
    "relative_name": "陈国樑",
    "relative_id": CHEN_GUOLIANG,
    "more_relative": "no",
    "relative_place": "330781102",
}
CHEN = Person(PersonId("chen"), PersonName("陈媛"), CHEN_YUAN, Phone("13812340042"))
FATHER = Named(PersonName("陈国樑"), CHEN_GUOLIANG)


def birth(parent: IdNumber, child: IdNumber) -> Edge:
    """An entry that one is the other's parent."""
    return Edge(EdgeKind.BIRTH, parent, child, date(1993, 6, 1), "出生登记")


def resident(name: str, number: IdNumber, division: str | None = "330781102") -> Relative:
    """Somebody who lives and is registered."""
    return Relative(number, PersonName(name), Sex(sex(number)), True, division)


def found(*edges: Edge, people: tuple[Relative, ...] = ()) -> KinshipAnswer:
    """The register's answer that it has these entries, about these people."""
    known = people or (resident("陈国樑", CHEN_GUOLIANG),)
    named = {each.number: each for each in known}
    return KinshipAnswer("receipt-1", AT, Found.FOUND, edges, named, "never")


def unclear(outcome: Found) -> KinshipAnswer:
    """The register's answer that it has nothing certain."""
    return KinshipAnswer("receipt-2", AT, outcome, (), {}, "unknown")


@dataclass
class WrittenRegister:
    """A register that says what is written here; silent where nothing is.

    Attributes:
        kin: What it says of any relative.
        others: What it says of some relatives instead.
        home: Where it has the applicant.
        asked: Every question, in order: what, about whom, and for which purpose.
    """

    kin: KinshipAnswer | None = field(
        default_factory=lambda: found(birth(CHEN_GUOLIANG, CHEN_YUAN))
    )
    others: dict[IdNumber, KinshipAnswer | None] = field(default_factory=dict)
    home: str | None = "330781102"
    match: bool | None = True
    phone_match: bool | None = True
    near: tuple[IdNumber, ...] = ()
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    async def identity(self, who: Named, phone: Phone, *, purpose: Purpose) -> IdentityAnswer:
        self.asked.append(("identity", who.number, purpose.what))
        if self.match is None:
            raise SourceSilent(source="population", why="TimeoutError")
        return IdentityAnswer("receipt-0", AT, self.match, self.phone_match, self.home)

    async def kinship(self, who: Named, relative: Named, *, purpose: Purpose) -> KinshipAnswer:
        self.asked.append(("kinship", relative.number, purpose.what))
        said = self.others.get(relative.number, self.kin)
        if said is None:
            raise SourceSilent(source="population", why="TimeoutError")
        return said

    async def near_kin(self, who: Named, *, purpose: Purpose) -> tuple[IdNumber, ...]:
        self.asked.append(("near-kin", who.number, purpose.what))
        return self.near


@dataclass
class WrittenRecords:
    """Departments that say what is written here, by source and question; silent where nothing is.

    Attributes:
        known: What they hold: the facts; None: nothing about anybody.
        asked: Every question, in order.
    """

    known: dict[tuple[str, str], Mapping[str, str] | None] = field(default_factory=dict)
    asked: list[Query] = field(default_factory=list)

    async def ask(self, query: Query) -> RecordAnswer:
        self.asked.append(query)
        where = (query.source.id, query.question)
        if where not in self.known:
            raise SourceSilent(source=query.source.id, why="TimeoutError")
        held = self.known[where]
        found = Found.NOT_FOUND if held is None else Found.FOUND
        return RecordAnswer("receipt-3", AT, found, held or {})


@dataclass
class Town:
    """The desk, and what tests set by hand."""

    desk: Desk
    register: WrittenRegister
    at: datetime = AT
    records: WrittenRecords = field(default_factory=WrittenRecords)

    async def enrolled(self, person: Person = CHEN, openid: str = "oChenYuan") -> Account:
        """A person whose chat account is proved."""
        return await self.desk.db.write(lambda tx: _enrol(tx, person, openid))

    async def drafted(self, account: Account, **changed: str | None) -> Application:
        """A draft with every question answered; empty takes an answer out, None skips it."""
        given = {k: v for k, v in {**ANSWERS, **changed}.items() if v != ""}
        answers = {k: v or "" for k, v in given.items()}
        item = self.desk.catalogue.item(ItemId("qs-01"))

        def work(tx: Transaction) -> Application:
            begun = applying.begin(tx, account, item, at=self.at)
            kept = begun.converse(Draft(answers), at=self.at, item=(item.id, item.version))
            tx.applications.save(kept)
            return tx.applications.get(begun.id)

        return await self.desk.db.write(work)

    async def submitted(self, account: Account | None = None, **changed: str | None) -> Application:
        """A case that has just been handed in."""
        draft = await self.drafted(account or await self.enrolled(), **changed)
        await self.desk.db.write(lambda tx: applying.submit(self.desk, tx, draft, at=self.at))
        return await self.case(draft.id)

    async def reviewed(self, **changed: str | None) -> Application:
        """A case about which the register has been asked."""
        await self.appointed()
        case = await self.submitted(None, **changed)
        await self.prove(case.id)
        return await self.case(case.id)

    async def approved(self) -> Application:
        """A case that an official has approved."""
        case = await self.reviewed()
        return await deciding.approve(self.desk, case.id, by=ZHOU)

    async def prove(self, case: ApplicationId, attempts: int = 1) -> None:
        """Do the outbox's job of asking the register."""
        job = Job(
            "job", "prove", lane_of(case), {"case": case}, attempts=attempts, created_at=self.at
        )
        await prove(self.desk, job)

    async def appointed(self, *officials: Official) -> None:
        """Officials at work; without names 周敏 and 徐立群 of 游埠镇."""
        for official in officials or (
            an_official(ZHOU),
            an_official(XU, Role.APPROVER, Role.SEAL_KEEPER),
        ):
            await self.desk.db.write(lambda tx, who=official: tx.officials.save(who))  # type: ignore[misc] # mypy knows no default in a lambda

    async def case(self, case: ApplicationId) -> Application:
        """The case as it lies in the database."""
        return await self.desk.db.read(lambda tx: tx.applications.get(case))

    async def journal(self, case: ApplicationId) -> list[str]:
        """The kinds of what was written down about a case."""
        entries = await self.desk.db.read(lambda tx: tx.journal.of_case(case))
        return [entry.kind for entry in entries]

    async def owed(self) -> list[str]:
        """The topics of what is owed, but for what time will bring."""
        topics = await self.desk.db.read(lambda tx: tx.outbox.topics())
        return [topic for topic in topics if topic != "clock"]


def an_official(userid: OfficialId, *roles: Role, office: str = "youbu") -> Official:
    """Somebody who decides at the town office unless other roles are asked for."""
    grants = tuple(Grant(role, OfficeId(office), AT) for role in roles or (Role.APPROVER,))
    names = {ZHOU: "周敏", XU: "徐立群"}
    return Official(userid, PersonName(names.get(userid, "方青")), grants, index=f"own-{userid}")


def _enrol(tx: Transaction, person: Person, openid: str) -> Account:
    if tx.people.by_number(person.number) is None:
        tx.people.add(person)
    account = tx.accounts.ensure("oa", "wx-office", openid, at=AT)
    tx.accounts.save(replace(account, person=person.id, assurance=2))
    return tx.accounts.get(account.id)


@asynccontextmanager
async def opened_town(folder: Path) -> AsyncIterator[Town]:
    """A desk with everything real but the register; no paper is pressed unless a test does so."""
    keyring = Keyring.load(folder / "master.key", create=True)
    db = await Database.open(folder / "lane.db", keyring, twice=True)
    press = Press(Orders(folder / "press", Authority(folder / "authority", b"a passphrase")))
    register, records = WrittenRegister(), WrittenRecords()
    clock: list[Town] = []
    desk = Desk(
        db=db,
        shelf=Shelf(CATALOGUE),
        days=DAYS,
        words=WORDS,
        register=register,
        records=records,
        press=press,
        files=Files(folder / "objects", keyring),
        keyring=keyring,
        public_url="https://xiangliban.example",
        sample=True,
        official_appid="wx-office",
        miniapp_appid="wx-mini",
        clock=lambda: clock[0].at,
    )
    clock.append(Town(desk, register, records=records))
    yield clock[0]
    await press.close()
    await db.close()
