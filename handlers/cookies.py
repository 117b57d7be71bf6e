"""Cookies: out of reach of scripts, of other sites, and over https of other hosts."""

from aiohttp import web

from handlers.keys import SETTINGS


def named(request: web.Request, name: str) -> str:
    """What the cookie is called here; over https its name makes the browser bind it to us."""
    return f"__Host-{name}" if request.app[SETTINGS].secure else name


def held(request: web.Request, name: str) -> str:
    """What the browser brings along; empty if nothing."""
    return request.cookies.get(named(request, name), "")


def give(
    request: web.Request, answer: web.Response, name: str, value: str, *, seconds: int
) -> None:
    """Have the browser keep it for so long."""
    answer.set_cookie(
        named(request, name),
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        secure=request.app[SETTINGS].secure,
        samesite="Lax",
    )


def take(request: web.Request, answer: web.Response, name: str) -> None:
    """Have the browser forget it."""
    secure = request.app[SETTINGS].secure
    answer.del_cookie(named(request, name), path="/", secure=secure, httponly=True, samesite="Lax")
