"""The stand-in's registers on loopback, by signature or over mutual TLS, and the line to them."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from aiohttp.test_utils import TestServer

from sandbox import throwaway, tls
from sandbox.app import create
from sandbox.settings import fresh_env, from_env
from sandbox.sim import SIM, Sim
from sources.access import Access, read_folder
from sources.line import Line

WAYS = ("signature", "mutual-tls")


def now() -> datetime:
    """The machine's clock, by which the stand-in goes, too."""
    return datetime.fromtimestamp(time.time(), UTC)


@dataclass(frozen=True)
class Registers:
    """Both sides of the wire.

    Attributes:
        common: The way by signature.
    """

    sim: Sim
    http: aiohttp.ClientSession
    common: Access

    def line(self, **own: Access) -> Line:
        """A line that signs, but for the sources that have a way of their own."""
        return Line(self.http, self.common, clock=now, own=own)


@asynccontextmanager
async def listening() -> AsyncIterator[Registers]:
    """The stand-in with its ordinary door open."""
    settings = from_env(fresh_env(), "")
    app = create(settings)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        base = str(server.make_url("/registers"))
        access = Access(base, settings.register_client, settings.register_secret)
        yield Registers(app[SIM], http, access)
        app[SIM].world.close()


@asynccontextmanager
async def certified(
    registers: Registers, folder: Path, *sources: str
) -> AsyncIterator[Callable[[], dict[str, Access]]]:
    """Its second door open as well; gives what reads the folder for it."""
    throwaway.make(folder, "https://127.0.0.1:1/registers", sources)
    server = TestServer(tls.over(registers.sim))
    await server.start_server(ssl=throwaway.context(folder))
    base = f"https://127.0.0.1:{server.port}/registers"
    listed = folder / "sources.toml"
    listed.write_text(listed.read_text("utf-8").replace("https://127.0.0.1:1/registers", base))
    yield lambda: dict(read_folder(folder, known=frozenset(sources)))
    await server.close()
