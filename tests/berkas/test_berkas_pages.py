"""The pages of case files through real requests: draft, scans, submission, the work lists, the decision, and who may see what."""

from __future__ import annotations

import html
import io
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from siaga.accounts.models import ViewLog
from siaga.berkas.models import Berkas, Draft, DraftSheet, OfficeRules
from siaga.kit.node import Node
from siaga.people.models import Family
from tests.berkas.test_berkas_scans import SCRIPT, pdf
from tests.pages import NodeClient, client_for
from tests.people.samples_people import a_family

MOVE = {"alamat": "Jalan Kenanga 9", "rt": "003", "rw": "004", "kode_wilayah": "3172031002", "syarat_0": "ada"}
SCRIPTED = {"HTTP_X_REQUESTED_WITH": "siaga"}


def text(page: Any) -> str:
    return html.unescape(page.content.decode())


def picture(name: str = "kk.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (700, 1000), "ivory").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


@pytest.fixture
def siti(jakut: Node) -> NodeClient:
    return client_for(jakut, "loket", username="siti")


@pytest.fixture
def nur(jakut: Node) -> NodeClient:
    return client_for(jakut, "verifikator", username="nur")


@pytest.fixture
def place(jakut: Node) -> str:
    """The form of a family's move."""
    no_kk, _head, _wife = a_family(jakut)
    return f"/berkas/formulir/keluarga/{no_kk}/pindah_alamat/"


def submitted(siti: NodeClient, place: str, **more: Any) -> Berkas:
    answer = siti.post(place, MOVE | {"kunci": str(uuid4())} | more)
    assert answer.status_code == 302, text(answer)[:3000]
    return Berkas.objects.get()


def seen(row: Berkas) -> str:
    row.refresh_from_db()
    return f"{row.id}:{row.round}:{row.state}"


def test_what_is_typed_is_kept_as_it_was_typed(jakut: Node, siti: NodeClient, place: str) -> None:
    assert not Draft.objects.exists() and siti.get(place).status_code == 200 and not Draft.objects.exists()
    kept = siti.post(place, {"alamat": "Jalan Kenanga 9", "rt": "abc", "kode_wilayah": "31720310"}, **SCRIPTED)
    assert kept.status_code == 204
    again = text(client_for(jakut, "loket", username="siti").get(place))
    assert 'value="Jalan Kenanga 9"' in again and 'value="abc"' in again and "Draf tersimpan." in again
    assert "Jalan Kenanga" not in text(client_for(jakut, "loket", username="lain").get(place)), (
        "another officer's is not shown"
    )
    assert "draf" in text(siti.get("/berkas/")).lower()
    assert siti.post(place, MOVE | {"aksi": "simpan"}).url == "/berkas/"
    assert siti.post(place, MOVE | {"aksi": "kosongkan"}).url == place and not Draft.objects.exists()


def test_a_refused_form_keeps_everything_and_says_all_at_once(siti: NodeClient, place: str) -> None:
    answer = siti.post(place, MOVE | {"rt": "", "syarat_0": ""})
    assert answer.status_code == 422 and "Belum tersimpan" in text(answer) and 'value="Jalan Kenanga 9"' in text(answer)
    assert "Persyaratan ini belum diperiksa" in text(answer) and not Berkas.objects.exists()
    assert Draft.objects.get().values["alamat"] == "Jalan Kenanga 9"


def test_from_the_form_over_the_verifier_to_the_register(siti: NodeClient, nur: NodeClient, place: str) -> None:
    row = submitted(siti, place)
    assert "Menunggu verifikasi" in text(siti.get(f"/berkas/{row.id}/"))
    assert "Setujui" not in text(siti.get(f"/berkas/{row.id}/"))
    heap = text(nur.get("/berkas/verifikasi/"))
    assert row.title in heap and "Pindah alamat" in heap
    page = text(nur.get(f"/berkas/{row.id}/"))
    assert "Jalan Melati 5" in page and "Jalan Kenanga 9" in page and "Setujui" in page
    assert siti.post(f"/berkas/{row.id}/langkah/", {"dilihat": seen(row)}).status_code == 422
    done = nur.post(f"/berkas/{row.id}/langkah/", {"dilihat": seen(row), "kunci": str(uuid4())}, follow=True)
    assert "Disetujui dan dicatat" in text(done) and Family.objects.get().alamat == "Jalan Kenanga 9"
    assert "Disetujui dan dicatat" in text(siti.get(f"/berkas/{row.id}/"))


def test_what_came_back_is_mended_in_the_same_form(siti: NodeClient, nur: NodeClient, place: str) -> None:
    row = submitted(siti, place)
    bare = nur.post(f"/berkas/{row.id}/kembalikan/", {"dilihat": seen(row), "alasan": ""})
    assert bare.status_code == 422 and "Tulis alasannya" in text(bare)
    assert nur.post(f"/berkas/{row.id}/kembalikan/", {"dilihat": seen(row), "alasan": "RT keliru"}).status_code == 302
    assert "RT keliru" in text(siti.get("/berkas/"))
    assert nur.post(f"/berkas/{row.id}/perbaiki/").status_code == 404, "it is not his"
    form = siti.post(f"/berkas/{row.id}/perbaiki/", follow=True)
    assert "RT keliru" in text(form) and 'value="Jalan Kenanga 9"' in text(form)
    again = submitted(siti, place, rt="005")
    assert (again.id, again.round, again.state) == (row.id, 2, "verifikasi")


def test_scans_by_script_and_without(siti: NodeClient, nur: NodeClient, place: str) -> None:
    part = siti.post(place, MOVE | {"lembar": "tambah:0", "berkas_0": [picture(), picture()]}, **SCRIPTED)
    assert part.status_code == 200 and text(part).count("<img") == 2 and "<html" not in text(part)
    bad = siti.post(
        place, MOVE | {"lembar": "tambah:0", "berkas_0": SimpleUploadedFile("kk.jpg", b"MZ" * 200)}, **SCRIPTED
    )
    assert bad.status_code == 422 and "bukan gambar" in text(bad) and text(bad).count("<img") == 2
    active = SimpleUploadedFile("kk.pdf", pdf(SCRIPT))
    without = siti.post(place, MOVE | {"lembar": "tambah:0", "berkas_0": active})
    assert without.status_code == 422 and "JavaScript" in text(without) and 'value="Jalan Kenanga 9"' in text(without)
    fine = siti.post(place, MOVE | {"lembar": "tambah:0", "berkas_0": SimpleUploadedFile("kk.pdf", pdf(pages=2))})
    assert fine.status_code == 302 and DraftSheet.objects.count() == 3
    first = DraftSheet.objects.order_by("place").first()
    assert siti.get(f"/berkas/lembar/{first.id}/").headers["Content-Type"] == "image/jpeg"
    assert nur.get(f"/berkas/lembar/{first.id}/").status_code == 404, "a draft is its officer's"
    assert siti.post(place, MOVE | {"lembar": f"hapus:0:{first.id}"}, **SCRIPTED).status_code == 200
    assert DraftSheet.objects.count() == 2
    row = submitted(siti, place, berkas_0=picture())
    assert [s["pages"] for s in row.sheets] == [1, 2, 1]
    scan = nur.get(f"/berkas/{row.id}/lembar/0/")
    assert scan.status_code == 200 and scan.headers["Cache-Control"].count("no-store")
    log = ViewLog.objects.filter(officer="nur").latest("id")
    assert log.purpose.startswith("scan persyaratan") and log.subject.startswith("keluarga/")
    assert nur.get(f"/berkas/{row.id}/lembar/7/").status_code == 404


def test_who_may_not_see_the_person_sees_no_case_and_no_scan(jakut: Node, siti: NodeClient, place: str) -> None:
    row = submitted(siti, place, berkas_0=picture())
    elsewhere = client_for(jakut, "verifikator", wilayah="317201")
    for path in (place, f"/berkas/{row.id}/", f"/berkas/{row.id}/lembar/0/"):
        assert elsewhere.get(path).status_code == 404, path
    assert row.title not in text(elsewhere.get("/berkas/verifikasi/"))
    assert client_for(jakut, "pencetakan").get(f"/berkas/{row.id}/lembar/0/").status_code == 403


def test_many_are_approved_after_one_question(jakut: Node, siti: NodeClient, nur: NodeClient, place: str) -> None:
    row = submitted(siti, place)
    asked = nur.post("/berkas/setujui/", {"pilih": [seen(row), "rubbish", f"{uuid4()}:1:verifikasi"]})
    assert "Setujui 1 berkas?" in text(asked) and row.title in text(asked)
    assert Berkas.objects.get().state == "verifikasi"
    done = nur.post("/berkas/setujui/", {"pilih": [seen(row)], "ya": "1", "kunci": str(uuid4())}, follow=True)
    assert "1 berkas disetujui." in text(done) and Berkas.objects.get().state == "selesai"
    assert nur.post("/berkas/setujui/", {}).url == "/berkas/verifikasi/"


def test_lists_are_found_by_name_and_exported(siti: NodeClient, nur: NodeClient, place: str) -> None:
    row = submitted(siti, place)
    name = row.title.split()[0]
    assert row.title in text(nur.get("/berkas/semua/", {"cari": name.lower()}))
    assert row.title in text(nur.get("/berkas/semua/", {"cari": row.about, "status": "verifikasi"}))
    assert row.title not in text(nur.get("/berkas/semua/", {"cari": "zzz"}))
    assert row.title in text(nur.get("/berkas/semua/", {"format": "csv"}))


def test_the_head_says_how_the_office_works(jakut: Node) -> None:
    head = client_for(jakut, "kepala")
    assert head.post("/berkas/aturan/", {"small": "on", "alasan": ""}).status_code == 422
    assert head.post("/berkas/aturan/", {"small": "on", "alasan": "Satu petugas"}).status_code == 302
    assert OfficeRules.objects.get().small and "kantor kecil" in text(head.get("/berkas/aturan/"))
    assert client_for(jakut, "verifikator").get("/berkas/aturan/").status_code == 403
