"""A child's card takes its blank out of the book: nothing is printed at zero, and no blank is anywhere but where the book says."""

from __future__ import annotations

import io
import threading
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from siaga.cards.blangko import acts as blangko
from siaga.cards.blangko import book, rules
from siaga.cards.kia import acts
from siaga.cards.models import KiaCard, LedgerEntry
from siaga.continuity.models import Switch
from siaga.documents import printing
from siaga.documents.handing import hand_over
from siaga.documents.issuing import issue
from siaga.documents.kinds.kia import Kia
from siaga.documents.models import Document
from siaga.journal.act import Actor, AlreadyDone
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.roles.kinds import FACT_TABLES
from tests.cards.offices_cards import BENDAHARA, LOKET, OPERATOR, became, person, settle
from tests.pages import NodeClient, client_for

BORN = date(2018, 5, 6)


@pytest.fixture
def office(jakut: Node) -> Node:
    assert blangko.receive(jakut, BENDAHARA, 3, "BAST KIA", item=rules.KIA)
    return jakut


def child(node: Node, n: int = 0, until: date | None = None) -> UUID:
    """A child here, and its card that waits to be printed."""
    who = person(100 + n, born=BORN)
    settle(node, [who])
    data = Kia(
        province="DKI Jakarta", region="Kota Jakarta Utara", nik=who.nik, name=who.nama, birth_place="Jakarta Utara", birth_date=BORN,
        sex="L", blood="", no_kk=who.no_kk, head="Contoh", birth_deed="", address="Jl. Contoh 1", rt="1", rw="2", religion="Islam",
        kelurahan="Kebon Bawang", kecamatan="Tanjung Priok", issued_place="Jakarta Utara", issued_on=node.clock.today(),
        valid_until=until or date(2035, 5, 5),
    )  # fmt: skip
    answer = issue(node, LOKET, "kia", f"penduduk/{who.nik}", who.nik, data)
    assert answer and Document.objects.get(id=answer.value).holder_name == who.nama
    return UUID(str(answer.value))


def codes(answer: Any) -> set[str]:
    assert not answer
    return {r.code for r in answer.refusals}


def balances(node: Node) -> dict[str, int]:
    return {a: n for a, n in book.balances(node.desk, rules.KIA).items() if n}


def test_each_card_takes_a_blank_and_at_zero_nothing_is_printed(office: Node) -> None:
    cards = [child(office, n) for n in range(4)]
    assert acts.print_cards(office, OPERATOR, cards[:2])
    assert balances(office) == {"stok": 1, "tercetak": 2}
    assert codes(acts.print_cards(office, OPERATOR, cards[2:])) == {"ledger.not_enough"}, "all or none"
    assert balances(office) == {"stok": 1, "tercetak": 2} and KiaCard.objects.count() == 2
    assert acts.print_cards(office, OPERATOR, cards[2:3])
    assert codes(acts.print_cards(office, OPERATOR, cards[3:])) == {"ledger.not_enough"}
    assert list(acts.to_print(office).values_list("id", flat=True)) == cards[3:]
    assert book.balances(office.desk) == {}, "no KTP-el blangko was touched"


def test_blanks_come_out_of_the_drawer_of_who_prints(office: Node) -> None:
    card = child(office)
    assert blangko.draw(office, BENDAHARA, 2, to="ani", item=rules.KIA)
    assert codes(acts.print_cards(office, OPERATOR, [card])) == {"ledger.not_enough"}
    assert acts.print_cards(office, Actor("ani", "Ani", frozenset({"pencetakan"})), [card])
    assert balances(office) == {"stok": 1, "petugas/ani": 1, "tercetak": 1}
    assert acts.not_printed(office, OPERATOR, card), "whoever says so: it goes back where it came from"
    assert balances(office) == {"stok": 1, "petugas/ani": 2}


def test_a_spoiled_card_is_printed_again_on_another_blank(office: Node) -> None:
    card = child(office)
    assert codes(acts.spoiled(office, OPERATOR, card, "luntur")) == {"kia_card.not_printed"}
    assert acts.print_cards(office, OPERATOR, [card])
    assert codes(acts.spoiled(office, OPERATOR, card, " ")) == {"kia_card.no_reason"}
    assert acts.spoiled(office, OPERATOR, card, "luntur")
    assert codes(acts.spoiled(office, OPERATOR, card, "luntur")) == {"kia_card.not_printed"}
    assert codes(acts.not_printed(office, OPERATOR, card)) == {"kia_card.not_printed"}
    assert balances(office) == {"stok": 2, "rusak": 1}
    assert acts.print_cards(office, OPERATOR, [card])
    assert balances(office) == {"stok": 1, "rusak": 1, "tercetak": 1}
    assert LedgerEntry.objects.get(kind="rusak").note == "luntur"


def test_a_card_is_handed_over_only_once_it_is_printed(office: Node) -> None:
    card = child(office)
    assert codes(hand_over(office, LOKET, card, "Ibu Contoh")) == {"documents.not_printed"}
    assert acts.print_cards(office, OPERATOR, [card])
    assert acts.spoiled(office, OPERATOR, card, "terpotong")
    assert codes(hand_over(office, LOKET, card, "Ibu Contoh")) == {"documents.not_printed"}
    assert acts.print_cards(office, OPERATOR, [card])
    assert hand_over(office, LOKET, card, "Ibu Contoh")
    assert codes(acts.spoiled(office, OPERATOR, card, "luntur")) == {"kia_card.not_printed"}
    assert codes(acts.print_cards(office, OPERATOR, [card])) == {"kia_card.not_waiting"}


