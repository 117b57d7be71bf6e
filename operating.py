"""What the command line has in common, and what an operator does about officials."""

import asyncio
import errno
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import click
from pydantic import ValidationError

import wiring
from casework import appointing, creditworthy, dismissing
from casework.creditworthy import KINDS, Finding
from catalogue.faults import Fault
from catalogue.loader import load
from domain.calendar import local_day
from domain.credit import CreditRecord, Level
from domain.errors import Refusal
from domain.identity import IdNumber, id_number
from domain.office import OfficialId
from house import keyring_of, utc_now
from settings import Settings
from storage.database import Database
from storage.faults import InUse, KeyFileUnsafe, SchemaMismatch, Unreachable


def read_settings() -> Settings:
    """What the environment says; what it lacks is named, and the program ends."""
    try:
        return Settings()
    except ValidationError as fault:
        for each in fault.errors(include_input=False, include_url=False):
            name = "_".join(("LANE", *map(str, each["loc"]))).upper()
            click.echo(f"{name}: {each['msg']}", err=True)
        raise SystemExit(2) from None


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run it; what an operator can mend is said in one line, not as a traceback."""
    try:
        asyncio.run(work)
    except InUse:
        _fail("another process serves this database", 3)
    except Unreachable:
        _fail("the database server does not answer, or does not let us in", 3)
    except (KeyFileUnsafe, SchemaMismatch) as fault:
        _fail(f"{type(fault).__name__}: {fault}", 4)
    except (Fault, ValidationError, ValueError, Refusal) as fault:
        _fail(f"{type(fault).__name__}: {fault}", 1)
    except OSError as fault:
        if fault.errno != errno.EADDRINUSE:
            raise
        _fail("the address is in use", 3)


def _fail(why: str, code: int) -> None:
    click.echo(why, err=True)
    raise SystemExit(code)


@asynccontextmanager
async def database(settings: Settings, *, read_only: bool = False) -> AsyncIterator[Database]:
    """The database, closed afterwards."""
    keyring = keyring_of(settings)
    db = await Database.open(settings.database_url, keyring, read_only=read_only)
    try:
        yield db
    finally:
        await db.close()


class _FileOrVerb(click.Group):
    """`officials FILE` appoints, as `officials appoint FILE` does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        said = args[0] if args else ""
        verb = said in self.commands or said.startswith("-") or not said
        return super().parse_args(ctx, args if verb else ["appoint", *args])


@click.group(cls=_FileOrVerb)
def officials() -> None:
    """Appoint officials (FILE), see who is signed in (sessions), dismiss somebody (end USERID)."""


@officials.command()
def sessions() -> None:
    """Show who sits at the desk: userid and times, no names."""

    async def show(settings: Settings) -> None:
        async with database(settings, read_only=True) as db:
            for each in await dismissing.at_the_desk(db, at=utc_now()):
                since, seen = each.created_at.isoformat(), each.seen_at.isoformat()
                click.echo(f"{each.subject} since={since} seen={seen}")

    run(show(read_settings()))


@officials.command()
@click.argument("userid")
@click.option("--keep-roles", is_flag=True, help="End the sessions only.")
def end(userid: str, *, keep_roles: bool) -> None:
    """End an official's sessions and roles, from this moment on."""

    async def stop(settings: Settings) -> None:
        async with database(settings) as db:
            official, roles = OfficialId(userid), not keep_roles
            ended = await dismissing.dismiss(db, official, at=utc_now(), roles=roles)
            click.echo(f"ended sessions={ended.sessions} roles={ended.roles}")

    run(stop(read_settings()))


@officials.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def appoint(file: Path) -> None:
    """Appoint the officials of a TOML file; the register names the kin to recuse them from."""
    run(_appoint(read_settings(), file))


async def _appoint(settings: Settings, file: Path) -> None:
    at = utc_now()
    appointments = appointing.read_file(file, at=at)
    async with database(settings) as db, aiohttp.ClientSession() as http:
        catalogue = load(settings.catalogue)
        asked = wiring.asked(settings, catalogue, db=db, http=http, clock=utc_now)
        for appointment in appointments:
            await appointing.appoint(db, asked.register, appointment, at=at)
    click.echo(f"appointed {len(appointments)}")


@click.group()
def credit() -> None:
    """Keep, show and lift findings that bar somebody from commitments.

    Whose they are is read from the standard input: a number that stands among arguments is seen by
    everybody on the machine, and kept by the shell.
    """


@credit.command("add")
@click.option("--level", type=click.Choice([each.value for each in Level]), required=True)
@click.option("--kind", type=click.Choice(KINDS), required=True)
@click.option("--decision", required=True, help="Number of the decision that found it.")
@click.option("--found", type=click.DateTime(["%Y-%m-%d"]), required=True, help="On which day.")
@click.option("--organ", default="", help="Office that found it; credit.toml's, if none is named.")
def add_credit(*, level: str, kind: str, decision: str, found: datetime, organ: str) -> None:
    """Keep a finding against the person whose ID number comes by the standard input."""
    finding = Finding(Level(level), kind, decision, found.date(), organ)

    async def keep(settings: Settings) -> None:
        catalogue = load(settings.catalogue)
        async with database(settings) as db:
            number, at = _number(), utc_now()
            _show(await creditworthy.add(db, catalogue, number, finding, at=at))

    run(keep(read_settings()))


@credit.command("list")
def list_credit() -> None:
    """Show what is on record against the person whose ID number comes by the standard input."""

    async def show(settings: Settings) -> None:
        async with database(settings, read_only=True) as db:
            for record in await creditworthy.found(db, _number()):
                _show(record)

    run(show(read_settings()))


@credit.command("lift")
@click.argument("record")
def lift_credit(record: str) -> None:
    """Let a finding bar nobody from now on: it was repaired, or taken back."""

    async def end(settings: Settings) -> None:
        async with database(settings) as db:
            _show(await creditworthy.lift(db, record, at=utc_now()))

    run(end(read_settings()))


def _number() -> IdNumber:
    return id_number(sys.stdin.readline(), today=local_day(utc_now()))


def _show(record: CreditRecord) -> None:
    lifted = record.lifted_at.isoformat() if record.lifted_at else "no"
    days = f"found={record.found_on} ends={record.ends_on} lifted={lifted}"
    click.echo(f"{record.id} {record.level} {record.kind} {days}")
