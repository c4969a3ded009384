"""A move between two offices (`pindah_keluar`, `pindah_datang`): from the ticket at one to the signed papers at the other."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from siaga.drill.demo import PASSPHRASE
from tests import browser as harness
from tests.flow import case_flow
from tests.flow import people_flow as people
from tests.flow import steps_flow as steps
from tests.flow.case_flow import Sit, papers_seen
from tests.flow.country_flow import Running
from tests.flow.desk_flow import Desk, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
SIGNED = b"ETSI.CAdES.detached"
MALANG = "3507"
MOVE = "SELECT number FROM people_move WHERE niks @> ARRAY[%s]"
WAITING = "SELECT count(*) FROM documents_document WHERE holder = %s AND state = 'menunggu_tanda_tangan'"
ENDED = "SELECT how FROM people_moveend WHERE number = %s"


def files(desk: Desk, nik: str, *titles: str) -> list[bytes]:
    """The person's papers as files, once they are ready to be printed."""
    desk.opened(f"/dokumen/orang/{nik}/", "dokumen-pindah")
    links = [
        desk.page.locator("#dokumen tr").filter(has_text=t).first.get_by_role("link", name="Cetak", exact=True).first
        for t in titles
    ]
    for link in links:
        expect(link).to_be_visible(timeout=90_000)
    answers = [desk.page.request.get(str(link.get_attribute("href"))) for link in links]
    assert {answer.status for answer in answers} == {200}
    return [answer.body() for answer in answers]


def destination(desk: Desk, words: str) -> None:
    """An area by typing, as an officer does it."""
    desk.page.locator("[data-area] input[role=combobox]").first.press_sequentially(words, delay=40)
    desk.page.get_by_role("option").filter(has_text="Kabupaten Malang").first.click()


def test_from_the_ticket_in_jakarta_to_the_signed_papers_in_malang(
    running: Running, sit: Sit, chromium: Browser, seen: set[str]
) -> None:
    mover = people.grown_child(running)
    with sit() as citizen, sit("loket") as loket:
        number = steps.take_a_ticket(citizen, "A")
        steps.sit_down(loket, 7)
        loket.page.locator("main h1").click()
        loket.page.keyboard.press("n")
        expect(loket.page.locator("section .figure")).to_have_text(number)
        loket.opened(f"/penduduk/{mover.nik}/", "pindah-orang")
        loket.page.locator("summary", has_text="Tindakan lain").click()
        loket.page.get_by_role("link", name="Pindah ke luar kabupaten/kota").click()
        loket.look("pindah-keluar")
        assert loket.page.locator(f"#id_relations_{mover.nik}").input_value() == "1"
        destination(loket, "Mulyoagung")
        loket.page.locator("#id_alamat").fill("Jalan Ijen 4")
        loket.page.locator("#id_alasan").select_option("pekerjaan")
        papers_seen(loket)
        said = case_flow.recorded(loket, sit, look="pindah")
        letter = str(running.value(MOVE, mover.nik))
        assert f"{letter} diterbitkan" in said
        assert SIGNED in files(loket, mover.nik, "Pindah")[0]
        there = received(running, chromium, seen, letter, mover.nik)
        assert all(SIGNED in paper for paper in there)
        running.until(ENDED, letter, wanted="datang", seconds=120)
        loket.opened(f"/penduduk/{mover.nik}/", "pindah-riwayat")
        loket.says("Sudah diterima di Kabupaten Malang")


def received(running: Running, chromium: Browser, seen: set[str], letter: str, nik: str) -> list[bytes]:
    """At the destination: the arrival (`pindah_datang`) as a case file, one passphrase of its head, the two signed papers."""
    running.until("SELECT count(*) FROM people_move WHERE number = %s", letter, wanted=1, node=MALANG, seconds=120)
    url = f"http://127.0.0.1:{running.port + 2}"
    with signed_in(chromium, url, seen, "loket", running.password) as desk:
        desk.opened("/berkas/pindah-datang/", "pindah-datang")
        desk.page.locator("tr", has_text=letter).get_by_role("link", name=re.compile("^Terima")).click()
        desk.look("pindah-datang-terima")
        desk.page.locator("#id_rt").fill("001")
        desk.page.locator("#id_rw").fill("002")
        papers_seen(desk)
        case = case_flow.submit(desk)
        with signed_in(chromium, url, seen, "verifikator", running.password) as other:
            other.go(case)
            other.look("pindah-datang-berkas")
            other.page.get_by_role("button", name=re.compile("^Setujui")).click()
            other.says("Kedatangan dicatat.")
        running.until(WAITING, nik, wanted=2, node=MALANG, seconds=90)
        with signed_in(chromium, url, seen, "kepala", running.password) as head:
            head.go("/dokumen/antrean/")
            head.page.get_by_role("link", name="Tanda tangani semua").click()
            head.page.locator("#id_frasa").fill(PASSPHRASE)
            head.press("Tanda tangani", exact=True)
            expect(head.page.locator("#penandatanganan")).to_contain_text("Selesai", timeout=90_000)
        return files(desk, nik, "Kartu Keluarga", "Datang")
