"""One person recorded twice by one office: at the office and at a service point, at two points, or by two boxes of the office of which
one did not know what the other had written (a machine that was rebuilt, or taken over while it lived).

The office decides, once and by a fact, so that every node agrees: the recording that has gone further to the centre counts, then the
earlier one. The other is kept with its packet, and no longer sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from weakref import WeakKeyDictionary

from django.db.models import Count, Exists, OuterRef

from siaga.journal import boxes, exchange
from siaga.journal.act import SYSTEM, Act
from siaga.journal.questions import finds
from siaga.kit.node import Node, point_of

from .facts import SetAside
from .models import Record
from .status import FAILED, Status

BATCH = 100
SAYS = "Direkam juga di tempat lain dari kantor ini ketika jalur putus; rekaman yang satu itu yang berlaku."


@finds(
    "%s OR EXISTS (SELECT FROM recording_record WHERE current AND office = %s AND point <> '')",
    lambda node, now: (node.box != 1, node.id),
)
def part_twins(node: Node, now: datetime) -> int:
    """Due work of an office, before anything is sent. Returns how many recordings were set aside."""
    current = Record.objects.filter(office=node.id, current=True)
    twin = current.filter(nik=OuterRef("nik")).exclude(id=OuterRef("id"))
    of_points = current.exclude(point="").filter(Exists(twin))
    niks = list(of_points.order_by("nik").values_list("nik", flat=True).distinct()[:BATCH])
    heard = _of_other_boxes(node)
    if not niks and heard != _parted.get(node, {}):  # all recordings are looked at, so only where another box was heard
        several = current.values("nik").annotate(n=Count("id")).filter(n__gt=1)
        niks = list(several.order_by("nik").values_list("nik", flat=True)[:BATCH])
        if not niks:
            _parted[node] = heard
    if not niks:
        return 0
    with Act(node, SYSTEM) as act:
        held: dict[str, list[Record]] = {}
        for r in current.select_for_update().filter(nik__in=niks).order_by("nik", "id"):
            held.setdefault(r.nik, []).append(r)
        return sum(_part(act, same) for same in held.values())


_parted: WeakKeyDictionary[Node, dict[str, int]] = (
    WeakKeyDictionary()
)  # up to where other boxes' chains hold no twin any more


def _of_other_boxes(node: Node) -> dict[str, int]:
    """How far the chains of this office's other boxes are here; a first box has none."""
    if node.box == 1:
        return {}
    chains = [c for c in boxes.chains_of(node.id) if c != node.chain and not point_of(c)]
    return {chain: seq for chain, (seq, _hash) in exchange.heads_of(chains).items()}


def _part(act: Act, same: Sequence[Record]) -> int:
    kept = min(same, key=place)
    for r in same:
        if r is not kept:
            act.record(SetAside(record=r.id, nik=r.nik, kept=kept.id, says=SAYS), subject=f"rekaman/{r.id}")
    return len(same) - 1


def place(r: Record) -> tuple[bool, bool, datetime, str]:
    """The least counts: one that did not fail, one that the centre has or is about to have, the earlier, the lesser id."""
    return (r.status in FAILED, r.status == Status.BIO_CAPTURED, r.recorded_at, str(r.id))
