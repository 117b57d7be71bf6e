"""How the stage is raised: both sides of the wire in one loop, on loopback, and taken down."""

import asyncio
import io
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import structlog
from aiohttp import web

from casework import appointing
from certificates.press import Press
from domain.errors import SourceSilent
from house import House, opened
from sandbox.app import create
from sandbox.clock import Clock
from sandbox.officials import as_toml
from sandbox.residents import invented
from sandbox.settings import bases, fresh_env, from_env
from sandbox.sim import SIM, Sim
from settings import Settings
from tests.journeys.stagecraft import BEGIN, Stage, Time

Way = Callable[[str], Awaitable[Mapping[str, str]]]
OFFICES = ("youbu", "lanjiang", "police-youbu")  # the others play no part


@asynccontextmanager
async def staged(
    folder: Path, press: Press, where: str, *, through: Way | None = None
) -> AsyncIterator[Stage]:
    """The curtain is up: the officials are appointed, and nobody has said anything yet.

    Args:
        folder: Where the house keeps its papers and keys.
        press: What makes the papers.
        where: Where its database lies.
        through: What stands between the product and the stand-in; None: nothing.
    """
    clock, env, log = Time(), fresh_env(), _captured()
    async with AsyncExitStack() as stack:
        stack.callback(structlog.reset_defaults)
        sim, there = await _stand_in(stack, env, clock)
        door = _a_port()
        sim.product = _url(door)
        bound = {
            **env,
            **bases(there),
            **(await through(there) if through else {}),
            "LANE_PUBLIC_URL": sim.product,
            "LANE_DATABASE_URL": where,
        }
        house = await stack.enter_async_context(
            opened(
                _settings(folder, bound),
                clock=clock.now,
                steady=clock.steady,
                twice=True,
                press=press,
            )
        )
        await _listen(stack, house.app, door)
        await _appoint(house, sim, folder / "officials.toml")
        browsers = await stack.enter_async_context(AsyncExitStack())
        yield Stage(sim, house, clock, folder / "house", log, browsers)


async def _stand_in(stack: AsyncExitStack, env: dict[str, str], clock: Time) -> tuple[Sim, str]:
    door = _a_port()
    app = create(
        from_env(env, product=""),
        residents=invented(),
        clock=Clock(lambda: clock.now().timestamp()),
    )
    await _listen(stack, app, door)
    return app[SIM], _url(door)


def _settings(folder: Path, env: dict[str, str]) -> Settings:
    here = {
        "LANE_OBJECTS_URL": f"file:///{folder}/house/objects",
        "LANE_MASTER_KEY_FILE": f"{folder}/master.key",
        "LANE_AUTHORITY_FOLDER": f"{folder}/authority",
    }
    named = {**env, **here}
    return Settings.model_validate(
        {name.removeprefix("LANE_").lower(): value for name, value in named.items()}
    )


def _a_port() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


def _url(door: socket.socket) -> str:
    return f"http://127.0.0.1:{door.getsockname()[1]}"


async def _listen(stack: AsyncExitStack, app: web.Application, door: socket.socket) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.SockSite(runner, door).start()


async def _appoint(house: House, sim: Sim, file: Path) -> None:
    onstage = tuple(o for o in sim.world.residents.officials if o.office in OFFICES)
    await asyncio.to_thread(file.write_text, as_toml(onstage), "utf-8")
    everybody = appointing.read_file(file, at=BEGIN)
    await asyncio.gather(*(_appointed(house, each) for each in everybody))


async def _appointed(house: House, each: appointing.Appointment) -> None:
    """Appoint an official; a machine that stood still for seconds is asked once more."""
    desk = house.desk
    try:
        await appointing.appoint(desk.db, desk.register, each, at=BEGIN)
    except SourceSilent:
        await appointing.appoint(desk.db, desk.register, each, at=BEGIN)


def _captured() -> io.StringIO:
    """Where every line goes that the product logs, as it would write it."""
    out = io.StringIO()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET),
        logger_factory=structlog.PrintLoggerFactory(out),
    )
    return out
