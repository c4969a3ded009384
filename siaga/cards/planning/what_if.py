"""What if: the plan of today beside the plan with other printers, blangko, hours or an outage. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.db.models import Count

from siaga.kit.node import Node
from siaga.planner.draws import Draws, Plan, draw
from siaga.planner.forecast import BINDS, DRAWS, HORIZON, P10, P50, P90, forecast
from siaga.planner.past import Floats, Habits, Ints, learn
from siaga.planner.spread import spread

from .. import line, order
from ..models import PrintOrder
from .gather import Gathered
from .plan import away, impossible, plan_of, seeded, with_next

LEAD = 15  # working days from asking to having blangko, where no history says it
SAFE = 0.95  # the alarm rings when stock may not last over the lead time in one of twenty futures


@dataclass(frozen=True, slots=True)
class Wish:
    """What is supposed. days: working days from today, 1 is the next one. overtime: share more cards a day."""

    printers: int = 0
    per_printer: int = 0
    blangko: int = 0
    blangko_on: int = 1
    overtime: float = 0.0
    outage_from: int = 1
    outage_days: int = 0

    @property
    def empty(self) -> bool:
        return not (self.printers * self.per_printer or self.blangko or self.overtime or self.outage_days)


@dataclass(frozen=True, slots=True)
class Course:
    """left: of those who wait today how many still wait at the end of each working day, 0 is today; in the middle
    future, and in the tenth and ninetieth of a
    hundred. days: by card the middle day. binds: by class what the wait of its last one mostly consists of. ends:
    working day on which the last one is
    served, in the middle and late; beyond HORIZON: nobody can say."""

    left: Ints
    left_early: Ints
    left_late: Ints
    days: Floats
    binds: dict[str, str]
    ends: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """Of one class: how many wait, how many are served earlier or later by a day and more, and the mean change in
    working days (below zero: earlier) of those who have a day in both; None: nobody has."""

    klass: str
    waiting: int
    earlier: int
    later: int
    mean: float | None
    binds: str


def course(node: Node, found: Gathered, wish: Wish) -> Course:
    """The course of those in line today. The same futures for every wish: only what is wished differs."""
    habits = learn(found.past)
    futures = _futures(node, found, habits, wish)
    curves = {c.rank: c for c in forecast(with_next(found.waiting, found.past), habits, futures, away(node, found))}
    quantiles = np.full((len(found.klass), 3), HORIZON + 1.0)
    binds = np.zeros(len(found.klass), dtype=np.int64)
    for rank, curve in curves.items():
        own = np.flatnonzero(found.waiting.rank == rank)
        quantiles[own] = curve.at(own + 1 + rank)[:, [P10, P50, P90]]
        binds[own] = curve.binding(own + 1 + rank)
    last = {klass: np.flatnonzero(found.klass == i) for i, klass in enumerate(order.CLASSES)}
    ends = quantiles[:, 1:].max(axis=0) if len(quantiles) else np.zeros(2)
    early, middle, late = (_left(quantiles[:, i]) for i in range(3))
    said = {klass: BINDS[binds[own[-1]]] for klass, own in last.items() if len(own)}
    return Course(middle, early, late, quantiles[:, 1], said, (int(round(ends[0])), int(round(ends[1]))))


def _futures(node: Node, found: Gathered, habits: Habits, wish: Wish) -> Draws:
    """An announced delivery does not stop the usual ones here: a wish comes on top of what would come anyhow."""
    base = plan_of(found)
    plan = replace(base, overtime=wish.overtime, more_a_day=((1, float(wish.printers * wish.per_printer)),))
    if wish.outage_days:
        plan = replace(plan, outage=(wish.outage_from, wish.outage_days))
    futures = draw(habits, plan, seeded(node, found), DRAWS, HORIZON)
    if wish.blangko:
        futures.supply[:, max(0, wish.blangko_on - 1) :] += wish.blangko * (1 - habits.spoil)
    return futures


def _left(days: Floats) -> Ints:
    """How many are still waiting at the end of day 0, 1, … HORIZON."""
    ordered = np.sort(days)
    return len(ordered) - np.searchsorted(ordered, np.arange(HORIZON + 1), side="right")


def changes(found: Gathered, now: Course, then: Course) -> list[Change]:
    rows = []
    for number, klass in enumerate(order.CLASSES):
        own = found.klass == number
        if not own.any():
            continue
        gain = np.minimum(then.days[own], HORIZON + 1) - np.minimum(now.days[own], HORIZON + 1)
        dated = np.maximum(then.days[own], now.days[own]) <= HORIZON
        rows.append(
            Change(
                klass,
                int(own.sum()),
                int((gain <= -1).sum()),
                int((gain >= 1).sum()),
                float(gain[dated].mean()) if dated.any() else None,
                then.binds[klass],
            )
        )
    return rows


def day_of(found: Gathered, working_day: int) -> date | None:
    """None: later than anybody can honestly say."""
    return found.calendar.day(max(1, working_day)) if working_day <= HORIZON else None


@dataclass(frozen=True, slots=True)
class Alarm:
    """stock: printable blangko and those on their way. needed: so many are enough in nineteen of twenty futures over
    `lead` working days. prr: cards
    that wait now: what a request is counted by. ask: blangko to ask for, 0: none."""

    stock: int
    needed: int
    lead: int
    prr: int
    ask: int


def alarm(node: Node, found: Gathered) -> Alarm:
    """Use over the lead time if printers set the pace: cards in line and cards that will join it."""
    habits = learn(found.past)
    days = np.flatnonzero(found.past.delivered > 0)
    lead = int(np.quantile(np.diff(days), 0.8)) if len(days) >= 4 else LEAD
    lead = min(max(lead, 5), HORIZON)
    futures = draw(habits, Plan(stock=10**9), seeded(node, found), DRAWS, lead)
    could = futures.capacity.sum(axis=1)
    wanted = len(found.orders) + sum(joins.sum(axis=1) for joins in futures.arrivals)
    use = np.minimum(could, wanted) / max(0.01, 1 - habits.spoil)
    needed = int(np.ceil(np.quantile(use, SAFE))) if found.past.printed.any() else len(found.orders)
    have = found.stock + sum(amount for _day, amount in found.announced)
    return Alarm(have, needed, lead, len(found.orders), max(0, needed - have) if have < needed else 0)


def by_kecamatan(node: Node, printers: int) -> list[tuple[str, int, int]]:
    """(kecamatan, cards waiting, printers), where so many printers serve the line best."""
    rows = PrintOrder.objects.filter(state=line.WAITING).exclude(kecamatan="").order_by().values_list("kecamatan")
    waiting: dict[str, int] = dict(rows.annotate(n=Count("id")))
    found = spread(printers, waiting)
    return [(code, waiting[code], found[code]) for code in sorted(waiting, key=lambda c: (-waiting[c], c))]


def possible(found: Gathered) -> bool:
    return not impossible(found) and len(found.orders) > 0
