"""The registers' second door: mutual TLS, where the certificate says who asks."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from aiohttp import web

from sandbox import registers, throwaway
from sandbox.sim import SIM, Sim
from sandbox.world import WORLD

LOOPBACK = "127.0.0.1"
Context = Callable[[web.Application], AsyncIterator[None]]


def over(sim: Sim) -> web.Application:
    """Return the registers alone, of a stand-in that is there already."""
    app = web.Application()
    app[WORLD] = sim.world
    app.add_routes(registers.routes())
    return app


def beside(port: int, folder: Path, sources: tuple[str, ...]) -> Context:
    """Return what opens the second door while an application of the stand-in runs.

    Args:
        port: Where it listens, on loopback.
        folder: Where the throwaway authority is put; LANE_SOURCES_DIR of the product.
        sources: Which sources the product shall ask there.
    """

    async def opened(app: web.Application) -> AsyncIterator[None]:
        throwaway.make(folder, f"https://{LOOPBACK}:{port}{registers.PREFIX}", sources)
        runner = web.AppRunner(over(app[SIM]), access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, LOOPBACK, port, ssl_context=throwaway.context(folder)).start()
        yield
        await runner.cleanup()

    return opened
