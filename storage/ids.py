"""Identifiers: UUIDv7 as text, so that ids sort as rows were made."""

import os
import time


def new_id() -> str:
    """A new UUIDv7 of this moment; of two that are made a microsecond apart, the later sorts later.

    Source:
        RFC 9562, 5.7 and 6.2, method 3: the twelve bits after the version (7) carry the
        fraction of the millisecond; 60 random bits follow the variant (8).
    """
    millis, nanos = divmod(time.time_ns(), 1_000_000)
    when = f"{millis:012x}"
    fraction = (nanos << 12) // 1_000_000
    chance = os.urandom(8).hex()
    return f"{when[:8]}-{when[8:]}-7{fraction:03x}-8{chance[:3]}-{chance[4:]}"
