"""Since when the oldest of each work list waits, by the URL name of the list: what the front page says beside the number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Min, QuerySet

from siaga.cards.blangko.shipments import loans_to_move, to_count
from siaga.cards.kia.acts import to_print as kia_to_print
from siaga.cards.line import AT_THE_PRINTER, SHELF, WAITING, held
from siaga.cards.models import BlangkoRequest
from siaga.cards.quality.acts import to_check
from siaga.counter.models import Application
from siaga.counter.tickets import hall, local_day
from siaga.documents.signing_acts import waiting as unsigned
from siaga.journal.act import Actor
from siaga.journal.models import Parked
from siaga.kit.node import Node
from siaga.people.doubt_pages import unsettled
from siaga.recording.models import Record, Session
from siaga.recording.status import FAILED, Status
from siaga.recording.work import records
from siaga.uniqueness.acts import WAITING as AT_CENTRE
from siaga.uniqueness.models import Case

Oldest = Callable[[Node, Actor], datetime | None]


def _first(query: QuerySet[Any], column: str) -> datetime | None:
    found: datetime | None = query.order_by().aggregate(first=Min(column))["first"]
    return found


def _area(actor: Actor) -> str:
    return actor.wilayah.replace(".", "")


def _orders(state: str, column: str) -> Oldest:
    def oldest(node: Node, actor: Actor) -> datetime | None:
        return _first(held(node).filter(state=state, kelurahan__startswith=_area(actor)), column)

    return oldest


def in_the_hall(node: Node, actor: Actor) -> datetime | None:
    return _first(hall(node, local_day(node, node.clock.now())).filter(state="menunggu"), "taken_at")


def application(node: Node, actor: Actor) -> datetime | None:
    return _first(Application.objects.filter(state="terbuka", kelurahan__startswith=_area(actor)), "opened_at")


def failed_record(node: Node, actor: Actor) -> datetime | None:
    return _first(records(node, actor).filter(status__in=[*FAILED, Status.DUPLICATE_RECORD]), "recorded_at")


OLDEST: dict[str, Oldest] = {
    "counter:desk": in_the_hall,
    "counter:applications": application,
    "people:doubts": lambda node, actor: _first(unsettled(), "at"),
    "cards:line": _orders(WAITING, "joined_at"),
    "cards:check": lambda node, actor: _first(to_check(node), "out_at"),
    "cards:kia": lambda node, actor: _first(kia_to_print(node), "made_at"),
    "cards:at_printer": lambda node, actor: _first(
        held(node).filter(state=AT_THE_PRINTER, out_at__isnull=True), "state_since"
    ),
    "cards:shelf": _orders(SHELF, "printed_at"),
    "cards:fetches": lambda node, actor: _first(to_count(node), "shipped_at"),
    "cards:loans": lambda node, actor: _first(loans_to_move(node), "at"),
    "cards:requests": lambda node, actor: _first(BlangkoRequest.objects.filter(state="diminta"), "at"),
    "documents:queue": lambda node, actor: _first(unsigned(node), "made_at"),
    "recording:index": lambda node, actor: _first(Session.objects.filter(done=False), "started_at"),
    "recording:records": failed_record,
    "uniqueness:queue": lambda node, actor: _first(
        Record.objects.filter(status__in=AT_CENTRE, current=True), "recorded_at"
    ),
    "uniqueness:cases": lambda node, actor: _first(Case.objects.filter(state="terbuka"), "opened_at"),
    "parked": lambda node, actor: _first(Parked.objects.all(), "since"),
}
