"""The events about children and deeds through the act: what the tables hold afterwards, and that the journal makes them again."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from siaga.journal.act import SYSTEM, Done
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit.node import Node
from siaga.people.effects import Situation
from siaga.people.event_acts import register_event
from siaga.people.models import Akta, DeedNote, DueDocument, Resident
from siaga.people.peristiwa import BY_CODE
from siaga.people.peristiwa.annulled import Annulment
from siaga.people.peristiwa.biodata_pertama import FirstOfFamily
from siaga.people.peristiwa.biodata_pertama import decide as first_biodata
from siaga.people.peristiwa.kia import ChildCard
from siaga.people.peristiwa.lahir_mati import Stillbirth
from siaga.people.peristiwa.pembetulan import Correction
from siaga.people.peristiwa.pengakuan import Recognition
from siaga.people.peristiwa.pengangkatan import Adoption
from siaga.people.peristiwa.pengesahan import Legitimation
from siaga.people.peristiwa.pewarganegaraan import Citizenship
from siaga.roles.kinds import FACT_TABLES
from tests.people.samples_people import BIRTH, HEAD, a_family, born, died, head_of
from tests.people.test_people_events import BRIDE, GROOM, WEDDING, codes, due, made, row, say

FATHERLESS = msgspec.structs.replace(BIRTH, perkawinan_orang_tua="tidak", no_akta_kawin="", anak_ke=1)


def child_of_a_mother(node: Node) -> tuple[str, str]:
    """A woman who heads a family, and her child of no registered father: (her NIK, the child's)."""
    no_kk, mother = head_of(node, HEAD)
    done = born(node, msgspec.structs.replace(FATHERLESS, nik_ibu=mother), no_kk)
    return mother, made(done).nik["anak"]


def seen(code: str) -> tuple[str, ...]:
    return tuple("" if need.told_by else "ada" for need in BY_CODE[code].needs)


def adopted(node: Node) -> tuple[str, str, str]:
    """(the child's NIK, No. KK of the adopters, number of the deed)."""
    _mother, child = child_of_a_mother(node)
    theirs, man, woman = a_family(node)
    form = Adoption(
        nik_ayah_angkat=man, nik_ibu_angkat=woman, pengadilan="PN Jakarta Utara", no_penetapan="4/2026",
        tanggal=date(2026, 11, 22), tinggal="ikut", papers=seen("pengangkatan"),
    )  # fmt: skip
    return child, theirs, made(say(node, "pengangkatan", child, form)).akta


def test_an_adopted_child_joins_the_family_and_keeps_deed_and_parents(jakut: Node) -> None:
    child, theirs, number = adopted(jakut)
    now = row(child)
    assert (now.no_kk, now.shdk, now.nama_ibu, now.nama_ayah) == (theirs, 4, "Ratna Wulandari", "")
    birth = Akta.objects.get(kind="kelahiran")
    note = DeedNote.objects.get()
    assert note.akta == birth.number and birth.status == "aktif" and "diangkat oleh Agus Salim" in note.text
    deed = Akta.objects.get(kind="pengangkatan")
    assert deed.number == number == "3172-AA-23112026-0001" and deed.nik == child
    assert deed.data["nama_ibu_angkat"] == "Dewi Lestari" and deed.data["nama_anak"] == "Citra Kirana"
    assert due("akta_pengangkatan") == {f"akta/{number}"} and f"keluarga/{theirs}" in due("kk")
    assert f"akta/{birth.number}" in due("akta_kelahiran")


def test_recognition_then_legitimation_of_one_child(jakut: Node) -> None:
    mother, child = child_of_a_mother(jakut)
    _his, man = head_of(jakut, GROOM)
    recognised = Recognition(
        nik_ayah=man, dasar="pengadilan", no_surat="9/2026", tanggal=date(2026, 11, 22), pengadilan="PN Jakarta Utara",
        papers=seen("pengakuan"),
    )  # fmt: skip
    number = made(say(jakut, "pengakuan", child, recognised)).akta
    assert (row(child).nik_ayah, row(child).nama_ayah) == (man, "Yohanes Hutagalung")
    assert due("akta_pengakuan") == {f"akta/{number}"}
    assert "recognition.father_known" in codes(say(jakut, "pengakuan", child, recognised))
    legitimate = Legitimation(
        nik_ayah=man, no_akta_kawin="77/2026", tanggal=date(2026, 11, 23), tanggal_kawin=date(2026, 11, 1),
        papers=seen("pengesahan"),
    )  # fmt: skip
    assert codes(say(jakut, "pengesahan", child, legitimate)) == {"legitimation.not_married"}
    Resident.objects.filter(nik__in=[man, mother]).update(status_kawin=2)
    made(say(jakut, "pengesahan", child, legitimate))
    assert DeedNote.objects.count() == 2 and due("akta_pengesahan") == {"akta/3172-PS-23112026-0001"}


def test_an_annulled_marriage_ends_its_deed_and_both_are_single(jakut: Node) -> None:
    _his, man = head_of(jakut, GROOM)
    _hers, woman = head_of(jakut, BRIDE)
    akta = made(say(jakut, "perkawinan", man, msgspec.structs.replace(WEDDING, nik_suami=man, nik_istri=woman))).akta
    form = Annulment(
        no_akta=akta, dasar="pengadilan", pejabat="PN Jakarta Utara", no_putusan="8/2026", tanggal=date(2026, 11, 23),
        status_suami="1", status_istri="1", papers=seen("pembatalan"),
    )  # fmt: skip
    made(say(jakut, "pembatalan", woman, form))
    assert Akta.objects.get(number=akta).status == "dibatalkan"
    assert [(row(n).status_kawin, row(n).shdk) for n in (man, woman)] == [(1, 1), (1, 9)]
    assert codes(say(jakut, "pembatalan", man, form)) == {"annulment.ended"}
    again = msgspec.structs.replace(WEDDING, nik_suami=man, nik_istri=woman, tinggal="tetap")
    assert made(say(jakut, "perkawinan", man, again)).akta != akta


def test_the_spouse_who_lives_elsewhere_in_the_office_is_changed_too(jakut: Node) -> None:
    _his, man = head_of(jakut, GROOM)
    _hers, woman = head_of(jakut, BRIDE)
    apart = msgspec.structs.replace(WEDDING, nik_suami=man, nik_istri=woman, tinggal="tetap")
    akta = made(say(jakut, "perkawinan", man, apart)).akta
    form = Annulment(
        no_akta=akta, dasar="pengadilan", pejabat="PN Jakarta Utara", no_putusan="8/2026", tanggal=date(2026, 11, 23),
        status_suami="1", status_istri="4", papers=seen("pembatalan"),
    )  # fmt: skip
    made(say(jakut, "pembatalan", man, form))
    assert (row(man).status_kawin, row(woman).status_kawin) == (1, 4)


def test_who_was_registered_dead_by_mistake_is_a_resident_again(jakut: Node) -> None:
    no_kk, man, woman = a_family(jakut)
    akta = made(died(jakut, woman)).akta
    assert (row(woman).status, row(man).status_kawin) == ("meninggal", 6)
    assert "death.already" in codes(died(jakut, woman))
    form = Annulment(
        no_akta=akta, dasar="kantor", pejabat="Kepala Dinas", no_putusan="SK 2/2026", tanggal=date(2026, 11, 23),
        nik_pasangan=man, papers=seen("pembatalan"),
    )  # fmt: skip
    made(say(jakut, "pembatalan", woman, form))
    now = row(woman)
    assert (now.status, now.died_on, now.no_kk, now.status_kawin) == ("aktif", None, no_kk, 2)
    assert row(man).status_kawin == 2 and Akta.objects.get(number=akta).status == "dibatalkan"
    assert made(died(jakut, woman)).akta != akta


def test_a_corrected_birth_deed_is_printed_again_with_its_note(jakut: Node) -> None:
    _mother, child = child_of_a_mother(jakut)
    akta = row(child).no_akta_lahir
    form = Correction(
        no_akta=akta, nama="Citra Kirani", tempat_lahir="Bekasi", dasar="kantor", bukti="surat lahir RS 12/XI/2026",
        tanggal=date(2026, 11, 20), papers=seen("pembetulan"),
    )  # fmt: skip
    made(say(jakut, "pembetulan", child, form))
    deed = Akta.objects.get(number=akta)
    assert (deed.data["nama"], deed.data["tempat_lahir"], deed.status) == ("Citra Kirani", "Bekasi", "aktif")
    assert (row(child).nama, row(child).tempat_lahir, row(child).nik) == ("Citra Kirani", "Bekasi", child)
    assert "dari Citra Kirana menjadi Citra Kirani" in DeedNote.objects.get().text
    assert DueDocument.objects.filter(kind="akta_kelahiran", subject=f"akta/{akta}").count() == 2


def test_a_stillbirth_is_a_certificate_in_the_register_and_nobody_in_the_family(jakut: Node) -> None:
    no_kk, man, woman = a_family(jakut)
    people = Resident.objects.count()
    form = Stillbirth(
        nik_ibu=woman, nik_ayah=man, tanggal=date(2026, 11, 20), tempat="RSUD Koja", minggu=30, jenis_kelamin="L",
        anak_ke=1, bukti="surat", no_surat="RS 4/2026", pelapor="Agus Salim", papers=seen("lahir_mati"),
    )  # fmt: skip
    number = made(say(jakut, "lahir_mati", no_kk, form)).akta
    assert due("lahir_mati") == {f"akta/{number}"} and Resident.objects.count() == people
    assert Akta.objects.get(number=number).data["nama_ibu"] == "Dewi Lestari"
    assert codes(say(jakut, "lahir_mati", no_kk, form)) == {"stillbirth.already"}


def test_a_childs_card_falls_due_and_says_for_whom(jakut: Node) -> None:
    _mother, child = child_of_a_mother(jakut)
    outcome = say(jakut, "kia", child, ChildCard(alasan="baru", foto="tidak", papers=seen("kia")))
    assert made(outcome).holder == child
    assert due("kia") == {f"penduduk/{child}"}


def test_what_forbids_the_card_is_told_though_the_form_is_empty(jakut: Node) -> None:
    """It is about the child, not about a field: nobody has to fill the form to learn it."""
    _no_kk, grown = head_of(jakut)
    assert {"kia.grown", "kia.no_deed", "alasan.missing"} <= codes(say(jakut, "kia", grown, ChildCard()))


def test_a_foreigner_in_a_family_is_looked_at(jakut: Node) -> None:
    """Only a permanent permit puts a foreigner on a KK; the counter and the verifier are told to see it."""
    form = FirstOfFamily(kewarganegaraan="WNA")
    now = Situation(jakut.clock.today(), "", {}, {}, {})
    assert "people.foreigner" in {w.code for w in first_biodata(form, now).warnings}
    assert "people.foreigner" not in {w.code for w in first_biodata(FirstOfFamily(kewarganegaraan="WNI"), now).warnings}


def test_a_new_citizen_has_a_new_kk(jakut: Node) -> None:
    no_kk, nik = head_of(jakut, msgspec.structs.replace(HEAD, kewarganegaraan="WNA"))
    form = Citizenship(
        kewarganegaraan="WNI", pejabat="Keputusan Presiden", no_keputusan="5/PWI/2026", tanggal=date(2026, 11, 9),
        tanggal_sumpah=date(2026, 11, 16), papers=seen("pewarganegaraan"),
    )  # fmt: skip
    made(say(jakut, "pewarganegaraan", nik, form))
    assert row(nik).kewarganegaraan == "WNI" and f"keluarga/{no_kk}" in due("kk")


@pytest.mark.parametrize("story", [adopted, test_who_was_registered_dead_by_mistake_is_a_resident_again])
def test_the_tables_come_again_from_the_journal(jakut: Node, story: object) -> None:
    assert callable(story)
    story(jakut)
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before and verify() == []


def test_an_empty_form_changes_nothing(jakut: Node) -> None:
    no_kk, man, _woman = a_family(jakut)
    for code in ("pengangkatan", "pengakuan", "pengesahan", "pembatalan", "pembetulan", "lahir_mati", "kia"):
        asked = BY_CODE[code].asked
        assert asked is not None
        about = man if asked.about == "penduduk" else no_kk
        outcome = register_event(jakut, SYSTEM, BY_CODE[code], about, asked.answers())
        assert not isinstance(outcome, Done) and not Akta.objects.exists()
