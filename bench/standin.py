"""Everybody else, answering at once: the register knows every father, the platforms say yes."""

import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiohttp import web

from bench.drafts import FATHER, FATHER_NAME

YES = {
    "errcode": 0,
    "errmsg": "ok",
    "access_token": "t" * 32,
    "expires_in": 7200,
    "msgid": "m",
    "response_code": "r",
}


async def kinship(request: web.Request) -> web.Response:
    """POST /population/v1/kinship: whoever asks is the father's child."""
    asked = (await request.json())["applicant"]["id_number"]
    edge = {"kind": "parent-child", "a": FATHER, "b": asked}
    father = {
        "id_number": FATHER,
        "name": FATHER_NAME,
        "sex": "male",
        "alive": True,
        "registered_division": "330781102",
        "registered_elsewhere": False,
    }
    return web.json_response(
        {
            "request_id": uuid.uuid4().hex,
            "as_of": datetime.now(UTC).isoformat(),
            "subject": {"applicant_id": asked, "relative_id": FATHER},
            "outcome": "found",
            "edges": [{**edge, "recorded_on": "1993-06-01", "record": "出生登记"}],
            "people": [father],
            "shared_booklet": "never",
            "booklet_division": None,
        }
    )


async def platform(_request: web.Request) -> web.Response:
    """Any other call, to WeChat or WeCom."""
    return web.json_response(YES)


@asynccontextmanager
async def standing_in() -> AsyncIterator[str]:
    """The stand-in's URL while it listens."""
    app = web.Application()
    app.router.add_post("/registers/population/v1/kinship", kinship)
    app.router.add_route("*", "/{call:.*}", platform)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    door = socket.create_server(("127.0.0.1", 0))
    try:
        await web.SockSite(runner, door).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        await runner.cleanup()  # closes the door too
