"""The outbox of print jobs: orders at a printer are handed over to it, and what it says becomes facts.

A job is handed over under the order's name and attempt, and the printer is asked for that name first; so whatever is
repeated after a crash, a lost answer or a restart is printed once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import QuerySet

from siaga.journal.act import SYSTEM, Act, flush
from siaga.journal.questions import finds
from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, TemporaryFault

from .chip.acts import write_chip
from .face import card_face
from .fleet.facts import CardOut
from .fleet.look import asked
from .line import AT_THE_PRINTER, held, subject_of
from .models import PrintJob, PrintOrder
from .print_acts import NEVER_OFFERED
from .printers.printer import CARD_MEDIA, Job, Printer

TOGETHER = 20  # jobs of one transaction: their orders stay locked while the printer takes them
POLLED = 200
OFFERED, ACCEPTED, PRINTING, STOPPED = "ditawarkan", "diterima", "dicetak", "berhenti"
WITHDRAWN, GAVE_UP, BROKEN = "ditarik", "macet", "galat"
UNDER_WAY = (ACCEPTED, PRINTING, STOPPED)
TROUBLED = (GAVE_UP, BROKEN)
SAYS = {
    "aborted-by-system": "dibatalkan oleh printer",
    "job-canceled-by-user": "dibatalkan pada printer",
    "printer-stopped": "printer berhenti",
}
# Through an outage thousands of these are written in one go: as columns, not as a statement of a thousand values.
_KEEP = """
INSERT INTO cards_printjob (name, "order", printer, state, says, since)
SELECT * FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
    ON CONFLICT (name) DO UPDATE SET printer = excluded.printer, state = excluded.state, says = excluded.says, since = excluded.since
"""
Face = Callable[[Node, PrintOrder, datetime], bytes]


@finds(
    "EXISTS (SELECT FROM cards_printorder o WHERE o.state = %s AND o.out_at IS NULL AND NOT EXISTS (SELECT FROM cards_printjob j"
    " WHERE j.name = o.job AND j.printer = o.printer AND j.state <> ALL(%s)))",
    lambda node, now: (AT_THE_PRINTER, [NEVER_OFFERED, OFFERED]),
)
def submit_jobs(node: Node, now: datetime) -> int:
    """Hand over what is due, printer by printer; one that does not answer holds up only its own. Returns how many."""
    done, fault = 0, None
    for name, printer in asked(node, now).items():
        try:
            done += _submit(node, name, printer, now)
        except TemporaryFault as away:
            fault = away
    if fault is not None and not done:
        raise fault
    return done


def _submit(node: Node, name: str, printer: Printer, now: datetime) -> int:
    face: Face = node.devices.get("card_face", card_face)
    offered = _offered(node, name, now)
    if not offered:
        return 0
    made: list[PrintJob] = []
    fault: TemporaryFault | None = None
    with transaction.atomic(durable=True):
        due = _due(node, name).filter(job__in=offered)
        for order in due.order_by("state_since", "recorded_at", "id").select_for_update(skip_locked=True):
            job = PrintJob(name=order.job, order=order.id, printer=name, state=ACCEPTED, since=now)
            try:
                write_chip(node, order, name)
                printer.submit(order.job, face(node, order, now), media=CARD_MEDIA)
            except TemporaryFault as away:
                fault = away
                break
            except PermanentFault as broken:
                job.state, job.says = BROKEN, str(broken)[:300]
            made.append(job)
        _keep(made)
    if fault is not None and not made:
        raise fault
    return len(made)


def _due(node: Node, name: str) -> QuerySet[PrintOrder]:
    """What this printer has still to be asked for; asked twice under one name it prints once."""
    settled = PrintJob.objects.filter(printer=name).exclude(state__in=[NEVER_OFFERED, OFFERED]).values("name")
    return held(node).filter(state=AT_THE_PRINTER, printer=name, out_at__isnull=True).exclude(job__in=settled)


def _offered(node: Node, name: str, now: datetime) -> list[str]:
    """The next jobs, marked on the disk before the printer hears of them: from here on only the printer knows that it has not printed
    them."""
    with transaction.atomic(durable=True):
        due = _due(node, name).order_by("state_since", "recorded_at", "id").select_for_update(skip_locked=True)
        rows = list(due[:TOGETHER])
        known = set(
            PrintJob.objects.filter(name__in=[o.job for o in rows], state=OFFERED).values_list("name", flat=True)
        )
        _keep(
            [
                PrintJob(name=o.job, order=o.id, printer=name, state=OFFERED, since=now)
                for o in rows
                if o.job not in known
            ]
        )
    if len(known) < len(rows):
        flush()
    return [order.job for order in rows]


def _keep(jobs: Sequence[PrintJob]) -> None:
    rows = [(j.name, j.order, j.printer, j.state, j.says, j.since) for j in jobs]
    if rows:
        fetch(_KEEP, [list(column) for column in zip(*rows, strict=True)])


@finds("EXISTS (SELECT FROM cards_printjob WHERE state = ANY(%s))", lambda node, now: (list(UNDER_WAY),))
def poll_jobs(node: Node, now: datetime) -> int:
    """Ask every printer that has jobs of ours what became of them. Returns how many changed."""
    waiting = PrintJob.objects.filter(state__in=UNDER_WAY).order_by("printer", "since", "name")
    done, fault = 0, None
    jobs = list(waiting)
    there = asked(node, now) if jobs else {}
    for name, group in groupby(jobs, key=lambda job: job.printer):
        printer = there.get(name)
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
    changed = _out(node, printed) if printed else 0
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


def _out(node: Node, jobs: Sequence[PrintJob]) -> int:
    """By their printer's word these cards are out. It is written down, because a printer forgets; the cards wait to be looked at."""
    names = [j.name for j in jobs]
    with Act(node, SYSTEM) as act:
        mine = held(node).filter(job__in=names, state=AT_THE_PRINTER, out_at__isnull=True).order_by("job")
        orders = list(mine.select_for_update(skip_locked=True))
        busy = set(mine.values_list("job", flat=True)) - {o.job for o in orders}
        for o in orders:
            said = CardOut(order=o.id, nik=o.nik, attempt=o.attempt, printer=o.printer)
            act.record(said, subject=subject_of(node, o.id))
        over = [name for name in names if name not in busy]
        if orders:
            PrintJob.objects.filter(name__in=over).delete()
    if not orders:
        PrintJob.objects.filter(name__in=over).delete()  # an act that records nothing is rolled back
    return len(over)
