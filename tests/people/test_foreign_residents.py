"""Foreigners: a limited stay has a NIK and a letter that ends with the permit; a permanent one has a card that does."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from siaga.documents.issuing import issue_due
from siaga.documents.making import BUILDERS
from siaga.documents.models import Document
from siaga.journal.act import SYSTEM
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault
from siaga.people.event_acts import register_event
from siaga.people.foreign.recorded import card_until
from siaga.people.models import DueDocument, Family, Resident, Stay
from siaga.people.peristiwa.biodata_pertama import BIODATA_PERTAMA, FirstOfFamily
from siaga.people.peristiwa.orang_asing import TINGGAL_TERBATAS, TINGGAL_TETAP, LimitedStay, PermanentStay
from tests.people.samples_people import VILLAGE, head_of
from tests.people.test_people_events import codes, made

JAN = LimitedStay(
    nama="Jan Visser", jenis_kelamin="L", tempat_lahir="Utrecht", tanggal_lahir=date(1983, 8, 14), status_kawin=1,
    pekerjaan=15, paspor="nx0000001", negara="Belanda", no_izin="2C21JE0001-T", tanggal_izin=date(2026, 11, 15),
    berlaku_sampai=date(2027, 11, 14), penjamin="PT Contoh", alamat="Jalan Melati 5", rt="005", rw="010",
    kode_wilayah=VILLAGE, papers=("ada", "ada"),
)  # fmt: skip
ITAP = PermanentStay(
    paspor="NX0000001", negara="Belanda", no_izin="2D21JE0001-T", tanggal_izin=date(2026, 11, 15),
    berlaku_sampai=date(2031, 11, 14), papers=("ada", "ada", "ada"),
)  # fmt: skip


def limited(node: Node, **changed: Any) -> Any:
    return register_event(node, SYSTEM, TINGGAL_TERBATAS, "", msgspec.structs.replace(JAN, **changed))


def papers(node: Node) -> list[Document]:
    while issue_due(node, SYSTEM, BUILDERS):
        pass
    return list(Document.objects.filter(kind="sktt").order_by("made_at"))


def test_a_limited_stay_has_a_nik_and_a_letter_and_neither_kk_nor_card(jakut: Node) -> None:
    nik = made(limited(jakut)).nik["penduduk"]
    assert nik.startswith("317203140883")
    assert not Resident.objects.exists() and not Family.objects.exists()
    [paper] = papers(jakut)
    assert (paper.holder, paper.number) == (nik, "3172-TT-23112026-0001")
    assert (paper.data["valid_until"], paper.data["passport"]) == ("2027-11-14", "NX0000001")
    assert not DueDocument.objects.exclude(kind="sktt").exists()


def test_an_extension_keeps_nik_and_number_and_supersedes_the_letter(jakut: Node) -> None:
    nik = made(limited(jakut)).nik["penduduk"]
    papers(jakut)
    again = LimitedStay(
        nik=nik, no_izin="2C21JE0002-T", tanggal_izin=date(2026, 11, 20), berlaku_sampai=date(2028, 11, 19),
        papers=("ada", "ada"),
    )  # fmt: skip
    assert made(register_event(jakut, SYSTEM, TINGGAL_TERBATAS, "", again)).nik["penduduk"] == nik
    old, new = papers(jakut)
    assert old.superseded_by and not new.superseded_by
    assert (new.number, new.holder_name, new.data["valid_until"]) == (old.number, "Jan Visser", "2028-11-19")
    assert Stay.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"berlaku_sampai": date(2026, 11, 1)}, "stay.over"),
        ({"tanggal_izin": date(2026, 12, 1)}, "stay.future"),
        ({"tanggal_izin": date(2026, 11, 20), "berlaku_sampai": date(2026, 11, 19)}, "stay.turned"),
        ({"berlaku_sampai": None}, "berlaku_sampai.missing"),
        ({"nik": "3172031408830009"}, "stay.unknown"),
        ({"nama": "Jan 2"}, "nama.digits"),
        ({"kode_wilayah": "3573011001"}, "people.foreign_area"),
        ({"papers": ("ada", "")}, "people.paper_missing"),
    ],
)
def test_what_does_not_hold_is_refused(jakut: Node, changed: dict[str, Any], code: str) -> None:
    assert code in codes(limited(jakut, **changed)) and not Stay.objects.exists()


def test_one_passport_is_one_person(jakut: Node) -> None:
    limited(jakut)
    assert "stay.passport" in codes(limited(jakut, nama="Johannes Visser"))
    assert Stay.objects.count() == 1


@pytest.mark.parametrize("offline", [False, True])
def test_who_stays_for_good_keeps_the_nik_and_has_a_card_that_ends(jakut: Node, offline: bool) -> None:
    nik = made(limited(jakut)).nik["penduduk"]
    form = FirstOfFamily(
        nama="Jan Visser", jenis_kelamin="L", tempat_lahir="Utrecht", tanggal_lahir=date(1983, 8, 14), agama=2,
        kewarganegaraan="WNA", golongan_darah=13, status_kawin=1, pendidikan=8, pekerjaan=15, nama_ibu="Anna", nik=nik,
        alamat="Jalan Melati 5", rt="005", rw="010", kode_wilayah=VILLAGE, papers=("ada", "ada"),
    )  # fmt: skip
    Stay.objects.update(minted_offline=offline)
    made(register_event(jakut, SYSTEM, BIODATA_PERTAMA, "", form))
    assert (Resident.objects.get().nik, Resident.objects.get().minted_offline) == (nik, offline), (
        "as uncertain as before"
    )
    assert Stay.objects.get().ended == "tetap"
    today = jakut.clock.today()
    with pytest.raises(PermanentFault, match="belum dicatat"):
        card_until(nik, "WNA", today)
    made(register_event(jakut, SYSTEM, TINGGAL_TETAP, nik, ITAP))
    assert card_until(nik, "WNA", today) == date(2031, 11, 14)
    with pytest.raises(PermanentFault, match="berakhir"):
        card_until(nik, "WNA", date(2031, 11, 15))


def test_a_citizen_has_no_permit(jakut: Node) -> None:
    _no_kk, nik = head_of(jakut)
    assert "stay.citizen" in codes(register_event(jakut, SYSTEM, TINGGAL_TETAP, nik, ITAP))
    assert card_until(nik, "WNI", jakut.clock.today()) is None
