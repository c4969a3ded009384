"""Malang, July 2019: the signing server fails three days running, every morning, and is slow from midday; as it was, and with SIAGA.

From the press of 17 July 2019: three days, failing every morning, slow from midday; signatures by hand meanwhile; documents of a
"one-day service" collected after 5 days; somebody waited from 08:00 to 11:00 unserved.

Assumed, because no source says it: the three days are Monday 15 to Wednesday 17 July, mornings 08:00 to 12:00; from 12:00 to 18:00 the
server manages 10 signatures an hour, and nobody signs at night; 40 families a day come, each for a birth and its two papers (akta and
KK), to two desks that enter one in 15 minutes each; who is not received by closing comes again the next working day at opening. As it
was: nothing was entered while the server failed, and what was entered on those days was collected after 5 calendar days, or on the next
working day where that is a day off (Monday 22 July for all three; the replay lets the server sign those papers, the press says by hand:
the day of collecting is the same). With SIAGA the head of office chooses "sign by hand now" on each morning on which the server is found
away.
"""

from __future__ import annotations

import json
import time as clock
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import cast

import click

from siaga.continuity.table import Table, without
from siaga.drill import compare, picture_papers
from siaga.drill.citizens import Citizen, applicants, workdays
from siaga.drill.compare import number
from siaga.drill.country import Country
from siaga.drill.deeds import Counter
from siaga.drill.papers_replay import Papers, PapersReplayed
from siaga.drill.picture import Caption
from siaga.drill.plan import Plan, Progress, office_hours, steady
from siaga.drill.replay import seeded_ids
from siaga.drill.side_by_side import AS_WAS, WITH_SIAGA, told_both_ways
from siaga.drill.town import Town, make_town
from siaga.drill.weather import Spell, Weather
from siaga.drill.weather_signer import SLOW
from siaga.journal import exchange
from siaga.journal.seeding import write_many
from siaga.journal.writer import raw
from siaga.kit.clock import ZONES
from siaga.kit.postgres import Cluster
from siaga.people.founding import said_of
from siaga.planner.workdays import is_workday
from siaga.wilayah.load import load_shipped
from siaga.wilayah.source import read_areas

WIB = ZONES["WIB"]
OFFICE, NAME = "3573", "Kota Malang"
HOLIDAYS: frozenset[date] = frozenset()
DAYS = (date(2019, 7, 15), date(2019, 7, 16), date(2019, 7, 17))
BEGIN, LAST, HORIZON = date(2019, 7, 12), date(2019, 7, 19), date(2019, 7, 26)
A_DAY, SLOWLY, DESKS, MINUTES = 40, 10.0, 2, 15
COLLECTED_AFTER = timedelta(days=5)
TOWN_FOR_EACH = (
    16  # residents made for each family that comes: of so many one is a married woman of child-bearing age, and more
)
CAPTION = Caption(
    title="Malang 2019: tiga hari tanpa server tanda tangan",
    outage="gagal tiap pagi; abu-abu muda: lambat",
    axis="Tanggal (2019)",
    foot="40 keluarga sehari dan 10 tanda tangan sejam selama lambat adalah andaian.",
)
OUT = Path("out/malang-tte.png")
NOTES = {
    "press": "Pers 17 Juli 2019: tiga hari, gagal tiap pagi, lambat sejak siang; layanan satu hari menjadi 5 hari.",
    "assumed": "Andaian: 40 keluarga sehari, dua loket masuk data 15 menit, 10 tanda tangan sejam selama lambat, 15-17 Juli.",
}


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), WIB)


WEATHER = Weather(
    tuple(Spell("tte", _at(d, 8), _at(d, 12), "server tanda tangan elektronik gagal") for d in DAYS)
    + tuple(Spell(SLOW, _at(d, 12), _at(d, 18), "server tanda tangan elektronik lambat") for d in DAYS)
)


@dataclass(frozen=True)
class Scale:
    """The story, or a smaller one of the same proportions for tests."""

    a_day: int = A_DAY
    last: date = LAST
    step: timedelta = timedelta(hours=1)

    @property
    def share(self) -> float:
        return self.a_day / A_DAY


FULL = Scale()


def plan(scale: Scale) -> Plan:
    return Plan(
        weather=WEATHER,
        begin=BEGIN,
        horizon=HORIZON,
        back=DAYS[-1] + timedelta(days=1),
        holidays=HOLIDAYS,
        hours=office_hours,
        pace=steady(0, HOLIDAYS),
        stations=DESKS,
        minutes=round(MINUTES / scale.share),
        step=scale.step,
    )


def collected(day: date) -> date:
    """As it was: the day on which papers asked for on `day` can be fetched."""
    day += COLLECTED_AFTER
    while not is_workday(day, HOLIDAYS):
        day += timedelta(days=1)
    return day


def town_of(seed: int, scale: Scale) -> Town:
    families = len(workdays(BEGIN, scale.last, HOLIDAYS)) * scale.a_day
    return make_town(seed, OFFICE, list(read_areas()), max(400, families * TOWN_FOR_EACH), on=BEGIN)


def found(
    cluster: Cluster, home: Path, seed: int, scale: Scale, town: Town, name: str
) -> tuple[Country, list[Citizen]]:
    """The centre and the office on the eve with their books; and who will come."""
    country = Country(cluster, home, at=_at(BEGIN - timedelta(days=1), 11), name=name)
    office = country.office(OFFICE, NAME)
    with seeded_ids(f"siaga founding {seed}"), office:
        load_shipped(raw())  # papers name places
        write_many(office, said_of(town.families, town.residents, country.clock.now(), "sistem"))
        exchange.talk(office, office.devices["pusat"])
    days = workdays(BEGIN, scale.last, HOLIDAYS)
    mothers = Counter.of(town, {}).mothers
    one_each = list({m.no_kk: m for m in mothers}.values())[: len(days) * scale.a_day]
    assert len(one_each) == len(days) * scale.a_day, f"{len(one_each)} mothers in the town"
    return country, applicants(one_each, town, days, seed, _at(BEGIN, 8))


