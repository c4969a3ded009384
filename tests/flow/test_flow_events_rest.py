"""Who is new in the register, from one ticket of the hall to every signed paper: residents, a foreign member of a family, people without
papers, and foreigners who stay for a time, stay for good, die or leave."""

from __future__ import annotations

import pytest

from tests import browser as harness
from tests.flow import people_flow as people
from tests.flow.case_flow import Sit
from tests.flow.country_flow import Running
from tests.flow.dates import day
from tests.flow.desk_flow import Desk
from tests.flow.events_flow import Event, Typed, whole_way
from tests.flow.people_flow import Cast, Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
HOME = {"alamat": "Jalan Kenanga 12", "rt": "004", "rw": "002", "kode_wilayah": "3172031002"}
PERSON = {
    "jenis_kelamin": "P", "tempat_lahir": "Tegal", "tanggal_lahir": "02021991", "kewarganegaraan": "WNI", "agama": "1",
    "golongan_darah": "13", "status_kawin": "1", "pendidikan": "5", "pekerjaan": "15", "nama_ibu": "Kartinah Contoh",
}  # fmt: skip
GUEST = {
    "jenis_kelamin": "L", "tempat_lahir": "Utrecht", "tanggal_lahir": "14081983", "status_kawin": "1", "pekerjaan": "15",
    "negara": "Belanda", "tanggal_izin": day(8), "berlaku_sampai": day(-350), **HOME,
}  # fmt: skip
OF_GUESTS = "SELECT nama, ended FROM people_stay WHERE nik = ANY(%s) ORDER BY nama"


def nameless(name: str) -> Person:
    """Who has no NIK yet asks for one by name."""
    return Person("", name, "")


def host(cast: Cast) -> Person:
    return cast.part("nyonya rumah", people.WIFE)


def member(_cast: Cast, _host: Person) -> Typed:
    return {
        **PERSON, "nama": "Hanna Keller", "kewarganegaraan": "WNA", "tanggal_lahir": "03031993", "shdk": "11", "nik_ibu": "",
        "nik_ayah": "", "nama_ayah": "",
    }  # fmt: skip


def found(_cast: Cast, _person: Person) -> Typed:
    return {
        **PERSON, **HOME, "nama": "Mulyono Contoh", "jenis_kelamin": "L", "tanggal_lahir": "05051971",
        "tempat_pendataan": "Panti Contoh", "tanggal_pernyataan": day(1), "saksi_1": "Rukmini", "saksi_2": "Suparman",
    }  # fmt: skip


def first_group(desk: Desk) -> None:
    desk.page.locator("#id_kelompok").select_option(index=1)


def guest(name: str, passport: str, permit: str) -> Event:
    typed = {**GUEST, "nama": name, "paspor": passport, "no_izin": permit}
    return Event("tinggal_terbatas", ("sktt",), lambda _cast: nameless(name), lambda _cast, _person: typed, keep=name)


def seen_dead(desk: Desk, _cast: Cast, person: Person) -> None:
    desk.opened(f"/penduduk/orang-asing/{person.nik}/", "orang-asing-satu")
    desk.says("Meninggal")
    desk.opened("/penduduk/?q=visser", "cari-orang-asing")


EVENTS = (
    Event("anggota_baru", ("kk",), host, member, keep="Hanna Keller"),
    Event(
        "biodata_pertama", ("kk",), lambda _cast: nameless("Wulan Permata Contoh"),
        lambda _cast, _person: {"nama": "Wulan Permata Contoh", **PERSON, **HOME}, keep="Wulan",
    ),
    Event("rentan", ("kk",), lambda _cast: nameless("Mulyono Contoh"), found, keep="Mulyono", more=first_group),
    guest("Jan Visser", "NX0000001", "2C21JE0001-T"),
    guest("Mary Gale", "PX0000002", "2C21JE0002-T"),
    Event(
        "tinggal_tetap", (), lambda cast: cast["Hanna Keller"],
        lambda _cast, _person: {"paspor": "HX0000003", "negara": "Jerman", "no_izin": "2D21JE0003-T", "tanggal_izin": day(3)}, round=2,
    ),
    Event(
        "kematian_orang_asing", ("akta_kematian",), lambda cast: cast["Jan Visser"],
        lambda _cast, person: {
            "nik": person.nik, "tanggal_meninggal": day(1), "tempat_meninggal": "Jakarta Utara", "bukti": "dokter",
            "no_surat": "SKM/9/2026", "pelapor": "Sari",
        }, round=2, after=seen_dead,
    ),
    Event(
        "meninggalkan_indonesia", (), lambda cast: cast["Mary Gale"],
        lambda _cast, person: {"nik": person.nik, "tanggal": day(-3), "no_bukti": "EPO-11"}, round=2,
    ),
)  # fmt: skip


def test_newcomers_from_the_ticket_to_every_signed_paper(running: Running, sit: Sit) -> None:
    cast = whole_way(running, sit, EVENTS, letter="A", loket=6)
    assert {"Wulan", "Hanna Keller", "Mulyono", "Jan Visser", "Mary Gale"} <= set(cast.known)
    stays = running.rows(OF_GUESTS, [cast.known["Jan Visser"], cast.known["Mary Gale"]])
    assert sorted(ended for _name, ended in stays) == ["keluar", "meninggal"]
