"""Who reaches us, and who acts for an office."""

import asyncio
from dataclasses import replace

import pytest

from domain.errors import Conflict, NotFound
from domain.identity import AccountId
from domain.office import Grant, OfficeId, OfficialId, Role
from storage.database import Database
from storage.transaction import Transaction
from tests.support.stores import (
    AT,
    OFFICE,
    a_person,
    an_account,
    an_official,
    later,
)


async def test_an_openid_has_one_account_however_often_it_writes(db: Database) -> None:
    accounts = await asyncio.gather(*(db.write(an_account) for _ in range(20)))

    assert len({account.id for account in accounts}) == 1
    assert await db.read(lambda tx: tx.accounts.find("oa", "wx-office", "oChenYuan")) == accounts[0]
    assert await db.read(lambda tx: tx.accounts.find("mini", "wx-office", "oChenYuan")) is None


async def test_a_person_is_reached_through_every_account_of_hers(db: Database) -> None:
    def bind(tx: Transaction) -> None:
        tx.people.add(a_person())
        for openid in ("oChenYuan", "oOther"):
            account = an_account(tx, openid)
            tx.accounts.save(replace(account, person=a_person().id, assurance=2, subscribed=False))

    await db.write(bind)
    hers = await db.read(lambda tx: tx.accounts.of_person(a_person().id))

    assert [(a.openid, a.assurance, a.subscribed, a.version) for a in hers] == [
        ("oChenYuan", 2, False, 1),
        ("oOther", 2, False, 1),
    ]
    with pytest.raises(Conflict):
        await db.write(lambda tx: tx.accounts.save(replace(hers[0], version=0)))
    with pytest.raises(NotFound):
        await db.read(lambda tx: tx.accounts.get(AccountId("none")))


async def test_an_official_is_kept_as_last_given(db: Database) -> None:
    first = an_official("zhoumin", Role.CLERK, Role.APPROVER)
    second = replace(first, kin=frozenset(), grants=(Grant(Role.AUDITOR, OFFICE, AT, later(9)),))

    await db.write(lambda tx: tx.officials.save(first))
    assert await db.read(lambda tx: tx.officials.get(first.id)) == first
    await db.write(lambda tx: tx.officials.save(second))

    assert await db.read(lambda tx: tx.officials.get(first.id)) == second
    with pytest.raises(NotFound):
        await db.read(lambda tx: tx.officials.get(OfficialId("nobody")))


async def test_on_duty_is_who_holds_the_role_there_then(db: Database) -> None:
    def staff(tx: Transaction) -> None:
        tx.officials.save(an_official("zhoumin"))
        tx.officials.save(an_official("xuliqun", Role.CLERK))
        tx.officials.save(
            replace(
                an_official("gone"), grants=(Grant(Role.APPROVER, OFFICE, AT, until=later(60)),)
            )
        )

    await db.write(staff)

    def on_duty(tx: Transaction) -> list[list[str]]:
        asked = [
            tx.officials.on_duty(OFFICE, Role.APPROVER, later(59)),
            tx.officials.on_duty(OFFICE, Role.APPROVER, later(60)),
            tx.officials.on_duty(OFFICE, Role.APPROVER, later(-1)),
            tx.officials.on_duty(OfficeId("other"), Role.APPROVER, later(60)),
        ]
        return [[official.id for official in found] for found in asked]

    assert await db.read(on_duty) == [["gone", "zhoumin"], ["zhoumin"], [], []]


async def test_a_role_that_was_taken_away_is_gone_from_then_on(db: Database) -> None:
    await db.write(lambda tx: tx.officials.save(an_official()))

    ended = await db.write(lambda tx: tx.officials.end_grants(OfficialId("zhoumin"), later(60)))

    official = await db.read(lambda tx: tx.officials.get(OfficialId("zhoumin")))
    assert ended == 1
    assert official.may(Role.APPROVER, office=OFFICE, at=later(59))
    assert not official.may(Role.APPROVER, office=OFFICE, at=later(60))
    assert await db.write(lambda tx: tx.officials.end_grants(OfficialId("zhoumin"), later(99))) == 0
