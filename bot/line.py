"""One account's line to its platform: deadlines, tokens, second tries, and honest failures."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.answers import Answer, decoded, errcode_of, limited
from bot.platform import First, PlatformError, PlatformUnreachable, policy
from bot.tokens import Tokens


def _unobserved(endpoint: str, outcome: str, seconds: float) -> None:
    """Let an exchange pass without a trace."""


@dataclass(frozen=True)
class Patience:
    """How long the gateway waits before it hands a failure on.

    Attributes:
        call_s: Deadline of one call with all its second tries.
        card_s: The same for a card, which goes to many people at once.
        pauses_s: Pauses before the tries that follow a `busy`; their number is the limit.
    """

    call_s: float = 5.0
    card_s: float = 10.0
    pauses_s: tuple[float, ...] = (0.1, 0.4)


@dataclass(frozen=True)
class Wiring:
    """What every line is made of.

    Attributes:
        session: The HTTP session; whoever opened it closes it.
        patience: Deadlines and pauses.
        clock: A monotonic clock, in seconds.
        observe: Hears of every exchange: endpoint, errcode or why there was none, seconds.
    """

    session: aiohttp.ClientSession
    patience: Patience = Patience()
    clock: Callable[[], float] = time.monotonic
    observe: Callable[[str, str, float], None] = _unobserved


class Line:
    """Calls endpoints of one account.

    Args:
        wiring: Session, clock and patience.
        base: Where the platform is, without a slash at the end.
        fetch_token: Asks for a token over this very line; returns it with its seconds of life.
    """

    def __init__(
        self, wiring: Wiring, base: str, *, fetch_token: Callable[[], Awaitable[tuple[str, float]]]
    ) -> None:
        self._wiring = wiring
        self._base = base
        self._tokens = Tokens(fetch_token, wiring.clock)

    async def call(
        self,
        endpoint: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        deadline_s: float | None = None,
        authorised: bool = True,
    ) -> Answer:
        """Return the platform's answer to a GET, or to a POST if there is a body.

        Args:
            endpoint: Path below the base, without a slash in front.
            params: Query, without the access token.
            body: JSON; goes out as UTF-8, because escapes would be shown to the reader.
            deadline_s: For everything together; the line's own patience by default.
            authorised: Whether the endpoint wants an access token.

        Raises:
            PlatformError: It answered with an error code, after the second tries it deserved.
            PlatformUnreachable: No usable answer came in time.
        """
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            async with asyncio.timeout(deadline_s or self._wiring.patience.call_s):
                if authorised:
                    return await self._insist(endpoint, params or {}, data)
                return await self._persevere(endpoint, params or {}, data)
        except TimeoutError:
            raise PlatformUnreachable(endpoint, "timeout") from None

    async def _insist(self, endpoint: str, params: Mapping[str, str], data: bytes | None) -> Answer:
        """Call with a token, and once more with a fresh one if that is refused."""
        token = await self._tokens.current()
        try:
            return await self._persevere(endpoint, {**params, "access_token": token.value}, data)
        except PlatformError as error:
            if policy(error.errcode).first is not First.REFRESH_TOKEN:
                raise
        token = await self._tokens.current(after=token.generation)
        return await self._persevere(endpoint, {**params, "access_token": token.value}, data)

    async def _persevere(
        self, endpoint: str, params: Mapping[str, str], data: bytes | None
    ) -> Answer:
        """Call, and again after each pause while the platform is busy."""
        pauses = deque(self._wiring.patience.pauses_s)
        while True:
            answer = await self._exchange(endpoint, params, data)
            errcode = errcode_of(answer, endpoint)
            if not errcode:
                return answer
            if policy(errcode).first is not First.RETRY_SOON or not pauses:
                raise PlatformError(errcode, endpoint, str(answer.get("errmsg", "")))
            await asyncio.sleep(pauses.popleft())

    async def _exchange(
        self, endpoint: str, params: Mapping[str, str], data: bytes | None
    ) -> Answer:
        started, outcome = self._wiring.clock(), "timeout"
        try:
            answer = await self._ask(endpoint, params, data)
            outcome = str(errcode_of(answer, endpoint))
        except PlatformUnreachable as unreachable:
            outcome = unreachable.why
            raise
        finally:
            self._wiring.observe(endpoint, outcome, self._wiring.clock() - started)
        return answer

    async def _ask(self, endpoint: str, params: Mapping[str, str], data: bytes | None) -> Answer:
        request = self._wiring.session.request(
            "GET" if data is None else "POST",
            f"{self._base}/{endpoint}",
            params=params,
            data=data,
            headers={} if data is None else {"Content-Type": "application/json"},
            allow_redirects=False,  # a token must not travel on to another host
        )
        try:
            async with request as response:
                if response.status != 200:
                    raise PlatformUnreachable(endpoint, f"http-{response.status}")
                return decoded(await limited(response, endpoint), endpoint)
        except aiohttp.ClientError:
            # From None: the library's errors quote the URL, and in it stand token and secret.
            raise PlatformUnreachable(endpoint, "connection") from None