def test_a_repeated_click_takes_no_second_blank(office: Node) -> None:
    card, key = child(office), uuid4()
    assert acts.print_cards(office, OPERATOR, [card, card], key=key)
    with pytest.raises(AlreadyDone):
        acts.print_cards(office, OPERATOR, [card, card], key=key)
    assert codes(acts.print_cards(office, OPERATOR, [card])) == {"kia_card.not_waiting"}
    assert codes(acts.print_cards(office, OPERATOR, [])) == {"kia_card.how_many"}
    assert balances(office) == {"stok": 2, "tercetak": 1}


def test_two_clerks_at_once_and_one_blank(office: Node) -> None:
    cards = [child(office, n) for n in range(2)]
    assert blangko.spoil_blank(office, BENDAHARA, 2, "basah", item=rules.KIA)
    answers: list[bool] = []

    def clerk(card: UUID) -> None:
        with office:
            answers.append(bool(acts.print_cards(office, OPERATOR, [card])))

    threads = [threading.Thread(target=clerk, args=(card,)) for card in cards]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(answers) == [False, True]
    assert balances(office) == {"rusak": 2, "tercetak": 1} and acts.to_print(office).count() == 1


def test_the_power_goes_before_the_blank_is_booked(office: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    card = child(office)
    monkeypatch.setattr(acts, "moved", _cut)
    with pytest.raises(KeyboardInterrupt):
        acts.print_cards(office, OPERATOR, [card])
    monkeypatch.undo()
    assert acts.to_print(office).count() == 1 and not KiaCard.objects.exists()
    assert balances(office) == {"stok": 3}


def _cut(*_said: object) -> None:
    raise KeyboardInterrupt


def test_who_is_gone_or_grown_gets_no_blank(office: Node) -> None:
    dead, grown = child(office, 1), child(office, 2, until=office.clock.today() - timedelta(days=1))
    became(office, Document.objects.get(id=dead).holder, status="meninggal")
    assert codes(acts.print_cards(office, OPERATOR, [dead])) == {"recording.dead"}
    assert codes(acts.print_cards(office, OPERATOR, [grown])) == {"kia_card.over"}
    assert balances(office) == {"stok": 3}


def test_in_training_without_blangko_the_cards_wait(office: Node) -> None:
    card = child(office)
    Switch.objects.create(name="blangko", cut=True, at=office.clock.now())
    assert codes(acts.print_cards(office, OPERATOR, [card])) == {"kia_card.training"}


def test_the_tables_follow_from_the_journal(office: Node) -> None:
    cards = [child(office, n) for n in range(3)]
    assert acts.print_cards(office, OPERATOR, cards)
    assert acts.spoiled(office, OPERATOR, cards[0], "luntur") and acts.not_printed(office, OPERATOR, cards[1])
    before = tables_hash(FACT_TABLES)
    rebuild(office, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def say(client: NodeClient, path: str, data: dict[str, object], status: int = 302) -> str:
    answer = client.post(path, {"kunci": str(uuid4())} | data)
    assert answer.status_code == status, text(answer)[-2000:]
    return str(answer.get("Location", ""))


def pages(pdf: bytes) -> int:
    return int(PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"])


def test_the_list_takes_the_blanks_and_opens_one_file(office: Node) -> None:
    one, two, third = (child(office, n) for n in range(3))
    client = client_for(office, "pencetakan")
    page = text(client.get("/kartu/kia/"))
    assert "3 blangko KIA di gudang" in page and "Cetak yang dipilih" in page
    found = text(client.get(f"/kartu/kia/?cari={person(101).nama.lower()}"))
    assert f"{two}" in found and f"{one}" not in found and f"{third}" not in found
    assert client.get(f"/kartu/kia/berkas/?d={one}").status_code == 404, "no file without its blank"
    went = say(client, "/kartu/kia/cetak/", {"pilih": [str(one), str(two), "<script>"]})
    page = text(client.get(went))
    assert "Buka berkas cetaknya (2 kartu)" in page and "2 blangko KIA diambil" in page
    answer = client.get(f"/kartu/kia/berkas/?d={one}&d={two}&d={third}&d=x")
    assert answer["Content-Type"] == "application/pdf" and pages(answer.content) == 2
    say(client, reverse("cards:kia_spoiled", args=[one]), {"reason": ""}, status=422)
    say(client, reverse("cards:kia_spoiled", args=[one]), {"reason": "luntur"})
    nothing = reverse("cards:kia_nothing", args=[two])
    assert "Benar tidak ada KIA" in text(client.get(nothing)) and balances(office)["tercetak"] == 1, "asked"
    say(client, nothing, {})
    assert balances(office) == {"stok": 2, "rusak": 1}
    assert "luntur" in text(client.get("/kartu/kia/"))
    paper = reverse("documents:document", args=[third])
    assert paper not in text(client.get("/kartu/kia/")) and paper in text(
        client_for(office, "loket").get("/kartu/kia/")
    )
    assert client_for(office, "bendahara").get("/kartu/kia/").status_code == 403


def test_no_other_page_gives_the_file_away(office: Node) -> None:
    card = child(office)
    client = client_for(office, "loket")
    nik = Document.objects.get(id=card).holder
    assert client.get(reverse("documents:pdf", args=[card])).url == f"/kartu/kia/?cari={nik}"  # type: ignore[attr-defined]
    assert "Catat sudah diserahkan" not in text(client.get(reverse("documents:document", args=[card])))
    assert printing.begin(office, LOKET, [card]).documents == []
    assert acts.print_cards(office, OPERATOR, [card])
    page = text(client.get(reverse("documents:document", args=[card])))
    assert "Catat sudah diserahkan" in page and "Dicetak pada blangkonya" in page
