"""The doors of WeChat: the official account that citizens write to, and the mini program."""

from aiohttp import web

from bot import citizen
from bot.envelope import Envelope
from bot.reading import Form
from bot.rejection import Rejected
from domain.errors import Refusal
from domain.message import Message
from handlers import callbacks
from handlers.keys import DESK, ENVELOPES, SETTINGS


async def prove(request: web.Request) -> web.Response:
    """GET /wechat."""
    return callbacks.echoed(request, request.app[ENVELOPES].official_account)


async def listen(request: web.Request) -> web.Response:
    """POST /wechat."""
    envelope = request.app[ENVELOPES].official_account
    message = await callbacks.believed(request, envelope)
    if isinstance(message, Rejected):
        return callbacks.turned_away(message, envelope)
    text = await _answer(request, message)
    return await _sealed(request, envelope, message, text) if text else callbacks.said("success")


async def prove_miniapp(request: web.Request) -> web.Response:
    """GET /miniapp."""
    return callbacks.echoed(request, request.app[ENVELOPES].mini_program)


async def listen_miniapp(request: web.Request) -> web.Response:
    """POST /miniapp."""
    envelope = request.app[ENVELOPES].mini_program
    message = await callbacks.believed(request, envelope)
    if isinstance(message, Rejected):
        return callbacks.turned_away(message, envelope)
    await _answer(request, message)  # a mini program has no passive answers
    return callbacks.said("success")


async def _answer(request: web.Request, message: Message) -> str:
    desk, settings = request.app[DESK], request.app[SETTINGS]
    try:
        return await callbacks.in_time(
            citizen.hear(desk, message), seconds=settings.answer_within_s
        )
    except Refusal as refusal:  # nothing was written; the person is told so, and may try again
        return desk.words.refusal(refusal.code, refusal.facts, reader="citizen")


async def _sealed(
    request: web.Request, envelope: Envelope, message: Message, text: str
) -> web.Response:
    return callbacks.sealed(
        envelope.seal(
            message,
            text,
            at=request.app[DESK].now(),
            nonce=callbacks.nonce(request),
            form=Form.of(await request.read()),
        )
    )
