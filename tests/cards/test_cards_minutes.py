"""Berita acara: old cards burnt, blangko counted."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from siaga.cards.blangko import acts as ledger_acts
from siaga.cards.blangko import minutes_acts
from siaga.cards.facts import OldCardTaken
from siaga.cards.models import OldCard
from siaga.documents.kinds.berita_acara import Witness
from siaga.documents.models import Document
from siaga.documents.wording import date_long
from siaga.journal.act import SYSTEM, Act, Done, Refused
from siaga.kit.node import Node
from tests.cards.offices_cards import BENDAHARA
from tests.pages import client_for

SEEN_BY = (Witness(name="Bambang Contoh", role="Bendahara"), Witness(name="Dewi Contoh", role="Kepala seksi"))
FORM = {
    "place": "halaman kantor", "saksi_1": "Bambang Contoh", "peran_1": "Bendahara", "saksi_2": "Dewi Contoh",
    "peran_2": "Kepala seksi",
}  # fmt: skip


def taken(node: Node, count: int = 3) -> list[UUID]:
    """Old cards on the list, the last one a suket."""
    with Act(node, SYSTEM) as act:
        for n in range(count):
            nik = f"31720101019000{n + 1:02}"
            what, why = ("suket", "kartu_diserahkan") if n == count - 1 else ("ktp_el", "rusak")
            act.record(OldCardTaken(nik=nik, what=what, reason=why), subject=f"penduduk/{nik}")
    return list(OldCard.objects.order_by("nik").values_list("id", flat=True))


def burn(node: Node, cards: Sequence[UUID], place: str = "halaman kantor", seen: Sequence[Witness] = SEEN_BY) -> object:
    return minutes_acts.destroy(node, BENDAHARA, cards, place, seen, key=uuid4())


def test_burnt_cards_leave_the_list_with_minutes(jakut: Node) -> None:
    cards = taken(jakut)
    done = burn(jakut, cards[:2])
    assert isinstance(done, Done)
    paper = Document.objects.get(id=done.value)
    assert (paper.kind, paper.state) == ("berita_acara", "menunggu_tanda_tangan")
    assert {line["cells"][1] for line in paper.data["lines"]} == {"3172010101900001", "3172010101900002"}
    assert [line["cells"][0] for line in paper.data["lines"]] == ["1", "2"]
    assert paper.data["sums"] == [["KTP-el", "2 (dua)"], ["Jumlah", "2 (dua)"]]
    assert paper.data["lines"][0]["cells"][4] == date_long(jakut.clock.today())
    marks = dict(OldCard.objects.values_list("id", "minutes"))
    assert marks == {cards[0]: paper.number, cards[1]: paper.number, cards[2]: ""}
    last = burn(jakut, cards[2:])
    assert isinstance(last, Done)
    second = Document.objects.get(id=last.value)
    assert second.number == paper.number[:-2] + "02" and not paper.superseded_by
    assert second.data["sums"][0] == ["suket", "1 (satu)"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"place": " "}, "minutes.place"),
        ({"seen": SEEN_BY[:1]}, "minutes.witnesses"),
        ({"seen": (SEEN_BY[0], Witness(name=" bambang contoh", role="x"))}, "minutes.witnesses"),
    ],
)
def test_what_minutes_need(jakut: Node, change: dict[str, object], code: str) -> None:
    refused = burn(jakut, taken(jakut), **change)
    assert isinstance(refused, Refused) and [r.code for r in refused.refusals] == [code]
    assert not OldCard.objects.exclude(minutes="").exists() and not Document.objects.exists()


def test_a_card_is_burnt_once(jakut: Node) -> None:
    cards = taken(jakut)
    assert isinstance(burn(jakut, cards[:1]), Done)
    for again, code in ((cards, "minutes.destroyed"), ([uuid4()], "minutes.cards"), ([], "minutes.cards")):
        refused = burn(jakut, again)
        assert isinstance(refused, Refused) and [r.code for r in refused.refusals] == [code]


def test_the_count_of_blangko_adds_up(jakut: Node) -> None:
    assert ledger_acts.receive(jakut, BENDAHARA, 57_540, "BAST 12/2026", key=uuid4())
    assert ledger_acts.spoil_blank(jakut, BENDAHARA, 40, "basah", key=uuid4())
    done = minutes_acts.count_minutes(jakut, BENDAHARA, "gudang", SEEN_BY, key=uuid4())
    assert isinstance(done, Done)
    said = Document.objects.get(id=done.value).data
    told = {line["cells"][1]: line["cells"][2] for line in said["lines"]}
    assert told["Diterima"] == "57.540" and told["Rusak"] == "40" and said["sums"][0][1] == "0"
    assert told["Dalam persediaan dan pada petugas cetak"] == "57.500"
    assert said["lines"][2]["cells"][3] == "empat puluh"


def test_the_pages(jakut: Node) -> None:
    cards = taken(jakut)
    treasurer, listing, url = client_for(jakut, "bendahara"), reverse("cards:old_cards"), reverse("cards:destroy")
    assert url in treasurer.get(listing).content.decode()
    chosen = {"pilih": [str(cards[0]), "bukan-id"]}
    first = treasurer.post(url, chosen).content.decode()
    assert "1 kartu dimusnahkan" in first and str(cards[0]) in first and str(cards[1]) not in first
    assert treasurer.post(url, {**chosen, **FORM, "saksi_2": ""}).status_code == 422
    assert treasurer.post(url, {**chosen, **FORM, "kunci": uuid4()}).url == listing
    assert OldCard.objects.get(id=cards[0]).minutes
    assert treasurer.post(url, {**chosen, **FORM}).url == listing and Document.objects.count() == 1
    number = Document.objects.get().number
    assert number not in treasurer.get(listing).content.decode()
    assert number in treasurer.get(listing, {"dimusnahkan": "1"}).content.decode()
    head = client_for(jakut, "kepala")
    answer = head.post(reverse("cards:count_minutes"), {**FORM, "kunci": uuid4()})
    assert head.get(answer.url).status_code == 200
    assert reverse("cards:count_minutes") in treasurer.get(reverse("cards:ledger")).content.decode()
    clerk = client_for(jakut, "loket")
    assert url not in clerk.get(listing).content.decode()
    assert clerk.post(url, chosen).status_code == 403
