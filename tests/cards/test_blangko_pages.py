"""The treasurer's pages: a day from hand-out to closing, receipt with serials, the month, the public figure, the fire, a loan."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse

from siaga.cards import line
from siaga.cards.blangko import acts, book, loan_acts, rules
from siaga.cards.blangko.serials import SerialRange as R
from siaga.cards.models import BlangkoLoan, BlangkoRequest, LedgerEntry
from siaga.documents.models import Document
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.kit.node import Node
from tests.cards.offices_cards import BENDAHARA
from tests.pages import NodeClient, anonymous, client_for

WITNESSES = {"place": "halaman", "saksi_1": "Bambang", "peran_1": "Bendahara", "saksi_2": "Dewi", "peran_2": "Kasi"}


def text(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def said(client: NodeClient, path: str, data: dict[str, Any], status: int = 302) -> HttpResponse:
    answer = client.post(path, {**data, "kunci": str(uuid4())})
    assert answer.status_code == status, text(answer)[:2000]
    return answer


@pytest.fixture
def treasurer(jakut: Node) -> NodeClient:
    client_for(jakut, "pencetakan")  # somebody who prints
    made = client_for(jakut, "bendahara")
    acts.receive(jakut, BENDAHARA, 1000, "BAST 1", numbers=(R(1, 1000),))
    return made


def operator_of(jakut: Node) -> str:
    return "uji-pencetakan"


def test_morning_and_closing(jakut: Node, treasurer: NodeClient) -> None:
    who = operator_of(jakut)
    page = text(treasurer.get("/kartu/blangko/pagi/"))
    assert "Di gudang 1.000." in page and "Nomor seri 1-1000." in page and f'name="jumlah_{who}"' in page
    said(treasurer, "/kartu/blangko/pagi/", {}, status=422)
    wrong = said(treasurer, "/kartu/blangko/pagi/", {f"jumlah_{who}": 10, f"seri_{who}": "5-20"}, status=422)
    assert "Nomor serinya 16, jumlahnya 10" in text(wrong)
    wrong = said(treasurer, "/kartu/blangko/pagi/", {f"jumlah_{who}": 1001}, status=422)
    assert "Di gudang hanya ada 1000, diperlukan 1001" in text(wrong)
    said(treasurer, "/kartu/blangko/pagi/", {f"jumlah_{who}": 50, f"seri_{who}": "101-150"})
    assert "101-150" in text(treasurer.get("/kartu/blangko/pagi/"))
    page = text(treasurer.get("/kartu/blangko/penutupan/"))
    assert "Menurut buku: 50." in page and "Diserahkan nomor 101-150." in page and 'value="101-150"' in page
    drawer = {"laci": rules.drawer(who), f"{who}-returned": 48, f"{who}-serials": "103-150"}
    answer = said(treasurer, "/kartu/blangko/penutupan/", drawer, status=422)
    assert "Selisih memerlukan berita acara" in text(answer)
    said(treasurer, "/kartu/blangko/penutupan/", drawer | {f"{who}-note": "hilang", f"{who}-berita_acara": "BA 4"})
    assert "Semua laci kosong." in text(treasurer.get("/kartu/blangko/penutupan/"))
    assert line.balances(jakut) == {"stok": 998, "petugas": 0, "selisih": 2}
    said(treasurer, "/kartu/blangko/pagi/", {f"jumlah_{who}": 5})
    said(treasurer, "/kartu/blangko/penutupan/", {"semua": "1"})
    assert line.balances(jakut)["petugas"] == 0
    said(treasurer, "/kartu/blangko/penutupan/", {"laci": "stok"}, status=200)
    assert client_for(jakut, "loket").get("/kartu/blangko/pagi/").status_code == 403


def test_the_same_form_twice_hands_out_once(jakut: Node, treasurer: NodeClient) -> None:
    form = {f"jumlah_{operator_of(jakut)}": 7, "kunci": str(uuid4())}
    answers = [treasurer.post("/kartu/blangko/pagi/", form).status_code for _again in range(2)]
    assert answers == [302, 200], "the second time it is told that it is done already"
    assert line.balances(jakut)["petugas"] == 7


def test_fetch_papers_and_receipt(negeri: Country, jakut: Node, treasurer: NodeClient) -> None:
    said(treasurer, "/kartu/blangko/minta/?barang=kia", {"amount": 60})
    request = BlangkoRequest.objects.get()
    assert request.item == "kia"
    page = text(treasurer.get("/kartu/blangko/permintaan/"))
    assert "Blangko KIA" in page and Document.objects.get(kind="surat_permintaan").number in page
    path = reverse("cards:fetch", args=[request.id])
    people = {"pengambil_1": "Bambang", "jabatan_1": "Bendahara", "pengambil_2": "Bambang", "jabatan_2": "Staf"}
    leaves = f"{jakut.clock.today():%d-%m-%Y}"
    assert "dua orang yang berbeda" in text(said(treasurer, path, people | {"leaves_on": leaves}, status=422))
    said(treasurer, path, people | {"pengambil_2": "Dewi", "leaves_on": leaves})
    exchange.talk(jakut, jakut.devices["pusat"])
    operator = client_for(negeri.centre, "operator_pusat")
    said(operator, "/kartu/permintaan/terima/?barang=kia", {"amount": 50, "note": "percetakan"})
    ship = reverse("cards:ship", args=[request.id])
    assert "hanya ada 50" in text(said(operator, ship, {"amount": 60, "serials": "1-60"}, status=422))
    said(operator, ship, {"amount": 50, "serials": "1-50"})
    exchange.talk(jakut, jakut.devices["pusat"])
    path = reverse("cards:receive_shipment", args=[request.id])
    assert 'value="1-50"' in text(treasurer.get(path))
    come = {"amount": 45, "serials": "1-45", "damaged": 2, "broken": "46-47"}
    assert "memerlukan alasan" in text(said(treasurer, path, come, status=422))
    said(treasurer, path, come | {"note": "peti basah", "berita_acara": "BA 1"})
    assert BlangkoRequest.objects.get().bast in text(treasurer.get("/kartu/blangko/permintaan/"))
    assert book.balances("3172", "kia") == {"perjalanan": 0, "stok": 45, "rusak": 2, "selisih": 3}


def test_the_month_closes_and_is_downloaded(jakut: Node, treasurer: NodeClient) -> None:
    jakut.clock.advance(timedelta(days=31))  # type: ignore[attr-defined]
    acts.draw(jakut, BENDAHARA, 30, to="ani")
    acts.spoil_blank(jakut, BENDAHARA, 1, "sobek", source=rules.drawer("ani"))
    page = text(treasurer.get("/kartu/blangko/bulan/"))
    assert "selisih nol" in page and "Bulan sebelumnya" in page
    csv = text(treasurer.get("/kartu/blangko/bulan/?format=csv"))
    assert "Stok di gudang,1000,0,30,970" in csv and "Di petugas cetak,0,30,1,29" in csv and "Rusak,0,1,0,1" in csv
    for bad in ("2099-01", "x", "1999-01", "2026-13"):
        assert treasurer.get(f"/kartu/blangko/bulan/?bulan={bad}").status_code == 404
    assert treasurer.get("/kartu/blangko/bulan/?barang=emas").status_code == 404


def test_everybody_may_see_what_is_left_each_day(jakut: Node, treasurer: NodeClient) -> None:
    jakut.clock.advance(timedelta(days=2))  # type: ignore[attr-defined]
    acts.spoil_blank(jakut, BENDAHARA, 100, "banjir")
    acts.draw(jakut, BENDAHARA, 30, to="ani")
    page = text(anonymous(jakut).get("/publik/blangko/"))
    assert "Hari ini ada 900 blangko." in page and page.count("<td>1.000</td>") == 2
    assert len(page) < 20_000


def test_the_fire(jakut: Node, treasurer: NodeClient) -> None:
    acts.spoil_blank(jakut, BENDAHARA, 3, "basah")
    assert "/kartu/blangko/musnah/" in text(treasurer.get("/kartu/blangko/"))
    assert "3 yang rusak" in text(treasurer.get("/kartu/blangko/musnah/"))
    said(treasurer, "/kartu/blangko/musnah/", WITNESSES | {"saksi_2": "Bambang"}, status=422)
    said(treasurer, "/kartu/blangko/musnah/", WITNESSES)
    assert book.balances("3172")["musnah"] == 3 and LedgerEntry.objects.filter(kind="musnah").count() == 1


def test_a_loan_on_the_pages(negeri: Country, jakut: Node, treasurer: NodeClient) -> None:
    poor = negeri.office("3671", "Kota Tangerang")
    exchange.talk(jakut, jakut.devices["pusat"])
    borrower, operator = client_for(poor, "bendahara"), client_for(negeri.centre, "operator_pusat")
    said(
        borrower,
        "/kartu/blangko/pinjaman/minta/",
        {"item": "ktp_el", "amount": 40, "note": "blangko habis sejak Senin"},
    )
    with poor:
        exchange.talk(poor, poor.devices["pusat"])
        loan = BlangkoLoan.objects.get().id
    rule = reverse("cards:loan_rule", args=[loan])
    assert "Kota Administrasi Jakarta Utara (1000)" in text(operator.get(rule))
    said(operator, rule, {"lender": "3172", "amount": 40, "letter": "471/88/Prov"})
    exchange.talk(jakut, jakut.devices["pusat"])
    assert "471/88/Prov" in text(treasurer.get("/kartu/blangko/pinjaman/"))
    said(treasurer, reverse("cards:loan_send", args=[loan]), {"serials": "1-40"})
    exchange.talk(jakut, jakut.devices["pusat"])
    with negeri.centre:
        assert loan_acts.announce(negeri.centre, negeri.clock.now()) == 1
    with poor:
        exchange.talk(poor, poor.devices["pusat"])
    said(borrower, reverse("cards:loan_count", args=[loan]), {"amount": 40, "serials": "1-40"})
    back = reverse("cards:loan_back", args=[loan])
    assert "Masih dipinjam 40 dari 40" in text(borrower.get(back))
    said(borrower, back, {"amount": 10, "serials": "1-10"})
    assert "10 dari 40 dikembalikan" in text(borrower.get(reverse("cards:loans")))
    said(borrower, back, {"amount": 31, "serials": "10-40"}, status=422)
    said(borrower, back, {"amount": 30, "serials": "11-40"})
    assert "dalam perjalanan pulang" in text(borrower.get("/kartu/blangko/pinjaman/"))
    assert treasurer.get(reverse("cards:loan_back", args=[loan])).status_code == 404


def test_what_is_asked_for_is_sent_not_booked_and_shipped_to_an_office_with_a_name(
    negeri: Country, jakut: Node, treasurer: NodeClient
) -> None:
    said(treasurer, "/kartu/blangko/minta/", {"amount": 50})
    page = text(treasurer.get("/kartu/blangko/"))
    assert "Permintaan dikirim ke pusat." in page and "Dibukukan." not in page
    exchange.talk(jakut, jakut.devices["pusat"])
    with negeri.centre as centre:
        row = BlangkoRequest.objects.get()
        page = text(client_for(centre, "operator_pusat").get(reverse("cards:ship", args=[row.id])))
        assert f"Kirim blangko ke {jakut.name}" in page


def test_the_centre_sends_no_more_than_was_asked_for_and_can_say_no(
    negeri: Country, jakut: Node, treasurer: NodeClient
) -> None:
    """A slip of the finger would make nine hundred thousand of nine hundred; and who is never answered can never ask again."""
    said(treasurer, "/kartu/blangko/minta/", {"amount": 500})
    exchange.talk(jakut, jakut.devices["pusat"])
    operator = client_for(negeri.centre, "operator_pusat")
    request = BlangkoRequest.objects.get().id
    many = said(operator, reverse("cards:ship", args=[request]), {"amount": 900_000}, status=422)
    assert "Diminta 500. Kirim paling banyak sebanyak itu" in text(many)
    no = reverse("cards:decline", args=[request])
    assert no in text(operator.get("/kartu/permintaan/"))
    said(operator, no, {"why": "habis"}, status=422)
    said(operator, no, {"why": "Blangko nasional habis sampai Maret."})
    assert "ditolak: Blangko nasional habis" in text(operator.get("/kartu/permintaan/?semua=1"))
    said(operator, reverse("cards:ship", args=[request]), {"amount": 10}, status=422)
    exchange.talk(jakut, jakut.devices["pusat"])
    for path in ("/kartu/blangko/", "/kartu/blangko/permintaan/"):
        assert "ditolak pusat: Blangko nasional habis sampai Maret." in text(treasurer.get(path))
    said(treasurer, "/kartu/blangko/minta/", {"amount": 400})
    assert BlangkoRequest.objects.filter(state="diminta").count() == 1, "asked again"
