"""NIK and KK numbers: hard only what cannot be a number at all; never recomposed; never two of one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.kit.refusal import Refusal
from siaga.people import codes
from siaga.people.numbers import (
    Nik,
    Space,
    check_kk,
    check_nik,
    compose_kk,
    compose_nik,
    group,
    kk_prefix,
    nik_prefix,
    parse_nik,
)

days = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "nik.length"),
        ("317201010190000", "nik.length"),
        ("31720101019000011", "nik.length"),
        ("3172010101900O01", "nik.length"),
        ("３１７２０１０１０１９０００１１", "nik.length"),
        ("3172013202900001", "nik.date"),
        ("3172010001900001", "nik.date"),
        ("3172014001900001", "nik.date"),
        ("3172017201900001", "nik.date"),
        ("3172013102900001", "nik.date"),
        ("3172012902910001", "nik.date"),
        ("3172010113900001", "nik.date"),
        ("3172010101900000", "nik.serial"),
    ],
)
def test_no_nik(text: str, code: str) -> None:
    refusals, warnings = check_nik(text)
    assert [r.code for r in refusals] == [code] and not warnings
    assert refusals[0].field == "nik" and "Periksa" in refusals[0].text()


@pytest.mark.parametrize(
    ("text", "area", "birth", "sex", "serial"),
    [
        ("3172010101900001", "317201", (1, 1, 90), "L", 1),
        ("3172 0171 1205 0023", "317201", (31, 12, 5), "P", 23),
        ("3507.29.690200.9999", "350729", (29, 2, 0), "P", 9999),
    ],
)
def test_read(text: str, area: str, birth: tuple[int, int, int], sex: str, serial: int) -> None:
    nik = parse_nik(text)
    assert isinstance(nik, Nik)
    assert (nik.area, nik.birth, nik.sex, nik.serial) == (area, birth, sex, serial)


def test_a_mismatch_only_warns() -> None:
    refusals, warnings = check_nik(
        "9999010101900001", area_known=lambda code: code == "317201", dob=date(1991, 1, 1), sex="P", field="nik_ibu"
    )
    assert not refusals
    assert [w.code for w in warnings] == ["nik_ibu.area_differs", "nik_ibu.dob_differs", "nik_ibu.sex_differs"]
    assert check_nik("3172010101900001", area_known=lambda _: True, dob=date(1990, 1, 1), sex="L") == ([], [])


@given(days, st.sampled_from("LP"), st.integers(1, 9999))
def test_compose_and_read_again(dob: date, sex: str, serial: int) -> None:
    text = compose_nik("350701", dob, sex, serial)
    nik = parse_nik(group(text))
    assert isinstance(nik, Nik)
    assert (nik.area, nik.sex, nik.serial) == ("350701", sex, serial)
    assert nik.birth == (dob.day, dob.month, dob.year % 100)
    assert check_nik(text, dob=dob, sex=sex) == ([], [])


@given(days, st.integers(1, 9999))
def test_kk_has_no_forty(on: date, serial: int) -> None:
    text = compose_kk("350701", on, serial)
    assert text == f"350701{on:%d%m%y}{serial:04d}" and check_kk(text) == ([], [])


@pytest.mark.parametrize(
    ("text", "refused", "warned"),
    [
        ("123", ["no_kk.length"], []),
        ("3507010101900000", ["no_kk.serial"], []),
        ("3507014101900001", [], ["no_kk.date_differs"]),
        ("9907014101900001", [], ["no_kk.date_differs", "no_kk.area_differs"]),
    ],
)
def test_kk(text: str, refused: list[str], warned: list[str]) -> None:
    refusals, warnings = check_kk(text, area_known=lambda code: code.startswith("35"))
    assert [r.code for r in refusals] == refused
    assert [w.code for w in warnings] == warned


@given(st.integers(1, 9999), st.integers(0, 9999), st.integers(0, 12000))
def test_a_space_hands_out_each_serial_once(first: int, length: int, high_water: int) -> None:
    space = Space("350701010190", first, min(first + length, 9999))
    got = space.next_serial(high_water)
    if isinstance(got, Refusal):
        assert high_water >= space.last and got.code == "number.exhausted"
    else:
        assert got > high_water and space.first <= got <= space.last
        assert space.number(got).endswith(f"{got:04d}")


@pytest.mark.parametrize(("first", "last"), [(0, 5), (6, 5), (1, 10000)])
def test_a_space_that_cannot_be(first: int, last: int) -> None:
    with pytest.raises(ValueError):
        Space("350701010190", first, last)
    with pytest.raises(ValueError):
        Space("350701010190", 5, 9).number(10)
    with pytest.raises(ValueError):
        Space("35070101019")


def test_overlap() -> None:
    here = Space(nik_prefix("350701", date(1990, 1, 1), "L"), 1, 5000)
    assert here.overlaps(Space(here.prefix, 5000, 9999))
    assert not here.overlaps(Space(here.prefix, 5001, 9999))
    assert not here.overlaps(Space(kk_prefix("350702", date(1990, 1, 1)), 1, 5000))


def test_code_lists() -> None:
    assert [len(c.rows) for c in codes.NUMBERED] == [11, 7, 13, 10, 89, 6]
    for one in codes.NUMBERED:
        assert [row[0] for row in one.rows] == list(range(1, len(one.rows) + 1))
        assert len({row[1] for row in one.rows}) == len({row[2] for row in one.rows}) == len(one.rows)
    assert [s.value for s in codes.Shdk] == [row[0] for row in codes.SHDK.rows]
    assert [s.value for s in codes.StatusKawin] == [row[0] for row in codes.STATUS_KAWIN.rows]
    assert codes.PEKERJAAN.label(88) == "Wiraswasta" and codes.PEKERJAAN.label(88, "en") == "Self-employed"
    assert codes.AGAMA.label(99) == "99" and not codes.AGAMA.has(0) and codes.AGAMA.has(7)
