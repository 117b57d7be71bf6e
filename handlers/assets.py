"""The files that pages need, read once, named by what is in them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent.parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """One file; `tag` changes whenever its bytes do."""

    body: bytes
    content_type: str
    tag: str


class Assets:
    """Every file of a folder that has a type of ours."""

    def __init__(self, files: Mapping[str, Asset]) -> None:
        self.files = files

    @classmethod
    def load(cls, folder: Path = HERE) -> "Assets":
        """Read the folder."""
        paths = (path for path in sorted(folder.iterdir()) if path.suffix in TYPES)
        return cls({path.name: _asset(path) for path in paths})

    def url(self, name: str) -> str:
        """Where a page finds a file; another content has another URL.

        Raises:
            KeyError: There is no such file.
        """
        return f"/static/{name}?v={self.files[name].tag}"


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    return Asset(body, TYPES[path.suffix], hashlib.sha256(body).hexdigest()[:16])
