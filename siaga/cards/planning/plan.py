"""The plan of the whole list in one go, kept until something changes; every page and every promise reads its date from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

import msgspec
import numpy as np

from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.planner import conformal
from siaga.planner.conformal import Stretch
from siaga.planner.draws import Plan, draw
from siaga.planner.forecast import BINDS, DRAWS, HORIZON, P10, P50, P90, QUANTILES, Curve, Waiting, forecast
from siaga.planner.holidays_id import Calendar
from siaga.planner.pace import DAYS_COUNTED
from siaga.planner.past import Past, learn
from siaga.planner.told import Expected

from .. import line, order
from ..models import PlanRun
from .gather import Gathered, gather
from .learning import stretches_of

NAME = "rencana"
_COUNTED = """
SELECT (SELECT count(*) FROM cards_printorder WHERE state = %s),
       ARRAY(SELECT shipped FROM cards_blangkorequest WHERE office = %s AND state = 'dikirim' ORDER BY shipped)
"""
ENOUGH = 20  # days of printing from which an office is known
IDLE = 2  # of the working days that are looked at, on how many nothing may be printed although it could be


class Kept(msgspec.Struct, frozen=True):
    """A curve as it is kept: for each class by itself, corrected. days: at each place the quantiles."""

    klass: str
    rank: int
    places: list[int]
    days: list[list[float]]
    plain: list[float]
    binds: list[int]


class Body(msgspec.Struct, frozen=True):
    """cause: of CAUSE_TEXTS, where nobody can be told a date."""

    curves: list[Kept]
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Current:
    """The plan in force. day: from which its working days count."""

    day: date
    body: Body

    def expected(self, klass: str, place: int) -> Expected:
        return self.all_expected(klass, (place,))[0]

    def all_expected(self, klass: str, places: Sequence[int]) -> list[Expected]:
        """What can be told at each of these places of a class: thousands at once cost little more than one."""
        if cause := self.body.cause:
            return [Expected(place, cause=cause, binds="stock" if cause == "empty" else "printer") for place in places]
        curve = next((c for c in self.body.curves if c.klass == klass), None)
        if curve is None:
            return [Expected(place, cause="pace", binds="printer") for place in places]
        quantiles = np.zeros((len(places), len(QUANTILES)))
        for q in (P10, P50, P90):  # only these are told
            quantiles[:, q] = np.interp(places, curve.places, [row[q] for row in curve.days])
        nearest = np.minimum(np.searchsorted(curve.places, places), len(curve.binds) - 1).tolist()
        bands = conformal.bands(quantiles.astype(np.float32))
        beyond = np.maximum(bands[2], np.interp(places, curve.places, curve.plain)) > HORIZON
        found = []
        for place, at, far, *days in zip(places, nearest, beyond.tolist(), *(b.tolist() for b in bands), strict=True):
            binds = BINDS[curve.binds[at]]
            earliest, likely, latest = (None, None, None) if far else (_day(self.day, n) for n in days)
            found.append(Expected(place, earliest, likely, latest, binds if far else "", binds))
        return found


def of_orders(node: Node, orders: Iterable[UUID]) -> dict[UUID, Expected]:
    """When each of these cards is expected; who is not in line is left out."""
    placed = line.placed(node, orders)
    if not placed:
        return {}
    plan = current(node)
    lines: dict[str, list[UUID]] = {}
    for id, where in placed.items():
        lines.setdefault(where.klass, []).append(id)
    return {
        id: told
        for klass, ids in lines.items()
        for id, told in zip(ids, plan.all_expected(klass, [placed[id].place for id in ids]), strict=True)
    }


def current(node: Node) -> Current:
    """Today's plan; made now if the day has none yet."""
    row = PlanRun.objects.filter(name=NAME, day=node.clock.today()).first()
    return Current(row.day, msgspec.convert(row.body, Body)) if row else made(node, gather(node))


def refreshed(node: Node) -> Gathered | None:
    """A new plan if what it followed from has changed; what was gathered for it, None: the plan stands."""
    row = PlanRun.objects.filter(name=NAME).values_list("day", "signature").first()
    if row == (node.clock.today(), signature(node)):
        return None
    found = gather(node)
    made(node, found)
    return found


