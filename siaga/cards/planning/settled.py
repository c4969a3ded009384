"""Bands that were told, and on which working day they turned out how. The office learns from its own, the centre from everybody's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np
from django.db import connection

from siaga.kit.clock import ZONES
from siaga.planner import conformal
from siaga.planner.conformal import Seen
from siaga.planner.holidays_id import Calendar

MEMORY = timedelta(days=540)
NEVER = 10**9  # the working day of a card that is not there
DAY = timedelta(days=1)

# A band is settled by its card or by its last day: two ways to find it, each with an index of its own.
_TOLD = """
SELECT s.office, s.size, o.klass, s.earliest, s.likely, s.latest, (o.printed_at AT TIME ZONE %(zone)s)::date
  FROM cards_plansample s JOIN cards_printorder o ON o.id = s."order"
 WHERE s.office = ANY(%(offices)s) AND o.state <> 'batal' AND s.id IN (
       SELECT p.id FROM cards_plansample p JOIN cards_printorder q ON q.id = p."order"
        WHERE q.printed_at >= %(begin)s AND q.printed_at < %(end)s
        UNION SELECT id FROM cards_plansample WHERE office = ANY(%(offices)s) AND latest BETWEEN %(before)s AND %(last)s)
 ORDER BY s.office, s.day, s.id
"""


@dataclass(frozen=True, slots=True)
class Turned:
    """day: a working day by the calendar that was asked."""

    office: str
    size: str
    klass: str
    day: int
    seen: Seen


def turned(offices: Sequence[str], calendar: Calendar, after: int, until: int, zone: str) -> Iterator[Turned]:
    """What was settled on the working days after + 1 to until, by office, size and class; the days of each in order."""
    if until <= after:
        return
    first, last = calendar.day(after + 1), calendar.day(until + 1) - DAY
    midnight = [datetime.combine(day, time(), ZONES[zone]) for day in (first, last + DAY)]
    asked: dict[str, Any] = {
        "zone": ZONES[zone].key, "offices": list(offices), "begin": midnight[0], "end": midnight[1],
        "before": calendar.day(after), "last": last,
    }  # fmt: skip
    groups: dict[tuple[str, str, str], list[tuple[Any, ...]]] = defaultdict(list)
    with connection.cursor() as cur:
        cur.execute(_TOLD, asked)
        for office, size, klass, *days in cur.fetchall():
            groups[office, size, klass].append(tuple(days))
    for (office, size, klass), rows in sorted(groups.items()):
        earliest, likely, latest = (_numbers(calendar, [row[i] for row in rows]) for i in (0, 1, 2))
        when, kinds = conformal.settled(_numbers(calendar, [row[3] for row in rows]), earliest, likely, latest)
        here = (when > after) & (when <= until)
        for day, counts in conformal.by_day(when[here], kinds[here]).items():
            yield Turned(office, size, klass, day, Seen(*counts.tolist()))


def _numbers(calendar: Calendar, days: list) -> np.ndarray:
    there = np.array([day is not None for day in days])
    found = np.full(len(days), NEVER, dtype=np.int64)
    if there.any():
        found[there] = calendar.numbers(np.array([d for d in days if d is not None], dtype="datetime64[D]"))
    return found
