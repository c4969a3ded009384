"""The fleet as it stands: what officers said of each printer, what it answered last, and what it has had today."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db.models import Count, Q

from siaga.cards.line import AT_THE_PRINTER, held
from siaga.cards.models import FleetPrinter, PrinterSeen
from siaga.cards.printers.printer import Printer
from siaga.kit.clock import ZONES
from siaga.kit.node import Node

from . import rules
from .rules import Press


def printers(node: Node) -> dict[str, Printer]:
    found: dict[str, Printer] = node.devices.get("printers", {})
    return found


def counts(node: Node) -> dict[str, tuple[int, int]]:
    """By printer: cards out today, and cards with it that are not out."""
    midnight = datetime.combine(node.clock.today(), time.min, ZONES[node.clock.zone])
    rows = (
        held(node)
        .exclude(printer="")
        .filter(Q(state=AT_THE_PRINTER) | Q(printed_at__gte=midnight))
        .order_by()
        .values_list("printer")
        .annotate(
            done=Count("id", filter=Q(printed_at__gte=midnight) | Q(state=AT_THE_PRINTER, out_at__isnull=False)),
            queued=Count("id", filter=Q(state=AT_THE_PRINTER, out_at__isnull=True)),
        )
    )
    return {name: (done, queued) for name, done, queued in rows}


def presses(node: Node) -> list[Press]:
    """Every printer of this machine by name; three queries. Nobody is asked: `look` does that."""
    told = {row.name: row for row in FleetPrinter.objects.filter(desk=node.desk)}
    seen = {row.name: row for row in PrinterSeen.objects.all()}
    had = counts(node)
    return [_press(name, told.get(name), seen.get(name), had.get(name, (0, 0))) for name in sorted(printers(node))]


def _press(name: str, told: FleetPrinter | None, seen: PrinterSeen | None, had: tuple[int, int]) -> Press:
    known: dict[str, Any] = {}
    if told is not None:
        known = {"site": told.site, "per_day": told.per_day, "ribbon": told.ribbon}
        known |= {"ribbon_left": told.ribbon - told.used, "says": told.rested}
    reasons = tuple(seen.reasons) if seen else ()
    condition = rules.condition_of(
        rested=told.rested if told else "",
        empty=told.empty if told else 0,
        state=seen.state if seen else "",
        accepting=seen.accepting if seen else True,
        reasons=reasons,
    )
    return Press(name=name, done=had[0], queued=had[1], condition=condition, reasons=reasons, **known)
