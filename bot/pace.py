"""Pace: WeCom silently drops what a member gets beyond thirty messages a minute."""

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
AT_MOST = 25  # a minute and member; the platform's own limit is 30, and replies count too


class Pace:
    """Remembers what each official was sent in the last minute.

    Args:
        clock: The present moment.
        at_most: Messages a minute and member.
    """

    def __init__(self, clock: Callable[[], datetime], *, at_most: int = AT_MOST) -> None:
        self._clock = clock
        self._at_most = at_most
        self._sent: dict[str, deque[datetime]] = {}

    def wait(self, userids: Iterable[str]) -> timedelta:
        """How long a message to these officials must wait; nothing means it counts as sent."""
        now, members = self._clock(), [self._recent(userid) for userid in userids]
        full = [sent[0] + MINUTE - now for sent in members if len(sent) >= self._at_most]
        if full:
            return max(full)
        for sent in members:
            sent.append(now)
        return timedelta(0)

    def _recent(self, userid: str) -> deque[datetime]:
        sent = self._sent.setdefault(userid, deque())
        while sent and sent[0] <= self._clock() - MINUTE:
            sent.popleft()
        return sent
