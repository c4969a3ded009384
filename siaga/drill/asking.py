"""Stories about cards: who waits without a date comes to ask, a suket runs out, and a date is posted every day or none is.

A rule of behaviour, not a fact of any year, and the same in both replays: whoever holds no date comes to ask after 10 to 20 working
days, again and again; whoever holds one comes when it has passed and no card is there. As it was nobody could tell a date, and
a suket was renewed at the counter after it had run out; with SIAGA dates are told, and those that run out soon are renewed together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from siaga.cards.models import Suket
from siaga.cards.suket import acts as suket_acts
from siaga.cards.suket.rules import VALID
from siaga.continuity.table import AS_IT_WAS, Table
from siaga.counter.models import Application, Promise
from siaga.drill.citizens import Citizen
from siaga.drill.clerks import HEAD
from siaga.drill.country import Country
from siaga.drill.plan import DayFigures, Plan, Posted, Replayed
from siaga.drill.replay import Replay
from siaga.planner.workdays import add_workdays, is_workday

ASK_AGAIN = (10, 20)  # working days until somebody without a date comes to ask
SOON = timedelta(days=14)  # sukets that run out within so many days are renewed together
TOGETHER = 150
PLACES = (0.1, 0.5, 0.9)  # of those who wait on the eve, by recording: whose posted dates are shown


@dataclass(frozen=True, slots=True)
class Watched:
    """Somebody whose posted dates are shown. label: their place among those who waited on the eve."""

    label: str
    nik: str


class AskingReplay(Replay):
    """A replay in which people also come only to ask."""

    def __init__(self, name: str, country: Country, plan: Plan, table: Table, people: list[Citizen]) -> None:
        super().__init__(name, country, plan, table, people)
        self.tells = table is not AS_IT_WAS
        eve = sorted((c for c in people if c.before), key=lambda c: (c.first_at, c.nik))
        places = sorted({max(1, round(share * len(eve))) for share in PLACES}) if eve else []
        self.watched = [Watched(f"ke-{n}", eve[n - 1].nik) for n in places]
        self._asks: dict[date, list[Citizen]] = {}
        self._planned: set[str] = set()
        for c in eve:
            self._ask_on(c, add_workdays(plan.begin, c.draw(1, ASK_AGAIN[1]), plan.holidays))

    def _ask_on(self, c: Citizen, day: date) -> None:
        self._planned.add(c.nik)
        self._asks.setdefault(day, []).append(c)

    def _later(self, c: Citizen, day: date) -> None:
        self._ask_on(c, add_workdays(day, c.draw(*ASK_AGAIN), self.plan.holidays))

    def _day(self, day: date) -> None:
        super()._day(day)
        today = self.days[-1]
        if not is_workday(day, self.plan.holidays):
            return
        told = self._told() if self.tells else {}
        self._asked(today, sorted(self._asks.pop(day, []), key=lambda c: c.nik), told)
        self._renewed(today)
        today.posted = {w.label: told.get(w.nik, Posted()) for w in self.watched}
        for c in self.people:
            if c.recorded_at is not None and c.nik not in self._planned:
                self._later(c, day)

    def _told(self) -> dict[str, Posted]:
        """The dates that stand this evening, by NIK."""
        with self.office:
            niks = dict(Application.objects.filter(state="terbuka").exclude(nik="").values_list("id", "nik"))
            standing = Promise.objects.filter(state="diberikan").exclude(latest=None)
            rows = list(standing.values_list("application", "earliest", "latest"))
        return {niks[a]: Posted(earliest, latest) for a, earliest, latest in rows if a in niks}

    def _asked(self, today: DayFigures, asking: list[Citizen], told: dict[str, Posted]) -> None:
        for c in asking:
            if c.printed_on is not None:
                continue
            latest = told.get(c.nik, Posted()).latest
            if latest is not None and latest >= today.day:
                self._ask_on(c, add_workdays(latest, 1, self.plan.holidays))
                continue
            today.asked += 1
            c.vain += 1
            self._later(c, today.day)

    def _renewed(self, today: DayFigures) -> None:
        """As it was each holder comes once it has run out; with SIAGA all that run out soon are renewed in one go."""
        with self.office:
            last = today.day + SOON if self.tells else today.day - timedelta(days=1)
            ending = Suket.objects.filter(state=VALID, valid_to__lte=last).order_by("number")
            numbers = [n for n, nik in ending.values_list("number", "nik") if self.by_nik[nik].printed_on is None]
            if self.tells:
                for begin in range(0, len(numbers), TOGETHER):
                    self.clerks.must(suket_acts.renew_many(self.office, HEAD, numbers[begin : begin + TOGETHER]))
            else:
                for number in numbers:
                    self.clerks.must(suket_acts.renew(self.office, HEAD, number))
                today.renewal_visits = len(numbers)
        today.renewed = len(numbers)

    def _result(self) -> Replayed:
        found = super()._result()
        found.watched = {w.label: self.by_nik[w.nik].printed_on for w in self.watched}
        return found
