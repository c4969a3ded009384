"""The centre learns for all: from the bands of every office, once a day, how far those of each size are stretched, and tells
all offices in one fact.

Of an office only days count whose books have come: where the line is cut, cards that were printed there are not missing
here. What comes later is counted later, on its own day, and nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from siaga.journal.act import SYSTEM, Act
from siaga.journal.questions import every
from siaga.journal.writer import fetch
from siaga.kit.clock import ZONES
from siaga.kit.node import PUSAT, Node, office_of, point_of
from siaga.planner.conformal import STARTS, Seen, Stretch, learnt
from siaga.planner.holidays_id import Calendar

from .. import order
from ..models import Correction, SettledBand, SettledUntil
from .facts import CorrectionsPublished, Learnt
from .settled import DAY, MEMORY, turned

EVERY = timedelta(hours=1)
AT_ONCE = (20, 100)  # working days and offices: what is held in memory when years come in one go

_HEADS = """
SELECT h.chain, (f.at AT TIME ZONE %s)::date
  FROM journal_head h JOIN journal_journalfact f ON f.chain = h.chain AND f.seq = h.seq
"""


@every(EVERY)
def publish_corrections(node: Node, now: datetime) -> int:
    """Due work of the centre: once a day, looked at once an hour. Returns 1 if it published."""
    today = node.clock.today()
    if Correction.objects.filter(day=today).exists():
        return 0
    collect(node, today)
    rows = [
        Learnt(size=size, klass=klass, **{name: round(value, 5) for name, value in asdict(stretch).items()})
        for (size, klass), stretch in sorted(learnt_together(today).items())
    ]
    if not rows:
        return 0
    with Act(node, SYSTEM) as act:
        act.record(CorrectionsPublished(day=today, learnt=rows), subject="koreksi")
    return 1


def collect(node: Node, today: date) -> None:
    """Count what was settled since the last time at every office, as far as its books have come."""
    calendar = Calendar(today)
    until = dict(SettledUntil.objects.values_list("office", "day"))
    oldest = calendar.number(today - MEMORY)
    spans: dict[tuple[int, int], list[str]] = defaultdict(list)
    for office, heard in sorted(_heard(node).items()):
        known = max(oldest, calendar.number(until[office])) if office in until else oldest
        whole = _whole(calendar, min(heard, today) - DAY)
        if whole > known:
            spans[known, whole].append(office)
    for (known, whole), offices in sorted(spans.items()):
        for begin in range(known, whole, AT_ONCE[0]):
            for group in (offices[at : at + AT_ONCE[1]] for at in range(0, len(offices), AT_ONCE[1])):
                _count(node, calendar, group, begin, min(begin + AT_ONCE[0], whole))
    SettledBand.objects.filter(day__lte=today - MEMORY).delete()


def _count(node: Node, calendar: Calendar, offices: Sequence[str], known: int, whole: int) -> None:
    """Once: counts and how far they reach are written together."""
    rows = [
        SettledBand(office=t.office, size=t.size, klass=t.klass, day=calendar.day(t.day), **asdict(t.seen))
        for t in turned(offices, calendar, known, whole, node.clock.zone)
        if t.size
    ]
    done = [SettledUntil(office=office, day=calendar.day(whole)) for office in offices]
    with transaction.atomic():
        SettledBand.objects.bulk_create(rows)
        SettledUntil.objects.bulk_create(done, update_conflicts=True, unique_fields=["office"], update_fields=["day"])


def learnt_together(today: date) -> dict[tuple[str, str], Stretch]:
    """By size and class: all offices' bands day by day, in one row, as `planner.backtest.judge_together` takes them."""
    starts = {
        (size, klass): start
        for size, row in STARTS.items()
        for klass, start in zip(order.CLASSES, row, strict=True)
    }  # fmt: skip
    rows = SettledBand.objects.filter(day__lt=today).values_list("size", "klass", "day")
    summed = rows.annotate(Sum("early"), Sum("inside"), Sum("late"), Sum("under")).order_by("size", "klass", "day")
    news: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for size, klass, _day, *counts in summed:
        news[size, klass].append(Seen(*counts))
    return {key: learnt(seen, starts[key]) for key, seen in news.items() if key in starts}


def _heard(node: Node) -> dict[str, date]:
    """The day of the last fact of each office that is here. A service point's come by way of its office."""
    heard: dict[str, date] = {}
    for chain, day in fetch(_HEADS, (ZONES[node.clock.zone].key,)):
        if not chain.startswith(PUSAT) and not point_of(chain):
            office = office_of(chain)
            heard[office] = max(day, heard.get(office, day))
    return heard


def _whole(calendar: Calendar, day: date) -> int:
    """The last working day that is over with this day, together with the days off after it: what is printed on those is its own."""
    number = calendar.number(day)
    return number if calendar.day(number + 1) - DAY <= day else number - 1


CENTRE_TICKS = (publish_corrections,)
