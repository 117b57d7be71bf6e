"""JSON bodies and query strings, read strictly."""

import asyncio
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from domain.errors import UnsupportedMediaType
from domain.message import Json
from handlers.problems import Malformed, Unfit

JSON = "application/json"
BODY_S = 10


class Body(BaseModel):
    """What a request may say; a field that is not named is refused, and no type is guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Query(BaseModel):
    """What a query string may say; all of it is text, so figures are read from it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


B = TypeVar("B", bound=BaseModel)


async def body(request: web.Request, model: type[B]) -> B:
    """Read a body.

    Raises:
        UnsupportedMediaType: It does not say that it is JSON.
        Malformed: It is no JSON.
        Unfit: It is JSON of another shape; the facts name each place.
    """
    if request.content_type != JSON:
        raise UnsupportedMediaType(type=request.content_type)
    try:
        async with asyncio.timeout(BODY_S):
            text = await request.read()
        return model.model_validate_json(text)
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except ValidationError as fault:
        raise _refused(fault) from None


def query(request: web.Request, model: type[B]) -> B:
    """Read a query string; of a name that is given twice, the last counts.

    Raises:
        Unfit: It does not fit; the facts name each parameter.
    """
    try:
        return model.model_validate(dict(request.query))
    except ValidationError as fault:
        raise _refused(fault) from None


def _refused(fault: ValidationError) -> Malformed | Unfit:
    found = fault.errors(include_input=False, include_url=False, include_context=False)
    if any(each["type"] == "json_invalid" for each in found):
        return Malformed(field="", reason="other")
    places: list[Json] = [
        {"pointer": "".join(f"/{step}" for step in each["loc"]), "code": each["type"]}
        for each in found
    ]
    return Unfit(field="", reason="other", errors=places)
