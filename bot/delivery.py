"""What a delivery that did not succeed means for whoever owes it."""

from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from bot.platform import Action, PlatformError, PlatformUnreachable, not_before
from domain.post import GiveUp, Later

ALARM = timedelta(minutes=10)
_log = structlog.get_logger()
T = TypeVar("T")


def later(error: PlatformError, now: datetime) -> Later:
    """When it is worth another try; what an operator must mend is an alarm."""
    if error.action is Action.ALARM:
        _log.error("platform-alarm", errcode=error.errcode, endpoint=error.endpoint)
        return Later(f"errcode-{error.errcode}", ALARM)
    wait = not_before(error.wait, now) - now
    return Later(f"errcode-{error.errcode}", wait if wait > timedelta(0) else None)


async def reached(call: Awaitable[T], now: datetime) -> T:
    """What the platform answered to something that officials must get.

    Raises:
        Later, GiveUp: It could not take it.
    """
    try:
        return await call
    except PlatformError as error:
        if error.action in (Action.NEVER, Action.DEAD_ADDRESS):
            raise GiveUp(f"errcode-{error.errcode}") from None
        raise later(error, now) from None
    except PlatformUnreachable as silence:
        raise Later(silence.why) from None


async def greyed_out(call: Awaitable[object], now: datetime) -> None:
    """Go on when a card cannot be changed any more: a late tap is answered all the same.

    Raises:
        Later: The platform could not take it now.
    """
    try:
        await call
    except PlatformError as error:
        if error.action in (Action.RETRY_LATER, Action.ALARM):
            raise later(error, now) from None
    except PlatformUnreachable as silence:
        raise Later(silence.why) from None
