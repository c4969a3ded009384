"""Kupang, July 2018: delays of network and system, 1,600 blangko left of 16,000 fetched in May, 16,000 more requested; both ways.

From the press of 3 July 2018: 16,000 blangko were fetched in May and 1,600 are left; 16,000 more are requested; 30,000 were ever taken,
so that 28,400 are used, printed and spoiled together (the article's "28.600.000" is refused by any import); printing goes by month of
recording; delays of network and system.

Assumed, because no source says it: everything at one fiftieth (32 blangko, 320 more); the requested ones come on Monday 23 July; 20,000
people are print-ready (400 here), recorded since January; 360 cards a day, as 14,400 in the forty working days since May would need
(7 here); the circular by which printing goes is issued on the eve and holds from Tuesday 3 July; the centre is away on Tuesdays and
Thursdays from 9:00 to 13:00 in July; 4 people a day come to be recorded.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from siaga.cards.order import KUPANG_2018
from siaga.drill.asking import AskingReplay
from siaga.drill.picture import Caption
from siaga.drill.plan import LOOK, Plan, office_hours, steady
from siaga.drill.stories.two_ways import Tale
from siaga.drill.weather import Spell, Weather
from siaga.kit.clock import ZONES
from siaga.kit.node import PUSAT

WITA = ZONES["WITA"]
HOLIDAYS = frozenset({date(2018, 8, 17), date(2018, 8, 22), date(2018, 9, 11)})
BEGIN, HORIZON = date(2018, 7, 2), date(2018, 9, 28)
A_DAY, STOCK = 7, 32
REQUESTED, MORE = date(2018, 7, 23), 320
SLOW_DAYS = tuple(d for n in range(31) if (d := date(2018, 7, 1 + n)).weekday() in (1, 3))


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), WITA)


WEATHER = Weather(tuple(Spell(PUSAT, _at(d, 9), _at(d, 13), "jaringan dan sistem lambat") for d in SLOW_DAYS))
PLAN = Plan(
    weather=WEATHER,
    begin=BEGIN,
    horizon=HORIZON,
    back=date(2018, 8, 1),
    holidays=HOLIDAYS,
    hours=office_hours,
    pace=steady(A_DAY, HOLIDAYS, "WITA"),
    stations=3,
    minutes=15,
    deliveries={REQUESTED: MORE},
    step=2 * LOOK,
    zone="WITA",
)
TALE = Tale(
    name="kupang",
    title="Kupang, Juli 2018 (satu per lima puluh)",
    office="5371",
    office_name="Kota Kupang",
    plan=PLAN,
    eve=_at(BEGIN - timedelta(days=1), 11),
    recorded_from=date(2018, 1, 8),
    before=400,
    coming=80,
    first=BEGIN,
    last=date(2018, 7, 27),
    stock=STOCK,
    watched=SLOW_DAYS,
    replay=AskingReplay,
    policy=KUPANG_2018,
    caption=Caption(
        title="Kupang 2018: 1.600 blangko tersisa",
        outage="jaringan dan sistem lambat, Selasa dan Kamis pagi bulan Juli",
        axis="Tanggal (2018), tiap Senin",
        foot="Satu per lima puluh dari ukuran sebenarnya; hari kedatangan blangko adalah andaian.",
    ),
    notes={
        "scale": "Satu per lima puluh: 32 dari 1.600 blangko, 320 dari 16.000 yang diminta.",
        "assumed": "Andaian: 20.000 orang siap cetak, blangko datang 23 Juli, gangguan tiap Selasa dan Kamis pagi.",
    },
)
