"""How the rows of the table of URLs are written: who may pass, how long a body, how often."""

from dataclasses import replace

from domain.attachment import LONGEST
from handlers.route import KIB, Handler, Kind, Operation, Rate, Route, Who

FORM = 32 * KIB
JSON = 16 * KIB
PICTURE = LONGEST + 16 * KIB
ENVELOPE = 64 * KIB
SIGNATURE = 128 * KIB  # a form spells every bracket of a drawn name with three characters
ONCE_A_SECOND = Rate(60, 60)  # a mobile carrier lends one address to many people
SELDOM = Rate(20, 60)


def anyone(method: str, path: str, handler: Handler, kind: Kind = Kind.PAGE) -> Route:
    """A row for whoever comes, as often as he likes."""
    return Route(method, path, handler, Who.ANYONE, kind)


def stranger(path: str, handler: Handler, rate: Rate = ONCE_A_SECOND) -> Route:
    """A page for whoever comes, but not too often."""
    return Route("GET", path, handler, Who.ANYONE, Kind.PAGE, rate=rate)


def platform(path: str, prove: Handler, listen: Handler) -> tuple[Route, Route]:
    """The two rows of a platform's callback."""
    return (
        Route("GET", path, prove, Who.PLATFORM, Kind.CALLBACK),
        Route("POST", path, listen, Who.PLATFORM, Kind.CALLBACK, longest=ENVELOPE),
    )


def api(method: str, path: str, operation: Operation, *, who: Who, longest: int = JSON) -> Route:
    """A row of the API."""
    return Route(
        method,
        path,
        operation.handler,
        who,
        Kind.API,
        longest=0 if method == "GET" else longest,
        rate=ONCE_A_SECOND,
        operation=operation,
    )


def citizen(method: str, path: str, operation: Operation) -> Route:
    """A row of the API for whoever holds a bearer of the mini program."""
    return api(method, path, operation, who=Who.CITIZEN)


def picture(path: str, operation: Operation) -> Route:
    """A row of the API that takes a picture as it comes."""
    taken = api("POST", path, operation, who=Who.CITIZEN, longest=PICTURE)
    return replace(taken, streamed=True)


def program(method: str, path: str, operation: Operation) -> Route:
    """A row of the API for officials."""
    return api(method, path, operation, who=Who.OFFICIAL)


def visitor(method: str, path: str, handler: Handler) -> Route:
    """A page for citizens in WeChat's own browser."""
    longest = FORM if method == "POST" else 0
    return Route(method, path, handler, Who.VISITOR, Kind.PAGE, longest=longest, rate=ONCE_A_SECOND)


def official(method: str, path: str, handler: Handler) -> Route:
    """A page for officials."""
    longest = FORM if method == "POST" else 0
    return Route(method, path, handler, Who.OFFICIAL, Kind.PAGE, longest=longest)
