"""North Jakarta, September 2015: the national data centre is down for 26 days; as it was, and with SIAGA's table of outages.

From the press of 9 September 2015: 26 days without recording, uniqueness and printing; up on Tuesday 8 September about
12:00, printing possible only from 14:30 to 19:00 (44 cards an hour, 200), 500 cards on Wednesday, dead again about 14:00;
9,539 people of 6 kecamatan and 31 kelurahan counted from 15 to 31 August.

Assumed, because no source says it: the outage begins on Thursday 13 August 12:00 (26 times 24 hours); 17 August,
24 September and 14 October are holidays, so 9,539 people come on ten working days (954 a day); 36 recording stations of
15 minutes (1,152 a day: enough, so that the outage alone decides); the 700 cards of the first two days back were of people
who were print-ready before; the centre works again from Thursday 10 September 8:00 on, and the office prints 500 cards a
day; who comes after 31 August is not counted, so the waiting is a floor; whoever is sent home comes again as
`drill.citizens.comes_again` says. The suket did not exist before 29 September 2016: here it is counterfactual and marked so.
"""

from __future__ import annotations

import time as clock
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import click

from siaga.cards.blangko.acts import receive
from siaga.cards.suket.rules import ALLOWED, SuketPolicy
from siaga.continuity.table import Table
from siaga.drill import compare, picture
from siaga.drill.citizens import Citizen, applicants, grown_ups, workdays
from siaga.drill.clerks import TREASURER
from siaga.drill.country import Country
from siaga.drill.earlier import proven_before, recorded_before
from siaga.drill.invariants import INVARIANTS, QUICK
from siaga.drill.plan import CLOSING, LOOK, OPENING, Plan, Progress, Replayed
from siaga.drill.replay import Replay, seeded_ids
from siaga.drill.side_by_side import AS_WAS, WITH_SIAGA, told_both_ways
from siaga.drill.town import Resident, Town, make_town
from siaga.drill.weather import Spell, Weather
from siaga.journal import exchange
from siaga.journal.seeding import write_many
from siaga.kit.clock import ZONES
from siaga.kit.postgres import Cluster
from siaga.people.founding import said_of
from siaga.planner.workdays import is_workday
from siaga.wilayah.source import read_areas

WIB = ZONES["WIB"]
OFFICE, NAME = "3172", "Kota Administrasi Jakarta Utara"
APPLICANTS = 9_539
FIRST, LAST = date(2015, 8, 15), date(2015, 8, 31)
HOLIDAYS = frozenset({date(2015, 8, 17), date(2015, 9, 24), date(2015, 10, 14)})
DOWN, BEGIN, HORIZON = date(2015, 8, 13), date(2015, 8, 14), date(2015, 12, 31)
TUESDAY, WEDNESDAY = date(2015, 9, 8), date(2015, 9, 9)
TUESDAY_CLOSING = time(19)
A_DAY = 500
TUESDAY_CARDS, TUESDAY_HOURS = 200, 4.5
WEDNESDAY_CARDS, WEDNESDAY_HOURS = 500, 6.0
BEFORE = TUESDAY_CARDS + WEDNESDAY_CARDS
STATIONS, MINUTES = 36, 15
TOWN_FOR_EACH = 1.8  # residents made for each applicant: about seven of ten are grown up
SPARE_BLANGKO = 500
COUNTERFACTUAL = SuketPolicy(
    number="tandingan-2015",
    valid_from=BEGIN,
    issuer="Latihan: andaian, belum ada pada 2015",
    rule=ALLOWED,
    note="Suket baru ada sejak surat 471.13/10231 tanggal 29 September 2016.",
)
OUT = Path("out/jakarta-utara.png")


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), WIB)


WEATHER = Weather(
    (
        Spell("pusat", _at(DOWN, 12), _at(TUESDAY, 12), "pusat data nasional mati 26 hari"),
        Spell("release", _at(TUESDAY, 12), _at(TUESDAY, 14, 30), "dapat dihubungi, belum dapat dipakai"),
        Spell("release", _at(TUESDAY, 19), _at(WEDNESDAY, 8), "pusat tidak melepas hasil di luar jam"),
        Spell("pusat", _at(WEDNESDAY, 14), _at(WEDNESDAY + timedelta(days=1), 8), "pusat data nasional mati lagi"),
    )
)


@dataclass(frozen=True)
class Scale:
    """The story, or a smaller one of the same proportions for tests. step: simulated time between two looks.

    horizon: the last day, if the last card has not come before.
    """

    people: int = APPLICANTS
    horizon: date = HORIZON
    step: timedelta = 2 * LOOK

    def of(self, number: float) -> float:
        return number * self.people / APPLICANTS


def hours(day: date) -> tuple[time, time]:
    return OPENING, TUESDAY_CLOSING if day == TUESDAY else CLOSING


