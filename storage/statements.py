"""What a repository may do inside a transaction, and nothing more."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from storage.faults import Misuse
from storage.ids import new_id
from storage.sealing import Keyring

Parameters = Mapping[str, str | int | bytes | None]

as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Row(Protocol):
    """One row of an answer, read by column name."""

    def __getitem__(self, column: str, /) -> Any: ...


class Cursor(Protocol):
    """What each engine hands in; it takes `:name` parameters."""

    @property
    def rowcount(self) -> int:
        """Rows that the last statement changed."""

    def execute(self, sql: str, parameters: Parameters, /) -> object:
        """Run one statement."""

    def fetchall(self) -> list[Any]:
        """All rows of the last statement."""


class Statements:
    """One transaction's statements; dead once its function has returned.

    Attributes:
        writable: Whether this transaction may change rows.
        error: The first error of the database, even if the function has caught it.
        posted: Whether something was put into the outbox.
        unanswered: Keys of `once` that were claimed and lack their answer, with their actors.
    """

    def __init__(self, cursor: Cursor, keyring: Keyring, *, writable: bool) -> None:
        self._cursor: Cursor | None = cursor
        self._keyring = keyring
        self.writable = writable
        self.error: Exception | None = None
        self.posted = False
        self.unanswered: dict[str, str] = {}

    def execute(self, sql: str, parameters: Parameters) -> int:
        """Run a statement, and say how many rows it changed."""
        return self._run(sql, parameters).rowcount

    def rows(self, sql: str, parameters: Parameters) -> list[Row]:
        """All rows of a statement's answer."""
        return self._run(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Parameters) -> Row | None:
        """The first row of a statement's answer, if it has any."""
        found = self._run(sql, parameters).fetchall()
        return found[0] if found else None

    def seal(self, table: str, row: str, facts: Mapping[str, Any]) -> bytes:
        """Facts as JSON, sealed for this row of this table."""
        return self._keyring.seal(table, row, "sealed", as_json(facts).encode())

    def open(self, table: str, row: str, sealed: bytes) -> dict[str, Any]:
        """The facts that were sealed for this row of this table.

        Raises:
            Tampered: They were changed, or lie where they were not put.
        """
        facts: dict[str, Any] = json.loads(self._keyring.open(table, row, "sealed", sealed))
        return facts

    def blind(self, kind: str, value: str) -> str:
        """The blind index of a value, for instance of kind `id-number` or `phone`."""
        return self._keyring.blind(kind, value)

    def new_id(self) -> str:
        """A new id (UUIDv7); ids made later sort later."""
        return new_id()

    def end(self) -> None:
        """Let no statement run from here on."""
        self._cursor = None

    def _run(self, sql: str, parameters: Parameters) -> Cursor:
        cursor = self._cursor
        if cursor is None:
            raise Misuse("the transaction is over")
        try:
            cursor.execute(sql, parameters)
        except Exception as error:
            self.error = self.error or error
            raise
        return cursor
