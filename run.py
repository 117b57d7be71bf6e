"""The command line: serve, demo, migrate, check, evidence, officials, credit, outbox, bench."""

import asyncio
import gc
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import click
from aiohttp import web

from casework import proofreading
from catalogue.calendars import examine_days, not_announced
from catalogue.faults import Faults
from catalogue.figures import figures
from catalogue.guides import check_guide
from catalogue.loader import HERE, examine
from certificates.evidence import Finding
from certificates.evidence import check as check_evidence
from demo import play
from house import House, opened, utc_now
from observing import logs
from operating import credit, database, officials, read_settings, run
from settings import Settings
from templates.environment import Words


@click.group()
def cli() -> None:
    """Lane Office: the home town office inside WeChat."""
    logs.configure(sys.stderr)
    logs.catch_the_rest()


@cli.command()
def serve() -> None:
    """Serve until told to stop; what was begun is finished first."""
    run(_serve(read_settings()))


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with opened(settings) as house, _listening(house, settings):
        _seldom_sweep()
        click.echo(f"serving {settings.public_url}", err=True)
        await stop.wait()


def _seldom_sweep() -> None:
    gc.freeze()  # what lives as long as the process is not searched for garbage any more
    # A request leaves hardly a cycle behind, and makes some hundred objects that live for
    # milliseconds: looked through after every 700, they were looked through in vain.
    gc.set_threshold(50_000, 20, 50)


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


cli.add_command(officials)
cli.add_command(credit)


@cli.command()
def demo() -> None:
    """Play the whole story on this machine: the product, and a stand-in for all others."""
    raise SystemExit(play(Path("var")))


@cli.command()
def migrate() -> None:
    """Bring the database to this program's schema."""

    async def bring(settings: Settings) -> None:
        async with database(settings):
            pass

    run(bring(read_settings()))
    click.echo("migrated")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print figures as JSON.")
@click.option(
    "--catalogue",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="LANE_CATALOGUE",
    default=HERE,
    help="Its folder; the one that comes along, if none is named.",
)
def check(*, as_json: bool, folder: Path) -> None:
    """Check the catalogue and the calendar; every fault is told with file and key."""
    faults = Faults()
    catalogue = examine(folder, faults).catalogue
    check_guide(catalogue.guide, catalogue.items, faults)
    for line in proofreading.faults(catalogue, Words()):
        faults.note(line)
    found = figures(catalogue)
    days = examine_days(folder / "calendar", faults)
    found |= {"calendar_years": sorted(days.years), "faults": len(faults.lines)}
    for line in faults.lines:
        click.echo(line, err=True)
    click.echo(json.dumps(found) if as_json else f"{found}")
    if not_announced(days, utc_now()):
        click.echo("calendar: next year's is not loaded: deadlines in it are provisional", err=True)
    if faults.lines:
        raise SystemExit(1)


EVIDENCE_SAYS = {
    ("file", "unreadable"): "this is no evidence, or it is broken ({fault})",
    ("root", "trusted"): "the root certificate is the one that you named: {fingerprint}",
    ("root", "unproven"): "the root certificate came with the file; ask the office whether its"
    " fingerprint is {fingerprint}, or name the root with --root",
    ("manifest", "as-signed"): "{office} exported it on {at}",
    ("manifest", "changed"): "{file} is not what was exported",
    ("manifest", "missing"): "{file} was exported and is not here",
    ("request", "as-signed"): "{office} asked on {at}; not a byte was changed",
    ("reply", "as-signed"): "{office} answered on {at}; not a byte was changed",
    ("reply", "none"): "there was no answer when this was exported",
    ("bond", "answers-it"): "the answer is to this very question",
    ("bond", "answers-another"): "the answer is to another question",
}
OF_ANY = {
    "missing": "text or signature is missing",
    "unreadable": "the signature cannot be read ({fault})",
    "changed": "text and signature do not belong together",
    "foreign": "{office} signed it, and the root certificate does not vouch for that key",
    "another-office": "{office} signed it, and that is not whose word it should be",
}


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--root",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The root certificate that you trust, as PEM.",
)
def evidence(file: Path, root: Path | None) -> None:
    """Check a question between offices and its answer, offline: what holds, and what does not."""
    found = check_evidence(file.read_bytes(), root=root.read_bytes() if root else None)
    for each in found:
        click.echo(_in_words(each))
    if any(each.holds is False for each in found):
        raise SystemExit(1)


def _in_words(found: Finding) -> str:
    mark = {True: "holds", False: "FAILS", None: "open"}[found.holds]
    said = EVIDENCE_SAYS.get((found.what, found.why)) or OF_ANY[found.why]
    return f"{mark:5}  {found.what:8}  {said.format(**found.facts)}"


@cli.command()
@click.option("--revive", metavar="JOB", help="Try a dead job once more.")
def outbox(revive: str | None) -> None:
    """Show what is owed and what has failed for good; ids and codes only."""
    run(_outbox(read_settings(), revive))


async def _outbox(settings: Settings, revive: str | None) -> None:
    at = utc_now()
    async with database(settings, read_only=not revive) as db:
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


@cli.command()
@click.argument("name", type=click.Choice(["storage", "callback", "submit", "stats"]))
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
