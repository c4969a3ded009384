"""First biodata: every mistake is told, each at its field, in one answer."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siaga.people.biodata import Biodata, Family, age_on, of_card_age
from siaga.people.codes import ResidentStatus, Shdk, StatusKawin
from siaga.people.rules import check_biodata

TODAY = date(2026, 3, 2)
FAMILY = Family(no_kk="3172010101100001", alamat="Jl. Melati 5", rt="005", rw="02", kode_wilayah="3172011001")
HEAD = Biodata(
    nik="3172010101800001",
    nama="Budi Santoso",
    jenis_kelamin="L",
    tempat_lahir="Jakarta",
    tanggal_lahir=date(1980, 1, 1),
    agama=1,
    status_kawin=StatusKawin.KAWIN_TERCATAT,
    no_akta_kawin="77/2005",
    shdk=Shdk.KEPALA,
    pendidikan=5,
    pekerjaan=15,
    nama_ibu="Siti Aminah",
    nama_ayah="Karto Wiryo",
)
CHILD = msgspec.structs.replace(
    HEAD,
    nik="",
    nama="Dewi Lestari",
    jenis_kelamin="P",
    tanggal_lahir=date(2010, 5, 6),
    status_kawin=StatusKawin.BELUM,
    no_akta_kawin="",
    shdk=Shdk.ANAK,
    pendidikan=4,
    pekerjaan=3,
    nik_ayah=HEAD.nik,
    nama_ayah=HEAD.nama,
)


def found(form: Biodata, members: tuple[Biodata, ...] = (HEAD,), family: Family = FAMILY) -> tuple[set[str], set[str]]:
    refusals, warnings = check_biodata(form, family, members, TODAY, area_known=lambda code: code.startswith("3172"))
    assert all(r.field and r.text().endswith(".") and "%(" not in r.text() for r in refusals)
    return {r.code for r in refusals}, {w.code for w in warnings}


def test_good_forms_pass() -> None:
    assert found(CHILD) == (set(), set())
    assert found(HEAD, ()) == (set(), set())
    assert found(HEAD, (HEAD,)) == (set(), set()), "a person is not their own second head"


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"nama": "A" * 61}, "nama.too_long"),
        ({"nama": "Dewi 3"}, "nama.digits"),
        ({"nama_ibu": " "}, "nama_ibu.empty"),
        ({"tanggal_lahir": None}, "tanggal_lahir.missing"),
        ({"tanggal_lahir": date(2026, 3, 3)}, "tanggal_lahir.future"),
        ({"tanggal_lahir": date(1895, 3, 2)}, "tanggal_lahir.too_old"),
        ({"tanggal_lahir": date(1979, 12, 31)}, "tanggal_lahir.parent_younger"),
        ({"tempat_lahir": ""}, "tempat_lahir.missing"),
        ({"jenis_kelamin": "X"}, "jenis_kelamin.missing"),
        ({"agama": 8}, "agama.unknown"),
        ({"agama": 0}, "agama.missing"),
        ({"golongan_darah": 14}, "golongan_darah.unknown"),
        ({"pekerjaan": 90}, "pekerjaan.unknown"),
        ({"pendidikan": -1}, "pendidikan.unknown"),
        ({"kewarganegaraan": "ABC"}, "kewarganegaraan.missing"),
        ({"disabilitas": "abc"}, "disabilitas.missing"),
        ({"shdk": 12}, "shdk.unknown"),
        ({"shdk": Shdk.KEPALA}, "shdk.two_heads"),
        ({"shdk": Shdk.SUAMI}, "shdk.sex"),
        ({"shdk": Shdk.ISTRI}, "shdk.not_married"),
        ({"status_kawin": StatusKawin.KAWIN_TERCATAT}, "status_kawin.under_age"),
        ({"status_kawin": StatusKawin.CERAI_MATI}, "status_kawin.under_age"),
        ({"nik": "317201"}, "nik.length"),
        ({"nik_ayah": "3172014502"}, "nik_ayah.length"),
        ({"nik_ibu": HEAD.nik}, "nik_ayah.same"),
        ({"nik": "3172014605100001", "nik_ibu": "3172014605100001"}, "nik_ibu.own"),
        ({"no_kk": "1"}, "no_kk.length"),
    ],
)
def test_refused(change: dict[str, object], refused: str) -> None:
    assert refused in found(msgspec.structs.replace(CHILD, **change))[0]


@pytest.mark.parametrize(
    ("change", "warned"),
    [
        ({"nama": "Dewi"}, "nama.one_word"),
        ({"nama_ayah": ""}, "nama_ayah.missing"),
        ({"tanggal_lahir": date(1990, 1, 1)}, "tanggal_lahir.parent_gap"),
        ({"nik": "9999010101900001"}, "nik.area_differs"),
        ({"nik": "3172010101900001"}, "nik.dob_differs"),
    ],
)
def test_only_warned(change: dict[str, object], warned: str) -> None:
    refusals, warnings = found(msgspec.structs.replace(CHILD, **change))
    assert not refusals and warned in warnings


def test_all_at_once() -> None:
    refusals, _ = found(Biodata(shdk=Shdk.KEPALA), (HEAD,), Family(rt="x", rw="12345", kode_pos="1", telepon="abc"))
    assert refusals >= {
        "nama.empty", "nama_ibu.empty", "tanggal_lahir.missing", "tempat_lahir.missing", "jenis_kelamin.missing",
        "agama.missing", "status_kawin.missing", "pendidikan.missing", "pekerjaan.missing", "shdk.two_heads",
        "alamat.missing", "rt.form", "rw.form", "kode_wilayah.missing", "kode_pos.form", "telepon.form",
    }  # fmt: skip


def test_head_of_family() -> None:
    young = msgspec.structs.replace(CHILD, shdk=Shdk.KEPALA, nik_ayah="")
    assert found(young, ())[0] == {"shdk.head_too_young"}
    wed = msgspec.structs.replace(
        young, status_kawin=StatusKawin.KAWIN_TERCATAT, no_akta_kawin="8/2026", no_dispensasi_kawin="12/Pdt.P/2025"
    )
    assert found(wed, ()) == (set(), set())
    assert found(CHILD, ())[0] == {"shdk.no_head"}
    gone = msgspec.structs.replace(HEAD, status=ResidentStatus.MENINGGAL)
    assert found(CHILD, (gone,))[0] == {"shdk.no_head"}


def test_spouses() -> None:
    wife = msgspec.structs.replace(
        HEAD, nik="", nama="Ratna Dewi", jenis_kelamin="P", shdk=Shdk.ISTRI, tanggal_lahir=date(1985, 1, 1)
    )
    assert found(wife) == (set(), set())
    second = (HEAD, msgspec.structs.replace(wife, nik="3172014101850001"))
    assert found(wife, second) == (set(), {"shdk.second_wife"})
    her_head = msgspec.structs.replace(HEAD, jenis_kelamin="P")
    assert found(wife, (her_head,))[0] == {"shdk.spouse_of_head"}
    husband = msgspec.structs.replace(wife, jenis_kelamin="L", shdk=Shdk.SUAMI)
    assert found(husband, (her_head,)) == (set(), set())
    assert "shdk.two_husbands" in found(husband, (her_head, msgspec.structs.replace(husband, nik="1")))[0]


def test_a_stepmother_may_be_younger() -> None:
    her_head = msgspec.structs.replace(HEAD, jenis_kelamin="P", tanggal_lahir=date(2005, 1, 1))
    mine = msgspec.structs.replace(CHILD, nik_ayah="", tanggal_lahir=date(2003, 1, 1))
    assert "tanggal_lahir.parent_younger" in found(mine, (her_head,))[0]
    step = msgspec.structs.replace(mine, nik_ibu="3172014101750009")
    assert found(step, (her_head,))[0] == set()


def test_the_law_of_the_day_decides_the_age_of_marriage() -> None:
    bride = msgspec.structs.replace(
        CHILD,
        status_kawin=StatusKawin.KAWIN_TERCATAT,
        tanggal_lahir=date(1998, 5, 1),
        shdk=Shdk.FAMILI_LAIN,
        nik_ayah="",
    )
    codes = [r.code for r in check_biodata(bride, FAMILY, (HEAD,), date(2015, 9, 9))[0]]
    assert codes == []
    later = msgspec.structs.replace(bride, tanggal_lahir=date(2008, 12, 1))
    assert "status_kawin.under_age" in found(later)[0]


@given(st.dates(date(1890, 1, 1), date(2030, 1, 1)), st.dates(date(1890, 1, 1), date(2030, 1, 1)), st.integers(0, 7))
def test_ages(born: date, on: date, status: int) -> None:
    age = age_on(born, on)
    assert (age >= 0) == (born <= on)
    assert of_card_age(born, status, on) == (age >= 17 or 2 <= status <= 6)


@given(
    st.builds(
        Biodata,
        nik=st.text(max_size=17), nama=st.text(max_size=70), nama_ibu=st.text(max_size=10),
        jenis_kelamin=st.text(max_size=1),
        tanggal_lahir=st.none() | st.dates(), status_kawin=st.integers(-1, 9), shdk=st.integers(-1, 13),
        nik_ayah=st.text(max_size=17),
    )
)  # fmt: skip
def test_any_form_gets_an_answer(form: Biodata) -> None:
    refusals, warnings = check_biodata(form, Family(), (HEAD,), TODAY)
    assert refusals and all(r.text() for r in [*refusals, *warnings])
