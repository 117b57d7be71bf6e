"""The letter of a promise, as the official opens it who decides upon it."""

from aiohttp import web

from casework import promising_paper
from domain.application import ApplicationId
from handlers.downloads import disposition
from handlers.keys import DESK, SIGNED_IN


async def letter(request: web.Request) -> web.Response:
    """GET /desk/cases/{case}/commitments/{proof}/letter.pdf."""
    desk, by = request.app[DESK], request[SIGNED_IN].official.id
    case, proof = ApplicationId(request.match_info["case"]), request.match_info["proof"]
    pdf = await promising_paper.letter_at_office(desk, case, proof, by=by)
    named = disposition("inline", "letter.pdf", plain="letter.pdf")
    headers = {"Content-Disposition": named}
    return web.Response(body=pdf, content_type="application/pdf", headers=headers)
