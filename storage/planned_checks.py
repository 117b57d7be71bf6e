"""Planned checks: which signed promises are to be looked into, how, and by when."""

from datetime import date, datetime

from domain.application import ApplicationId
from domain.commitment import CommitmentId, PlannedCheck
from domain.terms import Manner
from storage.statements import Row, Statements
from storage.times import day_or_none, moment, moment_or_none, stamp


class PlannedChecks:
    """One check a signed promise."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(self, check: PlannedCheck) -> None:
        """Keep a plan; its day comes with the decision."""
        self._tx.execute(
            "INSERT INTO planned_checks (id, commitment, case_id, planned_at, standard, manner,"
            "       due_on, exempt, cancelled_at)"
            " VALUES (:id, :commitment, :case_id, :planned_at, :standard, :manner,"
            "       NULL, :exempt, NULL)",
            {
                "id": check.id,
                "commitment": check.commitment,
                "case_id": check.case,
                "planned_at": stamp(check.planned_at),
                "standard": check.standard,
                "manner": check.manner,
                "exempt": check.exempt,
            },
        )

    def of_case(self, case: ApplicationId) -> list[PlannedCheck]:
        """The plans of a case in order, those that were cancelled among them."""
        rows = self._tx.rows(
            "SELECT * FROM planned_checks WHERE case_id = :case ORDER BY id", {"case": case}
        )
        return [_check(row) for row in rows]

    def of(self, commitment: CommitmentId) -> PlannedCheck | None:
        """The plan for one promise; None: it was never signed."""
        row = self._tx.row(
            "SELECT * FROM planned_checks WHERE commitment = :commitment",
            {"commitment": commitment},
        )
        return None if row is None else _check(row)

    def until(self, day: date, *, limit: int) -> list[PlannedCheck]:
        """The plans that are due up to that day, the most urgent first."""
        rows = self._tx.rows(
            "SELECT * FROM planned_checks"
            " WHERE due_on IS NOT NULL AND cancelled_at IS NULL AND due_on <= :day"
            " ORDER BY due_on, id LIMIT :limit",
            {"day": day.isoformat(), "limit": limit},
        )
        return [_check(row) for row in rows]

    def due(self, commitment: CommitmentId, on: date) -> None:
        """Say by when a promise is looked into; what was cancelled stays so."""
        self._tx.execute(
            "UPDATE planned_checks SET due_on = :due_on"
            " WHERE commitment = :commitment AND cancelled_at IS NULL",
            {"due_on": on.isoformat(), "commitment": commitment},
        )

    def cancel(self, commitment: CommitmentId, at: datetime) -> None:
        """Have a promise looked into no more: nothing was decided upon it."""
        self._tx.execute(
            "UPDATE planned_checks SET cancelled_at = :at"
            " WHERE commitment = :commitment AND cancelled_at IS NULL",
            {"at": stamp(at), "commitment": commitment},
        )


def _check(row: Row) -> PlannedCheck:
    return PlannedCheck(
        id=row["id"],
        commitment=CommitmentId(row["commitment"]),
        case=ApplicationId(row["case_id"]),
        planned_at=moment(row["planned_at"]),
        standard=row["standard"],
        manner=Manner(row["manner"]) if row["manner"] else None,
        due_on=day_or_none(row["due_on"]),
        exempt=row["exempt"],
        cancelled_at=moment_or_none(row["cancelled_at"]),
    )
