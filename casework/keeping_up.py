"""Keeping up: what one process releases, the others serve a few seconds later."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from casework import releasing
from casework.desk import Desk
from catalogue.faults import Fault
from domain.errors import Refusal

EVERY_S = 5.0
_log = structlog.get_logger()


@asynccontextmanager
async def keeping_up(desk: Desk, *, every_s: float = EVERY_S) -> AsyncIterator[None]:
    """Look again and again whether another process has released something, until it is closed.

    What this program cannot read, having been released by a newer one, is not served; it is logged.
    """
    looking = asyncio.create_task(_look(desk, every_s))
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


async def _look(desk: Desk, every_s: float) -> None:
    while True:
        await asyncio.sleep(every_s)
        try:
            await releasing.refresh(desk)
        except (Fault, Refusal) as error:
            _log.warning("catalogue-not-renewed", why=type(error).__name__)
