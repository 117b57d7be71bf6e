import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from certificates.authority import Authority
from certificates.press import Orders, Press
from certificates.workshop import Workshop
from domain.certificate import Pressed
from tests.certificates.papers import AT, a_sheet


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"), b"a passphrase")


@pytest.fixture(scope="session")
def root(authority: Authority) -> bytes:
    return authority.root_pem(at=AT)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("press")


@pytest.fixture(scope="session")
def workshop(cache: Path, authority: Authority) -> Workshop:
    return Workshop(cache, authority=authority)


@pytest.fixture(scope="session")
def press(cache: Path, authority: Authority) -> Iterator[Press]:
    press = Press(Orders(cache, authority))
    yield press
    asyncio.run(press.close())


@pytest.fixture(scope="session")
def paper(workshop: Workshop) -> Pressed:
    return workshop.make(a_sheet(), at=AT)
