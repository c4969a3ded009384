"""Life events in a browser: a birth with its papers, a head's death with a new KK, a lost card. Signed by themselves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests import browser as harness
from tests.flow import case_flow
from tests.flow import people_flow as people
from tests.flow import steps_flow as steps
from tests.flow.conftest import Sit
from tests.flow.country_flow import Running
from tests.flow.dates import ago, day
from tests.flow.desk_flow import Desk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(harness.chromium_path() is None, reason="no Chromium on this machine"),
]


def signed_papers(desk: Desk, name: str, count: int) -> list[str]:
    """The page of papers fills by itself; the words of each row, once every one is signed and its PDF was fetched."""
    desk.look(name)
    links = desk.page.locator("#dokumen").get_by_role("link", name="Cetak", exact=True)
    expect(links).to_have_count(count, timeout=60_000)
    for link in links.all():
        answer = desk.page.request.get(str(link.get_attribute("href")))
        assert answer.status == 200 and answer.body().startswith(b"%PDF-")
        assert b"/ByteRange" in answer.body() and b"ETSI.CAdES.detached" in answer.body()
    return desk.page.locator("#dokumen tbody tr").all_inner_texts()


def test_a_birth_gives_a_nik_and_two_signed_papers(running: Running, sit: Sit) -> None:
    mother = people.young_mother(running)
    with sit("loket") as desk:
        record_birth(desk, sit, mother)
        papers = signed_papers(desk, "dokumen-lahir", 2)
        assert any("kelahiran" in p.lower() for p in papers) and any("keluarga" in p.lower() for p in papers)
        child = re.sub(r"\D", "", desk.page.locator("p.nik").inner_text())
        desk.opened(f"/penduduk/{child}/", "penduduk")
        desk.opened(f"/penduduk/keluarga/{mother.no_kk}/", "keluarga")
        assert "KINANTI ASIH LESTARI" in desk.text().upper()


def record_birth(desk: Desk, sit: Sit, mother: people.Person) -> None:
    page = desk.page
    desk.opened(f"/berkas/formulir/keluarga/{mother.no_kk}/kelahiran/", "kelahiran")
    page.locator("#id_nama").fill("Kinanti Asih Lestari")
    page.locator("#id_jenis_kelamin").select_option("P")
    page.locator("#id_tempat_lahir").fill("Jakarta Utara")
    page.locator("#id_tanggal_lahir").fill(day(5))
    page.locator("#id_bukti_lahir").select_option("surat")
    desk.press("Ajukan", exact=True)
    desk.says("Belum tersimpan")
    desk.look("kelahiran-kurang")
    page.locator("#id_no_akta_kawin").fill("0123/045/VI/2019")
    page.locator("#id_no_surat_lahir").fill("RB/2026/0042")
    page.locator("#id_saksi_1").fill("Rukmini")
    page.locator("#id_saksi_2").fill("Suparman")
    case_flow.papers_seen(desk)
    case_flow.recorded(desk, sit)
    desk.says("Dokumen KINANTI ASIH LESTARI" if "KINANTI" in desk.text() else "Dokumen Kinanti Asih Lestari")


def test_a_head_dies_and_the_family_gets_a_new_number(running: Running, sit: Sit) -> None:
    head = people.head_with_wife(running)
    with sit("loket") as desk:
        page = desk.page
        desk.opened(f"/berkas/formulir/penduduk/{head.nik}/kematian/", "kematian")
        page.locator("#id_tanggal_meninggal").fill(f"{ago(2):%d-%m-%Y}")
        page.locator("#id_tempat_meninggal").fill("Jakarta Utara")
        page.locator("#id_bukti").select_option("dokter")
        page.locator("#id_no_surat").fill("SK/114/2026")
        page.locator("#id_pelapor").fill("Istri almarhum")
        case_flow.papers_seen(desk)
        desk.press("Ajukan", exact=True)
        desk.says("Tentukan kepala keluarga baru")
        page.locator("#id_kepala_baru").select_option(index=1)
        case_flow.recorded(desk, sit)
        signed_papers(desk, "dokumen-kematian", 1)
        desk.opened(f"/penduduk/keluarga/{head.no_kk}/", "keluarga-digantikan")
        desk.says("KK ini digantikan oleh")
        after = running.value("SELECT replaced_by FROM people_family WHERE no_kk = %s", head.no_kk)
        new_head = running.value("SELECT nik_kepala FROM people_family WHERE no_kk = %s", after)
        assert after and after != head.no_kk and new_head != head.nik
        desk.go(f"/dokumen/orang/{new_head}/")
        signed_papers(desk, "dokumen-kk-baru", 1)


def test_a_lost_card_joins_the_line_at_once(running: Running, sit: Sit) -> None:
    owner = people.holder(running)
    with sit("loket") as desk:
        steps.order_replacement(desk, owner)
        desk.opened("/kartu/antrean/", "antrean-cetak")
        desk.says(owner.name)
        desk.opened(f"/penduduk/{owner.nik}/", "penduduk")
