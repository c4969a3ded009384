"""A card handed to the wrong person: what ended with it is open again when it comes back, and ends again with its holder."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from siaga.cards import handover_acts, print_acts, print_ticks
from siaga.cards import handover_rules as rules
from siaga.cards.join_acts import join_print_list
from siaga.cards.models import PrintOrder
from siaga.counter import acts, ticks
from siaga.counter.acts import ApplicationItem, Opened
from siaga.counter.list_pages import history
from siaga.counter.models import Application, Promise, Visit
from siaga.drill.country import Country
from siaga.journal.models import OfficePoint
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.roles.kinds import FACT_TABLES
from tests.cards.offices_cards import HEAD, LOKET, OPERATOR, crowd, nik_of, put_on_shelf, with_printer
from tests.counter.country_counter import ten_days_of
from tests.pages import anonymous, client_for

REASON = "wajah cocok dengan foto"


@pytest.fixture
def asked(jakut: Node) -> Opened:
    crowd(jakut, 1, blangko=5)
    join_print_list(jakut, jakut.clock.now())
    return opened(jakut, "ktp", "suket")


@pytest.fixture
def order(jakut: Node, asked: Opened) -> UUID:
    """The card on the shelf."""
    with_printer(jakut)
    (order,) = print_acts.print_next(jakut, OPERATOR, 1, "kartu-1").value  # type: ignore[union-attr]
    print_ticks.submit_jobs(jakut, jakut.clock.now())
    print_ticks.poll_jobs(jakut, jakut.clock.now())
    put_on_shelf(jakut)
    return UUID(str(order))


def opened(node: Node, *services: str) -> Opened:
    items = [ApplicationItem(service, nik_of(0), "WARGA O") for service in services]
    made = acts.open_visit(node, LOKET, None, nik_of(0), "WARGA O", "", items)
    assert made, made
    return made.value  # type: ignore[no-any-return, union-attr]


def states() -> list[str]:
    return sorted(Application.objects.values_list("state", flat=True))


def ticked(node: Node) -> tuple[int, int]:
    now = node.clock.now()
    return ticks.end_handed_over(node, now), ticks.reopen_come_back(node, now)


def handed(country: Country, node: Node, order: UUID) -> None:
    country.clock.advance(timedelta(minutes=5))
    assert handover_acts.hand_over(node, HEAD, order, rules.DECISION, reason=REASON)


def brought_back(country: Country, node: Node, order: UUID) -> None:
    country.clock.advance(timedelta(minutes=5))
    assert handover_acts.came_back(node, HEAD, order, "tertukar dengan orang bernama sama")


def test_what_ended_with_a_card_that_came_back_is_open_again(
    negeri: Country, jakut: Node, asked: Opened, order: UUID
) -> None:
    tracked = f"/publik/lacak/{Visit.objects.get().code}/"
    assert ticked(jakut) == (0, 0) and "Silakan ambil" in anonymous(jakut).get(tracked).content.decode()
    handed(negeri, jakut, order)
    assert ticked(jakut) == (2, 0) and states() == ["selesai", "selesai"]
    brought_back(negeri, jakut, order)
    assert ticked(jakut) == (0, 2) and ticked(jakut) == (0, 0) and states() == ["terbuka", "terbuka"]
    page = anonymous(jakut).get(tracked).content.decode()
    assert "tercatat sudah diserahkan, tetapi sekarang ada lagi di kantor" in page
    told = [h.text for h in history(Application.objects.get(service="ktp"))]
    assert told[0] == "Permohonan dibuka lagi: kartunya kembali ke rak"
    running = acts.open_visit(jakut, LOKET, None, nik_of(0), "W", "", [ApplicationItem("ktp", nik_of(0), "WARGA O")])
    assert not running and running.codes() == {"item.already_open"}
    handed(negeri, jakut, order)
    assert ticked(jakut) == (2, 0) and ticked(jakut) == (0, 0) and states() == ["selesai", "selesai"]
    hashed = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == hashed


def test_who_has_asked_anew_meanwhile_keeps_the_new_one(
    negeri: Country, jakut: Node, asked: Opened, order: UUID
) -> None:
    handed(negeri, jakut, order)
    assert ticked(jakut) == (2, 0)
    again = opened(jakut, "ktp")
    brought_back(negeri, jakut, order)
    assert ticked(jakut) == (0, 1), "the suket alone"
    assert set(Application.objects.filter(state="terbuka", service="ktp").values_list("id", flat=True)) == set(
        again.applications
    )


def test_a_date_is_told_anew_when_the_card_that_was_there_is_printed_again(
    negeri: Country, jakut: Node, asked: Opened, order: UUID
) -> None:
    def look() -> None:
        negeri.clock.advance(timedelta(hours=1))
        ticks.tell_anew(jakut, jakut.clock.now())

    ten_days_of(jakut, 2)
    look()
    handed(negeri, jakut, order)
    ticked(jakut)
    brought_back(negeri, jakut, order)
    ticked(jakut)
    card = Application.objects.get(service="ktp").id
    look()
    assert not Promise.objects.filter(application=card, state="diberikan").exists(), "it is there"
    assert print_acts.mark_spoiled(jakut, LOKET, order, "tanggal lahir keliru", first=True)
    look()
    assert Promise.objects.filter(application=card, state="diberikan").count() == 1


def test_a_card_on_the_shelf_of_a_service_point_is_fetched_there(jakut: Node, asked: Opened, order: UUID) -> None:
    OfficePoint.objects.create(name="3172/t1", office="3172", kecamatan="317202", since=jakut.clock.now())
    PrintOrder.objects.filter(id=order).update(lent_to="3172/t1", writer="3172/t1")
    tracked = anonymous(jakut).get(f"/publik/lacak/{Visit.objects.get().code}/").content.decode()
    assert "Silakan ambil di Titik layanan Tanjung Priok, bukan di kantor" in tracked
    officer = client_for(jakut, "loket")
    assert "Siap diambil, Titik layanan Tanjung Priok, rak" in officer.get(f"/penduduk/{nik_of(0)}/").content.decode()
    assert "Titik layanan Tanjung Priok" in officer.get(f"/kartu/pesanan/{order}/").content.decode()
    assert "Kartu di rak Titik layanan Tanjung Priok" in officer.get("/loket/permohonan/").content.decode()
