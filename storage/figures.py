"""Figures: counted in the transaction that makes them true, never by a scan."""

from collections.abc import Iterable
from datetime import date

from domain.application import ApplicationId
from domain.office import OfficeId
from storage.statements import Statements


class Figures:
    """How often each thing happened, by day, office and item; and with which cases."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(
        self, case: ApplicationId, whats: Iterable[str], *, day: date, office: OfficeId, item: str
    ) -> None:
        """Count a case once under each code."""
        for what in whats:
            key = {"day": day.isoformat(), "office": office, "item": item, "what": what}
            self._tx.execute(
                "INSERT INTO figure_lines (id, day, office, item, what, case_id)"
                " VALUES (:id, :day, :office, :item, :what, :case_id)",
                {"id": self._tx.new_id(), "case_id": case, **key},
            )
            self._tx.execute(
                "INSERT INTO figures (day, office, item, what, n)"
                " VALUES (:day, :office, :item, :what, 1)"
                " ON CONFLICT (day, office, what, item) DO UPDATE SET n = figures.n + 1",
                key,
            )

    def less(
        self, case: ApplicationId, what: str, *, day: date, office: OfficeId, item: str
    ) -> None:
        """Take out what a case was once counted under; nothing if it was not, or is out already."""
        key = {"day": day.isoformat(), "office": office, "item": item, "what": what}
        taken = self._tx.execute(
            "DELETE FROM figure_lines WHERE id IN (SELECT MIN(id) FROM figure_lines"
            "    WHERE office = :office AND what = :what AND day = :day AND item = :item"
            "      AND case_id = :case_id)",
            {"case_id": case, **key},
        )
        if taken:
            self._tx.execute(
                "UPDATE figures SET n = n - 1"
                " WHERE day = :day AND office = :office AND item = :item AND what = :what",
                key,
            )

    def between(self, first: date, last: date) -> list[tuple[OfficeId, str, int]]:
        """Office, code and number of the days from one to another, both included."""
        rows = self._tx.rows(
            "SELECT office, what, SUM(n) AS n FROM figures"
            " WHERE day >= :first AND day <= :last GROUP BY office, what",
            {"first": first.isoformat(), "last": last.isoformat()},
        )
        return [(OfficeId(row["office"]), row["what"], int(row["n"])) for row in rows]

    def of_items(self, office: OfficeId, first: date, last: date) -> list[tuple[str, str, int]]:
        """Item, code and number of one office."""
        rows = self._tx.rows(
            "SELECT item, what, SUM(n) AS n FROM figures"
            " WHERE office = :office AND day >= :first AND day <= :last GROUP BY item, what",
            {"office": office, "first": first.isoformat(), "last": last.isoformat()},
        )
        return [(row["item"], row["what"], int(row["n"])) for row in rows]

    def cases(
        self, office: OfficeId, what: str, first: date, last: date, *, after: str, limit: int
    ) -> list[tuple[str, ApplicationId]]:
        """The lines behind a figure: the line's id and its case, older ones first."""
        rows = self._tx.rows(
            "SELECT id, case_id FROM figure_lines"
            " WHERE office = :office AND what = :what AND day >= :first AND day <= :last"
            "   AND id > :after ORDER BY id LIMIT :limit",
            {
                "office": office,
                "what": what,
                "first": first.isoformat(),
                "last": last.isoformat(),
                "after": after,
                "limit": limit,
            },
        )
        return [(row["id"], ApplicationId(row["case_id"])) for row in rows]
