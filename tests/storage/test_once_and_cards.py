"""What happens once, what is counted, and what lies in the chats."""

import asyncio
from dataclasses import replace

import pytest

from domain.access import Card
from domain.application import ApplicationId
from domain.errors import NotFound
from domain.message import Phrase
from domain.office import OfficialId
from storage.database import Database
from storage.faults import Misuse
from storage.transaction import Transaction
from tests.support.stores import (
    AT,
    a_drafted,
    an_account,
    later,
)


async def test_counters_count_each_by_itself(db: Database) -> None:
    drawn = await asyncio.gather(*(db.write(lambda tx: tx.counters.next("a")) for _ in range(9)))

    assert sorted(drawn) == list(range(1, 10))
    assert await db.write(lambda tx: tx.counters.next("b")) == 1
    assert await db.read(lambda tx: tx.counters.value("a")) == 9
    assert await db.read(lambda tx: tx.counters.value("c")) == 0


def effect(tx: Transaction) -> Phrase:
    """What a door does with a message that may come again."""
    known = tx.once.claim("msg-1", actor="oChenYuan", at=AT)
    if known is not None:
        return known
    said = Phrase("citizen/received", {"number": tx.counters.next("effects")})
    tx.once.answer("msg-1", said)
    return said


async def test_fifty_repetitions_have_one_effect_and_one_answer(db: Database) -> None:
    answers = await asyncio.gather(*(db.write(effect) for _ in range(50)))

    assert answers == [Phrase("citizen/received", {"number": 1})] * 50
    assert await db.read(lambda tx: tx.counters.value("effects")) == 1


async def test_a_function_that_fails_gives_its_key_back(db: Database) -> None:
    def failing(tx: Transaction) -> None:
        effect(tx)
        raise KeyError

    with pytest.raises(KeyError):
        await db.write(failing)

    assert (await db.write(effect)).facts == {"number": 1}


async def test_the_same_key_of_another_actor_is_another_key(db: Database) -> None:
    await db.write(effect)

    def other(tx: Transaction) -> Phrase | None:
        known = tx.once.claim("msg-1", actor="other", at=AT)
        tx.once.answer("msg-1", Phrase("citizen/received"))
        return known

    assert await db.write(other) is None


async def test_nothing_is_answered_that_was_not_claimed(db: Database) -> None:
    with pytest.raises(Misuse):
        await db.write(lambda tx: tx.once.answer("msg-1", Phrase("citizen/received")))


async def test_the_journal_tells_a_case_in_order(db: Database) -> None:
    case = await db.write(a_drafted)

    def tell(tx: Transaction) -> None:
        for n in range(5):
            tx.journal.add("seen", by="zhoumin", at=AT, case=case.id, nth=n)
        tx.journal.add("signed-in", by="zhoumin", at=AT)

    await db.write(tell)
    entries = await db.read(lambda tx: tx.journal.of_case(case.id))

    assert [entry.facts["nth"] for entry in entries] == [0, 1, 2, 3, 4]
    assert {(entry.kind, entry.by, entry.case) for entry in entries} == {
        ("seen", "zhoumin", case.id)
    }


def a_card(task: str = "task-1") -> Card:
    return Card(
        task=task,
        case=ApplicationId("case-1"),
        revision=2,
        recipients=(OfficialId("zhoumin"), OfficialId("xuliqun")),
        response_code="code-1",
        sent_at=AT,
    )


async def test_a_card_is_live_until_it_is_grey_and_goes_grey_once(db: Database) -> None:
    def send(tx: Transaction) -> None:
        tx.cards.add(a_card())
        tx.cards.add(a_card("task-2"))

    await db.write(send)
    assert await db.read(lambda tx: tx.cards.live(ApplicationId("case-1"))) == [
        a_card(),
        a_card("task-2"),
    ]

    assert await db.write(lambda tx: tx.cards.greyed("task-1", later(1), "approved")) is True
    assert await db.write(lambda tx: tx.cards.greyed("task-1", later(2), "refused")) is False

    grey = await db.read(lambda tx: tx.cards.get("task-1"))
    assert (grey.greyed_at, grey.words) == (later(1), "approved")
    assert await db.read(lambda tx: tx.cards.live(ApplicationId("case-1"))) == [a_card("task-2")]


async def test_a_cards_code_is_the_latest(db: Database) -> None:
    await db.write(lambda tx: tx.cards.add(a_card()))
    await db.write(lambda tx: tx.cards.code("task-1", "code-2"))
    assert (await db.read(lambda tx: tx.cards.get("task-1"))).response_code == "code-2"

    await db.write(lambda tx: tx.cards.add(replace(a_card(), response_code="code-3")))

    assert (await db.read(lambda tx: tx.cards.get("task-1"))).response_code == "code-3"
    with pytest.raises(NotFound):
        await db.read(lambda tx: tx.cards.get("none"))


async def test_of_fifty_senders_as_many_spend_as_were_granted(db: Database) -> None:
    account = (await db.write(an_account)).id
    await db.write(lambda tx: tx.credits.grant(account, "issued", 2))
    await db.write(lambda tx: tx.credits.grant(account, "issued"))

    spent = await asyncio.gather(
        *(db.write(lambda tx: tx.credits.spend(account, "issued")) for _ in range(50))
    )

    assert spent.count(True) == 3
    assert await db.write(lambda tx: tx.credits.spend(account, "other")) is False


async def test_a_balance_that_the_platform_denies_is_empty(db: Database) -> None:
    account = (await db.write(an_account)).id
    await db.write(lambda tx: tx.credits.grant(account, "issued", 5))

    await db.write(lambda tx: tx.credits.empty(account, "issued"))

    assert await db.read(lambda tx: tx.credits.balance(account, "issued")) == 0
