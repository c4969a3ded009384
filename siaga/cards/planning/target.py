"""The day that a head of office promises in public for everybody in line, and how it stands week by week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np

from siaga.journal.act import SYSTEM, Act, Actor, Outcome
from siaga.journal.questions import finds
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.planner.forecast import HORIZON, QUANTILES
from siaga.planner.holidays_id import Calendar

from .. import line
from ..models import PostedTarget, PrintOrder, TargetWeek
from .facts import TargetPosted, TargetStood
from .kept import Current
from .plan import current

HEAD = "kepala"
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Chance:
    """percent: of the futures in which the last of the line is served by the day. expected: the middle day of the last
    one, None: no honest date."""

    percent: int
    expected: date | None


def chance(node: Node, by: date) -> Chance:
    """For everybody who waits now: their last ones decide."""
    plan = current(node)
    classes = set(PrintOrder.objects.filter(state=line.WAITING).order_by().values_list("klass", flat=True).distinct())
    if not classes:
        return Chance(100, node.clock.today())
    last = max((c for c in plan.body.curves if c.klass in classes), key=lambda c: c.rank, default=None)
    return _of(plan, np.array(last.days[-1]), by) if last else Chance(0, None)


def _of(plan: Current, days: np.ndarray, by: date) -> Chance:
    calendar = Calendar(plan.day)
    number = calendar.number(by)
    percent = float(np.interp(number + 0.5, days, QUANTILES, left=0.0, right=0.98)) * 100
    middle = float(days[len(days) // 2])
    return Chance(round(percent), calendar.day(max(1, round(middle))) if middle <= HORIZON else None)


def posted(node: Node) -> PostedTarget | None:
    """The one that holds, its day past or not."""
    return PostedTarget.objects.filter(office=node.id, replaced=False).order_by("-day", "-id").first()


def post(node: Node, head: Actor, target: date, *, note: str = "", key: UUID | None = None) -> Outcome:
    """Promise in public that everybody in line today has a card by this day. Done(the target's id)."""
    with Act(node, head, key=key) as act:
        if HEAD not in head.roles:
            return act.refuse(_no("only_head", "Hanya kepala kantor yang menetapkan tanggal sasaran."))
        if target <= node.clock.today():
            return act.refuse(_no("past", "Tanggal sasaran harus sesudah hari ini. Perbaiki tanggalnya.", "target"))
        waiting = PrintOrder.objects.filter(state=line.WAITING).count()
        before = posted(node)
        said = TargetPosted(
            day=node.clock.today(), target=target, line=waiting, note=note.strip()[:200],
            replaces=before.id if before else None,
        )  # fmt: skip
        id = act.record(said, subject=f"sasaran/{node.id}")
        stood = chance(node, target)
        act.record(_stood(node, id, stood), subject=f"sasaran/{node.id}")
        return act.done(id)


@finds(
    "EXISTS (SELECT FROM cards_postedtarget WHERE office = %s AND NOT replaced AND target >= %s)",
    lambda node, now: (node.id, node.clock.today()),
)
def stand_weekly(node: Node, now: datetime) -> int:
    """Due work: once a week how the latest target stands, until its day."""
    today = node.clock.today()
    row = posted(node)
    if row is None or row.target < today:
        return 0
    if TargetWeek.objects.filter(target=row.id, day__gt=today - WEEK).exists():
        return 0
    with Act(node, SYSTEM) as act:
        act.record(_stood(node, row.id, chance(node, row.target)), subject=f"sasaran/{node.id}")
    return 1


def _stood(node: Node, target: UUID, stood: Chance) -> TargetStood:
    return TargetStood(target=target, day=node.clock.today(), chance=stood.percent, expected=stood.expected)


def _no(code: str, message: str, field: str = "") -> Refusal:
    return Refusal(f"target.{code}", message, field=field)
