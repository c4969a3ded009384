"""A life event's way through the office, as its officers take it: the counter submits, others approve."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import expect

from tests.flow.desk_flow import Desk
from tests.flow.steps_flow import here

Sit = Callable[..., AbstractContextManager[Desk]]
CHECKERS = ("verifikator", "kabid", "kepala")
DONE = "Disetujui dan dicatat"


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
