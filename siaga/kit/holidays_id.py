"""Days on which no office in Indonesia is open: national holidays and the joint leave of the government.

Source: the `holidays` library (joint decrees of three ministers; moon-dependent days of years to come are its estimates).
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

SATURDAY = 5


@lru_cache(maxsize=64)
def of_year(year: int) -> frozenset[date]:
    """Sundays and Saturdays among them too: who asks for working days does not care."""
    return frozenset(holidays.country_holidays("ID", years=year, categories=("public", "government")))


@lru_cache(maxsize=16)
def of_years(first: int, last: int) -> frozenset[date]:
    """Both years included."""
    return frozenset().union(*(of_year(year) for year in range(first, last + 1)))


def around(day: date, before: int = 3, after: int = 3) -> frozenset[date]:
    """The holidays of so many years before and after."""
    return of_years(day.year - before, day.year + after)


def open_on(day: date) -> bool:
    """Whether an office is open that day: whoever is told to come then does not come in vain."""
    return day.weekday() < SATURDAY and day not in of_year(day.year)
