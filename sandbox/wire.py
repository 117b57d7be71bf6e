"""The record of everything that crossed the wire, both ways."""

from collections import deque
from dataclasses import dataclass
from itertools import count
from typing import Any

from sandbox.clock import Clock

KEPT = 500


@dataclass(frozen=True)
class Entry:
    """One exchange.

    Attributes:
        way: `push` from here to the product, `api` from a mini program here to the product,
            `call` from the product to the platform, `register` from the product to the register.
        title: Endpoint or kind of callback.
        who: The person it was about, as far as known.
        sent: What was asked; clear text of a callback.
        got: What was answered, clear text.
        ms: How long the answer took.
        note: What was special: a fault, a repeat, a forgery.
    """

    id: int
    at: float
    way: str
    title: str
    who: str
    sent: str
    got: str
    status: int
    ms: float
    note: str


class Wire:
    """Keeps the newest five hundred exchanges."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = count(1)
        self.entries: deque[Entry] = deque(maxlen=KEPT)

    def record(self, way: str, title: str, **facts: Any) -> Entry:
        """Write one exchange down.  Facts: who, sent, got, status, ms, note."""
        plain = {"who": "", "sent": "", "got": "", "status": 0, "ms": 0.0, "note": ""}
        entry = Entry(next(self._numbers), self._clock.now(), way, title, **{**plain, **facts})
        self.entries.append(entry)
        return entry

    def last_ms(self, way: str) -> float | None:
        """Return how long the newest exchange of this way took."""
        return next((e.ms for e in reversed(self.entries) if e.way == way and e.status), None)
