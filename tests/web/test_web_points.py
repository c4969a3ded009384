"""What a browser sees of service points: the office's list and deeds, a point's own page and strip, and what it says it does not serve."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest

from siaga.accounts import acts
from siaga.accounts.models import Officer
from siaga.accounts.seals import open_seals
from siaga.cards import line
from siaga.cards.blangko import acts as ledger_acts
from siaga.cards.blangko import book
from siaga.cards.blangko.acts import receive
from siaga.cards.blangko.serials import SerialRange
from siaga.cards.join_acts import join_print_list
from siaga.cards.models import PrintOrder
from siaga.drill.country import Country
from siaga.journal import points
from siaga.journal.act import SYSTEM
from siaga.journal.models import OfficePoint
from siaga.kit.node import Node
from siaga.roles.point import POINT
from siaga.roles.second import OFTEN
from siaga.web import point_gate
from tests.cards.offices_cards import BENDAHARA, crowd, with_printer
from tests.pages import anonymous, client_for
from tests.service_points import service_point, swap

PASSWORD = "enam ekor kambing"


@pytest.fixture
def office(negeri: Country) -> Node:
    return negeri.office("3172", "Kota Administrasi Jakarta Utara")


@pytest.fixture
def point(negeri: Country, office: Node) -> Node:
    with office:
        crowd(office, 3)
        join_print_list(office, office.clock.now())
        assert ledger_acts.receive(office, BENDAHARA, 10, "BAST 1")
    made = service_point(negeri, office)
    with_printer(made)
    return made


def form(**fields: Any) -> dict[str, Any]:
    return fields | {"kunci": str(uuid4())}


def test_a_code_is_shown_once_to_who_may_make_one(office: Node) -> None:
    shown = client_for(office, "kepala").post("/titik/", form()).content.decode()
    assert re.search(r"3172-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", shown)
    assert "siaga titik --kantor" in shown
    assert "Buat kode" not in client_for(office, "bendahara").get("/titik/").content.decode()
    assert client_for(office, "loket").get("/titik/").status_code == 403


def test_cards_and_blangko_are_lent_by_pages_and_come_back_by_pages(office: Node, point: Node) -> None:
    head, treasurer = client_for(office, "kepala"), client_for(office, "bendahara")
    assert "0 belum dicetak" in head.get("/titik/").content.decode()
    assert head.post("/titik/1/pinjam/", form(n=2)).url == "/titik/"  # type: ignore[attr-defined]
    assert treasurer.post("/titik/1/blangko/", form(amount=11)).status_code == 422
    assert treasurer.post("/titik/1/blangko/", form(amount=4)).url == "/titik/"  # type: ignore[attr-defined]
    listed = head.get("/titik/").content.decode()
    assert "2 belum dicetak" in listed and "4 dalam perjalanan" in listed
    swap(point)
    there = client_for(point, "bendahara")
    assert "Terima titipan: Blangko KTP-el" in there.get("/titik/").content.decode()
    assert there.post("/titik/terima/", form(amount=4)).url == "/titik/"  # type: ignore[attr-defined]
    printing = client_for(point, "pencetakan")
    assert printing.post("/kartu/cetak/", form(n=1, printer="kartu-1")).url == "/kartu/pencetak/"  # type: ignore[attr-defined]
    assert printing.post("/titik/kembalikan/", form()).url == "/titik/"  # type: ignore[attr-defined]
    assert there.post("/titik/blangko/", form(amount=3)).url == "/titik/"  # type: ignore[attr-defined]
    swap(point)
    assert "Blangko KTP-el: 3 kembali" in treasurer.get("/titik/").content.decode()
    assert treasurer.post("/titik/terima/", form(amount=3)).url == "/titik/"  # type: ignore[attr-defined]
    with office:
        assert line.balances(office)["stok"] == 9
        assert set(PrintOrder.objects.exclude(lent_to="").values_list("state", "returned")) == {
            ("dikirim", False),
            ("menunggu", True),
        }


def test_ribbons_and_numbered_blangko_go_to_a_point_and_are_counted_there(office: Node, point: Node) -> None:
    treasurer = client_for(office, "bendahara")
    assert "Nomor seri" in treasurer.get("/titik/1/blangko/").content.decode()
    with office:
        assert receive(office, BENDAHARA, 3, "BAST", item="pita")
        assert receive(office, BENDAHARA, 5, "BAST", numbers=(SerialRange(501, 505),))
    wrong = treasurer.post("/titik/1/blangko/", form(item="ktp_el", amount=2, serials="601-602"))
    assert wrong.status_code == 422 and "601 sampai 602 tidak ada" in wrong.content.decode()
    assert treasurer.post("/titik/1/blangko/", form(item="ktp_el", amount=2, serials="504-505")).status_code == 302
    assert treasurer.post("/titik/1/blangko/", form(item="pita", amount=2)).status_code == 302
    swap(point)
    there = client_for(point, "bendahara")
    page = there.get("/titik/").content.decode()
    assert "Terima titipan: Blangko KTP-el" in page and "Pita printer: 2 dalam perjalanan" in page
    assert "Dikirim 2." in there.get("/titik/terima/?barang=pita").content.decode()
    assert there.post("/titik/terima/?barang=pita", form(amount=2)).status_code == 302
    assert there.post("/titik/terima/", form(amount=2)).status_code == 302
    with point:
        assert book.balances(point.desk, "pita")["stok"] == 2
        assert book.held(point)["stok"] == (SerialRange(504, 505),)
    with office:
        assert book.held(office)["stok"] == (SerialRange(501, 503),)


def test_a_point_says_since_when_its_office_does_not_hear_it(point: Node) -> None:
    browser = client_for(point, "loket", "perekaman", "kepala")
    point.devices["kantor"].up = True
    with point:
        POINT.tick(point, point.clock.now())
    assert "pelayanan berjalan" not in browser.get("/").content.decode()
    point.devices["kantor"].up = False
    point.clock.advance(2 * OFTEN)  # type: ignore[attr-defined]
    with point:
        POINT.tick(point, point.clock.now())
    for path in ("/", "/titik/", "/loket/", "/rekam/", "/penduduk/", "/kartu/antrean/", "/kartu/rak/"):
        page = browser.get(path)
        assert page.status_code == 200, path
        assert "jalur ke kantor putus sejak" in page.content.decode(), path
    kiosk = anonymous(point).get("/publik/kios/").content.decode()
    assert "Ganti yang hilang atau rusak di kantor" in kiosk and "Akta pencatatan sipil" not in kiosk
    home = browser.get("/").content.decode()
    assert "catatan untuk kantor" in home and "catatan untuk pusat" not in home


@pytest.mark.parametrize(
    "path",
    ["/suket/", "/kartu/suket/", "/kartu/kartu-lama/", "/penduduk/baru/", "/gangguan/", "/kotak/", "/akun/petugas/"]
    + [
        "/kartu/blangko/minta/",
        "/loket/permohonan/",
        "/akun/saya/sandi/",
        "/berkas/formulir/penduduk/3172010101600001/perubahan_data/",
    ],
)
def test_the_rest_is_at_the_office(point: Node, path: str) -> None:
    answer = client_for(point, "kepala", "loket", "bendahara").get(path)
    assert answer.status_code == 403 and "Layanan ini ada di kantor" in answer.content.decode()
    assert not point_gate.serves(path)


def test_the_rail_of_a_point_leads_to_nothing_that_it_does_not_serve(point: Node) -> None:
    page = client_for(point, "kepala", "loket", "perekaman", "pencetakan", "bendahara").get("/").content.decode()
    links = set(re.findall(r'href="(/[^"?#]*)', page))
    assert {"/loket/", "/rekam/", "/kartu/antrean/", "/titik/"} <= links
    rail = re.findall(r'href="(/[^"?#]*)', page[page.index("<nav") : page.index("</nav>")])
    assert rail and all(point_gate.serves(link) for link in rail), rail


@pytest.mark.parametrize(
    "path", ["/kartu/blangko/", "/kartu/antrean/", "/kartu/rak/", "/kartu/printer/", "/titik/", "/loket/", "/rekam/"]
)
def test_a_page_of_a_point_leads_to_nothing_that_it_does_not_serve(point: Node, path: str) -> None:
    roles = ("kepala", "loket", "perekaman", "pencetakan", "bendahara")
    page = client_for(point, *roles).get(path).content.decode()
    dead = {link for link in re.findall(r'(?:href|action)="(/[^"?#]*)', page) if not point_gate.serves(link)}
    assert not dead


def test_officers_sign_in_at_a_point_with_the_account_of_their_office(office: Node, point: Node) -> None:
    with office:
        assert acts.create_officer(office, SYSTEM, "siti", "Siti", ["loket"], "", PASSWORD)
        Officer.objects.filter(username="siti").update(must_change=False)
        acts.tell_again(office, SYSTEM)
    swap(point)
    with point:
        assert open_seals(point) >= 1
    browser = anonymous(point)
    signed = browser.post("/masuk/", {"username": "siti", "password": PASSWORD})
    assert signed.status_code == 302
    assert browser.get("/loket/").status_code == 200


def test_an_ended_point_serves_nothing_and_says_so(office: Node, point: Node) -> None:
    head = client_for(office, "kepala")
    assert head.post("/titik/1/akhiri/", form(reason="rusak")).status_code == 422
    assert head.post("/titik/1/akhiri/", form(reason="terbakar semalam")).url == "/titik/"  # type: ignore[attr-defined]
    assert "terbakar semalam" in head.get("/titik/").content.decode()
    assert head.get("/titik/1/pinjam/").status_code == 404
    with office:
        assert OfficePoint.objects.get().ended is not None and not points.alive("3172/t1")
    swap(point)
    answer = client_for(point, "kepala").get("/loket/")
    assert answer.status_code == 503 and "sudah diakhiri" in answer.content.decode()


def test_a_citizen_at_a_point_is_led_to_nothing_that_it_does_not_do(point: Node) -> None:
    citizen = anonymous(point)
    for page in ("/publik/", "/publik/kios/"):
        links = set(re.findall(r'href="(/[^"?#]*)', citizen.get(page).content.decode()))
        assert links and all(point_gate.serves(link) for link in links), links
    kiosk = citizen.get("/publik/kios/").content.decode()
    assert "Perekaman KTP-el" in kiosk and "Akta pencatatan sipil" not in kiosk
    assert citizen.get("/publik/kios/B/").status_code == 200
    assert citizen.get("/publik/kios/A/").status_code == 404, "a new family card is made at the office"
    desk = client_for(point, "loket").get("/loket/").content.decode()
    assert "Perekaman KTP-el" in desk and "Akta pencatatan sipil" not in desk
