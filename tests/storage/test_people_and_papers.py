"""People, papers and what strangers asked about them."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.certificate import CertificateId
from domain.errors import Conflict, NotFound
from domain.identity import IdNumber, Person, PersonId, PersonName, Phone
from domain.message import Phrase
from storage.database import Database
from storage.faults import Tampered
from storage.transaction import Transaction
from tests.support.stores import (
    AT,
    a_certificate,
    a_person,
    a_session,
    a_submitted,
    an_official,
    later,
)

names = st.text(
    st.sampled_from("陈媛𠮷𫝀㐀丽\U0002f800·〇\ue000")
    | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    min_size=2,
    max_size=20,
)


@settings(
    max_examples=50,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(name=names, digits=st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
async def test_a_person_comes_back_character_for_character(
    once_db: Database, name: str, digits: str
) -> None:
    person = Person(PersonId("p"), PersonName(name), IdNumber(digits), Phone("13812340042"))

    def there_and_back(tx: Transaction) -> tuple[Person, Person | None]:
        tx.execute("DELETE FROM people", {})
        tx.people.add(person)
        return tx.people.get(person.id), tx.people.by_number(person.number)

    assert await once_db.write(there_and_back) == (person, person)


async def test_one_id_number_is_one_person(db: Database) -> None:
    await db.write(lambda tx: tx.people.add(a_person()))
    double = replace(a_person(), id=PersonId("another"))

    with pytest.raises(Conflict):
        await db.write(lambda tx: tx.people.add(double))

    assert await db.read(lambda tx: tx.people.by_number(double.number)) == a_person()


async def test_a_person_is_written_by_one_hand_at_a_time(db: Database) -> None:
    await db.write(lambda tx: tx.people.add(a_person()))
    moved = replace(a_person(), phone=Phone("13900000000"))
    await db.write(lambda tx: tx.people.save(moved))

    with pytest.raises(Conflict):
        await db.write(lambda tx: tx.people.save(moved))

    assert await db.read(lambda tx: tx.people.get(moved.id)) == replace(moved, version=1)


async def test_a_row_that_was_moved_or_changed_fails_loudly(db: Database) -> None:
    other = a_person("陈国樑", "330781196602091019")

    def swap(tx: Transaction) -> None:
        tx.people.add(a_person())
        tx.people.add(other)
        tx.execute(
            "UPDATE people SET sealed = (SELECT sealed FROM people WHERE id = :from_id)"
            " WHERE id = :to_id",
            {"from_id": other.id, "to_id": a_person().id},
        )

    await db.write(swap)

    with pytest.raises(Tampered):
        await db.read(lambda tx: tx.people.get(a_person().id))


async def test_a_case_has_one_paper(db: Database) -> None:
    case = await db.write(a_submitted)
    paper = a_certificate(case)
    second = replace(paper, id=CertificateId("paper-2"), number="2", token_hash="2", code_hash="2")

    assert await db.write(lambda tx: tx.certificates.add(paper)) is True
    assert await db.write(lambda tx: tx.certificates.add(second)) is False

    def found(tx: Transaction) -> set[str]:
        papers = [
            tx.certificates.get(paper.id),
            tx.certificates.of_case(case.id),
            tx.certificates.by_token_hash(paper.token_hash),
            tx.certificates.by_code_hash(paper.code_hash),
            tx.certificates.by_sha256(paper.sha256),
        ]
        assert papers == [paper] * 5
        return {"all"} if tx.certificates.by_token_hash("2") is None else set()

    assert await db.read(found) == {"all"}


async def test_a_paper_is_revoked_once(db: Database) -> None:
    case = await db.write(a_submitted)
    paper = a_certificate(case)
    await db.write(lambda tx: tx.certificates.add(paper))
    revoked = paper.revoke(by="zhoumin", reason="登记有误", at=later(60))
    await db.write(lambda tx: tx.certificates.save(revoked))

    with pytest.raises(Conflict):
        await db.write(lambda tx: tx.certificates.save(revoked))

    kept = await db.read(lambda tx: tx.certificates.get(paper.id))
    assert kept == replace(revoked, version=1)
    with pytest.raises(NotFound):
        await db.read(lambda tx: tx.certificates.get(CertificateId("none")))


async def test_a_holder_sees_every_check(db: Database) -> None:
    case = await db.write(a_submitted)
    paper = a_certificate(case)

    def check(tx: Transaction) -> list[str]:
        tx.certificates.add(paper)
        return [
            tx.checks.add(paper.id, at=later(n), verdict="in_force", way="qr") for n in range(3)
        ]

    ids = await db.write(check)
    recent = await db.read(lambda tx: tx.checks.recent(paper.id, limit=2))

    assert [c.id for c in recent] == [ids[2], ids[1]]
    assert (recent[0].at, recent[0].verdict, recent[0].way) == (later(2), "in_force", "qr")
    assert await db.read(lambda tx: tx.checks.count(paper.id)) == 3


async def test_nothing_personal_lies_readable_in_file_or_log(
    sqlite: Database, tmp_path: Path
) -> None:
    def everything(tx: Transaction) -> None:
        case = a_submitted(tx)
        tx.certificates.add(a_certificate(case))
        tx.officials.save(an_official())
        tx.sessions.put(a_session())
        tx.once.claim("m", actor="o", at=AT)
        tx.once.answer("m", Phrase("citizen/hello", {"name": "陈媛"}))

    await sqlite.write(everything)
    raw = (tmp_path / "lane.db").read_bytes() + (tmp_path / "lane.db-wal").read_bytes()

    assert b"YB-20261124-0001" in raw
    for canary in ("陈媛", "陈国樑", "周敏", "330781199305163024", "13812340042", "社保转移"):
        assert canary.encode() not in raw
        assert canary.encode("utf-16-le") not in raw
        assert canary.encode("unicode-escape") not in raw
