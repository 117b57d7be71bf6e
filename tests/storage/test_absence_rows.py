"""Absences come back as they were kept, and what they lend is read with the official."""

from dataclasses import replace

import pytest

from domain.errors import NotFound
from domain.office import Absence, Grant, OfficialId, Role
from storage.database import Database
from storage.transaction import Transaction
from tests.support.stores import AT, OFFICE, a_case, a_person, an_account, an_official, later

XU, FANG = OfficialId("xuliqun"), OfficialId("fangqing")
AWAY = Absence("absence-1", XU, AT, later(48), FANG, XU)


def appointed(tx: Transaction) -> None:
    tx.officials.save(an_official("xuliqun", Role.COUNTERSIGNER, Role.EDITOR))
    tx.officials.save(an_official("fangqing", Role.APPROVER))
    tx.absences.add(AWAY)


async def test_an_absence_comes_back_and_ends_earlier(db: Database) -> None:
    await db.write(appointed)

    await db.write(lambda tx: tx.absences.save(replace(AWAY, until=later(1))))

    assert await db.read(lambda tx: tx.absences.get(AWAY.id)) == replace(AWAY, until=later(1))
    assert await db.read(lambda tx: tx.absences.of(XU, after=later(1))) == []
    with pytest.raises(NotFound):
        await db.read(lambda tx: tx.absences.get("none"))


async def test_a_deputy_is_read_with_what_is_lent_and_kept_without(db: Database) -> None:
    await db.write(appointed)

    fang = await db.read(lambda tx: tx.officials.get(FANG))
    await db.write(lambda tx: tx.officials.save(fang))
    again = await db.read(lambda tx: tx.officials.get(FANG))

    lent = Grant(Role.COUNTERSIGNER, OFFICE, AT, AWAY.until, instead_of=XU)
    assert fang.grants == (Grant(Role.APPROVER, OFFICE, AT), lent)
    assert again == fang


@pytest.mark.parametrize(("seconds", "who"), [(0, FANG), (48, XU)])
async def test_on_duty_is_who_stands_in_and_not_who_is_away(
    db: Database, seconds: int, who: OfficialId
) -> None:
    await db.write(appointed)
    at = later(seconds)

    duty = await db.read(lambda tx: tx.officials.on_duty(OFFICE, Role.COUNTERSIGNER, at))

    assert [each.id for each in duty] == [who]


async def test_the_open_cases_of_a_handler_are_found(db: Database) -> None:
    def handed_over(tx: Transaction) -> None:
        tx.people.add(a_person())
        tx.applications.add(replace(a_case(an_account(tx).id), handler=XU))

    await db.write(handed_over)
    own = await db.read(lambda tx: tx.applications.of_handler(XU))

    assert [each.handler for each in own] == [XU]
    assert await db.read(lambda tx: tx.applications.of_handler(FANG)) == []
