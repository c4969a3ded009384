"""Due work of the counter: applications end by themselves when the card is handed over, promises are told anew or settled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from siaga.cards.line import CAME_BACK
from siaga.cards.models import PrintOrder
from siaga.cards.planning import plan
from siaga.cards.planning.centre import TOLD
from siaga.journal.act import SYSTEM, Act
from siaga.journal.facts import Body
from siaga.journal.questions import finds, thorough
from siaga.journal.writer import fetch
from siaga.kit.node import Node
from siaga.recording.models import Record

from . import promises
from .catalogue import CARD_CODES, PAPER_CODES
from .facts import ApplicationReopened
from .models import Application, Promise
from .paper_standing import Asked
from .stages import stage_of
from .standing import load_situations
from .tickets import local_day
from .visits import end_with

BATCH = 200
AT_ONCE = 400  # facts in one act
MOST = 2000  # facts in one call
EVERY = timedelta(hours=1)
STANDS_FOR_CARD = "suket"
HOURLY, DAILY = "janji tiap jam", "janji tiap hari"
# Thousands at once: plain values, no objects.
_HELD = """
SELECT application, id, earliest, latest, place, waits_for FROM counter_promise
 WHERE application = ANY(%s) AND state = 'diberikan'
"""
_LOOKED = "SELECT name, at FROM counter_looked WHERE name = ANY(%s)"
_LOOKED_NOW = """
INSERT INTO counter_looked (name, at) SELECT looked, %s::timestamptz FROM unnest(%s::text[]) AS looked
    ON CONFLICT (name) DO UPDATE SET at = excluded.at
"""
# Both sides are joined whole: asked for each application by itself, this was the dearest question of a busy day.
_HANDED = """
SELECT a.id, (array_agg(o.id ORDER BY o.handed_at, o.id))[1]
  FROM counter_application a JOIN cards_printorder o ON o.nik = a.nik
 WHERE a.state = 'terbuka' AND a.service = ANY(%s) AND a.nik <> '' AND o.state = 'diserahkan' AND o.handed_at >= a.opened_at
 GROUP BY a.id, a.opened_at ORDER BY a.opened_at, a.id LIMIT %s
"""


@thorough(BATCH)
def end_handed_over(node: Node, now: datetime) -> int:
    """Close applications for a card that was handed over since they were opened, or for the suket that stood for it."""
    rows = fetch(_HANDED, (sorted((*CARD_CODES, STANDS_FOR_CARD)), BATCH))
    if not rows:
        return 0
    _end(node, {id: f"pesanan/{order}" for id, order in rows})
    return len(rows)


def _end(node: Node, through: Mapping[UUID, str]) -> None:
    """Those that are open still end now. through: by application what ended it, "" nothing of its own."""
    with Act(node, SYSTEM) as act:
        going = Application.objects.select_for_update().filter(id__in=through, state="terbuka").order_by("id")
        still = set(going.values_list("id", flat=True))
        standing = Promise.objects.select_for_update().filter(application__in=still, state="diberikan").order_by("id")
        told = {p.application: p for p in standing}
        for id, by in through.items():
            if id in still:
                end_with(act, id, "selesai", by, told.get(id))


_BACK = f"""
  FROM (SELECT id, nik FROM cards_printorder WHERE {CAME_BACK}) o
  JOIN counter_application a ON a.nik = o.nik AND a.state = 'selesai' AND a.subject = 'pesanan/' || o.id
 WHERE NOT EXISTS (SELECT FROM counter_application b WHERE b.nik = a.nik AND b.service = a.service AND b.state = 'terbuka')
