"""What the platforms' error codes mean for us: one table, and the two ways a call can fail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from enum import StrEnum

SHANGHAI = timezone(timedelta(hours=8))  # the platforms' daily quotas end at its midnight


class Action(StrEnum):
    """What is left to whoever called, once the gateway has done its own part."""

    RETRY_LATER = "retry-later"
    NEXT_CHANNEL = "next-channel"
    DEAD_ADDRESS = "dead-address"
    ALREADY_SENT = "already-sent"
    RELOGIN = "relogin"
    HUMAN = "human"
    NEVER = "never"
    REJECT_INPUT = "reject-input"
    ALARM = "alarm"
    UNKNOWN = "unknown"


class First(StrEnum):
    """What the gateway tries by itself before it gives up."""

    NOTHING = "nothing"
    RETRY_SOON = "retry-soon"
    REFRESH_TOKEN = "refresh-token"  # noqa: S105 -- a name of an act, not a secret


class Wait(StrEnum):
    """How long a later attempt must wait."""

    NONE = "none"
    MINUTE = "minute"
    NEXT_DAY = "next-day"


@dataclass(frozen=True)
class Policy:
    """What to do about one error code.

    Attributes:
        action: What the caller does about it.
        first: What the gateway does before the caller hears of it.
        wait: When a later attempt makes sense; `NONE` leaves it to the outbox.
    """

    action: Action
    first: First = First.NOTHING
    wait: Wait = Wait.NONE


UNKNOWN = Policy(Action.UNKNOWN)

# A bad token that a fresh one does not mend means a wrong secret, or a stranger who refreshes too.
POLICIES: Mapping[int, Policy] = {
    -1: Policy(Action.RETRY_LATER, first=First.RETRY_SOON),  # busy
    40001: Policy(Action.ALARM, first=First.REFRESH_TOKEN),  # token bad
    40014: Policy(Action.ALARM, first=First.REFRESH_TOKEN),  # token bad
    41001: Policy(Action.ALARM, first=First.REFRESH_TOKEN),  # token missing
    42001: Policy(Action.ALARM, first=First.REFRESH_TOKEN),  # token expired
    40003: Policy(Action.DEAD_ADDRESS),  # no such openid or userid
    81013: Policy(Action.DEAD_ADDRESS),  # none of the receivers is valid
    40029: Policy(Action.RELOGIN),  # code bad
    40163: Policy(Action.RELOGIN),  # code used before
    87009: Policy(Action.RELOGIN),  # session_key has been replaced
    40037: Policy(Action.ALARM),  # template id
    40164: Policy(Action.ALARM),  # our address is not on the list
    60020: Policy(Action.ALARM),  # the same, at WeCom
    41030: Policy(Action.ALARM),  # page is not in the released version
    43104: Policy(Action.ALARM),  # openid belongs to another appid
    48001: Policy(Action.ALARM),  # no permission for the endpoint
    40226: Policy(Action.HUMAN),  # user blocked as high risk
    42014: Policy(Action.ALREADY_SENT),  # task id used before
    43004: Policy(Action.NEXT_CHANNEL),  # does not follow us
    43101: Policy(Action.NEXT_CHANNEL),  # refused, or credits spent
    45015: Policy(Action.NEXT_CHANNEL),  # 48 hours are over
    45047: Policy(Action.NEXT_CHANNEL),  # too many since the user last wrote
    45009: Policy(Action.RETRY_LATER, wait=Wait.NEXT_DAY),  # daily quota
    45011: Policy(Action.RETRY_LATER, wait=Wait.MINUTE),  # quota of the minute
    47001: Policy(Action.NEVER),  # malformed
    47003: Policy(Action.NEVER),  # a field breaks its rule
    87014: Policy(Action.REJECT_INPUT),  # risky content
}

_FIELD = re.compile(r"data\.(\w{1,40})\.value")


def policy(errcode: int) -> Policy:
    """Return what to do about a code; one that is not in the table is nobody's guess."""
    return POLICIES.get(errcode, UNKNOWN)


def not_before(wait: Wait, now: datetime) -> datetime:
    """Return the first moment at which another attempt makes sense."""
    if wait is Wait.MINUTE:
        return now + timedelta(minutes=1)
    if wait is Wait.NEXT_DAY:
        tomorrow = now.astimezone(SHANGHAI).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), tzinfo=SHANGHAI).astimezone(now.tzinfo)
    return now


class PlatformError(Exception):
    """The platform said no.

    Attributes:
        errcode: Its number, known to us or not.
        endpoint: The path that was called, without parameters.
        action: What is left to do.
        wait: When to do it.
        field: The template field that broke a rule, where the platform names it.
    """

    def __init__(self, errcode: int, endpoint: str, errmsg: str = "") -> None:
        super().__init__(f"{endpoint}: {errcode}")
        self.errcode = errcode
        self.endpoint = endpoint
        self.action = policy(errcode).action
        self.wait = policy(errcode).wait
        named = _FIELD.search(errmsg)
        self.field = named.group(1) if named else ""


class PlatformUnreachable(Exception):
    """No usable answer came; whether the call had its effect is not known.

    Attributes:
        endpoint: The path that was called, without parameters.
        why: A code: timeout, connection, http-502, too-large, not-json, shape,
            foreign-watermark.
    """

    def __init__(self, endpoint: str, why: str) -> None:
        super().__init__(f"{endpoint}: {why}")
        self.endpoint = endpoint
        self.why = why
