"""The door to the files that pages need."""

from aiohttp import web

from domain.errors import NotFound
from handlers.keys import ASSETS

YEAR = 365 * 24 * 3600


async def show(request: web.Request) -> web.Response:
    """GET /static/{name}."""
    asset = request.app[ASSETS].files.get(request.match_info["name"])
    if asset is None:
        raise NotFound
    exact = request.query.get("v") == asset.tag
    keep = f"public, max-age={YEAR}, immutable" if exact else "public, no-cache"
    headers = {"Cache-Control": keep, "ETag": f'"{asset.tag}"'}
    if any(tag.value == asset.tag for tag in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return web.Response(
        body=asset.body, content_type=asset.content_type, charset="utf-8", headers=headers
    )
