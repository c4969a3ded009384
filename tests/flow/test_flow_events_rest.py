"""The life events that have no flow of their own, as one table: each from its page through its checkers to its signed papers.

One officer submits them all, each checker goes through the heap once, and the papers are looked at in the end: a minute for all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import expect

from tests import browser as harness
from tests.flow import case_flow
from tests.flow import people_flow as people
from tests.flow.case_flow import Sit
from tests.flow.country_flow import Running
from tests.flow.dates import day
from tests.flow.desk_flow import Desk
from tests.flow.test_flow_events_children import SIGNED, fill

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
VILLAGE = "3172031002"
HOME = {"alamat": "Jalan Kenanga 12", "rt": "004", "rw": "002", "kode_wilayah": VILLAGE}
PERSON = {
    "jenis_kelamin": "P", "tempat_lahir": "Tegal", "tanggal_lahir": "02021991", "kewarganegaraan": "WNI", "agama": "1",
    "golongan_darah": "13", "status_kawin": "1", "pendidikan": "5", "pekerjaan": "15", "nama_ibu": "Kartinah Contoh",
}  # fmt: skip
GUEST = {
    "jenis_kelamin": "L", "tempat_lahir": "Utrecht", "tanggal_lahir": "14081983", "status_kawin": "1", "pekerjaan": "15",
    "negara": "Belanda", **HOME,
}  # fmt: skip
NUMBER = re.compile(r"\d{16}")


@dataclass(frozen=True)
class Event:
    """about: "" or the number whose page it begins at. fields: as they are typed. papers: how many signed ones it yields for its holder."""

    code: str
    place: str
    fields: Mapping[str, str]
    papers: int = 1
    more: Callable[[Desk], object] = field(default=lambda _desk: None)

    @property
    def path(self) -> str:
        return f"/berkas/formulir/{self.place}{self.code}/"


def couple(running: Running) -> tuple[str, str, str]:
    """(KK, husband, wife) of another faith than Islam, so that a divorce has a deed; no children in the KK."""
    found = running.rows(
        "SELECT h.no_kk, h.nik, w.nik FROM people_resident h JOIN people_resident w ON w.no_kk = h.no_kk AND w.shdk = 3"
        " AND w.status = 'aktif' AND w.status_kawin = 2 WHERE h.shdk = 1 AND h.status = 'aktif' AND h.agama <> 1"
        " AND h.status_kawin = 2 ORDER BY (SELECT count(*) FROM people_resident o WHERE o.no_kk = h.no_kk), h.nik LIMIT 1"
    )
    return found[0]


def first_round(running: Running) -> list[Event]:
    mother, guest, lodger = people.young_mother(running), people.holder(running), people.grown_child(running)
    no_kk, man, woman = couple(running)
    host = str(running.value("SELECT no_kk FROM people_family WHERE status = 'aktif' AND no_kk NOT IN (%s, %s, %s, %s)"
                             " ORDER BY no_kk DESC LIMIT 1", mother.no_kk, guest.no_kk, lodger.no_kk, no_kk))  # fmt: skip
    stay = {"tanggal_izin": day(8), "berlaku_sampai": day(-350)}
    return [
        Event("biodata_pertama", "", {"nama": "Wulan Permata Contoh", **PERSON, **HOME}),
        Event("anggota_baru", f"keluarga/{mother.no_kk}/", {
            **PERSON, "nama": "Hanna Keller", "kewarganegaraan": "WNA", "tanggal_lahir": "03031993", "shdk": "11",
            "nik_ibu": "", "nik_ayah": "", "nama_ayah": "",
        }, papers=0),
        Event("rentan", "", {
            **PERSON, **HOME, "nama": "Mulyono Contoh", "jenis_kelamin": "L", "tanggal_lahir": "05051971",
            "tempat_pendataan": "Panti Contoh", "tanggal_pernyataan": day(1), "saksi_1": "Rukmini", "saksi_2": "Suparman",
        }, more=lambda desk: desk.page.locator("#id_kelompok").select_option(index=1)),
        Event("perceraian", f"keluarga/{no_kk}/", {
            "nik_suami": man, "nik_istri": woman, "nama_pengadilan": "Pengadilan Negeri Jakarta Utara",
            "no_putusan": "7/Pdt.G/2026", "tanggal": day(12), "no_akta_kawin": "KW-77/2011", f"relations_{woman}": "1",
        }, papers=1, more=lambda desk: desk.page.locator("#id_pengadilan").select_option(index=2)),
        Event("gabung_kk", f"keluarga/{lodger.no_kk}/", {
            f"relations_{lodger.nik}": "9", "no_kk": host, "dasar": "Tinggal bersama paman",
        }, papers=0),
        Event("perubahan_data", f"penduduk/{guest.nik}/", {"pekerjaan": "88", "dasar": "Surat usaha"}, papers=0),
        Event("kk_ulang", f"keluarga/{host}/", {"alasan": "rusak"}, papers=0),
        Event("tinggal_terbatas", "", {**GUEST, **stay, "nama": "Jan Visser", "paspor": "NX0000001", "no_izin": "2C21JE0001-T"}),
        Event("tinggal_terbatas", "", {**GUEST, **stay, "nama": "Mary Gale", "paspor": "PX0000002", "no_izin": "2C21JE0002-T"}),
    ]  # fmt: skip


def second_round(niks: Mapping[str, str]) -> list[Event]:
    """About those whom the first registered."""
    return [
        Event("tinggal_tetap", f"penduduk/{niks['Hanna Keller']}/", {
            "paspor": "HX0000003", "negara": "Jerman", "no_izin": "2D21JE0003-T", "tanggal_izin": day(3),
        }, papers=0),
        Event("kematian_orang_asing", "", {
            "nik": niks["Jan Visser"], "tanggal_meninggal": day(1), "tempat_meninggal": "Jakarta Utara", "bukti": "dokter",
            "no_surat": "SKM/9/2026", "pelapor": "Sari",
        }),
        Event("meninggalkan_indonesia", "", {"nik": niks["Mary Gale"], "tanggal": day(-3), "no_bukti": "EPO-11"}, papers=0),
    ]  # fmt: skip


def submitted(desk: Desk, event: Event) -> str:
    """Its case file."""
    desk.opened(event.path, f"rest-{event.code}")
    area = desk.page.locator("input[name=kode_wilayah]").first
    if "kode_wilayah" in event.fields:
        area.evaluate(f"(e) => {{ e.value = '{VILLAGE}' }}")
    fill(desk, **{name: value for name, value in event.fields.items() if name != "kode_wilayah"})
    event.more(desk)
    return case_flow.submit(desk)


def approved(sit: Sit, cases: list[str]) -> dict[str, str]:
    """What was said when each was recorded: every checker takes the whole heap once."""
    said: dict[str, str] = {}
    for officer in case_flow.CHECKERS:
        left = [case for case in cases if case not in said]
        if not left:
            break
        with sit(officer) as desk:
            for case in left:
                desk.go(case)
                button = desk.page.get_by_role("button", name=re.compile("^Setujui"))
                if button.count():
                    button.click()
                    expect(desk.page.locator(".note").first).to_be_visible()
                    if case_flow.DONE in desk.text():
                        said[case] = desk.text()
                    desk.page.wait_for_load_state(
                        "networkidle"
                    )  # or what the page still asks is torn off, and the console says so
    assert set(said) == set(cases)
    return said


def carried_out(running: Running, sit: Sit, events: list[Event]) -> dict[str, str]:
    """The name that was typed -> the new NIK; every paper that an event yields is a signed one in the end."""
    with sit("loket") as desk:
        cases = [submitted(desk, event) for event in events]
        said = approved(sit, cases)
        niks = {}
        for event, case in zip(events, cases, strict=True):
            told = re.search(r"NIK: (\d{16})", said[case])
            if told:
                niks[event.fields["nama"]] = told[1]
            desk.go(case)
            papers = desk.page.get_by_role("link", name="Dokumen yang harus dibuat")
            if event.papers and papers.count():
                papers.first.click()
                desk.look(f"rest-{event.code}-dokumen")
                links = desk.page.locator("#dokumen").get_by_role("link", name="Cetak", exact=True)
                expect(links.first).to_be_visible(timeout=60_000)
                answer = desk.page.request.get(str(links.first.get_attribute("href")))
                assert answer.status == 200 and SIGNED in answer.body(), event.code
            else:
                assert not event.papers, (event.code, desk.text()[:500])
    return niks


def test_the_rest_of_the_life_events(running: Running, sit: Sit) -> None:
    niks = carried_out(running, sit, first_round(running))
    assert set(niks) == {"Wulan Permata Contoh", "Hanna Keller", "Mulyono Contoh", "Jan Visser", "Mary Gale"}
    carried_out(running, sit, second_round(niks))
    assert running.rows("SELECT nama, ended FROM people_stay WHERE guest IS NOT NULL AND ended <> '' ORDER BY nama") == [
        ("Jan Visser", "meninggal"), ("Mary Gale", "keluar"),
    ]  # fmt: skip
    with sit("loket") as desk:
        desk.opened(f"/penduduk/orang-asing/{niks['Jan Visser']}/", "orang-asing-satu")
        desk.says("Meninggal")
        desk.opened("/penduduk/?q=visser", "cari-orang-asing")
