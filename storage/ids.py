"""Identifiers: UUIDv7 as text, so that ids sort as rows were made."""

import secrets
from datetime import UTC, datetime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_id(at: datetime) -> str:
    """A new UUIDv7 of that moment; of two moments a microsecond apart, the later sorts later.

    Source:
        RFC 9562, 5.7 and 6.2, method 3: the twelve bits after the version carry the
        fraction of the millisecond; 62 random bits follow.
    """
    elapsed = at - _EPOCH
    micros = (elapsed.days * 86_400 + elapsed.seconds) * 1_000_000 + elapsed.microseconds
    millis, rest = divmod(micros, 1000)
    fraction = (rest << 12) // 1000
    value = millis << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | secrets.randbits(62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
