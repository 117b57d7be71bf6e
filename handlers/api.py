"""The adapter: handlers take and give models; what surrounds them is done here, once.

How to add a route to the API:

1. In the file of its noun, write the models: `class Filing(Body)` for what is sent, `class
   Case(Told)` for what is answered, `class Paging(Query)` for a query string.  Unknown fields are
   refused.  Docstrings and `Field(description=...)` end up in `/openapi.json`.
2. Write the handler.  Its docstring is its route; it reads, calls, answers:

       @takes(Filing, Case, status=201, refuses=(DuplicateApplication,), headed=(ONCE_KEY,))
       async def begin(request: web.Request, said: Filing) -> Reply:

   `@answers(Case)` is for handlers that read nothing, `@takes(Nothing, ...)` for a POST without a
   body.  A bare model does for a `Reply`.  `bytes` in a `Reply` are a file, whose media type stands
   in the place of the model: `@answers("application/pdf")`.
3. Put one line into `handlers/routes.py`, with who may pass:
   `_citizen("POST", "/api/v1/applications", applications.begin)`.
4. Say in `refuses` what the verbs behind it refuse.  What every route of its kind may refuse (401,
   404 of a path with a name in it, 413, 415, 422, 429, 503) is added by `handlers/openapi.py`.
5. `make openapi` writes `docs/openapi.json` anew; a test compares the two.

`headed` names what a route heeds.  ONCE_KEY: the verb is given `request.get(REPEAT)`.
IF_NONE_MATCH: a `Reply` with an `etag` becomes 304.  IF_MATCH: `etags.wanted(request)`.  The
refusals about them are added too.  `files` names media types that are taken beside or in the place
of JSON; the handler reads those itself, by `handlers/uploads.py`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TypeVar, cast

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from domain.errors import Refusal
from handlers.bodies import Body, body, query
from handlers.idempotency import held
from handlers.route import Operation

ONCE_KEY = "Idempotency-Key"
IF_NONE_MATCH = "If-None-Match"
IF_MATCH = "If-Match"


class Told(BaseModel):
    """What an answer says."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Body):
    """No body, or an empty object."""


@dataclass(frozen=True)
class Reply:
    """An answer with what goes into its head.

    Attributes:
        told: What is said, or the bytes of a file.
        etag: Changes whenever the answer would; empty: it is not to be kept.
        headers: What else goes into the head.
    """

    told: Told | bytes
    etag: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


M = TypeVar("M", bound=BaseModel)
Given = TypeVar("Given")
Said = Told | Reply
Answering = Callable[[web.Request], Awaitable[Said]]
Taking = Callable[[web.Request, Given], Awaitable[Said]]


def answers(
    gives: type[Told] | str,
    *,
    status: int = 200,
    refuses: tuple[type[Refusal], ...] = (),
    headed: tuple[str, ...] = (),
) -> Callable[[Answering], Operation]:
    """Make a door of a handler that reads nothing but the URL."""

    def made(handler: Answering) -> Operation:
        @wraps(handler)
        async def door(request: web.Request) -> web.StreamResponse:
            return _response(request, await handler(request), operation)

        operation = Operation(door, None, gives, status, refuses, headed)
        return operation

    return made


def takes(
    model: type[M],
    gives: type[Told] | str,
    *,
    status: int = 200,
    refuses: tuple[type[Refusal], ...] = (),
    headed: tuple[str, ...] = (),
    files: tuple[str, ...] = (),
) -> Callable[[Taking[M]], Operation]:
    """Make a door of a handler that reads a body, or, of a `Query`, the query string.

    With `files` beside a `Query`, its body is a file of one of these media types, which the
    handler takes itself.
    """

    def made(handler: Taking[M]) -> Operation:
        @wraps(handler)
        async def door(request: web.Request) -> web.StreamResponse:
            said = await _read(request, model)
            if ONCE_KEY not in headed:
                return _response(request, await handler(request, said), operation)
            async with held(request, said):
                return _response(request, await handler(request, said), operation)

        operation = Operation(door, model, gives, status, refuses, headed, files)
        return operation

    return made


def takes_or_file(
    model: type[M],
    gives: type[Told],
    *,
    files: tuple[str, ...],
    refuses: tuple[type[Refusal], ...] = (),
) -> Callable[[Taking[M | None]], Operation]:
    """Make a door of a handler that reads a body, or, when it is given None, a file instead."""

    def made(handler: Taking[M | None]) -> Operation:
        @wraps(handler)
        async def door(request: web.Request) -> web.StreamResponse:
            said = None if request.content_type in files else await _read(request, model)
            return _response(request, await handler(request, said), operation)

        operation = Operation(door, model, gives, refuses=refuses, files=files)
        return operation

    return made


async def _read(request: web.Request, model: type[M]) -> M:
    if not issubclass(model, Body):
        return query(request, model)
    if issubclass(model, Nothing) and not await request.read():
        return model()
    return cast("M", await body(request, model))


def _response(request: web.Request, said: Said, operation: Operation) -> web.StreamResponse:
    reply = said if isinstance(said, Reply) else Reply(said)
    headers = dict(reply.headers)
    if reply.etag:
        headers["ETag"] = f'"{reply.etag}"'
        if request.method == "GET" and _has_it(request, reply.etag):
            return web.Response(status=304, headers=headers)
    if isinstance(reply.told, bytes):
        kind = str(operation.gives)
        return web.Response(body=reply.told, content_type=kind, headers=headers)
    return web.json_response(
        text=reply.told.model_dump_json(), status=operation.status, headers=headers
    )


def _has_it(request: web.Request, etag: str) -> bool:
    return any(known.value in (etag, "*") for known in request.if_none_match or ())
