"""What is handed out opens what it is for, for as long as it should, and to one."""

import asyncio
from dataclasses import replace

import pytest

from domain.errors import NotFound
from domain.identity import AccountId
from storage.database import Database
from storage.transaction import Transaction
from tests.support.stores import (
    AT,
    a_session,
    an_account,
    later,
)


async def test_a_link_is_used_by_one_of_fifty(db: Database) -> None:
    def put(tx: Transaction) -> AccountId:
        account = an_account(tx).id
        tx.links.put("hash", purpose="enrol", account=account, expires_at=later(60), at=AT)
        return account

    account = await db.write(put)
    looked = await db.read(lambda tx: tx.links.look("hash", "enrol", later(59)))
    taken = await asyncio.gather(
        *(db.write(lambda tx: tx.links.take("hash", "enrol", later(59))) for _ in range(50))
    )

    assert looked is not None
    assert looked.account == account
    assert [link for link in taken if link is not None] == [looked]
    assert await db.read(lambda tx: tx.links.look("hash", "enrol", later(59))) is None


async def test_a_link_opens_only_what_it_is_for_and_only_in_time(db: Database) -> None:
    def put(tx: Transaction) -> None:
        account = an_account(tx).id
        tx.links.put(
            "hash", purpose="case", account=account, case="case-1", expires_at=later(60), at=AT
        )

    await db.write(put)

    assert await db.write(lambda tx: tx.links.take("hash", "enrol", AT)) is None
    assert await db.write(lambda tx: tx.links.take("hash", "case", later(60))) is None
    assert await db.write(lambda tx: tx.links.take("other", "case", AT)) is None
    assert (await db.write(lambda tx: tx.links.take("hash", "case", AT))) is not None


async def test_a_session_lasts_while_it_is_used(db: Database) -> None:
    await db.write(lambda tx: tx.sessions.put(a_session()))
    assert await db.read(lambda tx: tx.sessions.get("hash", "official", AT)) == a_session()

    await db.write(lambda tx: tx.sessions.get("hash", "official", later(1700)))

    assert await db.read(lambda tx: tx.sessions.get("hash", "official", later(3499)))
    assert await db.read(lambda tx: tx.sessions.get("hash", "official", later(3500))) is None
    assert await db.read(lambda tx: tx.sessions.get("hash", "citizen", AT)) is None
    assert await db.read(lambda tx: tx.sessions.get("other", "official", AT)) is None


async def test_looking_does_not_prolong_a_session_nor_does_every_second(db: Database) -> None:
    await db.write(lambda tx: tx.sessions.put(a_session()))

    await db.read(lambda tx: tx.sessions.get("hash", "official", later(1000)))
    await db.write(lambda tx: tx.sessions.get("hash", "official", later(59)))

    seen = await db.read(lambda tx: tx.sessions.get("hash", "official", later(60)))
    assert seen is not None
    assert seen.seen_at == AT


async def test_a_session_without_idle_end_ends_all_the_same(db: Database) -> None:
    await db.write(lambda tx: tx.sessions.put(replace(a_session(), idle_s=0)))
    end = 8 * 3600

    assert await db.read(lambda tx: tx.sessions.get("hash", "official", later(end - 1)))
    assert await db.read(lambda tx: tx.sessions.get("hash", "official", later(end))) is None


async def test_a_revoked_session_is_over_and_learns_nothing(db: Database) -> None:
    def put(tx: Transaction) -> None:
        for name in ("one", "two", "three"):
            tx.sessions.put(a_session(name))
        tx.sessions.put(a_session("other", "xuliqun"))
        tx.sessions.update(a_session("other"), {"stepped_up": True})

    await db.write(put)
    await db.write(lambda tx: tx.sessions.revoke("one", AT))
    ended = await db.write(lambda tx: tx.sessions.revoke_subject("official", "zhoumin", AT))

    assert ended == 2
    assert await db.read(lambda tx: tx.sessions.get("one", "official", AT)) is None
    assert await db.read(lambda tx: tx.sessions.get("two", "official", AT)) is None
    other = await db.read(lambda tx: tx.sessions.get("other", "official", AT))
    assert other is not None
    assert other.facts == {"stepped_up": True}
    with pytest.raises(NotFound):
        await db.write(lambda tx: tx.sessions.update(a_session("one"), {}))
