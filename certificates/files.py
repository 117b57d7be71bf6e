"""Writing files that several processes may want to write at once."""

import os
import tempfile
from pathlib import Path


def put(content: bytes, target: Path) -> None:
    """The file holds the content, whole at every moment; the last writer wins."""
    draft = _draft(content, target)
    draft.replace(target)


def put_first(content: bytes, target: Path) -> None:
    """The file holds the content durably, for its owner only; or what another put there before."""
    draft = _draft(content, target)
    try:
        # A link, unlike a rename, fails when the name is taken.
        os.link(draft, target)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _draft(content: bytes, target: Path) -> Path:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return Path(name)
