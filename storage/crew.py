"""A crew: a few threads, each with a connection of its own, that share one queue of functions."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Protocol, TypeVar

from domain.errors import Overloaded
from storage.calls import Call, new_call
from storage.faults import Closed
from storage.transaction import Transaction

T = TypeVar("T")


class Runs(Protocol):
    """What a thread of the crew holds in its hand."""

    def run(self, call: Call) -> None:
        """Give the call an outcome, whatever happens."""

    def close(self) -> None:
        """Let go of the connection."""


class Crew:
    """Whoever is free takes the next function; each runs whole in one thread.

    Args:
        hands: One a thread.
        waiting: Functions that may wait or run; more are refused.
        posted: Called in the loop after a commit that put something into the outbox.
    """

    def __init__(self, hands: Sequence[Runs], *, waiting: int, posted: Callable[[], None]) -> None:
        self._most = waiting
        self._posted = posted
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[Call | None] = SimpleQueue()
        self._under_way = 0
        self._all_left = asyncio.Event()
        # Daemons: the server rolls back what a process leaves behind that forgets to close.
        self._threads = [
            threading.Thread(target=self._work, args=(hand,), daemon=True) for hand in hands
        ]
        self._left = 0
        self._closing = False
        for thread in self._threads:
            thread.start()

    async def run(self, function: Callable[[Transaction], T]) -> T:
        """Run a function, and return its outcome."""
        if self._closing:
            raise Closed
        if self._under_way >= self._most:
            raise Overloaded(wait_s=1)
        call = new_call(function, self._loop)
        self._under_way += 1
        self._queue.put(call)
        result: T = await call.future
        return result

    async def close(self) -> None:
        """Refuse whoever comes from now on, finish what waits, and end all threads."""
        if not self._closing:
            self._closing = True
            for _ in self._threads:
                self._queue.put(None)
        if self._threads:
            await self._all_left.wait()
        for thread in self._threads:
            thread.join()

    def _work(self, hand: Runs) -> None:
        """In the thread: run functions until told to leave."""
        while (call := self._queue.get()) is not None:
            try:
                hand.run(call)
            except BaseException as error:  # noqa: BLE001 - nobody may be left waiting
                call.error = error
            self._loop.call_soon_threadsafe(self._land, call)
        hand.close()
        self._loop.call_soon_threadsafe(self._leave)

    def _land(self, call: Call) -> None:
        self._under_way -= 1
        call.deliver()
        if call.posted:
            self._posted()

    def _leave(self) -> None:
        self._left += 1
        if self._left == len(self._threads):
            self._all_left.set()
