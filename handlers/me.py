"""The citizen who holds a session: who it is, with which phone."""

from aiohttp import web
from pydantic import Field

from casework import enrolling
from domain import errors
from domain.identity import mask_phone, mobile
from handlers.api import Told, answers, takes
from handlers.bodies import Body
from handlers.keys import BEARER, CALLER, DESK, GATEWAY

READ_WRONG = (errors.IdChecksum, errors.IdDate, errors.IdFuture, errors.IdRegion, errors.NameChar)
NOT_SO = (errors.GuardianRequired, errors.IdentityMismatch, errors.SourceSilent)


class PhoneCode(Body):
    """A code of getPhoneNumber."""

    code: str = Field(min_length=1, max_length=512)


class Identity(Body):
    """What somebody says to be called; people type it, so it is read by the domain."""

    name: str = Field(min_length=1, max_length=200)
    id_number: str = Field(min_length=1, max_length=64)


class Me(Told):
    """Who holds the session; a person only once the identity is proved."""

    person: str | None
    phone: str | None = Field(description="Masked.")
    assurance: int


class GivenPhone(Told):
    """The number that the platform vouches for, masked."""

    phone: str


class ProvedIdentity(Told):
    """Whom the session belongs to; `resumes` tells whether the chat goes on by itself."""

    person: str
    name: str = Field(description="Masked.")
    resumes: bool


@answers(Me)
async def show(request: web.Request) -> Me:
    """GET /api/v1/me."""
    account, phone = request[CALLER].account, request[CALLER].phone
    masked = mask_phone(phone) if phone else None
    return Me(person=account.person, phone=masked, assurance=account.assurance)


@takes(PhoneCode, GivenPhone, refuses=(errors.PlatformSilent,))
async def give_phone(request: web.Request, given: PhoneCode) -> GivenPhone:
    """POST /api/v1/me/phone."""
    openid = request[CALLER].account.openid
    vouched = await request.app[GATEWAY].mini_program.phone(given.code, openid)
    phone = mobile(f"+{vouched.country_code or '86'}{vouched.number}")
    kept = await enrolling.give_phone(request.app[DESK], request[BEARER], phone)
    return GivenPhone(phone=mask_phone(kept))


@takes(Identity, ProvedIdentity, refuses=(*READ_WRONG, *NOT_SO))
async def prove_identity(request: web.Request, said: Identity) -> ProvedIdentity:
    """POST /api/v1/me/identity."""
    proved = await enrolling.prove_identity(
        request.app[DESK], request[BEARER], name=said.name, id_number=said.id_number
    )
    return ProvedIdentity(person=proved.person, name=proved.name, resumes=proved.resumes)
