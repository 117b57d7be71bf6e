"""The writer: one queue, one thread, and as few hops and commits as can be."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import Context
from typing import TypeVar

from domain.errors import Overloaded
from storage.calls import Call, new_call
from storage.connection import Connection
from storage.faults import Closed
from storage.groups import Groups
from storage.transaction import Transaction

T = TypeVar("T")


class Writer:
    """Functions queue in the event loop; the thread takes all that wait, a group at a time.

    A lone function is not made to wait for company: company is whoever came while the last
    group was being committed.

    Args:
        together: Functions that share a COMMIT at most.
        waiting: Functions that may wait; more are refused.
        posted: Called in the loop after a commit that put something into the outbox.
    """

    def __init__(
        self,
        connection: Connection,
        groups: Groups,
        *,
        together: int,
        waiting: int,
        posted: Callable[[], None],
    ) -> None:
        self._connection = connection
        self._groups = groups
        self._together = together
        self._most = waiting
        self._posted = posted
        self._loop = asyncio.get_running_loop()
        self._queue: deque[Call] = deque()
        self._flight: asyncio.Task[None] | None = None
        self._closing = False

    async def run(self, function: Callable[[Transaction], T]) -> T:
        """Run a function, and return once what it wrote is durable."""
        if self._closing:
            raise Closed
        if len(self._queue) >= self._most:
            raise Overloaded(wait_s=1)
        call = new_call(function, self._loop)
        self._queue.append(call)
        if self._flight is None:
            self._take_off()
        result: T = await call.future
        return result

    async def close(self) -> None:
        """Refuse whoever comes from now on, and finish what waits."""
        self._closing = True
        while self._flight is not None:
            await asyncio.wait((self._flight,))

    def _take_off(self) -> None:
        # A task begins when the loop next turns, so everyone who is ready now flies along.
        self._flight = self._loop.create_task(self._fly(), context=Context())

    async def _fly(self) -> None:
        try:
            await self._connection.run(self._drain)
        finally:
            self._flight = None
            if self._queue:
                self._take_off()

    def _drain(self) -> None:
        """In the thread: run groups until nobody waits."""
        while self._queue:
            size = min(len(self._queue), self._together)
            group = [self._queue.popleft() for _ in range(size)]
            try:
                self._groups.run(group)
            except BaseException as error:  # noqa: BLE001 - nobody may be left waiting
                for call in group:
                    call.error = error
            self._loop.call_soon_threadsafe(self._land, group)
            self._groups.checkpoint()

    def _land(self, group: list[Call]) -> None:
        for call in group:
            call.deliver()
        if any(call.posted for call in group):
            self._posted()
