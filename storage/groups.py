"""Group commit: functions that wait together share one COMMIT, and none pays for another."""

import sqlite3
from collections.abc import Sequence

from storage.calls import Call, perform
from storage.connection import Guard
from storage.faults import Misuse
from storage.sealing import Keyring
from storage.sqlite_faults import exhausted, translated
from storage.transaction import Transaction

_CHANGES_BETWEEN = 2_000


class _Undone(Exception):
    """The shared transaction is gone; each of its functions has to run by itself."""


class _Failed(Exception):
    """One of the functions failed; the others have to run again without what it wrote."""


class Groups:
    """Runs functions in the writer's thread.

    Args:
        twice: Whether every function is run once for nothing and rolled back, before it counts.
            Tests do so, for an engine with retries may run a function again at any time.
    """

    def __init__(
        self, raw: sqlite3.Connection, guard: Guard, keyring: Keyring, *, twice: bool = False
    ) -> None:
        self._raw = raw
        self._cursor = raw.cursor()
        guard.watch(raw)
        self._begin = guard.own("BEGIN IMMEDIATE")
        self._commit = guard.own("COMMIT")
        self._rollback = guard.own("ROLLBACK")
        self._save = guard.own("SAVEPOINT lane")
        self._keep = guard.own("RELEASE lane")
        self._back = guard.own("ROLLBACK TO lane")
        self._checkpoint = guard.own("PRAGMA wal_checkpoint(PASSIVE)")
        self._guard = guard
        self._keyring = keyring
        self._twice = twice
        self._checkpointed_at = raw.total_changes

    def run(self, calls: Sequence[Call]) -> None:
        """Run the calls' functions; afterwards each call holds an outcome, and it is durable.

        Most groups go well, so a group is first run with no savepoints at all.  When a function
        fails, the group is rolled back and run again with a savepoint each, so that the others
        share a COMMIT all the same.  When the COMMIT fails on one function's account, each runs
        again alone; when the disk fails, all have failed.
        """
        try:
            if len(calls) == 1:
                self._alone(calls[0])
            else:
                self._together(calls)
        except _Undone:
            self._end()
            for call in calls:
                self.run((call,))
        except BaseException as error:  # noqa: BLE001 - nobody may be left waiting
            for call in calls:
                call.error = translated(error)
        finally:
            self._end()

    def checkpoint(self) -> None:
        """Move what was committed from the log into the file, if enough has come together."""
        if self._raw.total_changes - self._checkpointed_at >= _CHANGES_BETWEEN:
            self._checkpointed_at = self._raw.total_changes
            self._cursor.execute(self._checkpoint).fetchall()

    def _end(self) -> None:
        if self._raw.in_transaction:
            self._cursor.execute(self._rollback)

    def _alone(self, call: Call) -> None:
        self._cursor.execute(self._begin)
        self._perform(call)
        if call.error is None:
            self._cursor.execute(self._commit)

    def _together(self, calls: Sequence[Call]) -> None:
        self._cursor.execute(self._begin)
        try:
            self._hopefully(calls)
        except _Failed:
            self._cursor.execute(self._rollback)
            self._cursor.execute(self._begin)
            self._carefully(calls)
        try:
            self._cursor.execute(self._commit)
        except sqlite3.IntegrityError as error:
            raise _Undone from error

    def _hopefully(self, calls: Sequence[Call]) -> None:
        for call in calls:
            self._perform(call)
            if not self._raw.in_transaction:
                raise _Undone
            if call.error is not None:
                raise _Failed

    def _carefully(self, calls: Sequence[Call]) -> None:
        execute = self._cursor.execute
        for call in calls:
            execute(self._save)
            self._perform(call)
            if not self._raw.in_transaction:
                raise _Undone
            if call.error is not None:
                execute(self._back)
            execute(self._keep)

    def _perform(self, call: Call) -> None:
        if self._twice:
            self._cursor.execute(self._save)
            self._perform_once(call)
            if not self._raw.in_transaction:
                return
            self._cursor.execute(self._back)
            self._cursor.execute(self._keep)
        self._perform_once(call)

    def _perform_once(self, call: Call) -> None:
        with self._guard:
            error = perform(call, Transaction(self._cursor, self._keyring, writable=True))
        call.error = translated(call.error)
        if error is not None and exhausted(error):
            raise error
        if call.error is None and not self._raw.in_transaction:
            call.error = Misuse("a transaction function ended the transaction")
