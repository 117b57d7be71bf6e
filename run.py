"""The command line: serve, demo, migrate, check, officials, outbox, bench."""

import asyncio
import errno
import gc
import json
import signal
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import click
from aiohttp import web
from pydantic import ValidationError

from casework import appointing
from catalogue.loader import Fault, load, working_days
from demo import play
from domain.errors import Refusal
from house import House, keyring_of, opened, register_of, utc_now
from observing import logs
from settings import Settings
from storage.database import Database
from storage.faults import InUse, KeyFileUnsafe, SchemaMismatch, Unreachable


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as fault:
        for each in fault.errors(include_input=False, include_url=False):
            name = "_".join(("LANE", *map(str, each["loc"]))).upper()
            click.echo(f"{name}: {each['msg']}", err=True)
        raise SystemExit(2) from None


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run it; what an operator can mend is said in one line, not as a traceback."""
    try:
        asyncio.run(work)
    except InUse:
        _fail("another process serves this database", 3)
    except Unreachable:
        _fail("the database server does not answer, or does not let us in", 3)
    except (KeyFileUnsafe, SchemaMismatch) as fault:
        _fail(f"{type(fault).__name__}: {fault}", 4)
    except (ValidationError, ValueError, Refusal) as fault:
        _fail(f"{type(fault).__name__}: {fault}", 1)
    except OSError as fault:
        if fault.errno != errno.EADDRINUSE:
            raise
        _fail("the address is in use", 3)


def _fail(why: str, code: int) -> None:
    click.echo(why, err=True)
    raise SystemExit(code)


@click.group()
def cli() -> None:
    """Lane Office: the home town office inside WeChat."""
    logs.configure(sys.stderr)
    logs.catch_the_rest()


@cli.command()
def serve() -> None:
    """Serve until told to stop; what was begun is finished first."""
    _run(_serve(_settings()))


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with opened(settings) as house, _listening(house, settings):
        gc.freeze()  # what lives as long as the process is not searched for garbage any more
        click.echo(f"serving {settings.public_url}", err=True)
        await stop.wait()


@asynccontextmanager
async def _listening(house: House, settings: Settings) -> AsyncIterator[None]:
    """Doors open; afterwards they close first, and requests under way are finished."""
    runner = web.AppRunner(house.app, access_log=None, shutdown_timeout=10)
    await runner.setup()
    try:
        host, port = settings.host_and_port
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()


@cli.command()
def demo() -> None:
    """Play the whole story on this machine: the product, and a stand-in for all others."""
    raise SystemExit(play(Path("var")))


@cli.command()
def migrate() -> None:
    """Bring the database to this program's schema."""

    async def run(settings: Settings) -> None:
        db = await Database.open(settings.database_url, keyring_of(settings))
        await db.close()

    _run(run(_settings()))
    click.echo("migrated")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print figures as JSON.")
def check(*, as_json: bool) -> None:
    """Check the catalogue and the calendar; a fault names file and key."""
    try:
        catalogue, days = load(), working_days()
    except Fault as fault:
        click.echo(str(fault), err=True)
        raise SystemExit(1) from None
    figures = {
        "items": len(catalogue.items),
        "offices": len(catalogue.offices),
        "calendar_years": sorted(days.years),
        "faults": 0,
    }
    click.echo(json.dumps(figures) if as_json else f"{figures}")
    if utc_now().year not in days.years:
        click.echo("this year's calendar is not loaded: deadlines are provisional", err=True)


@cli.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def officials(file: Path) -> None:
    """Appoint the officials of a TOML file; the register names the kin to recuse them from."""
    _run(_appoint(_settings(), file))


async def _appoint(settings: Settings, file: Path) -> None:
    at = utc_now()
    appointments = appointing.read_file(file, at=at)
    db = await Database.open(settings.database_url, keyring_of(settings))
    try:
        async with aiohttp.ClientSession() as http:
            register = register_of(settings, http, utc_now)
            for appointment in appointments:
                await appointing.appoint(db, register, appointment, at=at)
    finally:
        await db.close()
    click.echo(f"appointed {len(appointments)}")


@cli.command()
@click.option("--revive", metavar="JOB", help="Try a dead job once more.")
def outbox(revive: str | None) -> None:
    """Show what is owed and what has failed for good; ids and codes only."""
    _run(_outbox(_settings(), revive))


async def _outbox(settings: Settings, revive: str | None) -> None:
    keyring, at = keyring_of(settings), utc_now()
    db = await Database.open(settings.database_url, keyring, read_only=not revive)
    try:
        if revive:
            found = await db.write(lambda tx: tx.outbox.revive(revive, at))
            click.echo("revived" if found else "no such dead job")
        counts = await db.read(lambda tx: tx.outbox.counts())
        waiting = await db.read(lambda tx: tx.outbox.waiting(50))
        letters = await db.read(lambda tx: tx.outbox.dead_letters(50))
        click.echo(json.dumps(counts))
        for job, why in waiting:
            click.echo(f"waits {job.id} {job.topic} {why} attempts={job.attempts}")
        for job, why in letters:
            click.echo(f"dead {job.id} {job.topic} {why} attempts={job.attempts}")
    finally:
        await db.close()


@cli.command()
@click.argument("name", type=click.Choice(["storage", "callback", "submit"]))
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw an SVG.")
@click.option("--database", metavar="URL", help="An empty database, instead of a SQLite file.")
def bench(name: str, *, as_json: bool, plot: Path | None, database: str | None) -> None:
    """Measure; ratios within one run hold, absolute figures are this machine's."""
    from bench.measures import MEASURES  # noqa: PLC0415 - only who measures needs it
    from bench.pictures import table  # noqa: PLC0415 - the same

    figures = asyncio.run(MEASURES[name].run(database))
    click.echo(json.dumps(figures) if as_json else table(figures))
    if plot:
        plot.write_text(MEASURES[name].chart(figures), "utf-8")


if __name__ == "__main__":
    cli()
