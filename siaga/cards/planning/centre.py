"""What an office's own recordings and outages tell of the centre, and where its people stand who wait there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import QuerySet

from siaga.continuity.dependencies import INTAKE, PUSAT, RELEASE, SEARCH
from siaga.journal.writer import fetch
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.planner.centre import VERDICTS, AtCentre, experience
from siaga.planner.holidays_id import Calendar
from siaga.planner.past import Ints
from siaga.recording.models import Record
from siaga.recording.status import UNDECIDED, Status

from .. import line, order

PARTS = (PUSAT, INTAKE, SEARCH, RELEASE)
DAY = timedelta(days=1)
# Of those who are told a date. Who is being adjudicated is told of that: their verdict waits for a person, not in a line. In the line
# of others they count: most of them come out as single.
TOLD = (Status.BIO_CAPTURED, Status.PROCESSING, Status.SENT_FOR_ENROLLMENT, Status.RECEIVED_AT_CENTRAL)

_PLACES = """
SELECT id, queued, 1 + lined FROM (
  SELECT id, wanted, row_number() OVER (PARTITION BY queue ORDER BY recorded_at, id) AS queued,
         count(*) FILTER (WHERE NOT queue) OVER (ORDER BY {key}) AS lined
    FROM (SELECT id, false AS queue, false AS wanted, first, klass, recorded_at, joined_at FROM cards_printorder WHERE state = 'menunggu'
          UNION ALL
          SELECT id, true, id = ANY(%(wanted)s) AND status = ANY(%(told)s), false, %(klass)s, recorded_at, %(now)s
            FROM recording_record WHERE office = %(office)s AND current AND first_time AND status = ANY(%(undecided)s)) m
) both_lines WHERE wanted
"""


# Prepared: every look at due work asks whether the plan still stands.
_PENDING = """
SELECT {what} FROM recording_record WHERE office = %s AND current AND status = ANY(%s) AND first_time
"""
_GIVEN = """
SELECT recorded_at, proven_at FROM recording_record
 WHERE office = %s AND first_time AND other_nik = '' AND proven_at IS NOT NULL ORDER BY proven_at DESC, id LIMIT %s
"""
_AWAY = """
SELECT began, ended FROM continuity_outage WHERE office IN ('', %s) AND dependency = ANY(%s) ORDER BY began, id
"""


class Stand(NamedTuple):
    """queued: place among those at the centre, by recording. place: in the print list, if the verdict came now."""

    queued: int
    place: int


def _pending(node: Node, what: str) -> list[tuple[Any, ...]]:
    """Of those who will join the list as first-timers, if they are found single. what: SQL of this program."""
    return fetch(_PENDING.format(what=what), (node.id, [str(s) for s in UNDECIDED]))


def answered(node: Node) -> QuerySet[Record]:
    """A verdict after a choice between two NIK took as long as the citizen did: it tells nothing of the centre."""
    return Record.objects.filter(office=node.id, first_time=True, other_nik="", proven_at__isnull=False)


def read(node: Node, calendar: Calendar) -> AtCentre:
    zone = ZONES[node.clock.zone]
    pending = sorted(at.astimezone(zone).date() for (at,) in _pending(node, "recorded_at"))
    rows = fetch(_GIVEN, (node.id, VERDICTS))
    taken, given = (
        ([at.astimezone(zone).date() for at in column if at] for column in zip(*rows, strict=True))
        if rows
        else ([], [])
    )
    verdicts = (_numbers(calendar, taken), _numbers(calendar, given))
    return experience(_numbers(calendar, pending), verdicts, _outages(node, calendar))


def _outages(node: Node, calendar: Calendar) -> list[tuple[int, int | None]]:
    return [
        (_from(node, calendar, began), _from(node, calendar, ended) if ended else None)
        for began, ended in fetch(_AWAY, (node.id, list(PARTS)))
    ]


def _from(node: Node, calendar: Calendar, at: datetime) -> int:
    """The first working day from this moment's day on."""
    return calendar.number(at.astimezone(ZONES[node.clock.zone]).date() - DAY) + 1


def _numbers(calendar: Calendar, days: list[date]) -> Ints:
    return calendar.numbers(np.array(days, dtype="datetime64[D]")) if days else np.zeros(0, dtype=np.int64)


def standing(node: Node, records: Iterable[UUID]) -> dict[UUID, Stand]:
    """Of these recordings those that are told a date; both lines are numbered once."""
    wanted = list(records)
    if not wanted:
        return {}
    key, params = line.key_sql(line.policy_in_force(node.clock.today()), "m", ZONES[node.clock.zone])
    params |= {
        "wanted": wanted, "told": [str(s) for s in TOLD], "klass": order.FIRST_TIMER, "now": node.clock.now(), "office": node.id,
        "undecided": sorted(str(s) for s in UNDECIDED),
    }  # fmt: skip
    with connection.cursor() as cur:
        cur.execute(_PLACES.format(key=key), params)
        return {id: Stand(queued, place) for id, queued, place in cur.fetchall()}


def marks(node: Node) -> str:
    """Changes when as many wait at the centre as a tenth more or less, and when it goes away or comes back."""
    away = sum(ended is None for _began, ended in fetch(_AWAY, (node.id, list(PARTS))))
    ((there,),) = _pending(node, "count(*)")
    return f"{int(np.log(there + 5) / np.log(1.1))} {away}"
