"""Credit records: what was found against somebody, until when it counts, and what was lifted."""

from datetime import date, datetime

from domain.credit import CreditRecord, Level
from domain.errors import NotFound, WrongState
from domain.identity import PersonId
from storage.statements import Row, Statements
from storage.times import moment_or_none, stamp


class CreditRecords:
    """Records by person; none is ever deleted here before its time."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(self, record: CreditRecord) -> None:
        """Keep a finding."""
        self._tx.execute(
            "INSERT INTO credit_records (id, person, level, kind, organ, decision, found_on,"
            "       ends_on, lifted_at)"
            " VALUES (:id, :person, :level, :kind, :organ, :decision, :found_on, :ends_on, NULL)",
            {
                "id": record.id,
                "person": record.person,
                "level": record.level,
                "kind": record.kind,
                "organ": record.organ,
                "decision": record.decision,
                "found_on": record.found_on.isoformat(),
                "ends_on": record.ends_on.isoformat(),
            },
        )

    def get(self, record: str) -> CreditRecord:
        """The record of that id.

        Raises:
            NotFound: There is none.
        """
        row = self._tx.row("SELECT * FROM credit_records WHERE id = :id", {"id": record})
        if row is None:
            raise NotFound(record=record)
        return _record(row)

    def of(self, person: PersonId, *, since: date = date.min) -> list[CreditRecord]:
        """What was found against somebody and had not ended before that day, in order."""
        rows = self._tx.rows(
            "SELECT * FROM credit_records WHERE person = :person AND ends_on > :since ORDER BY id",
            {"person": person, "since": since.isoformat()},
        )
        return [_record(row) for row in rows]

    def lift(self, record: str, at: datetime) -> CreditRecord:
        """Hold a finding against nobody from now on; return it.

        Raises:
            NotFound: There is none.
            WrongState: It was lifted before.
        """
        changed = self._tx.execute(
            "UPDATE credit_records SET lifted_at = :at WHERE id = :id AND lifted_at IS NULL",
            {"at": stamp(at), "id": record},
        )
        lifted = self.get(record)
        if changed != 1:
            raise WrongState(state="lifted", wanted="lifted")
        return lifted


def _record(row: Row) -> CreditRecord:
    return CreditRecord(
        id=row["id"],
        person=PersonId(row["person"]),
        level=Level(row["level"]),
        kind=row["kind"],
        organ=row["organ"],
        decision=row["decision"],
        found_on=date.fromisoformat(row["found_on"]),
        ends_on=date.fromisoformat(row["ends_on"]),
        lifted_at=moment_or_none(row["lifted_at"]),
    )
