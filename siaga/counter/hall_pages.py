"""The hall: a kiosk that gives numbers and a display that calls them. Both are public inside the office."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from siaga.accounts import attempts
from siaga.accounts.access import Request, public
from siaga.documents.wording import number_words, number_words_en
from siaga.journal.act import CITIZEN, AlreadyDone, Done
from siaga.kit import ids
from siaga.kit.refusal import Refusal

from . import acts, rules
from .catalogue import BY_LETTER, Queue, label, queues_at
from .models import Ticket
from .tickets import hall, local_day


@dataclass(frozen=True, slots=True)
class Called:
    """What the display shows and says. id changes with every announcement."""

    id: str
    number: str
    counter: str
    spoken: str


@public
@require_safe
def kiosk(request: Request) -> HttpResponse:
    """First tap: which service."""
    return kiosk_page(request)


def kiosk_page(request: Request, no: Refusal | None = None, status: int = 200) -> HttpResponse:
    context = {"queues": queues_at(request.node.point), "office_name": request.node.name, "no": no}
    return render(request, "counter/kiosk.html", context, status=status)


@public
@require_safe
def lane(request: Request, letter: str) -> HttpResponse:
    """Second tap: which lane. The form's key is made here, so a hand that trembles draws one number."""
    queue = drawn_here(request, letter)
    return render(
        request, "counter/kiosk_lane.html", {"queue": queue, "office_name": request.node.name, "kunci": ids.fresh()}
    )


def drawn_here(request: Request, letter: str) -> Queue:
    """Raises Http404 for a letter that the kiosk does not offer here."""
    queue = next((q for q in queues_at(request.node.point) if q.letter == letter), None)
    if queue is None:
        raise Http404
    return queue


@public
@require_POST
def take(request: Request, letter: str) -> HttpResponse:
    key = key_of(request)
    now = request.node.clock.now()
    caller = attempts.address(request)
    if attempts.too_many(attempts.TICKETS, caller, now):
        return attempts.late(kiosk_page(request, attempts.refusal(now)), now)
    try:
        outcome = acts.take_ticket(request.node, CITIZEN, letter, request.POST.get("jalur", ""), key=key)
    except AlreadyDone as again:
        return redirect("counter:kiosk_ticket", UUID(again.subject.partition("/")[2]))
    if not isinstance(outcome, Done):
        return kiosk_page(request, outcome.refusals[0], 422)
    attempts.count(attempts.TICKETS, caller, now)
    return redirect("counter:kiosk_ticket", outcome.value)


def key_of(request: Request) -> UUID:
    """The form's idempotency key; a form without one is a new wish each time."""
    try:
        return UUID(request.POST.get("kunci", ""))
    except ValueError:
        return ids.fresh()


@public
@require_safe
def kiosk_ticket(request: Request, ticket: UUID) -> HttpResponse:
    """The number, shown and printed."""
    row = get_object_or_404(Ticket, id=ticket)
    ahead = (
        hall(request.node, row.day)
        .filter(service=row.service, state="menunggu", lane=row.lane, number__lt=row.number)
        .count()
    )
    context = {
        "ticket": row,
        "number": label(row.service, row.number),
        "ahead": ahead,
        "office_name": request.node.name,
    }
    return render(request, "counter/kiosk_ticket.html", context | {"queue": BY_LETTER.get(row.service)})


@public
@require_safe
def display(request: Request) -> HttpResponse:
    context = hall_now(request) | {"office_name": request.node.name, "query": request.GET.urlencode()}
    return render(request, "counter/display.html", context)


@public
@require_safe
def display_part(request: Request) -> HttpResponse:
    return render(request, "shell/_called.html", hall_now(request))


def hall_now(request: Request) -> dict[str, object]:
    """The last number announced and the next three. `?layanan=AB`: only these queues, for a hall of its own."""
    letters = [c for c in request.GET.get("layanan", "").upper() if c in BY_LETTER] or list(BY_LETTER)
    today = hall(request.node, local_day(request.node, request.node.clock.now())).filter(service__in=letters)
    last = today.filter(announced_at__isnull=False, loket__isnull=False).order_by("-announced_at", "-number").first()
    lanes = list(
        today.filter(called_at__isnull=False).order_by("-called_at", "-number").values_list("lane", flat=True)[:2]
    )
    waiting = today.filter(state="menunggu").order_by("taken_at", "number", "id")
    next_three = rules.upcoming([*waiting.filter(lane="umum")[:3], *waiting.filter(lane="prioritas")[:3]], lanes)
    return {
        "called": _called(last) if last is not None else None,
        "upcoming": [label(t.service, t.number) for t in next_three],
    }


def _called(t: Ticket) -> Called:
    words = number_words_en if (get_language() or "").startswith("en") else number_words
    spoken = _("Nomor antrean %(letter)s, %(number)s. Silakan ke loket %(loket)s.") % {
        "letter": t.service,
        "number": words(t.number),
        "loket": words(t.loket or 0),
    }
    where = _("Loket %(n)s") % {"n": t.loket}
    return Called(f"{t.id}-{t.announced_at:%H%M%S%f}", label(t.service, t.number), where, spoken)
