"""How often somebody may knock: moving windows in memory, of bounded size."""

from collections import OrderedDict, deque
from collections.abc import Callable

from domain.errors import RateLimited
from handlers.route import Rate

KEYS = 20_000  # about 10 MB when every window is full


class Turnstile:
    """Counts knocks by key; forgets whoever has not knocked for longest when it is full.

    Args:
        clock: A monotonic clock, in seconds.
        keys: How many keys are remembered.
    """

    def __init__(self, clock: Callable[[], float], *, keys: int = KEYS) -> None:
        self._clock = clock
        self._keys = keys
        self._knocks: OrderedDict[tuple[str, ...], deque[float]] = OrderedDict()

    def pass_through(self, *key: str, rate: Rate) -> None:
        """Let one more pass.

        Raises:
            RateLimited: The window is full; a refused knock does not prolong the wait.
        """
        now = self._clock()
        knocks = self._knocks.setdefault(key, deque())
        self._knocks.move_to_end(key)
        while knocks and knocks[0] <= now - rate.seconds:
            knocks.popleft()
        if len(knocks) >= rate.times:
            raise RateLimited(wait_s=max(1, round(knocks[0] + rate.seconds - now)))
        knocks.append(now)
        while len(self._knocks) > self._keys:
            self._knocks.popitem(last=False)
