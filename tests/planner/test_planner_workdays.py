"""Working days, and the first estimate that is made of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.planner.pace import days_at_pace
from siaga.planner.workdays import add_workdays, is_workday, last_workdays, on_or_after, workdays_between

MONDAY = date(2026, 3, 2)
days = st.dates(date(2010, 1, 1), date(2035, 1, 1))


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (MONDAY, 0, MONDAY),
        (MONDAY, 1, date(2026, 3, 3)),
        (MONDAY, 4, date(2026, 3, 6)),
        (MONDAY, 5, date(2026, 3, 9)),
        (date(2026, 3, 7), 0, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
    ],
)
def test_add(start: date, n: int, expected: date) -> None:
    assert add_workdays(start, n) == expected


def test_holidays_are_no_working_days() -> None:
    nyepi = {date(2026, 3, 3), date(2026, 3, 4)}
    assert add_workdays(MONDAY, 1, nyepi) == date(2026, 3, 5)
    assert last_workdays(date(2026, 3, 5), 2, nyepi) == (date(2026, 2, 27), MONDAY)
    assert on_or_after(date(2026, 3, 3), nyepi) == date(2026, 3, 5)
    with pytest.raises(ValueError):
        add_workdays(MONDAY, -1)


def test_banyuwangi_lost_three_working_days() -> None:
    assert workdays_between(date(2017, 5, 3), date(2017, 5, 8)) == 3


@given(days, st.integers(0, 400))
def test_adding_and_counting_agree(start: date, n: int) -> None:
    end = add_workdays(start, n)
    assert is_workday(end) and end >= start
    if n:
        assert workdays_between(start, end) == n
        assert workdays_between(start, end - timedelta(days=1)) == n - 1


@given(days, st.integers(0, 30))
def test_last_workdays(before: date, n: int) -> None:
    got = last_workdays(before, n)
    assert len(got) == n and list(got) == sorted(set(got))
    assert all(is_workday(d) and d < before for d in got)
    if n:
        assert workdays_between(got[0] - timedelta(days=1), before - timedelta(days=1)) == n


@pytest.mark.parametrize(
    ("place", "printed", "expected"),
    [
        (1, [500] * 10, 1),
        (500, [500] * 10, 1),
        (501, [500] * 10, 2),
        (9_539, [44, 500], 36),
        (1_000, [1000] * 5 + [0] * 5, 2),
        (1_000, [9_000] * 3 + [100] * 10, 10),
        (7, [0] * 10, None),
        (7, [], None),
    ],
)
def test_days_at_pace(place: int, printed: list[int], expected: int | None) -> None:
    assert days_at_pace(place, printed) == expected


@given(st.integers(1, 10_000), st.lists(st.integers(0, 900), max_size=15))
def test_nobody_behind_is_promised_earlier(place: int, printed: list[int]) -> None:
    here, behind = days_at_pace(place, printed), days_at_pace(place + 1, printed)
    assert (here is None) == (behind is None)
    if here is not None and behind is not None:
        assert 1 <= here <= behind


def test_nobody_stands_before_the_first() -> None:
    with pytest.raises(ValueError):
        days_at_pace(0, [1])
