"""Instants come back from the database as they went in, whatever the year and the fraction of a second."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import psycopg
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.datetime import TimestamptzLoader

from siaga.kit.database import Instant
from siaga.kit.node import Node

WIB = timezone(timedelta(hours=7))


@given(st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)))
def test_it_reads_what_the_driver_reads(at: datetime) -> None:
    written = at.isoformat(" ").removesuffix(":00").rstrip().encode()
    assert Instant(0).load(written) == TimestamptzLoader(0).load(written) == at
    assert Instant(0).load(memoryview(written)).tzinfo is UTC


@pytest.mark.parametrize("word", [b"infinity", b"-infinity", b"0044-03-15 12:00:00+00 BC", b"12026-01-01 00:00:00+00"])
def test_what_python_cannot_say_is_an_error_of_the_data(word: bytes) -> None:
    with pytest.raises(psycopg.DataError):
        Instant(0).load(word)


@pytest.mark.parametrize("zone", [UTC, WIB])
@pytest.mark.parametrize("micros", [0, 1, 120_000, 999_999])
def test_through_the_database(jakut: Node, zone: timezone, micros: int) -> None:
    at = datetime(1945, 8, 17, 10, 0, 0, micros, tzinfo=zone)
    with connection.cursor() as cur:
        cur.execute("SELECT %s::timestamptz", [at])
        ((found,),) = cur.fetchall()
    assert found == at and found.tzinfo is UTC
