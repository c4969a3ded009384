"""The ledger, supply from the centre and reports, through the acts; random histories of a whole office."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siaga.cards import line, print_acts, print_ticks
from siaga.cards.blangko import acts as ledger_acts
from siaga.cards.blangko import supply_acts
from siaga.cards.blangko.rules import OUTSIDE
from siaga.cards.join_acts import join_print_list
from siaga.cards.models import Balance, BlangkoRequest, LedgerEntry, MonthReport, PrintOrder
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.models import Parked
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.roles.kinds import FACT_TABLES
from tests.cards.offices_cards import (
    BENDAHARA,
    LOKET,
    OPERATOR,
    PUSAT_OP,
    crowd,
    person,
    proven,
    put_on_shelf,
    settle,
    with_printer,
)


def test_only_the_treasurer_books(jakut: Node) -> None:
    for answer in (
        ledger_acts.receive(jakut, LOKET, 10, "BAST"),
        ledger_acts.draw(jakut, OPERATOR, 1),
        ledger_acts.count_stock(jakut, LOKET, 0),
        supply_acts.receive_shipment(jakut, LOKET, uuid4(), 1),
    ):
        assert not answer and answer.codes() == {"ledger.only_treasurer"}
    assert not LedgerEntry.objects.exists()


def test_a_day_of_the_treasurer(jakut: Node) -> None:
    assert ledger_acts.receive(jakut, BENDAHARA, 500, "BAST 12")
    assert ledger_acts.draw(jakut, BENDAHARA, 200)
    assert ledger_acts.give_back(jakut, BENDAHARA, 50)
    assert ledger_acts.spoil_blank(jakut, BENDAHARA, 3, "kena air")
    assert ledger_acts.count_stock(jakut, BENDAHARA, 347).value == 0  # type: ignore[union-attr]
    short = ledger_acts.count_stock(jakut, BENDAHARA, 340)
    assert not short and short.codes() == {"ledger.no_reason", "ledger.no_minutes"}
    assert ledger_acts.count_stock(jakut, BENDAHARA, 340, note="dua peti kurang", berita_acara="BA 7").value == -7  # type: ignore[union-attr]
    assert line.balances(jakut) == {"stok": 340, "petugas": 150, "rusak": 3, "selisih": 7}
    assert line.used(jakut) == {
        "received": 500, "printed": 0, "spoiled": 3, "stock": 490, "in_transit": 0, "difference": 7}  # fmt: skip


def test_more_than_there_is_is_refused_with_the_numbers(jakut: Node) -> None:
    ledger_acts.receive(jakut, BENDAHARA, 10, "BAST")
    answer = ledger_acts.draw(jakut, BENDAHARA, 11)
    assert not answer and "hanya ada 10" in answer.refusals[0].text() and "11" in answer.refusals[0].text()


def test_the_figure_of_kupang_is_refused(jakut: Node) -> None:
    def report(printed: int) -> object:
        return ledger_acts.report_month(
            jakut, BENDAHARA, date(2018, 7, 9), received=30_000, printed=printed, spoiled=0, stock=30_000 - 28_600
        )

    kupang = report(28_600_000)
    assert not kupang and {r.field for r in kupang.refusals} == {"printed"}  # type: ignore[attr-defined]
    assert "30000" in kupang.refusals[0].text() and not MonthReport.objects.exists()  # type: ignore[attr-defined]
    assert report(28_600)
    assert MonthReport.objects.get().printed == 28_600


def asked(negeri: Country, office: Node, amount: int = 1000) -> UUID:
    """A request that has reached the centre."""
    request = supply_acts.request_blangko(office, LOKET, amount)
    assert request
    exchange.talk(office, office.devices["pusat"])
    return UUID(str(request.value))


def test_a_request_a_shipment_and_a_short_receipt(negeri: Country, jakut: Node) -> None:
    people = [person(i) for i in range(7)]
    settle(jakut, people)
    proven(negeri, jakut, people)
    request = asked(negeri, jakut)
    again = supply_acts.request_blangko(jakut, LOKET, 5)
    assert not again and again.codes() == {"supply.asked_already"}
    with negeri.centre:
        row = BlangkoRequest.objects.get()
        assert (row.office, row.amount, row.prr, row.stock) == ("3172", 1000, 7, 0)
        assert supply_acts.ship(negeri.centre, LOKET, request, 800).codes() == {"supply.only_centre"}  # type: ignore[union-attr]
        assert supply_acts.ship(negeri.centre, PUSAT_OP, request, 800)
        assert supply_acts.ship(negeri.centre, PUSAT_OP, request, 800).codes() == {"supply.not_open"}  # type: ignore[union-attr]
    early = supply_acts.receive_shipment(jakut, BENDAHARA, request, 800)
    assert not early and early.codes() == {"supply.not_shipped"}
    exchange.talk(jakut, jakut.devices["pusat"])
    assert line.balances(jakut) == {"perjalanan": 800}
    short = supply_acts.receive_shipment(jakut, BENDAHARA, request, 790)
    assert not short and short.codes() == {"ledger.no_reason", "ledger.no_minutes"}
    assert supply_acts.receive_shipment(jakut, BENDAHARA, request, 790, note="peti sobek", berita_acara="BA 1")
    assert line.balances(jakut) == {"perjalanan": 0, "stok": 790, "selisih": 10}
    exchange.talk(jakut, jakut.devices["pusat"])
    here = tables_hash([Balance, LedgerEntry, BlangkoRequest, PrintOrder])
    with negeri.centre:
        assert line.balances(negeri.centre, "3172") == {"perjalanan": 0, "stok": 790, "selisih": 10}
        assert tables_hash([Balance, LedgerEntry, BlangkoRequest, PrintOrder]) == here
        assert not Parked.objects.exists()


def test_more_than_was_shipped_is_a_difference_too(negeri: Country, jakut: Node) -> None:
    request = asked(negeri, jakut)
    with negeri.centre:
        supply_acts.ship(negeri.centre, PUSAT_OP, request, 100)
    exchange.talk(jakut, jakut.devices["pusat"])
    assert supply_acts.receive_shipment(jakut, BENDAHARA, request, 103, note="lebih tiga", berita_acara="BA 2")
    assert line.balances(jakut) == {"perjalanan": 0, "stok": 103}


def in_its_place(node: Node) -> None:
    """Every blangko is in one place: what came in is what is here, and what the entries say is what the balances say."""
    now = line.balances(node)
    sums: dict[str, int] = {}
    for source, target, amount in LedgerEntry.objects.values_list("source", "target", "amount"):
        sums[source] = sums.get(source, 0) - amount
        sums[target] = sums.get(target, 0) + amount
    assert sum(sums.values()) == 0 and min(now.values(), default=0) >= 0
    assert {a: n for a, n in sums.items() if n and a != OUTSIDE} == {a: n for a, n in now.items() if n}
    states = list(PrintOrder.objects.values_list("state", flat=True))
    assert now.get("pencetak", 0) == states.count("dikirim")
    assert now.get("tercetak", 0) == states.count("tercetak") + states.count("diserahkan")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["receive", "draw", "back", "spoil_blank", "count", "print", "submit", "poll", "spoil", "not_printed"]
        ),
        st.integers(1, 9),
    ),
    min_size=5,
    max_size=14,
)


def take(node: Node, step: str, n: int) -> None:
    now = node.clock.now()
    busy = list(
        PrintOrder.objects.filter(state__in=["dikirim", "tercetak"]).order_by("id").values_list("id", flat=True)
    )
    match step:
        case "receive":
            ledger_acts.receive(node, BENDAHARA, n, "BAST")
        case "draw":
            ledger_acts.draw(node, BENDAHARA, n)
        case "back":
            ledger_acts.give_back(node, BENDAHARA, n)
        case "spoil_blank":
            ledger_acts.spoil_blank(node, BENDAHARA, n, "sobek")
        case "count":
            ledger_acts.count_stock(node, BENDAHARA, n, note="hitung", berita_acara="BA")
        case "print":
            print_acts.print_next(node, OPERATOR, n, "kartu-1")
        case "submit":
            print_ticks.submit_jobs(node, now)
        case "poll":
            print_ticks.poll_jobs(node, now)
            put_on_shelf(node)
        case "spoil" if busy:
            print_acts.mark_spoiled(node, OPERATOR, busy[n % len(busy)], "luntur")
        case "not_printed" if busy:
            print_acts.not_printed(node, OPERATOR, busy[n % len(busy)])


@pytest.fixture
def office(jakut: Node) -> Node:
    crowd(jakut, 30, blangko=6)
    with_printer(jakut)
    join_print_list(jakut, jakut.clock.now())
    return jakut


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_history_reconciles(office: Node, steps: list[tuple[str, int]]) -> None:
    """One office lives through all of the examples, one after another."""
    for step, n in steps:
        take(office, step, n)
        in_its_place(office)


def test_any_history_is_replayed(office: Node) -> None:
    steps = ["print", "submit", "receive", "poll", "draw", "spoil", "print", "not_printed", "submit", "count", "poll"]
    for i, step in enumerate(steps * 3):
        take(office, step, i % 7 + 1)
    in_its_place(office)
    before = tables_hash(FACT_TABLES)
    rebuild(office, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before
    in_its_place(office)
