"""The press: sheets go in, papers come out, and the event loop never waits for either.

The work is done in processes of their own.  Most of it is Python (signing, proofreading), which in
threads would hold up every reply the loop owes within five seconds; and what a broken font or file
can crash there is a worker, not the office.
"""

import asyncio
import faulthandler
import os
import signal
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import TypeVar

from certificates.attesting import Attested, Attesting
from certificates.authority import Authority
from certificates.reading import Reading
from certificates.workshop import Workshop
from domain.certificate import Pressed, Sheet
from domain.errors import GlyphMissing, PressFailed
from domain.message import Json

Heard = Callable[[str, float], None]
Given = TypeVar("Given")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Orders:
    """What a worker must know.

    Attributes:
        folder: A cache of seals and links to fonts; it may be deleted and holds nothing secret.
        authority: Who vouches for the offices' keys.
        timeout_s: A worker that takes longer over one paper is ended.
    """

    folder: Path
    authority: Authority
    timeout_s: float = 30.0


@dataclass(frozen=True)
class Refused:
    """A refusal on its way between processes; exceptions with facts do not survive pickling."""

    kind: type[GlyphMissing | PressFailed]
    facts: Mapping[str, Json]


def _unheard(failed: str, seconds: float) -> None:
    """Let a paper pass without a trace."""


class Press:
    """Makes papers.  Cheap to open: a worker starts with the first sheet.

    Attributes:
        heard: Hears of every paper: why it was not made, or nothing; and the seconds.
    """

    def __init__(self, orders: Orders, *, workers: int = 1) -> None:
        self._orders = orders
        self._workers = workers
        self._pool = self._new_pool()
        self._died = False
        self.heard: Heard = _unheard

    async def make(self, sheet: Sheet, *, at: datetime) -> Pressed:
        """The paper, signed and proofread.  To make it twice does no harm.

        Args:
            sheet: What is printed.
            at: The moment of signing, timezone-aware.

        Raises:
            GlyphMissing: No face prints one of the characters.
            PressFailed: The paper did not come out as it should.  `worker-died` may pass and is
                worth another try; the other reasons lie in the sheet or in the machine.
        """
        began, failed = time.perf_counter(), "cut-off"
        try:
            pressed = await self._run(_make, sheet, at)
            failed = ""
        except (GlyphMissing, PressFailed) as refusal:
            failed = str(refusal.facts.get("why", refusal.code))
            raise
        finally:
            self.heard(failed, time.perf_counter() - began)
        return pressed

    async def read(self, pdf: bytes, *, at: datetime) -> Reading:
        """What a file is that somebody handed in.  Foreign bytes meet a worker, not the office.

        Args:
            pdf: The file; see `certificates.reading` for its limits.
            at: Now.

        Raises:
            PressFailed: The file was not judged: `worker-died`.  That says nothing about the file.
        """
        return await self._run(_read, pdf, at)

    async def attest(self, asked: Attesting, *, at: datetime) -> Attested:
        """What an office says, signed with its key.  Twice signed, it says the same.

        Args:
            asked: What is signed, and by whom.
            at: The moment of signing, timezone-aware.

        Raises:
            PressFailed: It was not signed; `worker-died` may pass.
        """
        return await self._run(_attest, asked, at)

    async def root_pem(self, *, at: datetime) -> bytes:
        """The root certificate that those who check our signatures must trust.

        Raises:
            PressFailed: `worker-died`; it may pass.
        """
        return await self._run(_root, None, at)

    async def answers(self, *, at: datetime) -> bool:
        """Whether a worker can be had.  One is asked only if the last one died at its work."""
        try:
            return not self._died or await self._run(_nod, None, at)
        except PressFailed:
            self._died = True
            return False

    async def close(self) -> None:
        """All workers have ended.  What was being made is finished first."""
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)

    async def _run(
        self, job: Callable[[Workshop, Given, datetime], Found], given: Given, at: datetime
    ) -> Found:
        pool, loop = self._pool, asyncio.get_running_loop()
        try:
            result = await loop.run_in_executor(pool, _do, self._orders, job, given, at)
        except BrokenProcessPool:
            # Of many that see the same pool broken, the first puts a new one in its place.
            if self._pool is pool:
                self._pool = self._new_pool()
            self._died = True
            raise PressFailed(why="worker-died") from None
        self._died = False
        if isinstance(result, Refused):
            raise result.kind(**result.facts)
        return result

    def _new_pool(self) -> ProcessPoolExecutor:
        # A fork would copy the loop, and the database's threads with their locks.
        spawn = get_context("spawn")
        return ProcessPoolExecutor(self._workers, mp_context=spawn, initializer=_settle)


def _settle() -> None:
    # Ctrl-C reaches the whole process group; the press ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker would outlive a killed parent for ever: it holds its own queue open."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _do(
    orders: Orders,
    job: Callable[[Workshop, Given, datetime], Found],
    given: Given,
    at: datetime,
) -> Found | Refused:
    try:
        shop = _workshop(orders)
        # Ends the process even when a library hangs without giving Python a turn.
        faulthandler.dump_traceback_later(orders.timeout_s, exit=True)
        return job(shop, given, at)
    except (GlyphMissing, PressFailed) as refusal:
        return Refused(type(refusal), refusal.facts)
    except Exception as fault:  # noqa: BLE001 - whatever it is, unpickled it would break the pool
        # Where it happened, without its message, which may quote a paper.
        traceback.print_tb(fault.__traceback__)
        return Refused(PressFailed, {"why": f"fault-{type(fault).__name__}"})
    finally:
        faulthandler.cancel_dump_traceback_later()


def _make(shop: Workshop, sheet: Sheet, at: datetime) -> Pressed:
    return shop.make(sheet, at=at)


def _attest(shop: Workshop, asked: Attesting, at: datetime) -> Attested:
    return shop.attest(asked, at=at)


def _root(shop: Workshop, _given: None, at: datetime) -> bytes:
    return shop.root_pem(at=at)


def _nod(_shop: Workshop, _given: None, _at: datetime) -> bool:
    return True


def _read(shop: Workshop, pdf: bytes, at: datetime) -> Reading:
    return shop.read(pdf, at=at)


@cache
def _workshop(orders: Orders) -> Workshop:
    return Workshop(orders.folder, authority=orders.authority)
