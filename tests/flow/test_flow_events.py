"""Events of couples and households, from one ticket of the hall to every signed paper: a wedding, its deed corrected, the divorce, and
the divorce annulled; a head's death; families that part, join and move; data that change."""

from __future__ import annotations

import pytest

from tests import browser as harness
from tests.flow import people_flow as people
from tests.flow.case_flow import Sit
from tests.flow.country_flow import Running
from tests.flow.dates import ago, day
from tests.flow.desk_flow import Desk
from tests.flow.events_flow import Event, Typed, whole_way
from tests.flow.people_flow import Cast, Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
COURT = "Pengadilan Negeri Jakarta Utara"
HOME = {"alamat": "Jalan Kenanga 9", "rt": "003", "rw": "004", "kode_wilayah": "3172031002"}


def newcomer(name: str, sex: str, born: str) -> Event:
    """The town has hardly anybody who may marry before this office: a Catholic who is new in the register, head of a KK of one."""
    typed = {
        "nama": name, "jenis_kelamin": sex, "tempat_lahir": "Ende", "tanggal_lahir": born, "kewarganegaraan": "WNI", "agama": "3",
        "golongan_darah": "13", "status_kawin": "1", "pendidikan": "5", "pekerjaan": "15", "nama_ibu": "Yosefina Contoh", **HOME,
    }  # fmt: skip
    who = Person("", name, "")
    part = "suami" if sex == "L" else "istri"
    return Event("biodata_pertama", ("kk",), lambda _cast: who, lambda _cast, _person: typed, keep=part)


def wedding(cast: Cast, _man: Person) -> Typed:
    return {
        "nik_istri": cast["istri"].nik, "tanggal": day(9), "tempat": "Jakarta Utara", "dicatat": "dinas", "no_bukti": "12/GPIB/2026",
        "pemuka": "Pdt. Simanjuntak", "saksi_1": "Rukmini", "saksi_2": "Suparman", "tinggal": "baru_suami",
    }  # fmt: skip


def divorce(cast: Cast, man: Person) -> Typed:
    return {
        "nik_suami": man.nik, "nik_istri": cast["istri"].nik, "pengadilan": "negeri", "nama_pengadilan": COURT,
        "no_putusan": "7/Pdt.G/2026", "tanggal": day(1), "no_akta_kawin": cast.deed("suami", "perkawinan"),
        f"relations_{cast['istri'].nik}": "1",
    }  # fmt: skip


def death(cast: Cast, head: Person) -> Typed:
    heir = (
        "SELECT nik FROM people_resident WHERE no_kk = %s AND shdk = 3 AND status = 'aktif'"
        " AND tanggal_lahir < current_date - interval '20 years' ORDER BY nik LIMIT 1"
    )
    cast.known["janda"] = cast.running.value(heir, head.no_kk)
    return {
        "tanggal_meninggal": f"{ago(2):%d-%m-%Y}", "tempat_meninggal": "Jakarta Utara", "bukti": "dokter", "no_surat": "SK/114/2026",
        "pelapor": "Istri almarhum", "kepala_baru": cast["janda"].nik,
    }  # fmt: skip


def replaced(desk: Desk, cast: Cast, head: Person) -> None:
    """The KK of a dead head is replaced by one with a new number and a new head."""
    desk.opened(f"/penduduk/keluarga/{head.no_kk}/", "keluarga-digantikan")
    desk.says("KK ini digantikan oleh")
    after = cast.running.value("SELECT replaced_by FROM people_family WHERE no_kk = %s", head.no_kk)
    assert after != head.no_kk and after == cast["janda"].no_kk
    assert cast.running.value("SELECT nik_kepala FROM people_family WHERE no_kk = %s", after) == cast["janda"].nik


def moved(desk: Desk, _cast: Cast, mother: Person) -> None:
    """The address is another, and the event stands in the family's own menu."""
    desk.opened(f"/penduduk/keluarga/{mother.no_kk}/", "keluarga-pindah")
    desk.says(HOME["alamat"])
    desk.page.get_by_text("Peristiwa lain").click()
    desk.look("peristiwa-lain")
    assert desk.page.get_by_role("link", name="Pindah alamat dalam kabupaten/kota").count()


