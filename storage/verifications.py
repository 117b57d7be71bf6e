"""Verifications: questions between offices, each with its answer once there is one."""

import json
from typing import Any

from domain.application import ApplicationId
from domain.errors import Conflict, NotFound
from domain.office import OfficeId, OfficialId
from domain.verification import Answer, Turn, Verification, VerificationId
from storage.statements import Parameters, Row, Statements, as_json
from storage.times import moment, moment_or_none, stamp, stamp_or_none


class Verifications:
    """Verifications by id, by case, and by the office that owns the fact."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(self, asked: Verification) -> None:
        """Keep a new one.

        Raises:
            Conflict: One about this proof of this case is open.
        """
        added = self._tx.execute(
            "INSERT INTO verifications (id, number, case_id, proof, asker, asked_by, owner,"
            "       ground, turn, created_at, asked_at, due_at, half_at, overdue_at, opened_by,"
            "       answer, answered_by, answered_at, request, reply, sealed, version)"
            " VALUES (:id, :number, :case_id, :proof, :asker, :asked_by, :owner,"
            "       :ground, :turn, :created_at, :asked_at, :due_at, :half_at, :overdue_at,"
            "       :opened_by, :answer, :answered_by, :answered_at, :request, :reply, :sealed,"
            "       :version)"
            " ON CONFLICT DO NOTHING",
            {**self._row(asked), **_born(asked)},
        )
        if added != 1:
            raise Conflict(id=asked.case, version=asked.version)

    def get(self, verification: VerificationId) -> Verification:
        """The verification of that id.

        Raises:
            NotFound: There is none.
        """
        row = self._tx.row("SELECT * FROM verifications WHERE id = :id", {"id": verification})
        if row is None:
            raise NotFound(verification=verification)
        return self._verification(row)

    def save(self, asked: Verification) -> None:
        """Write it back, if no other hand has since it was read.

        Raises:
            Conflict: The row's version is no longer the one that was read.
        """
        changed = self._tx.execute(
            "UPDATE verifications"
            "   SET turn = :turn, asked_at = :asked_at, due_at = :due_at, half_at = :half_at,"
            "       overdue_at = :overdue_at, opened_by = :opened_by, answer = :answer,"
            "       answered_by = :answered_by, answered_at = :answered_at, request = :request,"
            "       reply = :reply, sealed = :sealed, version = version + 1"
            " WHERE id = :id AND version = :version",
            self._row(asked),
        )
        if changed != 1:
            raise Conflict(id=asked.id, version=asked.version)

    def of_case(self, case: ApplicationId) -> list[Verification]:
        """Every verification of a case, in order."""
        rows = self._tx.rows(
            "SELECT * FROM verifications WHERE case_id = :case ORDER BY created_at, id",
            {"case": case},
        )
        return [self._verification(row) for row in rows]

    def open_of(self, case: ApplicationId, proof: str) -> Verification | None:
        """The one about that proof to which an answer may still come."""
        row = self._tx.row(
            "SELECT * FROM verifications"
            " WHERE case_id = :case AND proof = :proof AND turn IN ('consent', 'asked')",
            {"case": case, "proof": proof},
        )
        return None if row is None else self._verification(row)

    def of_owner(self, owner: OfficeId) -> list[Verification]:
        """What that office is asked and has not answered, the most urgent first."""
        rows = self._tx.rows(
            "SELECT * FROM verifications WHERE owner = :owner AND turn = 'asked'"
            " ORDER BY due_at, id",
            {"owner": owner},
        )
        return [self._verification(row) for row in rows]

    def asked(self, after: str, limit: int) -> list[Verification]:
        """The next ones that wait for an answer, in order of ids."""
        rows = self._tx.rows(
            "SELECT * FROM verifications WHERE turn = 'asked' AND id > :after"
            " ORDER BY id LIMIT :limit",
            {"after": after, "limit": limit},
        )
        return [self._verification(row) for row in rows]

    def uses(self, name: str) -> bool:
        """Whether a signed request or reply lies in the object store under that name."""
        row = self._tx.row(
            "SELECT 1 AS used FROM verifications WHERE request = :name OR reply = :name LIMIT 1",
            {"name": name},
        )
        return row is not None

    def _row(self, asked: Verification) -> Parameters:
        return {
            "id": asked.id,
            "turn": asked.turn,
            "asked_at": stamp_or_none(asked.asked_at),
            "due_at": stamp_or_none(asked.due_at),
            "half_at": stamp_or_none(asked.half_at),
            "overdue_at": stamp_or_none(asked.overdue_at),
            "opened_by": as_json(list(asked.opened_by)),
            "answer": asked.answer,
            "answered_by": asked.answered_by,
            "answered_at": stamp_or_none(asked.answered_at),
            "request": asked.request,
            "reply": asked.reply,
            "sealed": self._tx.seal("verifications", asked.id, _facts(asked)),
            "version": asked.version,
        }

    def _verification(self, row: Row) -> Verification:
        facts = self._tx.open("verifications", row["id"], row["sealed"])
        return Verification(
            id=VerificationId(row["id"]),
            number=row["number"],
            case=ApplicationId(row["case_id"]),
            proof=row["proof"],
            asker=OfficeId(row["asker"]),
            asked_by=row["asked_by"],
            owner=OfficeId(row["owner"]),
            ground=row["ground"],
            turn=Turn(row["turn"]),
            opened_by=tuple(OfficialId(each) for each in json.loads(row["opened_by"])),
            answer=None if row["answer"] is None else Answer(row["answer"]),
            answered_by=None if row["answered_by"] is None else OfficialId(row["answered_by"]),
            request=row["request"],
            reply=row["reply"],
            version=row["version"],
            **_moments(row),
            **facts,
        )


def _moments(row: Row) -> dict[str, Any]:
    later = ("asked_at", "due_at", "half_at", "overdue_at", "answered_at")
    return {
        "created_at": moment(row["created_at"]),
        **{name: moment_or_none(row[name]) for name in later},
    }


def _born(asked: Verification) -> Parameters:
    """What never changes about one."""
    return {
        "number": asked.number,
        "case_id": asked.case,
        "proof": asked.proof,
        "asker": asked.asker,
        "asked_by": asked.asked_by,
        "owner": asked.owner,
        "ground": asked.ground,
        "created_at": stamp(asked.created_at),
    }


def _facts(asked: Verification) -> dict[str, Any]:
    return {
        "subject": dict(asked.subject),
        "question": asked.question,
        "purpose": asked.purpose,
        "remark": asked.remark,
        "facts": dict(asked.facts),
    }
