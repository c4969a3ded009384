"""Facts of the planner -> rows. Pure: everything needed is in the fact."""

from __future__ import annotations

from collections.abc import Iterator

from siaga.cards.models import Correction, PlanSample, PostedTarget, TargetWeek
from siaga.journal.facts import Fact
from siaga.journal.rows import Insert, Op, Put, Update
from siaga.kit import ids

from . import facts as said


def plan_made(f: Fact) -> Iterator[Op]:
    b: said.PlanMade = f.body
    for n, (order, earliest, likely, latest) in enumerate(zip(b.orders, b.earliest, b.likely, b.latest, strict=True)):
        yield Insert(
            PlanSample,
            {
                "id": ids.nth(f.id, n),
                "office": f.office,
                "day": b.day,
                "order": order,
                "earliest": earliest,
                "likely": likely,
                "latest": latest,
                "size": b.size,
            },
        )


def corrections_published(f: Fact) -> Iterator[Op]:
    """A row for each day: one that is understood late puts itself in its place, not in that of a newer one."""
    b: said.CorrectionsPublished = f.body
    for row in b.learnt:
        values = {name: getattr(row, name) for name in row.__struct_fields__}
        yield Put(Correction, {"id": f"{b.day}/{row.size}/{row.klass}", "day": b.day, **values})


def target_posted(f: Fact) -> Iterator[Op]:
    b: said.TargetPosted = f.body
    values = {"id": f.id, "office": f.office, "day": b.day, "target": b.target, "line": b.line}
    yield Insert(PostedTarget, {**values, "note": b.note, "by": f.actor})
    if b.replaces:
        yield Update(PostedTarget, b.replaces, {"replaced": True})


def target_stood(f: Fact) -> Iterator[Op]:
    b: said.TargetStood = f.body
    yield Insert(TargetWeek, {"id": f.id, "target": b.target, "day": b.day, "chance": b.chance, "expected": b.expected})


KINDS = (
    (said.PlanMade, plan_made),
    (said.CorrectionsPublished, corrections_published),
    (said.TargetPosted, target_posted),
    (said.TargetStood, target_stood),
)
