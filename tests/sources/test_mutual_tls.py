"""A source may have a way of its own: a certificate or a secret, from the operator's folder."""

import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from shutil import copy

import pytest

from domain.errors import SourceSilent
from domain.identity import IdNumber, PersonName
from domain.item import Source
from domain.purpose import Purpose
from sandbox import throwaway
from sandbox.personas import CHEN_YUAN
from sources.access import Access, read_folder
from sources.line import Line
from sources.records import HttpRecords, Query
from sources.source import Found, Named
from tests.support.registers import Registers, certified, listening

HEALTH = Source("health", "兰溪市卫生健康局业务系统", "health", ("wj-03",))
CHEN = Named(PersonName("陈媛"), IdNumber(CHEN_YUAN))
QUERY = Query(HEALTH, "wj-03", CHEN, Purpose("wj-03"), {}, ("number",))
KNOWN = frozenset({"health", "housing"})


@pytest.fixture
async def registers() -> AsyncIterator[Registers]:
    async with listening() as registers:
        yield registers


async def silence(line: Line) -> str:
    with pytest.raises(SourceSilent) as silent:
        await HttpRecords(line).ask(QUERY)
    return str(silent.value.facts["why"])


async def test_over_mutual_tls_the_certificate_says_who_asks(
    registers: Registers, tmp_path: Path
) -> None:
    async with certified(registers, tmp_path, "health") as ways:
        answer = await HttpRecords(registers.line(**ways())).ask(QUERY)

    assert answer.found is Found.FOUND


async def test_the_others_go_the_common_way(registers: Registers, tmp_path: Path) -> None:
    async with certified(registers, tmp_path, "housing") as ways:
        answer = await HttpRecords(registers.line(**ways())).ask(QUERY)

    assert answer.found is Found.FOUND


async def test_without_a_certificate_nobody_is_heard(registers: Registers, tmp_path: Path) -> None:
    async with certified(registers, tmp_path, "health") as ways:
        believing = ssl.create_default_context(cafile=tmp_path / "ca.pem")
        why = await silence(registers.line(health=replace(ways()["health"], tls=believing)))

    assert why in {"ClientOSError", "ServerDisconnectedError", "ClientConnectorSSLError"}
    assert not registers.sim.world.wire.entries


async def test_a_certificate_of_somebody_elses_authority_is_none(
    registers: Registers, tmp_path: Path
) -> None:
    throwaway.make(tmp_path / "other", "https://127.0.0.1:1/registers", ("health",))
    async with certified(registers, tmp_path, "health") as ways:
        for each in ("client.pem", "client.key"):
            copy(tmp_path / "other" / each, tmp_path / each)
        why = await silence(registers.line(**ways()))

    assert why in {"ClientOSError", "ServerDisconnectedError", "ClientConnectorSSLError"}
    assert not registers.sim.world.wire.entries


async def test_a_server_that_another_authority_vouches_for_is_told_nothing(
    registers: Registers, tmp_path: Path
) -> None:
    throwaway.make(tmp_path / "other", "https://127.0.0.1:1/registers", ("health",))
    async with certified(registers, tmp_path, "health") as ways:
        copy(tmp_path / "other" / "ca.pem", tmp_path / "ca.pem")
        why = await silence(registers.line(**ways()))

    assert why == "ClientConnectorCertificateError"
    assert not registers.sim.world.wire.entries


async def test_a_source_may_have_a_secret_of_its_own(registers: Registers, tmp_path: Path) -> None:
    _write(tmp_path, f'auth = "signature"\nbase = "{registers.common.base}"\nclient = "lane"')
    wrong = read_folder(tmp_path, known=KNOWN)
    _secret(tmp_path, registers.common.secret)
    _write(
        tmp_path,
        f'auth = "signature"\nbase = "{registers.common.base}"\n'
        f'client = "{registers.common.client}"',
    )

    right = read_folder(tmp_path, known=KNOWN)

    assert await silence(registers.line(**wrong)) == "status-401"
    assert (await HttpRecords(registers.line(**right)).ask(QUERY)).found is Found.FOUND


def test_no_secret_is_shown_when_a_way_is_printed() -> None:
    assert "hush" not in repr(Access("https://register.example", "lane", "hush"))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('auth = "mutual-tls"\nbase = "http://a.example"', "base"),
        ('auth = "mutual-tls"\nbase = "https://a.example/"', "base"),
        ('auth = "signature"\nbase = "https://a.example"', "client"),
        ('auth = "password"\nbase = "https://a.example"', "auth"),
        ('auth = "signature"\nbase = "https://a.example"\nclient = "l"\nsecret = "s"', "secret"),
        ("auth =", "Invalid"),
    ],
)
def test_a_way_that_does_not_fit_is_refused_by_name(tmp_path: Path, said: str, why: str) -> None:
    _write(tmp_path, said)

    with pytest.raises(ValueError, match=why):
        read_folder(tmp_path, known=KNOWN)


def test_a_way_to_nowhere_is_refused(tmp_path: Path) -> None:
    throwaway.make(tmp_path, "https://127.0.0.1:1/registers", ("weather",))

    with pytest.raises(ValueError, match="no such source: weather"):
        read_folder(tmp_path, known=KNOWN)


@pytest.mark.parametrize("mode", [0o604, 0o620, 0o644])
def test_a_key_that_others_may_read_or_change_is_refused(tmp_path: Path, mode: int) -> None:
    throwaway.make(tmp_path, "https://127.0.0.1:1/registers", ("health",))
    (tmp_path / "client.key").chmod(mode)

    with pytest.raises(ValueError, match=r"client\.key: others may read it"):
        read_folder(tmp_path, known=KNOWN)


def test_a_key_that_belongs_to_another_certificate_is_refused(tmp_path: Path) -> None:
    throwaway.make(tmp_path, "https://127.0.0.1:1/registers", ("health",))
    copy(tmp_path / "server.key", tmp_path / "client.key")

    with pytest.raises(ValueError, match="KEY_VALUES_MISMATCH"):
        read_folder(tmp_path, known=KNOWN)


def test_a_secret_of_nothing_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, 'auth = "signature"\nbase = "https://a.example"\nclient = "lane"')
    _secret(tmp_path, "\n")

    with pytest.raises(ValueError, match="secret: empty"):
        read_folder(tmp_path, known=KNOWN)


def _write(folder: Path, said: str) -> None:
    file = "" if "client =" not in said or "secret" in said else 'secret_file = "secret"\n'
    (folder / "sources.toml").write_text(f"[health]\n{said}\n{file}", "utf-8")
    if not (folder / "secret").exists():
        _secret(folder, "not the right one")


def _secret(folder: Path, text: str) -> None:
    file = folder / "secret"
    file.touch(mode=0o600)
    file.write_text(text, "utf-8")
