"""Enrolling: nobody applies as somebody else.  Name, ID number and phone match the register."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from casework import applying
from casework.desk import Desk, new_token
from casework.links import hashed
from domain.access import Session
from domain.calendar import local, local_day
from domain.errors import (
    GuardianRequired,
    IdentityMismatch,
    NotFound,
    RateLimited,
    Unauthenticated,
    Validation,
)
from domain.identity import (
    GUARDIAN_AGE,
    Account,
    AccountId,
    Person,
    PersonId,
    Phone,
    age,
    id_number,
    mask_name,
    person_name,
)
from domain.item import ItemId
from domain.message import Channel, Json
from domain.purpose import Purpose
from sources.source import IdentityAnswer, Named
from storage.transaction import Transaction

SESSION = timedelta(days=7)
TRIES_A_DAY = 3
LEVEL = 2
PURPOSE = Purpose("enrol")


@dataclass(frozen=True)
class Opened:
    """A new session; the token is told once and stored hashed."""

    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Caller:
    """Who holds a session.

    Attributes:
        phone: What the platform said is the account's number, once it was asked.
        chat: The chat account that led here by a link, if one did.
        item: What the person wanted when led here.
    """

    account: Account
    token_hash: str
    phone: Phone | None
    chat: AccountId | None
    item: ItemId | None


@dataclass(frozen=True)
class Proved:
    """Who the caller is; `resumes` tells whether the chat goes on by itself."""

    person: PersonId
    name: str
    resumes: bool


async def link_alive(desk: Desk, token: str) -> bool:
    """Whether an enrolling link can still be used."""
    at = desk.now()
    found = await desk.db.read(lambda tx: tx.links.look(hashed(token), purpose="enrol", at=at))
    return found is not None


async def open_session(
    desk: Desk, *, appid: str, openid: str, unionid: str = "", link: str = ""
) -> Opened:
    """Open a session for a mini-program login, and remember which chat led here.

    The link is used up: whoever gets it later cannot tie another chat to another person.

    Raises:
        NotFound: The link has been used, or its fifteen minutes are over.
    """
    token, at = new_token(), desk.now()

    def work(tx: Transaction) -> Opened:
        account = tx.accounts.ensure(Channel.MINI_PROGRAM, appid, openid, at=at, unionid=unionid)
        facts: dict[str, Json] = {}
        if link:
            led = tx.links.take(hashed(link), purpose="enrol", at=at)
            if led is None:
                raise NotFound
            facts = {"chat": led.account, "item": led.case}
        tx.sessions.put(
            Session(hashed(token), "citizen", account.id, at, at, at + SESSION, facts=facts)
        )
        return Opened(token, at + SESSION)

    return await desk.db.write(work)


async def caller(desk: Desk, bearer: str) -> Caller:
    """Who holds this session.

    Raises:
        Unauthenticated: Nobody: unknown, ended or revoked.
    """
    at = desk.now()
    return await desk.db.read(lambda tx: _caller(tx, bearer, at))


def _caller(tx: Transaction, bearer: str, at: datetime) -> Caller:
    session = tx.sessions.get(hashed(bearer), kind="citizen", at=at)
    if session is None:
        raise Unauthenticated
    known = session.facts
    return Caller(
        account=tx.accounts.get(AccountId(session.subject)),
        token_hash=session.token_hash,
        phone=Phone(str(known["phone"])) if known.get("phone") else None,
        chat=AccountId(str(known["chat"])) if known.get("chat") else None,
        item=ItemId(str(known["item"])) if known.get("item") else None,
    )


async def give_phone(desk: Desk, bearer: str, phone: Phone) -> Phone:
    """Keep the number that the platform vouches for, until the identity is proved.

    Raises:
        Unauthenticated: There is no such session.
    """
    at = desk.now()

    def work(tx: Transaction) -> Phone:
        session = tx.sessions.get(hashed(bearer), kind="citizen", at=at)
        if session is None:
            raise Unauthenticated
        _remember(tx, session, phone)
        return phone

    return await desk.db.write(work)


def _remember(tx: Transaction, session: Session, phone: Phone) -> None:
    tx.sessions.update(session, {**session.facts, "phone": phone})


async def prove_identity(desk: Desk, bearer: str, *, name: str, id_number: str) -> Proved:
    """Tie the account, and the chat that led here, to a person whom the register knows.

    Raises:
        Validation, NameChar, IdChecksum, IdDate, IdFuture, IdRegion: What was typed cannot be.
        GuardianRequired: The person is under fourteen.
        RateLimited: Three tries a day are used up.
        IdentityMismatch: Name, number and phone do not belong together.
        SourceSilent: The register gave no usable answer; that counts as no try.
        Unauthenticated: There is no such session.
    """
    at = desk.now()
    who = await caller(desk, bearer)
    named = _read(name, id_number, at)
    if who.phone is None:
        raise Validation(field="phone", reason="empty")
    await _may_try(desk, who.account.id, at)
    answer = await desk.register.identity(named, who.phone, purpose=PURPOSE)
    if not (answer.match and answer.phone_match):
        raise IdentityMismatch(left=await _mismatch(desk, who, answer, at))
    return await _bind(desk, who, named, answer)


def _read(name: str, number: str, at: datetime) -> Named:
    today = local_day(at)
    named = Named(person_name(name), id_number(number, today=today))
    if age(named.number, today=today) < GUARDIAN_AGE:
        raise GuardianRequired
    return named


def _tries(account: AccountId, at: datetime) -> str:
    return f"identity/{account}/{local_day(at)}"


async def _may_try(desk: Desk, account: AccountId, at: datetime) -> None:
    failed = await desk.db.read(lambda tx: tx.counters.value(_tries(account, at)))
    if failed >= TRIES_A_DAY:
        midnight = local(at).replace(hour=0, minute=0, second=0) + timedelta(days=1)
        raise RateLimited(wait_s=int((midnight - at).total_seconds()))


async def _mismatch(desk: Desk, who: Caller, answer: IdentityAnswer, at: datetime) -> int:
    def work(tx: Transaction) -> int:
        account = who.account.id
        tx.journal.add("identity-mismatch", by=account, at=at, receipt=answer.request)
        return max(0, TRIES_A_DAY - tx.counters.next(_tries(account, at)))

    return await desk.db.write(work)


async def _bind(desk: Desk, who: Caller, named: Named, answer: IdentityAnswer) -> Proved:
    at, phone = desk.now(), who.phone or Phone("")

    def work(tx: Transaction) -> Proved:
        proved = Person(PersonId(""), named.name, named.number, phone, home=answer.division or "")
        person = _person(tx, proved)
        accounts = [tx.accounts.get(who.account.id)]
        if who.chat:
            accounts.append(tx.accounts.get(who.chat))
        for account in accounts:
            if account.person not in (None, person.id):
                raise IdentityMismatch(left=0)
            tx.accounts.save(replace(account, person=person.id, assurance=LEVEL))
        tx.journal.add(
            "identity-proved", by=who.account.id, at=at, person=person.id, receipt=answer.request
        )
        resumes = _resume(desk, tx, accounts[-1].id, who, at) if who.chat else False
        return Proved(person.id, mask_name(person.name), resumes)

    return await desk.db.write(work)


def _person(tx: Transaction, proved: Person) -> Person:
    known = tx.people.by_number(proved.number)
    if known is None:
        person = replace(proved, id=PersonId(tx.new_id()))
        tx.people.add(person)
        return person
    person = replace(proved, id=known.id, version=known.version)
    if person != known:
        tx.people.save(person)
    return person


def _resume(desk: Desk, tx: Transaction, chat: AccountId, who: Caller, at: datetime) -> bool:
    account = tx.accounts.get(chat)
    if account.person is None or who.item is None:
        return False
    if tx.applications.open_of(account.person) is None:
        applying.begin(tx, account, desk.catalogue.item(who.item), at=at)
    tx.outbox.put("tell", lane=chat, at=at, account=chat, phrase="citizen/enrolled")
    return True
