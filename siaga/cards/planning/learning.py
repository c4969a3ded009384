"""What became of the bands of earlier days, and how much the bands of today are stretched for it."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import numpy as np

from siaga.kit.node import Node
from siaga.planner.conformal import STARTS, Seen, Stretch, learnt, size_of
from siaga.planner.past import Habits

from .. import order
from ..models import PlanSample, PrintOrder
from .gather import Gathered

MEMORY = timedelta(days=540)


def stretches_of(node: Node, found: Gathered, habits: Habits) -> dict[str, Stretch]:
    """By class. At first those that served the drill's offices of this size; then by this office's own history."""
    begin = STARTS[size_of(float(habits.arrivals.sum()))]
    news = _settled(node, found)
    return {klass: learnt(news.get(klass, []), start) for klass, start in zip(order.CLASSES, begin, strict=True)}


def _settled(node: Node, found: Gathered) -> dict[str, list[Seen]]:
    """Oldest first: on each working day the bands that were kept, too late or too early. A band is passed the day after its last day."""
    samples = PlanSample.objects.filter(office=node.id, day__gte=found.today - MEMORY, day__lt=found.today)
    rows = list(samples.order_by("day", "id").values_list("order", "earliest", "likely", "latest"))
    if not rows:
        return {}
    orders = PrintOrder.objects.filter(id__in={row[0] for row in rows}).exclude(state="batal")
    cards = {id: (klass, at) for id, klass, at in orders.values_list("id", "klass", "printed_at")}
    rows = [row for row in rows if row[0] in cards]
    bands = [found.calendar.numbers(np.array([row[i] for row in rows], dtype="datetime64[D]")) for i in (1, 2, 3)]
    by_day: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0, 0]))
    for (id, *_days), early, likely, late in zip(rows, *(b.tolist() for b in bands), strict=True):
        klass, at = cards[id]
        came = found.calendar.number(at.date()) if at is not None else 1
        if came > late and late >= 0:
            continue  # still open
        counts = by_day[klass][min(came, late + 1)]
        counts[0 if came < early else 2 if came > late else 1] += 1
        counts[3] += came < likely
    return {klass: [Seen(*counts) for _day, counts in sorted(days.items())] for klass, days in by_day.items()}
