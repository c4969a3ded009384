"""Declared life events in a browser: a wedding to its signed akta and new KK; a court's decision; a family that moves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests import browser as harness
from tests.flow import case_flow as cases
from tests.flow import people_flow as people
from tests.flow.conftest import Sit
from tests.flow.country_flow import Running
from tests.flow.desk_flow import Desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]


def papers_seen(desk: Desk) -> None:
    """Every requirement is ticked off as seen."""
    for box in desk.page.locator("select[id^=id_syarat_]").all():
        box.select_option("ada")


def test_a_wedding_gives_a_new_kk_and_a_signed_akta(running: Running, sit: Sit) -> None:
    groom, bride = people.single(running, "L"), people.single(running, "P")
    with sit("verifikator") as desk:
        page = desk.page
        desk.opened(f"/penduduk/{groom.nik}/peristiwa/perkawinan/", "perkawinan")
        assert page.locator("#id_nik_suami").input_value().replace(" ", "") == groom.nik
        desk.press("Pencatatan perkawinan")
        desk.says("Belum tersimpan")
        desk.look("perkawinan-kurang")
        page.locator("#id_nik_istri").fill(bride.nik)
        page.locator("#id_tanggal").fill(f"{date.today() - timedelta(days=9):%d%m%Y}")
        page.locator("#id_tempat").fill("Jakarta Utara")
        page.locator("#id_dicatat").select_option("dinas")
        page.locator("#id_no_bukti").fill("12/GPIB/2026")
        page.locator("#id_pemuka").fill("Pdt. Simanjuntak")
        page.locator("#id_saksi_1").fill("Rukmini")
        page.locator("#id_saksi_2").fill("Suparman")
        page.locator("#id_tinggal").select_option("baru_suami")
        papers_seen(desk)
        desk.press("Pencatatan perkawinan")
        desk.says("Nomor KK baru")
        links = page.locator("#dokumen").get_by_role("link", name="Cetak", exact=True)
        expect(links).to_have_count(3, timeout=60_000)  # an extract for each spouse, and the KK
        for link in links.all():
            answer = page.request.get(str(link.get_attribute("href")))
            assert answer.status == 200 and b"ETSI.CAdES.detached" in answer.body()
        desk.look("dokumen-perkawinan")
        desk.opened(f"/penduduk/{bride.nik}/", "istri")
        desk.says("Kawin tercatat")
        desk.says("Akta perkawinan")


def test_a_court_order_changes_the_name_and_keeps_the_nik(running: Running, sit: Sit) -> None:
    person = people.holder(running)
    with sit("verifikator") as desk:
        page = desk.page
        desk.opened(f"/penduduk/{person.nik}/peristiwa/penetapan/", "penetapan")
        page.locator("#id_nama").fill("Sekar Ayu Pertiwi")
        page.locator("#id_pengadilan").fill("Pengadilan Negeri Jakarta Utara")
        page.locator("#id_no_penetapan").fill("9/Pdt.P/2026/PN Jkt.Utr")
        page.locator("#id_tanggal").fill(f"{date.today() - timedelta(days=3):%d%m%Y}")
        papers_seen(desk)
        desk.press("Perubahan nama atau data lahir")
        desk.says("NIK tetap")
        desk.opened(f"/penduduk/{person.nik}/", "penduduk-berubah")
        desk.says("Sekar Ayu Pertiwi")


def test_a_family_moves_and_keeps_its_number(running: Running, sit: Sit) -> None:
    mother = people.young_mother(running)
    with sit("loket") as desk:
        page = desk.page
        desk.opened(f"/penduduk/keluarga/{mother.no_kk}/", "keluarga")
        page.get_by_text("Peristiwa lain").click()
        desk.look("peristiwa-lain")
        page.get_by_role("link", name="Pindah alamat dalam kabupaten/kota").click()
        page.locator("#id_alamat").fill("Jalan Kenanga 9")
        page.locator("#id_rt").fill("003")
        page.locator("#id_rw").fill("004")
        page.locator("input[name=kode_wilayah]").first.evaluate("(e) => { e.value = '3172031002' }")
        papers_seen(desk)
        cases.approve(sit, cases.submit(desk), look="pindah")
        desk.opened(f"/penduduk/keluarga/{mother.no_kk}/", "keluarga-pindah")
        desk.says("Jalan Kenanga 9")


def test_a_grown_child_founds_a_kk_of_their_own(running: Running, sit: Sit) -> None:
    child = people.grown_child(running)
    with sit("verifikator") as desk:
        page = desk.page
        desk.opened(f"/penduduk/keluarga/{child.no_kk}/peristiwa/pisah_kk/", "pisah-kk")
        papers_seen(desk)
        page.locator("#id_dasar").fill("Tinggal sendiri")
        desk.press("Pisah kartu keluarga")
        desk.says("Pilih siapa yang pindah")
        desk.look("pisah-kk-kurang")
        page.locator(f"#id_relations_{child.nik}").select_option("1")
        desk.press("Pisah kartu keluarga")
        desk.says("Nomor KK baru")
        desk.opened(f"/penduduk/{child.nik}/", "pisah-kepala")
        desk.says("Kepala keluarga")