def made(node: Node, found: Gathered) -> Current:
    body = planned(node, found)
    values = {
        "day": found.today,
        "at": node.clock.now(),
        "signature": signature(node),
        "body": msgspec.to_builtins(body),
    }
    PlanRun.objects.update_or_create(name=NAME, defaults=values)
    return Current(found.today, body)


def signature(node: Node) -> str:
    """Changes with a delivery, an announcement, a policy, and when the line or the blangko are a tenth more or less."""
    today = node.clock.today()
    in_line, shipped = fetch(_COUNTED, (line.WAITING, node.id))[0]
    stock = line.stock(node)
    steps = [int(np.log(n + 5) / np.log(1.1)) for n in (in_line, stock)]
    policy = line.policy_in_force(today).number
    return f"{today} {policy} {steps} {stock > 0} {bool(_printed_lately(node))} {shipped}"


def _printed_lately(node: Node) -> int:
    return sum(line.printed_by_day(node))


def planned(node: Node, found: Gathered, plan: Plan | None = None) -> Body:
    """Curves for each class, corrected by what became of earlier plans."""
    if cause := impossible(found):
        return Body([], cause)
    habits = learn(found.past)
    waiting = with_next(found.waiting, found.past)
    futures = draw(habits, plan or plan_of(found), seeded(node, found), DRAWS, HORIZON)
    curves = {c.rank: c for c in forecast(waiting, habits, futures)}
    stretches = stretches_of(node, found, habits)
    policy = line.policy_in_force(found.today)
    return Body(
        [
            _kept(klass, curves[policy.rank(klass)], stretches[klass])
            for klass in order.CLASSES
            if policy.rank(klass) in curves
        ]
    )


def plan_of(found: Gathered) -> Plan:
    return Plan(stock=found.stock, announced=found.announced)


def seeded(node: Node, found: Gathered) -> np.random.Generator:
    """The same futures for the same office on the same day: a page that is opened again says the same."""
    number = int(node.id) if node.id.isdigit() else 0
    return np.random.default_rng([number, found.today.toordinal()])


def impossible(found: Gathered) -> str:
    """Why nobody can be told a date; "" if somebody can. Days without a blangko say nothing of the pace."""
    delivered = bool((found.past.delivered > 0).sum() >= 2 or found.announced)
    if found.stock <= 0 and not delivered:
        return "empty"
    known = int((found.past.printed > 0).sum())
    if found.printed_lately or known >= ENOUGH:
        return ""
    lately = slice(-DAYS_COUNTED, None)
    idle = int(((found.past.stock[lately] > 0) & (found.past.line[lately] > 0)).sum())
    return "pace" if not known or idle > IDLE else ""


def with_next(waiting: Waiting, past: Past) -> Waiting:
    """After each rank one more: who joins it next, recorded as long ago as others were when they joined."""
    parts_rank, parts_recorded = [], []
    for rank in range(past.joined.shape[1]):
        own = waiting.rank == rank
        ages = past.ages[rank]
        joining = -int(np.median(ages)) if len(ages) else 0
        after = max(joining, int(waiting.recorded[own][-1])) if own.any() else joining
        parts_rank.append(np.append(waiting.rank[own], rank))
        parts_recorded.append(np.append(waiting.recorded[own], after))
    return Waiting(np.concatenate(parts_rank), np.concatenate(parts_recorded), waiting.pending)


def _kept(klass: str, curve: Curve, stretch: Stretch) -> Kept:
    """`with_next` has put one more behind each rank before this one: their places are taken off again."""
    places = np.maximum(1, curve.places - curve.rank)
    days = np.maximum.accumulate(
        conformal.corrected(curve.days, stretch), axis=0
    )  # nobody behind is told an earlier day
    return Kept(
        klass, curve.rank, places.tolist(), np.round(days.astype(float), 2).tolist(),
        np.round(curve.days[:, P90].astype(float), 2).tolist(), curve.binds.tolist(),
    )  # fmt: skip


@lru_cache(maxsize=32)
def _calendar(day: date) -> Calendar:
    """Of the day alone: making one costs more than reading a date from it."""
    return Calendar(day)


@lru_cache(maxsize=4096)
def _day(origin: date, number: int) -> date:
    return _calendar(origin).day(number)
