"""Reads the tables of days off and make-up days."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from catalogue.faults import Faults
from catalogue.foreseeing import foreseen
from catalogue.tables import Page, Table, read
from domain.calendar import WorkingDays, local_day

FOLDER = Path(__file__).parent / "calendar"
EVE = 25  # of December
SOON = timedelta(days=30)


def working_days(folder: Path = FOLDER) -> WorkingDays:
    """Read every year's table of days off and make-up days.

    Raises:
        Fault: A table does not fit.
    """
    faults = Faults()
    days = examine_days(folder, faults)
    faults.settle()
    return days


def not_announced(days: WorkingDays, at: datetime) -> bool:
    """Whether deadlines of the next weeks rest on days that no table has."""
    return days.provisional(local_day(at + SOON))


def examine_days(folder: Path, faults: Faults) -> WorkingDays:
    """Read whatever can be read, and note the rest."""
    off: dict[date, str] = {}
    worked: set[date] = set()
    years: set[int] = set()
    for path in sorted(folder.glob("*.toml")):
        page, table = Page(path.name, faults), read(path, faults)
        year = page.take(table, "year", int) or 0
        years.add(year)
        days = page.take(table, "worked", list) or []
        worked.update(_of_year(page, "worked", year, days))
        for span in page.tables("off", table):
            name = page.take(span, "name", str) or ""
            off.update(dict.fromkeys(_of_year(page, "off", year, _span(page, span)), name))
    return WorkingDays(off, frozenset(worked), frozenset(years), foreseen(years - {0}))


def _span(page: Page, span: Table) -> list[date]:
    first, last = page.take(span, "first", date), page.take(span, "last", date)
    if first is None or last is None:
        return []
    if last < first:
        page.note(f"off {first}", "last", "before first")
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def _of_year(page: Page, key: str, year: int, days: Iterable[object]) -> list[date]:
    listed = list(days)
    eve = date(max(year, 2) - 1, 12, EVE)  # the notice of a year may rule the days before it
    found = [d for d in listed if isinstance(d, date) and eve <= d <= date(max(year, 1), 12, 31)]
    if len(found) != len(listed):
        page.note(key, f"only days of {year} are taken")
    return found
