"""Due work of fetching: whose hour has passed is told once more, with another hour, three times at most."""

from __future__ import annotations

from datetime import datetime, timedelta

from siaga.journal.act import SYSTEM, Refused
from siaga.journal.questions import every, finds
from siaga.kit.node import Node

from . import acts

EVERY = timedelta(minutes=10)
TIMES = 3
BATCH = 50


@every(EVERY, BATCH)
@finds("EXISTS (SELECT FROM cards_pickupcall WHERE slot < %s AND times < %s)", lambda node, now: (now, TIMES))
def remind(node: Node, now: datetime) -> int:
    """Returns how many were told; 0 while all hours are taken."""
    if node.point:
        return 0
    passed = now - timedelta(days=acts.hours_of(node).told_again_after)
    late = acts.heaps(node)["lewat"].filter(slot_at__lt=passed, times__lt=TIMES).order_by("slot_at", "id")
    chosen = list(late.values_list("id", flat=True)[:BATCH])
    if not chosen or isinstance(acts.tell(node, SYSTEM, chosen), Refused):
        return 0
    return len(chosen)
