"""The hall's queue: a number is given once, called by one counter, and never lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from siaga.continuity.standing import may_begin
from siaga.continuity.table import TICKETS
from siaga.journal.act import Act, Actor, Outcome
from siaga.journal.boxes import first_number
from siaga.journal.writer import fetch
from siaga.kit import ids
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from . import facts, rules
from .catalogue import BY_LETTER, LANES, label
from .machines import TICKET
from .models import Ticket

TICKETS_A_DAY = 500  # of one letter at one box
LOCK_CALLS = 0x5349_4147_4101  # advisory lock of this database: one call out of the queue at a time


def local_day(node: Node, at: datetime) -> date:
    """The calendar date at the office."""
    return at.astimezone(ZONES[node.clock.zone]).date()


def take_ticket(node: Node, actor: Actor, service: str, lane: str, *, key: UUID | None = None) -> Outcome:
    """A place in the queue of one letter. Done.value: the ticket's id. Numbers begin at 1 each day and each letter."""
    with Act(node, actor, key=key) as act:
        if wrong := rules.ticket_asked(service, lane) or may_begin(node, TICKETS):
            return act.refuse(wrong)
        day = local_day(node, act.now)
        ((number,),) = fetch("SELECT counter_next(%s, %s, %s)", (node.desk, day, service))
        number = max(number, first_number(node.box, TICKETS_A_DAY))
        ticket = ids.nth(key, 0) if key is not None else ids.fresh()
        act.record(
            facts.TicketTaken(day=day, service=service, number=number, lane=lane), subject=f"tiket/{ticket}", id=ticket
        )
        return act.done(ticket)


def call_next(
    node: Node, officer: Actor, loket: int, services: Sequence[str] = (), *, key: UUID | None = None
) -> Outcome:
    """Call the next number to a counter. services: letters, none: all. Done.value: the ticket's id.

    What the counter was serving is finished; a number still called there must be served or missed first.
    """
    letters = [s for s in (services or tuple(BY_LETTER)) if s in BY_LETTER]
    with Act(node, officer, key=key) as act:
        if loket < 1 or not letters:
            return act.refuse(Refusal("call.loket", "Pilih nomor loket dan layanan lebih dahulu.", "loket"))
        fetch("SELECT pg_advisory_xact_lock(%s)", (LOCK_CALLS,))
        day = local_day(node, act.now)
        held = list(hall(node, day).select_for_update().filter(loket=loket, state__in=["dipanggil", "dilayani"]))
        if called := next((t for t in held if t.state == "dipanggil"), None):
            return act.refuse(
                Refusal(
                    "call.still_called",
                    "Nomor %(number)s masih dipanggil di loket ini. Mulai layanannya atau tandai terlewat lebih dahulu.",
                    params={"number": label(called.service, called.number)},
                )
            )
        chosen = _choose(hall(node, day), letters)
        if chosen is None:
            return act.refuse(Refusal("call.nobody", "Tidak ada yang menunggu."))
        body = facts.TicketCalled(ticket=chosen.id, loket=loket, calls=chosen.calls + 1)
        act.record(body, subject=f"tiket/{chosen.id}")
        for before in held:
            act.record(facts.TicketFinished(ticket=before.id), subject=f"tiket/{before.id}")
        return act.done(chosen.id)


def hall(node: Node, day: date) -> QuerySet[Ticket]:
    """The day's queue of this hall: the office's, or that of a service point, which the office holds too."""
    return Ticket.objects.filter(office=node.desk, day=day)


def _choose(numbers: QuerySet[Ticket], letters: Sequence[str]) -> Ticket | None:
    today = numbers.filter(service__in=letters)
    locked = today.select_for_update(skip_locked=True)
    due = rules.missed_due(missed_today(numbers, letters))
    if due is not None and (found := locked.filter(id=due.id, state="terlewat").first()):
        return found
    last = list(
        today.filter(called_at__isnull=False).order_by("-called_at", "-number").values_list("lane", flat=True)[:2]
    )
    waiting = set(today.filter(state="menunggu").values_list("lane", flat=True).distinct())
    first = rules.lane_next(last, waiting)
    for lane in [first, *(lane for lane in LANES if lane != first)] if first else ():
        head = locked.filter(state="menunggu", lane=lane).order_by("taken_at", "number", "id").first()
        if head is not None:
            return head
    return None


def missed_today(numbers: QuerySet[Ticket], letters: Sequence[str]) -> list[rules.Missed]:
    """Of one hall on one day (`hall`)."""
    missed = list(
        numbers.filter(service__in=letters, state="terlewat").values_list("id", "service", "calls", "missed_at_call")
    )
    if not missed:
        return []
    made = calls_made(numbers)
    return [rules.Missed(id, calls, made.get(service, 0) - at, at) for id, service, calls, at in missed]


def calls_made(numbers: QuerySet[Ticket]) -> dict[str, int]:
    """Calls of each queue of one hall so far that day."""
    sums = numbers.order_by().values_list("service").annotate(n=Sum("calls"))
    return {service: int(n or 0) for service, n in sums}


def recall(node: Node, officer: Actor, ticket: UUID, *, key: UUID | None = None) -> Outcome:
    """Say the number once more in the hall."""
    with Act(node, officer, key=key) as act:
        found = _step(ticket, "recall")
        if isinstance(found, Refusal):
            return act.refuse(found)
        act.record(facts.TicketRecalled(ticket=ticket), subject=f"tiket/{ticket}")
        return act.done(ticket)


def serve(node: Node, officer: Actor, ticket: UUID, loket: int, *, key: UUID | None = None) -> Outcome:
    """The citizen sits at the counter, also one who missed the call and came later."""
    with Act(node, officer, key=key) as act:
        found = _step(ticket, "serve")
        if isinstance(found, Refusal):
            return act.refuse(found)
        act.record(facts.TicketServed(ticket=ticket, loket=loket), subject=f"tiket/{ticket}")
        return act.done(ticket)


def miss(node: Node, officer: Actor, ticket: UUID, *, key: UUID | None = None) -> Outcome:
    """Nobody came. The number is called again after five more calls of its queue, twice at most; then it is void."""
    with Act(node, officer, key=key) as act:
        found = _step(ticket, "miss")
        if isinstance(found, Refusal):
            return act.refuse(found)
        row, state = found
        at_call = calls_made(hall(node, row.day)).get(row.service, 0)
        act.record(facts.TicketMissed(ticket=ticket, at_call=at_call, state=state), subject=f"tiket/{ticket}")
        return act.done(ticket)


def finish(node: Node, officer: Actor, ticket: UUID, *, key: UUID | None = None) -> Outcome:
    with Act(node, officer, key=key) as act:
        found = _step(ticket, "finish")
        if isinstance(found, Refusal):
            return act.refuse(found)
        act.record(facts.TicketFinished(ticket=ticket), subject=f"tiket/{ticket}")
        return act.done(ticket)


def _step(ticket: UUID, trigger: str, **context: Any) -> tuple[Ticket, str] | Refusal:
    """The locked row and the state that the trigger leads to."""
    row = Ticket.objects.select_for_update().filter(id=ticket).first()
    if row is None:
        return Refusal("ticket.unknown", "Nomor antrean ini tidak ada.")
    to = TICKET.step(row.state, trigger, calls=row.calls, **context)
    return to if isinstance(to, Refusal) else (row, to)
