"""Moments and days as they lie in the database: UTC ISO text to the millisecond; ISO days."""

from datetime import UTC, date, datetime
from functools import lru_cache


@lru_cache(maxsize=1024)  # a verb has one moment, and stamps it on everything that it writes
def stamp(at: datetime) -> str:
    """A moment as text that sorts as moments do: `2026-11-24T06:00:00.000Z`.

    Raises:
        ValueError: The moment does not know its zone.
    """
    if at.tzinfo is None:
        raise ValueError
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def stamp_or_none(at: datetime | None) -> str | None:
    """A moment as text, if there is one."""
    return None if at is None else stamp(at)


def moment(text: str) -> datetime:
    """The moment that a text stands for, in UTC."""
    return datetime.fromisoformat(text)


def moment_or_none(text: str | None) -> datetime | None:
    """The moment that a text stands for, if there is one."""
    return None if text is None else datetime.fromisoformat(text)


def day_or_none(text: str | None) -> date | None:
    """The day that a text stands for, if there is one."""
    return None if text is None else date.fromisoformat(text)


def iso_or_none(day: date | None) -> str | None:
    """A day as text, if there is one."""
    return None if day is None else day.isoformat()
