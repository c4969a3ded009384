"""Due work of fetching: whose hour has passed is told once more, with another hour, three times at most."""

from __future__ import annotations

from datetime import datetime, timedelta

from siaga.journal.act import SYSTEM, Refused
from siaga.journal.questions import finds
from siaga.kit.node import Node

from . import acts

EVERY = timedelta(minutes=10)
LOOKED = "pengingat pengambilan"  # when this node looked last, among its devices
TIMES = 3
BATCH = 50


@finds("EXISTS (SELECT FROM cards_pickupcall WHERE slot < %s AND times < %s)", lambda node, now: (now, TIMES))
def remind(node: Node, now: datetime) -> int:
    """Returns how many were told; 0 while all hours are taken."""
    last: datetime | None = node.devices.get(LOOKED)
    if node.point or (last is not None and timedelta() <= now - last < EVERY):
        return 0
    passed = now - timedelta(days=acts.hours_of(node).told_again_after)
    late = acts.heaps(node)["lewat"].filter(slot_at__lt=passed, times__lt=TIMES).order_by("slot_at", "id")
    chosen = list(late.values_list("id", flat=True)[:BATCH])
    if len(chosen) < BATCH:
        node.devices[LOOKED] = now
    if not chosen:
        return 0
    outcome = acts.tell(node, SYSTEM, chosen)
    if isinstance(outcome, Refused):
        node.devices[LOOKED] = now
        return 0
    return len(chosen)
