"""Absences: who is away from when to when, and who stands in."""

from datetime import datetime

from domain.errors import NotFound
from domain.office import Absence, OfficialId
from storage.statements import Parameters, Row, Statements
from storage.times import moment, stamp


class Absences:
    """Absences by id, by who is away, and by who stands in."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(self, absence: Absence) -> None:
        """Keep a new absence."""
        self._tx.execute(
            "INSERT INTO absences (id, official, since, ends_at, deputy, noted_by)"
            " VALUES (:id, :official, :since, :ends_at, :deputy, :noted_by)",
            _row(absence),
        )

    def save(self, absence: Absence) -> None:
        """Keep what has changed of an absence: until when it lasts."""
        self._tx.execute("UPDATE absences SET ends_at = :ends_at WHERE id = :id", _row(absence))

    def get(self, absence: str) -> Absence:
        """The absence of that id.

        Raises:
            NotFound: There is none.
        """
        row = self._tx.row("SELECT * FROM absences WHERE id = :id", {"id": absence})
        if row is None:
            raise NotFound(absence=absence)
        return absence_from(row)

    def of(self, official: OfficialId, *, after: datetime) -> list[Absence]:
        """An official's absences that are not over at that moment, the first one first."""
        rows = self._tx.rows(
            "SELECT * FROM absences WHERE official = :official AND ends_at > :after"
            " ORDER BY since, id",
            {"official": official, "after": stamp(after)},
        )
        return [absence_from(row) for row in rows]


def absence_from(row: Row) -> Absence:
    """The absence that lies in a row."""
    deputy = row["deputy"]
    return Absence(
        id=row["id"],
        official=OfficialId(row["official"]),
        since=moment(row["since"]),
        until=moment(row["ends_at"]),
        deputy=None if deputy is None else OfficialId(deputy),
        noted_by=OfficialId(row["noted_by"]),
    )


def _row(absence: Absence) -> Parameters:
    return {
        "id": absence.id,
        "official": absence.official,
        "since": stamp(absence.since),
        "ends_at": stamp(absence.until),
        "deputy": absence.deputy,
        "noted_by": absence.noted_by,
    }
