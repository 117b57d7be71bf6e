"""Whether we can work: each part is asked, within a time, and what hinders it is a code."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from casework.desk import Desk
from domain.errors import Refusal

PATIENCE_S = 2.0
STUCK = timedelta(minutes=2)  # the worker looks every half minute even if nobody calls it
Working = Callable[[], bool]


async def asked(desk: Desk, working: Working) -> dict[str, str]:
    """Each part with the code of what hinders it; empty where nothing does.

    Args:
        desk: What the parts belong to.
        working: Whether the outbox has somebody who works.
    """
    parts = {
        "database": _database(desk),
        "outbox": _outbox(desk, working),
        "press": _press(desk),
        "clock": _clock(desk),
    }
    whys = await asyncio.gather(*map(_in_time, parts.values()))
    return dict(zip(parts, whys, strict=True))


async def _in_time(part: Awaitable[str]) -> str:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await part
    except TimeoutError:
        return "timeout"
    except Refusal as refusal:
        return refusal.code
    except Exception as error:  # noqa: BLE001 - whatever it is, this part cannot work
        return type(error).__name__


async def _database(desk: Desk) -> str:
    # An empty transaction takes the writer's whole way, with its lock, and costs the disk nothing.
    # A full disk shows at the outbox, whose worker cannot claim what is due.
    await desk.db.write(lambda _: None)
    await desk.db.read(lambda tx: tx.outbox.next_due())
    return ""


async def _outbox(desk: Desk, working: Working) -> str:
    if not working():
        return "worker-ended"
    due = await desk.db.read(lambda tx: tx.outbox.next_due())
    return "stuck" if due is not None and desk.now() - due > STUCK else ""


async def _press(desk: Desk) -> str:
    return "" if await desk.press.answers(at=desk.now()) else "worker-died"


async def _clock(desk: Desk) -> str:
    return "behind" if desk.doubt() == "behind" else ""  # after a leap we work on
