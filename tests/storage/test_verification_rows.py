"""Questions between offices, as they lie in the database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import Conflict, NotFound
from domain.office import OfficeId, OfficialId
from domain.verification import Answer, Said, Turn, Verification, VerificationId
from storage.database import Database
from storage.transaction import Transaction
from tests.support.stores import AT, a_drafted
from tests.support.verifying import STATION, a_verification

ID = VerificationId("verification-1")


async def kept(db: Database) -> Verification:
    """A question, as it is read again after it was kept."""

    def work(tx: Transaction) -> Verification:
        tx.verifications.add(a_verification(a_drafted(tx)))
        return tx.verifications.get(ID)

    return await db.write(work)


async def test_what_was_kept_is_read_again(db: Database) -> None:
    asked = await kept(db)

    assert asked == a_verification(await db.read(lambda tx: tx.applications.get(asked.case)))


async def test_an_answer_is_kept_whole(db: Database) -> None:
    asked = (await kept(db)).ask(at=AT, due_at=AT + timedelta(days=2))
    said = Said(Answer.YES, "见第三册", {"book": "3"})
    answered = replace(
        asked.read_by(OfficialId("fang")).reply_with(said, by=OfficialId("fang"), at=AT),
        half_at=AT,
        overdue_at=AT,
        request="a" * 64,
        reply="b" * 64,
    )

    await db.write(lambda tx: tx.verifications.save(answered))

    assert await db.read(lambda tx: tx.verifications.get(ID)) == replace(answered, version=1)


async def test_nothing_of_people_lies_open(db: Database) -> None:
    await kept(db)

    rows = await db.read(lambda tx: tx.rows("SELECT * FROM verifications", {}))

    plain = ("id", "number", "proof", "asked_by", "owner", "ground", "request", "reply")
    lying = "".join(str(rows[0][name]) for name in plain).encode() + bytes(rows[0]["sealed"])
    assert not any(word.encode() in lying for word in ("陈媛", "330781199305163024", "父亲"))


async def test_of_a_proof_one_question_is_open_at_a_time(db: Database) -> None:
    asked = await kept(db)
    other = replace(asked, id=VerificationId("v-2"), number="HY-20261124-0002")

    with pytest.raises(Conflict):
        await db.write(lambda tx: tx.verifications.add(other))
    await db.write(lambda tx: tx.verifications.save(asked.close(Turn.DECLINED)))
    await db.write(lambda tx: tx.verifications.add(other))

    found = await db.read(lambda tx: tx.verifications.open_of(asked.case, "kinship"))
    assert found == other


async def test_an_owner_sees_what_it_is_asked_the_most_urgent_first(db: Database) -> None:
    first = await kept(db)
    second = replace(
        first, id=VerificationId("v-2"), number="HY-2", proof="home", owner=OfficeId(STATION)
    )

    def work(tx: Transaction) -> None:
        tx.verifications.add(second)
        tx.verifications.save(first.ask(at=AT, due_at=AT + timedelta(days=3)))
        tx.verifications.save(second.ask(at=AT, due_at=AT + timedelta(days=2)))

    await db.write(work)

    found = await db.read(lambda tx: tx.verifications.of_owner(OfficeId(STATION)))
    assert [each.id for each in found] == [second.id, first.id]
    assert await db.read(lambda tx: tx.verifications.of_owner(OfficeId("health"))) == []


async def test_two_hands_do_not_write_over_each_other(db: Database) -> None:
    asked = await kept(db)
    await db.write(lambda tx: tx.verifications.save(asked.ask(at=AT, due_at=AT)))

    with pytest.raises(Conflict):
        await db.write(lambda tx: tx.verifications.save(asked.close(Turn.DECLINED)))


async def test_what_waits_for_an_answer_is_found_in_order(db: Database) -> None:
    asked = await kept(db)
    await db.write(lambda tx: tx.verifications.save(asked.ask(at=AT, due_at=AT)))

    found = await db.read(lambda tx: tx.verifications.asked("", 10))
    after = await db.read(lambda tx: tx.verifications.asked(ID, 10))

    assert ([each.id for each in found], after) == ([ID], [])


async def test_a_signed_text_is_in_use(db: Database) -> None:
    asked = await kept(db)
    await db.write(lambda tx: tx.verifications.save(replace(asked, request="a" * 64)))

    assert await db.read(lambda tx: tx.verifications.uses("a" * 64))
    assert not await db.read(lambda tx: tx.verifications.uses("b" * 64))


async def test_what_is_not_there_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound):
        await db.read(lambda tx: tx.verifications.get(ID))
