"""The shared dialect as psycopg takes it, and what a transaction function may say in it."""

import re
from functools import lru_cache

from storage.faults import Misuse

_KEPT = 1024
_WORDS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "EXPLAIN"})
_TOKEN = re.compile(
    r"""
    (?P<quoted> '(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]* | /\*.*?\*/ )
    | (?P<cast> :: )
    | : (?P<name> [A-Za-z_]\w* )
    | (?P<percent> % )
    | (?P<end> ; )
    """,
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=_KEPT)
def spoken(sql: str) -> bytes:
    """A statement with `:name` as psycopg takes it; in literals, casts and remarks none is seen."""
    return _TOKEN.sub(_in_psycopg, sql).encode()


@lru_cache(maxsize=_KEPT)
def allowed(sql: str) -> bytes:
    """The same for what a transaction function says.

    Raises:
        Misuse: It would end or leave the transaction, change the session, or is more than one.
    """
    first = sql.split(maxsplit=1)[0].upper() if sql.strip() else ""
    if first not in _WORDS or any(match["end"] for match in _TOKEN.finditer(sql)):
        raise Misuse(f"a transaction function may not say {first}")
    return spoken(sql)


def _in_psycopg(match: re.Match[str]) -> str:
    if match["name"]:
        return f"%({match['name']})s"
    return match[0].replace("%", "%%")
