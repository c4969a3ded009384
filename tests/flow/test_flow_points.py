"""A service point as real processes: let in by the code on the office's page, then looked at and worked at with its office stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bench import takeover
from bench.takeover import Machine, siaga
from siaga.accounts.acts import create_officer
from siaga.counter.models import Ticket
from siaga.drill.demo import PASSWORD
from siaga.journal.act import SYSTEM
from siaga.web.messages import compile_all
from tests import browser as harness
from tests.flow.desk_flow import Desk, at, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
ROLES = ["kepala", "loket", "perekaman", "pencetakan", "bendahara"]


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[Machine, Machine]]:
    compile_all()
    office, point = Machine(tmp_path / "kantor"), Machine(tmp_path / "titik")
    try:
        takeover.make_office(office)
        with office.node() as node:
            assert create_officer(node, SYSTEM, "eko", "Eko", ROLES, "", PASSWORD)
        yield office, point
    finally:
        point.stop()
        office.stop()


def test_a_kecamatan_goes_on_without_its_office(chromium: Browser, machines: tuple[Machine, Machine]) -> None:
    office, point = machines
    with signed_in(chromium, office.url, set(), "eko", PASSWORD) as desk:
        admit(desk, office, point)
        desk.opened("/titik/1/pinjam/", "titik-pinjam")
        desk.opened("/titik/1/akhiri/", "titik-akhiri")
    point.serve()
    office.stop()
    with at(chromium, point.url, set()) as desk:
        desk.opened("/publik/kios/", "titik-kios")
        desk.go("/publik/kios/B/")
        desk.press("Tidak, ambil nomor biasa")
        expect(desk.page.locator("main")).to_contain_text("B-001")
    with signed_in(chromium, point.url, set(), "eko", PASSWORD) as desk:
        takeover.until(lambda: "jalur ke kantor putus sejak" in home(desk), 90, "the page says that the line is dead")
        for path in ("/", "/titik/", "/loket/", "/rekam/", "/kartu/antrean/", "/kartu/rak/", "/penduduk/"):
            desk.opened(path, f"titik{path.replace('/', '-')}".rstrip("-"))
            expect(desk.page.locator(".strip__sentence")).to_contain_text("pelayanan berjalan")
        assert desk.go("/penduduk/baru/").status == 403
        desk.says("Layanan ini ada di kantor")
        desk.look("titik-di-kantor")
    office.serve()
    takeover.until(lambda: heard(office), 90, "the office has the ticket that the point gave out")


def admit(desk: Desk, office: Machine, point: Machine) -> None:
    desk.opened("/titik/", "titik-kosong")
    desk.press("Buat kode titik layanan")
    desk.says("siaga titik --kantor")
    desk.look("titik-kode")
    code = re.search(r"3507-[0-9A-Z-]{14}", desk.text())
    assert code is not None
    told = ("--kantor", office.url, "--kode", code.group(), "--kecamatan")
    with pytest.raises(RuntimeError, match="bukan kecamatan kantor ini"):
        siaga("titik", "--home", point.path.parent / "lain", *told, "31.72.01")
    siaga("titik", "--home", point.path, *told, "35.07.01")
    with pytest.raises(RuntimeError, match="tidak dikenal atau sudah dipakai"):
        siaga("titik", "--home", point.path.parent / "lagi", *told, "35.07.02")
    desk.opened("/titik/", "titik-satu")
    desk.says("1 · Titik layanan")


def home(desk: Desk) -> str:
    desk.go("/")
    return desk.text()


def heard(office: Machine) -> bool:
    with office.node():
        return Ticket.objects.filter(office="3507/t1").exists()
