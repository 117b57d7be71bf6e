"""How days, times, lengths and typed words are written wherever people read them."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from domain.calendar import local, local_day
from domain.identity import mask_id
from templates.terms import Terms

Moment = datetime | str
Day = date | datetime | str
_ID_LIKE = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?![\dXx])")
_WIDE_BRACKETS = str.maketrans("<>", "＜＞")
_GAP = "\u3000"


def as_moment(value: Moment) -> datetime:
    """A moment on the clock of Asia/Shanghai, from ISO text or a datetime.

    Raises:
        ValueError: It is not a moment, or nobody knows in which zone.
    """
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return local(moment)


def as_day(value: Day) -> date:
    """A day in Asia/Shanghai, from ISO text, a date or a moment.

    Raises:
        ValueError: It is neither.
    """
    if isinstance(value, str) and len(value) == 10:
        return date.fromisoformat(value)
    if isinstance(value, str | datetime):
        return local_day(as_moment(value))
    return value


def cut(text: str, longest: int) -> str:
    """The text, cut to so many characters with a mark that something is missing."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def numbered(labels: Sequence[str]) -> str:
    """Choices in one line, each behind the digit that chooses it."""
    return _GAP.join(f"{number} {label}" for number, label in enumerate(labels, 1))


def listed(labels: Sequence[str], more: str) -> str:
    """Choices one below the other, each behind its digit; an empty one turns the page."""
    return "\n".join(f"{number} {label or more}" for number, label in enumerate(labels, 1))


def statute(name: str) -> str:
    """A law by its name in the marks that a law's name has, unless they stand in it already."""
    return name if "《" in name or "〔" in name else f"《{name}》"


def unnumbered(typed: str) -> str:
    """What somebody typed, fit for others to see: no full ID number."""
    return _ID_LIKE.sub(lambda found: mask_id(found[0]), typed)


def echo(typed: str) -> str:
    """What somebody typed, fit to be said back: no full ID number, nothing that becomes a link."""
    return unnumbered(str(typed)).translate(_WIDE_BRACKETS)


def clock(value: Moment) -> str:
    """The time of day: 10:21."""
    return f"{as_moment(value):%H:%M}"


def moment(value: Moment) -> str:
    """A moment in full: 2026-11-23 15:20:05."""
    return f"{as_moment(value):%Y-%m-%d %H:%M:%S}"


def size(count: float) -> str:
    """So many bytes, as people count them: 12.3 MB."""
    return f"{count / 1_000_000:.1f} MB" if count >= 100_000 else f"{count / 1000:.0f} KB"


class Wording:
    """The ways of writing that need words of their own, which lie in the table `format`."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms

    def day(self, value: Day) -> str:
        """A day in full: 2026年11月23日."""
        day = as_day(value)
        return self._format("day", year=day.year, month=day.month, day=day.day)

    def short_day(self, value: Day) -> str:
        """A day near enough to need no year: 11月30日（周一）."""
        day = as_day(value)
        weekday = self._terms.term("weekday", str(day.isoweekday()))
        return self._format("short-day", month=day.month, day=day.day, weekday=weekday)

    def month_day(self, value: Day) -> str:
        """A day where there is room for little: 11月30日."""
        day = as_day(value)
        return self._format("month-day", month=day.month, day=day.day)

    def deadline(self, value: Moment) -> str:
        """A moment by which something is done: 11月30日（周一）17:30."""
        return f"{self.short_day(value)}{clock(value)}"

    def when(self, value: Moment) -> str:
        """A moment that is past: 11月23日 10:21."""
        return f"{self.month_day(value)} {clock(value)}"

    def money(self, value: str) -> str:
        """An amount of yuan, as it is stored: 1,234.50 with the unit.

        Raises:
            ValueError: It is no amount.
        """
        try:
            return self._format("money", amount=f"{Decimal(value):,.2f}")
        except InvalidOperation:
            raise ValueError("not an amount") from None

    def minutes(self, count: float) -> str:
        """How long something took, in whole minutes; from two hours on in larger units."""
        whole = int(count)
        if whole < 1:
            return self._format("under-a-minute")
        if whole < 120:
            return self._format("minutes", n=whole)
        hours, rest = divmod(whole, 60)
        if hours < 48:
            return self._format("hours", n=hours, rest=rest)
        return self._format("days", n=hours // 24, rest=hours % 24)

    def wait(self, seconds: float, lang: str = "zh") -> str:
        """How long to wait: seconds up to a minute, then minutes, rounded up."""
        if seconds <= 60:
            return self._format(f"wait-seconds-{lang}", n=max(1, round(seconds)))
        return self._format(f"wait-minutes-{lang}", n=-(-int(seconds) // 60))

    def _format(self, name: str, **values: object) -> str:
        return self._terms.term("format", name).format(**values)
