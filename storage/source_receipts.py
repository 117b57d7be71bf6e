"""Receipts of questions to sources: found by the case, or by whom they were about."""

from domain.application import ApplicationId
from domain.identity import IdNumber
from domain.receipt import SourceReceipt
from storage.statements import Row, Statements
from storage.times import moment, moment_or_none, stamp, stamp_or_none


class SourceReceipts:
    """Every question that was ever put to a source."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(self, receipt: SourceReceipt, *, about: IdNumber) -> None:
        """Write a question down; of whom it is about, no more than a blind index."""
        self._tx.execute(
            "INSERT INTO source_receipts (id, case_id, subject, at, source, question, purpose,"
            " outcome, receipt, as_of, cached)"
            " VALUES (:id, :case_id, :subject, :at, :source, :question, :purpose,"
            " :outcome, :receipt, :as_of, :cached)",
            {
                "id": receipt.id,
                "case_id": receipt.case,
                "subject": self._subject(about),
                "at": stamp(receipt.at),
                "source": receipt.source,
                "question": receipt.question,
                "purpose": receipt.purpose,
                "outcome": receipt.outcome,
                "receipt": receipt.receipt,
                "as_of": stamp_or_none(receipt.as_of),
                "cached": int(receipt.cached),
            },
        )

    def end(self, receipt: SourceReceipt) -> None:
        """Write down what came of a question."""
        self._tx.execute(
            "UPDATE source_receipts SET outcome = :outcome, receipt = :receipt, as_of = :as_of"
            " WHERE id = :id",
            {
                "id": receipt.id,
                "outcome": receipt.outcome,
                "receipt": receipt.receipt,
                "as_of": stamp_or_none(receipt.as_of),
            },
        )

    def of_case(self, case: ApplicationId, *, limit: int) -> list[SourceReceipt]:
        """The last questions that were asked for a case, newest first."""
        rows = self._tx.rows(
            "SELECT * FROM source_receipts WHERE case_id = :case_id ORDER BY id DESC LIMIT :limit",
            {"case_id": case, "limit": limit},
        )
        return [_receipt(row) for row in rows]

    def about(self, number: IdNumber, *, limit: int) -> list[SourceReceipt]:
        """The last questions about somebody, newest first."""
        rows = self._tx.rows(
            "SELECT * FROM source_receipts WHERE subject = :subject ORDER BY id DESC LIMIT :limit",
            {"subject": self._subject(number), "limit": limit},
        )
        return [_receipt(row) for row in rows]

    def _subject(self, number: IdNumber) -> str:
        return self._tx.blind("id-number", number)


def _receipt(row: Row) -> SourceReceipt:
    return SourceReceipt(
        id=row["id"],
        case=None if row["case_id"] is None else ApplicationId(row["case_id"]),
        at=moment(row["at"]),
        source=row["source"],
        question=row["question"],
        purpose=row["purpose"],
        outcome=row["outcome"],
        receipt=row["receipt"],
        as_of=moment_or_none(row["as_of"]),
        cached=bool(row["cached"]),
    )
