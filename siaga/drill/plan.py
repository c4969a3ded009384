"""What a replay is given and what it gives: the plan that both replays of a story share, an evening's figures, the result."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from siaga.cards.suket.rules import SuketPolicy
from siaga.drill.invariants import INVARIANTS, Invariant
from siaga.drill.weather import Weather
from siaga.kit.clock import ZONES
from siaga.planner.workdays import is_workday

LOOK = timedelta(hours=2)
OPENING, CLOSING = time(8), time(16)


def office_hours(day: date) -> tuple[time, time]:
    """The usual ones."""
    return OPENING, CLOSING


def steady(a_day: int, holidays: Collection[date], zone: str = "WIB") -> Callable[[datetime], float]:
    """A pace of so many cards on every working day: cards an hour of all printers together."""

    def pace(at: datetime) -> float:
        local = at.astimezone(ZONES[zone])
        open_now = is_workday(local.date(), holidays) and OPENING <= local.time() < CLOSING
        return a_day / (CLOSING.hour - OPENING.hour) if open_now else 0.0

    return pace


@dataclass(frozen=True)
class Plan:
    """What both replays share. step: simulated time between two looks. pace(at): cards an hour that all printers together make.

    deliveries: blangko that come on a day before the doors open, the same in both replays. suket: a policy in place of the dated ones
    (a counterfactual). hours(day): opening and closing. checks: invariants asked at the end. back: the day on which people hear
    that the centre works again.
    """

    weather: Weather
    begin: date
    horizon: date
    back: date
    holidays: Collection[date]
    hours: Callable[[date], tuple[time, time]]
    pace: Callable[[datetime], float]
    stations: int
    minutes: int
    suket: SuketPolicy | None = None
    deliveries: Mapping[date, int] = field(default_factory=dict)
    step: timedelta = LOOK
    zone: str = "WIB"
    checks: Sequence[Invariant] = INVARIANTS

    def looks(self, day: date) -> list[datetime]:
        """The instants of a day at which the drill looks, the last is closing time; a day off is looked at once, at noon."""
        zone = ZONES[self.zone]
        if not is_workday(day, self.holidays):
            return [datetime.combine(day, time(12), zone)]
        opening, closing = (datetime.combine(day, t, zone) for t in self.hours(day))
        steps = int((closing - opening) / self.step)
        found = {opening + i * self.step for i in range(steps + 1)} | {closing}
        found |= {t.astimezone(zone) for t in self.weather.turns() if opening < t < closing}
        return sorted(found)


@dataclass(frozen=True, slots=True)
class Posted:
    """The dates that somebody was told and that stand this evening; None: none."""

    earliest: date | None = None
    latest: date | None = None


@dataclass
class DayFigures:
    """One evening. waiting: came and have no card in the hand; without_paper: have neither card nor suket. By kelurahan.

    asked: came only to ask for the card and left without. renewed: sukets; renewal_visits: how many came for that.
    posted: of the watched ones, by label.
    """

    day: date
    turned_away: int = 0
    recorded: int = 0
    suket: int = 0
    printed: int = 0
    handed: int = 0
    asked: int = 0
    renewed: int = 0
    renewal_visits: int = 0
    waiting: dict[str, int] = field(default_factory=dict)
    without_paper: dict[str, int] = field(default_factory=dict)
    posted: dict[str, Posted] = field(default_factory=dict)


@dataclass
class Replayed:
    """What one replay gave. hash: over the tables of all nodes. acts: deeds at the desks. waits: days from the recording to the printed
    card, sorted, of those who waited on the eve and of those who came. watched: the day of the card by label, None: not yet.
    """

    name: str
    days: list[DayFigures]
    turned_away: int
    sent_home_people: int
    recorded: int
    suket: int
    printed: int
    handed: int
    last_of_before: date | None
    last_card: date | None
    last_handed: date | None
    promises: dict[str, int]
    person_days_waiting: int
    person_days_without_paper: int
    unserved: int
    acts: int
    hash: str
    violations: list[str]
    waits: dict[str, list[int]] = field(default_factory=dict)
    watched: dict[str, date | None] = field(default_factory=dict)


Progress = Callable[[str, int, int], None]
