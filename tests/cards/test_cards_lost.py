"""Cards that burnt on the shelf: everybody in line again, the book without a gap, minutes that name them."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import reverse

from siaga.cards import line, lost_acts, print_acts, print_ticks
from siaga.cards.join_acts import join_print_list
from siaga.cards.models import LedgerEntry, PrintOrder
from siaga.documents.kinds.berita_acara import Witness
from siaga.documents.models import Document
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.recording.models import Record
from siaga.roles.kinds import FACT_TABLES
from tests.cards.offices_cards import HEAD, LOKET, OPERATOR, crowd, nik_of, put_on_shelf, with_printer
from tests.pages import client_for

SEEN = (Witness(name="Bambang", role="Bendahara"), Witness(name="Dewi", role="Kepala seksi"))
FIRE = "kebakaran gudang semalam"


@pytest.fixture
def shelf(jakut: Node) -> list[UUID]:
    """Three cards on it."""
    crowd(jakut, 4, blangko=10)
    join_print_list(jakut, jakut.clock.now())
    with_printer(jakut)
    printed = print_acts.print_next(jakut, OPERATOR, 3, "kartu-1").value  # type: ignore[union-attr]
    print_ticks.submit_jobs(jakut, jakut.clock.now())
    print_ticks.poll_jobs(jakut, jakut.clock.now())
    assert put_on_shelf(jakut) == 3
    return list(printed)


def test_burnt_cards_are_printed_again_and_the_book_says_where_the_blanks_are(jakut: Node, shelf: list[UUID]) -> None:
    refused = lost_acts.lose(jakut, LOKET, shelf[:2], "api", " ", SEEN[:1])
    assert refused.codes() == {"lost.who", "lost.reason", "minutes.place", "minutes.witnesses"}  # type: ignore[union-attr]
    paper = lost_acts.lose(jakut, HEAD, shelf[:2], FIRE, "gudang kantor", SEEN)
    assert paper
    assert line.balances(jakut) == {"stok": 7, "pencetak": 0, "tercetak": 1, "selisih": 2}
    assert LedgerEntry.objects.get(kind="opname").note.startswith(FIRE)
    waiting = list(line.line(jakut, jakut.clock.today()).values_list("nik", flat=True))
    assert waiting == [nik_of(0), nik_of(1), nik_of(3)], "at their old places"
    assert set(Record.objects.filter(nik__in=waiting).values_list("status", flat=True)) == {"PRINT_READY_RECORD"}
    minutes = Document.objects.get(id=paper.value)  # type: ignore[union-attr]
    assert minutes.kind == "berita_acara" and nik_of(0) in str(minutes.data) and FIRE in str(minutes.data)
    again = lost_acts.lose(jakut, HEAD, shelf[:2], FIRE, "gudang kantor", SEEN)
    assert not again and again.codes() == {"lost.cards"}
    hashed = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == hashed


def test_the_head_chooses_them_on_the_shelf(jakut: Node, shelf: list[UUID]) -> None:
    head, path = client_for(jakut, "kepala"), reverse("cards:lost")
    assert path in head.get(reverse("cards:shelf")).content.decode()
    assert path not in client_for(jakut, "loket").get(reverse("cards:shelf")).content.decode()
    assert client_for(jakut, "loket").post(path, {"pilih": [str(shelf[0])]}).status_code == 403
    assert head.post(path, {}).status_code == 302, "nothing chosen"
    page = head.post(path, {"pilih": [str(shelf[0])]}).content.decode()
    assert "1 kartu keluar dari rak" in page and str(shelf[0]) in page
    said = {
        "pilih": [str(shelf[0])],
        "place": "gudang",
        "saksi_1": "Bambang",
        "peran_1": "Bendahara",
        "saksi_2": "Dewi",
    }
    assert head.post(path, said | {"peran_2": "Kepala seksi", "reason": "api"}).status_code == 422
    assert PrintOrder.objects.get(id=shelf[0]).state == "tercetak"
    assert head.post(path, said | {"peran_2": "Kepala seksi", "reason": FIRE}).status_code == 302
    assert PrintOrder.objects.get(id=shelf[0]).state == "menunggu"
