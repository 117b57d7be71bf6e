"""Access tokens that expire, and codes that work once."""

import secrets
from typing import Generic, TypeVar

from sandbox.clock import Clock
from sandbox.errors import PlatformError

LIFETIME_S, OVERLAP_S, CODE_S = 7200, 300, 300
FORCED_A_DAY, FORCED_APART_S = 20, 30

T = TypeVar("T")


class TokenShop:
    """Issues the access tokens of one app: one is current, its predecessor outlives it a little.

    Attributes:
        fetches: How often a token was asked for.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._current = ""
        self._forced: list[float] = []
        self.fetches = 0

    def steady(self, *, renew_early: bool = True) -> tuple[str, int]:
        """Return the current token and its seconds; a new one only when it is (nearly) over."""
        self.fetches += 1
        left = self._until.get(self._current, 0.0) - self._clock.now()
        if left > (OVERLAP_S if renew_early else 0):
            return self._current, int(left)
        return self._issue()

    def renewed(self) -> tuple[str, int]:
        """Return a new token; the one before works for five minutes more."""
        self.fetches += 1
        before, limit = self._current, self._clock.now() + OVERLAP_S
        if before in self._until:
            self._until[before] = min(self._until[before], limit)
        return self._issue()

    def forced(self) -> tuple[str, int]:
        """Return a new token and end the one before at once; 20 a day, 30 s apart.

        Raises:
            PlatformError: 45009 or 45011, if that is too often.
        """
        now = self._clock.now()
        self._forced = [at for at in self._forced if now - at < 86400]
        if len(self._forced) >= FORCED_A_DAY:
            raise PlatformError(45009)
        if self._forced and now - self._forced[-1] < FORCED_APART_S:
            raise PlatformError(45011)
        self._forced.append(now)
        self.fetches += 1
        self.rotate()
        return self._issue()

    def rotate(self) -> None:
        """End every token that was issued, as if somebody else had fetched one."""
        self._until.clear()
        self._current = ""

    def knows(self, token: str) -> bool:
        """Return whether this shop issued the token and did not end it early."""
        return token in self._until

    def valid(self, token: str) -> bool:
        """Return whether the token still works."""
        return self._until.get(token, 0.0) > self._clock.now()

    def left(self) -> list[int]:
        """Return the seconds that each working token still has, longest first."""
        now = self._clock.now()
        return sorted((int(end - now) for end in self._until.values() if end > now), reverse=True)

    def _issue(self) -> tuple[str, int]:
        self._current = secrets.token_urlsafe(96)
        self._until[self._current] = self._clock.now() + LIFETIME_S
        return self._current, LIFETIME_S


class OneTime(Generic[T]):
    """Codes that stand for something, work once, and only for a while."""

    def __init__(self, clock: Clock, seconds: float = CODE_S) -> None:
        self._clock, self._seconds = clock, seconds
        self._codes: dict[str, tuple[T, float]] = {}
        self._used: set[str] = set()

    def issue(self, value: T) -> str:
        """Return a fresh code for the value."""
        code = secrets.token_urlsafe(24)
        self._codes[code] = (value, self._clock.now() + self._seconds)
        return code

    def redeem(self, code: str) -> T:
        """Return what the code stands for; it is used up now.

        Raises:
            PlatformError: 40163 if it was used before, 40029 if unknown or too old.
        """
        if code in self._used:
            raise PlatformError(40163)
        value, until = self._codes.get(code, (None, 0.0))
        if value is None or until <= self._clock.now():
            raise PlatformError(40029)
        self._used.add(code)
        return value
