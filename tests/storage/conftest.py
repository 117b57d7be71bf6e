"""A real database of the test's own, with each engine; every writing function runs twice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.sealing import Keyring
from tests.support.engines import Server
from tests.support.working import Clock


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    return Keyring.load(tmp_path / "master.key", create=True)


@pytest.fixture
async def db(where: str, keys: Keyring) -> AsyncIterator[Database]:
    opened = await Database.open(where, keys, twice=True)
    yield opened
    await opened.close()


@pytest.fixture
async def once_db(where: str, keys: Keyring) -> AsyncIterator[Database]:
    """The same without the rehearsal, where a test counts what is run."""
    opened = await Database.open(where, keys)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite(tmp_path: Path, keys: Keyring) -> AsyncIterator[Database]:
    """A file, where a test is about what only SQLite does; without the rehearsal."""
    opened = await Database.open(tmp_path / "lane.db", keys)
    yield opened
    await opened.close()


@pytest.fixture
async def postgresql(server: Server, keys: Keyring) -> AsyncIterator[Database]:
    """A database on a server, where a test is about what only PostgreSQL does."""
    with server.database() as url:
        opened = await Database.open(url, keys)
        yield opened
        await opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()
