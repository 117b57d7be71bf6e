"""The stand-in's clock, which can be set forward."""

import time
from collections.abc import Callable


class Clock:
    """Seconds since 1970, plus whatever it was set forward by.

    Attributes:
        offset_s: How far this clock runs ahead of its source.
    """

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self.offset_s = 0.0

    def now(self) -> float:
        """Return the moment as Unix seconds."""
        return self._source() + self.offset_s

    def advance(self, seconds: float) -> None:
        """Set the clock forward (or back, if negative)."""
        self.offset_s += seconds
