"""What is known of the days to come besides habit: blangko that the centre has sent or allotted, and the printers that stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.db.models import Max, Min, Q, Sum

from siaga.kit.node import Node
from siaga.planner.holidays_id import Calendar
from siaga.planner.pace import DAYS_COUNTED
from siaga.planner.past import Floats

from ..blangko.rules import KTP
from ..fleet.rules import LYING, RESTED, SILENT, STOPPED, Press
from ..fleet.state import presses
from ..models import Allotment, BlangkoRequest, FleetPrinter, PrinterSeen, PrintOrder

ON_THE_WAY = 3  # working days that a shipment takes, as far as anybody knows
A_DAY = timedelta(days=1)  # a printer that stopped less long ago has only run out of paper
Coming = tuple[tuple[int, int], ...]  # (working day, blangko)


def shipped(node: Node, calendar: Calendar) -> Coming:
    """What the centre has sent and the treasurer has not counted yet."""
    rows = BlangkoRequest.objects.filter(office=node.id, state="dikirim", item=KTP).order_by("shipped_at", "id")
    return tuple(
        (max(1, calendar.number(at.date()) + ON_THE_WAY), amount)
        for at, amount in rows.values_list("shipped_at", "shipped")
        if at is not None
    )


def allotted(node: Node, calendar: Calendar) -> Coming:
    """This office's share of the latest allotment, its lead days after it was decided, less what was shipped since: a blangko that is on
    its way or here is not told twice. One that is as late again as its lead was long is no longer believed."""
    row = Allotment.objects.first()
    if row is None or node.id not in row.offices:
        return ()
    since = BlangkoRequest.objects.filter(office=node.id, item=KTP, shipped_at__gte=row.at)
    left = row.given[row.offices.index(node.id)] - int(since.aggregate(n=Sum("shipped"))["n"] or 0)
    decided = calendar.number(row.at.date())
    return ((max(1, decided + row.lead), left),) if left > 0 and -decided <= 2 * row.lead else ()


@dataclass(frozen=True, slots=True)
class Fleet:
    """per_day: cards a day of the printers that work, 0: not known, for some cards came from a printer that nobody described. by_day: of
    those that stood on each day of the past, 0: not known. stopped: printers are known, and none of them works."""

    per_day: int
    by_day: Floats
    stopped: bool = False


def fleet(node: Node, calendar: Calendar, days: int) -> Fleet:
    """days: of the past, the last is yesterday. A printer stood from the day of its first card; one that is gone, to that of its last."""
    standing, working = _standing(node)
    by_day = np.zeros(days)
    used = PrintOrder.objects.filter(printed_at__isnull=False).exclude(printer="").order_by().values_list("printer")
    lately = calendar.day(-DAYS_COUNTED)
    unknown = False
    for name, first, last in used.annotate(Min("printed_at"), Max("printed_at")):
        per_day = standing.get(name) or Press(name).per_day
        unknown = unknown or (name not in standing and last.date() >= lately)
        end = days if name in working else days + calendar.number(last.date()) + 1
        by_day[max(0, days + calendar.number(first.date())) : max(0, end)] += per_day
    if unknown or not (working or presses(node)):
        return Fleet(0, np.zeros(days))
    if not working:
        return Fleet(sum(standing.values()), by_day, stopped=True)
    return Fleet(sum(standing[name] for name in working), by_day)


def _standing(node: Node) -> tuple[dict[str, int], frozenset[str]]:
    """Cards a day of every printer described here or at a service point, and which of them work; of other desks as the desk says."""
    since = dict(PrinterSeen.objects.values_list("name", "since"))
    now = node.clock.now()
    standing: dict[str, int] = {}
    working = set()
    here = {press.name: press for press in presses(node)}
    desks = Q(desk=node.desk) | Q(desk__startswith=f"{node.id}/")
    for row in FleetPrinter.objects.filter(desks).order_by("desk", "name"):
        elsewhere = row.desk != node.desk
        if elsewhere or row.name not in here:  # one of this desk that is not connected any more is known, and gone
            standing[row.name] = standing.get(row.name, 0) + row.per_day
        if elsewhere and not row.rested:
            working.add(row.name)
    for press in here.values():
        standing[press.name] = standing.get(press.name, 0) + press.per_day
        gone = press.condition in (STOPPED, SILENT) and now - since.get(press.name, now) >= A_DAY
        if press.condition not in (RESTED, LYING) and not gone:
            working.add(press.name)
    return standing, frozenset(working)


def marks(node: Node) -> str:
    """Changes with a shipment, an allotment, and a printer that comes or goes."""
    sent = BlangkoRequest.objects.filter(office=node.id, state="dikirim", item=KTP).order_by("id")
    allotment = Allotment.objects.values_list("number", flat=True).first()
    standing, working = _standing(node)
    return f"{sorted(sent.values_list('shipped', flat=True))} {allotment} {sum(standing[name] for name in working)}"
