"""Readers: connections that cannot write, each with a snapshot while its function runs."""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import TypeVar

from domain.errors import Overloaded
from storage.calls import Call, new_call, perform
from storage.connection import Connection, Guard
from storage.faults import Closed
from storage.sealing import Keyring
from storage.sqlite_faults import translated
from storage.transaction import Transaction

T = TypeVar("T")


class Reading:
    """Runs functions in one reader's thread."""

    def __init__(self, raw: sqlite3.Connection, guard: Guard, keyring: Keyring) -> None:
        self._cursor = raw.cursor()
        guard.watch(raw)
        self._begin = guard.own("BEGIN")
        self._rollback = guard.own("ROLLBACK")
        self._guard = guard
        self._keyring = keyring

    def run(self, call: Call) -> None:
        """Run a call's function over one snapshot; afterwards the call holds an outcome."""
        try:
            self._cursor.execute(self._begin)
            with self._guard:
                perform(call, Transaction(self._cursor, self._keyring, writable=False))
            call.error = translated(call.error)
            self._cursor.execute(self._rollback)
        except sqlite3.Error as error:
            call.error = translated(error)


class Readers:
    """A few readers; who finds none free waits for the next, up to a bound."""

    def __init__(self, *, waiting: int) -> None:
        self._most = waiting
        self._waiting = 0
        self._idle: asyncio.LifoQueue[tuple[Connection, Reading]] = asyncio.LifoQueue()
        self._open = 0
        self._closing = False

    async def add(self, connection: Connection, keyring: Keyring) -> None:
        """Let an open connection take part, and be closed with the others."""
        reading = await connection.run(lambda: Reading(connection.raw, connection.guard, keyring))
        self._open += 1
        self._idle.put_nowait((connection, reading))

    async def run(self, function: Callable[[Transaction], T]) -> T:
        """Run a function over one snapshot."""
        if self._closing:
            raise Closed
        if self._waiting >= self._most:
            raise Overloaded(wait_s=1)
        call = new_call(function, asyncio.get_running_loop())
        self._waiting += 1
        try:
            reader = await self._idle.get()
        finally:
            self._waiting -= 1
        flight = asyncio.ensure_future(self._fly(reader, call))
        await asyncio.shield(flight)  # a reader whose caller has gone still finishes first
        call.deliver()
        result: T = call.future.result()
        return result

    async def close(self) -> None:
        """Refuse whoever comes from now on, let the others finish, and end all threads."""
        self._closing = True
        while self._open:
            connection, _ = await self._idle.get()
            self._open -= 1
            await connection.close()

    async def _fly(self, reader: tuple[Connection, Reading], call: Call) -> None:
        connection, reading = reader
        try:
            await connection.run(lambda: reading.run(call))
        finally:
            self._idle.put_nowait(reader)
