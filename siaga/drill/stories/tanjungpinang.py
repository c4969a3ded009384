"""Tanjungpinang, December 2018 and January 2019: lightning takes the office's server for a month, then the line, then the server again.

From the press of 8 January 2019: the office's own server struck by lightning, one month; then the network to the centre; then the new
server again for a whole Monday; technicians must come from Jakarta; blangko sufficient.

Assumed, because no source says it: lightning on Monday 3 December 10:00, the new server works from Thursday 3 January, the line from
Monday 7 January, on which the new server fails until Tuesday; 12 people a day come to be recorded, 40 are print-ready on the eve.
With SIAGA an old PC stands beside the server as its second box; when lightning takes one, another old PC is set up the next morning.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from siaga.continuity.table import TABLE, Table
from siaga.drill.citizens import Citizen
from siaga.drill.clerks import HEAD
from siaga.drill.country import Country
from siaga.drill.picture import Caption
from siaga.drill.plan import LOOK, DayFigures, Plan, office_hours, steady
from siaga.drill.replay import Replay
from siaga.drill.stories.two_ways import Tale
from siaga.drill.weather import Spell, Weather
from siaga.journal import boxes, mirror
from siaga.journal.mirror import SecondBox
from siaga.kit.clock import ZONES
from siaga.kit.node import PUSAT, Node
from siaga.planner.workdays import is_workday

WIB = ZONES["WIB"]
SERVER = "kantor"
STRUCK, REPAIRED, FAILED, BACK = date(2018, 12, 3), date(2019, 1, 3), date(2019, 1, 7), date(2019, 1, 8)
HOLIDAYS = frozenset({date(2018, 12, 24), date(2018, 12, 25), date(2019, 1, 1)})
BEGIN, HORIZON = date(2018, 11, 29), date(2019, 1, 25)
A_DAY = 40


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), WIB)


WEATHER = Weather(
    (
        Spell(SERVER, _at(STRUCK, 10), _at(REPAIRED, 8), "server kantor disambar petir"),
        Spell(PUSAT, _at(REPAIRED, 8), _at(FAILED, 8), "jalur ke pusat terputus"),
        Spell(SERVER, _at(FAILED, 8), _at(BACK, 8), "server baru rusak lagi sehari"),
    )
)


class OneServer(Replay):
    """As it was: while the server is away nothing can be done at any desk."""

    def _away(self) -> bool:
        return SERVER in self.plan.weather.down(self.clock.now())

    def _tick(self) -> None:
        if not self._away():
            super()._tick()

    def _desks(
        self, arrived: list[Citizen], fetching: list[Citizen], at: datetime, end: datetime, today: DayFigures
    ) -> list[Citizen]:
        if not self._away():
            return super()._desks(arrived, fetching, at, end, today)
        for c in arrived:
            self._send_home(c, at, today)
        today.turned_away += len(fetching)
        return fetching


@dataclass(frozen=True)
class Change:
    """When a second box became the office."""

    at: datetime
    box: int


class TwoBoxes(Replay):
    """With SIAGA: each time the server is lost, in the act, the second box is the office; the next morning it has a second again."""

    def __init__(self, name: str, country: Country, plan: Plan, table: Table, people: list[Citizen]) -> None:
        super().__init__(name, country, plan, table, people)
        self.second: Node | None = None
        self.changes: list[Change] = []
        self._stand_by()

    def _stand_by(self) -> None:
        self.second = self.country.second_box(self.office)
        own = {k: v for k, v in self.office.devices.items() if k not in (PUSAT, "cadangan", "kantor")}
        self.second.devices.update(own)
        holder: SecondBox = self.office.devices["cadangan"]
        holder.seconds = lambda: self.clock.now().timestamp()
        with self.office:
            holder.catch_up(self.office)

    def _day(self, day: date) -> None:
        if self.second is None:
            self._stand_by()
        super()._day(day)

    def _tick(self) -> None:
        now = self.clock.now()
        lost = [s for s in self.plan.weather.spells if s.part == SERVER and s.begin <= now]
        if len(lost) > len(self.changes) and self.second is not None:
            self._strike(now)
        super()._tick()
        if self.second is not None:
            with self.office:
                self.office.devices["cadangan"].catch_up(self.office)
            with self.second:
                mirror.fetch_blobs(self.second, self.second.devices["kantor"], self.office.chain)

    def _strike(self, now: datetime) -> None:
        assert self.second is not None
        self.country.burn(self.office)
        self.office, self.second = self.second, None
        self.office.devices.pop("kantor")
        with self.office:
            assert boxes.take_over(self.office, HEAD, "server disambar petir")
        self.clerks.node = self.office
        self.changes.append(Change(now, self.office.box))


def replay(name: str, country: Country, plan: Plan, table: Table, people: list[Citizen]) -> Replay:
    return (TwoBoxes if table is TABLE else OneServer)(name, country, plan, table, people)


PLAN = Plan(
    weather=WEATHER,
    begin=BEGIN,
    horizon=HORIZON,
    back=BACK,
    holidays=HOLIDAYS,
    hours=office_hours,
    pace=steady(A_DAY, HOLIDAYS),
    stations=4,
    minutes=15,
    step=2 * LOOK,
)
_WATCHED = [STRUCK + timedelta(days=n) for n in range((BACK - STRUCK).days)]
TALE = Tale(
    name="tanjungpinang",
    title="Tanjungpinang, Desember 2018 - Januari 2019",
    office="2172",
    office_name="Kota Tanjungpinang",
    plan=PLAN,
    eve=_at(BEGIN - timedelta(days=1), 11),
    recorded_from=date(2018, 10, 1),
    before=40,
    coming=324,
    first=BEGIN,
    last=date(2019, 1, 9),
    stock=1000,
    watched=tuple(d for d in _WATCHED if is_workday(d, HOLIDAYS)),
    replay=replay,
    caption=Caption(
        title="Tanjungpinang 2018-2019: kartu dan kunjungan sia-sia",
        outage="server kantor hilang sebulan, lalu jalur ke pusat, lalu server baru sehari",
        axis="Tanggal, tiap Senin",
        foot="12 orang sehari datang merekam adalah andaian.",
    ),
    notes={"assumed": "Andaian: 12 orang sehari datang merekam; petir Senin 3 Desember 2018 pukul 10.00."},
)
