"""The main flow with the link up: from the number in the hall to the card in the hand, in a browser, on real processes."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from playwright.sync_api import expect

from tests import browser as harness
from tests.flow import people_flow as people
from tests.flow import steps_flow as steps
from tests.flow.conftest import Sit
from tests.flow.country_flow import Running
from tests.flow.dates import ago
from tests.flow.desk_flow import Desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
ORDER = "SELECT state FROM cards_printorder WHERE nik = %s"
STATUS = "SELECT status FROM recording_record WHERE id = %s"


def test_from_the_number_to_the_card(running: Running, sit: Sit) -> None:
    person = people.unrecorded(running, with_family=True)
    with sit() as citizen, sit("loket") as loket:
        _visit(citizen, loket, person)
        code = loket.page.locator("#kode").inner_text().strip()
        _receipt(loket, code)
        citizen.opened(f"/publik/lacak/{code}/", "lacak")
        assert "Anda belum direkam" in citizen.text() and person.name not in citizen.text()
        with sit("rekam") as rekam:
            record = steps.record(running, rekam, person)
            running.until(STATUS, record, wanted="PRINT_READY_RECORD")
            running.until(ORDER, person.nik, wanted="menunggu")
            _suket(running, loket, person)
            rekam.opened("/rekam/daftar/?tumpukan=semua", "rekam-daftar")
        with sit("cetak") as cetak:
            _print(running, cetak, person)
        steps.hand_over(loket, person)
        assert running.value(STATUS, record) == "CARD_ISSUED"
        assert running.value("SELECT state FROM cards_suket WHERE nik = %s", person.nik) == "dicabut"
        citizen.go(f"/publik/lacak/{code}/")
        assert re.search(r"KTP-el Anda sudah diserahkan\.|Permohonan ini sudah selesai\.", citizen.text())


def _visit(citizen: Desk, loket: Desk, person: people.Person) -> None:
    """A number drawn, called by the N key, shown in the hall, and two applications written down."""
    number = steps.take_a_ticket(citizen, "B")
    steps.sit_down(loket, 4)
    loket.page.locator("main h1").click()
    loket.page.keyboard.press("n")
    expect(loket.page.locator("section .figure")).to_have_text(number)
    citizen.opened("/publik/layar/", "layar")
    expect(citizen.page.locator(".hall__number")).to_have_text(number)
    expect(citizen.page.locator(".hall__where")).to_have_text("Loket 4")
    loket.page.keyboard.press("l")
    expect(loket.page.get_by_role("heading", level=1)).to_contain_text(number)
    loket.page.locator("#q").fill(person.nik)
    loket.press("Cari", exact=True)
    loket.page.locator("main").get_by_role("link", name=person.name).first.click()
    niks = steps.rows_of_family(loket)
    need_by = f"{ago(-9):%d-%m-%Y}"
    steps.fill_row(loket, niks.index(person.nik), "perekaman", "sim", need_by)
    steps.fill_row(loket, next(i for i, nik in enumerate(niks) if nik not in ("", person.nik)), "kk", "sekolah")
    loket.look("kunjungan-baru")
    loket.press("Simpan & cetak tanda terima")
    loket.says("Permohonan dicatat.")
    loket.look("kunjungan")


def _receipt(loket: Desk, code: str) -> None:
    """The PDF as a browser gets it: whole, and with its code on the paper."""
    address = loket.page.get_by_role("link", name="Cetak tanda terima").get_attribute("href")
    answer = loket.page.request.get(str(address))
    body = answer.body()
    assert answer.status == 200 and answer.headers["content-type"] == "application/pdf"
    assert body.startswith(b"%PDF-") and body.rstrip().endswith(b"%%EOF")
    if reader := shutil.which("pdftotext"):
        words = subprocess.run([reader, "-", "-"], input=body, capture_output=True, check=True).stdout.decode()
        assert code in words and "SIM" in words


def _suket(running: Running, loket: Desk, person: people.Person) -> None:
    """Who waits gets a paper that stands for the card, signed by itself."""
    loket.opened(f"/kartu/suket/beri/{person.nik}/", "suket-beri")
    loket.page.locator("#id_urgent_for").fill("Keberangkatan kapal besok pagi")
    loket.press("Terbitkan suket")
    loket.says("Suket diterbitkan")
    loket.look("suket")
    number = running.value("SELECT number FROM cards_suket WHERE nik = %s", person.nik)
    signed = "SELECT state FROM documents_document WHERE subject = %s"
    running.until(signed, f"suket/{number}", wanted="elektronik")


def _print(running: Running, cetak: Desk, person: people.Person) -> None:
    """Those before this person go to one printer, the next one card to the other: nobody jumps the line."""
    cetak.opened("/kartu/antrean/", "antrean-cetak")
    row = cetak.page.locator("tr[data-row]").filter(has_text=person.name).first
    before = int(row.locator("td").first.inner_text()) - 1
    if before:
        steps.print_next(cetak, before, "Printer 1")
    pages = len(running.pages())
    steps.print_next(cetak, 1, "Printer 2")
    assert "/" in steps.check_card(running, cetak, person.nik)
    running.until(ORDER, person.nik, wanted="tercetak")
    assert len(running.pages()) > pages
    kept = running.value("SELECT job FROM cards_printorder WHERE nik = %s", person.nik)
    assert any(kept in page.name or kept in str(page) for page in running.pages()), kept


def test_a_lost_card_joins_the_line_at_once(running: Running, sit: Sit) -> None:
    owner = people.holder(running)
    with sit("loket") as desk:
        steps.order_replacement(desk, owner)
        desk.opened("/kartu/antrean/", "antrean-cetak")
        desk.says(owner.name)
        desk.opened(f"/penduduk/{owner.nik}/", "penduduk")
