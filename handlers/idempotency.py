"""Keys under which a client may send a request again."""

import hashlib
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from pydantic import BaseModel

from casework.repeating import Repeat
from domain.errors import InProgress
from handlers.keys import CALLER, REPEAT, RUNNING, SIGNED_IN
from handlers.problems import Malformed

KEY = "Idempotency-Key"
SHAPE = r"^[!-~]{1,128}$"


@asynccontextmanager
async def held(request: web.Request, said: BaseModel) -> AsyncIterator[None]:
    """Hold the key of a request while it runs, and tell its handler what would repeat it.

    Only this process is looked at: in another one the database itself makes the second wait.

    Raises:
        Malformed: The key is none.
        InProgress: The same is running.
    """
    key = request.headers.get(KEY)
    if key is None:
        yield
        return
    if not re.fullmatch(SHAPE, key):
        raise Malformed(field="idempotency-key", reason="other")
    repeat = _repeat(request, key, said)
    running, mine = request.app[RUNNING], (repeat.actor, repeat.key)
    if mine in running:
        raise InProgress
    running.add(mine)
    request[REPEAT] = repeat
    try:
        yield
    finally:
        running.discard(mine)


def _repeat(request: web.Request, key: str, said: BaseModel) -> Repeat:
    plain = json.dumps(said.model_dump(mode="json"), sort_keys=True)
    route = f"{request.method} {request.path}"
    return Repeat(f"{route} {_hash(key)}", _actor(request), _hash(plain))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _actor(request: web.Request) -> str:
    signed_in = request.get(SIGNED_IN)
    return signed_in.official.id if signed_in else request[CALLER].account.id
