import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from certificates.authority import Authority
from certificates.press import Orders, Press
from tests.journeys.raising import staged
from tests.journeys.stagecraft import Stage

FAULTS = ("unexpected", "job-failed", "job-unsettled", "outbox-unreadable")


@pytest.fixture(scope="session")
def a_press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    """One press for all journeys: its worker takes seconds to start, and remembers nothing."""
    folder = tmp_path_factory.mktemp("press")
    press = Press(Orders(folder / "cache", Authority(folder / "authority", b"a passphrase")))
    yield press
    asyncio.run(press.close())


@pytest.fixture
async def stage(tmp_path: Path, a_press: Press, where: str) -> AsyncIterator[Stage]:
    """Both sides of the wire, with each engine; whatever the story, the house did not stumble."""
    async with staged(tmp_path, a_press, where) as stage:
        yield stage
    logged = stage.log.getvalue().splitlines()
    assert [line for line in logged if any(f'"event": "{name}"' in line for name in FAULTS)] == []
