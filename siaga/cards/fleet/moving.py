"""Cards of a printer that cannot print go to one that can, by themselves, and none comes out of both.

What was never offered to a printer needs no word from it. All else is withdrawn first: noted on the disk, cancelled at the printer, and
moved only when the printer has said that it did not print it. A kill between any two of these finds the note and goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from siaga.cards.facts import OrderMoved
from siaga.cards.line import AT_THE_PRINTER, held, subject_of
from siaga.cards.models import PrinterSeen, PrintJob, PrintOrder
from siaga.cards.print_acts import NEVER_OFFERED, written_down
from siaga.cards.printers.printer import Printer
from siaga.journal.act import SYSTEM, Act, flush
from siaga.journal.questions import finds
from siaga.kit.node import Node
from siaga.kit.refusal import PermanentFault, TemporaryFault

from . import rules
from .look import asked
from .rules import Press
from .state import presses

AT_ONCE = 20
PATIENCE = timedelta(seconds=30)  # a tray is filled up sooner than that
WITHDRAWN, ACCEPTED = "ditarik", "diterima"
TAKEN = (ACCEPTED, "dicetak", "berhenti", "ditawarkan")  # the printer has it, or may have it
HALF_WAY = frozenset({rules.JAMMED})  # a card may stick in the printer: somebody has to look


@finds("EXISTS (SELECT FROM cards_printjob)")
def move_stuck(node: Node, now: datetime) -> int:
    """Due work. Returns how many cards went to another printer."""
    if not PrintJob.objects.exists():  # nearly always: asked at every round of due work
        return 0
    fleet = presses(node)
    noted = set(PrintJob.objects.filter(state=WITHDRAWN).order_by().values_list("printer", flat=True).distinct())
    stuck = _stuck(node, fleet, now)
    if not any(p.left for p in fleet) or not stuck | noted:
        return 0
    done = _never_offered(node, stuck, fleet)
    there = asked(node, now)
    reasons = {p.name: HALF_WAY & set(p.reasons) for p in fleet}
    for name in sorted((stuck | noted) & set(there)):
        if name in stuck and not reasons[name]:
            _note(name, now)
        done += _take_away(node, name, there[name])
    return done


def _stuck(node: Node, fleet: Sequence[Press], now: datetime) -> set[str]:
    """Printers that cannot print and have not just stopped, and those that are not this office's any more."""
    moment = PrinterSeen.objects.filter(since__gt=now - PATIENCE).values_list("name", flat=True)
    just = set(moment) - {p.name for p in fleet if p.condition in (rules.RESTED, rules.LYING)}
    here = held(node).filter(state=AT_THE_PRINTER, out_at__isnull=True).order_by()
    gone = set(here.values_list("printer", flat=True).distinct()) - {p.name for p in fleet}
    return {p.name for p in fleet if not p.usable and p.queued} - just | gone


def _never_offered(node: Node, stuck: set[str], fleet: Sequence[Press]) -> int:
    mine = PrintJob.objects.filter(printer__in=stuck, state=NEVER_OFFERED).values("name")
    with Act(node, SYSTEM) as act:
        orders = held(node).filter(job__in=mine, state=AT_THE_PRINTER, out_at__isnull=True)
        rows = list(orders.order_by("recorded_at", "id").select_for_update(skip_locked=True)[:AT_ONCE])
        # Seen again under the lock: from here on nobody offers them.
        free = set(
            PrintJob.objects.filter(name__in=[o.job for o in rows], state=NEVER_OFFERED).values_list("name", flat=True)
        )
        rows = [o for o in rows if o.job in free]
        given = rules.spread([o.kecamatan for o in rows], fleet)
        for order, name in zip(rows, given, strict=False):
            _move(act, node, order, name)
        return len(given)


def _note(name: str, now: datetime) -> None:
    with transaction.atomic(durable=True):
        jobs = PrintJob.objects.filter(printer=name, state__in=TAKEN).order_by("since", "name")
        names = list(jobs.select_for_update(skip_locked=True).values_list("name", flat=True)[:AT_ONCE])
        PrintJob.objects.filter(name__in=names).update(state=WITHDRAWN, since=now)
    if names:
        flush()


def _take_away(node: Node, name: str, printer: Printer) -> int:
    """Every noted job of this printer that it says it has not printed. While it is silent the notes stand."""
    noted = PrintJob.objects.filter(printer=name, state=WITHDRAWN).order_by("since", "name")
    done = 0
    for job in noted.values_list("name", flat=True)[:AT_ONCE]:
        try:
            done += _withdrawn(node, job, printer)
        except (TemporaryFault, PermanentFault):
            return done
    return done


def _withdrawn(node: Node, job: str, printer: Printer) -> int:
    with Act(node, SYSTEM) as act:
        order = held(node).select_for_update().filter(job=job, state=AT_THE_PRINTER, out_at__isnull=True).first()
        told = printer.cancel(job) if order is not None else None
        out = told is not None and (told.state == "completed" or bool(told.impressions) or not told.finished)
        given = rules.spread([order.kecamatan], presses(node)) if order is not None and not out else []
        if order is not None and given:
            _move(act, node, order, given[0])
            return 1
    if order is None:
        PrintJob.objects.filter(name=job).delete()  # its attempt is over
    elif out:
        PrintJob.objects.filter(name=job, state=WITHDRAWN).update(state=ACCEPTED)  # polled again
    return 0


def _move(act: Act, node: Node, order: PrintOrder, name: str) -> None:
    body = OrderMoved(order=order.id, nik=order.nik, attempt=order.attempt + 1, printer=name)
    act.record(body, subject=subject_of(node, order.id))
    PrintJob.objects.filter(name=order.job).delete()
    written_down(act, [(order.id, body.attempt, name)])