def pace(at: datetime) -> float:
    """Cards an hour of all the office's printers together; the same in both replays."""
    local = at.astimezone(WIB)
    day, now = local.date(), local.time()
    opening, closing = hours(day)
    if not is_workday(day, HOLIDAYS) or not opening <= now < closing:
        return 0.0
    if day == TUESDAY:
        return TUESDAY_CARDS / TUESDAY_HOURS
    if day == WEDNESDAY and now < time(14):
        return WEDNESDAY_CARDS / WEDNESDAY_HOURS
    return A_DAY / (CLOSING.hour - OPENING.hour)


def plan(scale: Scale) -> Plan:
    return Plan(
        checks=QUICK if scale.people > 1000 else INVARIANTS,
        weather=WEATHER,
        begin=BEGIN,
        horizon=scale.horizon,
        back=TUESDAY,
        holidays=HOLIDAYS,
        hours=hours,
        pace=lambda at: scale.of(pace(at)),
        stations=max(1, round(scale.of(STATIONS))),
        minutes=MINUTES,
        suket=COUNTERFACTUAL,
        step=scale.step,
    )


def found(cluster: Cluster, home: Path, seed: int, scale: Scale, name: str) -> tuple[Country, list[Citizen]]:
    """The centre and the office on the eve, with their books at both; who is print-ready already and who will come."""
    town = make_town(seed, OFFICE, list(read_areas()), max(400, int(scale.people * TOWN_FOR_EACH)), on=BEGIN)
    before = round(scale.of(BEFORE))
    drawn = grown_ups(town, before + scale.people, seed)
    country = Country(cluster, home, at=_at(DOWN, 11), name=name)
    office = country.office(OFFICE, NAME)
    line = office.devices["pusat"]
    ready = [_ready(r, town, n) for n, r in enumerate(drawn[:before])]
    with seeded_ids(f"siaga founding {seed}"):
        with office:
            write_many(office, said_of(town.families, town.residents, country.clock.now(), "sistem"))
            write_many(office, (said for c in ready for said in recorded_before(c)))
            assert receive(
                office, TREASURER, before + scale.people + SPARE_BLANGKO, "Persediaan, sama di kedua putaran"
            )
            exchange.talk(office, line)
        with country.centre:
            write_many(country.centre, (said for c in ready for said in proven_before(c, OFFICE)))
        with office:
            exchange.talk(office, line)
    coming = applicants(drawn[before:], town, workdays(FIRST, LAST, HOLIDAYS), seed, _at(FIRST, OPENING.hour))
    return country, [*ready, *coming]


def _ready(r: Resident, town: Town, n: int) -> Citizen:
    home = next(f.kode_wilayah for f in town.families if f.no_kk == r.no_kk)
    at = _at(DOWN - timedelta(days=10), 8) + timedelta(minutes=n)
    return Citizen(r.nik, r.nama, home, "", (0.0,), at, None, before=True, recorded_at=at)


def story(seed: int, scale: Scale, tell: Progress) -> dict[str, Replayed]:
    """Both replays, at the same time, each in a process of its own."""

    def begun(cluster: Cluster, home: Path) -> tuple[Country, list[Citizen]]:
        return found(cluster, home, seed, scale, "asal")

    def made(name: str, country: Country, table: Table, people: list[Citizen]) -> Replay:
        return Replay(name, country, plan(scale), table, people)

    return told_both_ways(begun, made, tell)


def run(*, seed: int, json_path: Path | None, png_path: Path | None) -> None:
    """Replay the story with both tables, print the comparison, draw it (default out/jakarta-utara.png) and write it."""
    began = clock.monotonic()
    bar = compare.Bar()
    done = story(seed, Scale(), bar.tell)
    bar.close()
    took = clock.monotonic() - began
    was, siaga = done[AS_WAS], done[WITH_SIAGA]
    names = {a.code: a.name for a in read_areas() if a.code.startswith(OFFICE)}
    click.echo(compare.text(was, siaga, names, DATES, seed=seed, took=took))
    place = png_path or OUT
    picture.draw(was, siaga, WEATHER, place)
    click.echo(f"Gambar: {place}")
    if json_path is not None:
        compare.write_json(json_path, "jakarta-utara", seed, was, siaga, NOTES)
        click.echo(f"Angka: {json_path}")
    if was.violations or siaga.violations:
        raise SystemExit(1)


DATES = (LAST, date(2015, 9, 7), WEDNESDAY, date(2015, 9, 18), date(2015, 9, 30))
NOTES = {
    "counterfactual": "Suket pada 2015 adalah andaian: baru ada sejak surat 471.13/10231 tanggal 29 September 2016.",
    "applicants": f"{APPLICANTS} orang, dihitung hanya 15-31 Agustus 2015: batas bawah.",
    "assumed": __doc__,
}
