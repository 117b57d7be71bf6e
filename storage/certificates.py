"""Papers: the register of every certificate and letter that was released."""

from dataclasses import asdict
from datetime import date

from domain.application import ApplicationId
from domain.certificate import Certificate, CertificateId, PaperKind, Party
from domain.errors import Conflict, NotFound
from domain.identity import PersonId
from domain.office import OfficeId
from storage.statements import Parameters, Row, Statements
from storage.times import moment, moment_or_none, stamp, stamp_or_none


class Certificates:
    """Papers by id, by case, and by what a stranger can show: token, code, file."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(self, certificate: Certificate) -> bool:
        """Register a paper; False when the case has one already."""
        added = self._tx.execute(
            "INSERT INTO certificates (id, case_id, number, item_name, office, holder, issued_at,"
            "       issued_on, valid_to, token_hash, code_hash, sha256, object, revoked_at,"
            "       revoked_by, sealed, version, kind)"
            " VALUES (:id, :case_id, :number, :item_name, :office, :holder, :issued_at,"
            "       :issued_on, :valid_to, :token_hash, :code_hash, :sha256, :object, :revoked_at,"
            "       :revoked_by, :sealed, :version, :kind)"
            " ON CONFLICT (case_id) DO NOTHING",
            self._row(certificate),
        )
        return added == 1

    def get(self, certificate: CertificateId) -> Certificate:
        """The certificate of that id.

        Raises:
            NotFound: There is none.
        """
        row = self._tx.row("SELECT * FROM certificates WHERE id = :id", {"id": certificate})
        if row is None:
            raise NotFound(certificate=certificate)
        return self._certificate(row)

    def of_case(self, case: ApplicationId) -> Certificate | None:
        """The certificate of a case, if it has one."""
        row = self._tx.row("SELECT * FROM certificates WHERE case_id = :case", {"case": case})
        return None if row is None else self._certificate(row)

    def uses(self, name: str) -> bool:
        """Whether a paper lies in the object store under that name."""
        row = self._tx.row(
            "SELECT 1 AS used FROM certificates WHERE object = :name LIMIT 1", {"name": name}
        )
        return row is not None

    def by_token_hash(self, token_hash: str) -> Certificate | None:
        """The certificate whose QR code carries that token."""
        row = self._tx.row(
            "SELECT * FROM certificates WHERE token_hash = :hash", {"hash": token_hash}
        )
        return None if row is None else self._certificate(row)

    def by_code_hash(self, code_hash: str) -> Certificate | None:
        """The certificate with that number and code for typing."""
        row = self._tx.row(
            "SELECT * FROM certificates WHERE code_hash = :hash", {"hash": code_hash}
        )
        return None if row is None else self._certificate(row)

    def by_sha256(self, sha256: str) -> Certificate | None:
        """The certificate that was released as exactly that file."""
        row = self._tx.row("SELECT * FROM certificates WHERE sha256 = :hash", {"hash": sha256})
        return None if row is None else self._certificate(row)

    def save(self, certificate: Certificate) -> None:
        """Write back what may still change about a paper: its revocation.

        Raises:
            Conflict: The row's version is no longer the one that was read.
        """
        changed = self._tx.execute(
            "UPDATE certificates"
            "   SET revoked_at = :revoked_at, revoked_by = :revoked_by, sealed = :sealed,"
            "       version = version + 1"
            " WHERE id = :id AND version = :version",
            self._row(certificate),
        )
        if changed != 1:
            raise Conflict(id=certificate.id, version=certificate.version)

    def _row(self, paper: Certificate) -> Parameters:
        return {
            "id": paper.id,
            "case_id": paper.case,
            "number": paper.number,
            "item_name": paper.item_name,
            "office": paper.office,
            "holder": paper.holder,
            "issued_at": stamp(paper.issued_at),
            "issued_on": paper.issued_on.isoformat(),
            "valid_to": paper.valid_to.isoformat() if paper.valid_to else "",
            "token_hash": paper.token_hash,
            "code_hash": paper.code_hash,
            "sha256": paper.sha256,
            "object": paper.object,
            "revoked_at": stamp_or_none(paper.revoked_at),
            "revoked_by": paper.revoked_by,
            "sealed": self._tx.seal("certificates", paper.id, _facts(paper)),
            "version": paper.version,
            "kind": paper.kind,
        }

    def _certificate(self, row: Row) -> Certificate:
        facts = self._tx.open("certificates", row["id"], row["sealed"])
        return Certificate(
            id=CertificateId(row["id"]),
            case=ApplicationId(row["case_id"]),
            item_name=row["item_name"],
            number=row["number"],
            office=OfficeId(row["office"]),
            holder=PersonId(row["holder"]),
            parties=tuple(Party(**party) for party in facts["parties"]),
            purpose=facts["purpose"],
            use_unit=facts["use_unit"],
            issued_at=moment(row["issued_at"]),
            issued_on=date.fromisoformat(row["issued_on"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            token_hash=row["token_hash"],
            code_hash=row["code_hash"],
            sha256=row["sha256"],
            object=row["object"],
            revoked_at=moment_or_none(row["revoked_at"]),
            revoked_by=row["revoked_by"],
            revoked_reason=facts["revoked_reason"],
            version=row["version"],
            kind=PaperKind(row["kind"]),
        )


def _facts(paper: Certificate) -> dict[str, object]:
    return {
        "parties": [asdict(party) for party in paper.parties],
        "purpose": paper.purpose,
        "use_unit": paper.use_unit,
        "revoked_reason": paper.revoked_reason,
    }
