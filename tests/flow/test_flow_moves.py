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
from tests.flow.case_flow import Sit
from tests.flow.country_flow import Running
from tests.flow.desk_flow import Desk, at, signed_in
from tests.flow.events_flow import Event, Wish, called, fill, first_wish, papers_there, submitted, told
from tests.flow.people_flow import Cast, Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
MALANG = "3507"
MOVE = "SELECT number FROM people_move WHERE niks @> ARRAY[%s]"
WAITING = "SELECT count(*) FROM documents_document WHERE holder = %s AND state = 'menunggu_tanda_tangan'"
ENDED = "SELECT how FROM people_moveend WHERE number = %s"


def to_malang(desk: Desk) -> None:
    """An area by typing, as an officer does it; who asked is chosen already."""
    assert desk.page.locator("select[id^=id_relations_] option:checked[value='1']").count() == 1
    desk.page.locator("[data-area] input[role=combobox]").first.press_sequentially("Mulyoagung", delay=40)
    desk.page.get_by_role("option").filter(has_text="Kabupaten Malang").first.click()


EVENTS = (
    Event(
        "pindah_keluar", ("skpwni", "kk"), lambda cast: cast.part("yang pindah", people.SINGLE),
        lambda _cast, _person: {"alamat": "Jalan Ijen 4", "alasan": "pekerjaan"}, more=to_malang,
    ),
    Event(
        "pindah_datang", ("datang", "kk"), lambda cast: cast["yang pindah"], lambda _cast, _person: {"rt": "001", "rw": "002"}, round=2,
    ),
)  # fmt: skip


def test_from_the_ticket_in_jakarta_to_the_signed_papers_in_malang(
    running: Running, sit: Sit, chromium: Browser, seen: set[str]
) -> None:
    cast, (leaves, comes) = Cast(running), EVENTS
    with sit() as citizen, sit("loket") as desk:
        called(citizen, desk, "A", 7)
        wish = Wish(leaves, leaves.whom(cast))
        _visit, code = first_wish(desk, wish.person, leaves.service)
        submitted(desk, cast, wish)
        said = case_flow.approve(sit, wish.case, look="pindah")
        letter = str(running.value(MOVE, wish.person.nik))
        assert f"{letter} diterbitkan" in said
        papers_there(running, desk, leaves, wish.case)
        told(citizen, code, [wish])
        received(running, chromium, seen, letter, cast, Wish(comes, wish.person))
        running.until(ENDED, letter, wanted="datang", seconds=120)
        desk.opened(f"/penduduk/{wish.person.nik}/", "pindah-riwayat")
        desk.says("Sudah diterima di Kabupaten Malang")


def received(running: Running, chromium: Browser, seen: set[str], letter: str, cast: Cast, wish: Wish) -> None:
    """At the destination: a ticket and a visit there, the arrival as a case file, one passphrase of its head, the signed papers."""
    running.until("SELECT count(*) FROM people_move WHERE number = %s", letter, wanted=1, node=MALANG, seconds=120)
    url = f"http://127.0.0.1:{running.port + 2}"
    with at(chromium, url, seen) as citizen, signed_in(chromium, url, seen, "loket", running.password) as desk:
        called(citizen, desk, "A", 7)
        code = asked_by_a_stranger(desk, wish.person, wish.event.service)
        desk.page.locator("main tbody tr").last.get_by_role("link", name=wish.event.title).click()
        desk.look("pindah-datang")
        desk.page.locator("tr", has_text=letter).get_by_role("link", name=re.compile("^Terima")).click()
        desk.look("pindah-datang-terima")
        fill(desk, **wish.event.fields(cast, wish.person))
        wish.case = case_flow.submit(desk)
        with signed_in(chromium, url, seen, "verifikator", running.password) as other:
            other.go(wish.case)
            other.look("pindah-datang-berkas")
            other.page.get_by_role("button", name=re.compile("^Setujui")).click()
            other.says("Kedatangan dicatat.")
        running.until(WAITING, wish.person.nik, wanted=2, node=MALANG, seconds=90)
        with signed_in(chromium, url, seen, "kepala", running.password) as head:
            head.go("/dokumen/antrean/")
            head.page.get_by_role("link", name="Tanda tangani semua").click()
            head.page.locator("#id_frasa").fill(PASSPHRASE)
            head.press("Tanda tangani", exact=True)
            expect(head.page.locator("#penandatanganan")).to_contain_text("Selesai", timeout=90_000)
        papers_there(running, desk, wish.event, wish.case, node=MALANG)
        told(citizen, code, [wish])


def asked_by_a_stranger(desk: Desk, person: Person, service: str) -> str:
    """Who is not in this office's register yet is typed; the tracking code."""
    desk.page.locator("#id_name").fill(person.name)
    desk.page.locator("#id_nik").fill(person.nik)
    desk.page.locator("#id_baris-0-name").fill(person.name)
    desk.page.locator("#id_baris-0-nik").fill(person.nik)
    steps.fill_row(desk, 0, service)
    desk.press("Simpan & cetak tanda terima")
    return desk.page.locator("#kode").inner_text().strip()
