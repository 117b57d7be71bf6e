"""Sessions of the mini program."""

from aiohttp import web
from pydantic import Field

from casework import enrolling
from handlers.bodies import Body, body
from handlers.keys import DESK, GATEWAY


class Login(Body):
    """A code of wx.login, and the one-time link that led here, if any."""

    code: str = Field(min_length=1, max_length=512)
    link: str = Field(default="", max_length=128)


async def create(request: web.Request) -> web.Response:
    """POST /api/v1/sessions."""
    login = await body(request, Login)
    who = await request.app[GATEWAY].mini_program.login(login.code)
    opened = await enrolling.open_session(
        request.app[DESK],
        appid=request.app[DESK].miniapp_appid,
        openid=who.openid,
        unionid=who.unionid,
        link=login.link,
    )
    told = {"token": opened.token, "expires_at": opened.expires_at.isoformat()}
    return web.json_response(told, status=201)
