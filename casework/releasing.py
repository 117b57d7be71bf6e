"""Releasing: a changed item waits until a second editor lets it into service."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from pathlib import Path
from typing import TypeVar

from casework.desk import Desk
from casework.shelf import Shelf
from catalogue.faults import Fault
from catalogue.loader import Files, read_files
from catalogue.serving import served
from catalogue.texts import version_of
from domain.edition import INSTALL, Edition, Standing
from domain.errors import Conflict, Forbidden, NotFound, Validation
from domain.item import ItemId
from domain.message import Json
from domain.office import OfficialId, Role
from storage.database import Database
from storage.transaction import Transaction

T = TypeVar("T")
AROUND = 2  # lines that are shown around a change


@dataclass(frozen=True)
class Proposal:
    """A version that waits, beside the one that is in service.

    Attributes:
        name: What the item is called in it.
        replaces: The version in service; empty: the item is new.
        lines: The difference of the texts, as `diff -u` writes it.
        own: Whether who looks has proposed it, so that another must release it.
    """

    edition: Edition
    name: str
    replaces: str
    lines: tuple[str, ...]
    own: bool


async def open_shelf(db: Database, folder: Path, *, at: datetime) -> Shelf:
    """The shelf at the start of a process: new items are in service, changed ones are proposed.

    An item whose file is gone stays in service; to end one, give it another disposition.

    Raises:
        Fault: The files do not fit, or do not fit what is in service.
    """
    files = await asyncio.to_thread(read_files, folder)

    def install(tx: Transaction) -> list[Edition]:
        _take_in(tx, files, by=INSTALL, at=at)
        return tx.items.all()

    editions = await db.write(install)
    shelf = Shelf(served(files.catalogue, editions, known=files.catalogue.versions), folder)
    await asyncio.to_thread(lambda: shelf.divisions)  # read now, and not for the first citizen
    return shelf


async def reload(desk: Desk, *, by: OfficialId) -> tuple[Proposal, ...]:
    """Read the files again: what has changed is proposed by this editor.  Tell what waits.

    Offices, sources and the calendar are read at the start of a process only.

    Raises:
        Forbidden: The official is no editor.
        Validation: The files do not fit; the facts say where.  Nothing was written.
    """
    await _attempt(desk, by, lambda _tx, _at: None)
    try:
        files = await asyncio.to_thread(read_files, desk.shelf.folder)
    except Fault as fault:
        raise _unfit(fault) from None
    await _attempt(desk, by, lambda tx, at: _take_in(tx, files, by=by, at=at))
    return await proposals(desk, by=by)


async def proposals(desk: Desk, *, by: OfficialId) -> tuple[Proposal, ...]:
    """What waits to be released, in the order of items.

    Raises:
        Forbidden: The official is no editor.
    """

    def look(tx: Transaction, _at: datetime) -> tuple[list[Edition], list[Edition]]:
        return tx.items.standing(Standing.PROPOSED), tx.items.standing(Standing.IN_SERVICE)

    waiting, serving = await _attempt(desk, by, look)
    now = {edition.item: edition for edition in serving}
    return tuple(_proposal(each, now.get(each.item), by) for each in waiting)


async def release(desk: Desk, item: ItemId, *, version: str, by: OfficialId) -> Edition:
    """Let a proposed version into service; cases that were begun stay under theirs.

    Raises:
        NotFound: There is no such version.
        Forbidden: The official is no editor, or has proposed it.
        Conflict: It does not wait any more; another was proposed since.
        Validation: It does not fit what else is in service; the facts say where.
    """

    def work(tx: Transaction, at: datetime) -> Edition:
        edition = tx.items.get(item, version)
        if edition is None:
            raise NotFound(item=item)
        if edition.standing is Standing.IN_SERVICE:
            return edition  # a second tap changes nothing
        if edition.standing is not Standing.PROPOSED:
            raise Conflict(id=item, version=version)
        if edition.proposed_by == by:
            raise Forbidden(reason="own-proposal")
        _let_in(desk, tx, edition, by=by, at=at)
        return tx.items.get(item, version) or edition

    released = await _attempt(desk, by, work)
    await refresh(desk)
    return released


async def refresh(desk: Desk) -> None:
    """Serve what the database says is in service, whoever released it."""
    while True:
        serving = {item.id: item.version for item in desk.catalogue.items.values()}
        if await desk.db.read(lambda tx: tx.items.in_service()) == serving:
            return
        editions = await desk.db.read(lambda tx: tx.items.all())
        desk.shelf.put(served(desk.catalogue, editions, known=desk.catalogue.versions))


def _take_in(tx: Transaction, files: Files, *, by: str, at: datetime) -> None:
    known = {(each.item, each.version): each.standing for each in tx.items.all()}
    items = {item for item, _ in known}
    for item, text in files.texts.items():
        version = version_of(text)
        standing = known.get((item, version))
        if standing is Standing.IN_SERVICE:
            tx.items.take_back(item)  # the file is again as it was released
        elif standing is not Standing.PROPOSED:
            tx.items.propose(item, version, text=text, by=by, at=at)
            tx.journal.add("item-proposed", by=by, at=at, item=item, version=version)
        if by == INSTALL and item not in items:
            _release(tx, item, version, by=by, at=at)


def _let_in(desk: Desk, tx: Transaction, edition: Edition, *, by: str, at: datetime) -> None:
    _release(tx, edition.item, edition.version, by=by, at=at)
    try:
        served(desk.catalogue, tx.items.all(), known=desk.catalogue.versions)
    except Fault as fault:
        raise _unfit(fault) from None


def _release(tx: Transaction, item: ItemId, version: str, *, by: str, at: datetime) -> None:
    tx.items.release(item, version, by=by, at=at)
    tx.journal.add("item-released", by=by, at=at, item=item, version=version)


def _unfit(fault: Fault) -> Validation:
    errors: list[Json] = [{"pointer": "", "code": line} for line in fault.lines]
    return Validation(field="catalogue", reason="catalogue-fault", errors=errors)


def _proposal(edition: Edition, now: Edition | None, by: OfficialId) -> Proposal:
    old = now.text.splitlines() if now else []
    lines = tuple(unified_diff(old, edition.text.splitlines(), n=AROUND, lineterm=""))[2:]
    name = str(json.loads(edition.text)["name"])
    return Proposal(edition, name, now.version if now else "", lines, edition.proposed_by == by)


async def _attempt(desk: Desk, by: OfficialId, work: Callable[[Transaction, datetime], T]) -> T:
    """Do it as an editor; what is forbidden is written down all the same."""
    at = desk.now()

    def step(tx: Transaction) -> T:
        grants = tx.officials.get(by).grants
        if not any(each.role is Role.EDITOR and each.holds(at) for each in grants):
            raise Forbidden(role=Role.EDITOR)
        return work(tx, at)

    try:
        return await desk.db.write(step)
    except Forbidden as refusal:
        code = refusal.code
        await desk.db.write(lambda tx: tx.journal.add("attempt-refused", by=by, at=at, code=code))
        raise
