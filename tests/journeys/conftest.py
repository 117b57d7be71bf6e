import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from certificates.authority import Authority
from certificates.press import Orders, Press
from tests.journeys.raising import staged
from tests.journeys.stagecraft import Stage

# What these look at is the browser, the stand-in's page, chance, or what is read and found before
# anything is kept: one engine does for make test.
ON_ONE_ENGINE = {
    "test_bad_input_in_chat.py",
    "test_finding_in_chat.py",
    "test_stories_of_the_page.py",
    "test_in_the_browser.py",
    "test_apply_in_the_browser.py",
    "test_any_order.py",
}
FAULTS = ("unexpected", "job-failed", "job-unsettled", "outbox-unreadable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The other engine's turn at some stories belongs to `make long`."""
    for item in items:
        called = getattr(item, "callspec", None)
        other = called is not None and called.params.get("where") == "postgresql"
        if other and item.path.name in ON_ONE_ENGINE:
            item.add_marker(pytest.mark.long)


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
