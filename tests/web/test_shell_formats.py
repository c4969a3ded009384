"""How numbers, dates and times are written, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.shell import formats

AT = datetime(2015, 9, 9, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given_", "written"),
    [
        ("3172014508900001", "3172 01 450890 0001"),
        ("3172 01 450890 0001", "3172 01 450890 0001"),
        ("317201450890000", "317201450890000"),
        ("", ""),
        ("tidak tahu", "tidak tahu"),
    ],
)
def test_numbers_of_sixteen_digits(given_: str, written: str) -> None:
    assert formats.nik(given_) == written


@given(st.text(alphabet="0123456789", min_size=16, max_size=16))
def test_grouping_loses_no_digit(digits: str) -> None:
    assert formats.nik(digits).replace(" ", "") == digits


@pytest.mark.parametrize(
    ("value", "lang", "places", "written"),
    [
        (9539, "id", None, "9.539"),
        (9539, "en", None, "9,539"),
        (28_600_000, "id", None, "28.600.000"),
        (2.5, "id", None, "2,5"),
        (2.5, "en", None, "2.5"),
        (-1200, "id", None, "-1.200"),
        (1.0, "id", 2, "1,00"),
        (0, "id", None, "0"),
    ],
)
def test_numbers(value: float, lang: str, places: int | None, written: str) -> None:
    assert formats.number(value, lang, places) == written


@pytest.mark.parametrize(
    ("lang", "zone", "day", "hour", "moment"),
    [
        ("id", "WIB", "9 September 2015", "14.30 WIB", "Rabu 9 Sep 2015 14.30"),
        ("id", "WITA", "9 September 2015", "15.30 WITA", "Rabu 9 Sep 2015 15.30"),
        ("id", "WIT", "9 September 2015", "16.30 WIT", "Rabu 9 Sep 2015 16.30"),
        ("en", "WIB", "9 September 2015", "14:30 WIB", "Wednesday 9 Sep 2015 14:30"),
    ],
)
def test_moments(lang: str, zone: str, day: str, hour: str, moment: str) -> None:
    assert formats.day(AT, lang, zone) == day
    assert formats.clock(AT, lang, zone) == hour
    assert formats.moment(AT, lang, zone) == moment


def test_the_date_is_the_offices_not_greenwichs() -> None:
    late = datetime(2015, 9, 8, 20, 0, tzinfo=UTC)
    assert formats.day(late, "id", "WIB") == "9 September 2015"
    assert formats.short_day(date(2015, 8, 17), "id") == "17 Agu 2015"
    assert formats.short_day(date(2015, 8, 17), "en") == "17 Aug 2015"


@pytest.mark.parametrize(
    ("gone", "indonesian", "english"),
    [
        (timedelta(seconds=20), "baru saja", "just now"),
        (timedelta(minutes=1), "1 menit", "1 minute"),
        (timedelta(hours=2, minutes=59), "2 jam", "2 hours"),
        (timedelta(days=1), "1 hari", "1 day"),
        (timedelta(days=26, hours=5), "26 hari", "26 days"),
        (timedelta(days=200), "6 bulan", "6 months"),
        (timedelta(days=-1), "baru saja", "just now"),
    ],
)
def test_waiting(gone: timedelta, indonesian: str, english: str) -> None:
    assert formats.since(AT - gone, AT, "id") == indonesian
    assert formats.since(AT - gone, AT, "en") == english


def test_waiting_by_dates_counts_calendar_days() -> None:
    assert formats.since(date(2015, 9, 6), AT, "id") == "3 hari"
    assert formats.since(date(2015, 9, 6), date(2015, 9, 9), "id") == "3 hari"


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(1990, 9, 9), "25 tahun"),
        (date(1990, 9, 10), "24 tahun"),
        (date(2014, 7, 1), "14 bulan"),
        (date(2015, 9, 1), "8 hari"),
        (date(1996, 2, 29), "19 tahun"),
    ],
)
def test_age(born: date, age: str) -> None:
    assert formats.age(born, AT.date(), "id") == age


@given(st.dates(date(1900, 1, 1), date(2015, 9, 9)))
def test_age_in_years_is_that_of_the_calendar(born: date) -> None:
    years = 2015 - born.year - ((born.month, born.day) > (9, 9))
    if years >= 2:
        assert formats.age(born, AT.date(), "id") == f"{years} tahun"
