"""Commitments: what was offered instead of a proof, and what came of it."""

from typing import Any

from domain.application import ApplicationId
from domain.commitment import Commitment, CommitmentId, Stage
from domain.errors import Conflict, NotFound
from domain.identity import PersonId
from storage.statements import Parameters, Row, Statements
from storage.times import moment, moment_or_none, stamp, stamp_or_none


class Commitments:
    """Commitments by case; of each proof one at a time that is pending or signed."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(self, commitment: Commitment) -> None:
        """Keep a new one.

        Raises:
            Conflict: One about this proof is pending or signed already.
        """
        added = self._tx.execute(
            "INSERT INTO commitments (id, case_id, proof, person, stage, offered_at, ends_at,"
            "       cleared_at, signed_at, ended_at, why, number, object, token_hash, sha256,"
            "       sealed, version)"
            " VALUES (:id, :case_id, :proof, :person, :stage, :offered_at, :ends_at,"
            "       :cleared_at, :signed_at, :ended_at, :why, :number, :object, :token_hash,"
            "       :sha256, :sealed, :version)"
            " ON CONFLICT DO NOTHING",
            self._row(commitment),
        )
        if added != 1:
            raise Conflict(id=commitment.case, version=commitment.version)

    def get(self, commitment: CommitmentId) -> Commitment:
        """The commitment of that id.

        Raises:
            NotFound: There is none.
        """
        row = self._tx.row("SELECT * FROM commitments WHERE id = :id", {"id": commitment})
        if row is None:
            raise NotFound(commitment=commitment)
        return self._commitment(row)

    def of_case(self, case: ApplicationId) -> list[Commitment]:
        """Everything that was offered in a case, in order."""
        rows = self._tx.rows(
            "SELECT * FROM commitments WHERE case_id = :case ORDER BY id", {"case": case}
        )
        return [self._commitment(row) for row in rows]

    def of_proof(self, case: ApplicationId, proof: str) -> Commitment | None:
        """The last that was offered for a proof; None: none was."""
        row = self._tx.row(
            "SELECT * FROM commitments WHERE case_id = :case AND proof = :proof"
            " ORDER BY id DESC LIMIT 1",
            {"case": case, "proof": proof},
        )
        return None if row is None else self._commitment(row)

    def by_token(self, token_hash: str) -> Commitment | None:
        """The commitment whose letter carries that secret."""
        row = self._tx.row(
            "SELECT * FROM commitments WHERE token_hash = :token AND token_hash <> ''",
            {"token": token_hash},
        )
        return None if row is None else self._commitment(row)

    def by_number(self, number: str) -> Commitment | None:
        """The commitment whose letter has that number."""
        row = self._tx.row(
            "SELECT * FROM commitments WHERE number = :number AND number <> ''", {"number": number}
        )
        return None if row is None else self._commitment(row)

    def save(self, commitment: Commitment) -> None:
        """Write one back, if no other hand has since it was read.

        Raises:
            Conflict: The row's version is no longer the one that was read.
        """
        changed = self._tx.execute(
            "UPDATE commitments"
            "   SET stage = :stage, cleared_at = :cleared_at, signed_at = :signed_at,"
            "       ended_at = :ended_at, why = :why, number = :number, object = :object,"
            "       token_hash = :token_hash, sha256 = :sha256, sealed = :sealed,"
            "       version = version + 1"
            " WHERE id = :id AND version = :version",
            self._row(commitment),
        )
        if changed != 1:
            raise Conflict(id=commitment.case, version=commitment.version)

    def _row(self, each: Commitment) -> Parameters:
        return {
            "id": each.id,
            "case_id": each.case,
            "proof": each.proof,
            "person": each.person,
            "stage": each.stage,
            "offered_at": stamp(each.offered_at),
            "ends_at": stamp(each.until),
            "cleared_at": stamp_or_none(each.cleared_at),
            "signed_at": stamp_or_none(each.signed_at),
            "ended_at": stamp_or_none(each.ended_at),
            "why": each.why,
            "number": each.number,
            "object": each.object,
            "token_hash": each.token_hash,
            "sha256": each.sha256,
            "sealed": self._tx.seal("commitments", each.id, _facts(each)),
            "version": each.version,
        }

    def _commitment(self, row: Row) -> Commitment:
        held = self._tx.open("commitments", row["id"], row["sealed"])
        return Commitment(
            id=CommitmentId(row["id"]),
            case=ApplicationId(row["case_id"]),
            proof=row["proof"],
            person=PersonId(row["person"]),
            stage=Stage(row["stage"]),
            offered_at=moment(row["offered_at"]),
            until=moment(row["ends_at"]),
            cleared_at=moment_or_none(row["cleared_at"]),
            signed_at=moment_or_none(row["signed_at"]),
            ended_at=moment_or_none(row["ended_at"]),
            why=row["why"],
            facts=held["facts"],
            strokes=held["strokes"],
            number=row["number"],
            object=row["object"],
            token_hash=row["token_hash"],
            sha256=row["sha256"],
            version=row["version"],
        )


def _facts(each: Commitment) -> dict[str, Any]:
    return {"facts": dict(each.facts), "strokes": each.strokes}
