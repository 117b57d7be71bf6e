"""Pages: what every one of them knows, and the ways to answer with one."""

from aiohttp import web

from handlers.keys import ASSETS, DESK
from templates.environment import Lang


def language(request: web.Request) -> Lang:
    """The language that the reader chose: zh, or en."""
    return "en" if request.query.get("lang") == "en" else "zh"


def page(request: web.Request, name: str, *, status: int = 200, **facts: object) -> web.Response:
    """Answer with a page; `facts` come on top of what all pages know."""
    desk = request.app[DESK]
    html = desk.words.page(
        name,
        asset=request.app[ASSETS].url,
        host=desk.host,
        scheme=desk.public_url.partition("://")[0],
        sample=desk.sample,
        lang=language(request),
        elder=request.query.get("k") == "1",
        now=desk.now(),
        **facts,
    )
    return web.Response(text=html, status=status, content_type="text/html", charset="utf-8")


def see_other(location: str) -> web.Response:
    """Send the browser on by GET, so that going back repeats nothing."""
    return web.Response(status=303, headers={"Location": location})
