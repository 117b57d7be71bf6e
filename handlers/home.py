"""The front page."""

from aiohttp import web

from handlers.pages import page


async def show(request: web.Request) -> web.Response:
    """GET /."""
    return page(request, "home", asked="")
