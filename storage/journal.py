"""The journal: what happened, in order, in ids and codes."""

import json
from datetime import datetime

from domain.access import Entry
from domain.application import ApplicationId
from domain.message import Json
from storage.statements import Row, Statements, as_json
from storage.times import moment, stamp


class Journal:
    """Entries are added, never changed."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(
        self,
        kind: str,
        *,
        by: str,
        at: datetime,
        case: ApplicationId | None = None,
        **facts: Json,
    ) -> None:
        """Write down what happened; facts are ids, codes and hashes, never anything personal."""
        self._tx.execute(
            "INSERT INTO journal (id, at, kind, actor, case_id, facts)"
            " VALUES (:id, :at, :kind, :actor, :case_id, :facts)",
            {
                "id": self._tx.new_id(),
                "at": stamp(at),
                "kind": kind,
                "actor": by,
                "case_id": case,
                "facts": as_json(facts),
            },
        )

    def of_case(self, case: ApplicationId) -> list[Entry]:
        """Everything that happened to a case, in order."""
        rows = self._tx.rows(
            "SELECT * FROM journal WHERE case_id = :case_id ORDER BY id", {"case_id": case}
        )
        return [_entry(row) for row in rows]


def _entry(row: Row) -> Entry:
    return Entry(
        id=row["id"],
        at=moment(row["at"]),
        kind=row["kind"],
        by=row["actor"],
        case=None if row["case_id"] is None else ApplicationId(row["case_id"]),
        facts=json.loads(row["facts"]),
    )
