"""Whether we live, and whether we can work."""

from aiohttp import web

from handlers import readiness
from handlers.keys import DESK, WORKING


async def live(_: web.Request) -> web.Response:
    """GET /healthz."""
    return web.Response(text="ok\n")


async def ready(request: web.Request) -> web.Response:
    """GET /readyz."""
    whys = await readiness.asked(request.app[DESK], request.app[WORKING])
    able = not any(whys.values())
    told = {part: {"ok": not why, "why": why} for part, why in whys.items()}
    return web.json_response({"ready": able, "parts": told}, status=200 if able else 503)
