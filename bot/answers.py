"""What the platforms answer, read with suspicion."""

import json
import math
from typing import Any, TypeAlias

import aiohttp

from bot.platform import PlatformUnreachable

Answer: TypeAlias = "dict[str, Any]"
MAX_ANSWER = 1024 * 1024  # bytes


async def limited(response: aiohttp.ClientResponse, endpoint: str) -> bytes:
    """Return the body.

    Raises:
        PlatformUnreachable: It is longer than any honest answer.
    """
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MAX_ANSWER:
            raise PlatformUnreachable(endpoint, "too-large")
    return bytes(body)


def decoded(body: bytes, endpoint: str) -> Answer:
    """Return the JSON object in a body.

    Raises:
        PlatformUnreachable: It is no JSON, or no object.
    """
    try:
        answer = json.loads(body, strict=False)  # nicknames come with raw control characters
    except (ValueError, RecursionError):
        raise PlatformUnreachable(endpoint, "not-json") from None
    if not isinstance(answer, dict):
        raise PlatformUnreachable(endpoint, "shape")
    return answer


def errcode_of(answer: Answer, endpoint: str) -> int:
    """Return the error code; 0 where the platform leaves it out, as on a successful login.

    Raises:
        PlatformUnreachable: It is no number.
    """
    try:
        return int(answer.get("errcode", 0))
    except (TypeError, ValueError):
        raise PlatformUnreachable(endpoint, "shape") from None


def text_in(answer: Answer, name: str, endpoint: str) -> str:
    """Return a text that must be there.

    Raises:
        PlatformUnreachable: It is missing or empty.
    """
    text = answer.get(name)
    if not isinstance(text, str) or not text:
        raise PlatformUnreachable(endpoint, "shape")
    return text


def seconds_in(answer: Answer, name: str, endpoint: str) -> float:
    """Return a span of time that must be there.

    Raises:
        PlatformUnreachable: It is missing, or not longer than nothing.
    """
    seconds = answer.get(name)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise PlatformUnreachable(endpoint, "shape")
    if not 0 < seconds < math.inf:
        raise PlatformUnreachable(endpoint, "shape")
    return float(seconds)


def group_in(answer: Answer, name: str, endpoint: str) -> Answer:
    """Return an object that must be there.

    Raises:
        PlatformUnreachable: It is missing, or no object.
    """
    group = answer.get(name)
    if not isinstance(group, dict):
        raise PlatformUnreachable(endpoint, "shape")
    return group
