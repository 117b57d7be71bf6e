"""The stand-in's second door: only who has a certificate of its throwaway authority is heard."""

import socket
import ssl
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from cryptography import x509

from sandbox import throwaway
from sandbox.settings import fresh_env
from tests.sandbox.test_sandbox_start import start

BASE = "https://127.0.0.1:1/registers"


def test_it_says_aloud_that_the_authority_is_a_throwaway_one(tmp_path: Path) -> None:
    ports = [_free(), _free()]
    told = ("--tls-port", str(ports[1]), "--tls-folder", str(tmp_path / "tls"))

    with start(fresh_env(), "--port", str(ports[0]), *told) as process:
        said = [process.stdout.readline() for _ in range(2)] if process.stdout else []
        asked = _status(f"https://127.0.0.1:{ports[1]}/registers/health/v1/wj-03", tmp_path / "tls")
        with pytest.raises((URLError, OSError)):
            _get(f"https://127.0.0.1:{ports[1]}/registers/health/v1/wj-03", tmp_path / "tls", "")
        process.terminate()

    assert "临时证书机构" in said[1]
    assert "谁也别信它" in said[1]
    assert asked == 400  # heard, and what it said was no question


def test_every_certificate_of_it_says_whose_it_is_and_lasts_two_days(tmp_path: Path) -> None:
    throwaway.make(tmp_path, BASE, ("health",))

    for name in ("ca", "server", "client"):
        made = x509.load_pem_x509_certificate((tmp_path / f"{name}.pem").read_bytes())
        assert "stand-in" in made.subject.rfc4514_string()
        assert (made.not_valid_after_utc - made.not_valid_before_utc).days == 2
        assert (tmp_path / f"{name}.key").stat().st_mode & 0o777 == 0o600


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _status(url: str, folder: Path) -> int:
    try:
        return _get(url, folder, "client")
    except HTTPError as refused:
        return refused.code


def _get(url: str, folder: Path, bearer: str) -> int:
    tls = ssl.create_default_context(cafile=folder / "ca.pem")
    if bearer:
        tls.load_cert_chain(folder / f"{bearer}.pem", folder / f"{bearer}.key")
    asked = Request(url, data=b"[]", method="POST")  # noqa: S310 - our own loopback
    with urlopen(asked, timeout=5, context=tls) as answer:  # noqa: S310 - the same
        return int(answer.status)
