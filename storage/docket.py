"""The docket: the cases that lie with offices, and whose they are."""

from collections.abc import Collection

from domain.application import Application
from domain.item import ItemId
from domain.office import OfficeId, OfficialId
from domain.states import State
from storage.application_rows import application_from
from storage.statements import Row, Statements


class Docket:
    """Cases by office and state, and by the official whose own they are."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def by_tail(self, offices: Collection[OfficeId], tail: str) -> list[Application]:
        """The cases of these offices whose number ends in that part, newest first."""
        rows: list[Row] = []
        for office in offices:
            rows += self._tx.rows(
                "SELECT * FROM applications WHERE tail = :tail AND tail <> '' AND office = :office",
                {"tail": tail, "office": office},
            )
        found = [application_from(self._tx, row) for row in rows]
        return sorted(found, key=lambda case: (case.created_at, case.id), reverse=True)

    def queue(
        self,
        offices: Collection[OfficeId],
        states: Collection[State],
        limit: int,
        *,
        item: str = "",
    ) -> list[Application]:
        """The cases that lie with these offices in these states, the most urgent first.

        Args:
            offices: Whose.
            states: Where.
            limit: At most so many.
            item: Of this item alone; empty: of every one.
        """
        rows: list[Row] = []
        for office in offices:
            for state in states:
                rows += self._tx.rows(
                    "SELECT * FROM applications"
                    " WHERE office = :office AND state = :state AND closed_at IS NULL"
                    "   AND (:every = 1 OR item = :item)"
                    " ORDER BY due_at LIMIT :limit",
                    {"office": office, "state": state, "limit": limit, **_of(item)},
                )
        rows.sort(key=lambda row: (row["due_at"] or "", row["id"]))
        return [application_from(self._tx, row) for row in rows[:limit]]

    def items_open(self, offices: Collection[OfficeId]) -> list[ItemId]:
        """The items of which a case lies open with one of these offices, by id."""
        rows: list[Row] = []
        for office in offices:
            rows += self._tx.rows(
                "SELECT DISTINCT item FROM applications"
                " WHERE office = :office AND closed_at IS NULL",
                {"office": office},
            )
        return sorted({ItemId(row["item"]) for row in rows})

    def open_by_state(self) -> dict[State, int]:
        """How many cases have an office and are not closed, in each state; drafts have none."""
        rows = self._tx.rows(
            "SELECT state, count(*) AS cases FROM applications"
            " WHERE office IS NOT NULL AND closed_at IS NULL GROUP BY state",
            {},
        )
        return {State(row["state"]): row["cases"] for row in rows}

    def page_of_office(
        self,
        office: OfficeId,
        state: State,
        *,
        after: tuple[str, str],
        limit: int,
        item: str = "",
    ) -> list[tuple[str, Application]]:
        """The cases of an office in a state, by when they are due; each with that moment as stored.

        Args:
            office: Whose.
            state: Where.
            after: That moment and the id of the last case that was seen; both empty at first.
            limit: At most so many.
            item: Of this item alone; empty: of every one.
        """
        rows = self._tx.rows(
            "SELECT * FROM applications WHERE office = :office AND state = :state"
            "   AND (:every = 1 OR item = :item)"
            "   AND (coalesce(due_at, '') > :due"
            "    OR (coalesce(due_at, '') = :due AND id > :id))"
            " ORDER BY coalesce(due_at, ''), id LIMIT :limit",
            _of(item)
            | {"office": office, "state": state, "due": after[0], "id": after[1], "limit": limit},
        )
        return [(row["due_at"] or "", application_from(self._tx, row)) for row in rows]

    def of_handler(self, official: OfficialId) -> list[Application]:
        """The open cases that were handed over to an official, by id."""
        rows = self._tx.rows(
            "SELECT * FROM applications WHERE handler = :official AND closed_at IS NULL"
            " ORDER BY id",
            {"official": official},
        )
        return [application_from(self._tx, row) for row in rows]


def _of(item: str) -> dict[str, str | int | bytes | None]:
    return {"item": item, "every": int(not item)}
