"""Files: uploads and papers in a folder, encrypted, named by a keyed digest of their content."""

import asyncio
import hmac
import os
import re
import secrets
from datetime import datetime
from pathlib import Path

from storage.faults import ObjectMissing
from storage.sealing import Keyring

_REF = re.compile(r"[0-9a-f]{64}")
_LYING = re.compile(r"[0-9a-f]{64}(\.[0-9a-f]{16}\.part)?")


class Files:
    """An object store in a folder.  The same content twice lies there once."""

    def __init__(self, folder: Path, keyring: Keyring) -> None:
        self._folder = folder
        self._keyring = keyring
        self._naming = keyring.derive("objects")

    async def put(self, content: bytes) -> str:
        """Keep content durably, and give the name under which it is found again."""
        return await asyncio.to_thread(self._put, content)

    async def get(self, ref: str) -> bytes:
        """The content of that name.

        Raises:
            ObjectMissing: There is none, or it is no name of ours.
            Tampered: What lies there is not what was put.
        """
        return await asyncio.to_thread(self._get, ref)

    async def untouched(self, before: datetime) -> list[list[str]]:
        """The names, by folder, of what nobody has put since then; also of what a crash left."""
        return await asyncio.to_thread(self._untouched, before.timestamp())

    async def discard(self, ref: str, *, before: datetime) -> bool:
        """Delete what lies under that name, unless it has been put again since then."""
        return await asyncio.to_thread(self._discard, ref, before.timestamp())

    def _put(self, content: bytes) -> str:
        ref = hmac.digest(self._naming, content, "sha256").hex()
        path = self._path(ref)
        if path.exists():
            path.touch()  # whoever sweeps shall see that it is wanted
            return ref
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{ref}.{secrets.token_hex(8)}.part")
        try:
            _write(beside, self._keyring.seal("objects", ref, "content", content))
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        for folder in (path.parent, self._folder):
            _sync(folder)
        return ref

    def _get(self, ref: str) -> bytes:
        try:
            sealed = self._path(ref).read_bytes()
        except FileNotFoundError:
            raise ObjectMissing(ref) from None
        return self._keyring.open("objects", ref, "content", sealed)

    def _untouched(self, before: float) -> list[list[str]]:
        folders = sorted(self._folder.iterdir()) if self._folder.exists() else []
        return [
            [file.name for file in folder.iterdir() if file.stat().st_mtime < before]
            for folder in folders
        ]

    def _discard(self, ref: str, before: float) -> bool:
        path = self._folder / ref[:2] / ref
        if not _LYING.fullmatch(ref) or not path.exists() or path.stat().st_mtime >= before:
            return False
        path.unlink(missing_ok=True)
        return True

    def _path(self, ref: str) -> Path:
        if not _REF.fullmatch(ref):
            raise ObjectMissing
        return self._folder / ref[:2] / ref


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
