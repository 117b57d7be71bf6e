"""The line to the registers: signed questions, and answers that are believed only when whole."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TypeVar

import aiohttp
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from domain.errors import SourceSilent
from sources.access import Access

ANSWER_MAX = 64 * 1024
STALE = timedelta(hours=24)
AHEAD = timedelta(minutes=5)
TIMEOUT_S = 3.0


class Part(BaseModel):
    """A part of an answer; what it says beyond what was asked for is not looked at."""

    model_config = ConfigDict(extra="ignore", strict=True)


class Answer(Part):
    """What every answer begins with: its receipt, and the moment as of which it is true."""

    request_id: str = Field(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")
    as_of: AwareDatetime


class Subject(Part):
    """Whom an answer is about."""

    id_number: str


A = TypeVar("A", bound=Answer)


class Line:
    """Asks registers by HTTP.

    Args:
        http: The client session; its owner closes it.
        common: The way to every source that has none of its own.
        clock: The present moment, timezone-aware.
        own: The ways of the others, by source.
    """

    def __init__(
        self,
        http: aiohttp.ClientSession,
        common: Access,
        *,
        clock: Callable[[], datetime],
        own: Mapping[str, Access] = MappingProxyType({}),
    ) -> None:
        self._http = http
        self._common = common
        self._clock = clock
        self._own = own

    async def ask(
        self,
        source: str,
        what: str,
        question: Mapping[str, object],
        *,
        shape: type[A],
        timeout_s: float = TIMEOUT_S,
        stale: timedelta = STALE,
    ) -> A:
        """The answer, whole, of the shape, and true of about now.

        Raises:
            SourceSilent: There is none.
        """
        path = f"/{source}/v1/{what}"
        body = json.dumps(question, ensure_ascii=False).encode()
        text = await self._post(source, path, body, timeout_s)
        try:
            answer = shape.model_validate_json(text)
        except ValidationError:
            raise SourceSilent(source=source, why="garbage") from None
        now = self._clock()
        if not now - stale <= answer.as_of <= now + AHEAD:
            raise SourceSilent(source=source, why="stale")
        return answer

    async def _post(self, source: str, path: str, body: bytes, timeout_s: float) -> bytes:
        access = self._own.get(source, self._common)
        try:
            async with self._http.post(
                access.base + path,
                data=body,
                headers={"Content-Type": "application/json", **self._signed(access, path, body)},
                timeout=aiohttp.ClientTimeout(total=timeout_s),
                allow_redirects=False,
                ssl=access.tls or True,
            ) as response:
                if response.status != 200:
                    raise SourceSilent(source=source, why=f"status-{response.status}")
                text = await _read(response)
        except (aiohttp.ClientError, TimeoutError, OSError) as silence:
            raise SourceSilent(source=source, why=type(silence).__name__) from None
        if text is None:
            raise SourceSilent(source=source, why="too-large")
        return text

    def _signed(self, access: Access, path: str, body: bytes) -> dict[str, str]:
        if not access.secret:  # the certificate says who we are
            return {}
        stamp = str(int(self._clock().timestamp()))
        text = f"{stamp}\n{path}\n{hashlib.sha256(body).hexdigest()}"
        signature = hmac.new(access.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        return {
            "X-Lane-Client": access.client,
            "X-Lane-Timestamp": stamp,
            "X-Lane-Signature": signature,
        }


async def _read(response: aiohttp.ClientResponse) -> bytes | None:
    """The body; None if it is larger than any answer."""
    body = await response.content.read(ANSWER_MAX + 1)
    while len(body) <= ANSWER_MAX and (more := await response.content.read(ANSWER_MAX)):
        body += more
    return body if len(body) <= ANSWER_MAX else None
