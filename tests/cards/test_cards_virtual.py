"""The whole way to a real IPP conversation: our virtual printer, its faults, and a client that dies in the middle."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from siaga.cards import line, print_acts, print_ticks
from siaga.cards.join_acts import join_print_list
from siaga.cards.models import PrintJob, PrintOrder
from siaga.cards.printers.ipp import IppPrinter
from siaga.cards.printers.virtual import VirtualPrinter
from siaga.kit.node import Node
from siaga.kit.refusal import TemporaryFault
from tests.cards.offices_cards import OPERATOR, blank_face, crowd, put_on_shelf

QUEUES = ("kartu-1", "kartu-2")


@pytest.fixture
def virtual(tmp_path: Path) -> Iterator[VirtualPrinter]:
    with VirtualPrinter(tmp_path / "printer", QUEUES) as made:
        yield made


@pytest.fixture
def office(jakut: Node, virtual: VirtualPrinter) -> Iterator[Node]:
    crowd(jakut, 6, blangko=20)
    join_print_list(jakut, jakut.clock.now())
    jakut.devices["printers"] = {q: IppPrinter(virtual.uri(q), timeout=2) for q in QUEUES}
    jakut.devices["card_face"] = blank_face
    yield jakut
    for printer in jakut.devices["printers"].values():
        printer.close()


def until(node: Node, done: Callable[[], bool], seconds: float = 10) -> None:
    """Take due work as the node's own clock would, until it has come to this."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, list(PrintJob.objects.values_list("name", "state", "says"))
        for tick in (print_ticks.submit_jobs, print_ticks.poll_jobs):
            try:
                tick(node, node.clock.now())
            except TemporaryFault:
                time.sleep(0.05)
        put_on_shelf(node)
        time.sleep(0.02)


def pages(virtual: VirtualPrinter, queue: str = "kartu-1") -> list[str]:
    return [path.stem for path in virtual.printed(queue)]


def send(node: Node, n: int) -> list[str]:
    answer = print_acts.print_next(node, OPERATOR, n, "kartu-1")
    assert answer
    return [f"{order}-1" for order in answer.value]


def printed(n: int) -> Callable[[], bool]:
    return lambda: PrintOrder.objects.filter(state="tercetak").count() == n


@pytest.mark.parametrize("fault", ["busy", "offline", "abort_half_way", "answer_lost"])
def test_whatever_goes_wrong_on_the_way_each_card_comes_out_once(
    office: Node, virtual: VirtualPrinter, fault: str
) -> None:
    names = send(office, 3)
    virtual.fault("kartu-1", fault)
    for _ in range(2):
        try:
            print_ticks.submit_jobs(office, office.clock.now())
        except TemporaryFault:
            continue
    virtual.clear("kartu-1")
    until(office, printed(3))
    assert sorted(pages(virtual)) == sorted(names)
    assert line.balances(office) == {"stok": 17, "pencetak": 0, "tercetak": 3}


def test_a_program_that_died_between_printer_and_database_prints_once(office: Node, virtual: VirtualPrinter) -> None:
    """As after a SIGKILL: the printer has the jobs, the transaction that would have noted it was lost."""
    names = send(office, 3)
    printer = office.devices["printers"]["kartu-1"]
    for order in PrintOrder.objects.filter(state="dikirim"):
        printer.submit(order.job, blank_face(office, order, office.clock.now()), media=None)
    assert set(PrintJob.objects.values_list("state", flat=True)) == {"baru"}
    until(office, printed(3))
    assert sorted(pages(virtual)) == sorted(names)


def test_out_of_blanks_waits_and_a_jam_asks_for_a_person(office: Node, virtual: VirtualPrinter) -> None:
    virtual.fault("kartu-1", "paper_out")
    names = send(office, 2)
    until(office, lambda: PrintJob.objects.filter(state__in=["diterima", "berhenti"]).count() == 2)
    print_ticks.poll_jobs(office, office.clock.now())
    assert pages(virtual) == [] and line.balances(office)["pencetak"] == 2
    virtual.fault("kartu-1", "jams")
    virtual.fault("kartu-1", "paper_out", on=False)
    until(office, lambda: PrintJob.objects.filter(state="macet").count() == 2)
    virtual.clear("kartu-1")
    one, two = PrintOrder.objects.filter(state="dikirim").order_by("recorded_at").values_list("id", flat=True)
    assert print_acts.mark_spoiled(office, OPERATOR, one, "macet")
    assert print_acts.not_printed(office, OPERATOR, two)
    assert print_acts.print_next(office, OPERATOR, 2, "kartu-1")
    until(office, printed(2))
    assert sorted(pages(virtual)) == sorted(name.removesuffix("-1") + "-2" for name in names)
    assert line.balances(office) == {"stok": 17, "pencetak": 0, "tercetak": 2, "rusak": 1}


def test_jobs_of_a_stopped_printer_go_to_another(office: Node, virtual: VirtualPrinter) -> None:
    virtual.fault("kartu-1", "paper_out")
    send(office, 2)
    until(office, lambda: PrintJob.objects.filter(state__in=["diterima", "berhenti"]).count() == 2)
    for order in PrintOrder.objects.filter(state="dikirim").values_list("id", flat=True):
        assert print_acts.move_job(office, OPERATOR, order, "kartu-2")
    virtual.clear("kartu-1")
    until(office, printed(2))
    assert pages(virtual) == [] and len(pages(virtual, "kartu-2")) == 2
    assert line.balances(office)["tercetak"] == 2
