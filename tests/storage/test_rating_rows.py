"""Ratings as they lie in the database, and the figures that are counted back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.errors import Conflict, NotFound
from domain.item import ItemId
from domain.office import OfficialId
from domain.rating import Call, Doubt, Rating, RatingId, Satisfaction
from domain.rating_rules import RatingRules
from storage.database import Database
from storage.transaction import Transaction
from tests.support.stores import AT, OFFICE, a_submitted, an_official

ID = RatingId("rating-1")
DAY = date(2026, 11, 24)


def a_rating(tx: Transaction, level: Satisfaction = Satisfaction.ANGRY) -> Rating:
    """What she says of her case."""
    case, due_at = a_submitted(tx), AT + timedelta(days=7)
    return Rating(ID, case.id, OFFICE, ItemId("zm-01"), level, AT, "问了三次", due_at)


async def kept(db: Database) -> Rating:
    """A rating, as it is read again after it was kept."""

    def work(tx: Transaction) -> Rating:
        tx.officials.save(an_official())
        tx.ratings.add(a_rating(tx))
        return tx.ratings.get(ID)

    return await db.write(work)


async def test_what_was_kept_is_read_again(db: Database) -> None:
    rating = await kept(db)

    assert (rating.level, rating.said, rating.waits) == (Satisfaction.ANGRY, "问了三次", True)
    assert await db.read(lambda tx: tx.ratings.of_case(rating.case)) == rating


async def test_a_case_is_rated_once(db: Database) -> None:
    rating = await kept(db)

    with pytest.raises(Conflict):
        await db.write(lambda tx: tx.ratings.add(replace(rating, id=RatingId("rating-2"))))


async def test_what_came_of_it_is_kept_whole(db: Database) -> None:
    rating = await kept(db)
    by, rules = OfficialId(an_official().id), RatingRules()
    called = rating.called_back(Call(True, "等得久", "道了歉"), by=by, at=AT)
    doubted = called.question(Doubt.MISTAKEN, "说的是银行", by=by, at=AT, rules=rules)
    judged = doubted.judge(strike=True, reason="说的是银行", by=by, at=AT)
    whole = replace(judged, half_at=AT, overdue_at=AT)

    await db.write(lambda tx: tx.ratings.save(whole))

    assert await db.read(lambda tx: tx.ratings.get(ID)) == replace(whole, version=1)


async def test_a_newer_hand_is_not_written_over(db: Database) -> None:
    rating = await kept(db)
    await db.write(lambda tx: tx.ratings.save(rating))

    with pytest.raises(Conflict):
        await db.write(lambda tx: tx.ratings.save(rating))


async def test_nothing_that_was_said_lies_open(db: Database) -> None:
    await kept(db)

    rows = await db.read(lambda tx: tx.rows("SELECT * FROM ratings", {}))

    assert "问了三次".encode() not in bytes(rows[0]["sealed"])


async def test_an_unknown_rating_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound):
        await db.read(lambda tx: tx.ratings.get(ID))


async def test_those_that_wait_are_found_and_come_first(db: Database) -> None:
    rating = await kept(db)

    waiting = await db.read(lambda tx: tx.ratings.waiting("", 10))
    await db.write(lambda tx: tx.ratings.save(replace(rating, struck=True)))
    struck = await db.read(lambda tx: tx.ratings.waiting("", 10))
    listed = await db.read(lambda tx: tx.ratings.of_office(OFFICE, 10))

    assert ([each.id for each in waiting], struck) == ([ID], [])
    assert [each.id for each in listed] == [ID]


async def test_what_was_counted_is_counted_back_once(db: Database) -> None:
    rating = await kept(db)

    def count(tx: Transaction) -> None:
        tx.figures.add(rating.case, ("rating/angry",), day=DAY, office=OFFICE, item="zm-01")

    def back(tx: Transaction) -> None:
        tx.figures.less(rating.case, "rating/angry", day=DAY, office=OFFICE, item="zm-01")

    await db.write(count)
    await db.write(back)
    await db.write(back)
    counted = await db.read(lambda tx: tx.figures.between(DAY, DAY))
    lines = await db.read(
        lambda tx: tx.figures.cases(OFFICE, "rating/angry", DAY, DAY, after="", limit=9)
    )

    assert (counted, lines) == ([(OFFICE, "rating/angry", 0)], [])
