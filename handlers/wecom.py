"""The door of WeCom, where officials tap cards and type commands."""

from aiohttp import web

from bot import official
from bot.envelope import Envelope
from bot.official_reply import Reply
from bot.rejection import Rejected
from domain.errors import Refusal
from domain.message import Message
from handlers import callbacks
from handlers.keys import DESK, ENVELOPES, SETTINGS


async def prove(request: web.Request) -> web.Response:
    """GET /wecom."""
    return callbacks.echoed(request, request.app[ENVELOPES].wecom)


async def listen(request: web.Request) -> web.Response:
    """POST /wecom."""
    envelope = request.app[ENVELOPES].wecom
    message = await callbacks.believed(request, envelope)
    if isinstance(message, Rejected):
        return callbacks.turned_away(message, envelope)
    return _sealed(request, envelope, message, await _answer(request, message))


async def _answer(request: web.Request, message: Message) -> Reply:
    desk, settings = request.app[DESK], request.app[SETTINGS]
    try:
        return await callbacks.in_time(
            official.hear(desk, message), seconds=settings.answer_within_s
        )
    except Refusal as refusal:  # nothing was written; the official is told so, and may try again
        return Reply(text=desk.words.refusal(refusal.code, refusal.facts, reader="official"))


def _sealed(
    request: web.Request, envelope: Envelope, message: Message, reply: Reply
) -> web.Response:
    at, nonce = request.app[DESK].now(), callbacks.nonce(request)
    if reply.button:
        return callbacks.sealed(envelope.seal_button(message, reply.button, at=at, nonce=nonce))
    if reply.text:
        return callbacks.sealed(envelope.seal(message, reply.text, at=at, nonce=nonce))
    return web.Response()
