"""The front page of an office and of the centre, the page of admitted offices, the technician's list of parked facts."""

from __future__ import annotations

import re
from datetime import timedelta

from siaga.continuity import acts as switches
from siaga.counter.models import Ticket
from siaga.drill.country import Country
from siaga.incidents.ticks import OFFICE_TICKS
from siaga.journal import exchange, membership
from siaga.journal.act import SYSTEM, Act, Actor
from siaga.journal.membership import NodeAdmitted
from siaga.journal.models import AdmissionCode, Parked, Peer
from siaga.kit import ids
from siaga.kit.node import Node
from tests.pages import anonymous, client_for, officer

TECHNICIAN = Actor("tek", "Tek", frozenset({"teknisi"}))


def say(node: Node, name: str) -> None:
    with Act(node, SYSTEM) as act:
        act.record(
            NodeAdmitted(node=name, name=name, wilayah="", verify_key="00" * 32, seal_key="11" * 32),
            subject=f"simpul/{name}",
        )


def number_in_the_hall(node: Node) -> None:
    taken = anonymous(node).post("/publik/kios/B/ambil/", {"kunci": str(ids.fresh()), "jalur": "umum"})
    assert taken.status_code in (302, 303), taken.content


def test_a_citizen_sees_the_landing_page_and_an_officer_the_day(jakut: Node) -> None:
    assert "Apa yang ingin Anda lakukan?" in anonymous(jakut).get("/").content.decode()
    page = client_for(jakut, "loket").get("/").content.decode()
    assert "Selamat bekerja, Petugas Uji" in page and "23 November 2026" in page
    assert "Tidak ada yang menunggu Anda." in page and "Tetap dilayani" not in page


def test_the_address_of_a_form_opened_as_a_page_says_so_and_changes_nothing(jakut: Node) -> None:
    for client in (client_for(jakut, "loket"), anonymous(jakut)):
        answer = client.get("/publik/kios/B/ambil/")
        assert answer.status_code == 405 and answer.headers["Allow"] == "POST"
        page = answer.content.decode()
        assert "Alamat ini bukan halaman" in page and "tidak ada yang tercatat" in page and 'href="/"' in page
    assert Ticket.objects.count() == 0


def test_what_waits_stands_there_with_the_age_of_the_oldest(negeri: Country, jakut: Node) -> None:
    number_in_the_hall(jakut)
    negeri.clock.advance(timedelta(minutes=42))
    number_in_the_hall(jakut)
    assert Ticket.objects.count() == 2
    page = client_for(jakut, "loket").get("/").content.decode()
    row = re.search(r"<tr data-row data-href=\"/loket/\".*?</tr>", page, re.S)
    assert row is not None
    assert ">2</td>" in row.group() and "42 menit" in row.group() and "btn-primary" in row.group()
    assert "Di ruang tunggu" in page
    other = client_for(jakut, "pencetakan").get("/").content.decode()
    assert 'data-href="/loket/"' not in other


def test_while_the_centre_is_away_the_page_says_what_goes_on(negeri: Country, jakut: Node) -> None:
    assert switches.turn_switch(jakut, TECHNICIAN, "pusat", True)
    negeri.clock.advance(timedelta(seconds=6))
    for tick in OFFICE_TICKS:
        tick(jakut, jakut.clock.now())
    page = client_for(jakut, "loket").get("/").content.decode()
    served = re.search(r"Tetap dilayani: <strong>(.*?)</strong>", page)
    waiting = re.search(r"Menunggu, lalu berjalan sendiri: <strong>(.*?)</strong>", page)
    assert served and "Perekaman KTP-el" in served.group(1)
    assert waiting and "Pemeriksaan ketunggalan" in waiting.group(1)


def test_without_the_signing_service_papers_are_given_in_another_way(negeri: Country, jakut: Node) -> None:
    """The page must not say that they are signed as always, and the strip says what the citizen is given."""
    assert switches.turn_switch(jakut, TECHNICIAN, "tte", True)
    negeri.clock.advance(timedelta(seconds=6))
    for tick in OFFICE_TICKS:
        tick(jakut, jakut.clock.now())
    page = client_for(jakut, "loket").get("/").content.decode()
    served = re.search(r"Tetap dilayani: <strong>(.*?)</strong>", page)
    other = re.search(r"Dilayani dengan cara lain: <strong>(.*?)</strong>", page)
    assert served and "Dokumen" not in served.group(1) and "Perekaman KTP-el" in served.group(1)
    assert other and "Dokumen dan tanda tangan" in other.group(1)
    assert "Dengan cara lain: " in page and "Warga menerima: Dokumen bertanda tangan basah" in page


