"""Due work that has to know of case files."""

from __future__ import annotations

from datetime import datetime

from siaga.journal.questions import finds
from siaga.kit.node import Node
from siaga.people.moving import ticks as moving
from siaga.people.peristiwa.pindah import PINDAH_DATANG

from .models import Berkas
from .steps import RETURNED, STEPS


@finds("EXISTS (SELECT FROM people_recall WHERE NOT granted)")
def grant_recalls(node: Node, now: datetime) -> int:
    """At the centre: a SKPWNI that ran out may be cancelled, but never while its destination has somebody's case file on it in hand."""
    in_hand = Berkas.objects.filter(event=PINDAH_DATANG.code, state__in=(*STEPS, RETURNED))
    return moving.grant_recalls(node, now, in_hand=in_hand.values("about"))


CENTRE_TICKS = (grant_recalls,)
