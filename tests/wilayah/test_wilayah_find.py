"""Areas are picked by typing: what is found, in which order, and by which index."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siaga.wilayah import find as module
from siaga.wilayah.find import children, find, path_name
from siaga.wilayah.source import Area, read_areas

ON = date(2026, 1, 5)
AREAS = read_areas()


@pytest.mark.parametrize(
    ("typed", "first", "path"),
    [
        ("tanjung priok", "317202", "Kota Administrasi Jakarta Utara, Daerah Khusus Ibukota Jakarta"),
        ("TANJ prio", "317202", "Kota Administrasi Jakarta Utara"),
        ("priok tanjung", "317202", "Kota Administrasi Jakarta Utara"),
        ("kepanj mal", "350713", "Kabupaten Malang, Jawa Timur"),
        ("malang", "3573", "Jawa Timur"),
        ("kab malang", "3507", "Jawa Timur"),
        ("kec. kepanjen", "350713", "Kabupaten Malang"),
        ("kel sunter agung", "3172021006", "Tanjung Priok, Kota Administrasi Jakarta Utara"),
        ("31.72.02", "317202", "Kota Administrasi Jakarta Utara"),
        ("3507", "3507", "Jawa Timur"),
        ("a", "11", ""),
    ],
)
def test_best_answer(country: str, typed: str, first: str, path: str) -> None:
    found = find(typed, on=ON)
    assert found, typed
    assert found[0].code == first
    assert path in found[0].path


def test_only_names_that_were_typed(country: str) -> None:
    """ "kepanjen" finds what is called so, not the other villages of the kecamatan."""
    assert {a.name for a in find("kepanj mal", on=ON)} == {"Kepanjen"}


@pytest.mark.parametrize("typed", ["", "  ", "'", ";--", "zzzzz", "tanjung zzzzz", "%", "' | '", "9999"])
def test_nothing(country: str, typed: str) -> None:
    assert find(typed, on=ON) == []


def test_an_apostrophe_may_be_left_out(country: str) -> None:
    assert find("ja'an", on=ON)[0].name == find("jaan", on=ON)[0].name == "Ja'an"


def test_level_and_under(country: str) -> None:
    assert {a.level for a in find("tanjung", 3, on=ON)} == {3}
    here = find("su", 4, "31.72", on=ON)
    assert here and all(a.code.startswith("3172") and a.level == 4 for a in here)
    assert find("kepanjen", under="3172", on=ON) == []
    assert [a.code for a in find("317202", 3, "3172", on=ON)] == ["317202"]
    assert len(find("tanjung", on=ON, limit=5)) == 5


def test_children_and_paths(country: str) -> None:
    assert len(children("", ON)) == 38
    assert len(children("31.72", ON)) == 6
    assert len(children("3507", ON)) == 33
    assert sum(len(children(k.code, ON)) for k in children("3507", ON)) == 390
    assert children("3172021001", ON) == []
    assert path_name("3172021001", ON) == (
        "Kelurahan Tanjung Priok, Kecamatan Tanjung Priok, Kota Administrasi Jakarta Utara,"
        " Daerah Khusus Ibukota Jakarta"
    )
    assert path_name("3507012001", ON).startswith("Desa ")
    assert path_name("9999", ON) == ""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(area=st.sampled_from(AREAS))
def test_every_area_is_found_by_its_name_and_those_above(country: str, area: Area) -> None:
    found = find(f"{area.name}", area.level, area.parent or None, on=ON, limit=50)
    assert area.code in [a.code for a in found]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=30))
def test_any_text_is_safe(country: str, typed: str) -> None:
    assert len(find(typed, on=ON)) <= module.LIMIT


@pytest.mark.parametrize("typed", ["tanjung priok", "s j t", "gunung ta", "jawa"])
def test_no_search_reads_the_whole_table(country: str, typed: str) -> None:
    with connection.cursor() as cursor:
        plans: list[str] = []

        def explain(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            cursor.execute("EXPLAIN " + sql, params)
            plans.extend(row[0] for row in cursor.fetchall())
            return execute(sql, params, many, context)

        with connection.execute_wrapper(_once(explain)):
            find(typed, on=ON)
    assert plans and not [line for line in plans if "Seq Scan on wilayah_area" in line], "\n".join(plans)


def _once(explain):  # type: ignore[no-untyped-def]
    """Explain what the search runs, but not the explaining itself."""

    def wrapper(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        inner = sql.startswith("EXPLAIN")
        return execute(sql, params, many, context) if inner else explain(execute, sql, params, many, context)

    return wrapper
