"""Access tokens: fetched once for everybody who waits, and again when the platform refuses one."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

MARGIN_S = 60.0  # a token is given up this long before it ends


@dataclass(frozen=True)
class Token:
    """One access token.

    Attributes:
        value: The secret itself.
        generation: Its number among those fetched.  The platform may hand out the same string
            twice, so the string cannot say which fetch it came from.
        ends_at: Reading of the clock at which it is no longer used.
    """

    value: str = field(repr=False)
    generation: int
    ends_at: float


class Tokens:
    """The holder of one account's token.

    Args:
        fetch: Asks the platform; returns the token and its lifetime in seconds.
        clock: A monotonic clock, in seconds.
    """

    def __init__(
        self, fetch: Callable[[], Awaitable[tuple[str, float]]], clock: Callable[[], float]
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._token = Token("", generation=0, ends_at=float("-inf"))
        self._flight: asyncio.Task[Token] | None = None

    async def current(self, *, after: int = 0) -> Token:
        """Return a token that has not ended and is younger than a refused generation.

        However many wait, one fetch is under way, and its failure is the failure of all.

        Args:
            after: The generation that the platform refused; 0 if none was.

        Raises:
            PlatformError: The platform gives no token.
            PlatformUnreachable: No answer came.
        """
        if self._token.generation > after and self._clock() < self._token.ends_at:
            return self._token
        if self._flight is None:
            self._flight = asyncio.create_task(self._renew())
            self._flight.add_done_callback(self._landed)
        # One waiter who is cancelled must not take the token from all the others; and shield looks
        # at the failure of a flight that nobody waits for any more.
        return await asyncio.shield(self._flight)

    async def _renew(self) -> Token:
        value, lifetime_s = await self._fetch()
        self._token = Token(
            value,
            generation=self._token.generation + 1,
            ends_at=self._clock() + lifetime_s - min(MARGIN_S, lifetime_s / 10),
        )
        return self._token

    def _landed(self, _: asyncio.Task[Token]) -> None:
        self._flight = None
