"""The citizen who holds a session: who it is, with which phone."""

from aiohttp import web
from pydantic import Field

from casework import enrolling
from domain.identity import mask_phone, mobile
from handlers.bodies import Body, body
from handlers.keys import BEARER, CALLER, DESK, GATEWAY


class PhoneCode(Body):
    """A code of getPhoneNumber."""

    code: str = Field(min_length=1, max_length=512)


class Identity(Body):
    """What somebody says to be called; people type it, so it is read by the domain."""

    name: str = Field(min_length=1, max_length=200)
    id_number: str = Field(min_length=1, max_length=64)


async def show(request: web.Request) -> web.Response:
    """GET /api/v1/me."""
    caller = request[CALLER]
    return web.json_response(
        {
            "person": caller.account.person,
            "phone": mask_phone(caller.phone) if caller.phone else None,
            "assurance": caller.account.assurance,
        }
    )


async def give_phone(request: web.Request) -> web.Response:
    """POST /api/v1/me/phone."""
    given = await body(request, PhoneCode)
    openid = request[CALLER].account.openid
    vouched = await request.app[GATEWAY].mini_program.phone(given.code, openid)
    phone = mobile(f"+{vouched.country_code or '86'}{vouched.number}")
    kept = await enrolling.give_phone(request.app[DESK], request[BEARER], phone)
    return web.json_response({"phone": mask_phone(kept)})


async def prove_identity(request: web.Request) -> web.Response:
    """POST /api/v1/me/identity."""
    said = await body(request, Identity)
    proved = await enrolling.prove_identity(
        request.app[DESK], request[BEARER], name=said.name, id_number=said.id_number
    )
    return web.json_response(
        {"person": proved.person, "name": proved.name, "resumes": proved.resumes}
    )
