"""Declared life events through the act: what they record, what they refuse, that two clerks do not harm each other, and rebuild."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from siaga.journal.act import SYSTEM, AlreadyDone, Done, Refused
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit.ids import fresh
from siaga.kit.node import Node
from siaga.people.asking import Answers
from siaga.people.biodata import Biodata
from siaga.people.due import DuePaper
from siaga.people.event_acts import Recorded, register_event
from siaga.people.models import Akta, DeedNote, DueDocument, Resident
from siaga.people.models import Family as FamilyRow
from siaga.people.peristiwa import BY_CODE, PERISTIWA
from siaga.people.peristiwa.event import Peristiwa
from siaga.people.peristiwa.kk import Address, Merge, Split
from siaga.people.peristiwa.penetapan import CourtOrder
from siaga.people.peristiwa.perceraian import Divorce
from siaga.people.peristiwa.perkawinan import Marriage
from siaga.people.reference import text
from siaga.roles.kinds import FACT_TABLES
from tests.people.samples_people import (
    BIRTH,
    CHILD,
    FAMILY,
    HEAD,
    HUSBAND,
    WIFE,
    born,
    head_of,
    made,
    register_resident,
)

SEEN = ("ada", "ada", "ada")
GROOM = msgspec.structs.replace(HUSBAND, status_kawin=1, agama=2, nama="Yohanes Hutagalung")
BRIDE = msgspec.structs.replace(HEAD, agama=2)
WEDDING = Marriage(
    tanggal=date(2026, 11, 14), tempat="Jakarta", dicatat="dinas", no_bukti="12/GPIB/2026", pemuka="Pdt. Contoh",
    saksi_1="Rina Marlina", saksi_2="Joko Susilo", tinggal="baru_suami", papers=SEEN,
)  # fmt: skip


MOVED = Address(alamat="Jalan Kenanga 9", rt="003", rw="004", kode_wilayah="3172031002", papers=("ada",))


def say(node: Node, code: str, about: str, answers: Answers, **more: Any) -> Any:
    return register_event(node, SYSTEM, BY_CODE[code], about, answers, **more)


def codes(outcome: object) -> set[str]:
    assert isinstance(outcome, Refused), outcome
    return outcome.codes()


def join(node: Node, no_kk: str, person: Biodata) -> str:
    form = msgspec.structs.replace(person, no_kk=no_kk)
    done = register_resident(node, form, link_up=True)
    assert isinstance(done, Done), done
    return str(done.value)


def couple(node: Node) -> tuple[str, str, str, str]:
    """A husband who heads, his wife and their child: (No. KK, NIKs)."""
    no_kk, husband = head_of(node, HUSBAND)
    wife, child = join(node, no_kk, WIFE), join(node, no_kk, CHILD)
    return no_kk, husband, wife, child


def row(nik: str) -> Resident:
    return Resident.objects.get(nik=nik)


def due(kind: str) -> set[str]:
    return set(DueDocument.objects.filter(kind=kind, made=False).values_list("subject", flat=True))


def test_a_wedding_founds_a_family_and_yields_an_akta(jakut: Node) -> None:
    his, man = head_of(jakut, GROOM)
    hers, woman = head_of(jakut, BRIDE)
    done = made(say(jakut, "perkawinan", man, msgspec.structs.replace(WEDDING, nik_suami=man, nik_istri=woman)))
    assert done.akta == "3172-KW-23112026-0001" and done.holder == man
    new = done.kk["baru"]
    assert {(r.nik, r.no_kk, r.shdk, r.status_kawin) for r in Resident.objects.all()} == {
        (man, new, 1, 2),
        (woman, new, 3, 2),
    }
    deed = Akta.objects.get()
    assert (deed.kind, deed.nik, deed.nik_kedua, deed.late) == ("perkawinan", man, woman, False)
    assert {f.status for f in FamilyRow.objects.filter(no_kk__in=[his, hers])} == {"tutup"}
    assert due("akta_perkawinan") == {f"akta/{done.akta}"} and f"keluarga/{new}" in due("kk")


def test_of_a_wedding_at_the_kua_only_status_and_kk_change(jakut: Node) -> None:
    his, man = head_of(jakut, msgspec.structs.replace(GROOM, agama=1))
    hers, woman = head_of(jakut, HEAD)
    brother = join(jakut, hers, msgspec.structs.replace(CHILD, shdk=9, nama_ibu="Suminah"))
    answers = msgspec.structs.replace(WEDDING, nik_suami=man, nik_istri=woman, dicatat="kua", tinggal="tetap")
    done = made(say(jakut, "perkawinan", woman, answers))
    cards = tuple(DuePaper("kk", f"keluarga/{no_kk}") for no_kk in sorted((his, hers)))
    assert done == Recorded(holder=done.holder, papers=cards, warnings=done.warnings) and not Akta.objects.exists()
    assert [w.code for w in done.warnings] == ["people.card_outdated"], "it says that they are not married"
    assert row(woman).status_kawin == row(man).status_kawin == 2
    assert row(brother).no_kk == row(woman).no_kk == hers


def test_a_bride_who_headed_leaves_a_family_that_needs_a_head(jakut: Node) -> None:
    _his, man = head_of(jakut, GROOM)
    hers, woman = head_of(jakut, BRIDE)
    mother = join(
        jakut,
        hers,
        msgspec.structs.replace(WIFE, nama="Suminah", shdk=7, status_kawin=6, tanggal_lahir=date(1960, 1, 2)),
    )
    answers = msgspec.structs.replace(WEDDING, nik_suami=man, nik_istri=woman, tinggal="ikut_suami")
    assert codes(say(jakut, "perkawinan", woman, answers)) == {"kk.head_missing"}
    done = made(say(jakut, "perkawinan", woman, msgspec.structs.replace(answers, kepala_baru=mother)))
    old = FamilyRow.objects.get(no_kk=hers)
    assert old.status == "digantikan" and old.replaced_by == done.kk["sisa"] == row(mother).no_kk
    assert row(mother).shdk == 1 and row(woman).shdk == 3 and row(woman).no_kk == row(man).no_kk


Change = Callable[[Marriage], Marriage]
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("nothing seen", {"papers": ()}, "people.paper_missing"),
    ("no day", {"tanggal": None}, "tanggal.missing"),
    ("tomorrow", {"tanggal": date(2026, 11, 24)}, "marriage.future"),
    ("one witness", {"saksi_2": "rina marlina "}, "marriage.witnesses"),
    ("no minister", {"pemuka": ""}, "pemuka.missing"),
    ("Christians at the KUA", {"dicatat": "kua"}, "marriage.not_kua"),
    ("a wedding when she was a child", {"tanggal": date(1999, 1, 1)}, "marriage.too_young"),
]


@pytest.mark.parametrize(("_why", "changed", "code"), WRONG, ids=[w[0] for w in WRONG])
def test_what_is_wrong_is_refused_and_changes_nothing(
    jakut: Node, _why: str, changed: dict[str, Any], code: str
) -> None:
    _his, man = head_of(jakut, GROOM)
    _hers, woman = head_of(jakut, BRIDE)
    before = tables_hash(FACT_TABLES)
    answers = msgspec.structs.replace(WEDDING, nik_suami=man, nik_istri=woman, **changed)
    assert code in codes(say(jakut, "perkawinan", man, answers))
    assert tables_hash(FACT_TABLES) == before


def test_who_is_bound_or_kin_does_not_marry(jakut: Node) -> None:
    _kk, husband, wife, child = couple(jakut)
    _hers, woman = head_of(jakut, msgspec.structs.replace(HEAD, nik_ibu=wife, nama_ibu="Dewi Lestari"))
    base = msgspec.structs.replace(WEDDING, dicatat="kua", tinggal="tetap")
    assert "marriage.bound" in codes(
        say(jakut, "perkawinan", husband, msgspec.structs.replace(base, nik_suami=husband, nik_istri=woman))
    )
    kin = msgspec.structs.replace(base, nik_suami=child, nik_istri=wife, no_dispensasi="1/2026")
    Resident.objects.filter(nik=child).update(nik_ibu=wife)
    assert "marriage.kin" in codes(say(jakut, "perkawinan", child, kin))
    swapped = msgspec.structs.replace(base, nik_suami=woman, nik_istri=husband)
    assert "marriage.sex" in codes(say(jakut, "perkawinan", woman, swapped))
    permitted = msgspec.structs.replace(base, nik_suami=husband, nik_istri=woman, no_izin="5/Pdt.G/2026/PA.JU")
    assert say(jakut, "perkawinan", husband, permitted)


def test_a_divorce_parts_the_household(jakut: Node) -> None:
    no_kk, husband, wife, child = couple(jakut)
    answers = Divorce(
        nik_suami=husband, nik_istri=wife, pengadilan="agama", nama_pengadilan="PA Jakarta Utara", no_putusan="1/2026",
        tanggal=date(2026, 11, 2), relations={wife: 1, child: 4}, alamat="Jalan Anggrek 2", rt="1", rw="2",
        kode_wilayah=FAMILY.kode_wilayah, papers=SEEN,
    )  # fmt: skip
    done = made(say(jakut, "perceraian", no_kk, answers))
    new = done.kk["baru"]
    assert [(r.nik, r.no_kk, r.shdk, r.status_kawin) for r in map(row, (husband, wife, child))] == [
        (husband, no_kk, 1, 4),
        (wife, new, 1, 4),
        (child, new, 4, 1),
    ]
    assert FamilyRow.objects.get(no_kk=new).alamat == "Jalan Anggrek 2"
    assert due("kk") >= {f"keluarga/{no_kk}", f"keluarga/{new}"} and not due("akta_perceraian")
    assert "divorce.not_married" in codes(say(jakut, "perceraian", no_kk, answers))


def test_a_civil_divorce_yields_an_akta_and_who_stays_is_no_spouse_any_more(jakut: Node) -> None:
    no_kk, husband, wife, _child = couple(jakut)
    Resident.objects.filter(nik__in=[husband, wife]).update(agama=2)
    answers = Divorce(
        nik_suami=husband, nik_istri=wife, pengadilan="negeri", nama_pengadilan="PN Jakarta Utara", no_putusan="2/2026",
        tanggal=date(2026, 8, 2), no_akta_kawin="77/2010", papers=SEEN,
    )  # fmt: skip
    outcome = say(jakut, "perceraian", no_kk, answers)
    assert made(outcome).akta == "3172-CR-23112026-0001"
    assert {w.code for w in outcome.warnings} == {"divorce.late", "divorce.together", "people.card_outdated"}
    assert row(wife).shdk == 9 and row(wife).no_kk == no_kk and Akta.objects.get().late


def test_who_splits_gets_a_new_number_and_the_rest_keeps_its_own(jakut: Node) -> None:
    no_kk, husband, wife, child = couple(jakut)
    papers = ("ada", "pengganti")
    alone = Split(relations={child: 1}, dasar="Mandiri", papers=papers)
    assert "kk.young" in codes(say(jakut, "pisah_kk", no_kk, alone))
    whole = Split(relations={husband: 1, wife: 3, child: 4}, dasar="Pindah rumah", papers=papers)
    assert "kk.whole_family" in codes(say(jakut, "pisah_kk", no_kk, whole))
    assert "kk.nobody" in codes(say(jakut, "pisah_kk", no_kk, Split(dasar="x", papers=papers)))
    grown = join(
        jakut, no_kk, msgspec.structs.replace(CHILD, nama="Tono", tanggal_lahir=date(2005, 1, 2), pekerjaan=15)
    )
    done = made(say(jakut, "pisah_kk", no_kk, Split(relations={grown: 1}, dasar="Mandiri", papers=papers)))
    assert row(grown).no_kk == done.kk["baru"] and row(husband).no_kk == no_kk
    stranger = Split(relations={grown: 1}, dasar="Mandiri", papers=papers)
    assert "kk.not_member" in codes(say(jakut, "pisah_kk", no_kk, stranger))


def test_joining_another_family_closes_the_one_that_is_left_empty(jakut: Node) -> None:
    no_kk, _husband, _wife, _child = couple(jakut)
    hers, woman = head_of(jakut, HEAD)
    answers = Merge(relations={woman: 9}, no_kk=no_kk, dasar="Ikut saudara", papers=SEEN)
    assert "kk.no_target" in codes(say(jakut, "gabung_kk", hers, msgspec.structs.replace(answers, no_kk=hers)))
    made(say(jakut, "gabung_kk", hers, answers))
    old = FamilyRow.objects.get(no_kk=hers)
    assert (row(woman).no_kk, row(woman).shdk, old.status, old.replaced_by) == (no_kk, 9, "digantikan", no_kk)
    head_again = Merge(relations={woman: 1}, no_kk=no_kk, dasar="x", papers=SEEN)
    assert "people.no_family" in codes(say(jakut, "gabung_kk", hers, head_again))


def test_another_address_keeps_the_number(jakut: Node) -> None:
    no_kk, *_niks = couple(jakut)
    say(jakut, "pindah_alamat", no_kk, MOVED)
    home = FamilyRow.objects.get(no_kk=no_kk)
    assert (home.alamat, home.kode_wilayah, home.status) == ("Jalan Kenanga 9", "3172031002", "aktif")
    assert "kk.same_address" in codes(say(jakut, "pindah_alamat", no_kk, MOVED))
    away = msgspec.structs.replace(MOVED, kode_wilayah="3507102001", alamat="Malang")
    refused = say(jakut, "pindah_alamat", no_kk, away)
    assert "people.foreign_area" in codes(refused) and "Pindah ke luar kabupaten/kota" in refused.refusals[0].text()


def test_a_court_changes_name_and_date_but_never_the_nik_and_the_deed_says_so(jakut: Node) -> None:
    no_kk, _husband, wife, _child = couple(jakut)
    birth = msgspec.structs.replace(BIRTH, nik_ibu=wife, nama_ayah="Agus Salim")
    nik = made(born(jakut, birth, no_kk)).nik["anak"]
    order = CourtOrder(
        nama="Citra Ayu Kirana", tanggal_lahir=date(2026, 11, 19), pengadilan="PN Jakarta Utara",
        no_penetapan="9/Pdt.P/2026", tanggal=date(2026, 11, 21), papers=SEEN,
    )  # fmt: skip
    made(say(jakut, "penetapan", nik, order))
    assert (row(nik).nama, row(nik).tanggal_lahir) == ("Citra Ayu Kirana", date(2026, 11, 19))
    note = DeedNote.objects.get()
    assert note.akta == row(nik).no_akta_lahir and "Citra Kirana menjadi Citra Ayu Kirana" in note.text
    assert f"akta/{note.akta}" in due("akta_kelahiran")
    assert "nama.missing" in codes(say(jakut, "penetapan", nik, order))
    undated = msgspec.structs.replace(order, nama="Citra Dewi", tanggal=None)
    assert "tanggal.missing" in codes(say(jakut, "penetapan", nik, undated))
    digits = msgspec.structs.replace(order, nama="Citra 2")
    assert "nama.digits" in codes(say(jakut, "penetapan", nik, digits))


def test_the_same_form_twice_is_one_event(jakut: Node) -> None:
    no_kk, *_niks = couple(jakut)
    key = fresh()
    assert say(jakut, "pindah_alamat", no_kk, MOVED, key=key)
    with pytest.raises(AlreadyDone):
        say(jakut, "pindah_alamat", no_kk, MOVED, key=key)


def test_two_clerks_marry_one_woman_once(jakut: Node) -> None:
    _his, man = head_of(jakut, GROOM)
    _other, second = head_of(jakut, msgspec.structs.replace(GROOM, nama="Markus Simbolon"))
    _hers, woman = head_of(jakut, BRIDE)
    outcomes: list[object] = []

    def clerk(groom: str) -> None:
        with jakut:
            answers = msgspec.structs.replace(WEDDING, nik_suami=groom, nik_istri=woman, tinggal="ikut_suami")
            outcomes.append(say(jakut, "perkawinan", groom, answers))

    threads = [threading.Thread(target=clerk, args=(groom,)) for groom in (man, second)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(type(o).__name__ for o in outcomes) == ["Done", "Refused"]
    assert Akta.objects.count() == 1


def test_the_tables_come_again_from_the_journal(jakut: Node) -> None:
    test_a_divorce_parts_the_household(jakut)
    no_kk = str(Resident.objects.values_list("no_kk", flat=True).order_by("nik").first())
    made(say(jakut, "pindah_alamat", no_kk, MOVED))
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before and verify() == []


# Of an arrival there is no form without a proven letter (tests/berkas/test_berkas_arrivals.py).
@pytest.mark.parametrize("event", [p for p in PERISTIWA if p.asked and p.asked.about != "skpwni"], ids=lambda p: p.code)
def test_an_empty_form_is_refused_field_by_field(jakut: Node, event: Peristiwa) -> None:
    no_kk, husband, _wife, _child = couple(jakut)
    assert event.asked is not None
    about = husband if event.asked.about == "penduduk" else no_kk
    outcome = register_event(jakut, SYSTEM, event, about, event.asked.answers())
    assert isinstance(outcome, Refused)
    ticked = {f"syarat_{n}" for n, need in enumerate(event.needs) if not need.told_by}
    assert {r.field for r in outcome.refusals} >= ticked | {n.told_by for n in event.needs if n.told_by}


def test_the_reference_page_says_what_is_declared() -> None:
    page = Path(__file__).parents[2] / "docs" / "peristiwa.md"
    assert page.read_text(encoding="utf-8") == text(), "siaga peristiwa > docs/peristiwa.md"