def test_an_officer_with_a_first_password_is_asked_to_change_it_first(jakut: Node) -> None:
    made = officer(jakut, "loket", username="baru")
    made.must_change = True
    made.save()
    client = anonymous(jakut)
    client.enter(made)
    assert client.get("/").headers["Location"] == "/akun/saya/sandi/"


def test_the_centre_sees_its_offices_and_how_long_they_are_silent(negeri: Country, jakut: Node) -> None:
    exchange.talk(jakut, jakut.devices["pusat"])
    client = client_for(negeri.centre, "operator_pusat")
    page = client.get("/").content.decode()
    assert "Kota Administrasi Jakarta Utara" in page and "Terima kantor baru" in page
    negeri.clock.advance(timedelta(minutes=30))
    tiles = {t.label: t for t in client.get("/").context["tiles"]}
    assert tiles["Kantor diterima"].number == 1 and tiles["Tidak terdengar"].number == 1
    assert tiles["Tidak terdengar"].wrong
    assert "Terima kantor baru" not in client_for(negeri.centre, "adjudikator").get("/").content.decode()


def test_a_code_is_shown_once_and_lets_one_office_in(negeri: Country, jakut: Node) -> None:
    client = client_for(negeri.centre, "operator_pusat")
    before = client.get("/kantor/").content.decode()
    with negeri.centre:
        assert jakut.keys.public.fingerprint() in before and negeri.centre.keys.public.fingerprint() in before
    assert client.post("/kantor/", {"wilayah": "9999"}).status_code == 422
    shown = client.post("/kantor/", {"wilayah": "3507"}).content.decode()
    found = re.search(r'<code id="kode">([^<]+)</code>', shown)
    assert found and "Kabupaten Malang" in shown
    assert found.group(1) not in client.get("/kantor/").content.decode()
    malang = negeri._node("3507", "Kabupaten Malang", "3507")
    keys = malang.keys.public
    with negeri.centre:
        assert AdmissionCode.objects.filter(used_by="").count() == 1
        outcome, _mine = membership.admit(
            negeri.centre,
            code_proof=membership.proof(found.group(1), keys),
            newcomer="3507",
            name="Kabupaten Malang",
            wilayah="3507",
            keys=keys,
        )
        assert outcome
    assert keys.fingerprint() in client.get("/kantor/").content.decode()


def test_only_the_operator_of_the_centre_makes_codes(negeri: Country, jakut: Node) -> None:
    assert client_for(negeri.centre, "adjudikator").get("/kantor/").status_code == 403
    assert client_for(negeri.centre, "auditor").post("/kantor/", {"wilayah": "3507"}).status_code == 403
    found = client_for(negeri.centre, "operator_pusat").get("/kantor/wilayah/?q=malang").json()
    assert {"3507", "3573"} <= {a["code"] for a in found}


def test_a_parked_fact_is_a_technicians_work_and_can_be_tried_again(negeri: Country, jakut: Node) -> None:
    client = client_for(negeri.centre, "operator_pusat")
    assert "Tidak ada catatan yang tertahan." in client.get("/tertahan/").content.decode()
    for name in ("a", "b"):
        say(jakut, name)
    whole = dict(negeri.centre.kinds)
    known = {k: v for k, v in whole.items() if k != "journal.node_admitted"}
    object.__setattr__(negeri.centre, "kinds", known)
    exchange.talk(jakut, jakut.devices["pusat"])
    page = client.get("/tertahan/").content.decode()
    assert "simpul/a" in page and "journal.node_admitted" in page and "Coba lagi" in page
    assert 'href="/tertahan/"' in client.get("/").content.decode()
    url = "/tertahan/3172/1/lagi/"
    assert client_for(negeri.centre, "adjudikator").post(url).status_code == 403
    assert "Masih tertahan: 1." in client.post(url, follow=True).content.decode()
    object.__setattr__(negeri.centre, "kinds", whole)
    assert "sudah dipahami" in client.post(url, follow=True).content.decode()
    with negeri.centre:
        assert Peer.objects.filter(id="a").exists() and Parked.objects.count() == 1
    client.post("/tertahan/lagi/")
    with negeri.centre:
        assert Parked.objects.count() == 0
