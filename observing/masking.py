"""The last guard before the log: what looks like a person or a secret does not come out.

Whoever logs is to log ids and codes.  This is for the day when somebody forgets it, and for
libraries, which do not know it; so it would rather mask too much.
"""

import math
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

MASK = "***"
_DEPTH, _WIDTH, _LENGTH = 6, 64, 500
_PHONE = 10**10  # figures of ours are shorter

# Values under these keys are never printed; one of a key's words is enough, in whatever spelling.
_WORDS = frozenset(
    {"name", "names", "nickname", "phone", "mobile", "address", "email", "locals"}
    | {"text", "texts", "content", "body", "message", "payload", "query", "args", "kwargs"}
    | {"token", "tokens", "bearer", "ticket", "signature", "cookie", "cookies"}
    | {"authorization", "password", "passphrase", "secret", "secrets"}
)
_TOGETHER = ("idnumber", "idcard", "openid", "unionid", "userid", "sessionkey", "aeskey", "apikey")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN = re.compile(r"[^a-z0-9]+")

# Ids of ours, which are random: some of their digits may look like a number of somebody's.
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_IDS = {"request_id": re.compile(r"[0-9a-f]{16}"), "job": _UUID, "case": _UUID}

_SUSPICIOUS = re.compile(
    r"""
      (?i: [a-z][a-z0-9+.-]*://\S* )               # a URL, with whatever is in it
    | /[cev]/[\w-]{8,}                             # a path that is a key
    | (?i: \b(?:bearer|basic)\s+\S+ )              # credentials
    | (?i: [\w-]*(?:token|secret|passw|cookie|openid|unionid|session|signature|authorization)
           [\w-]*["']?\s*[=:]\s*\S+ )              # a secret that is named
    | [?&][\w.-]+=[^\s&]*                          # a query
    | \d(?:[\s-]?\d){10,}[Xx]?                     # a phone's, a person's or a card's number
    | (?<![\w-])o[\w-]{27}(?![\w-])                # an openid
    | (?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{20,}  # a random secret
    | [\w.+-]+@[\w-]+\.[\w.-]+                     # a mail address
    | [\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\ue000-\ufaff\U00020000-\U0003ffff]+  # Chinese
    """,
    re.VERBOSE,
)


def masked(event: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a log entry that is plain JSON, and holds nothing personal or secret."""
    return _mapping(event, _DEPTH)


@lru_cache(maxsize=512)  # a log says the same few words again and again
def masked_text(text: str) -> str:
    """A text without the parts that look personal or secret, and not too long."""
    return _SUSPICIOUS.sub(MASK, text)[:_LENGTH]


def is_id(key: str, value: str) -> bool:
    """Whether a value is what we have drawn for an id of that name."""
    form = _IDS.get(key)
    return form is not None and form.fullmatch(value) is not None


def _mapping(given: Mapping[Any, Any], depth: int) -> dict[str, Any]:
    pairs = list(given.items())[:_WIDTH]
    return {masked_text(str(key)): _under(str(key), value, depth) for key, value in pairs}


def _under(key: str, value: object, depth: int) -> Any:
    if _denied(key):
        return MASK
    if isinstance(value, str) and is_id(key, value):
        return value
    return _value(value, depth)


def _value(value: object, depth: int) -> Any:
    match value:
        case None | bool():
            return value
        case str() | date():
            return masked_text(str(value))
        case int() | float():
            return value if abs(value) < _PHONE and math.isfinite(value) else MASK
        case Mapping() if depth:
            return _mapping(value, depth - 1)
        case list() | tuple() | set() | frozenset() if depth:
            return [_value(each, depth - 1) for each in list(value)[:_WIDTH]]
    # What else there is would be printed by a `repr` that nobody has looked at.
    return f"<{masked_text(type(value).__name__)}>"


@lru_cache(maxsize=1024)
def _denied(key: str) -> bool:
    words = _BETWEEN.sub("_", _HUMP.sub("_", key).lower())
    joined = words.replace("_", "")
    return not _WORDS.isdisjoint(words.split("_")) or any(each in joined for each in _TOGETHER)
