"""Checks: what strangers asked about a paper, for its holder to see."""

from datetime import datetime

from domain.access import Check
from domain.certificate import CertificateId
from storage.statements import Statements
from storage.times import moment, stamp


class Checks:
    """Every check of every certificate."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(self, certificate: CertificateId, *, at: datetime, verdict: str, way: str) -> str:
        """Keep a check, and give the id that can be quoted."""
        check = self._tx.new_id()
        self._tx.execute(
            "INSERT INTO checks (id, certificate, at, verdict, way)"
            " VALUES (:id, :certificate, :at, :verdict, :way)",
            {
                "id": check,
                "certificate": certificate,
                "at": stamp(at),
                "verdict": verdict,
                "way": way,
            },
        )
        return check

    def count(self, certificate: CertificateId) -> int:
        """How often a certificate was checked."""
        row = self._tx.row(
            "SELECT count(*) AS checks FROM checks WHERE certificate = :certificate",
            {"certificate": certificate},
        )
        return int(row["checks"]) if row is not None else 0

    def recent(self, certificate: CertificateId, *, limit: int) -> list[Check]:
        """The last checks of a certificate, newest first."""
        rows = self._tx.rows(
            "SELECT * FROM checks WHERE certificate = :certificate ORDER BY id DESC LIMIT :limit",
            {"certificate": certificate, "limit": limit},
        )
        return [Check(row["id"], moment(row["at"]), row["verdict"], row["way"]) for row in rows]
