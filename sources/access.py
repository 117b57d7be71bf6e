"""Access: where each source is, and how we prove who we are there; read from files of secrets."""

import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

FILE = "sources.toml"
_OTHERS = 0o027  # bits of a mode by which somebody else could read a secret, or its group change it


@dataclass(frozen=True)
class Access:
    """One way to a source.

    Attributes:
        base: URL without a trailing slash.
        client: Our name there, if questions are signed.
        secret: Key of the signature; empty: they are not signed.
        tls: Our certificate, and whose certificates are believed; None: as everybody's.
    """

    base: str
    client: str = ""
    secret: str = field(default="", repr=False)
    tls: ssl.SSLContext | None = None


class _Signed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    auth: Literal["signature"]
    base: str = Field(pattern=r"^https?://\S+[^/]$")
    client: str = Field(min_length=1)
    secret_file: Path


class _Mutual(BaseModel):
    model_config = ConfigDict(extra="forbid")

    auth: Literal["mutual-tls"]
    base: str = Field(pattern=r"^https://\S+[^/]$")
    certificate: Path
    key: Path
    authority: Path


_LISTED = TypeAdapter(dict[str, Annotated[_Signed | _Mutual, Field(discriminator="auth")]])


def read_folder(folder: Path, *, known: frozenset[str]) -> Mapping[str, Access]:
    """The sources that have a way of their own: `sources.toml`, and the files that it names.

    Args:
        folder: Where it lies; paths in it are relative to this.
        known: The sources of the catalogue.

    Raises:
        ValueError: Something in it does not fit, names no source, or can be read by others.
        OSError: A file is missing.
    """
    listed = _LISTED.validate_python(tomllib.loads((folder / FILE).read_text("utf-8")))
    if odd := sorted(listed.keys() - known):
        raise ValueError(f"{FILE}: no such source: {', '.join(odd)}")
    return {source: _access(folder, way) for source, way in listed.items()}


def _access(folder: Path, way: _Signed | _Mutual) -> Access:
    if isinstance(way, _Signed):
        secret = _private(folder / way.secret_file).read_text("utf-8").strip()
        if not secret:
            raise ValueError(f"{way.secret_file}: empty")
        return Access(way.base, way.client, secret)
    return Access(way.base, tls=_mutual(folder, way))


def _mutual(folder: Path, way: _Mutual) -> ssl.SSLContext:
    """Nobody but the named authority is believed, and its servers must bear their names."""
    context = ssl.create_default_context(cafile=folder / way.authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(folder / way.certificate, _private(folder / way.key))
    except ssl.SSLError as fault:
        raise ValueError(f"{way.certificate}, {way.key}: {fault.reason}") from None
    return context


def _private(path: Path) -> Path:
    if path.stat().st_mode & _OTHERS:
        raise ValueError(f"{path.name}: others may read it")
    return path
