"""The pages of an office on two machines, as real processes: looked at by axe-core on the office's screen, on a phone and in the dark;
and the takeover as its technician does it, on the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from bench import takeover
from bench.takeover import Machine
from siaga.accounts.acts import create_officer
from siaga.drill.demo import PASSWORD
from siaga.journal import boxes
from siaga.journal.act import SYSTEM
from siaga.web.messages import compile_all
from tests import browser as harness
from tests.flow.desk_flow import at, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
LOOKS = ((harness.OFFICE, False), (harness.OFFICE, True), (harness.PHONE, False))


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Machine, Machine]]:
    compile_all()
    office, second = Machine(tmp_path / "kotak-1"), Machine(tmp_path / "kotak-2")
    try:
        takeover.make_office(office)
        with office.node() as node:
            assert create_officer(node, SYSTEM, "eko", "Eko", ["teknisi"], "", PASSWORD)
        takeover.make_second(office, second)
        yield office, second
    finally:
        second.stop()
        office.stop()


def test_box_pages_and_the_takeover_on_its_page(chromium: Browser, pair: tuple[Machine, Machine]) -> None:
    office, second = pair
    with signed_in(chromium, office.url, set(), "eko", PASSWORD) as desk:
        desk.opened("/kotak/", "kotak")
        desk.says(second.url)
        desk.press("Buat kode kotak cadangan")
        desk.says(f"siaga standby --kantor {office.url} --kode 3507-")
        desk.look("kotak-kode")
        desk.opened("/perangkat/", "perangkat-kotak")
    looked_at(chromium, f"{second.url}/publik/kotak/", "Kotak cadangan (2)", 200)
    looked_at(chromium, f"{second.url}/loket/", "Kotak cadangan (2)", 503)
    with at(chromium, second.url, set()) as desk:
        take_over(desk.page, second.url, password="salah", force=False)
        expect(desk.page.locator("main")).to_contain_text("tidak cocok")
        desk.look("ambil-alih-sandi")
        take_over(desk.page, second.url, password=PASSWORD, force=False)
        expect(desk.page.locator("main")).to_contain_text("Kantor masih menjawab")
        desk.look("ambil-alih-ditolak")
        take_over(desk.page, second.url, password=PASSWORD, force=True)
        expect(desk.page.locator("main")).not_to_contain_text("Jadikan perangkat ini kantor", timeout=30_000)
    with second.node():
        assert boxes.serving_box("3507") == 2
    takeover.until(lambda: gone(office), 60, "the old box heard of it")
    looked_at(chromium, f"{office.url}/loket/", "Perangkat ini bukan lagi kantor", 503)


def looked_at(chromium: Browser, url: str, words: str, status: int) -> None:
    """On each kind of screen: the words are there, nothing serious is wrong, and nothing sticks out to the side."""
    for size, dark in LOOKS:
        with harness.page_in(chromium, url, size=size, dark=dark) as page:
            answer = page.goto(url)
            assert answer is not None and answer.status == status
            expect(page.locator("main")).to_contain_text(words)
            assert harness.axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], (url, size)


def take_over(page: Page, url: str, *, password: str, force: bool) -> None:
    page.goto(f"{url}/publik/kotak/")
    page.locator("#id_username").fill("eko")
    page.locator("#id_password").fill(password)
    page.locator("#id_reason").fill("petir")
    page.locator("#id_force").set_checked(force)
    page.get_by_role("button", name="Jadikan kantor").click()


def gone(office: Machine) -> bool:
    page = httpx.get(f"{office.url}/publik/", trust_env=False, timeout=10)
    return page.status_code == 503 and "bukan lagi kantor" in page.text
