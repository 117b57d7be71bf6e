"""What citizens' and officials' phones have in common: the world, the wire, and the moment."""

import secrets

from sandbox.envelope import Fields
from sandbox.push import Pusher
from sandbox.world import World


class Stage:
    """Where people act.

    Attributes:
        world: Everything that is remembered.
        pusher: The way to the product.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.pusher = Pusher(world)
        self._moments: dict[str, int] = {}

    def _moment(self, who: str) -> int:
        """Return the CreateTime of what somebody does now; never the same second twice.

        Events have no MsgId: on the real platform two in one second look like one repeated.
        """
        now = int(self.world.clock.now())
        self._moments[who] = max(now, self._moments.get(who, 0) + 1)
        return self._moments[who]


def fresh_id() -> Fields:
    """Return the MsgId field of a message."""
    return {"MsgId": 10**16 + secrets.randbelow(9 * 10**16)}
