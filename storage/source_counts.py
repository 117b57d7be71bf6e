"""Counts: how often each source was asked on a day."""

from datetime import date

from storage.statements import Statements


class SourceCounts:
    """One figure a source and day."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def more(self, source: str, day: date) -> int:
        """How often it was asked that day, with this question."""
        row = self._tx.row(
            "INSERT INTO source_counts (source, day, asked) VALUES (:source, :day, 1)"
            " ON CONFLICT (source, day) DO UPDATE SET asked = source_counts.asked + 1"
            " RETURNING asked",
            {"source": source, "day": day.isoformat()},
        )
        return 0 if row is None else int(row["asked"])

    def less(self, source: str, day: date) -> None:
        """Take a question off that was not asked after all."""
        self._tx.execute(
            "UPDATE source_counts SET asked = asked - 1 WHERE source = :source AND day = :day",
            {"source": source, "day": day.isoformat()},
        )

    def on(self, day: date) -> dict[str, int]:
        """How often each source was asked that day."""
        rows = self._tx.rows(
            "SELECT source, asked FROM source_counts WHERE day = :day", {"day": day.isoformat()}
        )
        return {row["source"]: int(row["asked"]) for row in rows}
