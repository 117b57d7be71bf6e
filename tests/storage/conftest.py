"""A real database in a folder of the test's own; every writing function runs twice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.sealing import Keyring
from tests.support.working import Clock


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    return Keyring.load(tmp_path / "master.key", create=True)


@pytest.fixture
async def db(tmp_path: Path, keys: Keyring) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "lane.db", keys, twice=True)
    yield opened
    await opened.close()


@pytest.fixture
async def once_db(tmp_path: Path, keys: Keyring) -> AsyncIterator[Database]:
    """The same without the rehearsal, where a test counts what is run."""
    opened = await Database.open(tmp_path / "lane.db", keys)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()
