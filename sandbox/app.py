"""Puts the stand-in together: one application with two platforms, a register and two phones."""

from collections.abc import AsyncIterator

from aiohttp import web

from sandbox import control, page, registers, webview, wechat, wecom
from sandbox.clock import Clock
from sandbox.player import PLAYER, Player
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
    app = over(Sim(World(settings, residents or invented(), clock or Clock())))
    app.cleanup_ctx.append(_lifetime)
    app.on_shutdown.append(_let_go)
    return app


def over(sim: Sim) -> web.Application:
    """Return one more set of doors to a stand-in that is there already, and stays."""
    app = web.Application(middlewares=[control.only_from_here])
    app[WORLD], app[SIM], app[PLAYER] = sim.world, sim, Player(sim)
    for part in (wechat, wecom, registers, control, webview, page):
        app.add_routes(part.routes())
    app.cleanup_ctx.append(_played)
    return app


async def _played(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[PLAYER].stop()


async def _lifetime(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[SIM].pusher.close()


async def _let_go(app: web.Application) -> None:
    app[WORLD].close()
