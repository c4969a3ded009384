"""Banyuwangi, May 2017: the national SIAK servers are down for three working days, and blangko have come at last; both ways.

From the press of 10 May 2017: Thursday 4, Friday 5 and Monday 8 May, no data entry, no recording, no printing that needs a NIK; 50,000
first-time applicants recorded from September to April without a card; 10,000 blangko arrived at the end of April, 30,000 due "next
week"; first-timers are printed first, who changes data gets a suket.

Assumed, because no source says it: everything at one fiftieth (1,000 people waiting, 200 blangko, 600 more on Monday 15 May); 500
cards a day of all printers together (Malang, 2019, tells of 250 to 1,000 of one), so 10 here; the rule by which printing goes is issued
on the eve and holds from 10 May (all who wait here are first-timers); 5 people a day come to be recorded.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from siaga.cards.order import BANYUWANGI_2017
from siaga.drill.asking import AskingReplay
from siaga.drill.picture import Caption
from siaga.drill.plan import LOOK, Plan, office_hours, steady
from siaga.drill.stories.two_ways import Tale
from siaga.drill.weather import Spell, Weather
from siaga.kit.clock import ZONES

WIB = ZONES["WIB"]
OUTAGE = (date(2017, 5, 4), date(2017, 5, 5), date(2017, 5, 8))
HOLIDAYS = frozenset({date(2017, 5, 1), date(2017, 5, 11), date(2017, 5, 25), date(2017, 6, 1)})
BEGIN, HORIZON, BACK = date(2017, 5, 2), date(2017, 5, 31), date(2017, 5, 9)
A_DAY, STOCK = 10, 200
NEXT_WEEK, MORE = date(2017, 5, 15), 600


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), WIB)


WEATHER = Weather((Spell("pusat", _at(OUTAGE[0], 8), _at(BACK, 8), "server SIAK nasional mati tiga hari kerja"),))
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
    deliveries={NEXT_WEEK: MORE},
    step=2 * LOOK,
)
TALE = Tale(
    name="banyuwangi",
    title="Banyuwangi, Mei 2017 (satu per lima puluh)",
    office="3510",
    office_name="Kabupaten Banyuwangi",
    plan=PLAN,
    eve=_at(BEGIN - timedelta(days=1), 11),
    recorded_from=date(2016, 9, 1),
    before=1000,
    coming=45,
    first=BEGIN,
    last=date(2017, 5, 15),
    stock=STOCK,
    watched=OUTAGE,
    replay=AskingReplay,
    policy=BANYUWANGI_2017,
    caption=Caption(
        title="Banyuwangi 2017: kartu dan kunjungan sia-sia",
        outage="server SIAK nasional mati, tiga hari kerja",
        axis="Tanggal (2017), tiap Senin",
        foot="Satu per lima puluh dari ukuran sebenarnya; 500 kartu sehari untuk semua printer adalah andaian.",
    ),
    notes={
        "scale": "Satu per lima puluh: 1.000 dari 50.000 orang siap cetak, 200 dari 10.000 blangko.",
        "assumed": "Andaian: 500 kartu sehari untuk semua printer, 5 perekaman sehari pada ukuran ini.",
    },
)
