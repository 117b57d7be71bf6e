"""Foreseeing: the days that the law makes holidays, in years for which no table is there yet.

The State Council says each autumn how next year's holidays are joined to weekends.  Until then the
days themselves are known, by the sun and the moon; deadlines that rest on them are provisional.
"""

from collections.abc import Collection
from datetime import date

import holidays

AHEAD = 3  # years after the last table


def foreseen(years: Collection[int]) -> frozenset[date]:
    """The public holidays of the years that come next, or lie between, and have no table."""
    if not years:
        return frozenset()
    wanted = set(range(min(years), max(years) + AHEAD + 1)) - set(years)
    return frozenset(
        day for day in holidays.country_holidays("CN", years=wanted) if day.year in wanted
    )
