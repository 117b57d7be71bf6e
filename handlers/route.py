"""What is said about a URL: who may pass, what its answers look like, how often it is asked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web
from pydantic import BaseModel

from domain.errors import Refusal

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
KIB = 1024


class Who(StrEnum):
    """Who may pass.

    ANYONE includes whoever holds a secret link: there the link is the key, and the verb
    behind the door looks whether it fits.  A CITIZEN holds a bearer of the mini program, a
    VISITOR and an OFFICIAL a cookie.  A PLATFORM proves itself by its envelope.
    """

    ANYONE = "anyone"
    CITIZEN = "citizen"
    VISITOR = "visitor"
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
class Operation:
    """What a route of the API takes and gives; `/openapi.json` is written from it.

    Attributes:
        handler: The door itself, made by `handlers.api`.
        takes: The model of its body or of its query, if it reads one.
        gives: The model of its answer; or the media type of a file.
        status: Of an answer that is no refusal.
        refuses: What the verbs behind it refuse, beyond what every route of its kind may.
        headed: Request headers it heeds: `Idempotency-Key`, `If-None-Match`, `If-Match`.
        files: Media types of files that it takes in the place of JSON.
    """

    handler: Handler
    takes: type[BaseModel] | None
    gives: type[BaseModel] | str
    status: int = 200
    refuses: tuple[type[Refusal], ...] = ()
    headed: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """One method of one URL.

    Attributes:
        longest: Bytes that its body may have.
        streamed: Whether the handler takes the body as it comes, and holds its limits itself.
        rate: How often one address may ask; None: the proxy's business.
        operation: What it takes and gives, if it belongs to the API.
    """

    method: str
    path: str
    handler: Handler
    who: Who
    kind: Kind
    longest: int = 0
    rate: Rate | None = None
    operation: Operation | None = None
    streamed: bool = False
