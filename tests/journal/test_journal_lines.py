"""Rows by COPY are the rows that were meant, whatever stands in them; and the indexes that a batch leaves behind."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql
from psycopg.types.json import Jsonb

from siaga.journal.bulk import MANY, uncollected, words_at_once
from siaga.journal.columns import _array
from siaga.journal.lines import copy_rows, lines, written
from siaga.journal.writer import cursor, fetch
from siaga.kit.database import here
from siaga.kit.node import Node
from siaga.kit.postgres import Cluster
from siaga.people.models import Family

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["\\N", "\\.", "a\tb", "a\nb\r", "\\", "{", '"', "NULL", "", " ", "\u2028"]
)
MOMENT = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXT,
    "int8": st.integers(-(2**63), 2**63 - 1),
    "bool": st.booleans(),
    "float8": st.floats(allow_nan=False),
    "numeric": st.decimals(-(10**9), 10**9, allow_nan=False, places=3),
    "date": st.dates(date(1, 1, 1), date(9999, 1, 1)),
    "timestamptz": MOMENT,
    "uuid": st.uuids(),
    "bytea": st.binary(max_size=20),
    "text[]": st.lists(TEXT, max_size=4),
    "jsonb": st.dictionaries(TEXT, TEXT | st.integers(-9, 9) | st.none(), max_size=3),
    "interval": st.timedeltas(timedelta(0), timedelta(9)),  # of a type that goes through the driver
}
ADAPTED = {"text[]": _array, "jsonb": Jsonb}


@pytest.fixture(scope="module")
def table(cluster: Cluster) -> Iterator[psycopg.Connection[Any]]:
    """One for all kinds: a database for each costs more than the test."""
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("kind", VALUES)
def test_what_is_copied_is_what_is_there(table: psycopg.Connection[Any], kind: str) -> None:
    table.execute(f'CREATE TEMP TABLE "copied {kind}" (n int, v {kind})')  # type: ignore[call-overload]
    into = sql.Identifier(f"copied {kind}")

    @given(st.lists(st.none() | VALUES[kind], min_size=1, max_size=30))
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def check(values: list[Any]) -> None:
        adapt = ADAPTED.get(kind, lambda v: v)
        rows = [(n, None if v is None else adapt(v)) for n, v in enumerate(values)]
        with table.transaction(), psycopg.Cursor(table) as cur:
            cur.execute(sql.SQL("TRUNCATE {}").format(into))
            copy_rows(cur, into, sql.SQL("n, v"), rows)
            cur.execute(sql.SQL("SELECT v FROM {} ORDER BY n").format(into))
            assert [v for (v,) in cur.fetchall()] == values

    check()


class Code(StrEnum):
    ONE = "satu"


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (["a\\b", "c"], ["a\\\\b", "c"]),
        ([None, "\\N", None], ["\\N", "\\\\N", "\\N"]),
        ([None, None], ["\\N", "\\N"]),
        ([True, 2], ["True", "2"]),
        ([Code.ONE, "dua"], ["satu", "dua"]),
        ([Decimal("1.50")], ["1.50"]),
        ([UUID(int=7), None], ["00000000000000000000000000000007", "\\N"]),
        ([b"\x00\xff", b""], ["\\\\x00ff", "\\\\x"]),
        ([Jsonb({"a": "\t\\"})], ['{"a": "\\\\t\\\\\\\\"}']),
    ],
)
def test_a_column_as_text(column: list[Any], text: list[str]) -> None:
    assert list(written(column)) == text


@pytest.mark.parametrize("column", [[timedelta(1)], ["a", 1], [[1]], [{}]])
def test_what_has_no_text_here(column: list[Any]) -> None:
    with pytest.raises(TypeError):
        written(column)


def test_rows_are_as_long_as_each_other() -> None:
    assert lines([["a", "b"], [1, None]]) == b"a\t1\nb\t\\N\n"
    with pytest.raises(ValueError, match="shorter"):
        lines([["a", "b"], [1]])


def test_the_indexes_of_a_node(jakut: Node) -> None:
    """The server orders by bytes, so a search by beginning uses the only index; after a batch no search of words reads a list."""
    second = "SELECT indexname FROM pg_indexes WHERE indexdef LIKE %s AND indexname LIKE %s"
    assert fetch(second, ("% text_pattern_ops)", "%\\_like")) == []
    fetch("SELECT set_config('enable_seqscan', 'off', FALSE)")
    plan = " ".join(line for (line,) in fetch("EXPLAIN SELECT FROM people_resident WHERE nik LIKE '317201%%'"))
    assert "people_resident_pkey" in plan, plan
    wrapper: Any = here()
    with wrapper.schema_editor(collect_sql=True) as editor:
        field = Family._meta.get_field("kode_wilayah")
        assert editor._create_like_index_sql(Family, field) is None
        wrapper._by_bytes = False  # a server of somebody else's, with a language's order
        assert "text_pattern_ops" in str(editor._create_like_index_sql(Family, field))
        wrapper._by_bytes = True
    cursor().execute("CREATE TABLE words_test (words text[])")
    cursor().execute("CREATE INDEX waiting ON words_test USING gin (words)")
    for facts in (MANY, MANY - 1):
        with transaction.atomic(), words_at_once(facts):
            cursor().execute("INSERT INTO words_test (words) VALUES (%s)", (["satu", "dua"],))
            assert fetch("SELECT count(*) > 0 FROM words_test WHERE words @> '{dua}'") == [(True,)]
        waits = fetch("SELECT gin_clean_pending_list('waiting')")[0][0]
        assert (waits > 0) == (facts < MANY)
    with pytest.raises(KeyError), transaction.atomic():
        with words_at_once(MANY):
            cursor().execute("INSERT INTO words_test (words) VALUES (%s)", (["tiga"],))
        raise KeyError  # after it was sorted in: the index may know of it, nobody finds it
    assert fetch("SELECT count(*) FROM words_test WHERE words @> '{tiga}'") == [(0,)]
    assert fetch("SHOW gin_pending_list_limit") == [("64kB",)]


def test_the_collector_goes_on_after_a_batch() -> None:
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
        with pytest.raises(KeyError), uncollected():
            raise KeyError
        assert not gc.isenabled()
    assert gc.isenabled()
