"""What is said about a URL: who may pass, what its answers look like, how often it is asked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
KIB = 1024


class Who(StrEnum):
    """Who may pass.

    ANYONE includes whoever holds a secret link: there the link is the key, and the verb
    behind the door looks whether it fits.  A PLATFORM proves itself by its envelope.
    """

    ANYONE = "anyone"
    CITIZEN = "citizen"
    OFFICIAL = "official"
    PLATFORM = "platform"


class Kind(StrEnum):
    """What a refusal looks like here: a page, the check's own page, a problem, or a bare line."""

    PAGE = "page"
    CHECK = "check"
    API = "api"
    CALLBACK = "callback"
    PROBE = "probe"
    ASSET = "asset"


@dataclass(frozen=True)
class Rate:
    """At most so many requests of one address in a moving window."""

    times: int
    seconds: int


@dataclass(frozen=True)
class Route:
    """One method of one URL.

    Attributes:
        longest: Bytes that its body may have.
        rate: How often one address may ask; None: the proxy's business.
    """

    method: str
    path: str
    handler: Handler
    who: Who
    kind: Kind
    longest: int = 0
    rate: Rate | None = None
