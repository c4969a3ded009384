"""A wedding as a case file in a browser: draft, scan, submission, return, verification, approval, and the papers that follow."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

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


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    out = io.BytesIO()
    Image.new("RGB", (900, 1300), "ivory").save(out, "JPEG")
    place = tmp_path / "surat.jpg"
    place.write_bytes(out.getvalue())
    return place


def fill(desk: Desk, bride: people.Person) -> None:
    page = desk.page
    page.locator("#id_nik_istri").fill(bride.nik)
    page.locator("#id_tanggal").fill(day(9))
    page.locator("#id_tempat").fill("Jakarta Utara")
    page.locator("#id_dicatat").select_option("dinas")
    page.locator("#id_no_bukti").fill("12/GPIB/2026")
    page.locator("#id_pemuka").fill("Pdt. Simanjuntak")
    page.locator("#id_saksi_1").fill("Rukmini")
    page.locator("#id_saksi_2").fill("Suparman")
    page.locator("#id_tinggal").select_option("baru_suami")


def scanned(desk: Desk, scan: Path) -> None:
    """Two sheets, the first turned; a program that calls itself a picture is told at its field, and nothing is lost."""
    page = desk.page
    page.set_input_files("input[name=berkas_0]", [scan, scan])
    expect(page.locator("[data-need='0'] .sheet-one")).to_have_count(2)
    page.get_by_role("button", name="Putar lembar 1").click()
    expect(page.locator("[data-need='0'] .sheet-one")).to_have_count(2)
    page.set_input_files("input[name=berkas_0]", {"name": "kk.jpg", "mimeType": "image/jpeg", "buffer": b"MZ" * 500})
    expect(page.locator("[data-need='0'] .wrong")).to_contain_text("bukan gambar")
    assert page.locator("#id_saksi_1").input_value() == "Rukmini"


def test_a_wedding_goes_through_three_hands(running: Running, sit: Sit, scan: Path) -> None:
    groom, bride = people.engaged(running)
    place = f"/berkas/formulir/penduduk/{groom.nik}/perkawinan/"
    with sit("loket") as desk:
        desk.opened(place, "berkas-formulir")
        fill(desk, bride)
        scanned(desk, scan)
        desk.look("berkas-formulir-scan")
        expect(desk.page.locator("[data-kept]")).to_contain_text("Draf tersimpan")
    with sit("loket") as desk:  # after the power came back
        desk.go(place)
        assert desk.page.locator("#id_saksi_1").input_value() == "Rukmini"
        assert desk.page.locator(".sheet-one").count() == 2
        desk.press("Ajukan", exact=True)
        desk.says("Belum tersimpan")
        cases.papers_seen(desk)
        case = cases.submit(desk)
        with sit("verifikator") as other:
            other.opened("/berkas/verifikasi/", "berkas-verifikasi")
            other.go(case)
            other.look("berkas-periksa")
            other.page.locator("#alasan").fill("Nomor surat pemuka agama keliru")
            other.press("Kembalikan", exact=True)
            other.says("dikembalikan")
        desk.opened("/berkas/", "berkas-saya")
        desk.says("Nomor surat pemuka agama keliru")
        desk.go(case)
        desk.press("Perbaiki")
        desk.page.locator("#id_no_bukti").fill("21/GPIB/2026")
        assert cases.submit(desk) == case
        assert re.search(r"Akta 3172-KW-\d{8}-\d{4}", cases.approve(sit, case, look="wedding"))
        desk.go(case)
        desk.page.get_by_role("link", name="Dokumen yang harus dibuat").click()
        links = desk.page.locator("#dokumen").get_by_role("link", name="Cetak", exact=True)
        expect(links.first).to_be_visible(timeout=60_000)
        answer = desk.page.request.get(str(links.first.get_attribute("href")))
        assert answer.status == 200 and b"ETSI.CAdES.detached" in answer.body()
