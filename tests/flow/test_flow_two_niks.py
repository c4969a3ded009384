"""One body under two NIKs to the released card; sukets renewed by one order and one signing; a card told of, fetched at its hour."""

from __future__ import annotations

import re

import pytest

from tests import browser as harness
from tests.flow import people_flow as people
from tests.flow import steps_flow as steps
from tests.flow.conftest import Sit
from tests.flow.country_flow import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
STATUS = "SELECT status FROM recording_record WHERE id = %s"


def test_one_nik_is_kept_and_its_card_released(running: Running, sit: Sit) -> None:
    known, other = people.holder(running), people.unrecorded(running)
    with sit("rekam") as rekam:
        record = steps.record(running, rekam, other, body=known.nik)
    running.until(STATUS, record, wanted="DUPLICATE_RECORD")
    running.until("SELECT count(*) FROM cards_duplicatecase WHERE record = %s", record, wanted=1)
    with sit("verifikator") as verif:
        verif.opened("/ganda/", "ganda-daftar")
        verif.opened(f"/ganda/{record}/", "ganda-kasus")
        verif.page.get_by_role("link", name="Panggil", exact=True).click()
        verif.look("ganda-panggil")
        verif.press("Buat surat panggilan")
        verif.says("Panggilan dicatat")
        verif.opened(f"/ganda/{record}/jari/", "ganda-jari")
        verif.page.locator("#siapa-telunjuk").fill("orang lain")
        verif.page.get_by_role("button", name="Periksa", exact=True).first.click()
        verif.says("Tidak cocok dengan rekaman")
        verif.opened(f"/ganda/{record}/hadir/", "ganda-hadir")
        verif.page.locator(f"input[name=keeps][value='{other.nik}']").check()
        verif.page.locator("#id_cause").select_option("pindah")
        verif.page.locator("#id_proof").fill("KK dan akta lahir")
        verif.page.locator("#id_unproven").fill("Jarinya terluka; wajahnya cocok dengan foto.")
        verif.press("Buat surat pernyataan")
        verif.says("minta warga menandatanganinya")
        paper = verif.page.request.get(f"{running.office}/ganda/{record}/pernyataan/")
        assert paper.status == 200 and paper.body().startswith(b"%PDF")
        verif.press("Sudah ditandatangani: kirim")
        verif.says("Menunggu jawaban pusat")
    running.until(
        "SELECT count(*) FROM cards_duplicatecase WHERE record = %s AND n = 1", record, wanted=1, node="pusat"
    )
    with sit("adjudikator", centre=True) as judge:
        judge.opened("/ganda/pusat/", "ganda-pernyataan")
        judge.opened(f"/ganda/pusat/{record}/", "ganda-jawab")
        judge.page.locator("input[name=verdict][value=dipertahankan]").check()
        judge.page.locator("#id_says").fill("Wajah dan sidik jarinya orang yang sama.")
        judge.press("Jawab", exact=True)
        judge.says("Jawaban tercatat")
    running.until(STATUS, record, wanted="PRINT_READY_RECORD")
    running.until("SELECT status FROM people_resident WHERE nik = %s", known.nik, wanted="ditutup")
    running.until("SELECT state FROM cards_printorder WHERE nik = %s", other.nik, wanted="menunggu")
    with sit("verifikator") as verif:
        verif.opened(f"/ganda/{record}/", "ganda-selesai")
        verif.says("kartunya masuk antrean cetak")


def test_sukets_are_renewed_by_one_order(running: Running, sit: Sit) -> None:
    with sit("loket") as loket:
        for _ in range(2):
            person = people.in_line(running)
            loket.opened(f"/kartu/suket/beri/{person.nik}/", "suket-beri")
            loket.page.locator("#id_urgent_for").fill("Keberangkatan kapal besok pagi")
            loket.press("Terbitkan suket")
            loket.says("Suket diterbitkan")
        loket.opened("/kartu/suket/", "suket-daftar")
        loket.page.locator("[data-pick]").first.check()
        loket.press("Kirim kabar")
        loket.says("pesan dibuat")
        loket.opened("/kartu/pesan/?keadaan=semua", "pesan")
    with sit("kepala") as kepala:
        kepala.opened("/kartu/suket/perpanjangan/", "suket-massal")
        kepala.press("Perpanjang semuanya")
        kepala.says("Tidak ada suket yang habis")
        kepala.look("suket-massal-kosong")


def test_an_owner_is_told_and_comes_at_the_hour(running: Running, sit: Sit) -> None:
    with sit("cetak") as cetak:
        first = (
            "SELECT nik FROM cards_printorder WHERE job <> '' AND state = 'dikirim' ORDER BY state_since DESC LIMIT 1"
        )
        cetak.opened("/kartu/antrean/", "antrean-cetak")
        steps.print_next(cetak, 1, "Printer 2")
        steps.check_card(running, cetak, running.value(first))
    with sit("loket") as loket:
        loket.opened("/kartu/ambil/?tumpukan=belum", "ambil-belum")
        loket.page.locator("[data-pick]").first.check()
        loket.press("Beritahu yang dipilih")
        loket.says("pemilik diberitahu")
        loket.look("ambil-diberitahu")
        letters = loket.page.get_by_role("link", name="Cetak surat yang baru dibuat").get_attribute("href")
        assert loket.page.request.get(f"{running.office}{letters}").body().startswith(b"%PDF")
        loket.page.get_by_role("link", name=re.compile("^ganti$")).first.click()
        loket.look("ambil-waktu")
        loket.press("Simpan waktu")
        loket.says("Waktu pengambilan diganti")
        loket.opened("/kartu/ambil/rt/", "ambil-rt")
    with sit("kepala") as kepala:
        kepala.opened("/kartu/ambil/jam/", "ambil-jam")
        kepala.press("Simpan", exact=True)
        kepala.says("Jam pengambilan disimpan")
