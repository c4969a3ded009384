"""The link is cut at the counter's own page: everything but the centre's verdicts goes on, and then it drains by itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bench.takeover import until
from tests import browser as harness
from tests.flow import people_flow as people
from tests.flow import steps_flow as steps
from tests.flow.case_flow import record_birth, signed_papers
from tests.flow.conftest import Sit
from tests.flow.country_flow import Running
from tests.flow.desk_flow import Desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
ORDER = "SELECT state FROM cards_printorder WHERE nik = %s"
STATUS = "SELECT status FROM recording_record WHERE id = %s"
DOWN = "SELECT state FROM continuity_dependency WHERE name = %s"
PROVEN = "PRINT_READY_RECORD"


def test_the_counter_goes_on_without_the_centre(running: Running, sit: Sit) -> None:
    with sit("kepala") as head, sit("rekam") as rekam:
        before = people.unrecorded(running)
        steps.record(running, rekam, before)
        running.until(ORDER, before.nik, wanted="menunggu")
        steps.turn(head, "pusat", cut=True)
        try:
            head.go("/gangguan/")
            expect(head.page.locator(".practice")).to_contain_text("Sengaja diputus")
            running.until(DOWN, "pusat", wanted="terputus")
            record = _day_without(running, sit, head, rekam, before)
        finally:
            steps.turn(head, "pusat", cut=False)
        running.until(STATUS, record, wanted=PROVEN, seconds=120)
        head.go("/gangguan/")
        expect(head.page.locator(".drain")).to_contain_text("Semua sudah terkirim dan terjawab.", timeout=60_000)
        until(lambda: unsent(head).startswith("0 "), 30, "the strip says that nothing is left")


def unsent(head: Desk) -> str:
    """As the strip says it now: due work may have written one more after the drain was over."""
    head.go("/gangguan/")
    return head.page.locator(".strip__unsent").first.inner_text().strip()


def _day_without(running: Running, sit: Sit, head: Desk, rekam: Desk, before: people.Person) -> str:
    """Ticket, visit, recording, suket, birth, printing, and who waits. The record that was made."""
    person = people.unrecorded(running)
    with sit() as citizen, sit("loket") as loket, sit("cetak") as cetak:
        waiting = _who_waits(head)
        number = steps.take_a_ticket(citizen, "B")
        steps.sit_down(loket, 9)
        loket.page.locator("main h1").click()
        loket.page.keyboard.press("n")
        expect(loket.page.locator("section .figure")).to_have_text(number)
        code = steps.open_visit(loket, person, service="perekaman", need="kerja")
        record = steps.record(running, rekam, person)
        assert _who_waits(head) == waiting + 1
        citizen.opened(f"/publik/lacak/{code}/", "lacak-putus")
        assert "Jalur ke pusat sedang terputus." in citizen.text()
        _suket(running, loket, person)
        record_birth(loket, sit, people.young_mother(running))
        signed_papers(loket, "dokumen-putus", 2)
        first = cetak.go("/kartu/antrean/") and cetak.page.locator("tr[data-row] .nik").first.inner_text()
        steps.print_next(cetak, 1, "Printer 2")
        steps.check_card(running, cetak, re.sub(r"\D", "", str(first)))
        running.until(ORDER, re.sub(r"\D", "", str(first)), wanted="tercetak")
    assert running.value(STATUS, record) != PROVEN
    _notice(head)
    return record


def _who_waits(desk: Desk) -> int:
    """People who wait because of what is down; those whose cards are just being printed are not among them."""
    desk.opened("/pemberitahuan/", "menunggu")
    figures = desk.page.locator(".tile .figure")
    return int(figures.first.inner_text().replace(".", "")) if figures.count() else 0


def _suket(running: Running, loket: Desk, person: people.Person) -> None:
    loket.opened(f"/kartu/suket/beri/{person.nik}/", "suket-beri")
    loket.page.locator("#id_urgent_for").fill("Keberangkatan kapal besok pagi")
    loket.press("Terbitkan suket")
    loket.says("belum diverifikasi pusat")
    loket.look("suket")


def _notice(head: Desk) -> None:
    head.go("/pemberitahuan/")
    head.look("menunggu-gangguan")
    head.page.get_by_role("link", name="Buat pemberitahuan").click()
    head.look("pemberitahuan-buat")
    head.press("Buat pemberitahuan")
    words = head.page.locator("#teks").inner_text()
    assert len(words) > 100 and not re.search(r"\d{16}", words)
    head.look("pemberitahuan")
    address = head.page.get_by_role("link", name="Buka PDF").get_attribute("href")
    assert head.page.request.get(str(address)).body().startswith(b"%PDF-")


def test_only_the_search_stands_still(running: Running, sit: Sit) -> None:
    person = people.unrecorded(running)
    with sit("operator", centre=True) as operator, sit("rekam") as rekam:
        steps.turn(operator, "search", cut=True)
        try:
            running.until(DOWN, "search", wanted="terputus")
            record = steps.record(running, rekam, person)
            running.until(STATUS, record, wanted="RECEIVED_AT_CENTRAL")
            held = "SELECT status FROM recording_record WHERE id = %s AND packet_size > 0"
            running.until(held, record, wanted="RECEIVED_AT_CENTRAL", node="pusat")
            assert running.value("SELECT count(*) FROM cards_printorder WHERE nik = %s", person.nik) == 0
        finally:
            steps.turn(operator, "search", cut=False)
        running.until(STATUS, record, wanted=PROVEN, seconds=120)
