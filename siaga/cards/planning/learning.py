"""How much the bands of today are stretched for what became of those of earlier days: of all offices of this size, as the
centre published it, and where it has not been heard for long also of this office's own since then."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.planner.conformal import LIMITS, STARTS, Seen, Stretch, learnt, size_of, wider
from siaga.planner.past import Habits

from .. import order
from .gather import Gathered
from .settled import DAY, MEMORY, turned

FRESH = timedelta(days=7)  # the centre speaks once a day
_NEWEST = """
SELECT DISTINCT ON (klass) klass, day, down, up, middle, early, a_day FROM cards_correction
 WHERE size = %s AND day <= %s AND day > %s ORDER BY klass, day DESC
"""
News = dict[str, list[tuple[int, Seen]]]


def stretches_of(node: Node, found: Gathered, habits: Habits) -> dict[str, Stretch]:
    """By class. What the centre said of this size; without that those that served the drill's offices, then this office's own."""
    size = size_of(float(habits.arrivals.sum()))
    heard = published(size, found.today)
    begin = dict(zip(order.CLASSES, STARTS[size], strict=True))
    if all(klass in heard and found.today - heard[klass][0] <= FRESH for klass in order.CLASSES):
        return {klass: heard[klass][1] for klass in order.CLASSES}
    news = _own(node, found)
    return {klass: _of_class(found, news.get(klass, []), heard.get(klass), begin[klass]) for klass in order.CLASSES}


def _of_class(
    found: Gathered, news: list[tuple[int, Seen]], heard: tuple[date, Stretch] | None, begin: Stretch
) -> Stretch:
    if heard is None:
        return learnt([seen for _day, seen in news], begin)
    day, stretch = heard
    if found.today - day <= FRESH:
        return stretch
    known = found.calendar.number(day - DAY)  # what was settled until then is in what was heard
    return wider(stretch, learnt([seen for when, seen in news if when > known], stretch))


def published(size: str, today: date) -> dict[str, tuple[date, Stretch]]:
    """Of each class the newest that the centre said for this size, and when. A day that has not come yet says nothing."""
    low, high = LIMITS
    return {
        klass: (
            day,
            Stretch(
                down=min(max(down, low), high), up=min(max(up, low), high), middle=min(max(middle, -1.0), 1.0),
                early=early, a_day=max(1.0, a_day),
            ),
        )
        for klass, day, down, up, middle, early, a_day in fetch(_NEWEST, (size, today, today - MEMORY))
    }  # fmt: skip


def _own(node: Node, found: Gathered) -> News:
    """Oldest first: on each working day until yesterday the bands of this office that were kept, too late or too early."""
    span = (found.calendar.number(found.today - MEMORY), found.calendar.number(found.today - DAY))
    days: dict[str, dict[int, list[Seen]]] = defaultdict(lambda: defaultdict(list))
    for row in turned([node.id], found.calendar, *span, node.clock.zone):
        days[row.klass][row.day].append(row.seen)  # of two sizes, on the day on which the office grew
    return {klass: [(day, total(seen)) for day, seen in sorted(by.items())] for klass, by in days.items()}


def total(seen: list[Seen]) -> Seen:
    """Of one class on one day."""
    return Seen(*(sum(getattr(s, name) for s in seen) for name in ("early", "inside", "late", "under")))
