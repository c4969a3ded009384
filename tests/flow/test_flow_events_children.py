"""Events about children, from one ticket of the hall to every signed paper: born, stillborn, adopted, recognised, legitimated, renamed,
their deeds corrected and annulled, their card."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import browser as harness
from tests.flow import people_flow as people
from tests.flow.case_flow import SIGNED, Sit
from tests.flow.country_flow import Running
from tests.flow.dates import ago, day
from tests.flow.desk_flow import Desk
from tests.flow.events_flow import Event, Look, Typed, nothing, whole_way
from tests.flow.people_flow import Cast, Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
COURT = "Pengadilan Negeri Jakarta Utara"
UNWED = f"{people.SINGLE} AND r.jenis_kelamin = 'P'"
OLD_COUPLE = f"{people.HUSBAND} AND r.tanggal_lahir < current_date - interval '30 years'"
DEED, NOTED = ("akta_kelahiran", "kk"), ("akta_kelahiran", "kk")


def birth(
    part: str, name: str, sex: str, days: int, *, blunder: tuple[Typed, str] | None = None, after: Look = nothing
) -> Event:
    """Of married parents, as the form knows them; the child is kept under `part`."""

    def fields(_cast: Cast, _mother: Person) -> Typed:
        return {
            "nama": name, "jenis_kelamin": sex, "tempat_lahir": "Jakarta Utara", "tanggal_lahir": day(days), "bukti_lahir": "surat",
            "no_akta_kawin": "0123/045/VI/2019", "no_surat_lahir": f"RB/2026/{days:04d}", "saksi_1": "Rukmini", "saksi_2": "Suparman",
        }  # fmt: skip

    return Event(
        "kelahiran", DEED, lambda cast: cast.part(f"ibu {part}", people.WIFE), fields, blunder, keep=part, after=after
    )


def born_to_her_alone(_cast: Cast, mother: Person) -> Typed:
    return {
        "nama": "Bintang Pratama", "jenis_kelamin": "L", "tempat_lahir": "Jakarta Utara", "tanggal_lahir": day(9), "anak_ke": "1",
        "nik_ibu": mother.nik, "nama_ibu": mother.name, "perkawinan_orang_tua": "tidak", "nik_ayah": "", "nama_ayah": "",
        "no_akta_kawin": "", "bukti_lahir": "surat", "no_surat_lahir": "RS 9/2026", "saksi_1": "Rukmini", "saksi_2": "Suparman",
    }  # fmt: skip


def lost_before_birth(_cast: Cast, _mother: Person) -> Typed:
    return {
        "tanggal": day(3), "tempat": "RSUD Koja", "minggu": "31", "jenis_kelamin": "P", "anak_ke": "3", "bukti": "surat",
        "no_surat": "RS 4/XI/2026", "pelapor": "Suparman",
    }  # fmt: skip


def adopted(cast: Cast, _child: Person) -> Typed:
    man = cast.part("ayah angkat", OLD_COUPLE)
    found = "SELECT nik FROM people_resident WHERE no_kk = %s AND shdk = 3 AND status = 'aktif' ORDER BY nik LIMIT 1"
    cast.known["ibu angkat"] = cast.running.value(found, man.no_kk)
    return {
        "nik_ayah_angkat": man.nik, "nik_ibu_angkat": cast["ibu angkat"].nik, "pengadilan": COURT, "no_penetapan": "4/Pdt.P/2026",
        "tanggal": day(1), "tinggal": "ikut",
    }  # fmt: skip


def recognised(cast: Cast, _child: Person) -> Typed:
    father = cast.part("ayah yang mengakui", f"{people.SINGLE} AND r.jenis_kelamin = 'L'")
    return {
        "nik_ayah": father.nik, "dasar": "pengadilan", "no_surat": "11/Pdt.P/2026", "tanggal": day(2), "pengadilan": COURT,
    }  # fmt: skip


def deed_at_last(_cast: Cast, person: Person) -> Typed:
    """Somebody grown who is in the register and never had a deed: the register says who it is, and no second NIK is made."""
    return {
        "nik_anak": person.nik, "perkawinan_orang_tua": "sptjm", "bukti_lahir": "sptjm", "saksi_1": "Rukmini",
        "saksi_2": "Suparman", "keputusan_kepala": "470/88/2026",
    }  # fmt: skip


def says(place: str, part: str) -> Look:
    """Afterwards the page of the child names who plays that part."""

    def look(desk: Desk, cast: Cast, person: Person) -> None:
        desk.opened(f"/penduduk/{person.nik}/", place)
        desk.says(cast[part].name)

    return look


def shown(place: str, words: str) -> Look:
    def look(desk: Desk, _cast: Cast, person: Person) -> None:
        desk.opened(f"/penduduk/{person.nik}/", place)
        desk.says(words)

    return look


def fatherless(desk: Desk, cast: Cast, child: Person) -> None:
    shown("pengakuan-batal", "Bintang Pratomo")(desk, cast, child)
    left = cast.running.rows("SELECT nama_ayah, nik_ayah FROM people_resident WHERE nik = %s", child.nik)
    assert left == [("", "")]


def card_on_its_blank(desk: Desk, _cast: Cast, child: Person) -> None:
    """Only who takes a blank may open the file; a card is never signed."""
    desk.opened(f"/kartu/kia/?cari={child.nik}", "kia-daftar")
    desk.press("Cetak", exact=True)
    desk.says("1 blangko KIA diambil")
    desk.look("kia-dicetak")
    link = desk.page.get_by_role("link", name="Buka berkas cetaknya").get_attribute("href")
    card = desk.page.request.get(f"{desk.home}{link}").body()
    assert card.startswith(b"%PDF") and SIGNED not in card


def in_family(desk: Desk, _cast: Cast, mother: Person) -> None:
    desk.opened(f"/penduduk/keluarga/{mother.no_kk}/", "keluarga")
    assert "KINANTI ASIH LESTARI" in desk.text().upper()


EVENTS = (
    birth("anak berkartu", "Kinanti Asih Lestari", "P", 5, blunder=({"no_akta_kawin": ""}, "Belum tersimpan"), after=in_family),
    birth("anak berganti nama", "Galih Wicaksono", "L", 11),
    birth("anak angkat", "Melati Puspita", "P", 14),
    birth("anak sah", "Rangga Mahendra", "L", 17),
    birth("anak asing", "Ningrum Ayuningtyas", "P", 20),
    Event("kelahiran", DEED, lambda cast: cast.part("ibu sendiri", UNWED), born_to_her_alone, keep="anak diakui"),
    Event(
        "kelahiran", DEED, lambda cast: cast.part("tanpa akta", people.SINGLE), deed_at_last,
        blunder=({"keputusan_kepala": ""}, "Mintakan keputusan kepala dinas"), after=shown("tanpa-akta", "3172-LT-"),
    ),
    Event(
        "lahir_mati", ("lahir_mati",), lambda cast: cast.part("ibu berduka", people.WIFE), lost_before_birth,
        blunder=({"minggu": "27"}, "Di bawah 28 minggu"),
    ),
    Event(
        "kia", ("kia",), lambda cast: cast["anak berkartu"], lambda _cast, _child: {"foto": "tidak"}, round=2,
        after=card_on_its_blank,
    ),
    Event(
        "penetapan", NOTED, lambda cast: cast["anak berganti nama"],
        lambda _cast, _child: {"nama": "Sekar Ayu Pertiwi", "pengadilan": COURT, "no_penetapan": "9/Pdt.P/2026", "tanggal": day(3)},
        round=2, after=shown("penduduk-berubah", "Sekar Ayu Pertiwi"),
    ),
    Event(
        "pengangkatan", ("akta_pengangkatan", "akta_kelahiran", "kk", "kk"), lambda cast: cast["anak angkat"], adopted, round=2,
        blunder=({"no_penetapan": ""}, "Kolom nomor penetapan belum diisi"), after=says("anak-angkat", "ayah angkat"),
    ),
    Event(
        "pengesahan", ("akta_pengesahan", "akta_kelahiran", "kk"), lambda cast: cast["anak sah"],
        lambda _cast, _child: {
            "no_akta_kawin": "77/KW/2026", "tanggal": day(5), "tanggal_kawin": f"{ago(17) - timedelta(days=400):%d%m%Y}",
        }, round=2,
    ),
    Event(
        "pewarganegaraan", NOTED, lambda cast: cast["anak asing"],
        lambda _cast, _child: {
            "kewarganegaraan": "WNA", "pejabat": "Keputusan Menteri Hukum", "no_keputusan": "AHU-5/2026", "tanggal": day(4),
        }, round=2, after=shown("warga-asing", "WNA"),
    ),
    Event(
        "pengakuan", ("akta_pengakuan", "akta_kelahiran", "kk"), lambda cast: cast["anak diakui"], recognised, round=2,
        after=says("anak-diakui", "ayah yang mengakui"),
    ),
    Event(
        "pembetulan", NOTED, lambda cast: cast["anak diakui"],
        lambda cast, _child: {
            "no_akta": cast.deed("anak diakui", "kelahiran"), "nama": "Bintang Pratomo", "dasar": "kantor",
            "bukti": "surat lahir RS 9/2026", "tanggal": day(9),
        }, round=3,
    ),
    Event(
        "pembatalan", NOTED, lambda cast: cast["anak diakui"],
        lambda cast, _child: {
            "no_akta": cast.deed("anak diakui", "pengakuan"), "dasar": "pengadilan", "pejabat": COURT, "no_putusan": "12/Pdt.G/2026",
            "tanggal": day(0),
        }, round=3, after=fatherless,
    ),
)  # fmt: skip


def test_children_from_the_ticket_to_every_signed_paper(running: Running, sit: Sit) -> None:
    cast = whole_way(running, sit, EVENTS, letter="D", loket=5)
    assert len(set(cast.known.values())) == len(cast.known), "each NIK plays one part"
