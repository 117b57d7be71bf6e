"""Sessions of the mini program."""

from datetime import datetime

from aiohttp import web
from pydantic import Field

from casework import enrolling
from domain.errors import NotFound, PlatformSilent, Unauthenticated
from handlers.api import Told, takes
from handlers.bodies import Body
from handlers.keys import DESK, GATEWAY


class Login(Body):
    """A code of wx.login, and the one-time link that led here, if any."""

    code: str = Field(min_length=1, max_length=512)
    link: str = Field(default="", max_length=128)


class Opened(Told):
    """A bearer token; it is told once and stored hashed."""

    token: str
    expires_at: datetime


@takes(Login, Opened, status=201, refuses=(Unauthenticated, NotFound, PlatformSilent))
async def create(request: web.Request, login: Login) -> Opened:
    """POST /api/v1/sessions."""
    who = await request.app[GATEWAY].mini_program.login(login.code)
    opened = await enrolling.open_session(
        request.app[DESK],
        appid=request.app[DESK].miniapp_appid,
        openid=who.openid,
        unionid=who.unionid,
        link=login.link,
    )
    return Opened(token=opened.token, expires_at=opened.expires_at)
