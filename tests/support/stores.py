"""People, accounts and cases for tests that need a database with something in it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.access import Session
from domain.application import Application, ApplicationId
from domain.certificate import Certificate, CertificateId, Party
from domain.form import Draft
from domain.identity import Account, AccountId, IdNumber, Person, PersonId, PersonName, Phone
from domain.item import ItemId
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from domain.states import State
from storage.transaction import Transaction

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
OFFICE = OfficeId("town-330781102")


def later(seconds: float) -> datetime:
    """So many seconds after the story begins."""
    return AT + timedelta(seconds=seconds)


def a_person(name: str = "陈媛", number: str = "330781199305163024") -> Person:
    """Somebody who proved who she is; one id a number."""
    return Person(
        id=PersonId(f"person-{number[-4:]}"),
        name=PersonName(name),
        number=IdNumber(number),
        phone=Phone("13812340042"),
    )


def an_account(tx: Transaction, openid: str = "oChenYuan") -> Account:
    """Her account, as the chat knows it."""
    return tx.accounts.ensure("oa", "wx-office", openid, at=AT)


def a_case(account: AccountId, person: Person | None = None) -> Application:
    """A draft of hers."""
    return Application(
        id=ApplicationId("case-1"),
        item=ItemId("zm-01"),
        item_version="v1",
        person=(person or a_person()).id,
        account=account,
        assurance=2,
        created_at=AT,
        draft=Draft(answers={"purpose": "社保转移", "relative": "陈国樑"}),
    )


def a_drafted(tx: Transaction) -> Application:
    """Her draft, with her and her account, as it lies in the database."""
    tx.people.add(a_person())
    tx.applications.add(a_case(an_account(tx).id))
    return tx.applications.get(ApplicationId("case-1"))


def a_submitted(tx: Transaction) -> Application:
    """Her case, as the office meets it."""
    draft = a_drafted(tx)
    ready = replace(
        draft, number="YB-20261124-0001", office=OFFICE, duplicate_key="same", parties=("i1", "i2")
    )
    tx.applications.save(ready.submit(by="chen", at=AT, due_at=later(86_400)))
    return tx.applications.get(draft.id)


def a_certificate(case: Application) -> Certificate:
    """The paper of a case."""
    return Certificate(
        id=CertificateId("paper-1"),
        case=case.id,
        item_name="亲属关系证明",
        number="兰游证〔2026〕1号",
        office=OFFICE,
        holder=case.person,
        parties=(
            Party("陈媛", "330781199305163024"),
            Party("陈国樑", "330781196602091019", "father"),
        ),
        purpose="社保转移",
        use_unit="深圳澜桥电子有限公司",
        issued_at=later(1500),
        issued_on=date(2026, 11, 24),
        valid_to=date(2027, 2, 22),
        token_hash="t" * 64,
        code_hash="c" * 64,
        sha256="f" * 64,
        object="0" * 64,
    )


def an_official(userid: str = "zhoumin", *roles: Role) -> Official:
    """周敏, who decides at the town office unless other roles are asked for."""
    return Official(
        id=OfficialId(userid),
        name=PersonName("周敏"),
        grants=tuple(Grant(role, OFFICE, since=AT) for role in roles or (Role.APPROVER,)),
        index="own-index",
        kin=frozenset({"kin-1", "kin-2"}),
    )


def a_session(name: str = "hash", subject: str = "zhoumin") -> Session:
    """An official who is signed in."""
    return Session(
        token_hash=name,
        kind="official",
        subject=subject,
        created_at=AT,
        seen_at=AT,
        expires_at=AT + timedelta(hours=8),
        idle_s=1800,
        csrf="token",
        facts={"name": "周敏"},
    )


def in_state(case: Application, state: State) -> Application:
    """The case as if it had come there; for tests of what lies in a table, not of moves."""
    return replace(case, state=state)
