"""A birth entered without ever touching the mouse, and how many groups of keys that takes."""

from __future__ import annotations

import pytest

from tests import browser as harness
from tests.flow import people_flow as people
from tests.flow.conftest import Sit
from tests.flow.country_flow import Running
from tests.flow.dates import day

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]
SKIP = "Langsung ke isi"
MOST = 90  # groups: one press of Tab, Enter or an arrow, or what is typed into one field
TYPED = {
    "id_nama": "Kinanti Ayu Lestari",
    "id_jenis_kelamin": "Per",
    "id_tempat_lahir": "Jakarta Utara",
    "id_tanggal_lahir": day(4),
    "id_no_akta_kawin": "0123/045/VI/2019",
    "id_bukti_lahir": "surat",
    "id_no_surat_lahir": "RB/2026/0077",
    "id_saksi_1": "Rukmini",
    "id_saksi_2": "Suparman",
    "id_syarat_2": "ada",
}


def test_a_birth_is_entered_by_keyboard_alone(running: Running, sit: Sit) -> None:
    mother = people.young_mother(running)
    with sit("loket") as desk:
        page = desk.page
        desk.opened(f"/penduduk/keluarga/{mother.no_kk}/", "keluarga")
        groups, typed = 0, set()

        def press(key: str) -> None:
            nonlocal groups
            groups += 1
            page.keyboard.press(key)

        def here() -> str:
            return str(page.evaluate("(e => e.id || e.textContent.trim())(document.activeElement)"))

        def go_to(what: str) -> None:
            while here() != what:
                press("Tab")
                assert groups < MOST, here()

        go_to(SKIP)
        press("Enter")
        go_to("Catat kelahiran")
        press("Enter")
        page.wait_for_selector("#id_nama")
        go_to(SKIP)
        press("Enter")
        while here() != "Ajukan":
            press("Tab")
            if (at := here()) in TYPED and at not in typed:
                groups += 1
                page.keyboard.type(TYPED[at])
                typed.add(at)
            assert groups < MOST, (at, sorted(set(TYPED) - typed))
        press("Enter")
        desk.says("Berkas diajukan.")
        print(f"{groups} groups of keys")
        assert groups < MOST
