"""From which version a change was made."""

from aiohttp import web

from domain.errors import PreconditionRequired


def wanted(request: web.Request) -> frozenset[str]:
    """The ETags of `If-Match`; weak ones match nothing, and so does a star, which names no version.

    Raises:
        PreconditionRequired: There are none.
    """
    if "If-Match" not in request.headers:
        raise PreconditionRequired
    return frozenset(tag.value for tag in request.if_match or () if not tag.is_weak)
