"""One turn of a conversation: what is known, what was decided to be done, and doing it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from casework.acts import Scene, Turn, do
from casework.changing import with_pictures
from casework.desk import Desk, Once, once
from domain.application import ApplicationId
from domain.identity import Account, AccountId
from domain.message import Message, Phrase
from domain.states import State
from storage.transaction import Transaction

SHOWN = 9
OFFERED = timedelta(minutes=30)


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
        facts = do(desk, tx, scene, turn.act)
        return replace(turn.phrase, facts={**turn.phrase.facts, **facts}) if facts else turn.phrase

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
    offered = tx.offers.of(account.id, since=at - OFFERED)
    if account.person is None:
        return Scene(account, None, None, (), 0, at, offered=offered)
    person = tx.people.get(account.person)
    running = tx.applications.open_of(person.id)
    cases = [c for c in tx.applications.of_person(person.id, SHOWN) if c.state is not State.DRAFT]
    papers = [tx.certificates.of_case(c.id) for c in cases if c.state is State.ISSUED]
    checks = sum(tx.checks.count(paper.id) for paper in papers if paper)
    pictures = len(tx.attachments.of_case(with_pictures(running))) if running else 0
    changed = running.draft.of if running else ""
    changing = tx.applications.get(ApplicationId(changed)) if changed else None
    return Scene(account, person, running, tuple(cases), checks, at, pictures, offered, changing)
