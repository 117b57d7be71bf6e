"""Names of files that a browser keeps."""

from typing import Literal
from urllib.parse import quote


def disposition(how: Literal["inline", "attachment"], name: str, *, plain: str) -> str:
    """The header that names a file.

    Args:
        how: Whether it is shown or kept.
        name: What it is called, in any script.
        plain: The same for old browsers, in ASCII.
    """
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
