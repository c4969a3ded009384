"""Whatever goes wrong on the way, an order is printed once or not at all, and never twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from pyipp.enums import IppOperation

from siaga.cards.printers import ipp
from siaga.cards.printers.ipp import IppPrinter
from siaga.cards.printers.printer import CARD_MEDIA
from siaga.cards.printers.virtual import VirtualPrinter
from siaga.kit.refusal import PermanentFault, TemporaryFault

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 8
ORDER = "PO-3172-000017"


@pytest.fixture
def virtual(tmp_path: Path) -> Iterator[VirtualPrinter]:
    with VirtualPrinter(tmp_path) as printer:
        yield printer


@pytest.fixture
def printer(virtual: VirtualPrinter) -> Iterator[IppPrinter]:
    client = IppPrinter(virtual.uri("kartu-1"), timeout=5)
    yield client
    client.close()


def pages(virtual: VirtualPrinter) -> list[bytes]:
    return [path.read_bytes() for path in virtual.printed("kartu-1")]


def submit(printer: IppPrinter, order: str = ORDER, document: bytes = PDF) -> ipp.Job:
    return printer.submit(order, document, media=CARD_MEDIA)


def test_a_card_is_printed_as_it_was_sent(virtual: VirtualPrinter, printer: IppPrinter) -> None:
    assert printer.job(ORDER) is None
    job = submit(printer)
    done = printer.wait(ORDER, 5)
    assert done is not None and (done.id, done.state, done.impressions) == (job.id, "completed", 1)
    assert done.reasons == ("job-completed-successfully",)
    assert pages(virtual) == [PDF]
    assert virtual.printed("kartu-1")[0].name == f"{ORDER}.pdf"
    state = printer.state()
    assert (state.state, state.accepting, state.reasons, state.queued, state.name) == ("idle", True, (), 0, "kartu-1")


def test_submitting_again_returns_the_job(virtual: VirtualPrinter, printer: IppPrinter) -> None:
    first = submit(printer)
    printer.wait(ORDER, 5)
    again = submit(printer)
    assert (again.id, again.state) == (first.id, "completed")
    assert len(printer.jobs()) == 1 and pages(virtual) == [PDF]


def test_eight_threads_print_once(virtual: VirtualPrinter) -> None:
    def one(_: int) -> int:
        return submit(IppPrinter(virtual.uri("kartu-1"), timeout=20)).id

    with ThreadPoolExecutor(8) as threads:
        ids = set(threads.map(one, range(8)))
    client = IppPrinter(virtual.uri("kartu-1"))
    client.wait(ORDER, 5)
    assert len(ids) == 1 and len(client.jobs()) == 1 and pages(virtual) == [PDF]


def test_clients_that_share_no_lock_print_once(virtual: VirtualPrinter) -> None:
    """As from several processes: the lock is per address, so each client spells the host differently."""
    hosts = ["127.0.0.1", "localhost", "LOCALHOST", "Localhost"]
    clients = [IppPrinter(f"ipp://{host}:{virtual.port}/printers/kartu-1", timeout=20) for host in hosts]
    orders = [f"PO-{n}" for n in range(6)]
    with ThreadPoolExecutor(len(clients)) as threads:
        for order in orders:
            ids = {job.id for job in threads.map(lambda client, order=order: submit(client, order), clients)}
            assert len(ids) == 1, order
    for order in orders:
        clients[0].wait(order, 5)
    assert len(pages(virtual)) == len(orders)


def test_five_megabytes_arrive_whole(virtual: VirtualPrinter, printer: IppPrinter) -> None:
    document = b"%PDF-1.7\n" + bytes(range(256)) * (5 * 4096)
    submit(printer, document=document)
    printer.wait(ORDER, 10)
    assert pages(virtual) == [document]


@pytest.mark.parametrize("operation", ["VALIDATE_JOB", "CREATE_JOB", "SEND_DOCUMENT", "GET_JOBS"])
@pytest.mark.parametrize("fault", ["answer_lost", "slow"])
def test_a_lost_or_late_answer_prints_once(
    virtual: VirtualPrinter, printer: IppPrinter, fault: str, operation: str
) -> None:
    """The answer is lost once at every step; the late printer still does what it was asked, after the resend."""
    impatient = IppPrinter(virtual.uri("kartu-1"), timeout=0.3)
    virtual.fault("kartu-1", fault, seconds=1.0, operation=operation)
    with pytest.raises(TemporaryFault) as raised:
        submit(impatient)
    assert raised.value.about == "printer"
    virtual.clear("kartu-1")
    submit(printer)
    done = printer.wait(ORDER, 5)
    assert done is not None and done.state == "completed"
    if fault == "slow":
        time.sleep(1.0)
    assert pages(virtual) == [PDF]
    assert done == printer.job(ORDER)


def test_a_document_cut_off_half_way_is_sent_again_into_the_same_job(
    virtual: VirtualPrinter, printer: IppPrinter
) -> None:
    virtual.fault("kartu-1", "abort_half_way")
    document = PDF * 2000
    with pytest.raises(TemporaryFault):
        submit(printer, document=document)
    assert pages(virtual) == []
    standing = printer.job(ORDER)
    assert standing is not None and standing.awaits_document
    virtual.clear("kartu-1")
    assert submit(printer, document=document).id == standing.id
    printer.wait(ORDER, 5)
    assert pages(virtual) == [document]


def test_a_printer_without_create_job_gets_print_job(
    virtual: VirtualPrinter, printer: IppPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    operations = sys.modules["siaga.cards.printers.operations"]
    monkeypatch.delitem(operations._HANDLERS, IppOperation.CREATE_JOB)
    virtual.fault("kartu-1", "answer_lost", operation="PRINT_JOB")
    with pytest.raises(TemporaryFault):
        submit(printer)
    virtual.clear("kartu-1")
    submit(printer)
    printer.wait(ORDER, 5)
    assert pages(virtual) == [PDF]


def test_offline_and_hung_up(virtual: VirtualPrinter, printer: IppPrinter) -> None:
    virtual.fault("kartu-1", "offline")
    for ask in (printer.state, printer.jobs, lambda: submit(printer), lambda: printer.wait(ORDER, 0.2)):
        with pytest.raises(TemporaryFault):
            ask()
    virtual.clear("kartu-1")
    virtual.hang_up()
    with pytest.raises(TemporaryFault):
        submit(printer)
    virtual.listen()
    submit(printer)
    printer.wait(ORDER, 5)
    assert pages(virtual) == [PDF]


def test_wait_outlasts_an_absence(virtual: VirtualPrinter, printer: IppPrinter) -> None:
    submit(printer)
    virtual.fault("kartu-1", "offline")
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(printer.wait, ORDER, 10)
        time.sleep(0.4)
        virtual.clear("kartu-1")
        done = waiting.result()
    assert done is not None and done.state == "completed"


def test_busy_then_free(virtual: VirtualPrinter, printer: IppPrinter) -> None:
    virtual.fault("kartu-1", "busy")
    with pytest.raises(TemporaryFault):
        submit(printer)
    assert not printer.state().accepting
    virtual.clear("kartu-1")
    submit(printer)
    printer.wait(ORDER, 5)
    assert pages(virtual) == [PDF]


def test_paper_out_holds_the_job_and_refilling_prints_it(virtual: VirtualPrinter, printer: IppPrinter) -> None:
    virtual.fault("kartu-1", "paper_out")
    submit(printer)
    held = printer.wait(ORDER, 0.3)
    assert held is not None and not held.finished and pages(virtual) == []
    state = printer.state()
    assert (state.state, state.reasons, state.queued) == ("stopped", ("media-empty",), 1)
    virtual.clear("kartu-1")
    done = printer.wait(ORDER, 5)
    assert done is not None and done.state == "completed" and pages(virtual) == [PDF]


def test_a_printer_that_lies_and_one_that_jams(virtual: VirtualPrinter, printer: IppPrinter) -> None:
    virtual.fault("kartu-1", "says_done_prints_nothing")
    submit(printer, "PO-1")
    lied = printer.wait("PO-1", 5)
    assert lied is not None and (lied.state, lied.impressions) == ("completed", 1)
    virtual.clear("kartu-1")
    virtual.fault("kartu-1", "jams")
    submit(printer, "PO-2")
    jammed = printer.wait("PO-2", 5)
    assert jammed is not None and (jammed.state, jammed.reasons) == ("aborted", ("aborted-by-system",))
    assert submit(printer, "PO-2").id == jammed.id, "an aborted job is not printed again under the same order"
    assert pages(virtual) == []


def test_ribbon_low_is_told(virtual: VirtualPrinter, printer: IppPrinter) -> None:
    virtual.fault("kartu-1", "ribbon_low")
    state = printer.state()
    assert (state.state, state.reasons) == ("idle", ("marker-supply-low",))


def test_cancel(virtual: VirtualPrinter, printer: IppPrinter) -> None:
    assert printer.cancel(ORDER) is None
    virtual.fault("kartu-1", "paper_out")
    submit(printer)
    gone = printer.cancel(ORDER)
    assert gone is not None and gone.state == "canceled"
    virtual.clear("kartu-1")
    assert submit(printer).state == "canceled" and pages(virtual) == []


def test_what_no_retry_can_mend(virtual: VirtualPrinter, printer: IppPrinter) -> None:
    with pytest.raises(PermanentFault):
        printer.submit(ORDER, PDF, media=None, format="application/postscript")  # type: ignore[arg-type]
    assert printer.jobs() == [], "refused before anything was left at the printer"
    with pytest.raises(PermanentFault):
        printer.submit(ORDER, b"not a PDF", media=None)
    withdrawn = printer.job(ORDER)
    assert withdrawn is not None and withdrawn.died_empty
    with pytest.raises(PermanentFault):
        IppPrinter(virtual.uri("no-such-queue")).state()
    assert submit(printer).id != withdrawn.id, "the mended document is printed"
    printer.wait(ORDER, 5)
    assert pages(virtual) == [PDF]


@pytest.mark.parametrize("uri", ["http://127.0.0.1/printers/x", "kartu-1", "ipp:///printers/x"])
def test_addresses_that_are_none(uri: str) -> None:
    with pytest.raises(ValueError):
        IppPrinter(uri)


def _start(folder: Path, port: int = 0) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "siaga.cards.printers.virtual", "--folder", str(folder), "--port", str(port)]
        + ["--queues", "kartu-1,dokumen-1", "--seconds-per-page", "0.6"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def test_killed_while_printing_and_started_again(tmp_path: Path) -> None:
    process, web = _start(tmp_path)
    port = httpx.URL(web).port
    assert port is not None
    printer = IppPrinter(f"ipp://127.0.0.1:{port}/printers/kartu-1", timeout=5)
    try:
        first, second = submit(printer, "PO-1"), submit(printer, "PO-2")
        deadline = time.monotonic() + 5
        while (job := printer.job("PO-1")) is not None and job.state != "processing":
            assert time.monotonic() < deadline
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with pytest.raises(TemporaryFault):
            submit(printer, "PO-1")
        process, _ = _start(tmp_path, port)
        assert submit(printer, "PO-1").id == first.id
        assert submit(printer, "PO-2").id == second.id
        for order in ("PO-1", "PO-2"):
            done = printer.wait(order, 10)
            assert done is not None and done.state == "completed"
        assert sorted(path.name for path in (tmp_path / "kartu-1").glob("*.pdf")) == ["PO-1.pdf", "PO-2.pdf"]
        assert submit(printer, "PO-3").id == second.id + 1
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
