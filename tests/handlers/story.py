"""One town office with its people, over a real database, for tests that knock at the doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from casework.desk import Desk
from casework.links import code_hash, hashed, paper_code, paper_token
from casework.shelf import Shelf
from catalogue.loader import load, working_days
from certificates.authority import Authority
from certificates.press import Orders, Press
from domain.application import Application, ApplicationId, Ask
from domain.certificate import Certificate, CertificateId, Party
from domain.form import Draft
from domain.identity import IdNumber, Person, PersonId, PersonName, Phone
from domain.item import ItemId, Way
from domain.message import Json
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from domain.proof import Outcome, Proof
from storage.database import Database
from storage.files import Files
from storage.sealing import Keyring
from storage.transaction import Transaction
from templates.environment import Words
from tests.handlers.stand_ins import AT, Clock, SilentRecords, StandInRegister

CATALOGUE, DAYS, WORDS = load(), working_days(), Words()  # read once: they never change
HOST = "xiangliban.example"
OFFICE = OfficeId("youbu")
CASE = ApplicationId("case-1")
LINK = "a-link-that-was-sent-in-chat"
CHEN = "330781199305163024"
FATHER = "330781196602091019"
NUMBER = "兰游证〔2026〕000128号"
PDF = b"%PDF-1.7 the released file"
ANSWERS = {
    "kin": "parent",
    "relation": "father",
    "booklet": "never",
    "purpose": "job",
    "use_unit": "深圳澜桥电子有限公司",
    "relative_name": "陈国樑",
    "relative_id": FATHER,
    "more_relative": "no",
    "relative_place": "330781102",
}


@asynccontextmanager
async def opened(
    folder: Path, clock: Clock, *, public_url: str = f"http://{HOST}"
) -> AsyncIterator[Desk]:
    """A desk with everything real; the press has made no paper and needs no worker."""
    keyring = Keyring.load(folder / "master.key", create=True)
    db = await Database.open(folder / "lane.db", keyring)
    press = Press(Orders(folder / "press", Authority(folder / "authority", b"a passphrase")))
    desk = Desk(
        db=db,
        shelf=Shelf(CATALOGUE),
        days=DAYS,
        words=WORDS,
        register=StandInRegister(),
        records=SilentRecords(),
        press=press,
        files=Files(folder / "objects", keyring),
        keyring=keyring,
        public_url=public_url,
        sample=True,
        official_appid="wx-office",
        miniapp_appid="wx-mini",
        clock=clock,
    )
    await db.write(_people)
    yield desk
    await press.close()
    await db.close()


def _people(tx: Transaction) -> None:
    tx.people.add(
        Person(PersonId("p-chen"), PersonName("陈媛"), IdNumber(CHEN), Phone("13812340042"))
    )
    for userid, name, roles in (
        ("zhoumin", "周敏", (Role.APPROVER,)),
        ("xuliqun", "徐立群", (Role.APPROVER, Role.SEAL_KEEPER)),
    ):
        grants = tuple(Grant(role, OFFICE, since=AT - timedelta(days=1)) for role in roles)
        tx.officials.save(Official(OfficialId(userid), PersonName(name), grants, index=userid))


async def submitted(desk: Desk) -> Application:
    """Her case, handed in and with its link sent to her."""

    def work(tx: Transaction) -> Application:
        draft = a_draft(desk, tx)
        tx.applications.add(draft)
        filled = replace(draft, number="YB-20261123-0042", office=OFFICE, duplicate_key=CASE)
        filled = replace(filled, parties=("i1", "i2"), proofs=(Proof("kinship"), Proof("home")))
        due = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
        tx.applications.save(filled.submit(by="p-chen", at=AT, due_at=due))
        put_link(tx, LINK, "case", CASE)
        return tx.applications.get(CASE)

    return await desk.db.write(work)


def a_draft(desk: Desk, tx: Transaction) -> Application:
    item = desk.catalogue.item(ItemId("qs-01"))
    return Application(
        id=CASE,
        item=item.id,
        item_version=item.version,
        person=PersonId("p-chen"),
        account=tx.accounts.ensure("oa", "wx-office", "oChenYuan", at=AT).id,
        assurance=2,
        created_at=AT,
        draft=Draft(answers=ANSWERS),
    )


def put_link(tx: Transaction, token: str, purpose: str, case: str = "") -> None:
    account = tx.accounts.ensure("oa", "wx-office", "oChenYuan", at=AT).id
    until = AT + timedelta(days=365)
    tx.links.put(
        hashed(token), purpose=purpose, account=account, case=case, expires_at=until, at=AT
    )


def answered(*, settled: bool) -> tuple[Proof, Proof]:
    """What the register said: all of it agrees, or nothing was found."""
    facts: dict[str, Json] = {"booklet": "never", "found": "found", "kin": "parent"}
    facts |= {"term": "father", "alive": True, "record": "出生登记"}
    home: dict[str, Json] = {"division": "330781102", "elsewhere": False}
    if not settled:
        return (
            Proof("kinship", Outcome.NOT_FOUND, Way.DATA_QUERY, "population", AT, "r-7"),
            Proof("home", Outcome.NOT_FOUND, Way.DATA_QUERY, "population", AT, "r-7"),
        )
    return (
        Proof("kinship", Outcome.HOLDS, Way.DATA_QUERY, "population", AT, "r-7", facts),
        Proof("home", Outcome.HOLDS, Way.DATA_QUERY, "population", AT, "r-7", home),
    )


async def reviewed(desk: Desk, *, settled: bool = True) -> Application:
    """Her case before the deciding official."""
    await submitted(desk)

    def work(tx: Transaction) -> Application:
        at = AT + timedelta(minutes=1)
        tx.applications.save(tx.applications.get(CASE).start_proving(by="register", at=at))
        case = tx.applications.get(CASE)
        for proof in answered(settled=settled):
            case = case.prove(proof)
        tx.applications.save(case.to_review(by="register", at=at))
        return tx.applications.get(CASE)

    return await desk.db.write(work)


async def returned(desk: Desk) -> Application:
    """Her case, sent back for two corrections."""
    await reviewed(desk)
    asks = (
        Ask("relative_name", "登记里是“樑”，请照身份证写。", "看身份证正面"),
        Ask("use_unit", "单位名称不全。"),
    )

    def work(tx: Transaction) -> Application:
        case = tx.applications.get(CASE)
        by, at = OfficialId("zhoumin"), AT + timedelta(minutes=9)
        tx.applications.save(case.send_back(asks, by=by, at=at, correct_by=date(2026, 12, 7)))
        return tx.applications.get(CASE)

    return await desk.db.write(work)


async def refused(desk: Desk) -> Application:
    """Her case, refused with reasons."""
    await reviewed(desk, settled=False)

    def work(tx: Transaction) -> Application:
        by, at = OfficialId("zhoumin"), AT + timedelta(minutes=9)
        why = "登记和您给的材料都没有写明这层关系。\n不是说没有这层关系。"
        tx.applications.save(tx.applications.get(CASE).refuse(why, by=by, at=at))
        return tx.applications.get(CASE)

    return await desk.db.write(work)


async def approved(desk: Desk) -> Application:
    """Her case, approved; the press has it."""
    await reviewed(desk)

    def work(tx: Transaction) -> Application:
        by, at = OfficialId("zhoumin"), AT + timedelta(minutes=16)
        case = tx.applications.get(CASE)
        tx.applications.save(
            case.approve(by=by, at=at, number=NUMBER, issued_on=date(2026, 11, 23))
        )
        return tx.applications.get(CASE)

    return await desk.db.write(work)


async def issued(desk: Desk) -> Certificate:
    """Her certificate, seventeen minutes after she asked."""
    await approved(desk)
    paper = a_paper(desk, await desk.files.put(PDF))

    def work(tx: Transaction) -> None:
        tx.certificates.add(paper)
        case = tx.applications.get(CASE)
        tx.applications.save(case.issue(by="press", at=AT + timedelta(minutes=17, seconds=5)))

    await desk.db.write(work)
    return paper


def a_paper(desk: Desk, ref: str) -> Certificate:
    """Her certificate, as the register of certificates holds it."""
    return Certificate(
        id=CertificateId("paper-1"),
        case=CASE,
        item_name="亲属关系证明",
        number=NUMBER,
        office=OFFICE,
        holder=PersonId("p-chen"),
        parties=(Party("陈媛", CHEN), Party("陈国樑", FATHER, "father")),
        purpose="入职",
        use_unit="深圳澜桥电子有限公司",
        issued_at=AT + timedelta(minutes=17),
        issued_on=date(2026, 11, 23),
        valid_to=date(2027, 2, 21),
        token_hash=hashed(token_of(desk)),
        code_hash=code_hash(desk.keyring, NUMBER, paper_code(desk.keyring, CASE)),
        sha256="0f" * 32,
        object=ref,
    )


def token_of(desk: Desk) -> str:
    """What the paper's QR code holds."""
    return paper_token(desk.keyring, CASE)


def code_of(desk: Desk) -> str:
    """What the paper prints for typing."""
    return paper_code(desk.keyring, CASE)


async def recorded(desk: Desk, proof: Proof, *, item: str = "rs-02", **answers: str) -> Application:
    """Her case about an item of another family, before the deciding official."""
    await reviewed(desk)
    wanted = desk.catalogue.item(ItemId(item))

    def work(tx: Transaction) -> Application:
        case = tx.applications.get(CASE)
        said = {"purpose": "bank", "use_unit": "兰溪农商银行", **answers}
        about = replace(case, item=wanted.id, item_version=wanted.version, proofs=(proof,))
        tx.applications.save(replace(about, draft=Draft(said)))
        return tx.applications.get(CASE)

    return await desk.db.write(work)
