"""Annulment and correction of deeds, citizenship, who is divorced from whom: what their rules allow, refuse, change. No database."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from siaga.people.effects import Effects, KnownDeed, Situation
from siaga.people.peristiwa.pembatalan import PEMBATALAN, Annulment
from siaga.people.peristiwa.pembetulan import PEMBETULAN, Correction
from siaga.people.peristiwa.perceraian import PERCERAIAN, Divorce
from siaga.people.peristiwa.pewarganegaraan import PEWARGANEGARAAN, Citizenship
from tests.people.test_peristiwa_children import BOY, HOME, MAN, MOTHER, OTHER, WOMAN, run, said, town

WED = KnownDeed("3172-KW-01062020-0001", "perkawinan", (MAN.nik, WOMAN.nik), date(2020, 6, 1), "aktif", {})
APART = KnownDeed("3172-CR-01062024-0001", "perceraian", (MAN.nik, WOMAN.nik), date(2024, 6, 1), "aktif", {})
DEAD = KnownDeed("3172-KM-01062025-0001", "kematian", (MAN.nik,), date(2025, 6, 1), "aktif", {})
BORN = KnownDeed(
    "3172-LU-05062014-0001", "kelahiran", (BOY.nik,), date(2014, 6, 5), "aktif",
    {"nama": "Bagas Pratama", "jenis_kelamin": "L", "tempat_lahir": "Jakarta", "tanggal_lahir": "2014-05-02",
     "nama_ibu": "Ratna Wulandari", "nama_ayah": ""},
)  # fmt: skip
COURT = Annulment(
    no_akta=WED.number, dasar="pengadilan", pejabat="PN Jakarta Utara", no_putusan="8/Pdt.G/2026",
    tanggal=date(2026, 10, 30), status_suami="1", status_istri="4",
)  # fmt: skip


def annul(now: Situation, **changed: Any) -> Effects:
    return run(PEMBATALAN, msgspec.structs.replace(COURT, **changed), now)


def test_an_annulled_marriage_leaves_both_as_they_were() -> None:
    out = annul(town(MAN, WOMAN, about=MAN.nik, deeds=(WED,)))
    assert not out.refusals
    assert out.changes == {MAN.nik: {"status_kawin": 1}, WOMAN.nik: {"status_kawin": 4, "shdk": 9}}
    (note,) = out.notes
    assert (note.akta, note.ends) == (WED.number, "dibatalkan") and "PN Jakarta Utara" in note.text
    assert said(annul(town(MAN, WOMAN, about=MAN.nik, deeds=(WED,)), status_istri="")) == {"status_istri.missing"}


@pytest.mark.parametrize(
    ("changed", "about", "deed", "code"),
    [
        ({"no_akta": "3172-KW-01012020-0009"}, MAN.nik, WED, "annulment.unknown"),
        ({}, MOTHER.nik, WED, "annulment.other_person"),
        (
            {},
            MAN.nik,
            KnownDeed(WED.number, WED.kind, WED.niks, WED.registered_on, "dibatalkan", {}),
            "annulment.ended",
        ),
        ({"dasar": "kantor"}, MAN.nik, WED, "annulment.court_only"),
        ({"tanggal": date(2026, 11, 24)}, MAN.nik, WED, "annulment.future"),
        ({"tanggal": date(2020, 5, 31)}, MAN.nik, WED, "annulment.too_early"),
    ],
)
def test_a_deed_that_is_not_annulled(changed: dict[str, Any], about: str, deed: KnownDeed, code: str) -> None:
    out = annul(town(MAN, WOMAN, MOTHER, about=about, deeds=(deed,)), **changed)
    assert said(out) == {code} and not out.changes and not out.notes


def test_an_annulled_divorce_marries_them_again_and_their_marriage_deed_says_so() -> None:
    gone = [msgspec.structs.replace(p, status_kawin=4) for p in (MAN, WOMAN)]
    ended = KnownDeed(WED.number, WED.kind, WED.niks, WED.registered_on, "digantikan", {})
    out = annul(town(*gone, about=WOMAN.nik, deeds=(ended, APART)), no_akta=APART.number)
    assert {nik: c["status_kawin"] for nik, c in out.changes.items()} == {MAN.nik: 2, WOMAN.nik: 2}
    assert [(n.akta, n.ends) for n in out.notes] == [(APART.number, "dibatalkan"), (WED.number, "aktif")]
    since = KnownDeed("3172-KW-01062025-0001", "perkawinan", (MAN.nik, MOTHER.nik), date(2025, 6, 1), "aktif", {})
    again = annul(town(*gone, about=WOMAN.nik, deeds=(APART, since)), no_akta=APART.number)
    assert said(again) == {"annulment.remarried"}


def test_who_was_taken_for_dead_lives_again_where_the_family_is_now() -> None:
    missing = msgspec.structs.replace(MAN, status="meninggal", died_on=date(2025, 5, 30), no_kk="3172030101200001")
    widow = msgspec.structs.replace(WOMAN, status_kawin=6, shdk=1)
    now = town(widow, missing, about=MAN.nik, deeds=(DEAD,))
    del now.homes["3172030101200001"]  # type: ignore[attr-defined]
    assert said(annul(now, no_akta=DEAD.number)) == {"annulment.no_family"}
    assert said(annul(now, no_akta=DEAD.number, no_kk=OTHER)) == {"shdk.missing"}
    out = annul(now, no_akta=DEAD.number, no_kk=OTHER, shdk=2, nik_pasangan=WOMAN.nik)
    assert not out.refusals
    assert out.changes[MAN.nik] == {"status": "aktif", "died_on": None, "no_kk": OTHER, "shdk": 2, "status_kawin": 2}
    assert out.changes[WOMAN.nik] == {"status_kawin": 2}
    wrong = annul(now, no_akta=DEAD.number, no_kk=OTHER, shdk=2, nik_pasangan=MAN.nik)
    assert said(wrong) == {"annulment.not_spouse"}


def test_an_annulled_birth_deed_leaves_the_person_and_the_nik() -> None:
    out = annul(town(MOTHER, BOY, deeds=(BORN,)), no_akta=BORN.number, dasar="kantor")
    assert out.changes == {BOY.nik: {"no_akta_lahir": ""}} and [n.ends for n in out.notes] == ["dibatalkan"]


def test_an_annulled_recognition_takes_the_father_away_again() -> None:
    deed = KnownDeed(
        "3172-PA-01062020-0001", "pengakuan", (BOY.nik,), date(2020, 6, 1), "aktif", {"nama_ayah": "Agus Salim"}
    )
    child = msgspec.structs.replace(BOY, nik_ayah=MAN.nik, nama_ayah="Agus Salim")
    out = annul(town(MOTHER, child, deeds=(BORN, deed)), no_akta=deed.number)
    assert out.changes == {BOY.nik: {"nik_ayah": "", "nama_ayah": ""}}
    assert [(n.akta, n.ends) for n in out.notes] == [(deed.number, "dibatalkan"), (BORN.number, "")]


DIVORCE = Divorce(
    nik_suami=MAN.nik, nik_istri=WOMAN.nik, pengadilan="agama", nama_pengadilan="PA Jakarta Utara", no_putusan="1/2026",
    tanggal=date(2026, 11, 2),
)  # fmt: skip


def test_a_divorce_ends_the_marriage_deed_that_is_kept_here() -> None:
    out = run(PERCERAIAN, DIVORCE, town(MAN, WOMAN, about=OTHER, deeds=(WED,)))
    assert not out.refusals
    (note,) = out.notes
    assert (note.akta, note.ends) == (WED.number, "digantikan") and "putus karena perceraian" in note.text


def test_a_divorce_of_two_who_are_not_married_to_each_other() -> None:
    stranger = msgspec.structs.replace(MOTHER, status_kawin=2)
    his_wife = msgspec.structs.replace(DIVORCE, nik_istri=MOTHER.nik)
    alone = run(PERCERAIAN, his_wife, town(MAN, WOMAN, stranger, about=OTHER, deeds=()))
    assert not alone.refusals and "divorce.unseen" in {w.code for w in alone.warnings}
    theirs = KnownDeed("3172-KW-01062021-0001", "perkawinan", (BOY.nik, MOTHER.nik), date(2021, 6, 1), "aktif", {})
    other = run(PERCERAIAN, his_wife, town(MAN, WOMAN, stranger, about=OTHER, deeds=(theirs,)))
    assert said(other) == {"divorce.not_each_other"}
    at_home = msgspec.structs.replace(WOMAN, no_kk=HOME)
    him = msgspec.structs.replace(MAN, nik="3172030107800002", no_kk=HOME)
    assert said(run(PERCERAIAN, DIVORCE, town(MAN, him, at_home, about=OTHER, deeds=()))) == {"divorce.not_each_other"}


def test_a_divorce_names_the_deed_that_married_them() -> None:
    named = msgspec.structs.replace(DIVORCE, no_akta_kawin=WED.number)
    assert not run(PERCERAIAN, named, town(MAN, WOMAN, about=OTHER, deeds=(WED,))).refusals
    for deed in (
        KnownDeed(WED.number, "perkawinan", (MAN.nik, MOTHER.nik), WED.registered_on, "aktif", {}),
        KnownDeed(WED.number, "kelahiran", (MAN.nik,), WED.registered_on, "aktif", {}),
        KnownDeed(WED.number, "perkawinan", WED.niks, WED.registered_on, "dibatalkan", {}),
    ):
        assert "divorce.other_deed" in said(run(PERCERAIAN, named, town(MAN, WOMAN, about=OTHER, deeds=(deed,))))


RIGHT = Correction(
    no_akta=BORN.number, nama="Bagas Pratamaa", tanggal_lahir=date(2014, 5, 3), dasar="kantor", bukti="ijazah SD 12",
    tanggal=date(2026, 6, 20),
)  # fmt: skip


def correct(form: Correction = RIGHT, **changed: Any) -> Effects:
    return run(PEMBETULAN, msgspec.structs.replace(form, **changed), town(MOTHER, BOY, deeds=(BORN,)))


def test_a_corrected_deed_says_the_right_thing_and_the_note_the_old() -> None:
    out = correct()
    assert not out.refusals and not out.warnings
    assert out.changes == {BOY.nik: {"nama": "Bagas Pratamaa", "tanggal_lahir": date(2014, 5, 3)}}
    (note,) = out.notes
    assert note.data is not None
    assert dict(note.data) == {**BORN.data, "nama": "Bagas Pratamaa", "tanggal_lahir": "2014-05-03"}
    assert "nama dibetulkan dari Bagas Pratama menjadi Bagas Pratamaa" in note.text
    assert "tanggal lahir dibetulkan dari 02-05-2014 menjadi 03-05-2014" in note.text


def test_what_was_changed_since_in_the_register_is_not_changed_back() -> None:
    renamed = msgspec.structs.replace(BOY, nama="Bagas Wijaya")
    out = run(PEMBETULAN, RIGHT, town(MOTHER, renamed, deeds=(BORN,)))
    assert out.changes == {BOY.nik: {"tanggal_lahir": date(2014, 5, 3)}}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"nama": "", "tanggal_lahir": None}, "correction.same"),
        ({"nama": "Bagas Pratama", "tanggal_lahir": None}, "correction.same"),
        ({"nama": "Bagas 2"}, "nama.digits"),
        ({"tempat_peristiwa": "Jakarta"}, "correction.not_said"),
        ({"tanggal_lahir": date(2026, 12, 1)}, "tanggal_lahir.future"),
        ({"tanggal": date(2026, 12, 1)}, "correction.future"),
        ({"dasar": "pengadilan"}, "pengadilan.missing"),
        ({"no_akta": "3172-LU-05062014-0002"}, "correction.unknown"),
    ],
)
def test_a_correction_that_corrects_nothing(changed: dict[str, Any], code: str) -> None:
    out = correct(**changed)
    assert code in said(out) and not out.changes and not out.notes


def test_another_name_is_more_than_a_slip_of_the_pen() -> None:
    assert [w.code for w in correct(nama="Slamet Riyadi").warnings] == ["correction.more_than_a_slip"]
    court = correct(nama="Slamet Riyadi", dasar="pengadilan", pengadilan="PN Jakarta Utara")
    assert not court.warnings and "penetapan PN Jakarta Utara nomor" in court.notes[0].text


OATH = Citizenship(
    kewarganegaraan="WNI", pejabat="Keputusan Presiden", no_keputusan="5/PWI/2026", tanggal=date(2026, 11, 2),
    tanggal_sumpah=date(2026, 11, 16),
)  # fmt: skip


def test_a_new_citizen_is_noted_on_birth_and_marriage_deeds() -> None:
    foreign = msgspec.structs.replace(WOMAN, kewarganegaraan="WNA")
    out = run(PEWARGANEGARAAN, OATH, town(MAN, foreign, about=WOMAN.nik, deeds=(WED, APART)))
    assert out.changes == {WOMAN.nik: {"kewarganegaraan": "WNI"}} and not out.warnings
    assert [n.akta for n in out.notes] == [WED.number]
    for changed, code in (
        ({"tanggal_sumpah": None}, "tanggal_sumpah.missing"),
        ({"tanggal_sumpah": date(2026, 11, 1)}, "citizenship.oath_first"),
        ({"tanggal": date(2026, 11, 24)}, "citizenship.future"),
        ({"kewarganegaraan": "WNA"}, "citizenship.same"),
    ):
        bad = run(PEWARGANEGARAAN, msgspec.structs.replace(OATH, **changed), town(MAN, foreign, about=WOMAN.nik))
        assert code in said(bad) and not bad.changes
