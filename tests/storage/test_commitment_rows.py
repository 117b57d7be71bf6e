from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.application import ApplicationId
from domain.commitment import CHANGED, Commitment, CommitmentId, PlannedCheck, Stage
from domain.credit import CreditRecord, Level
from domain.errors import Conflict, NotFound, WrongState
from domain.terms import Manner
from storage.database import Database
from storage.transaction import Transaction
from tests.support.stores import AT, a_person, a_submitted, later

CASE = ApplicationId("case-1")
FIRST, SECOND = CommitmentId("promise-1"), CommitmentId("promise-2")
SECRET = {"content": "父亲由我和弟弟共同赡养"}


def offered(ident: CommitmentId = FIRST, proof: str = "declared") -> Commitment:
    return Commitment(ident, CASE, proof, a_person().id, Stage.OFFERED, AT, until=later(3 * 86_400))


def signed(ident: CommitmentId = FIRST) -> Commitment:
    cleared = offered(ident).clear(at=later(60))
    return cleared.sign(SECRET, "[[[0,0],[900,300]]]", number="兰游诺〔2026〕1号", at=later(90))


def kept(tx: Transaction, *commitments: Commitment) -> None:
    a_submitted(tx)
    for each in commitments:
        tx.commitments.add(each)


async def test_a_commitment_comes_back_as_it_was_kept(db: Database) -> None:
    pressed = replace(signed(), object="sha", token_hash="t" * 64, sha256="f" * 64)

    await db.write(lambda tx: kept(tx, pressed))

    assert await db.read(lambda tx: tx.commitments.get(FIRST)) == pressed
    assert await db.read(lambda tx: tx.commitments.by_token("t" * 64)) == pressed
    assert await db.read(lambda tx: tx.commitments.by_token("")) is None
    with pytest.raises(NotFound):
        await db.read(lambda tx: tx.commitments.get(SECOND))


async def test_what_is_promised_and_how_it_was_signed_lies_sealed(db: Database) -> None:
    await db.write(lambda tx: kept(tx, signed()))

    rows = await db.read(lambda tx: tx.rows("SELECT * FROM commitments", {}))

    plain = "".join(str(rows[0][name]) for name in ("why", "number", "object", "proof"))
    held = bytes(rows[0]["sealed"])
    assert SECRET["content"] not in plain
    assert SECRET["content"].encode() not in held
    assert b"900,300" not in held


async def test_of_a_proof_one_is_pending_or_signed_at_a_time(db: Database) -> None:
    await db.write(lambda tx: kept(tx, offered()))

    with pytest.raises(Conflict):
        await db.write(lambda tx: tx.commitments.add(offered(SECOND)))

    def ended(tx: Transaction) -> None:
        known = tx.commitments.get(FIRST)
        tx.commitments.save(known.end(Stage.EXPIRED, at=later(60), why=CHANGED))
        tx.commitments.add(offered(SECOND))

    await db.write(ended)
    last = await db.read(lambda tx: tx.commitments.of_proof(CASE, "declared"))
    every = await db.read(lambda tx: tx.commitments.of_case(CASE))
    assert last is not None
    assert (last.id, [each.id for each in every]) == (SECOND, [FIRST, SECOND])


async def test_who_comes_second_writes_nothing(db: Database) -> None:
    await db.write(lambda tx: kept(tx, offered()))
    stale = await db.read(lambda tx: tx.commitments.get(FIRST))
    await db.write(lambda tx: tx.commitments.save(stale.clear(at=later(5))))

    with pytest.raises(Conflict):
        await db.write(lambda tx: tx.commitments.save(stale.end(Stage.DECLINED, at=later(6))))

    now = await db.read(lambda tx: tx.commitments.get(FIRST))
    assert now.stage is Stage.CLEARED


async def test_a_check_gets_its_day_with_the_decision_and_none_once_cancelled(db: Database) -> None:
    check = PlannedCheck("check-1", FIRST, CASE, AT, "与登记一致", Manner.ONLINE)

    def planned(tx: Transaction) -> None:
        kept(tx, signed())
        tx.planned_checks.add(check)
        tx.planned_checks.due(FIRST, date(2027, 1, 8))

    await db.write(planned)

    assert await db.read(lambda tx: tx.planned_checks.of(FIRST)) == replace(
        check, due_on=date(2027, 1, 8)
    )
    due = await db.read(lambda tx: tx.planned_checks.until(date(2027, 1, 8), limit=5))
    assert [each.commitment for each in due] == [FIRST]

    await db.write(lambda tx: tx.planned_checks.cancel(FIRST, later(99)))
    await db.write(lambda tx: tx.planned_checks.due(FIRST, date(2027, 3, 1)))

    (cancelled,) = await db.read(lambda tx: tx.planned_checks.of_case(CASE))
    assert (cancelled.cancelled_at, cancelled.due_on) == (later(99), date(2027, 1, 8))
    assert await db.read(lambda tx: tx.planned_checks.until(date(2028, 1, 1), limit=5)) == []


async def test_a_finding_counts_until_it_ends_or_is_lifted(db: Database) -> None:
    record = CreditRecord(
        "r-1",
        a_person().id,
        Level.SERIOUS,
        "fraud",
        "civil-affairs",
        "LX-1",
        found_on=date(2026, 11, 1),
        ends_on=date(2029, 11, 1),
    )

    def found(tx: Transaction) -> None:
        tx.people.add(a_person())
        tx.credit_records.add(record)

    await db.write(found)

    assert await db.read(lambda tx: tx.credit_records.of(a_person().id)) == [record]
    ended = await db.read(lambda tx: tx.credit_records.of(a_person().id, since=date(2029, 11, 1)))
    assert ended == []
    lifted = await db.write(lambda tx: tx.credit_records.lift("r-1", AT + timedelta(days=1)))
    assert not lifted.counts(date(2027, 1, 1))
    with pytest.raises(WrongState):
        await db.write(lambda tx: tx.credit_records.lift("r-1", AT))
    with pytest.raises(NotFound):
        await db.write(lambda tx: tx.credit_records.lift("r-2", AT))
