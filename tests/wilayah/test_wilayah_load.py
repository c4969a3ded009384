"""Editions follow each other: closed, renamed, corrected, refused; and nobody waits for a load."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import psycopg
import pytest

from siaga.kit.refusal import PermanentFault
from siaga.wilayah.find import area_name, children, find, path_name
from siaga.wilayah.load import Loaded, load, load_shipped
from siaga.wilayah.models import Area as AreaRow
from siaga.wilayah.source import FIRST_VALID_FROM, Area, Edition

FIRST = Edition("first", "Kepmendagri 1", date(2020, 1, 1), "a" * 64, "")
SECOND = Edition("second", "Kepmendagri 2", date(2025, 1, 1), "b" * 64, "")
D1, D2 = date(2020, 1, 1), date(2025, 1, 1)

OLD = [
    Area("99", "", 1, "Ujung"),
    Area("9901", "99", 2, "Kabupaten Lama"),
    Area("990101", "9901", 3, "Tetap"),
    Area("9901012001", "990101", 4, 'Sumber, Air "Jernih"'),
    Area("9901012002", "990101", 4, "Hilang"),
]
NEW = [*OLD[:1], Area("9901", "99", 2, "Kabupaten Baru"), *OLD[2:4], Area("9901012003", "990101", 4, "Muncul")]


def everything() -> list[tuple[object, ...]]:
    columns = ("code", "parent", "level", "name", "words", "valid_from", "valid_to", "edition")
    return list(AreaRow.objects.order_by("code", "valid_from").values_list(*columns))


def test_a_second_edition(empty_country: str) -> None:
    with psycopg.connect(empty_country) as connection:
        assert load(connection, OLD, FIRST, D1) == Loaded(added=5)
        assert load(connection, NEW, SECOND, D2) == Loaded(added=2, closed=2)
    before, after = date(2024, 12, 31), D2
    assert area_name("9901", before) == "Kabupaten Lama"
    assert area_name("9901", after) == "Kabupaten Baru"
    assert [a.name for a in children("990101", before)] == ['Sumber, Air "Jernih"', "Hilang"]
    assert [a.name for a in children("990101", after)] == ['Sumber, Air "Jernih"', "Muncul"]
    assert path_name("9901012001", after).endswith("Kecamatan Tetap, Kabupaten Baru, Ujung")
    assert [a.code for a in find("sumber lama", on=before)] == ["9901012001"]
    assert find("sumber lama", on=after) == []
    assert find("sumber", on=date(2019, 12, 31)) == []


def test_the_same_again_changes_nothing(empty_country: str) -> None:
    with psycopg.connect(empty_country) as connection:
        load(connection, OLD, FIRST, D1)
        load(connection, NEW, SECOND, D2)
        before = everything()
        assert load(connection, NEW, SECOND, D2) == Loaded()
        assert load(connection, OLD, FIRST, D1) == Loaded(), "a restart offers the old edition again"
    assert everything() == before


def test_a_correction_of_the_same_edition(empty_country: str) -> None:
    with psycopg.connect(empty_country) as connection:
        load(connection, OLD, FIRST, D1)
        load(connection, OLD[:4], SECOND, D2)
        done = load(connection, NEW, replace(SECOND, digest="c" * 64), D2)
    assert done == Loaded(added=2, closed=1)
    assert AreaRow.objects.filter(valid_to__isnull=True).count() == len(NEW)
    assert area_name("9901", D2) == "Kabupaten Baru"


@pytest.mark.parametrize(
    ("which", "since"),
    [
        (replace(FIRST, id="older"), date(2019, 1, 1)),
        (replace(FIRST, id="other"), D1),
        (replace(FIRST, digest="d"), D2),
    ],
    ids=["older than what is loaded", "another edition of the same day", "the same edition at another day"],
)
def test_what_cannot_follow(empty_country: str, which: Edition, since: date) -> None:
    with psycopg.connect(empty_country) as connection:
        load(connection, OLD, FIRST, D1)
        before = everything()
        with pytest.raises(PermanentFault):
            load(connection, NEW, which, since)
    assert everything() == before


@pytest.mark.parametrize("rows", [[], [*NEW, NEW[-1]]], ids=["no rows", "a code twice"])
def test_rows_that_are_refused(empty_country: str, rows: list[Area]) -> None:
    with psycopg.connect(empty_country) as connection:
        load(connection, OLD, FIRST, D1)
        before = everything()
        with pytest.raises(PermanentFault):
            load(connection, rows, SECOND, D2)
    assert everything() == before


@pytest.mark.parametrize("rows", [[], [*NEW, NEW[-1]]], ids=["no rows", "a code twice"])
def test_rows_that_are_refused_at_first(empty_country: str, rows: list[Area]) -> None:
    with psycopg.connect(empty_country) as connection, pytest.raises(PermanentFault):
        load(connection, rows, FIRST, D1)
    assert everything() == []


def test_a_first_load_is_as_a_later_one(empty_country: str) -> None:
    """Straight into the empty table, or by the difference: the same rows."""
    with psycopg.connect(empty_country) as connection:
        load(connection, OLD, FIRST, D1)
        straight = everything()
        connection.execute("TRUNCATE wilayah_area, wilayah_edition")
        load(connection, OLD[:1], FIRST, D1)
        load(connection, OLD, replace(FIRST, digest="f"), D1)
    assert everything() == straight


def test_readers_do_not_wait(empty_country: str) -> None:
    """With the load done but not committed, another connection reads the old codes at once."""
    with psycopg.connect(empty_country) as loader, psycopg.connect(empty_country) as reader:
        load(loader, OLD, FIRST, D1)
        loader.commit()
        reader.execute("SET lock_timeout = '1s'")
        with loader.transaction():
            load(loader, NEW, SECOND, D2)
            names = reader.execute("SELECT name FROM wilayah_area WHERE code = '9901' AND valid_to IS NULL").fetchall()
            assert names == [("Kabupaten Lama",)]
        names = reader.execute("SELECT name FROM wilayah_area WHERE code = '9901' AND valid_to IS NULL").fetchall()
        assert names == [("Kabupaten Baru",)]


def test_the_shipped_edition(empty_country: str) -> None:
    with psycopg.connect(empty_country) as connection:
        assert load_shipped(connection) == Loaded(added=91_599)
        assert load_shipped(connection) == Loaded()
    assert AreaRow.objects.filter(level=4, valid_from=FIRST_VALID_FROM, valid_to__isnull=True).count() == 83_762
