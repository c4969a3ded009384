"""A life event's way through the office, as its officers take it: the counter submits, others approve."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import expect

from tests.flow.dates import day
from tests.flow.desk_flow import Desk
from tests.flow.people_flow import Person
from tests.flow.steps_flow import here

Sit = Callable[..., AbstractContextManager[Desk]]
CHECKERS = ("verifikator", "kabid", "kepala")
DONE = "Disetujui dan dicatat"
SIGNED = b"ETSI.CAdES.detached"


def papers_seen(desk: Desk) -> None:
    """Every requirement is ticked off as seen."""
    for box in desk.page.locator("select[id^=id_syarat_]").all():
        box.select_option("ada")


def submit(desk: Desk) -> str:
    """The form that is open; the path of its case file."""
    desk.press("Ajukan", exact=True)
    desk.says("Berkas diajukan.")
    return here(desk.page)


def approve(sit: Sit, case: str, *, look: str = "") -> str:
    """Each of the checkers in turn, until it is recorded; what the last one reads. look: name of the page for its screenshot."""
    for officer in CHECKERS:
        with sit(officer) as desk:
            desk.go(case)
            if look:
                desk.look(f"berkas-{look}")
            button = desk.page.get_by_role("button", name=re.compile("^Setujui"))
            if not button.count():
                continue
            button.click()
            expect(desk.page.locator(".note").first).to_be_visible()
            if DONE in desk.text():
                return desk.text()
            desk.go(case)
    raise AssertionError(f"nobody could record {case}")


def recorded(desk: Desk, sit: Sit, *, look: str = "") -> str:
    """Submit the open form, let the others approve it, and come back to the papers that are due; what was said at the end."""
    said = approve(sit, submit(desk), look=look)
    desk.page.reload()
    papers = desk.page.get_by_role("link", name="Dokumen yang harus dibuat")
    if papers.count():
        papers.click()
    return said


def record_birth(desk: Desk, sit: Sit, mother: Person, name: str = "Kinanti Asih Lestari") -> None:
    """From the family's page to the page of the papers that are due."""
    page = desk.page
    desk.opened(f"/berkas/formulir/keluarga/{mother.no_kk}/kelahiran/", "kelahiran")
    page.locator("#id_nama").fill(name)
    page.locator("#id_jenis_kelamin").select_option("P")
    page.locator("#id_tempat_lahir").fill("Jakarta Utara")
    page.locator("#id_tanggal_lahir").fill(day(5))
    page.locator("#id_bukti_lahir").select_option("surat")
    page.locator("#id_no_akta_kawin").fill("0123/045/VI/2019")
    page.locator("#id_no_surat_lahir").fill("RB/2026/0042")
    page.locator("#id_saksi_1").fill("Rukmini")
    page.locator("#id_saksi_2").fill("Suparman")
    papers_seen(desk)
    recorded(desk, sit)
    assert f"DOKUMEN {name.upper()}" in desk.text().upper()


def signed_papers(desk: Desk, name: str, count: int) -> list[str]:
    """The page of papers fills by itself; the words of each row, once every one is signed and its PDF was fetched."""
    desk.look(name)
    links = desk.page.locator("#dokumen").get_by_role("link", name="Cetak", exact=True)
    expect(links).to_have_count(count, timeout=60_000)
    for link in links.all():
        answer = desk.page.request.get(str(link.get_attribute("href")))
        assert answer.status == 200 and answer.body().startswith(b"%PDF-")
        assert b"/ByteRange" in answer.body() and SIGNED in answer.body()
    return desk.page.locator("#dokumen tbody tr").all_inner_texts()
