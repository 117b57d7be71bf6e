"""A hand: one connection to PostgreSQL, whose thread runs functions one after another."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from psycopg.rows import DictRow, dict_row

from domain.errors import NotFound
from storage.calls import Call, perform
from storage.faults import OutcomeUnknown
from storage.pg_dialect import allowed
from storage.pg_faults import away, outrun, same, translated
from storage.sealing import Keyring
from storage.statements import Parameters
from storage.transaction import Transaction

Raw = psycopg.Connection[DictRow]
_RUNS = 20  # of one function, at most
_STEP_S = 0.002  # so much longer an outrun function waits before each next run
_WAITS_S = (0.0, 0.1, 0.4, 1.6)  # before each new connection, at most
_CONNECT_S = 3
_SLOW_S = 0.2  # it holds up nobody else, and the time includes waiting for the server


@dataclass(frozen=True)
class Line:
    """How to connect, and for what.

    Attributes:
        url: As libpq takes it.
        writable: Whether its transactions write (READ COMMITTED), or read over one snapshot.
    """

    url: str
    writable: bool

    def connect(self) -> Raw:
        """A new connection that holds no locks for longer than a function can take."""
        raw = psycopg.connect(
            self.url,
            client_encoding="utf8",
            connect_timeout=_CONNECT_S,
            application_name="lane-office",
            row_factory=dict_row,
        )
        try:
            raw.execute("SET idle_in_transaction_session_timeout = '60s'")
            raw.commit()
        except psycopg.Error:
            raw.close()
            raise
        level = psycopg.IsolationLevel
        raw.isolation_level = level.READ_COMMITTED if self.writable else level.REPEATABLE_READ
        raw.read_only = not self.writable
        return raw


class PgCursor:
    """Takes statements in the shared dialect.

    Args:
        raw: The connection.
        spoken: Compiles a statement for psycopg, or refuses it.
    """

    def __init__(self, raw: Raw, spoken: Callable[[str], bytes] = allowed) -> None:
        self._cursor = raw.cursor()
        self._spoken = spoken

    @property
    def rowcount(self) -> int:
        """Rows that the last statement changed."""
        return self._cursor.rowcount

    def execute(self, sql: str, parameters: Parameters, /) -> object:
        """Run one statement.

        Raises:
            NotFound: A text holds NUL, as none in a PostgreSQL database can.
        """
        said = self._spoken(sql)
        try:
            return self._cursor.execute(said, parameters)
        except psycopg.DataError as error:
            if any(isinstance(value, str) and "\0" in value for value in parameters.values()):
                raise NotFound from error
            raise

    def fetchall(self) -> list[DictRow]:
        """All rows of the last statement."""
        return [] if self._cursor.description is None else self._cursor.fetchall()


class Hand:
    """Runs functions; connects when it has to, again and again if it must.

    Args:
        line: How to connect.
        keyring: Opens and seals what is personal.
        twice: Whether every function is run once for nothing and rolled back, before it counts.
    """

    def __init__(self, line: Line, keyring: Keyring, *, twice: bool = False) -> None:
        self._line = line
        self._keyring = keyring
        self._twice = twice
        self._raw: Raw | None = None

    def run(self, call: Call) -> None:
        """Run a call's function until it has an outcome that stands.

        It is run again while nothing of it can have been committed: another transaction was in
        the way, or the connection broke before the COMMIT.  After a COMMIT that was not
        answered nothing is run again.
        """
        waits, before = iter(_WAITS_S), None
        for run in range(_RUNS):
            met = self._attempt(call)
            if away(met):
                wait = next(waits, None)
                if wait is None:
                    break
            elif outrun(met) and not same(met, before):
                wait = run * _STEP_S
            else:
                break
            time.sleep(wait * random.random())  # noqa: S311 - so that not all come back at once
            before = met
        call.error = translated(call.error)

    def close(self) -> None:
        """End the connection."""
        if self._raw is not None:
            self._raw.close()
        self._raw = None

    def _attempt(self, call: Call) -> BaseException | None:
        """Run it once; give what stood in the way, whatever the function made of it."""
        try:
            if self._raw is None:
                self._raw = self._line.connect()
            raw = self._raw
            if self._twice:
                self._perform(call, raw)
                raw.rollback()
            met = self._perform(call, raw)
            if call.error is not None:
                raw.rollback()
        except psycopg.Error as error:
            call.error = met = error
        if call.error is None:
            call.error = met = self._commit(raw)
        if away(met):
            call.error = met
            self.close()
        return met

    def _perform(self, call: Call, raw: Raw) -> BaseException | None:
        tx = Transaction(PgCursor(raw), self._keyring, writable=self._line.writable)
        return perform(call, tx, slow_s=_SLOW_S) or call.error

    def _commit(self, raw: Raw) -> BaseException | None:
        try:
            raw.commit()
        except psycopg.Error as error:
            if not raw.closed:
                return error  # the server has answered: all is rolled back
            self.close()
            unknown = OutcomeUnknown()
            unknown.__cause__ = error
            return unknown
        return None
