"""Receipts: that a source was asked about somebody, for what, and what came of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.application import ApplicationId
from domain.purpose import Purpose

ASKED = "asked"  # the question is out, or the house fell before the answer came


@dataclass(frozen=True)
class SourceReceipt:
    """One question to a source, as whoever it is about may see it.

    Attributes:
        source: Who was asked.
        question: Which question of it.
        purpose: What for: the id of an item, or a code of the house's own.
        outcome: What came of it as a code: `found`, `match`, `silent-quota`; `asked`: nothing yet.
        receipt: The source's own id of its answer; empty: it gave none.
        as_of: Of when the answer is true.
        cached: Whether it was not asked, because it had answered the same a short while before.
    """

    id: str
    case: ApplicationId | None
    at: datetime
    source: str
    question: str
    purpose: str
    outcome: str = ASKED
    receipt: str = ""
    as_of: datetime | None = None
    cached: bool = False

    @classmethod
    def of(
        cls, id_: str, purpose: Purpose, *, source: str, question: str, at: datetime
    ) -> "SourceReceipt":
        """The receipt of a question that is about to be asked."""
        return cls(id_, purpose.case, at, source, question, purpose.what)

    def ended(
        self, outcome: str, *, receipt: str = "", as_of: datetime | None = None
    ) -> "SourceReceipt":
        """The receipt once it is known what came of the question."""
        return replace(self, outcome=outcome, receipt=receipt, as_of=as_of)
