"""Ratings: one a case, with what was said, what was done about it, and how it was judged."""

from typing import Any

from domain.application import ApplicationId
from domain.errors import Conflict, NotFound
from domain.item import ItemId
from domain.office import OfficeId, OfficialId
from domain.rating import Call, Doubt, Rating, RatingId, Satisfaction
from storage.statements import Parameters, Row, Statements
from storage.times import moment, moment_or_none, stamp, stamp_or_none


class Ratings:
    """Ratings by id, by case, and by office."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(self, rating: Rating) -> None:
        """Keep a new one.

        Raises:
            Conflict: The case has one.
        """
        added = self._tx.execute(
            "INSERT INTO ratings (id, case_id, office, item, level, rated_at, due_at,"
            "       half_at, overdue_at, called_by, called_at, reached, doubt, asked_by, asked_at,"
            "       judged_by, judged_at, struck, sealed, version)"
            " VALUES (:id, :case_id, :office, :item, :level, :rated_at, :due_at,"
            "       :half_at, :overdue_at, :called_by, :called_at, :reached, :doubt, :asked_by,"
            "       :asked_at, :judged_by, :judged_at, :struck, :sealed, :version)"
            " ON CONFLICT DO NOTHING",
            {**self._row(rating), **_born(rating)},
        )
        if added != 1:
            raise Conflict(id=rating.case, version=rating.version)

    def get(self, rating: RatingId) -> Rating:
        """The rating of that id.

        Raises:
            NotFound: There is none.
        """
        row = self._tx.row("SELECT * FROM ratings WHERE id = :id", {"id": rating})
        if row is None:
            raise NotFound(rating=rating)
        return self._rating(row)

    def of_case(self, case: ApplicationId) -> Rating | None:
        """How a case was rated, if it was."""
        row = self._tx.row("SELECT * FROM ratings WHERE case_id = :case", {"case": case})
        return None if row is None else self._rating(row)

    def save(self, rating: Rating) -> None:
        """Write it back, if no other hand has since it was read.

        Raises:
            Conflict: The row's version is no longer the one that was read.
        """
        changed = self._tx.execute(
            "UPDATE ratings"
            "   SET due_at = :due_at, half_at = :half_at, overdue_at = :overdue_at,"
            "       called_by = :called_by, called_at = :called_at, reached = :reached,"
            "       doubt = :doubt, asked_by = :asked_by, asked_at = :asked_at,"
            "       judged_by = :judged_by, judged_at = :judged_at, struck = :struck,"
            "       sealed = :sealed, version = version + 1"
            " WHERE id = :id AND version = :version",
            self._row(rating),
        )
        if changed != 1:
            raise Conflict(id=rating.id, version=rating.version)

    def of_office(self, office: OfficeId, limit: int) -> list[Rating]:
        """An office's ratings, newest first; those that wait for a call come before."""
        rows = self._tx.rows(
            "SELECT * FROM ratings WHERE office = :office"
            " ORDER BY CASE WHEN due_at IS NOT NULL AND called_at IS NULL"
            "                AND COALESCE(struck, 0) = 0 THEN 0"
            "               WHEN asked_at IS NOT NULL AND judged_at IS NULL THEN 1 ELSE 2 END,"
            "          rated_at DESC, id DESC"
            " LIMIT :limit",
            {"office": office, "limit": limit},
        )
        return [self._rating(row) for row in rows]

    def waiting(self, after: str, limit: int) -> list[Rating]:
        """The next ones whose raters are still to be called back, in order of ids."""
        rows = self._tx.rows(
            "SELECT * FROM ratings WHERE due_at IS NOT NULL AND called_at IS NULL AND id > :after"
            " ORDER BY id LIMIT :limit",
            {"after": after, "limit": limit},
        )
        return [rating for rating in map(self._rating, rows) if rating.waits]

    def _row(self, rating: Rating) -> Parameters:
        return {
            "id": rating.id,
            "due_at": stamp_or_none(rating.due_at),
            "half_at": stamp_or_none(rating.half_at),
            "overdue_at": stamp_or_none(rating.overdue_at),
            "called_by": rating.called_by,
            "called_at": stamp_or_none(rating.called_at),
            "reached": None if rating.call is None else int(rating.call.reached),
            "doubt": rating.doubt,
            "asked_by": rating.asked_by,
            "asked_at": stamp_or_none(rating.asked_at),
            "judged_by": rating.judged_by,
            "judged_at": stamp_or_none(rating.judged_at),
            "struck": None if rating.struck is None else int(rating.struck),
            "sealed": self._tx.seal("ratings", rating.id, _said(rating)),
            "version": rating.version,
        }

    def _rating(self, row: Row) -> Rating:
        said = self._tx.open("ratings", row["id"], row["sealed"])
        gist, done = said.pop("gist"), said.pop("done")
        reached = row["reached"]
        return Rating(
            id=RatingId(row["id"]),
            case=ApplicationId(row["case_id"]),
            office=OfficeId(row["office"]),
            item=ItemId(row["item"]),
            level=Satisfaction(row["level"]),
            rated_at=moment(row["rated_at"]),
            call=None if reached is None else Call(bool(reached), gist, done),
            doubt=None if row["doubt"] is None else Doubt(row["doubt"]),
            struck=None if row["struck"] is None else bool(row["struck"]),
            version=row["version"],
            **_moments(row),
            **_hands(row),
            **said,
        )


def _born(rating: Rating) -> Parameters:
    """What never changes about one."""
    return {
        "case_id": rating.case,
        "office": rating.office,
        "item": rating.item,
        "level": rating.level,
        "rated_at": stamp(rating.rated_at),
    }


def _moments(row: Row) -> dict[str, Any]:
    names = ("due_at", "half_at", "overdue_at", "called_at", "asked_at", "judged_at")
    return {name: moment_or_none(row[name]) for name in names}


def _hands(row: Row) -> dict[str, Any]:
    names = ("called_by", "asked_by", "judged_by")
    return {name: None if row[name] is None else OfficialId(row[name]) for name in names}


def _said(rating: Rating) -> dict[str, Any]:
    call = rating.call
    return {
        "said": rating.said,
        "why": rating.why,
        "reason": rating.reason,
        "gist": call.gist if call else "",
        "done": call.done if call else "",
    }
