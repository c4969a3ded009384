"""The door, the own account, takeover by PIN, the end of a shift: through real requests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from siaga.accounts import acts
from siaga.accounts.models import Officer, ViewLog
from siaga.drill.country import Country
from siaga.journal.act import SYSTEM
from siaga.kit.node import Node
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
