"""The page with two phones, and the way from a card to the product's desk."""

from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.sim import SIM

STATIC = Path(__file__).with_name("static")
POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"


async def index(_: web.Request) -> web.FileResponse:
    """GET /."""
    headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}
    return web.FileResponse(STATIC / "index.html", headers=headers)


async def open_as(request: web.Request) -> web.StreamResponse:
    """GET /open?as=&url=: open a page of the product as this official, who is then signed in."""
    sim, target = request.app[SIM], request.query.get("url", "")
    wanted, home = urlsplit(target), urlsplit(sim.product)
    if (wanted.scheme, wanted.netloc) != (home.scheme, home.netloc):
        raise web.HTTPBadRequest(text="替身：只打开产品自己的页面")
    try:
        sim.official = request.query.get("as", "")
    except KeyError:
        raise web.HTTPNotFound(text="替身：没有这位工作人员") from None
    raise web.HTTPFound(target)


def routes() -> list[web.AbstractRouteDef]:
    """Return the page's routes."""
    return [
        web.get("/", index),
        web.get("/open", open_as),
        web.static("/static", STATIC, append_version=False),
    ]
