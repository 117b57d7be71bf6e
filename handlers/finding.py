"""Finding an item on pages: a search, a short guide, and what is to be known of one item."""

from aiohttp import web

from domain.item import ItemId
from handlers.items import LONGEST, SHOWN
from handlers.keys import DESK
from handlers.pages import page


async def search(request: web.Request) -> web.Response:
    """GET /items."""
    desk, asked = request.app[DESK], request.query.get("q", "").strip()[:LONGEST]
    hits = desk.shelf.finder.find(asked, limit=SHOWN) if asked else ()
    items = [desk.catalogue.item(ItemId(hit.item)) for hit in hits]
    return page(request, "items", asked=asked, items=items)


async def guide(request: web.Request) -> web.Response:
    """GET /guide."""
    desk = request.app[DESK]
    led = desk.catalogue.guide
    asker = led.asker(request.query.get("who", ""))
    theme = led.theme(request.query.get("what", "")) if asker else None
    items = [desk.catalogue.item(ItemId(item)) for item in theme.items] if theme else []
    return page(request, "guide", guide=led, asker=asker, theme=theme, items=items)


async def show(request: web.Request) -> web.Response:
    """GET /items/{item}."""
    item = request.app[DESK].catalogue.item(ItemId(request.match_info["item"]))
    return page(request, "item", item=item)
