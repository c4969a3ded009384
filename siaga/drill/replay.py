"""One replay of a story: simulated days, hour by hour; devices, weather and people are the drill's, everything else is production.

The due work is that of `roles.office.OFFICE` and `roles.centre.CENTRE` as far as the story shows it, taken at every look and
whenever something goes down or comes back; what is done at the desks goes through the acts (drill.clerks).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from random import Random
from unittest.mock import patch
from uuid import UUID

from django.db import connection

from siaga.cards.blangko.acts import receive
from siaga.cards.models import PrintOrder
from siaga.continuity.table import Table
from siaga.counter.models import Promise
from siaga.drill.citizens import DAY, Citizen, comes_again
from siaga.drill.clerks import TREASURER, Clerks, with_a_clerk_at_the_printers
from siaga.drill.country import Country
from siaga.drill.devices import HourlyPrinter, TruthSearcher, plain_face
from siaga.drill.digest import story_hash
from siaga.drill.invariants import check
from siaga.drill.plan import DayFigures, Plan, Progress, Replayed
from siaga.kit import ids
from siaga.kit.clock import ZONES, SimulatedClock
from siaga.kit.node import PUSAT
from siaga.planner.workdays import is_workday
from siaga.roles.centre import CENTRE
from siaga.roles.office import OFFICE
from siaga.roles.role import Role

# Papers (suket as PDF, their signing) are registered and numbered but not drawn: drawing 9,539 takes ten minutes.
# The journal is proved once, at the end. Nobody moves to another regency, and of the centre only its verdicts are shown.
LEFT_OUT = ("siaga.documents", "siaga.perangkat", "siaga.people.moving")
DUE_WORK = with_a_clerk_at_the_printers(
    Role(OFFICE.name, tuple(t for t in OFFICE.ticks if not t.__module__.startswith(LEFT_OUT)))
)
VERDICTS = Role(
    CENTRE.name, tuple(t for t in CENTRE.ticks if not t.__module__.startswith((*LEFT_OUT, "siaga.continuity")))
)
HOUR = timedelta(hours=1)
HAND_OVERS_AN_HOUR = 120


@contextmanager
def seeded_ids(seed: str) -> Iterator[None]:
    """Inside, every id that production makes afresh comes from the seed, so that the same replay makes the same tables."""
    rng = Random(seed)
    with patch.object(ids, "uuid4", lambda: UUID(int=rng.getrandbits(128), version=4)):
        yield


class Replay:
    """country: a founded centre and one office with its books; it is used up."""

    def __init__(self, name: str, country: Country, plan: Plan, table: Table, people: list[Citizen]) -> None:
        self.name, self.country, self.plan, self.people = name, country, plan, people
        self.office = next(n for n in country.nodes if n is not country.centre)
        self.clock: SimulatedClock = country.clock
        printer = HourlyPrinter(self.clock, plan.pace)
        self.office.devices.update({"printers": {"Printer": printer}, "card_face": plain_face, "table": table})
        if plan.suket is not None:
            self.office.devices["suket_policy"] = plan.suket
        country.centre.devices["searcher"] = TruthSearcher()
        self.clerks = Clerks(self.office, self.clock, table, printer, plan.stations, plan.minutes)
        self.by_nik = {c.nik: c for c in people}
        self.visits: dict[date, list[Citizen]] = {}
        self.pickups: dict[date, list[Citizen]] = {}
        self.sent_home: set[str] = set()
        self.days: list[DayFigures] = []
        self._ticked_on: date | None = None
        self._analysed = 100
        for c in people:
            if c.came_at is not None:
                self._plan_visit(c, c.came_at)

    def run(self, progress: Progress) -> Replayed:
        day, left = self.plan.begin, len(self.people)
        self._analyse()
        with seeded_ids(f"siaga replay {self.name}"):
            while day <= self.plan.horizon and left:
                self._day(day)
                left = len(self.people) - self.clerks.tally["handed"]
                progress(self.name, len(self.people) - left, len(self.people))
                day += DAY
            self._tick()  # the last hand-overs reach the centre
        return self._result()

    def _plan_visit(self, c: Citizen, at: datetime) -> None:
        c.came_at = at
        self.visits.setdefault(at.date(), []).append(c)

    def _day(self, day: date) -> None:
        today = DayFigures(day)
        before = Counter(self.clerks.tally)
        if came := self.plan.deliveries.get(day):
            with self.office:
                assert receive(self.office, TREASURER, came, "Kiriman")
        looks = self.plan.looks(day)
        coming = sorted(self.visits.pop(day, []), key=lambda c: (c.came_at, c.nik))
        fetching = self.pickups.pop(day, [])
        for at, end in zip(looks, [*looks[1:], None], strict=True):
            self.clock.move_to(at)
            self.plan.weather.lay_over(self.country, at)
            self._tick()
            if len(looks) > 1 and end is not None:
                arrived = [c for c in coming if c.came_at is not None and c.came_at < end]
                coming = coming[len(arrived) :]
                fetching = self._desks(arrived, fetching, at, end, today)
        self._closing(day, [*coming, *self.clerks.queue], today)
        self.pickups.setdefault(self._next_workday(day), []).extend(fetching)
        self._figures(today, before)
        if self.clerks.acts > 2 * self._analysed:
            self._analyse()

    def _analyse(self) -> None:
        """What autovacuum does in an office over weeks, in which a drill lives through minutes."""
        self._analysed = max(100, self.clerks.acts)
        for node in (self.office, self.country.centre):
            with node, connection.cursor() as cur:
                cur.execute("ANALYZE")

    def _tick(self) -> None:
        """The due work of both nodes. While nothing can move between them, once a day: more would only find the same again."""
        now = self.clock.now()
        day, down = now.date(), self.plan.weather.down(now)
        if PUSAT in down and self._ticked_on == day and PUSAT in self.clerks.down and not self.clerks.printer.busy():
            return
        self._ticked_on = day
        with self.office:
            DUE_WORK.tick(self.office, now)
        if PUSAT not in down:
            with self.country.centre:
                answered = VERDICTS.tick(self.country.centre, now)
            if answered:
                with self.office:
                    DUE_WORK.tick(self.office, now)
        with self.office:
            self.clerks.look()

    def _desks(
        self, arrived: list[Citizen], fetching: list[Citizen], at: datetime, end: datetime, today: DayFigures
    ) -> list[Citizen]:
        with self.office:
            for c in arrived:
                if not self.clerks.receive(c):
                    self._send_home(c, at, today)
            self.clerks.print_for(end - at)
            self.clerks.record_until(end)
            room = int(HAND_OVERS_AN_HOUR * ((end - at) / HOUR))
            now, later = fetching[:room], fetching[room:]
            for i, c in enumerate(now):
                self.clock.move_to(at + (end - at) * i / len(now))
                if not self.clerks.hand_over(c):
                    today.turned_away += 1
                    later.append(c)
        return later

    def _send_home(self, c: Citizen, at: datetime, today: DayFigures) -> None:
        today.turned_away += 1
        self.sent_home.add(c.nik)
        self._plan_visit(c, comes_again(c, at, self.plan.back, self.plan.holidays))

    def _closing(self, day: date, left: list[Citizen], today: DayFigures) -> None:
        """Who was not reached by closing is sent home; cards printed today are fetched from the next working day on."""
        self.clerks.queue.clear()
        for c in left:
            self._send_home(c, self.clock.now().astimezone(ZONES[self.plan.zone]), today)
        with self.office:
            printed = PrintOrder.objects.filter(state="tercetak").order_by("printed_at", "id")
            rows = list(printed.values_list("nik", "printed_at"))
        new = [self.by_nik[nik] for nik, _at in rows if self.by_nik[nik].printed_on is None]
        for c in new:
            c.printed_on = day
        today.printed = len(new)
        self.pickups.setdefault(self._next_workday(day), []).extend(new)
        self.clerks.printer.forget()

    def _next_workday(self, day: date) -> date:
        day += DAY
        while not is_workday(day, self.plan.holidays):
            day += DAY
        return day

    def _figures(self, today: DayFigures, before: Counter[str]) -> None:
        tally = self.clerks.tally
        today.recorded, today.suket, today.handed = (tally[k] - before[k] for k in ("recorded", "suket", "handed"))
        here = [c for c in self.people if not c.before and c.first_at.date() <= today.day]
        waiting = [c for c in here if c.handed_at is None]
        today.waiting = dict(sorted(Counter(c.kelurahan for c in waiting).items()))
        today.without_paper = dict(sorted(Counter(c.kelurahan for c in waiting if c.suket_at is None).items()))
        self.days.append(today)

    def _result(self) -> Replayed:
        with self.office:
            states = Counter(Promise.objects.exclude(earliest=None).values_list("state", flat=True))
            undated = Promise.objects.filter(earliest=None).count()
        self._analyse()  # half of what is asked now was written since the last time
        violations = check(self.country.centre, [self.office], self.plan.checks)
        printed = [c.printed_on for c in self.people if c.printed_on]
        handed = [c.handed_at.date() for c in self.people if c.handed_at]
        return Replayed(
            name=self.name,
            days=self.days,
            turned_away=sum(d.turned_away for d in self.days),
            sent_home_people=len(self.sent_home),
            recorded=self.clerks.tally["recorded"],
            suket=self.clerks.tally["suket"],
            printed=len(printed),
            handed=len(handed),
            last_of_before=max((c.printed_on for c in self.people if c.before and c.printed_on), default=None),
            last_card=max(printed, default=None),
            last_handed=max(handed, default=None),
            promises={"dated": sum(states.values()), "undated": undated, **dict(sorted(states.items()))},
            person_days_waiting=sum(sum(d.waiting.values()) for d in self.days),
            person_days_without_paper=sum(sum(d.without_paper.values()) for d in self.days),
            unserved=sum(c.handed_at is None for c in self.people),
            acts=self.clerks.acts,
            hash=story_hash([self.country.centre, self.office]),
            violations=[f"{v.rule} {v.node}: {v.what}" for v in violations],
            waits={name: self._waits(before) for name, before in (("sebelum", True), ("sesudah", False))},
        )

    def _waits(self, before: bool) -> list[int]:
        """Days from the recording to the printed card."""
        return sorted(
            (c.printed_on - c.recorded_at.date()).days
            for c in self.people
            if c.before is before and c.printed_on is not None and c.recorded_at is not None
        )
