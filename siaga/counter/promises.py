"""What can be promised now: of a card the plan of the print list and of those at the centre, of a paper the pace of ten working days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from siaga.journal.writer import fetch
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.planner.pace import DAYS_COUNTED, days_at_pace
from siaga.planner.workdays import add_workdays, last_workdays

from . import facts, promise_rules
from .catalogue import BY_CODE, PAPER_CODES
from .models import Promise
from .paper_standing import Asked
from .promise_rules import Told
from .stages import DONE_PAPERS, NO_DATE_PAPERS, Situation, stage_of
from .standing import load_situations

# Prepared: every look at due work and every desk asks it.
_OPEN = "SELECT count(*) FROM counter_application WHERE service = ANY(%s) AND state = 'terbuka'"
_CLOSED = """
SELECT (closed_at AT TIME ZONE %s)::date, count(*) FROM counter_application
 WHERE service = ANY(%s) AND state = 'selesai' AND closed_at >= %s AND closed_at < %s GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """Papers done on each of the last ten working days, oldest first, and those that wait now."""

    papers: tuple[int, ...] = ()
    papers_waiting: int = 0


class Held(NamedTuple):
    """What is read of a promise that stands."""

    id: UUID
    earliest: date | None
    latest: date | None
    place: int | None
    waits_for: str


def pace(node: Node, today: date) -> Pace:
    ((waiting,),) = fetch(_OPEN, (list(PAPER_CODES),))
    return Pace(_closed_per_day(node, today), waiting)


def _closed_per_day(node: Node, today: date) -> tuple[int, ...]:
    days = last_workdays(today, DAYS_COUNTED)
    zone = ZONES[node.clock.zone]
    begin, end = (datetime.combine(day, time(), zone) for day in (days[0], today))
    found = dict(fetch(_CLOSED, (zone.key, list(PAPER_CODES), begin, end)))
    return tuple(found.get(day, 0) for day in days)


def told_now(s: Situation, speed: Pace, today: date, place: int | None = None) -> Told:
    """What can be told of one application. place: of a paper among those that wait; a card's is in the situation."""
    if s.state == "terbuka" and s.order == "menunggu" and s.expected is not None:  # nearly all of a long line
        return promise_rules.of_card(s.expected)
    service = BY_CODE.get(s.service)
    stage = stage_of(s)
    if stage.ready or stage.done:
        return Told(s.printed_on or today, s.printed_on or today)
    if s.paper in NO_DATE_PAPERS:
        return Told(waits_for=stage.waits_for)
    if service is not None and not service.card:
        return _paper(place or 1, speed, today, service.days or 1)
    if s.order == "dikirim":
        return Told(today, add_workdays(today, 1))
    if s.expected is not None:
        return promise_rules.of_card(s.expected)
    return Told(waits_for=stage.waits_for)


def _paper(place: int, speed: Pace, today: date, standard: int) -> Told:
    """Place among the papers that wait over the mean of ten working days; without any history the legal standard."""
    days = days_at_pace(place, speed.papers) or standard
    return Told(add_workdays(today, days - 1), add_workdays(today, max(days, standard)), place)


def first_told(node: Node, today: date, rows: Sequence[Asked]) -> dict[UUID, Told]:
    """What each newly opened application is told; nothing where it can be fetched at once."""
    situations = load_situations(node, rows)
    papers = [r for r in rows if r.service in PAPER_CODES]
    speed = pace(node, today) if papers else Pace()
    places = {r.id: speed.papers_waiting + n for n, r in enumerate(papers, start=1)}
    told = {r.id: (situations[r.id], places.get(r.id)) for r in rows}
    return {id: told_now(s, speed, today, place) for id, (s, place) in told.items() if reached(s, today) is None}


def given(application: UUID, told: Told, replaces: UUID | None = None) -> facts.PromiseGiven:
    return facts.PromiseGiven(
        application=application,
        earliest=told.earliest,
        latest=told.latest,
        place=told.place,
        waits_for=told.waits_for,
        replaces=replaces,
        likely=told.likely,
        binds=told.binds,
    )


def as_told(p: Promise | Held) -> Told:
    return Told(p.earliest, p.latest, p.place, p.waits_for)


def ended_on(p: Promise | Held, reached: date | None, today: date) -> str | None:
    """The state in which this promise ends, None: it stands."""
    return promise_rules.ended(as_told(p), reached, today)


def reached(s: Situation, today: date) -> date | None:
    """The day on which what was promised was there to be fetched, None: not yet."""
    if s.order in ("tercetak", "diserahkan"):
        return s.printed_on or today
    if s.order == "menunggu":
        return None
    return today if stage_of(s).ready or s.paper in DONE_PAPERS else None


def news(
    application: UUID, held: Held | None, s: Situation, speed: Pace, today: date, place: int | None
) -> list[facts.PromiseGiven | facts.PromiseEnded]:
    """What must be recorded about a promise now; nothing while it stands as it was told."""
    there = reached(s, today)
    current = told_now(s, speed, today, place)
    if held is None:
        return [] if there else [given(application, current)]
    if end := ended_on(held, there, today):
        over = facts.PromiseEnded(promise=held.id, state=end)
        return [over] if there else [over, given(application, current)]
    if promise_rules.material(as_told(held), current):
        return [given(application, current, replaces=held.id)]
    return []
