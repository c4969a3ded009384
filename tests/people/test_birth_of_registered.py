"""Who has a NIK and no birth deed gets the deed, and never a second NIK; the number of another office's deed; what an empty form says."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import msgspec
import pytest

from siaga.documents.deed_builders import birth_deed
from siaga.documents.issuing import Paper
from siaga.journal.act import SYSTEM, Refused
from siaga.kit.node import Node
from siaga.people.asking import unanswered
from siaga.people.birth_rules import Birth
from siaga.people.effects import AKTA, Deed, KnownDeed
from siaga.people.event_acts import register_event
from siaga.people.models import Akta, DueDocument, Resident
from siaga.people.peristiwa.kelahiran import KELAHIRAN
from siaga.people.peristiwa.kk import PINDAH_ALAMAT
from siaga.people.peristiwa.perubahan import CHANGEABLE, PERUBAHAN_DATA, Change
from tests.people.samples_people import a_family
from tests.people.test_peristiwa_children import BOY, HOME, MOTHER, run, said, town

LAD = msgspec.structs.replace(
    BOY, no_akta_lahir="", nama_ayah="Karto", nama="Moh. Ali 2"
)  # an old name, by no rule of today
DEED = Birth(
    nik_anak=LAD.nik, perkawinan_orang_tua="sptjm", bukti_lahir="sptjm", saksi_1="Rukmini", saksi_2="Suparman",
    keputusan_kepala="470/12/2026",
)  # fmt: skip


def test_the_deed_alone_with_what_the_register_says() -> None:
    out = run(KELAHIRAN, DEED, town(MOTHER, LAD, about=HOME, deeds=()))
    assert not out.refusals and not out.residents
    assert out.changes == {LAD.nik: {"no_akta_lahir": AKTA}}
    assert out.deed == Deed("kelahiran", "LT", (LAD.nik,), True)
    asked = KELAHIRAN.asked
    assert asked and asked.fill
    filled = asked.fill(msgspec.structs.replace(DEED, nama="Lain", nama_ibu="Lain"), town(MOTHER, LAD, about=HOME))
    assert (filled.nama, filled.nama_ibu, filled.nama_ayah) == (LAD.nama, LAD.nama_ibu, "Karto")
    assert not unanswered(filled, "")
    alone = asked.fill(msgspec.structs.replace(DEED, perkawinan_orang_tua="tidak"), town(MOTHER, LAD, about=HOME))
    assert (alone.nama_ayah, alone.nik_ayah) == ("", ""), "without proof of a marriage the deed names the mother alone"


@pytest.mark.parametrize(
    ("child", "form", "code"),
    [
        (msgspec.structs.replace(LAD, no_akta_lahir="12/1990"), DEED, "birth.has_deed"),
        (LAD, msgspec.structs.replace(DEED, nik_anak="3172030107990009"), "birth.not_here"),
        (LAD, msgspec.structs.replace(DEED, keputusan_kepala=""), "birth.late"),
        (LAD, msgspec.structs.replace(DEED, saksi_2="rukmini"), "birth.witnesses"),
    ],
)
def test_what_is_refused(child: Any, form: Birth, code: str) -> None:
    assert code in said(run(KELAHIRAN, form, town(MOTHER, child, about=HOME, deeds=())))


def test_a_deed_kept_here_is_enough_and_an_annulled_one_is_not() -> None:
    kept = KnownDeed("3172-LU-05062014-0001", "kelahiran", (LAD.nik,), date(2014, 6, 5), "aktif", {})
    assert "birth.has_deed" in said(run(KELAHIRAN, DEED, town(MOTHER, LAD, about=HOME, deeds=[kept])))
    gone = KnownDeed(kept.number, "kelahiran", (LAD.nik,), date(2014, 6, 5), "dibatalkan", {})
    assert not run(KELAHIRAN, DEED, town(MOTHER, LAD, about=HOME, deeds=[gone])).refusals


def test_which_child_it_is_says_the_register() -> None:
    elder = msgspec.structs.replace(LAD, nik="3172030205100001", tanggal_lahir=date(2010, 5, 2))
    now = town(MOTHER, elder, LAD, about=HOME, deeds=())
    now = dataclasses.replace(now, children={MOTHER.nik: [LAD, elder]})
    for told, doubted in ((3, True), (2, False)):
        out = run(KELAHIRAN, msgspec.structs.replace(DEED, anak_ke=told), now)
        assert not out.refusals and ("birth.rank" in {w.code for w in out.warnings}) is doubted


def test_it_is_asked_only_where_somebody_has_no_deed() -> None:
    asked = KELAHIRAN.asked
    assert asked and asked.spares
    assert asked.spares(town(LAD, about=HOME, deeds=())) == ()
    assert asked.spares(town(BOY, about=HOME)) == ("nik_anak",)


def test_the_register_has_one_person_and_one_deed(jakut: Node) -> None:
    no_kk, husband, wife = a_family(jakut)
    before = Resident.objects.count()
    answers = msgspec.structs.replace(DEED, nik_anak=husband, papers=("", "", "ada"))
    done = register_event(jakut, SYSTEM, KELAHIRAN, no_kk, answers)
    assert not isinstance(done, Refused), done
    deed = Akta.objects.get()
    assert Resident.objects.count() == before and deed.nik == husband and deed.late
    assert Resident.objects.get(nik=husband).no_akta_lahir == deed.number
    paper = birth_deed(jakut, DueDocument.objects.get(kind="akta_kelahiran"))
    assert isinstance(paper, Paper) and paper.data.name == Resident.objects.get(nik=husband).nama  # type: ignore[attr-defined]
    again = register_event(jakut, SYSTEM, KELAHIRAN, no_kk, answers)
    assert isinstance(again, Refused) and "birth.has_deed" in again.codes()


def change(node: Node, nik: str, number: str) -> Any:
    row = Resident.objects.get(nik=nik)
    as_it_is = {name: getattr(row, name) for name in CHANGEABLE}
    form = Change(**{**as_it_is, "no_akta_lahir": number, "dasar": "Kutipan akta"}, papers=("ada", "ada"))
    return register_event(node, SYSTEM, PERUBAHAN_DATA, nik, form)


def test_the_number_of_another_offices_deed_is_taken_down(jakut: Node) -> None:
    no_kk, husband, wife = a_family(jakut)
    assert not isinstance(change(jakut, husband, "3573-LU-01021990-0007"), Refused)
    assert Resident.objects.get(nik=husband).no_akta_lahir == "3573-LU-01021990-0007"
    assert "people.deed_of_another" in change(jakut, wife, "3573-lu-01021990-0007").codes()
    answers = msgspec.structs.replace(DEED, nik_anak=wife, papers=("", "", "ada"))
    assert not isinstance(register_event(jakut, SYSTEM, KELAHIRAN, no_kk, answers), Refused)
    assert "people.deed_kept_here" in change(jakut, wife, "12/1990").codes()


def test_an_empty_form_says_of_each_field_once_that_it_is_empty(jakut: Node) -> None:
    no_kk, _husband, _wife = a_family(jakut)
    for event in (KELAHIRAN, PINDAH_ALAMAT):
        assert event.asked
        refused = register_event(jakut, SYSTEM, event, no_kk, event.asked.answers())
        assert isinstance(refused, Refused)
        fields = [r.field for r in refused.refusals]
        assert len(fields) == len(set(fields)), sorted(fields)
        assert not any("rT" in r.text() or "rW" in r.text() for r in refused.refusals)
