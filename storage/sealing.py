"""Sealing: what is personal is unreadable and unmovable without the master key."""

import base64
import hmac
import os
import secrets
import struct
import tomllib
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.faults import KeyFileUnsafe, Tampered

_KEY = 32
_NONCE = 12
_TAG = 16
_WRAPPED = _KEY + _TAG
_HEAD = struct.Struct(">BH")
_FORMAT = 1
_BODY = _HEAD.size + _NONCE + _WRAPPED + _NONCE

_NEW_FILE = """\
# Master keys.  Whoever has this file can read everything; who loses it can read nothing.
# Blind indexes and tokens come from `root`; it never changes.
root = "{root}"

# The newest key seals, all of them open.  To rotate, add 2, then 3.
[keys]
1 = "{first}"
"""


class Keyring:
    """Master keys by version, and every secret that is derived from their root.

    Each row is sealed with a data key of its own (AES-256-GCM), which the newest master key
    wraps.  Table, row, field and key version are authenticated with both, so that a sealed
    value opens nowhere but where it was put.
    """

    def __init__(self, root: bytes, keys: Mapping[int, bytes]) -> None:
        self._root = root
        self._keys = {version: AESGCM(key) for version, key in keys.items()}
        self._newest = max(keys)
        self._derived: dict[str, bytes] = {}
        self._blind = self.derive("blind-index")

    @classmethod
    def load(cls, path: Path, *, create: bool = False) -> "Keyring":
        """Read the master-key file.

        Args:
            path: Where it lies.
            create: Whether a missing file is made, readable by its owner alone.

        Raises:
            KeyFileUnsafe: It is missing, malformed, or others may read or its group write it.
        """
        if create and not path.exists():
            _create(path)
        try:
            mode = path.stat().st_mode
            held = tomllib.loads(path.read_text())
            keys = {int(v): base64.b64decode(k, validate=True) for v, k in held["keys"].items()}
            root = base64.b64decode(held["root"], validate=True)
        except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
            raise KeyFileUnsafe(type(error).__name__) from None
        if mode & 0o027:
            raise KeyFileUnsafe("mode")
        if not keys or any(len(key) != _KEY for key in (root, *keys.values())):
            raise KeyFileUnsafe("length")
        return cls(root, keys)

    def seal(self, table: str, row: str, field: str, plaintext: bytes) -> bytes:
        """Plaintext made unreadable, for this field of this row of this table."""
        about = _about(table, row, field, self._newest)
        chance = os.urandom(_KEY + 2 * _NONCE)  # asked for once: each asking is a system call
        key, outer, inner = chance[:_KEY], chance[_KEY:-_NONCE], chance[-_NONCE:]
        wrapped = self._keys[self._newest].encrypt(outer, key, about)
        body = AESGCM(key).encrypt(inner, plaintext, about)
        return b"".join((_HEAD.pack(_FORMAT, self._newest), outer, wrapped, inner, body))

    def open(self, table: str, row: str, field: str, sealed: bytes) -> bytes:
        """What was sealed for this field of this row of this table.

        Raises:
            Tampered: It was changed, moved, or sealed with a key that is not held.
        """
        if len(sealed) < _BODY + _TAG:
            raise Tampered(table)
        form, version = _HEAD.unpack_from(sealed)
        if form != _FORMAT or version not in self._keys:
            raise Tampered(table)
        about = _about(table, row, field, version)
        after = _HEAD.size + _NONCE
        try:
            key = self._keys[version].decrypt(
                sealed[_HEAD.size : after], sealed[after : after + _WRAPPED], about
            )
            return AESGCM(key).decrypt(sealed[_BODY - _NONCE : _BODY], sealed[_BODY:], about)
        except InvalidTag:
            raise Tampered(table) from None

    def blind(self, kind: str, value: str) -> str:
        """An index by which equal values of one kind are found, and nothing else is learned."""
        return hmac.digest(self._blind, f"{kind}\0{value}".encode(), "sha256").hex()

    def derive(self, purpose: str) -> bytes:
        """A secret of 32 bytes for one purpose; the same for ever, and of no use for others."""
        if purpose not in self._derived:
            way = HKDF(SHA256(), _KEY, salt=None, info=b"lane|" + purpose.encode())
            self._derived[purpose] = way.derive(self._root)
        return self._derived[purpose]


def _about(table: str, row: str, field: str, version: int) -> bytes:
    return f"{table}|{row}|{field}|{version}".encode()


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    root, first = (base64.b64encode(secrets.token_bytes(_KEY)).decode() for _ in range(2))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(_NEW_FILE.format(root=root, first=first))
        file.flush()
        os.fsync(file.fileno())
