"""Days as the office counts them: Asia/Shanghai, working days from a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def local(at: datetime) -> datetime:
    """The moment on the wall clock that citizens and officials read."""
    return at.astimezone(ZONE)


def local_day(at: datetime) -> date:
    """The day in Asia/Shanghai on which a moment falls."""
    return local(at).date()


@dataclass(frozen=True)
class WorkingDays:
    """Working days by table: weekdays, less the days off, plus the make-up days.

    Attributes:
        off: Days off, with what they are called.
        worked: Weekend days that are worked.
        years: Years that the table covers; other years count weekdays only.
    """

    off: Mapping[date, str] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def works(self, day: date) -> bool:
        """Whether offices work on that day."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def after(self, day: date, days: int) -> date:
        """The last of so many working days, counted from the day after `day`."""
        while days > 0:
            day += timedelta(days=1)
            days -= self.works(day)
        return day

    def due(self, at: datetime, days: int, *, closes: time) -> datetime:
        """The moment at which so many working days after `at` end, when offices close."""
        return datetime.combine(self.after(local_day(at), days), closes, ZONE)
