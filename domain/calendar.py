"""Days and hours as the office counts them: Asia/Shanghai, working days from a table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_NEXT_YEARS = 25  # from this day of December on, the next year's notice may move days


def local(at: datetime) -> datetime:
    """The moment on the wall clock that citizens and officials read."""
    return at.astimezone(ZONE)


def local_day(at: datetime) -> date:
    """The day in Asia/Shanghai on which a moment falls."""
    return local(at).date()


def day_begins(day: date) -> datetime:
    """The first moment of a day in Asia/Shanghai."""
    return datetime.combine(day, time(), ZONE)


@dataclass(frozen=True)
class Hours:
    """When an office is at work on a working day.

    Attributes:
        rests: When the break at noon begins; None: there is none.
        resumes: When it ends.
    """

    opens: time
    closes: time
    rests: time | None = None
    resumes: time | None = None

    @property
    def in_order(self) -> bool:
        """Whether it opens, rests, resumes and closes one after another."""
        rests = [each for each in (self.rests, self.resumes) if each is not None]
        told = [self.opens, *rests, self.closes]
        return len(rests) != 1 and all(a < b for a, b in pairwise(told))

    def on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The spells of work of a working day, in order."""
        return _spells(self, day)


@lru_cache(maxsize=4096)
def _spells(hours: Hours, day: date) -> tuple[tuple[datetime, datetime], ...]:
    ends = [hours.opens, hours.closes]
    if hours.rests is not None and hours.resumes is not None:
        ends[1:1] = [hours.rests, hours.resumes]
    moments = [datetime.combine(day, each, ZONE) for each in ends]
    return tuple(zip(moments[::2], moments[1::2], strict=True))


@dataclass(frozen=True)
class WorkingDays:
    """Working days by table: weekdays, less the days off, plus the make-up days.

    Attributes:
        off: Days off, with what they are called.
        worked: Weekend days that are worked.
        years: Years that the table covers; other years are provisional.
        foreseen: Days of other years that the law makes holidays; how they are joined to weekends
            is not known before the year's notice.
    """

    off: Mapping[date, str] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()
    foreseen: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day in self.worked:
            return True
        return day.weekday() < 5 and day not in self.off and day not in self.foreseen

    def ruling(self, day: date) -> int:
        """The year whose notice rules a day last; the end of December is the next year's, too."""
        return day.year + (day.month == 12 and day.day >= _NEXT_YEARS)

    def provisional(self, day: date) -> bool:
        """Whether a notice that is not in the tables may change what is counted to that day."""
        return self.ruling(day) not in self.years

    def after(self, day: date, days: int) -> date:
        """The last of so many working days, counted from the day after `day`."""
        while days > 0:
            day += _DAY
            days -= self.works(day)
        return day

    def due(self, at: datetime, days: int, *, closes: time) -> datetime:
        """The moment at which so many working days after `at` end, when offices close."""
        return datetime.combine(self.after(local_day(at), days), closes, ZONE)

    def working_time_between(self, start: datetime, end: datetime, *, hours: Hours) -> timedelta:
        """How long an office is at work from one moment to another; none if that is earlier."""
        start, end = local(start), local(end)  # moments of one zone are quick to compare
        spells = self._spells(start.date(), end.date(), hours)
        cut = ((max(start, first), min(end, last)) for first, last in spells)
        return sum((last - first for first, last in cut if first < last), timedelta())

    def moment_after(self, start: datetime, span: timedelta, *, hours: Hours) -> datetime:
        """The first moment by which an office has been at work so long after `start`."""
        if span <= timedelta():
            return start
        start = local(start)
        for first, last in self._spells(start.date(), date.max, hours):
            begins = max(start, first)
            if last > begins and last - begins >= span:
                return begins + span
            span -= max(timedelta(), last - begins)
        raise OverflowError(span)

    def _spells(self, first: date, last: date, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
        day = first
        while day <= last:
            if self.works(day):
                yield from hours.on(day)
            day += _DAY
