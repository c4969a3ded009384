"""Delays after failures, takeover by PIN, the end of a shift, first passwords, officers' and auditor's pages: by real requests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import get_resolver

from siaga.accounts import acts, doors
from siaga.accounts.access import access_of
from siaga.accounts.models import Officer, ViewLog
from siaga.accounts.ticks import AT_ONCE, forget_sessions
from siaga.accounts.trail_pages import PURPOSE_TEXTS
from siaga.drill.country import Country
from siaga.journal.act import SYSTEM
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from tests.pages import NodeClient, anonymous, client_for

PASSWORD = "enam ekor kambing"
NIK = "3172010101900001"


def officer(node: Node, username: str = "siti", pin: str = "480273") -> Officer:
    assert acts.create_officer(node, SYSTEM, username, username.title(), ["loket"], "", PASSWORD, pin)
    return Officer.objects.get(username=username)


def sign_in(node: Node, username: str, password: str = PASSWORD) -> NodeClient:
    client = anonymous(node)
    answer = client.post("/masuk/", {"username": username, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    return client


def code(found: Officer | Refusal) -> str:
    return found.code if isinstance(found, Refusal) else "in"


def test_the_door_closes_longer_and_longer_and_opens_again(negeri: Country, jakut: Node) -> None:
    officer(jakut)
    assert [code(doors.enter(jakut, "siti", "salah")) for _ in range(5)] == ["login.wrong"] * 4 + ["login.locked"]
    assert code(doors.enter(jakut, "siti", PASSWORD)) == "login.locked", "not even the right one"
    assert code(doors.take_over(jakut, "siti", "480273")) == "login.locked", "nor the PIN"
    negeri.clock.advance(timedelta(minutes=1))
    assert code(doors.enter(jakut, "siti", "salah")) == "login.locked"
    negeri.clock.advance(timedelta(minutes=1, seconds=30))
    page = anonymous(jakut).post("/masuk/", {"username": "siti", "password": PASSWORD}).content.decode()
    assert "1 menit lagi (pukul 08.03 WIB)" in page
    negeri.clock.advance(timedelta(seconds=30))
    assert code(doors.enter(jakut, " SITI ", PASSWORD)) == "in"
    assert Officer.objects.get(username="siti").failed_logins == 0


@pytest.mark.parametrize(("name", "password"), [("siapa", PASSWORD), ("siti", "salah"), ("tutup", PASSWORD)])
def test_one_answer_for_every_wrong_name_or_password(jakut: Node, name: str, password: str) -> None:
    officer(jakut)
    officer(jakut, "tutup")
    Officer.objects.filter(username="tutup").update(active=False)
    assert code(doors.enter(jakut, name, password)) == "login.wrong"


def test_pin_takes_a_running_browser_over_only_after_a_full_login_today(negeri: Country, jakut: Node) -> None:
    officer(jakut)
    officer(jakut, "budi", "739146")
    client = sign_in(jakut, "siti")
    wanted = {"username": "budi", "pin": "739146"}
    assert "hari ini" in client.post("/akun/ganti/", wanted).content.decode()
    sign_in(jakut, "budi")
    before = client.cookies["siaga_siaga_sesi"].value
    assert client.post("/akun/ganti/", wanted).status_code == 302
    assert "Budi" in client.get("/akun/saya/").content.decode()
    assert client.cookies["siaga_siaga_sesi"].value != before
    assert anonymous(jakut).post("/akun/ganti/", wanted).status_code == 302, "never from a closed browser"
    negeri.clock.advance(timedelta(hours=17))
    assert code(doors.take_over(jakut, "budi", "739146")) == "login.not_today"


def test_an_officer_without_a_pin_is_not_taken_over_by_an_empty_one(jakut: Node) -> None:
    officer(jakut, pin="")
    sign_in(jakut, "siti")
    assert code(doors.take_over(jakut, "siti", "")) == "login.wrong"


def test_a_session_ends_with_the_shift_however_busy(negeri: Country, jakut: Node) -> None:
    officer(jakut)
    client = sign_in(jakut, "siti")
    for _ in range(9):
        negeri.clock.advance(timedelta(hours=1))
        assert client.get("/akun/saya/").status_code == 200
    negeri.clock.advance(timedelta(hours=1))
    assert client.get("/akun/saya/").status_code == 302


@pytest.mark.parametrize("change", [{"active": False}, {"password": "argon2$lain"}, {"pin": "argon2$lain"}])
def test_a_closed_or_changed_account_ends_its_sessions(jakut: Node, change: dict[str, object]) -> None:
    officer(jakut)
    client = sign_in(jakut, "siti")
    Officer.objects.filter(username="siti").update(**change)
    assert client.get("/akun/saya/").status_code == 302


def test_a_role_taken_away_is_gone_at_the_next_click(jakut: Node) -> None:
    client = client_for(jakut, "kepala")
    assert client.get("/akun/petugas/").status_code == 200
    Officer.objects.update(roles=["loket"])
    answer = client.get("/akun/petugas/")
    assert answer.status_code == 403 and "Kepala kantor" in answer.content.decode()


def test_a_new_officer_begins_with_a_password_of_their_own(jakut: Node) -> None:
    client = client_for(jakut, "kepala")
    form = {"name": "Rina", "username": "rina", "roles": ["loket"], "wilayah": ""}
    page = client.post("/akun/petugas/tambah/", form).content.decode()
    secret = page.split('<code id="sandi">')[1].split("<")[0]
    fresh = sign_in(jakut, "rina", secret)
    assert fresh.get("/akun/ganti/").url == "/akun/saya/sandi/", "nothing else before"
    changed = fresh.post("/akun/saya/sandi/", {"old": secret, "new": PASSWORD, "again": PASSWORD})
    assert changed.status_code == 302 and fresh.get("/akun/saya/").status_code == 200
    assert fresh.post("/akun/saya/pin/", {"password": PASSWORD, "pin": "123456"}).status_code == 422
    assert fresh.post("/akun/saya/pin/", {"password": PASSWORD, "pin": "480273"}).status_code == 302


def test_the_head_changes_closes_and_finds_officers(jakut: Node) -> None:
    officer(jakut)
    client = client_for(jakut, "kepala")
    form = {"name": "Siti Rahma", "roles": ["loket", "verifikator"], "wilayah": "31.72.01"}
    assert client.post("/akun/petugas/siti/", form).status_code == 302
    assert Officer.objects.get(username="siti").roles == ["loket", "verifikator"]
    assert client.post("/akun/petugas/siti/", form | {"wilayah": "3507"}).status_code == 422
    assert client.get("/akun/petugas/siti/aktif/").status_code == 200
    assert client.post("/akun/petugas/siti/aktif/").status_code == 302
    assert "Siti" not in client.get("/akun/petugas/").content.decode()
    assert "Ditutup" in client.get("/akun/petugas/?tutup=1&cari=siti").content.decode()
    csv = client.get("/akun/petugas/?tutup=1&format=csv").content.decode()
    assert 'siti,Siti Rahma,"Petugas loket, Verifikator",317201,tidak' in csv


def test_the_auditor_finds_who_looked_and_is_seen_looking(negeri: Country, jakut: Node) -> None:
    now = jakut.clock.now()
    for days, who, nik in ((0, "siti", NIK), (1, "budi", NIK), (20, "siti", NIK), (0, "siti", "3172010101900002")):
        ViewLog.objects.create(
            at=now - timedelta(days=days), officer=who, subject=f"penduduk/{nik}", purpose="layanan loket", path="/p/"
        )
    client = client_for(jakut, "auditor")
    rows = lambda query: client.get(f"/akun/jejak/?{query}").context["rows"]  # noqa: E731
    assert len(rows("")) == 3
    assert [r.officer for r in rows("cari=3172 01 010190 0001")] == ["budi", "siti", "uji-auditor"]
    seen = ViewLog.objects.filter(officer="uji-auditor").get()
    assert seen.subject == f"penduduk/{NIK}" and seen.purpose == "pemeriksaan jejak"
    assert len(rows("petugas=siti&dari=01-11-2026&sampai=23-11-2026")) == 3
    assert client.get("/akun/jejak/?dari=31-02-2026").status_code == 422
    csv = client.get("/akun/jejak/?format=csv&petugas=budi").content.decode()
    assert csv.count("\n") == 2 and "2026-11-22T08:00:00+07:00,budi" in csv
    taken = ViewLog.objects.filter(officer="uji-auditor").latest("id")
    assert (taken.subject, taken.purpose) == ("unduhan/jejak.csv", "unduh daftar"), "who takes a list is seen taking it"


def test_every_purpose_is_told_in_both_languages() -> None:
    told = {access.purpose for path in addresses() if (access := access_of(path)) and access.purpose}
    assert told <= set(PURPOSE_TEXTS)


def addresses() -> Iterator[Any]:
    """Every view of the program."""
    waiting = list(get_resolver().url_patterns)
    while waiting:
        one = waiting.pop()
        waiting += getattr(one, "url_patterns", [])
        if callback := getattr(one, "callback", None):
            yield callback


def test_ended_sessions_are_forgotten_in_portions(jakut: Node) -> None:
    now = jakut.clock.now()
    ages = {f"lama{i}": now - timedelta(days=1) for i in range(AT_ONCE + 1)} | {"kini": now + timedelta(hours=1)}
    Session.objects.bulk_create(Session(session_key=k, session_data="", expire_date=at) for k, at in ages.items())
    assert [forget_sessions(jakut, now) for _ in range(3)] == [AT_ONCE, 1, 0]
    assert list(Session.objects.values_list("pk", flat=True)) == ["kini"]
