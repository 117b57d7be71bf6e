"""Acts: what a turn of a conversation decided to do or to find out, and doing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework import applying, changing, renewing
from casework.desk import CASE_LINK, ENROL_LINK, Desk, new_token
from casework.links import hashed
from casework.seeking import Seek, seek
from casework.waiting import hand_of, waits_of
from casework.winding import unwind
from domain.application import Application, ApplicationId
from domain.form import Draft
from domain.identity import Account, Person
from domain.item import Item, ItemId
from domain.message import Json, Phrase
from storage.transaction import Transaction


@dataclass(frozen=True)
class Scene:
    """Everything that a reply may depend on.

    Attributes:
        running: The case that is being filled in: a draft, or one returned for correction.
        changing: The case that the running draft is a change of.
        cases: The person's cases, newest first, drafts left out.
        pictures: How many the running case has.
        offered: What the last bubble offered to choose from, as `bot.guide` writes it.
        checks: How often strangers have checked the person's certificates.
    """

    account: Account
    person: Person | None
    running: Application | None
    cases: tuple[Application, ...]
    checks: int
    at: datetime
    pictures: int = 0
    offered: str = ""
    changing: Application | None = None


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
class Renew:
    """Begin a lapsed case anew."""

    case: ApplicationId


@dataclass(frozen=True)
class Change:
    """Begin to change a case that lies before the office."""

    case: ApplicationId


@dataclass(frozen=True)
class Lead:
    """Lead a stranger to enrolling; `item` is what to go on with afterwards."""

    item: ItemId | None


@dataclass(frozen=True)
class Link:
    """Make a link to the page of a case."""

    case: ApplicationId


@dataclass(frozen=True)
class Open:
    """Make a link to the page of a case, and say in whose hands it lies."""

    case: Application


@dataclass(frozen=True)
class Look:
    """Say in whose hands cases lie."""

    cases: tuple[Application, ...]


@dataclass(frozen=True)
class Offer:
    """Remember what is laid before the citizen to choose from."""

    what: str


Finding = Link | Open | Look | Seek
Doing = Begin | Keep | Submit | Discard | Withdraw | Renew | Change | Lead | Offer
Act = Finding | Doing | None


@dataclass(frozen=True)
class Turn:
    """What to say, and what to do before it is said.

    Attributes:
        phrase: The answer; facts that only the act knows are added to it.
    """

    phrase: Phrase
    act: Act = None


def do(desk: Desk, tx: Transaction, scene: Scene, act: Act) -> Mapping[str, Json]:
    """Do it within the transaction that heard the message.

    Returns:
        Facts that only the act knows, for the phrase.

    Raises:
        Refusal: It was refused.
    """
    if scene.offered and not isinstance(act, Offer):
        tx.offers.take(scene.account.id)  # a digit said later means something else
    if isinstance(act, Finding):
        return _found(desk, tx, scene, act)
    return _done(desk, tx, scene, act)


def _found(desk: Desk, tx: Transaction, scene: Scene, act: Finding) -> Mapping[str, Json]:
    match act:
        case Link(case):
            return {"link": _case_link(desk, tx, scene, case)}
        case Open(case):
            link = _case_link(desk, tx, scene, case.id)
            return {"link": link, "hand": _hand(desk, tx, scene, case)}
        case Look(cases):
            hands = {str(c.id): _hand(desk, tx, scene, c) for c in cases}
            return {"hands": hands}
        case Seek():
            found = seek(desk, tx, scene.cases, act)
            case_id = ApplicationId(str(found.get("case", "")))
            if not case_id:
                return found
            link = _case_link(desk, tx, scene, case_id)
            return {**found, "account": scene.account.id, "link": link}


def _hand(desk: Desk, tx: Transaction, scene: Scene, case: Application) -> Json:
    return hand_of(desk, case, waits_of(desk, tx, case), at=scene.at)


def _done(desk: Desk, tx: Transaction, scene: Scene, act: Doing | None) -> Mapping[str, Json]:
    match act:
        case Begin(item):
            applying.begin(tx, scene.account, item, at=scene.at)
        case Keep(draft, item):
            tx.applications.save(_kept(scene, draft, item))
        case Submit(draft, item):
            kept = _kept(scene, draft, item)
            submit = changing.hand_in if draft.of else applying.submit
            return submit(desk, tx, kept, at=scene.at)
        case Discard():
            tx.applications.discard(_running(scene).id)
        case Withdraw(case):
            applying.withdraw(desk, tx, case, person=scene.account.person, at=scene.at)
            unwind(tx, case)
        case Renew(case):
            renewing.renew(desk, tx, scene.account, case, at=scene.at)
        case Change(case):
            changing.begin(desk, tx, scene.account, case, at=scene.at)
        case Lead(item):
            return _lead(desk, tx, scene, item)
        case Offer(what):
            tx.offers.put(scene.account.id, what, scene.at)
    return {}


def _kept(scene: Scene, draft: Draft, item: Item) -> Application:
    return _running(scene).converse(draft, at=scene.at, item=(item.id, item.version))


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


def _case_link(desk: Desk, tx: Transaction, scene: Scene, case: ApplicationId) -> str:
    token = _put_link(tx, scene, "case", case, scene.at + CASE_LINK)
    return f"{desk.public_url}/c/{token}"


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
