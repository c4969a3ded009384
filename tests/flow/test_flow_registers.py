"""A second extract of a deed in a browser, its history, and the page where a month of the register becomes a book."""

from __future__ import annotations

import pytest

from tests import browser as harness
from tests.flow import people_flow as people
from tests.flow.case_flow import SIGNED, Sit, record_birth, signed_papers
from tests.flow.country_flow import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
BORN = "SELECT nik FROM people_resident WHERE nik_ibu = %s AND upper(nama) = %s AND reason = 'kelahiran'"
HOLDS = "SELECT id::text FROM documents_document WHERE kind = 'akta_kelahiran' AND holder = %s AND superseded_by = ''"
STATE = "SELECT state FROM documents_document WHERE id = %s::uuid"


def test_a_lost_extract_is_made_again_and_the_old_one_holds_no_longer(running: Running, sit: Sit) -> None:
    mother = people.young_mother(running)
    with sit("loket") as desk:
        record_birth(desk, sit, mother, "Lintang Prasetya")
        papers = signed_papers(desk, "dokumen-lahir", 2)
        assert any("kelahiran" in p.lower() for p in papers) and any("keluarga" in p.lower() for p in papers)
        nik = running.value(BORN, mother.nik, "LINTANG PRASETYA")
        old = str(running.value(HOLDS, nik))
        desk.opened(f"/dokumen/{old}/lagi/", "kutipan-kedua")
        desk.press("Buat kutipan baru")
        desk.look("kutipan-kedua-kurang")
        assert "lagi" in desk.page.url, "a lost one needs the letter of the police"
        desk.page.locator("#id_proof").fill("SKTLK/12/XI/2026")
        desk.press("Buat kutipan baru")
        desk.says("Kutipan baru dibuat dan menunggu tanda tangan.")
        new = str(running.value(HOLDS, nik))
        assert new != old
        running.until(STATE, new, wanted="elektronik", seconds=90)
        assert SIGNED in desk.page.request.get(f"/dokumen/{new}/pdf").body()
        desk.opened(f"/dokumen/{old}/", "kutipan-lama")
        desk.says("Digantikan")
        desk.says("Berkas pencatatan kelahiran: diajukan")
        desk.says("disetujui dan dicatat")


def test_the_books_of_the_register(sit: Sit) -> None:
    """An office of a day has no finished month yet, and says so; who has nothing to do with the register is sent away."""
    with sit("kepala") as head:
        head.opened("/dokumen/buku/", "buku-register")
    with sit("loket") as desk:
        assert desk.go("/dokumen/buku/").status == 403
