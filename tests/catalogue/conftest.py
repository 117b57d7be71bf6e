import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from storage.database import Database
from storage.sealing import Keyring

SMALL = Path(__file__).parent / "small"
Change = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small catalogue of one's own: a record, a statement, a letter."""
    return Path(shutil.copytree(SMALL, tmp_path / "catalogue"))


@pytest.fixture
def change(folder: Path) -> Change:
    """Changes the first place in a file that says something."""

    def changed(file: str, old: str, new: str) -> None:
        path = folder / file
        text = path.read_text("utf-8")
        assert old in text, "the file has changed; so must this test"
        path.write_text(text.replace(old, new, 1), "utf-8")

    return changed


@pytest.fixture
async def db(where: str, tmp_path: Path) -> AsyncIterator[Database]:
    keys = Keyring.load(tmp_path / "master.key", create=True)
    opened = await Database.open(where, keys, twice=True)
    yield opened
    await opened.close()
