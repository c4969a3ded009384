"""A birth: sixty days, two witnesses, papers or the statement that stands for them."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.people.biodata import Biodata
from siaga.people.birth_rules import FOUND, Birth, check_birth, is_late
from siaga.people.codes import ResidentStatus, StatusKawin

TODAY = date(2026, 3, 2)
MOTHER = Biodata(
    nik="3172014101950001", nama="Ratna Dewi", jenis_kelamin="P", tanggal_lahir=date(1995, 1, 1),
    status_kawin=StatusKawin.KAWIN_TERCATAT,
)  # fmt: skip
FATHER = Biodata(nik="3172010101900001", nama="Budi Santoso", jenis_kelamin="L", tanggal_lahir=date(1990, 1, 1))
BIRTH = Birth(
    nama="Dewi Lestari", jenis_kelamin="P", tempat_lahir="Jakarta", tanggal_lahir=date(2026, 2, 1), nik_ibu=MOTHER.nik,
    nama_ibu=MOTHER.nama, nik_ayah=FATHER.nik, nama_ayah=FATHER.nama, bukti_lahir="surat", no_surat_lahir="RS/12",
    perkawinan_orang_tua="akta", no_akta_kawin="123/2020", saksi_1="Andi Wijaya", saksi_2="Rini Astuti",
)  # fmt: skip
NOBODY = {"nik_ibu": "", "nama_ibu": "", "nik_ayah": "", "nama_ayah": ""}
SIBLING = Biodata(nik="3172014102260002", nama="Dewi Lestari", jenis_kelamin="P", tanggal_lahir=date(2026, 2, 1))


def found(
    birth: Birth,
    mother: Biodata | None = MOTHER,
    father: Biodata | None = FATHER,
    siblings: tuple[Biodata, ...] = (),
) -> tuple[set[str], set[str]]:
    refusals, warnings = check_birth(birth, mother, father, TODAY, siblings=siblings)
    assert all(r.field and "%(" not in r.text() for r in [*refusals, *warnings])
    return {r.code for r in refusals}, {w.code for w in warnings}


@pytest.mark.parametrize(
    ("change", "refused", "warned"),
    [
        ({}, set(), set()),
        ({"bukti_lahir": "sptjm", "no_surat_lahir": ""}, set(), set()),
        ({"no_surat_lahir": ""}, {"birth.no_letter"}, set()),
        ({"bukti_lahir": ""}, {"bukti_lahir.missing"}, set()),
        ({"saksi_2": " andi wijaya"}, {"birth.witnesses"}, set()),
        ({"perkawinan_orang_tua": ""}, {"perkawinan_orang_tua.missing"}, set()),
        ({"no_akta_kawin": ""}, {"birth.no_marriage_paper"}, set()),
        ({"perkawinan_orang_tua": "sptjm", "no_akta_kawin": ""}, set(), {"birth.unrecorded_marriage"}),
        ({"perkawinan_orang_tua": "tidak"}, {"birth.father_without_marriage"}, set()),
        ({"perkawinan_orang_tua": "tidak", "nik_ayah": "", "nama_ayah": ""}, set(), set()),
        ({"nik_ayah": "", "nama_ayah": ""}, {"nama_ayah.missing"}, set()),
        ({"bukti_lahir": FOUND, "perkawinan_orang_tua": FOUND, **NOBODY}, set(), set()),
        (
            {"bukti_lahir": FOUND, "perkawinan_orang_tua": FOUND, **NOBODY, "no_surat_lahir": ""},
            {"birth.no_minutes"},
            set(),
        ),
        ({"bukti_lahir": FOUND, "perkawinan_orang_tua": FOUND}, {"birth.foundling_named"}, set()),
        ({"bukti_lahir": FOUND}, {"birth.foundling"}, set()),
        ({"perkawinan_orang_tua": FOUND, **NOBODY}, {"birth.foundling"}, set()),
        ({"tanggal_lahir": date(2026, 3, 3)}, {"tanggal_lahir.future"}, set()),
        ({"tanggal_lahir": date(2026, 1, 1)}, set(), set()),
        ({"tanggal_lahir": date(2025, 12, 31)}, {"birth.late"}, set()),
        ({"tanggal_lahir": date(2025, 12, 31), "keputusan_kepala": "474/9"}, set(), set()),
        ({"nik_ayah": MOTHER.nik}, {"birth.same_parents"}, {"nik_ayah.sex_differs"}),
        ({"nama": "Dewi 2", "tempat_lahir": ""}, {"nama.digits", "tempat_lahir.missing"}, set()),
    ],
)
def test_form(change: dict[str, object], refused: set[str], warned: set[str]) -> None:
    assert found(msgspec.structs.replace(BIRTH, **change)) == (refused, warned)


@pytest.mark.parametrize(
    ("change", "refused", "warned"),
    [
        ({"tanggal_lahir": date(2017, 1, 1)}, {"birth.mother_too_young"}, set()),
        ({"tanggal_lahir": date(2012, 1, 1)}, set(), {"birth.mother_age"}),
        ({"tanggal_lahir": date(1970, 1, 1)}, set(), {"birth.mother_age"}),
        ({"jenis_kelamin": "L"}, {"birth.mother_sex"}, set()),
        ({"status_kawin": StatusKawin.BELUM}, set(), {"birth.mother_not_married"}),
        ({"status": ResidentStatus.MENINGGAL, "died_on": date(2026, 1, 31)}, {"birth.mother_dead"}, set()),
        ({"status": ResidentStatus.MENINGGAL, "died_on": date(2026, 2, 1)}, set(), set()),
    ],
)
def test_mother(change: dict[str, object], refused: set[str], warned: set[str]) -> None:
    assert found(BIRTH, mother=msgspec.structs.replace(MOTHER, **change)) == (refused, warned)


def test_unknown_mother_is_looked_up_elsewhere_not_refused() -> None:
    assert found(BIRTH, mother=None) == (set(), {"birth.mother_unknown"})


@pytest.mark.parametrize(
    ("change", "refused", "warned"),
    [
        ({"tanggal_lahir": date(2017, 1, 1)}, {"birth.father_too_young"}, set()),
        ({"tanggal_lahir": date(2012, 1, 1)}, set(), {"birth.father_age"}),
        ({"jenis_kelamin": "P"}, {"birth.father_sex"}, set()),
        ({"status": ResidentStatus.MENINGGAL, "died_on": date(2025, 3, 1)}, set(), {"birth.father_dead"}),
        ({"status": ResidentStatus.MENINGGAL, "died_on": date(2025, 6, 1)}, set(), set()),
    ],
)
def test_father(change: dict[str, object], refused: set[str], warned: set[str]) -> None:
    assert found(BIRTH, father=msgspec.structs.replace(FATHER, **change)) == (refused, warned)


@pytest.mark.parametrize(
    ("change", "refused", "warned"),
    [
        ({}, {"birth.already"}, set()),
        ({"nama": "Putri Ayu"}, set(), {"birth.twin"}),
        ({"tanggal_lahir": date(2025, 11, 1), "nama": "Putri Ayu"}, set(), {"birth.too_close"}),
        ({"tanggal_lahir": date(2020, 1, 1)}, set(), set()),
    ],
)
def test_siblings(change: dict[str, object], refused: set[str], warned: set[str]) -> None:
    assert found(BIRTH, siblings=(msgspec.structs.replace(SIBLING, **change),)) == (refused, warned)


def test_declared_twins_are_not_asked_about() -> None:
    twin = msgspec.structs.replace(SIBLING, nama="Putri Ayu")
    assert found(msgspec.structs.replace(BIRTH, jumlah_lahir=2), siblings=(twin,)) == (set(), set())


@given(st.integers(0, 40_000))
def test_sixty_days(days: int) -> None:
    assert is_late(TODAY - timedelta(days=days), TODAY) == (days > 60)


@given(st.builds(Birth, tanggal_lahir=st.none() | st.dates(), nama=st.text(max_size=5), saksi_1=st.text(max_size=3)))
def test_any_form_gets_an_answer(birth: Birth) -> None:
    refusals, _ = check_birth(birth, None, None, TODAY)
    assert "birth.witnesses" in {r.code for r in refusals}
