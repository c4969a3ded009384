"""The synthetic town: valid, plausible, and the same for the same seed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siaga.drill.names import MIX, Names
from siaga.drill.town import Resident, Town, make_town
from siaga.wilayah.source import REGENCY, read_areas

ON = date(2026, 1, 5)
AREAS = read_areas()
KECAMATAN = {a.code for a in AREAS if a.level == 3}
REGENCIES = [a.code for a in AREAS if a.level == REGENCY]
OFFICES = ["3172", "3507"]


@cache
def full(code: str, seed: int = 1) -> Town:
    return make_town(seed, code, AREAS, on=ON)


def check(town: Town) -> None:
    """Everything that must hold in any town."""
    residents = {r.nik: r for r in town.residents}
    families = town.members()
    assert len(residents) == len(town.residents), "a NIK twice"
    assert len(families) == len(town.families), "a No. KK twice"
    assert [r.no_kk for r in town.residents] == [f.no_kk for f in town.families for _ in families[f.no_kk]]
    for family in town.families:
        members = families[family.no_kk]
        assert 1 <= len(members) <= 8
        assert [r.nik for r in members if r.shdk == 1] == [family.nik_kepala] == [members[0].nik]
        assert family.kode_wilayah[:4] == town.kode_wilayah and family.kecamatan in KECAMATAN
        assert re.fullmatch(r"\d{5}", family.kode_pos) and re.fullmatch(r"00[1-9]", family.rt)
        assert re.fullmatch(r"00[1-9]", family.rw) and re.fullmatch(r"[A-Z][A-Za-z .]+[0-9]*", family.alamat)
        recorded = date(2000 + int(family.no_kk[10:12]), int(family.no_kk[8:10]), int(family.no_kk[6:8]))
        assert family.no_kk[:6] == family.kecamatan and recorded <= town.on and family.no_kk[12:] != "0000"
        spouses = [r for r in members if r.shdk in (2, 3)]
        assert len(spouses) <= 1
        assert all(r.status_kawin == members[0].status_kawin and r.status_kawin in (2, 3) for r in spouses)
        assert all(r.jenis_kelamin != members[0].jenis_kelamin for r in spouses)
        if not spouses:
            assert members[0].status_kawin in (1, 4, 5, 6)
    for resident in town.residents:
        check_resident(resident, residents, town.on)


def check_resident(r: Resident, everybody: dict[str, Resident], on: date) -> None:
    born = r.tanggal_lahir
    day = born.day + 40 * (r.jenis_kelamin == "P")
    assert re.fullmatch(rf"\d{{6}}{day:02}{born:%m%y}(?!0000)\d{{4}}", r.nik), r
    assert r.nik[:6] in KECAMATAN and born <= on
    assert re.fullmatch(r"[A-Za-z]+( [A-Za-z]+)*", r.nama) and len(r.nama) <= 60
    assert r.nama_ayah and r.nama_ibu and r.tempat_lahir
    assert r.agama in range(1, 8) and r.golongan_darah in range(1, 14) and r.shdk in range(1, 12)
    assert r.status_kawin in range(1, 7) and r.pendidikan in range(1, 11) and r.pekerjaan in range(1, 90)
    assert (r.kewarganegaraan, r.disabilitas, r.no_akta_lahir) == ("WNI", "", "")
    assert r.status_kawin == 1 or r.age(on) >= 19
    assert r.shdk != 1 or r.age(on) >= 18
    assert r.age(on) >= 15 or r.pekerjaan in (1, 3)
    for nik, nama, sex in ((r.nik_ayah, r.nama_ayah, "L"), (r.nik_ibu, r.nama_ibu, "P")):
        if nik:
            parent = everybody[nik]
            assert (parent.nama, parent.jenis_kelamin, parent.no_kk) == (nama, sex, r.no_kk)
            assert parent.age(born) >= 15 and parent.status_kawin != 1


@pytest.mark.parametrize("code", OFFICES)
def test_the_whole_town(code: str) -> None:
    town = full(code)
    check(town)
    assert len(town.residents) == 20_000


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(), code=st.sampled_from(REGENCIES), people=st.integers(1, 400), on=st.dates(date(2015, 1, 1), ON)
)
def test_any_town(seed: int, code: str, people: int, on: date) -> None:
    town = make_town(seed, code, [a for a in AREAS if a.level < 4 or a.code.startswith(code)], people, on=on)
    assert len(town.residents) == people
    check(town)


@pytest.mark.parametrize("code", OFFICES)
def test_it_looks_like_a_town(code: str) -> None:
    town, count = full(code), 20_000
    ages = [r.age(ON) for r in town.residents]
    one_word = sum(" " not in r.nama for r in town.residents) / count
    assert 0.35 <= one_word <= 0.45
    assert 0.24 <= sum(a < 15 for a in ages) / count <= 0.30
    assert 0.04 <= sum(a >= 65 for a in ages) / count <= 0.09
    assert 3.4 <= count / len(town.families) <= 3.8
    assert 0.47 <= sum(r.jenis_kelamin == "L" for r in town.residents) / count <= 0.52
    assert 0.12 <= sum(r.nik[:4] != code for r in town.residents) / count <= 0.18
    heads = [r for r in town.residents if r.shdk == 1]
    assert 0.78 <= sum(r.jenis_kelamin == "L" for r in heads) / len(heads) <= 0.92
    shdk = Counter(r.shdk for r in town.residents)
    assert all(shdk[kind] for kind in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
    assert {f.kode_wilayah for f in town.families} == {a.code for a in AREAS if a.level == 4 and a.code[:4] == code}
    assert set(Counter(r.status_kawin for r in town.residents)) == set(range(1, 7))


@pytest.mark.parametrize("region", [*sorted(MIX), "64"])
def test_one_word_names_everywhere(region: str) -> None:
    town = make_town(3, next(c for c in REGENCIES if c[:2] == region), AREAS, 4_000, on=ON)
    assert 0.35 <= sum(" " not in r.nama for r in town.residents) / 4_000 <= 0.45


def test_two_towns_share_no_number() -> None:
    jakarta, malang = (full(code) for code in OFFICES)
    assert not {r.nik for r in jakarta.residents} & {r.nik for r in malang.residents}
    assert not {f.no_kk for f in jakarta.families} & {f.no_kk for f in malang.families}
    elsewhere = [r for r in malang.residents if not r.nik.startswith("3507")]
    band = 200 + 19 * sorted(REGENCIES).index("3507")
    assert all(band <= int(r.nik[12:]) < band + 19 for r in elsewhere)
    assert max(int(r.nik[12:]) for r in jakarta.residents if r.nik.startswith("3172")) < 200


def test_adults() -> None:
    town = full("3172")
    adults = {r.nik for r in town.adults()}
    for resident in town.residents:
        assert (resident.nik in adults) == (resident.age(ON) >= 17 or resident.status_kawin > 1)


def test_same_seed_same_bytes() -> None:
    """In this process and in one whose sets and dicts of strings are hashed otherwise."""
    program = (
        "from datetime import date; from siaga.drill.town import make_town; from siaga.wilayah.source import read_areas;"
        "print(make_town(5, '31.72', read_areas(), 3000, on=date(2026, 1, 5)).digest())"
    )
    here = make_town(5, "3172", AREAS, 3_000, on=ON).digest()
    for hashing in ("1", "2"):
        ran = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": hashing},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout.strip() == here
    assert make_town(6, "3172", AREAS, 3_000, on=ON).digest() != here


def test_names_of_a_region_are_of_that_region() -> None:
    origins = {region: Names(region)._origin.options for region in ("31", "35", "51")}
    assert "betawi" in origins["31"] and "betawi" not in origins["35"] and "bali" in origins["51"]


@pytest.mark.parametrize("code", ["9999", "31", "317202", "x"])
def test_no_such_regency(code: str) -> None:
    with pytest.raises(ValueError):
        make_town(1, code, AREAS, 10, on=ON)
