"""What programmers read about the API: its description, the page made of it, and every problem."""

import json
from collections.abc import Mapping

from aiohttp import web

from domain.errors import IdFuture, NotFound
from domain.message import Json
from handlers.keys import DESK, SPEC
from handlers.pages import language, page
from handlers.problems import STATUS

# One fact for each name that a refusal's words may need: what a page about it gives as example.
EXAMPLE: Mapping[str, Json] = {
    "char": "1",
    "date": "19930230",
    "glyph": "𠅤",
    "hex": "0031",
    "left": 2,
    "max": 5_000_000,
    "proofs": ["kinship"],
    "reason": "empty",
    "region": "990101",
    "size": 9_000_000,
    "state": "review",
    "submitted_at": "2026-11-24T02:00:00+00:00",
    "tail": "0042",
    "type": "text/plain",
    "wait_s": 60,
}
IN_FUTURE: Mapping[str, Json] = {**EXAMPLE, "date": "2031-05-16"}


async def spec(request: web.Request) -> web.Response:
    """GET /openapi.json."""
    return web.Response(body=request.app[SPEC], content_type="application/json")


async def show(request: web.Request) -> web.Response:
    """GET /docs."""
    return page(request, "docs", spec=json.loads(request.app[SPEC]), problems=sorted(_slugs()))


async def problem(request: web.Request) -> web.Response:
    """GET /problems/{slug}."""
    slug = request.match_info["slug"]
    statuses = _slugs().get(slug)
    if statuses is None:
        raise NotFound
    words = request.app[DESK].words
    facts = IN_FUTURE if slug == IdFuture.code else EXAMPLE
    said = words.refusal(slug, facts, lang=language(request))
    return page(request, "problem-type", slug=slug, statuses=statuses, said=said)


def _slugs() -> dict[str, list[int]]:
    found: dict[str, set[int]] = {}
    for kind, status in STATUS.items():
        found.setdefault(kind.code, set()).add(status)
    return {slug: sorted(statuses) for slug, statuses in found.items()}
