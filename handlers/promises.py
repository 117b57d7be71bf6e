"""What anybody may read of commitments: where one may be signed, its text, what became of one."""

from aiohttp import web

from casework import committing, promise_checks
from casework.wording_promise import About, letter_of
from domain.errors import NotFound
from domain.item import Item, ItemId, ProofRule
from handlers.downloads import disposition
from handlers.keys import DESK
from handlers.pages import page

TEXT = "documents/commitment-text"


async def show_all(request: web.Request) -> web.Response:
    """GET /commitments."""
    items: dict[str, tuple[Item, list[ProofRule]]] = {}
    for item, rule in committing.offered_items(request.app[DESK].catalogue):
        items.setdefault(item.id, (item, []))[1].append(rule)
    return page(request, "commitments", items=list(items.values()))


async def show_item(request: web.Request) -> web.Response:
    """GET /commitments/items/{item}."""
    desk, offered = request.app[DESK], _offered(request)
    letters = [(about.rule, letter_of(desk, about)) for about in offered]
    return page(request, "commitments-item", item=offered[0].item, letters=letters)


async def letter(request: web.Request) -> web.Response:
    """GET /commitments/items/{item}/letter.txt."""
    desk, offered = request.app[DESK], _offered(request)
    item = offered[0].item
    letters = [(about.rule, letter_of(desk, about)) for about in offered]
    facts = {"item": item, "letters": letters, "host": desk.host, "sample": desk.sample}
    said = desk.words.blocks(TEXT, facts)
    name = f"{said['title']} {item.title}.txt"
    named = disposition("attachment", name, plain=f"{item.id}.txt")
    return web.Response(
        text=f"{said['text']}\n",
        content_type="text/plain",
        charset="utf-8",
        headers={"Content-Disposition": named},
    )


async def check(request: web.Request) -> web.Response:
    """GET /commitments/{token}."""
    found = await promise_checks.by_token(request.app[DESK], request.match_info["token"])
    return page(request, "commitment-check", found=found)


def _offered(request: web.Request) -> list[About]:
    """Every proof of the item that a promise may take the place of.

    Raises:
        NotFound: There is none, or no such item.
    """
    wanted = ItemId(request.match_info["item"])
    offered = committing.offered_items(request.app[DESK].catalogue)
    abouts = [About(item, rule) for item, rule in offered if item.id == wanted]
    if not abouts:
        raise NotFound(item=wanted)
    return abouts
