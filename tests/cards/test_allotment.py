"""The centre's allotment: numbers of every office, decided once, shipped once to who asked, read at the office, loans answered."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from siaga.cards.allotment import acts as allotments
from siaga.cards.allotment import reckoning
from siaga.cards.blangko import acts as ledger
from siaga.cards.blangko import book, loan_acts, supply_acts
from siaga.cards.models import Allotment, BlangkoLoan, BlangkoRequest, PrintOrder
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import Refused
from siaga.kit.node import Node
from siaga.recording.models import Record
from tests.cards.offices_cards import BENDAHARA, PUSAT_OP
from tests.pages import NodeClient, client_for

QUERY = "jumlah=90&aturan=prr&batas=20&kiriman=20"
MISTAKES = (("aturan=salah&jumlah=5&batas=20&kiriman=20", 422), ("jumlah=-4&aturan=prr&batas=20&kiriman=20", 422))


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def talk(office: Node) -> None:
    with office:
        exchange.talk(office, office.devices["pusat"])


def ready(centre: Node, office: str, n: int) -> None:
    """So many print-ready people of an office, as the centre knows them."""
    now = centre.clock.now()
    with centre:
        Record.objects.bulk_create(
            Record(
                id=uuid4(), nik=f"{office}{k:012d}", status="PRINT_READY_RECORD", status_since=now, recorded_at=now, operator="op",
                office=office, proven_at=now, writer="pusat",
            )
            for k in range(n)
        )  # fmt: skip


@pytest.fixture
def three(negeri: Country) -> tuple[Node, ...]:
    """The centre; a district with 100 waiting and one with 50, in one province; one with 1,000 blangko and a slow printer."""
    offices = tuple(
        negeri.office(code, name)
        for code, name in (("3172", "Kota Jakarta Utara"), ("3173", "Kota B"), ("3171", "Kota C"))
    )
    ready(negeri.centre, "3172", 100)
    ready(negeri.centre, "3173", 50)
    with offices[2]:
        assert ledger.receive(offices[2], BENDAHARA, 1000, "BAST 1")
    now = negeri.clock.now()
    with negeri.centre:
        PrintOrder.objects.bulk_create(
            PrintOrder(
                id=uuid4(), nik=f"3171{k:012d}", record=uuid4(), klass="pemula", recorded_at=now, joined_at=now, state="diserahkan",
                state_since=now, printed_at=now - timedelta(days=1 + k % 4), kecamatan="317101", kelurahan="3171011001", office="3171",
            )
            for k in range(40)
        )  # fmt: skip
    for office in offices:
        talk(office)
    return (negeri.centre, *offices)


def decided(client: NodeClient, query: str = QUERY, key: str = "") -> Any:
    page = text(client.get(f"/kartu/penjatahan/?{query}"))
    seen = re.search(r'name="dilihat" value="([^"]+)"', page)
    assert seen, page[:3000]
    data: dict[str, Any] = dict(pair.split("=") for pair in query.split("&"))
    return client.post("/kartu/penjatahan/tetapkan/", data | {"dilihat": seen[1], "kunci": key or str(uuid4())})


def test_the_page_divides_compares_and_explains(three: tuple[Node, ...]) -> None:
    centre = three[0]
    client = client_for(centre, "operator_pusat")
    assert "150" in text(client.get("/kartu/penjatahan/"))
    page = text(client.get(f"/kartu/penjatahan/?{QUERY}"))
    assert "PRR 100 dari 150 pada kantor yang belum terpenuhi: bagian 60, dibulatkan menjadi 60." in page
    assert "stok dan kiriman 1.000: tidak ada kekurangan" in page and "Harga keadilan" in page
    assert "Kota C" in page and "sesama provinsi" not in page, "30 missing are too few for a journey"
    table = list(
        csv.DictReader(io.StringIO(text(client.get(f"/kartu/penjatahan/?{QUERY}&format=csv")).lstrip("\ufeff")))
    )
    assert {r["Kode"]: r["Jatah"] for r in table} == {"3171": "0", "3172": "60", "3173": "30"}
    assert {r["Kode"]: r["Sama banyak (maks–min)"] for r in table} == {"3171": "0", "3172": "45", "3173": "45"}
    for query, status in MISTAKES:
        assert client.get(f"/kartu/penjatahan/?{query}").status_code == status
    with centre:
        d = reckoning.country(centre).numbers
        assert d.pace.tolist() == [10, 250, 250]


def test_decided_once_and_shipped_once(three: tuple[Node, ...]) -> None:
    centre, utara, b, _c = three
    with utara:
        assert supply_acts.request_blangko(utara, BENDAHARA, 500)
    talk(utara)
    client, key = client_for(centre, "operator_pusat"), str(uuid4())
    first = decided(client, key=key)
    assert first.status_code == 302
    decided_page = text(client.get(first["Location"]))
    assert "sudah dikirim" in decided_page and "menunggu permintaan kantor" in decided_page
    with centre:
        row = Allotment.objects.get()
        assert BlangkoRequest.objects.get().shipped == 60
    # The other one asks now; the button is pressed twice, and the first office asks again: it has had its share.
    for office in (utara, b):
        talk(office)
        with office:
            if office is utara:
                assert supply_acts.receive_shipment(office, BENDAHARA, BlangkoRequest.objects.get().id, 60)
            assert supply_acts.request_blangko(office, BENDAHARA, 20)
        talk(office)
    for _again in range(2):
        assert client.post(f"/kartu/penjatahan/{row.id}/kirim/", {"kunci": str(uuid4())}).status_code == 302
    with centre:
        shipped = sorted(BlangkoRequest.objects.filter(state="dikirim").values_list("office", "shipped"))
        assert shipped == [("3173", 30)], "the share, though only 20 were asked for"
        assert Allotment.objects.count() == 1
        assert book.balances("3173").get("perjalanan") == 30
        # Two at once: both read that it was not shipped; the key lets one of them.
        request = BlangkoRequest.objects.create(
            id=uuid4(), office="3173", at=centre.clock.now(), amount=9, prr=9, stock=0
        )
        assert allotments.ship_all(centre, PUSAT_OP, row.id) == allotments.Sent([], [])
        request.delete()
    talk(b)
    page = text(client_for(b, "bendahara").get(f"/kartu/penjatahan/{row.id}/"))
    assert "Kantor ini: 30 blangko" in page and "PRR 50 dari 150" in page
    assert f"/kartu/penjatahan/{row.id}/" in text(client_for(b, "bendahara").get("/kartu/blangko/permintaan/"))


def test_the_same_form_twice_decides_once(three: tuple[Node, ...]) -> None:
    client, key = client_for(three[0], "operator_pusat"), str(uuid4())
    answers = [decided(client, key=key).status_code for _again in range(2)]
    assert answers == [302, 200]
    with three[0]:
        assert Allotment.objects.count() == 1


def test_numbers_that_changed_are_looked_at_again(three: tuple[Node, ...]) -> None:
    centre = three[0]
    with centre:
        found = reckoning.country(centre)
        seen = reckoning.print_of(found, reckoning.divide(found, "prr", 90, 20, 20))
    ready(centre, "3171", 2000)
    with centre:
        said = allotments.decide(centre, PUSAT_OP, "prr", 90, 20, 20, seen=seen)
        assert isinstance(said, Refused) and said.codes() == {"allotment.changed"}
        assert not allotments.decide(centre, BENDAHARA, "prr", 90, 20, 20, seen=seen)
        assert ledger.receive(centre, PUSAT_OP, 10, "percetakan")
        said = allotments.decide(centre, PUSAT_OP, "prr", 90, 20, 20, seen=seen)
        assert isinstance(said, Refused) and said.codes() == {"allotment.store"}
        assert not Allotment.objects.exists()


def test_loans_proposed_are_granted_by_one_letter(three: tuple[Node, ...]) -> None:
    """Kota C can print 200 in 20 days and has 1,000: it lends what the others lack, inside the province."""
    centre, utara, _b, _c = three
    client = client_for(centre, "operator_pusat")
    query = "jumlah=30&aturan=prr&batas=20&kiriman=20"
    page = text(client.get(f"/kartu/penjatahan/?{query}"))
    assert "sesama provinsi" in page
    first = decided(client, query)
    with utara:
        assert loan_acts.ask(utara, BENDAHARA, 70, "Blangko habis sejak Senin.")
    talk(utara)
    id = UUID(first["Location"].rstrip("/").rsplit("/", 1)[1])
    assert "sudah diminta" in text(client.get(first["Location"]))
    client.post(f"/kartu/penjatahan/{id}/pinjaman/", {"letter": "", "kunci": str(uuid4())})
    for _again in range(2):
        client.post(f"/kartu/penjatahan/{id}/pinjaman/", {"letter": "471/12/PROV", "kunci": str(uuid4())})
    with centre:
        loan = BlangkoLoan.objects.get()
        assert (loan.state, loan.lender, loan.office, loan.amount) == ("disetujui", "3171", "3172", 70)


def test_only_the_latest_is_carried_out(three: tuple[Node, ...]) -> None:
    client = client_for(three[0], "operator_pusat")
    old = decided(client)["Location"]
    assert decided(client, "jumlah=60&aturan=sama_banyak&batas=20&kiriman=20").status_code == 302
    assert "Sudah diganti yang lebih baru" in text(client.get(old))
    answer = client.post(f"{old}kirim/", {"kunci": str(uuid4())}, follow=True)
    assert "sudah diganti yang lebih baru" in text(answer)
