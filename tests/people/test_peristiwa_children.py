"""Adoption, recognition, legitimation, stillbirth, KIA: what their rules allow, refuse and change. Pure, no database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
import pytest

from siaga.people.biodata import Biodata
from siaga.people.effects import Deed, Effects, KnownDeed, Situation
from siaga.people.peristiwa.event import Peristiwa
from siaga.people.peristiwa.kia import KIA, ChildCard
from siaga.people.peristiwa.lahir_mati import LAHIR_MATI, Stillbirth
from siaga.people.peristiwa.pengakuan import PENGAKUAN, Recognition
from siaga.people.peristiwa.pengangkatan import PENGANGKATAN, Adoption
from siaga.people.peristiwa.pengesahan import PENGESAHAN, Legitimation
from tests.people.samples_people import CHILD, FAMILY, HEAD, HUSBAND, WIFE

TODAY = date(2026, 11, 23)
HOME, OTHER = "3172032311260001", "3172032311260002"
BOY = msgspec.structs.replace(
    CHILD, nik="3172030205140001", no_kk=HOME, shdk=4, nik_ibu="3172035003850001", nama_ibu="Ratna Wulandari",
    nama_ayah="", nik_ayah="", no_akta_lahir="3172-LU-05062014-0001",
)  # fmt: skip
MOTHER = msgspec.structs.replace(HEAD, nik="3172035003850001", no_kk=HOME)
MAN = msgspec.structs.replace(HUSBAND, nik="3172030107840001", no_kk=OTHER)
WOMAN = msgspec.structs.replace(WIFE, nik="3172036412880001", no_kk=OTHER)
BIRTH = KnownDeed("3172-LU-05062014-0001", "kelahiran", (BOY.nik,), date(2014, 6, 5), "aktif", {})
WEDDING = KnownDeed("3172-KW-02112026-0001", "perkawinan", (MAN.nik, MOTHER.nik), date(2026, 11, 2), "aktif", {})


def town(
    *people: Biodata, about: str = BOY.nik, deeds: Sequence[KnownDeed] = (BIRTH,), named: bool = True
) -> Situation:
    """Everybody named, in their families; the first of a KK that is no child heads it."""
    homes = {p.no_kk: msgspec.structs.replace(FAMILY, no_kk=p.no_kk, nik_kepala=p.nik) for p in reversed(people)}
    members = {no: [p for p in people if p.no_kk == no and p.status == "aktif"] for no in homes}
    persons = {p.nik: p for p in people} if named else {}
    return Situation(TODAY, about, persons, homes, members, aktas={d.number: d for d in deeds})


def run(event: Peristiwa, form: Any, now: Situation) -> Effects:
    asked = event.asked
    assert asked is not None
    return asked.decide(asked.fill(form, now) if asked.fill else form, now)


def said(out: Effects) -> set[str]:
    return {r.code for r in out.refusals}


ADOPTION = Adoption(
    nik_ayah_angkat=MAN.nik, nik_ibu_angkat=WOMAN.nik, pengadilan="PN Jakarta Utara", no_penetapan="4/Pdt.P/2026",
    tanggal=date(2026, 11, 10), tinggal="ikut",
)  # fmt: skip


def test_an_adopted_child_moves_and_keeps_its_parents_by_blood() -> None:
    out = run(PENGANGKATAN, ADOPTION, town(MOTHER, BOY, MAN, WOMAN))
    assert not out.refusals and out.changes == {BOY.nik: {"no_kk": OTHER, "shdk": 4}}
    assert out.deed == Deed("pengangkatan", "AA", (BOY.nik,), False)
    (note,) = out.notes
    assert note.akta == BIRTH.number and not note.ends
    assert "Agus Salim dan Dewi Lestari" in note.text and "tidak terputus" in note.text


def test_an_adopted_child_may_stay_and_may_already_be_there() -> None:
    now = town(MOTHER, BOY, MAN, WOMAN)
    stays = run(PENGANGKATAN, msgspec.structs.replace(ADOPTION, tinggal="tetap"), now)
    assert not stays.refusals and not stays.changes and stays.deed
    there = msgspec.structs.replace(BOY, no_kk=OTHER, shdk=9)
    assert run(PENGANGKATAN, ADOPTION, town(MAN, WOMAN, there)).changes == {BOY.nik: {"shdk": 4}}


def test_an_only_member_leaves_no_family_behind() -> None:
    alone = msgspec.structs.replace(BOY, shdk=9)
    out = run(PENGANGKATAN, ADOPTION, town(alone, MAN, WOMAN))
    assert out.closed == {HOME: ""}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"nik_ayah_angkat": "", "nik_ibu_angkat": ""}, "nik_ayah_angkat.missing"),
        ({"nik_ayah_angkat": WOMAN.nik}, "adoption.sex"),
        ({"nik_ayah_angkat": BOY.nik}, "adoption.own"),
        ({"nik_ibu_angkat": MOTHER.nik}, "adoption.by_blood"),
        ({"nik_ayah_angkat": "3172030107990009"}, "people.unknown"),
        ({"tanggal": date(2026, 11, 24)}, "adoption.future"),
        ({"tanggal": date(2013, 1, 1)}, "adoption.before_birth"),
        ({"diterima": date(2026, 11, 1)}, "adoption.received"),
        ({"nik_ayah_angkat": "", "nik_ibu_angkat": "", "nama_ayah_angkat": "John Smith"}, "adoption.no_family"),
    ],
)
def test_an_adoption_that_cannot_be(changed: dict[str, Any], code: str) -> None:
    out = run(PENGANGKATAN, msgspec.structs.replace(ADOPTION, **changed), town(MOTHER, BOY, MAN, WOMAN))
    assert code in said(out)


def test_late_and_elsewhere_are_told_and_recorded_all_the_same() -> None:
    form = msgspec.structs.replace(ADOPTION, tanggal=date(2026, 9, 1))
    out = run(PENGANGKATAN, form, town(MOTHER, BOY, MAN, WOMAN, deeds=()))
    assert out.deed and out.deed.late and not out.notes
    assert {w.code for w in out.warnings} == {"adoption.late", "adoption.deed_elsewhere"}
    received = msgspec.structs.replace(form, diterima=date(2026, 11, 1))
    out = run(PENGANGKATAN, received, town(MOTHER, BOY, MAN, WOMAN))
    assert out.deed and not out.deed.late


RECOGNITION = Recognition(
    nik_ayah=MAN.nik, dasar="agama", no_surat="12/2026", tanggal=date(2026, 11, 10), tanggal_kawin=date(2013, 8, 1),
    pemuka="Pdt. Contoh",
)  # fmt: skip


def test_a_recognised_child_has_a_father_and_the_same_deed() -> None:
    now = town(MOTHER, BOY, MAN)
    out = run(PENGAKUAN, RECOGNITION, now)
    assert not out.refusals and out.changes == {BOY.nik: {"nik_ayah": MAN.nik, "nama_ayah": "Agus Salim"}}
    assert out.deed == Deed("pengakuan", "PA", (BOY.nik,), False)
    assert [n.akta for n in out.notes] == [BIRTH.number] and "diakui oleh ayahnya, Agus Salim" in out.notes[0].text
    filled = PENGAKUAN.asked and PENGAKUAN.asked.fill and PENGAKUAN.asked.fill(RECOGNITION, now)
    assert (filled.nama_anak, filled.nik_ibu, filled.nama_ibu) == ("Bagas Pratama", MOTHER.nik, "Ratna Wulandari")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"nik_ayah": ""}, "nama_ayah.missing"),
        ({"nik_ayah": MOTHER.nik}, "recognition.sex"),
        ({"tanggal_kawin": date(2015, 1, 1)}, "recognition.born_before"),
        ({"tanggal_kawin": None}, "tanggal_kawin.missing"),
        ({"pemuka": " "}, "pemuka.missing"),
        ({"dasar": "pengadilan"}, "pengadilan.missing"),
    ],
)
def test_a_recognition_that_cannot_be(changed: dict[str, Any], code: str) -> None:
    out = run(PENGAKUAN, msgspec.structs.replace(RECOGNITION, **changed), town(MOTHER, BOY, MAN))
    assert code in said(out) and out.deed is None and not out.changes


def test_who_has_a_father_is_not_recognised_by_another_nor_twice() -> None:
    fathered = msgspec.structs.replace(BOY, nama_ayah="Joko Susilo")
    assert "recognition.other_father" in said(run(PENGAKUAN, RECOGNITION, town(MOTHER, fathered, MAN)))
    again = msgspec.structs.replace(BOY, nik_ayah=MAN.nik, nama_ayah=MAN.nama)
    assert said(run(PENGAKUAN, RECOGNITION, town(MOTHER, again, MAN))) == {"recognition.father_known"}


def test_a_boy_of_nine_is_nobodys_father() -> None:
    young = msgspec.structs.replace(MAN, tanggal_lahir=date(2005, 1, 1))
    assert "recognition.too_young" in said(run(PENGAKUAN, RECOGNITION, town(MOTHER, BOY, young)))


LEGITIMATION = Legitimation(
    nik_ayah=MAN.nik, no_akta_kawin=WEDDING.number, tanggal=date(2026, 11, 2), tanggal_kawin=date(2013, 8, 1)
)
BRIDE = msgspec.structs.replace(MOTHER, status_kawin=2)


def test_parents_who_registered_their_marriage_legitimate_their_child() -> None:
    out = run(PENGESAHAN, LEGITIMATION, town(BRIDE, BOY, MAN, deeds=(BIRTH, WEDDING)))
    assert not out.refusals and out.deed == Deed("pengesahan", "PS", (BOY.nik,), False)
    assert out.changes[BOY.nik]["nik_ayah"] == MAN.nik
    assert "disahkan sebagai anak Agus Salim dan Ratna Wulandari" in out.notes[0].text


@pytest.mark.parametrize(
    ("changed", "deeds", "code"),
    [
        ({"tanggal_kawin": date(2015, 3, 3)}, (WEDDING,), "legitimation.court"),
        ({"tanggal_kawin": date(2026, 11, 20)}, (WEDDING,), "legitimation.order"),
        ({"tanggal": date(2012, 1, 1)}, (WEDDING,), "legitimation.before_birth"),
        ({}, (KnownDeed(WEDDING.number, "perceraian", WEDDING.niks, TODAY, "aktif", {}),), "legitimation.other_deed"),
        ({}, (KnownDeed(WEDDING.number, "perkawinan", (WOMAN.nik,), TODAY, "aktif", {}),), "legitimation.other_deed"),
        (
            {},
            (KnownDeed(WEDDING.number, "perkawinan", WEDDING.niks, TODAY, "dibatalkan", {}),),
            "legitimation.other_deed",
        ),
    ],
)
def test_a_legitimation_that_cannot_be(changed: dict[str, Any], deeds: tuple[KnownDeed, ...], code: str) -> None:
    form = msgspec.structs.replace(LEGITIMATION, **changed)
    out = run(PENGESAHAN, form, town(BRIDE, BOY, MAN, deeds=(BIRTH, *deeds)))
    assert code in said(out) and out.deed is None


def test_a_court_legitimates_a_child_born_before_and_an_unmarried_mother_does_not() -> None:
    late = msgspec.structs.replace(
        LEGITIMATION, tanggal_kawin=date(2015, 3, 3), pengadilan="PN Jakarta Utara", no_penetapan="7/2026"
    )
    assert not run(PENGESAHAN, late, town(BRIDE, BOY, MAN, deeds=(BIRTH, WEDDING))).refusals
    refused = run(PENGESAHAN, late, town(MOTHER, BOY, MAN)).refusals
    assert [(r.code, r.field) for r in refused] == [("legitimation.not_married", "nik_ayah")], (
        "not at a field that may be empty"
    )


STILLBIRTH = Stillbirth(
    nik_ibu=WOMAN.nik, nik_ayah=MAN.nik, tanggal=date(2026, 11, 20), tempat="RSUD Koja", minggu=31, jenis_kelamin="P",
    anak_ke=2, bukti="surat", no_surat="RS 3/2026", pelapor="Agus Salim",
)  # fmt: skip
CERTIFICATE = KnownDeed(
    "3172-LM-21112026-0001", "lahir_mati", (WOMAN.nik, MAN.nik), date(2026, 11, 21), "aktif",
    {"tanggal": "2026-11-20", "anak_ke": 2},
)  # fmt: skip


def test_a_stillbirth_yields_a_certificate_and_changes_nobody() -> None:
    out = run(LAHIR_MATI, STILLBIRTH, town(MAN, WOMAN, about=OTHER, deeds=()))
    assert not out.refusals and not out.changes and not out.residents
    assert out.deed == Deed("lahir_mati", "LM", (WOMAN.nik, MAN.nik), False, paper="lahir_mati")
    late = msgspec.structs.replace(STILLBIRTH, tanggal=date(2026, 10, 1))
    out = run(LAHIR_MATI, late, town(MAN, WOMAN, about=OTHER, deeds=()))
    assert out.deed and out.deed.late and [w.code for w in out.warnings] == ["stillbirth.late"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"minggu": 27}, "stillbirth.early"),
        ({"tanggal": date(2026, 11, 24)}, "stillbirth.future"),
        ({"no_surat": ""}, "no_surat.missing"),
        ({"nik_ibu": MAN.nik}, "stillbirth.sex"),
        ({"nik_ibu": "", "nik_ayah": ""}, "stillbirth.nobody"),
        ({"nik_ibu": "", "nik_ayah": ""}, "nama_ibu.missing"),
    ],
)
def test_a_stillbirth_that_cannot_be(changed: dict[str, Any], code: str) -> None:
    form = msgspec.structs.replace(STILLBIRTH, **changed)
    out = run(LAHIR_MATI, form, town(MAN, WOMAN, about=OTHER, deeds=()))
    assert code in said(out) and out.deed is None


def test_a_stillbirth_is_recorded_once_but_twins_are_two() -> None:
    now = town(MAN, WOMAN, about=OTHER, deeds=(CERTIFICATE,))
    assert said(run(LAHIR_MATI, STILLBIRTH, now)) == {"stillbirth.already"}
    assert not run(LAHIR_MATI, msgspec.structs.replace(STILLBIRTH, anak_ke=3), now).refusals


def test_a_dead_mother_bears_no_child_after_her_death() -> None:
    dead = msgspec.structs.replace(WOMAN, status="meninggal", died_on=date(2026, 11, 19))
    assert said(run(LAHIR_MATI, STILLBIRTH, town(MAN, dead, about=OTHER, deeds=()))) == {"stillbirth.mother_dead"}
    childbed = msgspec.structs.replace(dead, died_on=date(2026, 11, 20))
    assert not run(LAHIR_MATI, STILLBIRTH, town(MAN, childbed, about=OTHER, deeds=())).refusals


@pytest.mark.parametrize(
    ("child", "foto", "code"),
    [
        (BOY, "ada", ""),
        (BOY, "tidak", "kia.photo"),
        (msgspec.structs.replace(BOY, tanggal_lahir=date(2022, 1, 1)), "tidak", ""),
        (msgspec.structs.replace(BOY, tanggal_lahir=date(2021, 11, 23)), "tidak", "kia.photo"),
        (msgspec.structs.replace(BOY, tanggal_lahir=date(2021, 11, 24)), "tidak", ""),
        (msgspec.structs.replace(BOY, tanggal_lahir=date(2009, 11, 24)), "ada", ""),
        (msgspec.structs.replace(BOY, tanggal_lahir=date(2009, 11, 23)), "ada", "kia.grown"),
        (msgspec.structs.replace(BOY, status_kawin=2), "ada", "kia.grown"),
    ],
)
def test_who_gets_a_childs_card(child: Biodata, foto: str, code: str) -> None:
    out = run(KIA, ChildCard(alasan="baru", foto=foto), town(MOTHER, child))
    assert said(out) == ({code} if code else set())
    assert [(d.kind, d.about, d.holder, d.reason) for d in out.dues] == (
        [] if code else [("kia", f"penduduk/{BOY.nik}", BOY.nik, "")]
    )


def test_a_childs_card_needs_a_birth_deed_and_a_lost_one_says_so() -> None:
    without = msgspec.structs.replace(BOY, no_akta_lahir="")
    assert said(run(KIA, ChildCard(alasan="baru", foto="ada"), town(MOTHER, without, deeds=()))) == {"kia.no_deed"}
    lost = run(KIA, ChildCard(alasan="hilang", foto="ada"), town(MOTHER, without))
    assert [d.reason for d in lost.dues] == ["hilang"]
