"""Lists, page by page: where the next one begins is told by an opaque cursor."""

import binascii
from base64 import b64decode, urlsafe_b64encode

from aiohttp import web
from pydantic import Field
from yarl import URL

from domain.errors import Validation
from handlers.bodies import Query

DEFAULT, MOST = 20, 100


class Paging(Query):
    """How many, and from where on."""

    limit: int = Field(default=DEFAULT, ge=1, le=MOST)
    cursor: str = Field(default="", max_length=128, description="`next` of the page before.")


def begins(asked: Paging) -> str:
    """The id after which the page begins; empty: the first.

    Raises:
        Validation: The cursor is none of ours.
    """
    try:
        given = asked.cursor.encode("ascii")
        return b64decode(given, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, UnicodeError):
        raise Validation(field="cursor", reason="other") from None


def cursor(last: str) -> str:
    """The cursor of the page after that id."""
    return urlsafe_b64encode(last.encode("ascii")).decode("ascii")


def link(request: web.Request, asked: Paging, after: str | None, **more: str) -> dict[str, str]:
    """The header that leads on, with `more` in its query; none on the last page."""
    if after is None:
        return {}
    url = URL(request.path).with_query(limit=asked.limit, cursor=after, **more)
    return {"Link": f'<{url}>; rel="next"'}
