"""Working days: Monday to Friday without the holidays handed in. Days count as whole days; no clock is read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5
DAY = timedelta(days=1)


def is_workday(day: date, holidays: Collection[date] = frozenset()) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def on_or_after(day: date, holidays: Collection[date] = frozenset()) -> date:
    """The day itself if it is a working day, else the next one."""
    while not is_workday(day, holidays):
        day += DAY
    return day


def add_workdays(day: date, n: int, holidays: Collection[date] = frozenset()) -> date:
    """The n-th working day after `day`; n = 0 gives the first working day from `day` on. n is never negative."""
    if n < 0:
        raise ValueError("working days are counted forwards")
    if n == 0:
        return on_or_after(day, holidays)
    if not holidays:  # any seven days hold five working days: thousands of dates are told at once, years ahead
        weeks = (n - 1) // 5
        day += 7 * weeks * DAY
        n -= 5 * weeks
    while n:
        day += DAY
        n -= is_workday(day, holidays)
    return day


def workdays_between(after: date, until: date, holidays: Collection[date] = frozenset()) -> int:
    """Working days later than `after` and not later than `until`; 0 if `until` is not later."""
    days = (until - after).days
    return sum(is_workday(after + i * DAY, holidays) for i in range(1, days + 1))


def last_workdays(before: date, n: int, holidays: Collection[date] = frozenset()) -> tuple[date, ...]:
    """The n working days before `before`, oldest first: today is still running and does not count."""
    found: list[date] = []
    day = before
    while len(found) < n:
        day -= DAY
        if is_workday(day, holidays):
            found.append(day)
    return tuple(reversed(found))
