"""Counters: numbers without gaps or repetition."""

from storage.statements import Statements


class Counters:
    """Numbers by name, each from one upwards."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def next(self, name: str) -> int:
        """The next number of that name; drawn for good if the transaction commits."""
        row = self._tx.row(
            "INSERT INTO counters (name, value) VALUES (:name, 1)"
            " ON CONFLICT (name) DO UPDATE SET value = counters.value + 1"
            " RETURNING value",
            {"name": name},
        )
        return int(row["value"]) if row is not None else 0

    def value(self, name: str) -> int:
        """The last number that was drawn; 0 if none was."""
        row = self._tx.row("SELECT value FROM counters WHERE name = :name", {"name": name})
        return int(row["value"]) if row is not None else 0
