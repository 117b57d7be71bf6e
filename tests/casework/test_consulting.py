"""Nothing is asked twice, above a quota, without a purpose, or without a receipt."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casework.consulted import ConsultedRecords, ConsultedRegister
from casework.consulting import Consulting
from domain.calendar import local_day
from domain.errors import SourceSilent
from domain.identity import IdNumber, PersonName, Phone
from domain.item import Source
from domain.purpose import Purpose
from domain.receipt import SourceReceipt
from sources.records import Query, RecordAnswer
from sources.resting import Rest, Resting, RestingRegister
from sources.source import Found, Named
from storage.database import Database
from storage.sealing import Keyring
from tests.support.desks import FATHER, WrittenRegister, unclear
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
HEALTH = Source("health", "兰溪市卫生健康局业务系统", "health", ("wj-03",), keep_minutes=30)
POPULATION = Source("population", "人口登记", "police", (), keep_minutes=10)
DAUGHTER = Named(PersonName("陈媛"), CHEN_YUAN)
QUERY = Query(HEALTH, "wj-03", DAUGHTER, Purpose("wj-03"), {}, ("number",))
FRESH = replace(QUERY, purpose=Purpose("wj-03", fresh=True))


@dataclass
class Department:
    """A source that says what is written here, and counts who asked."""

    found: Found | None = Found.FOUND
    as_of: datetime = AT
    record: Mapping[str, str] = field(default_factory=lambda: {"number": "330781-2025-000631"})
    asked: list[Query] = field(default_factory=list)

    async def ask(self, query: Query) -> RecordAnswer:
        self.asked.append(query)
        if self.found is None:
            raise SourceSilent(source=query.source.id, why="TimeoutError")
        record = self.record if self.found is Found.FOUND else {}
        return RecordAnswer(f"r-{len(self.asked)}", self.as_of, self.found, record)


@dataclass
class Desk:
    """The database, a clock, and whoever is asked behind the consulting."""

    db: Database
    at: datetime = AT
    department: Department = field(default_factory=Department)
    register: WrittenRegister = field(default_factory=WrittenRegister)

    def __post_init__(self) -> None:
        consulting, rest = Consulting(self.db, lambda: self.at), Rest(lambda: self.at, patience=2)
        register = RestingRegister(self.register, rest)
        self.records = ConsultedRecords(Resting(self.department, rest), consulting)
        self.people = ConsultedRegister(register, consulting, POPULATION)

    async def silence(self, query: Query = QUERY) -> str:
        with pytest.raises(SourceSilent) as silent:
            await self.records.ask(query)
        return str(silent.value.facts["why"])

    async def counted(self) -> dict[str, int]:
        return await self.db.read(lambda tx: tx.source_counts.on(local_day(self.at)))

    async def receipts(self, of: IdNumber = CHEN_YUAN) -> list[SourceReceipt]:
        return await self.db.read(lambda tx: tx.source_receipts.about(of, limit=99))


@pytest.fixture
async def desk(where: str, tmp_path: Path) -> AsyncIterator[Desk]:
    keyring = Keyring.load(tmp_path / "master.key", create=True)
    db = await Database.open(where, keyring, twice=True)
    yield Desk(db)
    await db.close()


async def test_the_same_is_not_asked_twice_and_keeps_its_own_time_and_receipt(desk: Desk) -> None:
    first = await desk.records.ask(QUERY)
    desk.at += timedelta(minutes=29)

    again = await desk.records.ask(QUERY)

    assert len(desk.department.asked) == 1
    assert again == replace(first, cached=True)
    assert (first.cached, again.as_of, again.request) == (False, AT, "r-1")


async def test_what_was_kept_long_enough_is_asked_again(desk: Desk) -> None:
    await desk.records.ask(QUERY)
    desk.at += timedelta(minutes=30)

    assert (await desk.records.ask(QUERY)).request == "r-2"


async def test_nothing_is_kept_beyond_the_age_at_which_it_is_no_answer(desk: Desk) -> None:
    desk.department.as_of = AT - timedelta(hours=23, minutes=50)
    await desk.records.ask(QUERY)
    desk.at += timedelta(minutes=11)

    assert (await desk.records.ask(QUERY)).request == "r-2"


async def test_a_source_of_which_nothing_is_kept_is_asked_each_time(desk: Desk) -> None:
    never = replace(QUERY, source=replace(HEALTH, keep_minutes=0))

    answers = [await desk.records.ask(never), await desk.records.ask(never)]

    assert [each.request for each in answers] == ["r-1", "r-2"]


async def test_an_official_who_asks_again_gets_an_answer_of_now_and_so_do_those_after(
    desk: Desk,
) -> None:
    await desk.records.ask(QUERY)
    desk.department.found = Found.NOT_FOUND

    again, after = await desk.records.ask(FRESH), await desk.records.ask(QUERY)

    assert (again.found, again.cached) == (Found.NOT_FOUND, False)
    assert (after.found, after.cached, after.request) == (Found.NOT_FOUND, True, "r-2")


@pytest.mark.parametrize(
    "changed",
    [
        {"question": "wj-04"},
        {"who": FATHER},
        {"who": Named(PersonName("陈园"), CHEN_YUAN)},
        {"keys": {"child_name": "陈一"}},
        {"wants": ("number", "since")},
        {"source": replace(HEALTH, id="education")},
    ],
)
async def test_another_question_is_another_question(desk: Desk, changed: dict[str, Any]) -> None:
    await desk.records.ask(QUERY)

    assert not (await desk.records.ask(replace(QUERY, **changed))).cached


@pytest.mark.parametrize("found", [None, Found.AMBIGUOUS, Found.WRONG_SUBJECT])
async def test_what_is_unclear_or_silent_is_never_kept(desk: Desk, found: Found | None) -> None:
    desk.department.found = found
    if found is None:
        await desk.silence()
    else:
        await desk.records.ask(QUERY)
    desk.department.found = Found.FOUND

    assert (await desk.records.ask(QUERY)).request == "r-2"


async def test_kin_are_kept_by_both_people(desk: Desk) -> None:
    first = await desk.people.kinship(DAUGHTER, FATHER, purpose=Purpose("qs-01"))
    again = await desk.people.kinship(DAUGHTER, FATHER, purpose=Purpose("qs-01"))
    turned = await desk.people.kinship(FATHER, DAUGHTER, purpose=Purpose("qs-01"))

    assert again == replace(first, cached=True)
    assert not turned.cached


async def test_who_somebody_is_and_whose_kin_is_always_asked_anew(desk: Desk) -> None:
    for _ in range(2):
        await desk.people.identity(DAUGHTER, Phone("13812340042"), purpose=Purpose("enrol"))
        await desk.people.near_kin(DAUGHTER, purpose=Purpose("recusal"))

    assert len(desk.register.asked) == 4


async def test_a_kept_answer_cannot_be_read_where_it_lies(desk: Desk) -> None:
    await desk.people.kinship(DAUGHTER, FATHER, purpose=Purpose("qs-01"))

    rows = await desk.db.read(lambda tx: tx.rows("SELECT * FROM source_answers", {}))
    lies = b" ".join(bytes(str(rows[0][c]), "utf-8") for c in ("key", "source", "as_of"))

    assert all(each.encode() not in lies + bytes(rows[0]["sealed"]) for each in ("陈", CHEN_YUAN))


async def test_what_was_kept_is_swept_away(desk: Desk) -> None:
    await desk.records.ask(QUERY)
    over = AT + timedelta(minutes=30)

    left = [await desk.db.write(lambda tx: tx.source_answers.forget(over)) for _ in range(2)]

    assert left == [1, 0]


async def test_a_source_is_asked_no_more_than_its_quota_of_a_day_allows(desk: Desk) -> None:
    scarce = replace(QUERY, source=replace(HEALTH, keep_minutes=0, quota=2))
    for _ in range(2):
        await desk.records.ask(scarce)

    refused = await desk.silence(scarce)
    fresh = await desk.silence(replace(scarce, purpose=Purpose("wj-03", fresh=True)))
    counted = await desk.counted()
    desk.at += timedelta(days=1)
    tomorrow = await desk.records.ask(scarce)

    assert (refused, fresh) == ("quota", "quota")
    assert counted == {"health": 2}
    assert (tomorrow.request, len(desk.department.asked)) == ("r-3", 3)


async def test_a_kept_answer_costs_no_quota(desk: Desk) -> None:
    scarce = replace(QUERY, source=replace(HEALTH, quota=1))

    answers = [await desk.records.ask(scarce), await desk.records.ask(scarce)]

    assert [each.cached for each in answers] == [False, True]
    assert await desk.counted() == {"health": 1}


async def test_a_source_that_rests_was_not_asked_and_is_not_counted(desk: Desk) -> None:
    desk.department.found = None

    whys = [await desk.silence() for _ in range(3)]

    assert whys == ["TimeoutError", "TimeoutError", "resting"]
    assert await desk.counted() == {"health": 2}


async def test_an_official_who_asks_again_wakes_a_source_that_rests(desk: Desk) -> None:
    desk.department.found = None
    for _ in range(3):
        await desk.silence()
    desk.department.found = Found.FOUND

    asked = await desk.records.ask(FRESH)

    assert asked.found is Found.FOUND
    assert not (await desk.records.ask(replace(QUERY, question="wj-04"))).cached


async def test_every_question_leaves_a_receipt_whatever_came_of_it(desk: Desk) -> None:
    desk.register.others[CHEN_GUOLIANG] = unclear(Found.AMBIGUOUS)
    await desk.records.ask(QUERY)
    await desk.records.ask(QUERY)
    desk.department.found = None
    await desk.silence(FRESH)
    await desk.people.kinship(DAUGHTER, FATHER, purpose=Purpose("qs-01"))
    await desk.people.identity(DAUGHTER, Phone("13812340042"), purpose=Purpose("enrol"))
    await desk.people.near_kin(DAUGHTER, purpose=Purpose("recusal"))

    told = [
        (each.source, each.question, each.purpose, each.outcome, each.receipt, each.cached)
        for each in reversed(await desk.receipts())
    ]

    assert told == [
        ("health", "wj-03", "wj-03", "found", "r-1", False),
        ("health", "wj-03", "wj-03", "found", "r-1", True),
        ("health", "wj-03", "wj-03", "silent-TimeoutError", "", False),
        ("population", "kinship", "qs-01", "ambiguous", "receipt-2", False),
        ("population", "identity", "enrol", "match", "receipt-0", False),
        ("population", "near-kin", "recusal", "answered", "", False),
    ]
    assert await desk.receipts(CHEN_GUOLIANG) == []


async def test_a_question_is_written_down_before_it_is_asked(desk: Desk) -> None:
    seen: list[str] = []

    class Falls:
        async def ask(self, query: Query) -> RecordAnswer:
            seen.extend(each.outcome for each in await desk.receipts())
            raise ConnectionResetError

    records = ConsultedRecords(Falls(), Consulting(desk.db, lambda: desk.at))
    with pytest.raises(ConnectionResetError):
        await records.ask(QUERY)

    assert seen == ["asked"]
    assert [each.outcome for each in await desk.receipts()] == ["asked"]


@pytest.mark.parametrize("what", ["", "  ", "\n"])
def test_without_a_purpose_nothing_can_be_asked(what: str) -> None:
    with pytest.raises(ValueError, match="purpose"):
        Purpose(what)
