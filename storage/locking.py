"""One process a database: a lock beside the file, held for as long as it may write."""

import fcntl
import os
from pathlib import Path

from storage.faults import InUse


class Lock:
    """The right to write a database file; the kernel takes it back when the process ends."""

    def __init__(self, database: Path) -> None:
        beside = database.with_name(database.name + ".lock")
        self._file = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._file)
            raise InUse(str(database)) from None

    def release(self) -> None:
        """Let another process write."""
        os.close(self._file)
