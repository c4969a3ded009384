"""Due work: the whole list is planned anew when something has changed, and once a day what was said is put on record."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from siaga.journal.act import SYSTEM, Act
from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.planner.conformal import size_of
from siaga.planner.past import learn

from .. import order
from .facts import PlanMade
from .gather import Gathered, gather
from .plan import NAME, current, refreshed
from .target import stand_weekly

SAMPLE = 24  # of each class
OFTEN = timedelta(minutes=1)
_LOOKED = "SELECT at FROM cards_planrun WHERE name = %s AND day = %s"
_LOOKED_NOW = "UPDATE cards_planrun SET at = %s WHERE name = %s"
_SAID = "SELECT FROM cards_plansample WHERE office = %s AND day = %s LIMIT 1"


def plan_list(node: Node, now: datetime) -> int:
    """Looks at most once a minute. Returns 0: nothing follows from a plan at once."""
    if any(at <= now < at + OFTEN for (at,) in fetch(_LOOKED, (NAME, node.clock.today()))):
        return 0
    found = refreshed(node)
    if found is None:
        fetch(_LOOKED_NOW, (now, NAME))
    if fetch(_SAID, (node.id, node.clock.today())) or current(node).body.cause:
        return 0
    said = _said(node, found or gather(node))  # a page may have asked for today's plan before this did
    if said.orders:
        with Act(node, SYSTEM) as act:
            act.record(said, subject=f"rencana/{node.id}")
    return 0


def _said(node: Node, found: Gathered) -> PlanMade:
    """Some of each class, spread over its line."""
    plan = current(node)
    size = size_of(float(learn(found.past).arrivals.sum()))
    orders: list[UUID] = []
    days: tuple[list, list, list] = ([], [], [])
    for number, klass in enumerate(order.CLASSES):
        own = np.flatnonzero(found.klass == number)
        for at in own[np.unique(np.linspace(0, len(own) - 1, SAMPLE).round().astype(int))].tolist() if len(own) else []:
            told = plan.expected(klass, at + 1)
            if told.earliest is None or told.likely is None or told.latest is None:
                continue
            orders.append(UUID(str(found.orders[at])))
            for column, day in zip(days, (told.earliest, told.likely, told.latest), strict=True):
                column.append(day)
    return PlanMade(day=found.today, orders=orders, earliest=days[0], likely=days[1], latest=days[2], size=size)


OFFICE_TICKS = (plan_list, stand_weekly)
