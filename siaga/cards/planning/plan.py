"""The plan of the whole list in one go, kept until something changes; every page and every promise reads its date from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

import msgspec
import numpy as np

from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.planner import conformal
from siaga.planner.centre import Later, back_in, cards_after_verdict
from siaga.planner.conformal import Stretch
from siaga.planner.draws import Plan, draw
from siaga.planner.forecast import DRAWS, HORIZON, P90, Curve, Waiting, forecast, release_of
from siaga.planner.pace import DAYS_COUNTED
from siaga.planner.past import Floats, Past, learn
from siaga.planner.told import Expected

from .. import line, order
from . import centre, supply
from .gather import Gathered, gather
from .kept import Body, Current, Kept, KeptCentre
from .learning import stretches_of

NAME = "rencana"
AWAY, LATER = 1, 2  # draws of their own: how long the centre stays away, when it answers
_COUNTED = "SELECT count(*) FROM cards_printorder WHERE state = %s"
# Prepared: asked at every look at due work and for every desk.
_KEPT = "SELECT day, body FROM cards_planrun WHERE name = %s AND day = %s"
_SIGNED = "SELECT day, signature FROM cards_planrun WHERE name = %s"
_KEEP = """
INSERT INTO cards_planrun (name, day, at, signature, body) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (name) DO UPDATE SET day = excluded.day, at = excluded.at, signature = excluded.signature, body = excluded.body
"""
ENOUGH = 20  # days of printing from which an office is known
IDLE = 2  # of the working days that are looked at, on how many nothing may be printed although it could be


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


def of_recordings(node: Node, records: Iterable[UUID]) -> dict[UUID, Expected]:
    """When the card of each of these recordings is expected, which the centre has not answered yet; others are left out,
    and all where the centre never answered.

    What becomes of these dates corrects nothing: only bands of people in line are put on record and learnt from (`ticks`), so that the
    centre's days never stretch the printers'.
    """
    found = centre.standing(node, records)
    if not found or not centre.answered(node).exists():
        return {}
    plan = current(node)
    return {id: plan.after_verdict(stand.place, stand.queued) for id, stand in found.items()}


def current(node: Node) -> Current:
    """Today's plan; made now if the day has none yet."""
    for day, body in fetch(_KEPT, (NAME, node.clock.today())):
        return Current(day, msgspec.json.decode(body, type=Body))
    return made(node, gather(node))


def refreshed(node: Node) -> Gathered | None:
    """A new plan if what it followed from has changed; what was gathered for it, None: the plan stands."""
    now = signature(node)
    if (node.clock.today(), now) in fetch(_SIGNED, (NAME,)):
        return None
    found = gather(node)
    made(node, found, now)
    return found


def made(node: Node, found: Gathered, signed: str = "") -> Current:
    """signed: the signature, where it was read a moment ago."""
    body = planned(node, found)
    written = msgspec.json.encode(body).decode()
    fetch(_KEEP, (NAME, found.today, node.clock.now(), signed or signature(node), written))
    return Current(found.today, body)


def signature(node: Node) -> str:
    """Changes with a delivery, an announcement, a policy, and when the line or the blangko are a tenth more or less."""
    today = node.clock.today()
    ((in_line,),) = fetch(_COUNTED, (line.WAITING,))
    stock = line.stock(node)
    steps = [int(np.log(n + 5) / np.log(1.1)) for n in (in_line, stock)]
    policy = line.policy_in_force(today).number
    return (
        f"{today} {policy} {steps} {stock > 0} {bool(_printed_lately(node))} {supply.marks(node)} {centre.marks(node)}"
    )


def _printed_lately(node: Node) -> int:
    return sum(line.printed_by_day(node))


def planned(node: Node, found: Gathered, plan: Plan | None = None) -> Body:
    """Curves for each class, corrected by what became of earlier plans."""
    if cause := impossible(found):
        return Body([], cause)
    habits = learn(found.past)
    futures = draw(habits, plan or plan_of(found), seeded(node, found), DRAWS, HORIZON)
    down = away(node, found)
    curves = {c.rank: c for c in forecast(with_next(found.waiting, found.past), habits, futures, down)}
    stretches = stretches_of(node, found, habits)
    policy = line.policy_in_force(found.today)
    kept = [
        _kept(klass, curves[policy.rank(klass)], stretches[klass])
        for klass in order.CLASSES
        if policy.rank(klass) in curves
    ]
    release = release_of(found.waiting, habits, futures, down)
    if not found.centre.known:
        return Body(kept, centre=KeptCentre([], [], [], [], "away"))
    if policy.rank(order.FIRST_TIMER):  # no circular ever put them second: then nobody knows where they would join
        return Body(kept)
    later = cards_after_verdict(found.waiting, found.centre, habits, futures, release, down, seeded(node, found, LATER))
    return Body(kept, centre=_kept_centre(later, stretches[order.FIRST_TIMER]) if later else None)


def away(node: Node, found: Gathered) -> Floats | None:
    """Of each future the working days until the centre is back; None: it is there."""
    return back_in(found.centre, seeded(node, found, AWAY), DRAWS)


def plan_of(found: Gathered) -> Plan:
    return Plan(stock=found.stock, announced=found.announced + found.allotted)


def seeded(node: Node, found: Gathered, what: int = 0) -> np.random.Generator:
    """The same futures for the same office on the same day: a page that is opened again says the same. what: draws of their own."""
    number = int(node.id) if node.id.isdigit() else 0
    return np.random.default_rng([number, found.today.toordinal(), what] if what else [number, found.today.toordinal()])


def impossible(found: Gathered) -> str:
    """Why nobody can be told a date; "" if somebody can. Days without a blangko say nothing of the pace."""
    delivered = bool((found.past.delivered > 0).sum() >= 2 or found.announced or found.allotted)
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
    return replace(waiting, rank=np.concatenate(parts_rank), recorded=np.concatenate(parts_recorded))


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


def _kept_centre(later: Later, stretch: Stretch) -> KeptCentre:
    """The correction that was learnt in line, where it widens: it was not learnt from these."""
    wide = replace(stretch, down=max(0.0, stretch.down), up=max(0.0, stretch.up))
    days = conformal.corrected(later.days, wide)
    return KeptCentre(
        later.places.tolist(), np.round(days.astype(float), 2).tolist(),
        np.round(later.days[:, P90].astype(float), 2).tolist(), later.binds.tolist(),
    )  # fmt: skip
