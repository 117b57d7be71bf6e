"""The enrolling link, opened outside the mini program."""

from aiohttp import web

from casework import enrolling
from handlers.keys import DESK
from handlers.pages import page


async def show(request: web.Request) -> web.Response:
    """GET /e/{token}."""
    alive = await enrolling.link_alive(request.app[DESK], request.match_info["token"])
    return page(request, "enrol", alive=alive)
