"""The outbox of print jobs: orders at a printer are handed over to it, and what it says becomes facts.

A job is handed over under the order's name and attempt, and the printer is asked for that name first; so whatever is
repeated after a crash, a lost answer or a restart is printed once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction

from siaga.journal.act import SYSTEM, Act
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, TemporaryFault
from siaga.recording.acts import change_status
from siaga.recording.models import Record
from siaga.recording.status import OFFICE

from .blangko import rules as ledger
from .blangko.acts import locked_balances, moved
from .blangko.rules import Movement
from .face import card_face
from .facts import CardPrinted
from .line import AT_THE_PRINTER, held, status_subject, subject_of
from .models import PrintJob, PrintOrder
from .print_acts import printers
from .printers.printer import CARD_MEDIA, Job, Printer

TOGETHER = 20  # jobs of one transaction: their orders stay locked while the printer takes them
POLLED = 200
ACCEPTED, PRINTING, STOPPED, GAVE_UP, BROKEN = "diterima", "dicetak", "berhenti", "macet", "galat"
UNDER_WAY = (ACCEPTED, PRINTING, STOPPED)
TROUBLED = (GAVE_UP, BROKEN)
SAYS = {
    "aborted-by-system": "dibatalkan oleh printer",
    "job-canceled-by-user": "dibatalkan pada printer",
    "printer-stopped": "printer berhenti",
}
Face = Callable[[Node, PrintOrder, datetime], bytes]


def submit_jobs(node: Node, now: datetime) -> int:
    """Hand over what is due, printer by printer; one that does not answer holds up only its own. Returns how many."""
    done, fault = 0, None
    for name, printer in printers(node).items():
        try:
            done += _submit(node, name, printer, now)
        except TemporaryFault as away:
            fault = away
    if fault is not None and not done:
        raise fault
    return done


def _submit(node: Node, name: str, printer: Printer, now: datetime) -> int:
    face: Face = node.devices.get("card_face", card_face)
    known = PrintJob.objects.filter(printer=name).values("name")
    made: list[PrintJob] = []
    fault: TemporaryFault | None = None
    with transaction.atomic(durable=True):
        due = held(node).filter(state=AT_THE_PRINTER, printer=name).exclude(job__in=known)
        for order in due.order_by("state_since", "recorded_at", "id").select_for_update(skip_locked=True)[:TOGETHER]:
            job = PrintJob(name=order.job, order=order.id, printer=name, state=ACCEPTED, since=now)
            try:
                printer.submit(order.job, face(node, order, now), media=CARD_MEDIA)
            except TemporaryFault as away:
                fault = away
                break
            except PermanentFault as broken:
                job.state, job.says = BROKEN, str(broken)[:300]
            made.append(job)
        PrintJob.objects.bulk_create(made, ignore_conflicts=True)
    if fault is not None and not made:
        raise fault
    return len(made)


def poll_jobs(node: Node, now: datetime) -> int:
    """Ask every printer that has jobs of ours what became of them. Returns how many changed."""
    waiting = PrintJob.objects.filter(state__in=UNDER_WAY).order_by("printer", "since", "name")
    done, fault = 0, None
    for name, group in groupby(waiting, key=lambda job: job.printer):
        printer = printers(node).get(name)
        if printer is None:
            continue
        try:
            found = {job.name: job for job in printer.jobs()}
        except TemporaryFault as away:
            fault = away
            continue
        done += _heard(node, list(group), found, now)
    if fault is not None and not done:
        raise fault
    return done


def _heard(node: Node, jobs: Sequence[PrintJob], found: dict[str, Job], now: datetime) -> int:
    printed = [j for j in jobs if (f := found.get(j.name)) and f.state == "completed"][:POLLED]
    changed = _printed(node, printed, now) if printed else 0
    for job in jobs:
        answer = found.get(job.name)
        if answer is not None and answer.died_empty:
            changed += job.delete()[0]  # given up before the document came: it is handed over again
            continue
        state, says = _state(answer)
        if state and (state, says) != (job.state, job.says):
            changed += PrintJob.objects.filter(name=job.name).update(state=state, says=says, since=now)
    return changed


def _state(job: Job | None) -> tuple[str, str]:
    if job is None:
        return GAVE_UP, "printer tidak lagi mengenal pekerjaan ini"
    reasons = ", ".join(SAYS.get(r, r) for r in job.reasons if r != "none")
    match job.state:
        case "completed":
            return "", ""
        case "aborted" | "canceled":
            return GAVE_UP, reasons
        case "processing-stopped" | "pending-held":
            return STOPPED, reasons
        case "processing":
            return PRINTING, ""
        case _:
            return ACCEPTED, ""


def _printed(node: Node, jobs: Sequence[PrintJob], now: datetime) -> int:
    """The cards are on the shelf, all in one act; a job of an attempt that is over is only forgotten."""
    names = [j.name for j in jobs]
    with Act(node, SYSTEM) as act:
        mine = held(node).filter(job__in=names, state=AT_THE_PRINTER).order_by("job")
        orders = list(mine.select_for_update(skip_locked=True))
        busy = set(mine.values_list("job", flat=True)) - {o.job for o in orders}
        records = {r.id: r for r in Record.objects.select_for_update().filter(id__in=[o.record for o in orders])}
        locked_balances(node)
        day = now.astimezone(ZONES[node.clock.zone])
        for o in orders:
            shelf = f"{o.kecamatan[-2:]}/{day:%d-%m}"
            act.record(
                CardPrinted(order=o.id, nik=o.nik, attempt=o.attempt, printer=o.printer, shelf=shelf),
                subject=subject_of(node, o.id),
            )
            change_status(act, records[o.record], "print_good", OFFICE, subject=status_subject(node, o.id))
        if orders:
            movement = Movement(kind="cetak", amount=len(orders), source=ledger.AT_PRINTER, target=ledger.PRINTED)
            moved(act, node, movement)
    over = [name for name in names if name not in busy]
    PrintJob.objects.filter(name__in=over).delete()  # only what is still to be asked for is kept
    return len(over)
