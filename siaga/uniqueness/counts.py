"""How much waits at the centre: for its front page, its rail and the probe of the search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, Min, OuterRef, Q

from siaga.journal.models import Blob, Peer
from siaga.kit.node import Node
from siaga.recording.models import Record

from .acts import WAITING
from .models import Case


@dataclass(frozen=True, slots=True)
class OfficeQueue:
    """One office's records at the centre. here: their packet has come; oldest: when the first of them was recorded."""

    office: str
    name: str
    waiting: int
    here: int
    first_timers: int
    oldest: datetime


def waiting(node: Node) -> int:
    """Records that the centre has heard of and not answered, packets still on the way included."""
    return Record.objects.filter(status__in=WAITING, current=True).count()


def open_cases(node: Node) -> int:
    return Case.objects.filter(state="terbuka").count()


def by_office(node: Node) -> list[OfficeQueue]:
    """The longest waiting office first."""
    whole = Blob.objects.filter(sha=OuterRef("packet"), have=F("size"))
    rows = (
        Record.objects.filter(status__in=WAITING, current=True)
        .annotate(whole=Exists(whole))
        .values("office")
        .annotate(
            waiting=Count("id"),
            here=Count("id", filter=Q(whole=True)),
            first=Count("id", filter=Q(first_time=True)),
            oldest=Min("recorded_at"),
        )
        .order_by("oldest", "office")
    )
    names = dict(Peer.objects.values_list("id", "name"))
    return [
        OfficeQueue(r["office"], names.get(r["office"], r["office"]), r["waiting"], r["here"], r["first"], r["oldest"])
        for r in rows
    ]