def replay(name: str, country: Country, scale: Scale, table: Table, people: list[Citizen], town: Town) -> Papers:
    """name AS_WAS: promised for later, and the table knows no way without TTE; else the head signs by hand, as far as `table` lets."""
    by_hand = name != AS_WAS
    used = table if by_hand else without("dokumen_tte", table)
    return Papers(
        name,
        country,
        plan(scale),
        used,
        people,
        counter=Counter.of(town, {}),
        slowly=SLOWLY * scale.share,
        collect=None if by_hand else collected,
    )


def story(seed: int, tell: Progress, scale: Scale = FULL) -> dict[str, PapersReplayed]:
    """Both replays, at the same time, each in a process of its own."""
    town = town_of(seed, scale)

    def begun(cluster: Cluster, home: Path) -> tuple[Country, list[Citizen]]:
        return found(cluster, home, seed, scale, town, "asal")

    def made(name: str, country: Country, table: Table, people: list[Citizen]) -> Papers:
        return replay(name, country, scale, table, people, town)

    return cast(dict[str, PapersReplayed], told_both_ways(begun, made, tell))


def rows(was: PapersReplayed, siaga: PapersReplayed) -> list[tuple[str, str, str]]:
    def row(label: str, get: Callable[[PapersReplayed], int | str]) -> tuple[str, str, str]:
        first, second = (v if isinstance(v := get(r), str) else number(v) for r in (was, siaga))
        return label, first, second

    def of_these(r: PapersReplayed, key: str) -> int:
        return sum(getattr(e, key) for e in r.evenings if e.day in DAYS)

    return [
        row("Dokumen diminta dan diserahkan (akta dan KK)", lambda r: r.papers),
        row("Keluarga yang datang pada tiga hari gangguan", lambda r: of_these(r, "came")),
        row("  membawa pulang dokumennya hari itu juga", lambda r: of_these(r, "same_day")),
        row("  hari sampai di tangan: rata-rata", lambda r: f"{mean_days(r):.1f}".replace(".", ",")),
        row("  hari sampai di tangan: paling lama", lambda r: max(n for d in DAYS for n in r.after.get(d, {0: 0}))),
        row("Dokumen lewat dari layanan satu hari (keluarga)", lambda r: r.late),
        row("Hari-orang menunggu dokumen", lambda r: r.person_days_waiting),
        row("Jam-orang di ruang tunggu sebelum dilayani", lambda r: sum(e.hall for e in r.evenings) // 3600),
        row("  paling lama seorang, dalam menit", lambda r: max(e.longest for e in r.evenings) // 60),
        row("Pulang tanpa dilayani (kunjungan sia-sia)", lambda r: r.turned_away),
        row("Hari pengambilan dijanjikan (dokumen)", lambda r: r.promises["dated"]),
        row("  ditepati", lambda r: r.promises["kept"]),
        row("  lewat", lambda r: r.promises["broken"]),
        row("Ditandatangani basah, terdaftar", lambda r: r.wet),
        row("  menyusul elektronik, sekali, menurut urutan", lambda r: r.countersigned),
        row("Tanda tangan elektronik dibuat", lambda r: r.signatures),
        row("Belum memegang dokumennya pada akhir putaran", lambda r: r.unserved),
    ]


def mean_days(r: PapersReplayed) -> float:
    """From first coming on one of the three days to the papers in the hand."""
    found = [(n, people) for d in DAYS for n, people in r.after.get(d, {}).items()]
    return sum(n * people for n, people in found) / max(1, sum(people for _n, people in found))


def text(was: PapersReplayed, siaga: PapersReplayed, *, seed: int, took: float) -> str:
    told = rows(was, siaga)
    wide = max(len(label) for label, _a, _b in told)
    lines = ["", f"{'Malang, Juli 2019':{wide}}  {compare.WAS:>16}  {compare.SIAGA:>16}"]
    lines += [f"{label:{wide}}  {a:>16}  {b:>16}" for label, a, b in told]
    for r, name in ((was, compare.WAS), (siaga, compare.SIAGA)):
        verdict = "semua dipenuhi" if not r.violations else f"{len(r.violations)} DILANGGAR"
        lines += ["", f"{name}: {number(r.acts)} tindakan; pemeriksaan akhir {verdict}; sidik {r.hash[:16]}"]
        lines += [f"  {v}" for v in r.violations]
    return "\n".join([*lines, "", *NOTES.values(), f"Benih {seed}, {took:.0f} detik."])


def run(*, seed: int, json_path: Path | None, png_path: Path | None) -> None:
    """Tell the story both ways, print the comparison, draw it (default out/malang-tte.png) and write it."""
    began, bar = clock.monotonic(), compare.Bar()
    done = story(seed, bar.tell)
    bar.close()
    was, siaga = done[AS_WAS], done[WITH_SIAGA]
    click.echo(text(was, siaga, seed=seed, took=clock.monotonic() - began))
    place = png_path or OUT
    picture_papers.draw(was, siaga, WEATHER, place, CAPTION)
    click.echo(f"Gambar: {place}")
    if json_path is not None:
        content = {"story": "malang-tte", "seed": seed, "notes": NOTES}
        content |= {"as_it_was": compare.plain(asdict(was)), "siaga": compare.plain(asdict(siaga))}
        json_path.parent.mkdir(parents=True, exist_ok=True)
        json_path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
        click.echo(f"Angka: {json_path}")
    if was.violations or siaga.violations:
        raise SystemExit(1)
