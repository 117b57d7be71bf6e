"""Whether we live, and whether we can work."""

from aiohttp import web

from handlers.keys import DESK


async def live(_: web.Request) -> web.Response:
    """GET /healthz."""
    return web.Response(text="ok\n")


async def ready(request: web.Request) -> web.Response:
    """GET /readyz."""
    desk = request.app[DESK]
    # Any read will do: what counts is that the database answers.
    await desk.db.read(lambda tx: tx.links.look("", purpose="ready", at=desk.now()))
    return web.Response(text="ready\n")
