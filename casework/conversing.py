"""One turn of a conversation: what is known, what was decided to be done, and doing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from casework import applying
from casework.desk import CASE_LINK, ENROL_LINK, Desk, Once, new_token, once
from casework.links import hashed
from domain.application import Application, ApplicationId
from domain.form import Draft
from domain.identity import Account, AccountId, Person
from domain.item import Item, ItemId
from domain.message import Json, Message, Phrase
from domain.states import State
from storage.transaction import Transaction

SHOWN = 9


@dataclass(frozen=True)
class Scene:
    """Everything that a reply may depend on.

    Attributes:
        running: The case that is being filled in: a draft, or one returned for correction.
        cases: The person's cases, newest first, drafts left out.
        checks: How often strangers have checked the person's certificates.
    """

    account: Account
    person: Person | None
    running: Application | None
    cases: tuple[Application, ...]
    checks: int
    at: datetime


@dataclass(frozen=True)
class Begin:
    """Open a draft for an item."""

    item: Item


@dataclass(frozen=True)
class Keep:
    """Keep what the conversation has come to."""

    draft: Draft
    item: Item


@dataclass(frozen=True)
class Submit:
    """Hand the running case in."""

    draft: Draft
    item: Item


@dataclass(frozen=True)
class Discard:
    """Delete the draft for good."""


@dataclass(frozen=True)
class Withdraw:
    """Take a case back."""

    case: ApplicationId


@dataclass(frozen=True)
class Lead:
    """Lead a stranger to enrolling; `item` is what to go on with afterwards."""

    item: ItemId | None


@dataclass(frozen=True)
class Link:
    """Make a link to the page of a case."""

    case: ApplicationId


Act = Begin | Keep | Submit | Discard | Withdraw | Lead | Link | None


@dataclass(frozen=True)
class Turn:
    """What to say, and what to do before it is said.

    Attributes:
        phrase: The answer; facts that only the act knows are added to it.
    """

    phrase: Phrase
    act: Act = None


Think = Callable[[Scene], Turn]


async def converse(desk: Desk, message: Message, *, think: Think) -> Phrase:
    """Hear one message of a citizen: think about it, act, and keep the answer, all at once.

    A message that the platform repeats gets the stored answer and has no second effect.

    Args:
        desk: The desk.
        message: What came in.
        think: Pure; may be called again.

    Raises:
        Refusal: The act was refused; nothing was written.
    """

    def work(tx: Transaction, at: datetime) -> Phrase:
        account = _account(desk, tx, message, at)
        scene = _scene(tx, account, at)
        turn = think(scene)
        facts = _act(desk, tx, scene, turn.act)
        return replace(turn.phrase, facts={**turn.phrase.facts, **facts})

    return await once(desk, Once(message.once, message.user), work)


async def scene_of(desk: Desk, account: AccountId) -> Scene:
    """What is known of an account at this moment."""
    at = desk.now()
    return await desk.db.read(lambda tx: _scene(tx, tx.accounts.get(account), at))


async def consent(desk: Desk, message: Message) -> None:
    """Write down which subscribe messages a person has allowed, and once only.

    Every tap on "accept" is one credit for one message of that template.
    """

    def work(tx: Transaction, at: datetime) -> Phrase:
        account = _account(desk, tx, message, at)
        for each in message.consents:
            if each.accepted:
                tx.credits.grant(account.id, each.template, 1)
            else:
                tx.credits.empty(account.id, each.template)
        return Phrase("")

    await once(desk, Once(message.once, message.user), work)


async def subscribed(desk: Desk, message: Message, *, follows: bool) -> None:
    """Write down whether a person follows the official account."""

    def work(tx: Transaction, at: datetime) -> Phrase:
        account = _account(desk, tx, message, at)
        if account.subscribed != follows:
            tx.accounts.save(replace(account, subscribed=follows))
        return Phrase("")

    await once(desk, Once(message.once, message.user), work)


def _account(desk: Desk, tx: Transaction, message: Message, at: datetime) -> Account:
    return tx.accounts.ensure(
        message.channel, desk.appid(message.channel), message.user, at=at, unionid=""
    )


def _scene(tx: Transaction, account: Account, at: datetime) -> Scene:
    if account.person is None:
        return Scene(account, None, None, (), 0, at)
    person = tx.people.get(account.person)
    running = tx.applications.open_of(person.id)
    cases = [c for c in tx.applications.of_person(person.id, SHOWN) if c.state is not State.DRAFT]
    papers = [tx.certificates.of_case(c.id) for c in cases if c.state is State.ISSUED]
    checks = sum(tx.checks.count(paper.id) for paper in papers if paper)
    return Scene(account, person, running, tuple(cases), checks, at)


def _act(desk: Desk, tx: Transaction, scene: Scene, act: Act) -> Mapping[str, Json]:
    match act:
        case Begin(item):
            applying.begin(tx, scene.account, item, at=scene.at)
        case Keep(draft, item):
            _running(scene)
            tx.applications.save(
                _running(scene).converse(draft, at=scene.at, item=(item.id, item.version))
            )
        case Submit(draft, item):
            kept = _running(scene).converse(draft, at=scene.at, item=(item.id, item.version))
            return applying.submit(desk, tx, kept, at=scene.at)
        case Discard():
            tx.applications.discard(_running(scene).id)
        case Withdraw(case):
            applying.withdraw(tx, case, person=scene.account.person, at=scene.at)
        case Lead(item):
            return _lead(desk, tx, scene, item)
        case Link(case):
            until = scene.at + CASE_LINK
            token = _put_link(tx, scene, "case", case, until)
            return {"link": f"{desk.public_url}/c/{token}"}
    return {}


def _running(scene: Scene) -> Application:
    if scene.running is None:
        raise LookupError("a conversation acts on the case that is being filled in")
    return scene.running


def _lead(desk: Desk, tx: Transaction, scene: Scene, item: ItemId | None) -> Mapping[str, Json]:
    token = _put_link(tx, scene, "enrol", item or "", scene.at + ENROL_LINK)
    return {
        "appid": desk.miniapp_appid,
        "path": f"pages/enrol/enrol?link={token}",
        "href": f"{desk.public_url}/e/{token}",
        "minutes": ENROL_LINK // timedelta(minutes=1),
    }


def _put_link(tx: Transaction, scene: Scene, purpose: str, about: str, until: datetime) -> str:
    token = new_token()
    tx.links.put(
        hashed(token),
        purpose=purpose,
        account=scene.account.id,
        case=about,
        expires_at=until,
        at=scene.at,
    )
    return token
