"""Clocks: the moments that are kept whatever happens, and the cases to be counted anew."""

from datetime import datetime

from domain.application import Application
from storage.application_rows import application_from
from storage.statements import Statements
from storage.times import moment, moment_or_none, stamp


class Clocks:
    """One moment a name; and cases whose days rest on a notice that had not come."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def mark(self, name: str) -> datetime | None:
        """The moment of that name, if it was ever marked."""
        row = self._tx.row("SELECT at FROM marks WHERE name = :name", {"name": name})
        return moment_or_none(row["at"]) if row is not None else None

    def raise_mark(self, name: str, at: datetime) -> datetime:
        """Put a mark up, never down; return where it stands then."""
        row = self._tx.row(
            "INSERT INTO marks (name, at) VALUES (:name, :at)"
            " ON CONFLICT (name) DO UPDATE SET at ="
            "   CASE WHEN excluded.at > marks.at THEN excluded.at ELSE marks.at END"
            " RETURNING at",
            {"name": name, "at": stamp(at)},
        )
        return at if row is None else moment(row["at"])

    def put_mark(self, name: str, at: datetime) -> None:
        """Put a mark where it is told, down too."""
        self._tx.execute(
            "INSERT INTO marks (name, at) VALUES (:name, :at)"
            " ON CONFLICT (name) DO UPDATE SET at = excluded.at",
            {"name": name, "at": stamp(at)},
        )

    def provisional(self, after: str, limit: int) -> list[Application]:
        """The next open cases whose days rest on a notice that had not come, in order of ids."""
        rows = self._tx.rows(
            "SELECT * FROM applications"
            " WHERE provisional = 1 AND closed_at IS NULL AND id > :after"
            " ORDER BY id LIMIT :limit",
            {"after": after, "limit": limit},
        )
        return [application_from(self._tx, row) for row in rows]