def heads_now(desk: Desk, _cast: Cast, child: Person) -> None:
    desk.opened(f"/penduduk/{child.nik}/", "pisah-kepala")
    desk.says("Kepala keluarga")


def lodger(cast: Cast, person: Person) -> Typed:
    host = cast.part("paman", people.HUSBAND)
    return {f"relations_{person.nik}": "9", "no_kk": host.no_kk, "dasar": "Tinggal bersama paman"}


def leaving(cast: Cast) -> Person:
    """A grown child; the form may begin without anybody chosen."""
    return cast.part("anak mandiri", people.SINGLE)


EVENTS = (
    Event(
        "kematian", ("akta_kematian", "kk"), lambda cast: cast.part("almarhum", people.HUSBAND), death,
        blunder=({"kepala_baru": ""}, "Tentukan kepala keluarga baru"), after=replaced,
    ),
    Event("pisah_kk", ("kk", "kk"), leaving, lambda _cast, _child: {"dasar": "Tinggal sendiri"}, after=heads_now),
    Event("gabung_kk", ("kk", "kk"), lambda cast: cast.part("keponakan", people.SINGLE), lodger),
    Event("pindah_alamat", ("kk",), lambda cast: cast.part("ibu pindah", people.WIFE), lambda _cast, _mother: HOME, after=moved),
    Event(
        "perubahan_data", ("kk",), lambda cast: cast.part("wiraswasta", f"{people.HUSBAND} AND r.pekerjaan <> 88"),
        lambda _cast, _man: {"pekerjaan": "88", "dasar": "Surat usaha"},
    ),
    Event("kk_ulang", ("kk",), lambda cast: cast.part("pemohon", people.HUSBAND), lambda _cast, _man: {"alasan": "rusak"}),
    newcomer("Stefanus Boli Kelen", "L", "28031990"),
    newcomer("Theresia Ina Hurit", "P", "30061991"),
    Event("perkawinan", ("akta_perkawinan", "kk"), lambda cast: cast["suami"], wedding, round=2),
    Event(
        "pembetulan", ("akta_perkawinan",), lambda cast: cast["suami"],
        lambda cast, _man: {
            "no_akta": cast.deed("suami", "perkawinan"), "tempat_peristiwa": "Tanjung Priok", "dasar": "kantor",
            "bukti": "surat 12/GPIB/2026", "tanggal": day(9),
        }, round=3,
    ),
    Event(
        "pewarganegaraan", ("akta_perkawinan", "kk"), lambda cast: cast["istri"],
        lambda _cast, _bride: {
            "kewarganegaraan": "WNA", "pejabat": "Keputusan Menteri Hukum", "no_keputusan": "AHU-9/2026", "tanggal": day(1),
        }, round=3,
    ),
    Event(
        "pembetulan", ("akta_kematian",), lambda cast: cast["almarhum"],
        lambda cast, _head: {
            "no_akta": cast.deed("almarhum", "kematian"), "tanggal_peristiwa": day(3), "dasar": "kantor", "bukti": "SK/114/2026",
            "tanggal": day(2),
        }, round=2,
    ),
    Event("perceraian", ("akta_perceraian", "kk", "kk"), lambda cast: cast["suami"], divorce, round=4),
    Event(
        "pembetulan", ("akta_perceraian", "kk", "kk"), lambda cast: cast["istri"],  # the KK prints the day of the divorce
        lambda cast, _bride: {
            "no_akta": cast.deed("istri", "perceraian"), "tanggal_peristiwa": day(2), "dasar": "kantor", "bukti": "putusan 7/Pdt.G/2026",
            "tanggal": day(1),
        }, round=5,
    ),
    Event(
        "pembatalan", ("akta_perkawinan", "kk", "kk"), lambda cast: cast["istri"],
        lambda cast, _bride: {
            "no_akta": cast.deed("istri", "perceraian"), "dasar": "pengadilan", "pejabat": COURT, "no_putusan": "31/Pdt.G/2026",
            "tanggal": day(0),
        }, round=5,
    ),
)  # fmt: skip


def test_couples_and_households_from_the_ticket_to_every_signed_paper(running: Running, sit: Sit) -> None:
    whole_way(running, sit, EVENTS, letter="A", loket=4)
