"""What the doors of the platforms have in common: believe, work in time, acknowledge.

A platform sends a message again until it is acknowledged, so only what is on disk is: an answer
that comes too late, or not at all, is left to the repetition, which finds the stored answer.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog
from aiohttp import web

from bot.envelope import Envelope
from bot.rejection import Rejected
from domain.message import Message
from handlers.keys import CHANNEL, DESK, METRICS, REQUEST_ID

T = TypeVar("T")
MAX_BODY = 64 * 1024  # bytes; as in the envelope
_log = structlog.get_logger()
_LATE: set["asyncio.Future[Any]"] = set()


def echoed(request: web.Request, envelope: Envelope) -> web.Response:
    """Prove to the platform that this URL is ours."""
    proof = envelope.echo(request.query, request.app[DESK].now())
    return turned_away(proof, envelope) if isinstance(proof, Rejected) else said(proof)


async def believed(request: web.Request, envelope: Envelope) -> Message | Rejected:
    """The message in the body, if the platform sent it."""
    message = envelope.open(request.query, await request.read(), request.app[DESK].now())
    request[CHANNEL] = envelope.channel
    outcome = message.reason if isinstance(message, Rejected) else "accepted"
    request.app[METRICS].callback(envelope.channel, outcome)
    return message


def turned_away(rejected: Rejected, envelope: Envelope) -> web.Response:
    """Turn away what was not believed, and leave a code for the operator."""
    _log.warning("callback-rejected", channel=envelope.channel, reason=rejected.reason)
    return web.Response(status=rejected.status, text="rejected\n")


def said(text: str) -> web.Response:
    """Say something in clear."""
    return web.Response(text=text)


def sealed(body: str) -> web.Response:
    """Hand over a sealed answer, in the form in which it was written."""
    kind = "application/json" if body.startswith("{") else "application/xml"
    return web.Response(body=body.encode(), headers={"Content-Type": f"{kind}; charset=utf-8"})


def nonce(request: web.Request) -> str:
    """Something fresh to be signed with an answer: the number that was drawn for the request."""
    return request[REQUEST_ID]


async def in_time(work: Coroutine[Any, Any, T], *, seconds: float) -> T:
    """Wait for the work as long as the platform does; it goes on even if that is not enough.

    Raises:
        TimeoutError: It is not done yet.
    """
    loop = asyncio.get_running_loop()
    task, over = loop.create_task(work), loop.create_future()
    timer = loop.call_later(seconds, _end, over)
    task.add_done_callback(lambda _: _end(over))
    try:
        await over
    finally:
        timer.cancel()
    if not task.done():
        _LATE.add(task)
        task.add_done_callback(_let_go)
        raise TimeoutError
    return task.result()


def _end(wait: "asyncio.Future[None]") -> None:
    if not wait.done():
        wait.set_result(None)


def _let_go(task: "asyncio.Future[Any]") -> None:
    _LATE.discard(task)
    error = None if task.cancelled() else task.exception()
    _log.warning("callback-late", error=type(error).__name__ if error else "")
