"""The door, the own account, takeover by PIN, the end of a shift: through real requests."""

from __future__ import annotations

import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from siaga.accounts import acts
from siaga.accounts.access import Access, viewed
from siaga.accounts.models import Officer, ViewLog
from siaga.journal.act import SYSTEM, Actor
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, TemporaryFault
from siaga.web.logs import Masked
from tests.pages import NodeClient, anonymous, client_for

PASSWORD = "enam ekor kambing"
PIN = "480273"


@pytest.fixture
def siti(jakut: Node) -> Officer:
    assert acts.create_officer(jakut, SYSTEM, "siti", "Siti Rahma", ["loket"], "", PASSWORD, PIN)
    return Officer.objects.get(username="siti")


def enter(client: NodeClient, password: str = PASSWORD, **more: str) -> object:
    return client.post("/masuk/", {"username": "siti", "password": password, **more})


def test_a_citizen_sees_the_landing_page_in_indonesian(jakut: Node) -> None:
    page = anonymous(jakut).get("/", HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 200 and "Apa yang ingin Anda lakukan?" in page.content.decode()
    assert "object-src 'none'" in page["Content-Security-Policy"] and page["Cache-Control"] == "no-store"


def test_language_follows_only_the_switch(jakut: Node) -> None:
    client = anonymous(jakut)
    assert client.post("/bahasa/", {"language": "en", "next": "/"}).status_code == 302
    assert 'lang="en"' in client.get("/").content.decode()


def test_signing_in_leads_on_to_the_page_asked_for(jakut: Node, siti: Officer) -> None:
    client = anonymous(jakut)
    asked = client.get("/akun/saya/?x=1")
    assert asked.status_code == 302 and asked.url == "/masuk/?next=/akun/saya/%3Fx%3D1"
    assert enter(client, next="/akun/saya/?x=1").url == "/akun/saya/?x=1"
    page = client.get("/akun/saya/")
    assert page.status_code == 200 and "Siti Rahma" in page.content.decode()
    assert enter(client, next="https://jahat.example/").url == "/"


def test_sessions_rotate_at_sign_in_and_end_at_sign_out(jakut: Node, siti: Officer) -> None:
    client = anonymous(jakut)
    enter(client)
    first = client.cookies["siaga_siaga_sesi"].value
    enter(client)
    assert client.cookies["siaga_siaga_sesi"].value != first
    client.post("/keluar/")
    assert client.get("/akun/saya/").status_code == 302


def test_what_was_recorded_before_is_told_and_linked(jakut: Node) -> None:
    client = client_for(jakut, "kepala")
    form = {"name": "Rina", "username": "rina", "roles": ["loket"], "kunci": "6f1d3a52-6a8e-4ab5-93e5-0c2f0f1b7a01"}
    assert client.post("/akun/petugas/tambah/", form).status_code == 200
    again = client.post("/akun/petugas/tambah/", form)
    assert again.status_code == 200 and "Sudah tercatat" in again.content.decode()
    assert "/akun/petugas/rina/" in again.content.decode() and Officer.objects.filter(username="rina").count() == 1


@pytest.mark.parametrize("broken", [TemporaryFault("Jalur ke pusat terputus"), PermanentFault("Berkas rusak")])
def test_a_fault_is_a_page_that_tells_what_to_do(
    jakut: Node, monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise broken

    monkeypatch.setattr(acts, "duties", fail)
    client = client_for(jakut, "loket")
    answer = client.get("/akun/saya/")
    assert answer.status_code == (503 if isinstance(broken, TemporaryFault) else 500)
    assert str(broken) in answer.content.decode() and "tetap aman" in answer.content.decode()
    told = client.get("/akun/saya/", HTTP_ACCEPT="application/json")
    assert told["Content-Type"] == "application/problem+json" and told.json()["status"] == answer.status_code


def test_a_mistake_of_the_program_shows_a_page_without_the_database(
    jakut: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(jakut, "loket")
    client.raise_request_exception = False
    monkeypatch.setattr("siaga.web.middleware.shift_over", lambda _r: 1 / 0)
    answer = client.get("/akun/saya/")
    assert answer.status_code == 500 and "teknisi" in answer.content.decode()


def test_programs_are_answered_in_problem_json(jakut: Node) -> None:
    answer = anonymous(jakut).get("/akun/saya/", HTTP_ACCEPT="application/json")
    assert answer.status_code == 401 and answer.json()["type"] == "urn:siaga:unauthenticated"
    htmx = anonymous(jakut).get("/akun/saya/", HTTP_HX_REQUEST="true")
    assert htmx.status_code == 204 and htmx["HX-Redirect"] == "/masuk/"


@pytest.mark.parametrize("path", ["/masuk/", "/akun/saya/"])
def test_fifty_megabytes_get_a_clear_answer(jakut: Node, path: str) -> None:
    photo = SimpleUploadedFile("foto.jpg", bytes(50 * 1024 * 1024), "image/jpeg")
    answer = client_for(jakut, "loket").post(path, {"foto": photo})
    assert answer.status_code == 413 and "lebih dari 12 MB" in answer.content.decode()


def test_a_form_of_another_site_is_refused_with_advice(jakut: Node) -> None:
    client = NodeClient(jakut, enforce_csrf_checks=True)
    answer = client.post("/masuk/", {"username": "siti", "password": "x"})
    assert answer.status_code == 403 and "muat ulang" in answer.content.decode()


def test_cookies_are_for_this_node_and_not_for_scripts(jakut: Node, siti: Officer) -> None:
    client = anonymous(jakut)
    client.get("/masuk/")
    enter(client)
    assert set(client.cookies) == {"siaga_siaga_sesi", "siaga_siaga_csrf"}
    for cookie in client.cookies.values():
        assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_static_files_come_without_a_collecting_step(jakut: Node) -> None:
    client = anonymous(jakut)
    vendor = client.get("/static/vendor/bootstrap-5.3.8/bootstrap.min.css")
    own = client.get("/static/siaga/siaga.css")
    assert vendor.status_code == own.status_code == 200
    assert "immutable" in vendor["Cache-Control"] and "immutable" not in own["Cache-Control"]
    assert client.get("/static/../settings.py").status_code == 404


def test_logs_hold_no_numbers_and_no_rows() -> None:
    record = logging.LogRecord("siaga", logging.ERROR, "", 0, "Not Found: /penduduk/%s/", ("3172010101900001",), None)
    record.exc_text = "duplicate key\nDETAIL:  Key (nik, name)=(3172010101900001, Siti) already exists."
    text = Masked("%(message)s").format(record)
    assert "3172" not in text and "Siti" not in text and "/penduduk/#…/" in text and "duplicate key" in text


def test_viewing_leaves_a_trace(jakut: Node) -> None:
    request = RequestFactory().get("/penduduk/3172010101900001/?q=Siti")
    request.node, request.actor = jakut, Actor("siti", "Siti")
    request.access = Access(purpose="layanan loket")
    viewed(request, "3172010101900001")
    viewed(request, "keluarga/3172010101900009", "pencetakan KK")
    rows = list(ViewLog.objects.order_by("id").values_list("officer", "subject", "purpose", "path"))
    assert rows == [
        ("siti", "penduduk/3172010101900001", "layanan loket", "/penduduk/3172010101900001/"),
        ("siti", "keluarga/3172010101900009", "pencetakan KK", "/penduduk/3172010101900001/"),
    ]
