"""Deeds of marriage and divorce and the passport, as F-1.01 asks for them: what may stand there, what events write, where it is printed."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from django.db import transaction

from siaga.documents.builders import family_card
from siaga.documents.kinds.kk import Kk
from siaga.documents.resident_builders import biodata_paper
from siaga.journal.act import SYSTEM, Done
from siaga.kit.node import Node
from siaga.people import register
from siaga.people.biodata import Biodata, Family
from siaga.people.event_acts import register_event
from siaga.people.models import DueDocument, Resident
from siaga.people.models import Family as FamilyRow
from siaga.people.peristiwa.kk import PINDAH_ALAMAT, Address
from siaga.people.peristiwa.pembatalan import PEMBATALAN
from siaga.people.peristiwa.pembetulan import PEMBETULAN, Correction
from siaga.people.peristiwa.perceraian import PERCERAIAN
from siaga.people.peristiwa.perkawinan import PERKAWINAN, Marriage
from siaga.people.union_rules import check_unions, union_date
from tests.people.samples_people import FAMILY, HEAD, HUSBAND, VILLAGE, a_family, changed, head_of, register_resident
from tests.people.test_people_events import codes, made
from tests.people.test_peristiwa_children import MAN, WOMAN, run, said, town
from tests.people.test_peristiwa_deeds import APART, COURT, DIVORCE, WED

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("form", "refused", "warned"),
    [
        ({"status_kawin": 1}, set(), set()),
        ({"status_kawin": 1, "no_akta_kawin": "77/2010"}, {"no_akta_kawin.single"}, set()),
        ({"status_kawin": 1, "tanggal_cerai": date(2010, 1, 1)}, {"tanggal_cerai.single"}, set()),
        ({"status_kawin": 2}, set(), {"no_akta_kawin.unproven"}),
        ({"status_kawin": 2, "no_akta_kawin": "77/2010", "tanggal_kawin": date(2010, 1, 1)}, set(), set()),
        ({"status_kawin": 3, "tanggal_kawin": date(2010, 1, 1)}, set(), set()),
        ({"status_kawin": 3, "no_akta_kawin": "77/2010"}, {"no_akta_kawin.unregistered"}, set()),
        ({"status_kawin": 4, "no_akta_kawin": "77/2010"}, set(), {"no_akta_cerai.unproven"}),
        ({"status_kawin": 5, "no_akta_cerai": "9/2020"}, {"no_akta_cerai.unregistered"}, set()),
        ({"status_kawin": 3, "tanggal_kawin": date(2026, 11, 24)}, {"tanggal_kawin.future"}, set()),
        ({"status_kawin": 3, "tanggal_kawin": date(1980, 1, 1)}, {"tanggal_kawin.before_birth"}, set()),
        (
            {"status_kawin": 5, "tanggal_kawin": date(2012, 1, 1), "tanggal_cerai": date(2011, 1, 1)},
            {"tanggal_cerai.before_marriage"},
            set(),
        ),
        ({"status_kawin": 3, "tanggal_kawin": date(2012, 1, 1), "tanggal_cerai": date(2011, 1, 1)}, set(), set()),
        ({"no_paspor": "X 1"}, {"no_paspor.form"}, set()),
        ({"no_paspor": "X1234567"}, set(), set()),
    ],
)
def test_what_the_form_may_say(form: dict[str, Any], refused: set[str], warned: set[str]) -> None:
    found = check_unions(Biodata(**{"tanggal_lahir": date(1985, 3, 10)} | form), TODAY)
    assert ({r.code for r in found[0]}, {w.code for w in found[1]}) == (refused, warned)


def test_the_date_on_the_kk_is_of_the_marriage_or_divorce_that_holds() -> None:
    wed, apart = date(2010, 1, 1), date(2020, 1, 1)
    assert [union_date(status, wed, apart) for status in range(1, 7)] == [None, wed, wed, apart, apart, None]


def test_an_annulled_deed_takes_its_number_and_date_with_it() -> None:
    married = [
        msgspec.structs.replace(p, no_akta_kawin=WED.number, tanggal_kawin=date(2020, 5, 30)) for p in (MAN, WOMAN)
    ]
    out = run(PEMBATALAN, COURT, town(*married, about=MAN.nik, deeds=(WED,)))
    gone = {"no_akta_kawin": "", "tanggal_kawin": None}
    assert out.changes[MAN.nik] == {"status_kawin": 1, **gone} and out.changes[WOMAN.nik].items() >= gone.items()
    apart = [msgspec.structs.replace(p, status_kawin=4, no_akta_cerai=APART.number) for p in (MAN, WOMAN)]
    form = msgspec.structs.replace(COURT, no_akta=APART.number)
    out = run(PEMBATALAN, form, town(*apart, about=MAN.nik, deeds=(APART,)))
    assert out.changes[MAN.nik] == {"status_kawin": 2, "no_akta_cerai": "", "tanggal_cerai": None}


def test_a_corrected_day_of_marriage_is_corrected_of_both() -> None:
    both = [msgspec.structs.replace(p, no_akta_kawin=WED.number, tanggal_kawin=date(2020, 5, 30)) for p in (MAN, WOMAN)]
    form = Correction(
        no_akta=WED.number, tanggal_peristiwa=date(2020, 5, 31), dasar="kantor", bukti="Surat gereja 4",
        tanggal=date(2026, 11, 2),
    )  # fmt: skip
    out = run(PEMBETULAN, form, town(*both, about=MAN.nik, deeds=(WED,)))
    assert not out.refusals and out.changes == {p.nik: {"tanggal_kawin": date(2020, 5, 31)} for p in both}


def test_the_religious_courts_paper_is_the_divorces_number() -> None:
    married = [msgspec.structs.replace(p, agama=1, status_kawin=2) for p in (MAN, WOMAN)]
    out = run(PERCERAIAN, DIVORCE, town(*married, about=MAN.no_kk))
    assert not said(out)
    assert out.changes[MAN.nik] == {"status_kawin": 4, "no_akta_cerai": "1/2026", "tanggal_cerai": date(2026, 11, 2)}


def test_a_first_biodata_keeps_them_and_kk_and_biodata_print_them(jakut: Node) -> None:
    wed = {"no_akta_kawin": "77/2010", "tanggal_kawin": date(2010, 6, 1), "no_paspor": "x 1234567"}
    who = msgspec.structs.replace(HUSBAND, **wed)
    done = register_resident(jakut, who, msgspec.structs.replace(FAMILY, rt="5", rw="03"))
    assert isinstance(done, Done)
    row, home = Resident.objects.get(), FamilyRow.objects.get()
    assert (row.no_akta_kawin, row.tanggal_kawin, row.no_paspor) == ("77/2010", date(2010, 6, 1), "X1234567")
    assert (home.rt, home.rw) == ("005", "003")
    with transaction.atomic():
        paper = family_card(jakut, DueDocument(kind="kk", subject=f"keluarga/{row.no_kk}", holder=row.nik))
    assert not hasattr(paper, "code") and isinstance(paper.data, Kk)  # type: ignore[union-attr]
    (line,) = paper.data.members  # type: ignore[union-attr]
    assert (line.union_date, line.passport) == (date(2010, 6, 1), "X1234567")
    told = biodata_paper(jakut, DueDocument(kind="biodata", subject=f"penduduk/{row.nik}", holder=row.nik)).data  # type: ignore[union-attr]
    assert (told.marriage_deed, told.married_on, told.passport) == ("77/2010", date(2010, 6, 1), "X1234567")  # type: ignore[attr-defined]


def test_a_marriage_writes_its_own_deeds_number_and_f106_does_not_change_it(jakut: Node) -> None:
    _kk, hers = head_of(jakut, msgspec.structs.replace(HEAD, agama=2))
    groom = msgspec.structs.replace(HUSBAND, agama=2, status_kawin=1)
    _kk, his = head_of(jakut, groom)
    wedding = Marriage(
        nik_suami=his, nik_istri=hers, tanggal=date(2026, 11, 20), tempat="Jakarta", dicatat="dinas", no_bukti="GKI 4",
        pemuka="Yohanes", saksi_1="Rina Marlina", saksi_2="Joko Susilo", tinggal="ikut_suami",
        papers=("ada", "ada", "ada"),
    )  # fmt: skip
    number = made(register_event(jakut, SYSTEM, PERKAWINAN, his, wedding)).akta
    rows = Resident.objects.values_list("no_akta_kawin", "tanggal_kawin")
    assert set(rows) == {(number, date(2026, 11, 20))} and "-KW-" in number
    assert "people.deed_kept_here" in codes(changed(jakut, his, "surat", no_akta_kawin="12/2026"))
    assert "people.deed_kept_here" in codes(changed(jakut, his, "surat", tanggal_kawin=date(2026, 11, 19)))


def test_f106_writes_what_another_office_registered(jakut: Node) -> None:
    _kk, his, hers = a_family(jakut)
    done = changed(
        jakut, his, "buku nikah", no_akta_kawin="77/2010", tanggal_kawin=date(2010, 6, 1), no_paspor="x1234567"
    )
    assert isinstance(done, Done)
    person = register.person(his)
    assert person and (person.no_akta_kawin, person.tanggal_kawin, person.no_paspor) == (
        "77/2010",
        date(2010, 6, 1),
        "X1234567",
    )
    assert isinstance(changed(jakut, his, "salah tulis", no_akta_kawin="", tanggal_kawin=None), Done)
    assert "no_akta_cerai.unregistered" not in codes(changed(jakut, hers, "x", tanggal_kawin=date(2030, 1, 1)))
    assert "tanggal_kawin.future" in codes(changed(jakut, hers, "x", tanggal_kawin=date(2030, 1, 1)))


def test_rt_and_rw_are_one_however_they_are_typed(jakut: Node) -> None:
    assert (
        Family(rt="3", rw="03")
        == Family(rt="003", rw="003")
        == msgspec.json.decode(b'{"rt":"3","rw":"3"}', type=Family)
    )
    no_kk, _nik = head_of(jakut)
    same = Address(
        alamat=FAMILY.alamat, rt="5", rw="10", kode_wilayah=VILLAGE, kode_pos=FAMILY.kode_pos, papers=("ada",)
    )
    assert "kk.same_address" in codes(register_event(jakut, SYSTEM, PINDAH_ALAMAT, no_kk, same))
    made(register_event(jakut, SYSTEM, PINDAH_ALAMAT, no_kk, msgspec.structs.replace(same, rt="7")))
    assert FamilyRow.objects.values_list("rt", "rw").get() == ("007", "010")
