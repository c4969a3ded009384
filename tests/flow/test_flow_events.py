"""Declared life events in a browser: a wedding to its signed akta and new KK; a court's decision; a family that moves."""

from __future__ import annotations

import pytest

from tests import browser as harness
from tests.flow import case_flow as cases
from tests.flow import people_flow as people
from tests.flow.conftest import Sit
from tests.flow.country_flow import Running
from tests.flow.dates import day
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


def test_a_court_order_changes_the_name_and_keeps_the_nik(running: Running, sit: Sit) -> None:
    person = people.holder(running)
    with sit("loket") as desk:
        page = desk.page
        desk.opened(f"/berkas/formulir/penduduk/{person.nik}/penetapan/", "penetapan")
        page.locator("#id_nama").fill("Sekar Ayu Pertiwi")
        page.locator("#id_pengadilan").fill("Pengadilan Negeri Jakarta Utara")
        page.locator("#id_no_penetapan").fill("9/Pdt.P/2026/PN Jkt.Utr")
        page.locator("#id_tanggal").fill(day(3))
        papers_seen(desk)
        cases.approve(sit, cases.submit(desk))
        desk.opened(f"/penduduk/{person.nik}/", "penduduk-berubah")
        desk.says("Sekar Ayu Pertiwi")


def test_a_family_moves_and_keeps_its_number(running: Running, sit: Sit) -> None:
    """`pindah_alamat`, from the family's own menu."""
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
    with sit("loket") as desk:
        page = desk.page
        desk.opened(f"/berkas/formulir/keluarga/{child.no_kk}/pisah_kk/", "pisah-kk")
        papers_seen(desk)
        page.locator("#id_dasar").fill("Tinggal sendiri")
        desk.press("Ajukan", exact=True)
        desk.says("Pilih siapa yang pindah")
        desk.look("pisah-kk-kurang")
        page.locator(f"#id_relations_{child.nik}").select_option("1")
        cases.approve(sit, cases.submit(desk))
        desk.opened(f"/penduduk/{child.nik}/", "pisah-kepala")
        desk.says("Kepala keluarga")
