"""One hand at a time writes a case, and one draft is one conversation."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import strategies as st

from domain.application import ApplicationId
from domain.errors import Conflict, NotFound, WrongState
from domain.identity import PersonId
from domain.item import ItemId
from domain.office import OfficeId
from domain.states import State
from storage.database import Database
from storage.transaction import Transaction
from tests.support.stores import (
    AT,
    OFFICE,
    a_drafted,
    a_submitted,
    in_state,
    later,
)

CASE = ApplicationId("case-1")


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


facts = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


async def test_a_case_that_was_written_since_is_not_written_over(db: Database) -> None:
    read = await db.write(a_drafted)
    await db.write(lambda tx: tx.applications.save(replace(read, reasons="first hand")))

    with pytest.raises(Conflict):
        await db.write(lambda tx: tx.applications.save(replace(read, reasons="second hand")))

    kept = await db.read(lambda tx: tx.applications.get(CASE))
    assert (kept.reasons, kept.version) == ("first hand", 1)


async def test_of_fifty_hands_at_once_one_writes(db: Database) -> None:
    read = await db.write(a_drafted)

    outcomes = await asyncio.gather(
        *(db.write(lambda tx: tx.applications.save(read)) for _ in range(50)),
        return_exceptions=True,
    )

    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 49


async def test_every_step_is_in_the_journal_because_it_was_saved(db: Database) -> None:
    await db.write(a_submitted)

    def prove(tx: Transaction) -> None:
        case = tx.applications.get(CASE).start_proving(by="worker", at=later(1))
        tx.applications.save(case.to_review(by="worker", at=later(2), note="all-hold"))

    await db.write(prove)

    entries = await db.read(lambda tx: tx.journal.of_case(CASE))
    assert [(e.kind, e.by, e.at) for e in entries] == [
        ("state/submitted", "chen", AT),
        ("state/proving", "worker", later(1)),
        ("state/review", "worker", later(2)),
    ]
    assert entries[-1].facts == {"note": "all-hold"}
    assert (await db.read(lambda tx: tx.applications.get(CASE))).steps == ()


async def test_a_person_has_one_draft_at_a_time(db: Database) -> None:
    draft = await db.write(a_drafted)
    second = replace(draft, id=ApplicationId("case-2"))

    with pytest.raises(Conflict):
        await db.write(lambda tx: tx.applications.add(second))

    await db.write(lambda tx: tx.applications.add(in_state(second, State.SUBMITTED)))
    assert await db.read(lambda tx: tx.applications.open_of(draft.person)) == draft


async def test_the_running_conversation_is_the_newest_draft_or_returned_case(db: Database) -> None:
    draft = await db.write(a_drafted)
    returned = replace(
        in_state(draft, State.RETURNED), id=ApplicationId("case-2"), created_at=later(9)
    )

    def add(tx: Transaction) -> None:
        tx.applications.add(returned)
        tx.applications.add(
            replace(returned, id=ApplicationId("case-3"), state=State.ISSUED, created_at=later(99))
        )

    await db.write(add)

    assert await db.read(lambda tx: tx.applications.open_of(draft.person)) == returned
    assert await db.read(lambda tx: tx.applications.open_of(PersonId("nobody"))) is None


async def test_a_discarded_draft_is_gone_and_a_submitted_case_cannot_be(db: Database) -> None:
    draft = await db.write(a_drafted)
    await db.write(lambda tx: tx.applications.discard(draft.id))

    with pytest.raises(NotFound):
        await db.read(lambda tx: tx.applications.get(draft.id))
    with pytest.raises(NotFound):
        await db.write(lambda tx: tx.applications.discard(draft.id))
    await db.write(lambda tx: tx.applications.add(in_state(draft, State.SUBMITTED)))
    with pytest.raises(WrongState):
        await db.write(lambda tx: tx.applications.discard(draft.id))


async def test_a_persons_cases_come_newest_first(db: Database) -> None:
    draft = await db.write(a_drafted)

    def add(tx: Transaction) -> None:
        for n, state in enumerate((State.ISSUED, State.REVIEW, State.WITHDRAWN), start=2):
            tx.applications.add(
                replace(draft, id=ApplicationId(f"case-{n}"), state=state, created_at=later(n))
            )

    await db.write(add)
    mine = await db.read(lambda tx: tx.applications.of_person(draft.person, 3))

    assert [case.id for case in mine] == ["case-4", "case-3", "case-2"]


async def test_the_same_request_is_claimed_by_one_case_and_told_to_the_other(db: Database) -> None:
    first = await db.write(a_submitted)
    second = replace(first, id=ApplicationId("case-2"), number="YB-20261124-0002")
    await db.write(lambda tx: tx.applications.add(second))

    assert await db.write(lambda tx: tx.applications.claim("same", first.id)) is None
    assert await db.write(lambda tx: tx.applications.claim("same", first.id)) is None
    assert await db.write(lambda tx: tx.applications.claim("same", second.id)) == first.id
    await db.write(lambda tx: tx.applications.release("same"))
    assert await db.write(lambda tx: tx.applications.claim("same", second.id)) is None


async def test_a_case_is_found_by_number_and_by_its_tail_in_ones_own_office(db: Database) -> None:
    case = await db.write(a_submitted)

    def found(tx: Transaction) -> tuple[list[str], ...]:
        elsewhere = OfficeId("town-elsewhere")
        return (
            [c.id for c in tx.applications.by_tail([elsewhere, OFFICE], "0001")],
            [c.id for c in tx.applications.by_tail([elsewhere], "0001")],
            [c.id for c in tx.applications.by_tail([OFFICE], "")],
        )

    assert await db.read(found) == (["case-1"], [], [])
    assert await db.read(lambda tx: tx.applications.by_number(case.number)) == case
    assert await db.read(lambda tx: tx.applications.by_number("")) is None


async def test_the_queue_shows_the_most_urgent_first_and_other_offices_nothing(
    db: Database,
) -> None:
    case = await db.write(a_submitted)
    states = [State.REVIEW, State.SUBMITTED, State.REVIEW, State.ISSUED, State.REVIEW]

    def add(tx: Transaction) -> None:
        for n, state in enumerate(states, start=2):
            tx.applications.add(
                replace(
                    case,
                    id=ApplicationId(f"case-{n}"),
                    number=f"YB-20261124-000{n}",
                    state=state,
                    due_at=later(1000 - n),
                )
            )

    await db.write(add)
    wanted = [State.SUBMITTED, State.REVIEW]
    mine = await db.read(lambda tx: tx.applications.queue([OFFICE], wanted, 4))
    theirs = await db.read(lambda tx: tx.applications.queue([OfficeId("other")], wanted, 4))

    assert [c.id for c in mine] == ["case-6", "case-4", "case-3", "case-2"]
    assert theirs == []


async def test_the_queue_and_its_pages_can_be_narrowed_to_an_item(db: Database) -> None:
    case = await db.write(a_submitted)
    other = replace(case, id=ApplicationId("case-2"), number="YB-20261124-0002")
    other = replace(other, item=ItemId("rs-02"))
    await db.write(lambda tx: tx.applications.add(other))

    def narrowed(tx: Transaction) -> tuple[list[str], list[str]]:
        queue = tx.applications.queue([OFFICE], [State.SUBMITTED], 9, item="rs-02")
        page = tx.applications.page_of_office(
            OFFICE, State.SUBMITTED, after=("", ""), limit=9, item="rs-02"
        )
        return [c.id for c in queue], [c.id for _, c in page]

    assert await db.read(narrowed) == (["case-2"], ["case-2"])
    assert await db.read(lambda tx: tx.applications.items_open([OFFICE])) == ["rs-02", case.item]


async def test_the_queue_reads_an_index_and_sorts_nothing(sqlite: Database) -> None:
    plan = await sqlite.read(
        lambda tx: [
            row["detail"]
            for row in tx.rows(
                "EXPLAIN QUERY PLAN SELECT * FROM applications"
                " WHERE office = :office AND state = :state AND closed_at IS NULL"
                " ORDER BY due_at LIMIT :limit",
                {"office": OFFICE, "state": State.REVIEW, "limit": 50},
            )
        ]
    )

    assert [line.partition(" USING ")[2] for line in plan] == [
        "INDEX applications_queue (office=? AND state=?)"
    ]


async def test_a_missing_case_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound):
        await db.read(lambda tx: tx.applications.get(ApplicationId("none")))
