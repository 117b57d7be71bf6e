"""JSON bodies, read strictly."""

from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from domain.errors import UnsupportedMediaType
from domain.message import Json
from handlers.problems import Malformed, Unfit

JSON = "application/json"


class Body(BaseModel):
    """What a request may say; a field that is not named is refused, and no type is guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


B = TypeVar("B", bound=Body)


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
        return model.model_validate_json(await request.read())
    except ValidationError as fault:
        found = fault.errors(include_input=False, include_url=False, include_context=False)
    if any(each["type"] == "json_invalid" for each in found):
        raise Malformed(field="", reason="other")
    places: list[Json] = [
        {"pointer": "".join(f"/{step}" for step in each["loc"]), "code": each["type"]}
        for each in found
    ]
    raise Unfit(field="", reason="other", errors=places)
