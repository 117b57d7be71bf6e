"""Answers of sources, kept for a while: sealed, and found by the whole question only."""

from collections.abc import Mapping
from datetime import datetime

from domain.message import Json
from storage.statements import Statements
from storage.times import stamp


class SourceAnswers:
    """At most one answer a question; nobody can tell from here what was asked about whom."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def put(
        self,
        question: str,
        facts: Mapping[str, Json],
        *,
        source: str,
        as_of: datetime,
        expires_at: datetime,
    ) -> None:
        """Keep an answer, in the place of an earlier one."""
        key = self._key(question)
        self._tx.execute(
            "INSERT INTO source_answers (key, source, as_of, expires_at, sealed)"
            " VALUES (:key, :source, :as_of, :expires_at, :sealed)"
            " ON CONFLICT (key) DO UPDATE SET source = excluded.source, as_of = excluded.as_of,"
            " expires_at = excluded.expires_at, sealed = excluded.sealed",
            {
                "key": key,
                "source": source,
                "as_of": stamp(as_of),
                "expires_at": stamp(expires_at),
                "sealed": self._tx.seal("source_answers", key, facts),
            },
        )

    def find(self, question: str, *, at: datetime) -> dict[str, Json] | None:
        """The answer to that question, if one is kept and its time is not over."""
        key = self._key(question)
        row = self._tx.row(
            "SELECT sealed FROM source_answers WHERE key = :key AND expires_at > :at",
            {"key": key, "at": stamp(at)},
        )
        return None if row is None else self._tx.open("source_answers", key, row["sealed"])

    def forget(self, at: datetime) -> int:
        """Delete the answers whose time is over; say how many."""
        return self._tx.execute(
            "DELETE FROM source_answers WHERE expires_at <= :at", {"at": stamp(at)}
        )

    def _key(self, question: str) -> str:
        return self._tx.blind("source-answer", question)