"""


@finds(f"EXISTS (SELECT {_BACK})")
@thorough(BATCH)
def reopen_come_back(node: Node, now: datetime) -> int:
    """What ended with a card handed to the wrong person is open again when that card is back on the shelf: its holder still waits for it.
    Not where they have asked anew meanwhile."""
    with Act(node, SYSTEM) as act:
        rows = fetch(f"SELECT a.id {_BACK} ORDER BY a.id LIMIT %s FOR UPDATE OF a", (BATCH,))
        for (id,) in rows:
            act.record(ApplicationReopened(application=id), subject=f"permohonan/{id}")
        return len(rows)


@finds(
    "NOT EXISTS (SELECT FROM counter_looked WHERE name = %s AND at <= %s AND at > %s)",
    lambda node, now: (HOURLY, now, now - EVERY),
)
def tell_anew(node: Node, now: datetime) -> int:
    """Settle promises that were kept or broken and tell dates that changed materially.

    Looks once an hour at cards that were printed and at dates that can be told for the first time; once a day at every
    promise.
    """
    today = local_day(node, now)
    looked = dict(fetch(_LOOKED, ([HOURLY, DAILY],)))
    if HOURLY in looked and looked[HOURLY] <= now < looked[HOURLY] + EVERY:
        return 0
    daily = DAILY not in looked or local_day(node, looked[DAILY]) != today
    if daily:
        _end_done(node)
    changes = _changes(node, today, daily)
    for begin in range(0, min(len(changes), MOST), AT_ONCE):
        _record(node, changes[begin : begin + AT_ONCE])
    if len(changes) <= MOST:
        fetch(_LOOKED_NOW, (now, [HOURLY, DAILY] if daily else [HOURLY]))
    return min(len(changes), MOST)


def _end_done(node: Node) -> None:
    """Close what nothing is left to do of: its paper is in somebody's hands, or it yields none."""
    going = Application.objects.filter(state="terbuka", service__in=PAPER_CODES).order_by("opened_at", "id")
    rows = [Asked(*row) for row in going.values_list("id", "service", "nik", "opened_at", "state", "visit")]
    done = [id for id, s in load_situations(node, rows).items() if stage_of(s).done]
    for begin in range(0, len(done), AT_ONCE):
        _end(node, dict.fromkeys(done[begin : begin + AT_ONCE], ""))


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one application's promise."""

    application: UUID
    held: UUID | None
    bodies: tuple[Body, ...]


def _changes(node: Node, today: date, daily: bool) -> list[Change]:
    plan.refreshed(node)
    speed = promises.pace(node, today)
    now = plan.current(node)
    due = _due(daily, in_line=not now.body.cause, there=now.dates_after_verdict)
    rows = [Asked(*row) for row in due.values_list("id", "service", "nik", "opened_at", "state", "visit")]
    held_by = fetch(_HELD, ([r.id for r in rows],)) if rows else []
    told = {application: promises.Held(*held) for application, *held in held_by}
    situations = load_situations(node, rows)
    waiting = (
        Application.objects.filter(state="terbuka", service__in=PAPER_CODES) if daily else Application.objects.none()
    )
    places = {id: n for n, id in enumerate(waiting.order_by("opened_at", "id").values_list("id", flat=True), start=1)}
    found = []
    for r in rows:
        held = told.get(r.id)
        bodies = promises.news(r.id, held, situations[r.id], speed, today, places.get(r.id))
        if bodies:
            found.append(Change(r.id, held.id if held else None, tuple(bodies)))
    return found


def _due(daily: bool, *, in_line: bool, there: bool) -> QuerySet[Application]:
    """Applications whose promise may have to change. in_line, there: whether any date can be told now to who stands in the print list, and
    to whose recording is at the centre: through an outage of weeks thousands wait there without one."""
    held = Promise.objects.filter(application=OuterRef("id"), state="diberikan")
    order = PrintOrder.objects.filter(nik=OuterRef("nik"))
    printed = Exists(held) & Exists(order.filter(state="tercetak"))
    look: Any = printed | ~Exists(Promise.objects.filter(application=OuterRef("id")))
    # Nobody was told a day that stands: neither at first, nor since the card that had been there was spoiled.
    undated = ~Exists(held.exclude(latest=None))
    if in_line:
        look |= undated & Exists(order.filter(state="menunggu"))
    if there:
        look |= undated & Exists(Record.objects.filter(nik=OuterRef("nik"), current=True, status__in=TOLD))
    if daily:
        look |= Exists(held.exclude(latest=None))
    return Application.objects.filter(look, state="terbuka").order_by("opened_at", "id")


def _record(node: Node, changes: Sequence[Change]) -> None:
    """Only what still stands as it was read: an officer may have closed the application meanwhile."""
    with Act(node, SYSTEM) as act:
        ids = [c.application for c in changes]
        rows = Application.objects.select_for_update().filter(id__in=ids, state="terbuka").order_by("id")
        still = set(rows.values_list("id", flat=True))
        held = dict(Promise.objects.filter(application__in=ids, state="diberikan").values_list("application", "id"))
        for c in changes:
            if c.application in still and held.get(c.application) == c.held:
                for body in c.bodies:
                    act.record(body, subject=f"permohonan/{c.application}")


OFFICE_TICKS: tuple[Callable[[Node, datetime], int], ...] = (end_handed_over, reopen_come_back, tell_anew)
