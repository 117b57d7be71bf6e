"""The rules for the fields of a subscribe message."""

import re
from collections.abc import Iterable
from typing import Any

from sandbox.errors import PlatformError

HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
DAY = r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-/]\d{1,2}[-/]\d{1,2}"
CLOCK = r"\d{1,2}:\d{2}(:\d{2})?"
# The first five limits are documented; the patterns of the rest are unconfirmed.
RULES = {
    "thing": r".{1,20}",
    "number": r"(?=.{1,32}$)\d+(\.\d+)?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[\x20-\x7e]{1,32}",
    "time": rf"({DAY})( ?{CLOCK})?|{CLOCK}",
    "date": rf"({DAY})( ?{CLOCK})?",
    "amount": r"[¥$]?\d{1,10}(\.\d{1,2})?元?",
    "phone_number": r"[\d+\-]{1,17}",
    "car_number": r".{1,8}",
    "name": rf"({HAN}|·){{1,10}}|[A-Za-z .]{{1,20}}",
    "phrase": rf"{HAN}{{1,5}}",
}


def check(data: Any, expected: Iterable[str]) -> dict[str, str]:
    """Return the values of a subscribe message by field, if every one keeps its rule.

    Raises:
        PlatformError: 47003, naming the first field that does not.
    """
    if not isinstance(data, dict) or not data:
        raise PlatformError(47003, "data.value is empty")
    missing = [name for name in expected if name not in data]
    if missing:
        raise PlatformError(47003, f"data.{missing[0]}.value is empty")
    foreign = set(data) - set(expected)
    if foreign:
        raise PlatformError(47003, f"data.{min(foreign)} is not in template")
    return {name: _value(name, data[name]) for name in expected}


def _value(name: str, holder: Any) -> str:
    value = holder.get("value") if isinstance(holder, dict) else None
    if not isinstance(value, str) or not value:
        raise PlatformError(47003, f"data.{name}.value is empty")
    rule = RULES[name.rstrip("0123456789")]
    if not re.fullmatch(rule, value):
        raise PlatformError(47003, f"data.{name}.value invalid")
    return value
