"""Malang, July 2019: 400 blangko against 16,000 who are print-ready, and ten more printers are to be bought; both ways.

From the press of 17 July 2019: 28,000 people hold a suket and wait for a card; 16,000 of them are print-ready; 400 blangko left;
printers make 250 to 1,000 cards a day each; ten more are to be bought. Suket are valid six months and renewed.

Assumed, because no source says it: everything at one fiftieth (320 people, 8 blangko); the 12,000 whose recording is not yet proven
are left out; those print-ready were recorded in the ten months before and all hold a suket; the province brings 2,500 blangko in the
first week of each month (50 here, a month's share of 30,000 a year); two printers of 500 cards a day (20 a day here); 5 people a day
come to be recorded. A third replay has ten printers more (100 cards a day more here) and nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from siaga.drill.asking import AskingReplay
from siaga.drill.picture import Caption
from siaga.drill.plan import LOOK, Plan, office_hours, steady
from siaga.drill.stories.two_ways import Tale
from siaga.drill.weather import Weather
from siaga.kit.clock import ZONES

WIB = ZONES["WIB"]
HOLIDAYS = frozenset({date(2019, 8, 12)})
BEGIN, HORIZON = date(2019, 7, 15), date(2019, 12, 20)
A_DAY, TEN_MORE = 20, 100
STOCK, MONTHLY = 8, 50
DELIVERIES = {date(2019, month, day): MONTHLY for month, day in ((8, 5), (9, 3), (10, 2), (11, 4), (12, 3))}
PLAN = Plan(
    weather=Weather(()),
    begin=BEGIN,
    horizon=HORIZON,
    back=BEGIN,
    holidays=HOLIDAYS,
    hours=office_hours,
    pace=steady(A_DAY, HOLIDAYS),
    stations=4,
    minutes=15,
    deliveries=DELIVERIES,
    step=4 * LOOK,
)
TALE = Tale(
    name="malang-cards",
    title="Malang, Juli 2019 (satu per lima puluh)",
    office="3507",
    office_name="Kabupaten Malang",
    plan=PLAN,
    eve=datetime.combine(BEGIN - timedelta(days=1), time(11), WIB),
    recorded_from=date(2018, 9, 3),
    before=320,
    coming=60,
    first=BEGIN,
    last=date(2019, 7, 31),
    stock=STOCK,
    watched=(),
    replay=AskingReplay,
    sukets=320,
    more={"Dengan sepuluh pencetak lagi": replace(PLAN, pace=steady(A_DAY + TEN_MORE, HOLIDAYS))},
    caption=Caption(
        title="Malang 2019: 400 blangko untuk 16.000 orang siap cetak",
        outage="",
        axis="Tanggal (2019), tiap Senin",
        foot="Satu per lima puluh dari ukuran sebenarnya; 2.500 blangko sebulan adalah andaian.",
    ),
    notes={
        "scale": "Satu per lima puluh: 320 dari 16.000 orang siap cetak, 8 dari 400 blangko.",
        "assumed": "Andaian: 2.500 blangko tiap awal bulan, dua pencetak 500 kartu sehari, semua pemegang suket siap cetak.",
    },
)
