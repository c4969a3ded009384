"""Nervous hands and wrong files, in a browser: nothing happens twice, everything is told in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

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
SENT = "SELECT count(*) FROM journal_journalfact WHERE kind = 'cards.order_sent'"
AT_ONCE = """form => {
  const send = () => fetch(form.action || location.href, {method: "POST", body: new URLSearchParams(new FormData(form))});
  return Promise.all([send(), send(), send()]).then(all => all.map(a => [a.status, a.url]));
}"""


@pytest.fixture
def waiting(running: Running, sit: Sit) -> None:
    """Two lost cards, so that somebody stands in the line whatever was printed before."""
    with sit("loket") as desk:
        for _ in range(2):
            steps.order_replacement(desk, people.holder(running))


@pytest.mark.usefixtures("waiting")
def test_a_double_click_prints_one_card(running: Running, sit: Sit) -> None:
    sent = running.value(SENT)
    with sit("cetak") as desk:
        desk.go("/kartu/cetak/?n=1&printer=Printer+1")
        desk.page.get_by_role("button", name="Cetak 1 kartu").dblclick()
        desk.says("1 kartu dikirim")
        assert running.value(SENT) == sent + 1
        desk.page.go_back()
        expect(desk.page.get_by_role("heading", level=1)).to_contain_text("Cetak 1 kartu")
        assert running.value(SENT) == sent + 1


@pytest.mark.usefixtures("waiting")
def test_one_form_sent_three_times_at_once_prints_one_card(running: Running, sit: Sit) -> None:
    """What a script-less browser or a shaky line does: the server alone has to see that it is one wish."""
    sent = running.value(SENT)
    with sit("cetak") as desk:
        desk.go("/kartu/cetak/?n=1&printer=Printer+1")
        answers = desk.page.locator("main form[method=post]").first.evaluate(AT_ONCE)
        assert all(status == 200 for status, _url in answers), answers
        assert running.value(SENT) == sent + 1


def test_one_visit_for_one_form_and_back_shows_an_empty_one(running: Running, sit: Sit) -> None:
    person = people.unrecorded(running)
    visits = "SELECT count(*) FROM counter_visit WHERE applicant = %s"
    with sit("loket") as desk:
        desk.go(f"/loket/kunjungan/baru/?nik={person.nik}")
        steps.fill_row(desk, steps.rows_of_family(desk).index(person.nik), "suket")
        form = desk.page.locator("form.paper")
        answers = form.evaluate(AT_ONCE)
        assert {status for status, _url in answers} == {200} and len({url for _status, url in answers}) == 1, answers
        assert running.value(visits, person.nik) == 1
        desk.press("Simpan & cetak tanda terima")
        desk.says("Sudah tercatat sebelumnya.")
        desk.page.go_back()
        expect(form).to_be_visible()
        assert running.value(visits, person.nik) == 1


def test_wrong_photos_are_refused_in_words(running: Running, sit: Sit, tmp_path: Path) -> None:
    letter, big, huge = (tmp_path / f"{name}.jpg" for name in ("surat", "besar", "sangat-besar"))
    letter.write_text("ini bukan foto")
    big.write_bytes(b"\xff\xd8\xff" + bytes(6 * 1024 * 1024))
    huge.write_bytes(b"\xff\xd8\xff" + bytes(13 * 1024 * 1024))
    person = people.unrecorded(running)
    with sit("rekam") as desk:
        steps.begin_recording(desk, person)
        photo = desk.page.locator("#foto")
        photo.get_by_role("heading", name="2. Foto").click()
        photo.locator("[data-camera-file]").set_input_files(letter)
        expect(photo.locator("[data-camera-says]")).to_contain_text("Pilih berkas foto JPEG atau PNG")
        for file, words in (
            (letter, "bukan gambar JPEG atau PNG"),
            (big, "paling besar 5 MB"),
            (huge, "Berkas terlalu besar"),
        ):
            photo.get_by_text("Kirim berkas asli dari kamera").click()
            photo.locator("#berkas").set_input_files(file)
            photo.get_by_role("button", name="Simpan foto").click()
            desk.says(words)
        desk.look("berkas-terlalu-besar")
        desk.page.get_by_role("link", name="Kembali").click()
        desk.says("3. Tanda tangan")
        assert "foto tersimpan" not in desk.text()
        photo.get_by_role("heading", name="2. Foto").click()
        photo.get_by_role("button", name="Foto peraga").click()
        desk.says("foto tersimpan")


def test_a_guessed_code_tells_nothing(running: Running, sit: Sit) -> None:
    with sit() as citizen:
        for code in ("AAAAABBBBB", "K7M42-QXDAB", "'; DROP--"):
            citizen.go("/publik/lacak/")
            citizen.page.locator("#kode").fill(code)
            citizen.press("Lihat")
            expect(citizen.page.get_by_role("heading", level=1)).to_have_text("Kode ini tidak kami kenal")
        citizen.look("lacak-salah")


def test_an_unknown_or_forbidden_page_has_words_and_a_way_back(sit: Sit) -> None:
    with sit("cetak") as desk:
        for path, status in (("/akun/petugas/", 403), ("/penduduk/3172000000000000/", 404)):
            assert desk.go(path).status == status
            expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
            assert not re.search(r"Traceback|Exception|DoesNotExist", desk.text())
            desk.look(f"galat-{status}")
