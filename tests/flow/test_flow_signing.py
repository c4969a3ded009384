"""Malang signs with the far service: the head reads the list, one passphrase, the service away and back, by hand, countersigned."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace

import httpx
import pytest
from playwright.sync_api import Browser, expect

from siaga.documents.virtual_tte.faults import FAULTS
from siaga.drill.demo import PASSPHRASE
from siaga.drill.demo_homes import ESIGN
from siaga.journal.act import SYSTEM, Act
from siaga.kit.database import Store
from siaga.kit.postgres import Cluster
from siaga.people.due import record_due
from siaga.people.models import Family
from siaga.roles.home import Home
from siaga.roles.process import build
from tests import browser as harness
from tests.flow import steps_flow as steps
from tests.flow.country_flow import Running
from tests.flow.desk_flow import Desk, at, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
MALANG = "3507"
STATES = "SELECT count(*) FROM documents_document WHERE state = %s AND superseded_by = '' AND ended = ''"
COUNTERSIGNED = "SELECT count(*) FROM documents_document WHERE countersigned_at IS NOT NULL"
ONCE = (
    "SELECT count(*) - count(DISTINCT subject || body::text) FROM journal_journalfact WHERE kind = 'documents.signed'"
)


def url(running: Running) -> str:
    return f"http://127.0.0.1:{running.port + 2}"


def service(running: Running, fault: str, on: bool) -> None:
    assert fault in FAULTS
    address = f"http://127.0.0.1:{running.port + ESIGN}/control"
    assert httpx.post(address, json={"fault": fault, "on": on, "seconds": 1}).status_code == 200


def papers(running: Running, first: int, count: int) -> None:
    """So many families' cards fall due, as life events make them; the office makes them by itself."""
    node = build(Home.open(running.folder / MALANG))
    store = Store(Cluster(running.folder / "pg").conninfo(f"siaga_{MALANG}"))
    with replace(node, store=store) as entered:
        for family in Family.objects.filter(status="aktif").order_by("no_kk")[first : first + count]:
            with Act(entered, SYSTEM) as act:
                record_due(act, "kk", f"keluarga/{family.no_kk}", family.nik_kepala, "hilang")
                act.done()
    store.close()


def waiting(running: Running) -> int:
    return int(running.value(STATES, "menunggu_tanda_tangan", node=MALANG))


def head_of(running: Running, chromium: Browser, seen: set[str]) -> AbstractContextManager[Desk]:
    return signed_in(chromium, url(running), seen, "kepala", running.password)


def phrase(desk: Desk, text: str, button: str) -> None:
    desk.page.locator("#id_frasa").fill(text)
    desk.press(button, exact=True)


def test_a_list_is_signed_with_one_passphrase(running: Running, chromium: Browser, seen: set[str]) -> None:
    before = waiting(running)
    papers(running, 40, 4)
    running.until(STATES, "menunggu_tanda_tangan", wanted=before + 4, node=MALANG)
    with head_of(running, chromium, seen) as desk:
        desk.opened("/dokumen/antrean/", "antrean-jauh")
        desk.page.get_by_role("link", name="Tanda tangani semua").click()
        desk.look("tanda-tangani-daftar")
        phrase(desk, "bukan ini", "Tanda tangani")
        desk.says("Frasa sandi salah. Berhenti; tidak dicoba lagi.")
        desk.page.reload()
        service(running, "down", True)
        phrase(desk, PASSPHRASE, "Lanjutkan")
        desk.says("Menunggu TTE")
        desk.look("tanda-tangan-menunggu")
        service(running, "down", False)
        expect(desk.page.locator("#penandatanganan")).to_contain_text("Selesai", timeout=60_000)
    assert waiting(running) == 0
    assert running.value(ONCE, node=MALANG) == 0


def test_cut_off_by_hand_and_countersigned(running: Running, chromium: Browser, seen: set[str]) -> None:
    papers(running, 60, 2)
    running.until(STATES, "menunggu_tanda_tangan", wanted=2, node=MALANG)
    with head_of(running, chromium, seen) as desk:
        steps.turn(desk, "tte", cut=True)
        try:
            desk.opened("/dokumen/antrean/pilihan/", "pilihan-tte")
            desk.page.get_by_label("Tanda tangan basah sekarang").check()
            desk.page.get_by_label("Kartu Keluarga", exact=True).check()
            desk.page.get_by_label("Alasan").fill("TTE tidak menjawab sejak pagi")
            desk.press("Catat pilihan")
            desk.page.locator("[data-pick-all]").check()
            desk.press("Daftarkan tanda tangan basah")
            running.until(STATES, "basah", wanted=2, node=MALANG)
        finally:
            steps.turn(desk, "tte", cut=False)
        running.until("SELECT state FROM continuity_dependency WHERE name = 'tte'", wanted="normal", node=MALANG)
        desk.go("/dokumen/antrean/")
        desk.page.get_by_role("link", name="Tanda tangani semua").click()
        phrase(desk, PASSPHRASE, "Tanda tangani")
        running.until(COUNTERSIGNED, wanted=2, node=MALANG)
    with at(chromium, url(running), seen) as citizen:
        citizen.opened("/publik/pengambilan/", "pengambilan")
