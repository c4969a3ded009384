"""What the planner reads of an office's tables, as arrays by working day. Today is not over: the last day is the
working day before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siaga.journal.writer import fetch
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.planner.centre import AtCentre
from siaga.planner.forecast import Waiting
from siaga.planner.holidays_id import Calendar
from siaga.planner.pace import DAYS_COUNTED
from siaga.planner.past import RECENT, Ints, Past

from .. import line, order
from ..blangko.rules import AT_PRINTER, KTP, OPERATOR, OUTSIDE, SPOILED, STOCK, TRANSIT
from . import centre, supply

Days = NDArray[np.datetime64]
LOOK_BACK = timedelta(days=730)
NOTHING = np.zeros(0, dtype=np.int64)
NOBODY = AtCentre(NOTHING, NOTHING, NOTHING, np.zeros(0))
NUMBERS = {klass: i for i, klass in enumerate(order.CLASSES)}
FIRST = -(10**6)  # recording day of a card that goes before everybody

_BY_DAY = "SELECT ({column} AT TIME ZONE %s)::date, klass, count(*) FROM cards_printorder WHERE {where} GROUP BY 1, 2"
# Thousands of rows several times a day: days as numbers since 1970, and counted where nobody's place matters.
RECORDED = "(o.recorded_at AT TIME ZONE %(zone)s)::date - DATE '1970-01-01'"
_CARD = f"o.id, o.klass, {RECORDED}, o.first"
_JOINED = """
SELECT klass, (recorded_at AT TIME ZONE %s)::date - DATE '1970-01-01', (joined_at AT TIME ZONE %s)::date - DATE '1970-01-01', count(*)
  FROM cards_printorder WHERE joined_at >= %s AND state <> 'batal' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_BOOKED = """
SELECT (at AT TIME ZONE %s)::date, sum(amount) FROM cards_ledgerentry
 WHERE office = %s AND item = %s AND target = %s AND source = ANY(%s) AND at >= %s GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Gathered:
    """klass: of each card in the list's order, an index of order.CLASSES. stock: blangko that can be printed.
    announced: of the centre, on their way: (working day,
    blangko). printed_lately: cards of the last ten working days. centre: what is known of it here. allotted: like
    announced, but not sent yet."""

    today: date
    calendar: Calendar
    past: Past
    waiting: Waiting
    orders: tuple[object, ...]
    klass: Ints
    stock: int
    announced: tuple[tuple[int, int], ...]
    printed_lately: int
    centre: AtCentre = NOBODY
    allotted: tuple[tuple[int, int], ...] = ()


def gather(node: Node) -> Gathered:
    today = node.clock.today()
    calendar = Calendar(today)
    policy = line.policy_in_force(today)
    ranks = [policy.rank(klass) for klass in order.CLASSES]
    there = centre.read(node, calendar)
    waiting, ids, klass = _line(node, calendar, policy, ranks, there)
    past = _past(node, calendar, ranks, len(waiting.rank))
    stock = line.stock(node)
    return Gathered(
        today,
        calendar,
        past,
        waiting,
        ids,
        klass,
        stock,
        supply.shipped(node, calendar),
        int(past.printed[-DAYS_COUNTED:].sum()),
        there,
        supply.allotted(node, calendar),
    )


def _line(
    node: Node, calendar: Calendar, policy: order.Policy, ranks: Sequence[int], there: AtCentre
) -> tuple[Waiting, tuple[object, ...], Ints]:
    rows = line.in_order(policy, _CARD, ZONES[node.clock.zone])
    ids, klasses, days, firsts = zip(*rows, strict=True) if rows else ((), (), (), ())
    klass = np.array([_number(name) for name in klasses], dtype=np.int64)
    recorded = calendar.numbers(_period(np.array(days, dtype="datetime64[D]"), policy))
    first = np.array(firsts, dtype=bool)
    rank = np.where(first, 0, np.array(ranks, dtype=np.int64)[klass]) if len(rows) else np.zeros(0, dtype=np.int64)
    recorded = np.where(first, FIRST, np.minimum(recorded, 0))
    delays = there.delays if len(there.delays) else None
    return Waiting(rank, recorded, there.recorded, there.waited, delays), tuple(ids), klass


def _number(klass: str) -> int:
    """A class that is not known here stands with the last."""
    return NUMBERS.get(klass, len(NUMBERS) - 1)


def _period(days: Days, policy: order.Policy) -> Days:
    return days.astype("datetime64[M]").astype("datetime64[D]") if policy.inside == order.RECORDING_MONTH else days


def _column(rows: Sequence[tuple[Any, ...]], n: int) -> Days:
    """A column of days, as numbers since 1970."""
    return np.array([row[n] for row in rows], dtype=np.int64).astype("datetime64[D]")


def _counts(rows: Sequence[tuple[Any, ...]]) -> Ints:
    return np.array([row[-1] for row in rows], dtype=np.int64)


def _past(node: Node, calendar: Calendar, ranks: Sequence[int], waiting: int) -> Past:
    zone = ZONES[node.clock.zone].key
    since = datetime.combine(node.clock.today() - LOOK_BACK, datetime.min.time(), ZONES[node.clock.zone])
    joined = _counted(
        "joined_at", "joined_at >= %s AND state <> 'batal' AND joined_at <= %s", [zone, since, node.clock.now()]
    )
    printed = _counted("printed_at", "printed_at >= %s", [zone, since])
    booked = [node.id, KTP]
    delivered = _asked(_BOOKED, [zone, *booked, STOCK, [OUTSIDE, TRANSIT], since])
    spoiled = _asked(_BOOKED, [zone, *booked, SPOILED, [AT_PRINTER, STOCK, OPERATOR], since])
    # Before the first card was printed there was no shop whose habits could be learnt.
    begun = printed or joined or delivered or spoiled
    first = min((calendar.number(row[0]) for row in begun), default=-1)
    n = max(1, -min(first, -1))

    by_rank = np.zeros((n + 1, max(ranks) + 1), dtype=np.int64)
    for at, klass, count in _placed(joined, calendar, n):
        by_rank[at, ranks[_number(klass)]] += count
    made, came, bad = (_flow(rows, calendar, n) for rows in (printed, delivered, spoiled))
    # Backwards from what is there now: today's movements are taken off first.
    after = np.cumsum((came - made - bad)[::-1])[::-1]
    stock = line.stock(node) - np.append(after[1:], 0)
    joins = np.cumsum((by_rank.sum(axis=1) - made)[::-1])[::-1]
    queue = waiting - np.append(joins[1:], 0)
    stopped = (made == 0) & (queue > 0) & (stock > 0)
    fleet = supply.fleet(node, calendar, n)
    return Past(
        joined=by_rank[:n], printed=made[:n], spoiled=bad[:n], delivered=came[:n], up=(~_broken(stopped, made))[:n].astype(np.int64),
        stock=np.maximum(stock[:n], 0), line=np.maximum(queue[:n], 0), nominal=fleet.by_day,
        ages=_ages(node, calendar, ranks), most=fleet.per_day, stopped=fleet.stopped,
    )  # fmt: skip


def _placed(rows: Sequence[tuple[Any, ...]], calendar: Calendar, n: int) -> Iterator[tuple[Any, ...]]:
    """Each row with the index of its day, n for today and later, which are not over; without those before the first day."""
    for day, *rest in rows:
        at = min(calendar.number(day), 0) + n
        if at >= 0:
            yield at, *rest


def _flow(rows: Sequence[tuple[Any, ...]], calendar: Calendar, n: int) -> Ints:
    total = np.zeros(n + 1, dtype=np.int64)
    for at, *_klass, amount in _placed(rows, calendar, n):
        total[at] += amount
    return total


def _broken(stopped: np.ndarray, made: np.ndarray) -> np.ndarray:
    """A day without any card although cards and blangko waited is an outage, once the office has begun to print."""
    begun = np.cumsum(made) > 0
    found: np.ndarray = stopped & begun
    return found


def _ages(node: Node, calendar: Calendar, ranks: Sequence[int]) -> tuple[Ints, ...]:
    """Working days from recording to joining the line, of those who joined lately."""
    since = node.clock.now() - timedelta(days=RECENT * 7 // 5)
    zone = ZONES[node.clock.zone].key
    found = fetch(_JOINED, (zone, zone, since))
    mine = np.array([ranks[_number(row[0])] for row in found], dtype=np.int64)
    waits = np.maximum(0, calendar.numbers(_column(found, 2)) - calendar.numbers(_column(found, 1)))
    mine, waits = np.repeat(mine, _counts(found)), np.repeat(waits, _counts(found))
    return tuple(waits[mine == rank] for rank in range(max(ranks) + 1))


def _counted(column: str, where: str, params: list[Any]) -> list[tuple[date, str, int]]:
    return _asked(_BY_DAY.format(column=column, where=where), params)


def _asked(sql: str, params: list[Any]) -> list[tuple[date, str, int]]:
    return fetch(sql, params)
