"""What pages post: fields of text, and nothing else."""

from aiohttp import web
from multidict import MultiDict

from domain.errors import UnsupportedMediaType

FORM = "application/x-www-form-urlencoded"


async def fields(request: web.Request) -> MultiDict[str]:
    """The fields of a form; no field is missing, it is empty at most.

    Raises:
        UnsupportedMediaType: It is no form of ours; those carry no files.
    """
    if request.content_type != FORM:
        raise UnsupportedMediaType(type=request.content_type)
    posted = await request.post()
    return MultiDict((name, value) for name, value in posted.items() if isinstance(value, str))
