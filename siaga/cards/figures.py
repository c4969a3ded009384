"""The figures of an office's day: what the front page and the rail show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from siaga.journal.act import Actor
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.recording.models import Record
from siaga.recording.status import UNDECIDED, Status

from .blangko import rules as ledger
from .blangko.statement import days_left
from .line import AT_THE_PRINTER, SHELF, WAITING, balances, held, printed_by_day
from .models import BlangkoRequest, PrintJob, PrintOrder, ValidSuket
from .print_ticks import TROUBLED


@dataclass(frozen=True, slots=True)
class Figures:
    """stock: blangko that can still be printed. days_left: whole working days at the pace of the last ten, None: unknown.

    prr: print-ready people of this office, at a service point those whose card is lent to it; sfe: recorded, the centre has not answered.
    """

    stock: int
    drawn: int
    in_transit: int
    spoiled: int
    days_left: int | None
    prr: int
    sfe: int
    duplicates: int
    in_line: int
    at_printer: int
    shelf: int
    printed_today: int
    pace: int
    sukets: int


def front_figures(node: Node) -> Figures:
    """Six queries, whatever the office's size."""
    now = balances(node)
    stock = now.get(ledger.STOCK, 0) + now.get(ledger.OPERATOR, 0)
    pace = printed_by_day(node)
    zone = ZONES[node.clock.zone]
    morning = datetime.combine(node.clock.today(), datetime.min.time(), zone)
    by_status = dict(
        Record.objects.filter(office=node.id, current=True).values_list("status").annotate(n=Count("id")).order_by()
    )
    cards = held(node).aggregate(
        line=Count("id", filter=Q(state=WAITING)),
        printer=Count("id", filter=Q(state=AT_THE_PRINTER)),
        shelf=Count("id", filter=Q(state=SHELF)),
        today=Count("id", filter=Q(printed_at__gte=morning)),
    )
    return Figures(
        stock=stock,
        drawn=now.get(ledger.OPERATOR, 0),
        in_transit=now.get(ledger.TRANSIT, 0),
        spoiled=now.get(ledger.SPOILED, 0),
        days_left=days_left(stock, pace),
        prr=cards["line"] if node.point else by_status.get(Status.PRINT_READY_RECORD, 0),
        sfe=sum(by_status.get(status, 0) for status in UNDECIDED),
        duplicates=by_status.get(Status.DUPLICATE_RECORD, 0),
        in_line=cards["line"],
        at_printer=cards["printer"],
        shelf=cards["shelf"],
        printed_today=cards["today"],
        pace=round(sum(pace) / len(pace)) if pace else 0,
        sukets=ValidSuket.objects.filter(office=node.id).count(),
    )


def count_line(node: Node, actor: Actor) -> int:
    return held(node).filter(state=WAITING, kelurahan__startswith=actor.wilayah.replace(".", "")).count()


def count_printer(node: Node, actor: Actor) -> int:
    return held(node).filter(state=AT_THE_PRINTER, out_at__isnull=True).count()


def count_shelf(node: Node, actor: Actor) -> int:
    return held(node).filter(state=SHELF, kelurahan__startswith=actor.wilayah.replace(".", "")).count()


def count_sukets(node: Node, actor: Actor) -> int:
    return ValidSuket.objects.filter(office=node.id).count()


def count_requests(node: Node, actor: Actor) -> int:
    """At the centre: requests that wait for a shipment."""
    return BlangkoRequest.objects.filter(state="diminta").count()


def troubled() -> int:
    """Cards at a printer that a person has to look at."""
    jobs = PrintJob.objects.filter(state__in=TROUBLED).values("name")
    return PrintOrder.objects.filter(state=AT_THE_PRINTER, job__in=jobs).count()
