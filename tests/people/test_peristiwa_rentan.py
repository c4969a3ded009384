"""Residents without papers: registered on a statement with two witnesses, with every check of a first biodata."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from siaga.journal.act import SYSTEM, Refused
from siaga.kit.node import Node
from siaga.people.event_acts import register_event
from siaga.people.models import Family, Resident
from siaga.people.peristiwa.rentan import RENTAN, Undocumented
from tests.people.samples_people import VILLAGE
from tests.people.test_people_events import codes, made

SARI = Undocumented(
    nama="Sari Utami", jenis_kelamin="P", tempat_lahir="Jakarta", tanggal_lahir=date(1990, 4, 2), kewarganegaraan="WNI",
    agama=1, golongan_darah=13, status_kawin=1, pendidikan=1, pekerjaan=1, nama_ibu="Mirah", alamat="Panti Sosial Harapan",
    rt="001", rw="002", kode_wilayah=VILLAGE, kelompok="terlantar", tempat_pendataan="Panti Sosial Harapan",
    tanggal_pernyataan=date(2026, 11, 20), saksi_1="Rina Marlina", saksi_2="Joko Susilo", papers=("ada",),
)  # fmt: skip


def register(node: Node, **changed: Any) -> Any:
    return register_event(node, SYSTEM, RENTAN, "", msgspec.structs.replace(SARI, **changed))


def test_who_has_no_papers_gets_a_nik_and_a_family_card(jakut: Node) -> None:
    nik = made(register(jakut)).nik["penduduk"]
    row = Resident.objects.get()
    assert (row.nik, row.reason, row.shdk) == (nik, "rentan", 1)
    assert Family.objects.get().alamat == "Panti Sosial Harapan"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"saksi_2": "rina marlina "}, "undocumented.witnesses"),
        ({"saksi_1": "Sari Utami"}, "undocumented.witnesses"),
        ({"tanggal_pernyataan": date(2026, 11, 24)}, "undocumented.future"),
        ({"tanggal_pernyataan": None}, "tanggal_pernyataan.missing"),
        ({"papers": ()}, "people.paper_missing"),
        ({"nama": "Sari 2"}, "nama.digits"),
    ],
)
def test_a_statement_that_does_not_do(jakut: Node, changed: dict[str, Any], code: str) -> None:
    outcome = register(jakut, **changed)
    assert code in codes(outcome) and not Resident.objects.exists()


def test_who_is_registered_already_is_not_registered_again(jakut: Node) -> None:
    first = made(register(jakut)).nik["penduduk"]
    outcome = register(jakut, alamat="Desa Baru")
    assert isinstance(outcome, Refused) and "people.likely_duplicate" in outcome.codes()
    assert made(register(jakut, beda=(first,))).nik["penduduk"] != first


def test_who_does_not_know_the_mothers_name_is_registered_without_one(jakut: Node) -> None:
    assert "nama_ibu.empty" in codes(register(jakut, nama_ibu=""))
    assert "undocumented.mother" in codes(register(jakut, ibu="tidak_diketahui"))
    made(register(jakut, nama_ibu="", ibu="tidak_diketahui"))
    assert Resident.objects.get().nama_ibu == ""
