"""The people of a story: who comes when, and what somebody does who was sent home. Seeded; the same in every replay."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from siaga.drill.town import Resident, Town
from siaga.planner.workdays import add_workdays, is_workday

DAY = timedelta(days=1)
NEEDS = ("sim", "stnk", "paspor", "sekolah", "bank", "kerja")
COME_AGAIN = (2, 6)  # working days until somebody who was sent home tries again
PATIENCE = 3  # visits in vain after which they wait until they hear that it works
HEARD = (1, 10)  # working days from the centre's return until such a person comes
WINDOW_S = 7 * 3600  # people come between opening and an hour before closing


@dataclass(slots=True)
class Citizen:
    """One applicant. patience: a draw in 0..1 for each decision, made beforehand so that both replays share it.

    came_at: of the next visit, None: no visit is planned. first_at: of the first one. vain: visits for nothing so far.
    before: recorded and print-ready before the story begins; such people wait for their card only.
    """

    nik: str
    nama: str
    kelurahan: str
    need: str
    draws: tuple[float, ...]
    first_at: datetime
    came_at: datetime | None
    before: bool = False
    vain: int = 0
    recorded_at: datetime | None = None
    suket_at: datetime | None = None
    printed_on: date | None = None
    handed_at: datetime | None = None

    def draw(self, low: int, high: int) -> int:
        return low + int(self.draws[self.vain % len(self.draws)] * (high - low + 1))


def workdays(first: date, last: date, holidays: Collection[date]) -> list[date]:
    days = [first + i * DAY for i in range((last - first).days + 1)]
    return [d for d in days if is_workday(d, holidays)]


def grown_ups(town: Town, count: int, seed: int) -> list[Resident]:
    """`count` people of the town who must hold a card, drawn without regard to anything. ValueError if there are not so many."""
    grown = town.adults()
    if len(grown) < count:
        raise ValueError(f"{len(grown)} grown-ups in the town, {count} asked for")
    return Random(f"siaga citizens {seed}").sample(grown, count)


def applicants(
    people: Sequence[Resident], town: Town, days: Sequence[date], seed: int, opening: datetime
) -> list[Citizen]:
    """Each on one of `days`, the days as even as whole people allow; by the time of coming. opening: gives hour and zone."""
    rng = Random(f"siaga arrivals {seed}")
    homes = {f.no_kk: f.kode_wilayah for f in town.families}
    found = []
    for i, r in enumerate(people):
        day = days[i * len(days) // len(people)]
        at = datetime.combine(day, opening.timetz()) + timedelta(seconds=int(rng.random() * WINDOW_S))
        draws = tuple(rng.random() for _ in range(6))
        need = NEEDS[int(rng.random() * len(NEEDS))]
        found.append(Citizen(r.nik, r.nama, homes[r.no_kk], need, draws, at, at))
    return sorted(found, key=lambda c: (c.first_at, c.nik))


def comes_again(c: Citizen, at: datetime, back: date, holidays: Collection[date]) -> datetime:
    """When somebody who is sent home at `at` tries again.

    A rule of behaviour, not a fact of 2015: twice they try again after 2 to 6 working days, as nobody could give a date; after the
    third visit in vain they wait for the notice that the centre is back and come 1 to 10 working days after it.
    """
    c.vain += 1
    today = at.date()
    if c.vain < PATIENCE:
        day = add_workdays(today, c.draw(*COME_AGAIN), holidays)
    else:
        day = add_workdays(max(today, back), c.draw(*HEARD), holidays)
    moment = c.first_at.timetz().replace(tzinfo=None)
    return datetime.combine(day, moment, at.tzinfo)
