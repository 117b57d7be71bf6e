"""The worker: does what the outbox owes, lane beside lane, until it is done or dead."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from structlog.contextvars import bind_contextvars

from domain.errors import ClockBehind
from domain.post import GiveUp, Job, Later
from observing.places import where
from storage.database import Database

Handler = Callable[[Job], Awaitable[None]]
_log = structlog.get_logger()


@dataclass(frozen=True)
class Patience:
    """How long the worker tries.

    Attributes:
        at_once: Lanes that are worked on at the same time.
        lease: How long a job may take; then it is stopped, and due again.
        attempts: Begun so often without success, a job is dead.
        first: Wait after the first failure; it doubles with each.
        longest: No wait is longer.
        poll: The outbox is looked at so often even if nothing calls.
    """

    at_once: int = 64
    lease: timedelta = timedelta(seconds=60)
    attempts: int = 12
    first: timedelta = timedelta(seconds=1)
    longest: timedelta = timedelta(hours=1)
    poll: timedelta = timedelta(seconds=30)

    def wait(self, attempts: int, chance: float) -> timedelta:
        """The wait after so many attempts: doubled each time, a random half of it taken off."""
        full = min(self.longest, self.first * (1 << min(attempts - 1, 32)))
        return full * (1 - chance / 2)


class Worker:
    """Claims due jobs and runs their handlers.

    A handler returns when the job is done; raises `Later` or `GiveUp`; anything else that it
    raises is logged and tried again.  A handler may be run again for a job that it has done.

    Args:
        topics: What does a job, by topic; a topic that is not here is given up.
        clock: Tells the time that jobs are due by.
        chance: Gives a number from 0 to 1, so that not all come back at once.
    """

    def __init__(
        self,
        db: Database,
        topics: Mapping[str, Handler],
        *,
        clock: Callable[[], datetime],
        patience: Patience = Patience(),
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._db = db
        self._topics = topics
        self._clock = clock
        self._patience = patience
        self._chance = chance
        self._called = asyncio.Event()
        self._quiet = asyncio.Event()
        self._closing = False
        self._running: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None
        db.listen(self.wake)

    def start(self) -> None:
        """Begin to work; what was left from before is found by its lease."""
        self._loop = asyncio.create_task(self._work())

    def wake(self) -> None:
        """Look into the outbox now."""
        self._quiet.clear()
        self._called.set()

    def works(self) -> bool:
        """Whether it was started and has not ended."""
        return self._loop is not None and not self._loop.done()

    async def idle(self) -> None:
        """Return when nothing is running and nothing is due by the clock."""
        self.wake()
        await self._quiet.wait()

    async def close(self, grace_s: float = 5.0) -> None:
        """Begin nothing more, and stop what has not ended after a while; its lease will expire."""
        if self._loop is None:
            return
        self._closing = True
        self.wake()
        await self._loop
        if self._running:
            await asyncio.wait(self._running, timeout=grace_s)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._loop = None

    async def _work(self) -> None:
        while not self._closing:
            self._called.clear()
            wait = await self._look()
            try:
                await asyncio.wait_for(self._called.wait(), wait.total_seconds())
            except TimeoutError:
                continue

    async def _look(self) -> timedelta:
        """Begin what is due, and say how long until it is worth looking again."""
        try:
            wait = await self._begin_due()
        except ClockBehind:
            return self._patience.first
        except Exception as error:  # noqa: BLE001 - full disk, full queue: it may pass
            _log.error("outbox-unreadable", error=type(error).__name__)
            return self._patience.first
        if not self._running and wait > timedelta() and not self._called.is_set():
            self._quiet.set()
        return wait

    async def _begin_due(self) -> timedelta:
        free = self._patience.at_once - len(self._running)
        now = self._clock()
        if free <= 0:
            return self._patience.poll
        jobs, due = await self._db.write(
            lambda tx: (
                tx.outbox.claim(now, limit=free, lease=self._patience.lease),
                tx.outbox.next_due(),
            )
        )
        for job in jobs:
            self._begin(job)
        longest = self._patience.poll
        return longest if due is None else max(timedelta(), min(longest, due - self._clock()))

    def _begin(self, job: Job) -> None:
        task = asyncio.create_task(self._do(job))
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.wake()

    async def _do(self, job: Job) -> None:
        known = {"job": job.id, "topic": job.topic, "case": job.ids.get("case")}
        bind_contextvars(**{name: value for name, value in known.items() if value})
        try:
            await self._settle(job, await self._attempt(job))
        except Exception as error:  # noqa: BLE001 - the lease expires, and the job is due again
            _log.error("job-unsettled", job=job.id, topic=job.topic, error=type(error).__name__)

    async def _attempt(self, job: Job) -> Later | GiveUp | None:
        handler = self._topics.get(job.topic)
        if handler is None:
            return GiveUp("no-such-topic")
        try:
            async with asyncio.timeout(self._patience.lease.total_seconds()):
                await handler(job)
        except (Later, GiveUp) as asked:
            return asked
        except Exception as error:  # noqa: BLE001 - a handler's fault must not stop the others
            name = type(error).__name__
            _log.error("job-failed", job=job.id, topic=job.topic, error=name, where=where(error))
            return Later(name)
        return None

    async def _settle(self, job: Job, asked: Later | GiveUp | None) -> None:
        now = self._clock()
        if asked is None:
            await self._db.write(lambda tx: tx.outbox.done(job.id, now))
        elif isinstance(asked, Later) and asked.wait is not None:
            due = now + asked.wait
            await self._db.write(lambda tx: tx.outbox.later(job, asked.why, due))
        elif isinstance(asked, Later) and job.attempts < self._patience.attempts:
            due = now + self._patience.wait(job.attempts, self._chance())
            await self._db.write(lambda tx: tx.outbox.later(job, asked.why, due))
        else:
            _log.error("job-dead", job=job.id, topic=job.topic, why=asked.why)
            await self._db.write(lambda tx: tx.outbox.dead(job, asked.why, now))
