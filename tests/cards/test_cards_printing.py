"""Printing through the office's own acts and ticks: once each, in order, with every blangko accounted for."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest

from siaga.cards import line, print_acts, print_ticks
from siaga.cards.blangko import acts as ledger_acts
from siaga.cards.join_acts import cancel_dead, join_print_list
from siaga.cards.models import OpenOrder, PrintJob, PrintOrder
from siaga.journal.act import AlreadyDone
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit.node import Node
from siaga.kit.refusal import TemporaryFault
from siaga.recording.models import Record
from siaga.roles.kinds import FACT_TABLES
from tests.cards.offices_cards import (
    BENDAHARA,
    OPERATOR,
    became,
    crowd,
    nik_of,
    person,
    put_on_shelf,
    record_of,
    recorded,
    settle,
    verdicts,
    with_printer,
)


def join(node: Node) -> int:
    return join_print_list(node, node.clock.now())


def run(node: Node) -> None:
    now = node.clock.now()
    while print_ticks.submit_jobs(node, now) or print_ticks.poll_jobs(node, now) or put_on_shelf(node):
        pass


def by_state() -> dict[str, int]:
    return dict(Counter(PrintOrder.objects.values_list("state", flat=True)))


def reconciled(node: Node) -> None:
    """What the ledger says is where the cards are."""
    now, states = line.balances(node), by_state()
    assert now.get("pencetak", 0) == states.get("dikirim", 0)
    assert now.get("tercetak", 0) == states.get("tercetak", 0) + states.get("diserahkan", 0)
    assert min(now.values(), default=0) >= 0


def test_print_ready_people_join_once(jakut: Node) -> None:
    crowd(jakut, 5)
    assert join(jakut) == 5 and join(jakut) == 0
    assert [o.nik for o in line.line(jakut, jakut.clock.today())] == [nik_of(i) for i in range(5)]
    assert OpenOrder.objects.count() == 5


def test_only_those_of_age_and_here_join(jakut: Node) -> None:
    today = jakut.clock.today()
    child = person(1, born=today.replace(year=today.year - 17) + timedelta(days=1))
    wife = person(2, born=date(2010, 1, 1), married=2)
    gone, waiting = person(3), person(4)
    settle(jakut, [child, wife, gone, waiting])
    recorded(jakut, [child, wife, gone])
    recorded(jakut, [waiting], status="SENT_FOR_ENROLLMENT")
    became(jakut, gone.nik, status="pindah")
    join(jakut)
    assert list(PrintOrder.objects.values_list("nik", flat=True)) == [wife.nik]
    jakut.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    join(jakut)
    assert PrintOrder.objects.filter(nik=child.nik).exists()


def test_who_dies_moves_or_is_a_duplicate_leaves_the_line(jakut: Node) -> None:
    crowd(jakut, 4)
    join(jakut)
    became(jakut, nik_of(0), status="meninggal")
    became(jakut, nik_of(1), status="pindah")
    verdicts(jakut, [nik_of(2)], "DUPLICATE_RECORD")
    assert cancel_dead(jakut, jakut.clock.now()) == 3
    assert dict(PrintOrder.objects.filter(state="batal").values_list("nik", "says")) == {
        nik_of(0): "meninggal", nik_of(1): "pindah", nik_of(2): "rekaman ganda"}  # fmt: skip
    assert cancel_dead(jakut, jakut.clock.now()) == 0 and join(jakut) == 0


def test_next_cards_take_a_blangko_each_and_are_printed_once(jakut: Node) -> None:
    crowd(jakut, 12, blangko=20)
    printer = with_printer(jakut)
    join(jakut)
    sent = print_acts.print_next(jakut, OPERATOR, 10, "kartu-1")
    assert sent and len(sent.value) == 10
    assert line.balances(jakut) == {"stok": 10, "pencetak": 10}
    assert set(Record.objects.filter(nik=nik_of(0)).values_list("status", flat=True)) == {"SENT_FOR_CARD_PRINTING"}
    run(jakut)
    assert printer.pages == [f"{order}-1" for order in sent.value]
    assert by_state() == {"menunggu": 2, "tercetak": 10}
    assert line.balances(jakut) == {"stok": 10, "pencetak": 0, "tercetak": 10}
    assert Record.objects.get(id=record_of(nik_of(0))).status == "CARD_PRINTED"
    reconciled(jakut)
    assert verify() == []


def test_a_repeated_click_prints_nothing_more(jakut: Node) -> None:
    crowd(jakut, 6, blangko=10)
    printer = with_printer(jakut)
    join(jakut)
    key = uuid4()
    print_acts.print_next(jakut, OPERATOR, 2, "kartu-1", key=key)
    for _ in range(3):
        with pytest.raises(AlreadyDone):
            print_acts.print_next(jakut, OPERATOR, 2, "kartu-1", key=key)
    run(jakut)
    assert len(printer.pages) == 2 and line.balances(jakut)["stok"] == 8


def test_two_clerks_at_once_never_take_the_same_card(jakut: Node) -> None:
    crowd(jakut, 30, blangko=24)
    printer = with_printer(jakut)
    join(jakut)
    answers: list[object] = []

    def clerk() -> None:
        with jakut:
            for _ in range(2):
                answers.append(print_acts.print_next(jakut, OPERATOR, 4, "kartu-1", key=uuid4()))

    threads = [threading.Thread(target=clerk) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    done = [order for a in answers if a for order in a.value]  # type: ignore[attr-defined]
    assert len(answers) == 8 and len(done) == len(set(done)) == 24
    refused = [a for a in answers if not a]
    assert all(a.codes() == {"ledger.not_enough"} for a in refused) and len(refused) == 2  # type: ignore[attr-defined]
    run(jakut)
    assert len(set(printer.pages)) == len(printer.pages) == 24
    reconciled(jakut)


@pytest.mark.parametrize(
    ("stock", "drawn", "code"), [(0, 0, "not_enough"), (3, 0, "not_enough"), (20, 2, "not_enough")]
)
def test_no_card_without_a_blangko(jakut: Node, stock: int, drawn: int, code: str) -> None:
    crowd(jakut, 5, blangko=stock)
    with_printer(jakut)
    join(jakut)
    if drawn:
        assert ledger_acts.draw(jakut, BENDAHARA, drawn)
    answer = print_acts.print_next(jakut, OPERATOR, 5, "kartu-1")
    assert not answer and answer.codes() == {f"ledger.{code}"}
    assert by_state() == {"menunggu": 5}


def test_what_was_drawn_in_the_morning_is_used_first(jakut: Node) -> None:
    crowd(jakut, 5, blangko=20)
    with_printer(jakut)
    join(jakut)
    assert ledger_acts.draw(jakut, BENDAHARA, 8)
    assert print_acts.print_next(jakut, OPERATOR, 3, "kartu-1")
    assert line.balances(jakut) == {"stok": 12, "petugas": 5, "pencetak": 3}


def test_wrong_requests_are_told_together(jakut: Node) -> None:
    crowd(jakut, 1, blangko=1)
    with_printer(jakut)
    answer = print_acts.print_next(jakut, OPERATOR, 0, "tak-ada")
    assert not answer and answer.codes() == {"cards.how_many", "cards.no_printer"}
    assert print_acts.print_next(jakut, OPERATOR, 1, "kartu-1").codes() == {"cards.nobody"}  # type: ignore[union-attr]


def test_the_dead_are_passed_over_and_the_next_takes_the_place(jakut: Node) -> None:
    crowd(jakut, 3, blangko=5)
    with_printer(jakut)
    join(jakut)
    became(jakut, nik_of(0), status="meninggal")
    sent = print_acts.print_next(jakut, OPERATOR, 2, "kartu-1")
    assert sent and PrintOrder.objects.get(nik=nik_of(0)).state == "batal"
    assert set(PrintOrder.objects.filter(id__in=sent.value).values_list("nik", flat=True)) == {nik_of(1), nik_of(2)}


def test_a_restart_between_sending_and_polling_prints_once(jakut: Node) -> None:
    crowd(jakut, 3, blangko=5)
    printer = with_printer(jakut)
    join(jakut)
    print_acts.print_next(jakut, OPERATOR, 3, "kartu-1")
    print_ticks.submit_jobs(jakut, jakut.clock.now())
    PrintJob.objects.all().delete()  # the transaction that noted the hand-over was lost with the power
    run(jakut)
    assert len(printer.pages) == 3 and by_state() == {"tercetak": 3}


def test_a_printer_that_is_away_keeps_its_cards_until_it_is_back(jakut: Node) -> None:
    crowd(jakut, 2, blangko=5)
    printer = with_printer(jakut)
    printer.away = True
    join(jakut)
    print_acts.print_next(jakut, OPERATOR, 2, "kartu-1")
    with pytest.raises(TemporaryFault):
        print_ticks.submit_jobs(jakut, jakut.clock.now())
    assert by_state() == {"dikirim": 2} and line.balances(jakut)["pencetak"] == 2
    printer.away = False
    run(jakut)
    assert by_state() == {"tercetak": 2}


def test_a_printer_that_gave_up_asks_for_a_person(jakut: Node) -> None:
    crowd(jakut, 2, blangko=5)
    printer = with_printer(jakut)
    printer.hold = True
    join(jakut)
    first, second = print_acts.print_next(jakut, OPERATOR, 2, "kartu-1").value  # type: ignore[union-attr]
    print_ticks.submit_jobs(jakut, jakut.clock.now())
    for order in (first, second):
        printer.finish(f"{order}-1", "aborted")
    print_ticks.poll_jobs(jakut, jakut.clock.now())
    assert set(PrintJob.objects.values_list("state", flat=True)) == {"macet"} and by_state() == {"dikirim": 2}
    assert print_acts.mark_spoiled(jakut, OPERATOR, first, "terlipat")
    assert print_acts.not_printed(jakut, OPERATOR, second)
    assert line.balances(jakut) == {"stok": 4, "pencetak": 0, "rusak": 1} and by_state() == {"menunggu": 2}
    assert [o.id for o in line.line(jakut, jakut.clock.today())] == [first, second]
    assert set(Record.objects.values_list("status", flat=True)) == {"PRINT_READY_RECORD"}
    printer.hold = False
    print_acts.print_next(jakut, OPERATOR, 2, "kartu-1")
    run(jakut)
    assert sorted(printer.pages) == sorted(f"{o}-2" for o in (first, second))
    reconciled(jakut)


def test_no_word_on_a_card_while_its_printer_is_silent(jakut: Node) -> None:
    crowd(jakut, 1, blangko=5)
    printer = with_printer(jakut, "kartu-1", "kartu-2")
    printer.hold = True
    join(jakut)
    (order,) = print_acts.print_next(jakut, OPERATOR, 1, "kartu-1").value  # type: ignore[union-attr]
    print_ticks.submit_jobs(jakut, jakut.clock.now())
    printer.away = True
    for answer in (
        print_acts.mark_spoiled(jakut, OPERATOR, order, "macet"),
        print_acts.move_job(jakut, OPERATOR, order, "kartu-2"),
    ):
        assert not answer and answer.codes() == {"cards.printer_silent"}


def test_a_job_moves_only_after_the_first_printer_has_let_go(jakut: Node) -> None:
    crowd(jakut, 2, blangko=5)
    one = with_printer(jakut, "kartu-1", "kartu-2")
    two = jakut.devices["printers"]["kartu-2"]
    one.hold = True
    join(jakut)
    moved, printed = print_acts.print_next(jakut, OPERATOR, 2, "kartu-1").value  # type: ignore[union-attr]
    print_ticks.submit_jobs(jakut, jakut.clock.now())
    one.finish(f"{printed}-1")
    assert print_acts.move_job(jakut, OPERATOR, moved, "kartu-2")
    refused = print_acts.move_job(jakut, OPERATOR, printed, "kartu-2")
    assert not refused and refused.codes() == {"cards.printed_there"}
    run(jakut)
    assert one.pages == [f"{printed}-1"] and two.pages == [f"{moved}-2"]
    assert line.balances(jakut) == {"stok": 3, "pencetak": 0, "tercetak": 2}


def test_a_card_the_printer_only_imagined_goes_back(jakut: Node) -> None:
    crowd(jakut, 1, blangko=1)
    with_printer(jakut)
    join(jakut)
    (order,) = print_acts.print_next(jakut, OPERATOR, 1, "kartu-1").value  # type: ignore[union-attr]
    run(jakut)
    assert print_acts.not_printed(jakut, OPERATOR, order)
    assert line.balances(jakut)["stok"] == 1 and by_state() == {"menunggu": 1}


def test_spoiling_needs_a_reason_and_a_card(jakut: Node) -> None:
    crowd(jakut, 1, blangko=1)
    with_printer(jakut)
    join(jakut)
    order = PrintOrder.objects.get().id
    assert print_acts.mark_spoiled(jakut, OPERATOR, order, " ").codes() == {"cards.no_reason"}  # type: ignore[union-attr]
    assert print_acts.mark_spoiled(jakut, OPERATOR, order, "x").codes() == {"cards.not_there"}  # type: ignore[union-attr]
    assert print_acts.not_printed(jakut, OPERATOR, uuid4()).codes() == {"cards.not_there"}  # type: ignore[union-attr]


def test_the_tables_follow_from_the_journal(jakut: Node) -> None:
    crowd(jakut, 40, blangko=60)
    printer = with_printer(jakut)
    join(jakut)
    orders = print_acts.print_next(jakut, OPERATOR, 30, "kartu-1").value  # type: ignore[union-attr]
    run(jakut)
    print_acts.mark_spoiled(jakut, OPERATOR, orders[0], "luntur", first=True)
    printer.hold = True
    print_acts.print_next(jakut, OPERATOR, 5, "kartu-1")
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before
