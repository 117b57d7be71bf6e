"""Puts the stand-in together: one application with two platforms, a register and two phones."""

from collections.abc import AsyncIterator

from aiohttp import web

from sandbox import control, page, registers, wechat, wecom
from sandbox.clock import Clock
from sandbox.residents import Residents, invented
from sandbox.settings import Settings
from sandbox.sim import SIM, Sim
from sandbox.world import WORLD, World


def create(
    settings: Settings, *, residents: Residents | None = None, clock: Clock | None = None
) -> web.Application:
    """Return the stand-in as an application; it forgets everything with the process.

    Args:
        settings: Secrets shared with the product, and where the product is.
        residents: Who lives here; the invented population by default.
        clock: The stand-in's clock; the machine's by default.
    """
    app = web.Application(middlewares=[control.only_from_here])
    world = World(settings, residents or invented(), clock or Clock())
    app[WORLD], app[SIM] = world, Sim(world)
    for part in (wechat, wecom, registers, control, page):
        app.add_routes(part.routes())
    app.cleanup_ctx.append(_lifetime)
    app.on_shutdown.append(_let_go)
    return app


async def _lifetime(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[SIM].pusher.close()


async def _let_go(app: web.Application) -> None:
    app[WORLD].close()
