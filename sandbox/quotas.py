"""How many messages the platform lets through: customer service, subscriptions, members."""

from collections import Counter, defaultdict, deque
from dataclasses import dataclass

from sandbox.clock import Clock
from sandbox.errors import PlatformError

ALLOWANCES = {"message": (5, 48 * 3600), "action": (3, 60)}
A_MINUTE, AN_HOUR = 30, 1000


@dataclass
class Window:
    """Messages still allowed until a moment."""

    left: int
    until: float


class ServiceQuota:
    """Customer-service messages: five in 48 h after a message, three in a minute after a menu tap.

    A new message fills the allowance up again; it does not add to it [unconfirmed].
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, str], Window] = {}

    def earn(self, openid: str, by: str) -> None:
        """Open a window: `by` is `message` or `action` (menu, follow, scan)."""
        count, seconds = ALLOWANCES[by]
        self._windows[openid, by] = Window(count, self._clock.now() + seconds)

    def spend(self, openid: str) -> None:
        """Take one message from the window that closes first.

        Raises:
            PlatformError: 45015 outside every window, 45047 if all are used up.
        """
        windows = self._open(openid)
        if not windows:
            raise PlatformError(45015)
        for window in windows:
            if window.left > 0:
                window.left -= 1
                return
        raise PlatformError(45047)

    def left(self, openid: str) -> int:
        """Return how many messages may still be sent."""
        return sum(window.left for window in self._open(openid))

    def windows(self, openid: str) -> list[tuple[int, int]]:
        """Return of each open window how many messages it has left, and its seconds."""
        now = self._clock.now()
        return [(window.left, int(window.until - now)) for window in self._open(openid)]

    def _open(self, openid: str) -> list[Window]:
        now = self._clock.now()
        mine = [w for (who, _), w in self._windows.items() if who == openid and w.until > now]
        return sorted(mine, key=lambda window: window.until)


class Credits:
    """One-time subscriptions: one accept tap, one message, for each person and template."""

    def __init__(self) -> None:
        self._left: Counter[tuple[str, str]] = Counter()

    def accept(self, openid: str, template: str, times: int = 1) -> None:
        """Add credits."""
        self._left[openid, template] += times

    def spend(self, openid: str, template: str) -> None:
        """Take one credit.

        Raises:
            PlatformError: 43101 if there is none.
        """
        if self._left[openid, template] <= 0:
            raise PlatformError(43101)
        self._left[openid, template] -= 1

    def drop(self, openid: str) -> None:
        """Forget all credits of a person, who has switched the messages off."""
        self._left = Counter({key: n for key, n in self._left.items() if key[0] != openid})

    def left(self, openid: str) -> dict[str, int]:
        """Return the credits of a person by template."""
        return {tmpl: count for (who, tmpl), count in self._left.items() if who == openid}


class MemberLimit:
    """WeCom lets a member receive 30 messages a minute and 1000 an hour, and drops the rest."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sent: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=AN_HOUR))

    def used(self, userid: str) -> tuple[int, int]:
        """Return how many messages reached a member in the last minute and the last hour."""
        sent, now = self._sent[userid], self._clock.now()
        return sum(now - at < 60 for at in sent), sum(now - at < 3600 for at in sent)

    def admits(self, userid: str) -> bool:
        """Count one message to a member, and return whether it is delivered."""
        sent, now = self._sent[userid], self._clock.now()
        if len(sent) == AN_HOUR and now - sent[0] < 3600:
            return False
        if len(sent) >= A_MINUTE and now - sent[-A_MINUTE] < 60:
            return False
        sent.append(now)
        return True
