"""Days promised for papers that wait for TTE: promised, posted, and kept or broken on record.

The day is the one that the head of office chose with "collect later". A paper signed by the evening of its day keeps the promise; one that
still waits the day after, or whose day is moved, breaks it and says so, and is promised the new day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from siaga.continuity.dependencies import DOWN, TTE
from siaga.continuity.standing import down_now
from siaga.journal.act import SYSTEM, Act
from siaga.journal.questions import finds
from siaga.kit.node import Node

from .apply import WAITING
from .facts import CollectionJudged, CollectionPromised
from .models import Document, SigningMode
from .over import holding
from .presenting import local_day
from .signing_acts import waiting
from .signing_mode import modes_now

ROUND = 200


@finds("EXISTS (SELECT FROM continuity_dependency WHERE name = %s AND state = %s)", lambda node, now: (TTE, DOWN))
def promise_due(node: Node, now: datetime) -> int:
    """While TTE is away: every waiting paper gets the day that was chosen for its kind. How many were promised."""
    chosen = modes_now(node)
    if not any(m.collect_on for m in chosen) or TTE not in down_now():
        return 0
    last = max(m.collect_on for m in chosen if m.collect_on)
    rows = waiting(node).filter(Q(promised_on__isnull=True) | Q(promised_on__lt=last)).defer("data", "claim")
    with Act(node, SYSTEM) as act:
        done = 0
        for row in rows.select_for_update(skip_locked=True):
            day = _day(chosen, row.kind)
            if day is None or day < node.clock.today() or (row.promised_on is not None and row.promised_on >= day):
                continue
            if row.promised_on is not None and row.promise_kept is None:
                act.record(CollectionJudged(document=row.id, on=row.promised_on, kept=False), subject=row.subject)
            act.record(CollectionPromised(document=row.id, on=day), subject=row.subject)
            done += 1
            if done == ROUND:
                break
        act.done()
    return done


def _day(chosen: Sequence[SigningMode], kind: str) -> date | None:
    """The day chosen last for this kind."""
    mode = next((m for m in chosen if not m.kinds or kind in m.kinds), None)
    return mode.collect_on if mode is not None else None


@finds(
    "EXISTS (SELECT FROM documents_document WHERE promised_on IS NOT NULL AND promise_kept IS NULL AND office = %s"
    " AND (state <> %s OR promised_on < %s))",
    lambda node, now: (node.id, WAITING, local_day(node, now)),
)
def judge_due(node: Node, now: datetime) -> int:
    """Promises that were kept, or whose day went by: each judged once. How many."""
    today = local_day(node, now)
    with Act(node, SYSTEM) as act:
        rows = Document.objects.filter(office=node.id, promised_on__isnull=False, promise_kept__isnull=True, ended="")
        open_ones = rows.filter(superseded_by="").exclude(state=WAITING, promised_on__gte=today)
        found = list(
            open_ones.defer("data", "claim").select_for_update(skip_locked=True).order_by("promised_on", "id")[:ROUND]
        )
        for row in found:
            assert row.promised_on is not None  # as asked for
            kept = row.signed_at is not None and local_day(node, row.signed_at) <= row.promised_on
            act.record(CollectionJudged(document=row.id, on=row.promised_on, kept=kept), subject=row.subject)
        act.done()
    return len(found)


@dataclass(frozen=True, slots=True)
class Posted:
    """One line of the notice: kind (code), the day promised, how many wait for it, how many can be collected already."""

    kind: str
    on: date
    waiting: int
    ready: int


def posted(node: Node) -> list[Posted]:
    """What is promised and not handed over yet, by day and kind."""
    promised = Document.objects.filter(office=node.id, promised_on__isnull=False, handed_at__isnull=True)
    rows = Document.objects.filter(id__in=holding(node, promised).values("id"))
    counted = rows.values("promised_on", "kind").annotate(
        waiting=Count("id", filter=Q(state=WAITING)), ready=Count("id", filter=~Q(state=WAITING))
    )
    lines = counted.order_by("promised_on", "kind").values_list("kind", "promised_on", "waiting", "ready")
    return [Posted(kind, day, waits, ready) for kind, day, waits, ready in lines if day is not None]


def judged(node: Node) -> tuple[int, int]:
    """(kept, broken), by papers: of each the promise made last."""
    rows = Document.objects.filter(office=node.id, promise_kept__isnull=False)
    said = rows.aggregate(
        kept=Count("id", filter=Q(promise_kept=True)), broken=Count("id", filter=Q(promise_kept=False))
    )
    return said["kept"], said["broken"]
