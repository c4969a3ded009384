"""A story told twice on simulated time, as it was and with SIAGA: what the stories share beyond North Jakarta's own."""

from __future__ import annotations

import json
import time as clock
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import click

from siaga.cards.blangko.acts import receive
from siaga.continuity.table import Table
from siaga.drill import compare, picture, picture_two_ways
from siaga.drill.citizens import Citizen, applicants, grown_ups, workdays
from siaga.drill.clerks import TREASURER
from siaga.drill.compare import number
from siaga.drill.country import Country
from siaga.drill.earlier import proven_before, recorded_before
from siaga.drill.plan import Plan, Progress, Replayed
from siaga.drill.replay import Replay, seeded_ids
from siaga.drill.side_by_side import AS_WAS, WITH_SIAGA, told_both_ways
from siaga.drill.town import make_town
from siaga.journal import exchange
from siaga.journal.seeding import write_many
from siaga.kit.clock import ZONES
from siaga.kit.postgres import Cluster
from siaga.people.founding import said_of
from siaga.wilayah.source import read_areas

TOWN_FOR_EACH = 1.8  # residents made for each applicant: about seven of ten are grown up
MakeReplay = Callable[[str, Country, Plan, Table, list[Citizen]], Replay]


@dataclass(frozen=True)
class Tale:
    """One of domain.md's stories. before: print-ready on the eve, recorded since `recorded_from`. coming: on the working days
    `first` to `last`. stock: blangko on the eve. watched: the days that the outage took. replay: how its days go.
    """

    name: str
    title: str
    office: str
    office_name: str
    plan: Plan
    eve: datetime
    recorded_from: date
    before: int
    coming: int
    first: date
    last: date
    stock: int
    watched: tuple[date, ...]
    replay: MakeReplay
    caption: picture.Caption
    notes: Mapping[str, str]


def found(cluster: Cluster, home: Path, seed: int, tale: Tale, name: str) -> tuple[Country, list[Citizen]]:
    """The centre and the office on the eve, with their books at both; who is print-ready already and who will come."""
    people = tale.before + tale.coming
    town = make_town(seed, tale.office, list(read_areas()), max(400, int(people * TOWN_FOR_EACH)), on=tale.eve.date())
    drawn = grown_ups(town, people, seed)
    homes = {f.no_kk: f.kode_wilayah for f in town.families}
    country = Country(cluster, home, at=tale.eve, name=name)
    office = country.office(tale.office, tale.office_name)
    span = (tale.eve.date() - tale.recorded_from).days
    ready = []
    for n, r in enumerate(drawn[: tale.before]):
        day = tale.recorded_from + timedelta(days=span * n // max(1, tale.before))
        at = datetime.combine(day, time(8), tale.eve.tzinfo) + timedelta(minutes=n % 400)
        ready.append(Citizen(r.nik, r.nama, homes[r.no_kk], "", (0.0,), at, None, before=True, recorded_at=at))
    with seeded_ids(f"siaga founding {seed}"):
        with office:
            write_many(office, said_of(town.families, town.residents, country.clock.now(), "sistem"))
            write_many(office, (said for c in ready for said in recorded_before(c)))
            assert receive(office, TREASURER, tale.stock, "Persediaan, sama di kedua putaran")
            exchange.talk(office, office.devices["pusat"])
        with country.centre:
            write_many(country.centre, (said for c in ready for said in proven_before(c, tale.office)))
        with office:
            exchange.talk(office, office.devices["pusat"])
    days = workdays(tale.first, tale.last, tale.plan.holidays)
    opening = datetime.combine(tale.first, tale.plan.hours(tale.first)[0], ZONES[tale.plan.zone])
    return country, [*ready, *applicants(drawn[tale.before :], town, days, seed, opening)]


def story(seed: int, tale: Tale, tell: Progress) -> dict[str, Replayed]:
    """Both replays, at the same time, each in a process of its own."""

    def begun(cluster: Cluster, home: Path) -> tuple[Country, list[Citizen]]:
        return found(cluster, home, seed, tale, "asal")

    def made(name: str, country: Country, table: Table, people: list[Citizen]) -> Replay:
        return tale.replay(name, country, tale.plan, table, people)

    return told_both_ways(begun, made, tell)


def printed_on(r: Replayed, days: Sequence[date]) -> int:
    return sum(d.printed for d in r.days if d.day in days)


def _said(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return number(value) if isinstance(value, int) else str(value or "-")


def _rows(tale: Tale, was: Replayed, siaga: Replayed) -> list[tuple[str, str, str]]:
    def row(label: str, get: Callable[[Replayed], object]) -> tuple[str, str, str]:
        return label, _said(get(was)), _said(get(siaga))

    return [
        row("Kunjungan sia-sia (disuruh pulang)", lambda r: r.turned_away),
        row("Orang yang pernah disuruh pulang", lambda r: r.sent_home_people),
        row("Direkam", lambda r: r.recorded),
        row("Suket diberikan", lambda r: r.suket),
        row(f"Kartu dicetak pada {len(tale.watched)} hari gangguan", lambda r: printed_on(r, tale.watched)),
        row("Kartu dicetak seluruhnya", lambda r: r.printed),
        row("Hari kartu terakhir dicetak", lambda r: r.last_card),
        row("Hari-orang menunggu kartu", lambda r: r.person_days_waiting),
        row("Hari-orang tanpa kartu dan tanpa suket", lambda r: r.person_days_without_paper),
        row("Belum memegang kartu pada akhir putaran", lambda r: r.unserved),
    ]


def text(tale: Tale, was: Replayed, siaga: Replayed, *, seed: int, took: float) -> str:
    rows = _rows(tale, was, siaga)
    wide = max(len(label) for label, _a, _b in rows)
    lines = ["", f"{tale.title:{wide}}  {compare.WAS:>16}  {compare.SIAGA:>16}"]
    lines += [f"{label:{wide}}  {a:>16}  {b:>16}" for label, a, b in rows]
    for r, name in ((was, compare.WAS), (siaga, compare.SIAGA)):
        verdict = "semua dipenuhi" if not r.violations else f"{len(r.violations)} DILANGGAR"
        lines += ["", f"{name}: {number(r.acts)} tindakan; pemeriksaan akhir {verdict}; sidik {r.hash[:16]}"]
        lines += [f"  {v}" for v in r.violations]
    return "\n".join([*lines, "", *tale.notes.values(), f"Benih {seed}, {took:.0f} detik."])


def run(tale: Tale, *, seed: int, json_path: Path | None, png_path: Path | None) -> None:
    """Tell the story both ways, print the comparison, draw it (default out/NAME.png) and write it."""
    began, bar = clock.monotonic(), compare.Bar()
    done = story(seed, tale, bar.tell)
    bar.close()
    was, siaga = done[AS_WAS], done[WITH_SIAGA]
    click.echo(text(tale, was, siaga, seed=seed, took=clock.monotonic() - began))
    place = png_path or Path(f"out/{tale.name}.png")
    picture_two_ways.draw(was, siaga, tale.plan.weather, place, tale.caption)
    click.echo(f"Gambar: {place}")
    if json_path is not None:
        content = {"story": tale.name, "seed": seed, "notes": dict(tale.notes)}
        content |= {"as_it_was": compare.plain(asdict(was)), "siaga": compare.plain(asdict(siaga))}
        json_path.parent.mkdir(parents=True, exist_ok=True)
        json_path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
        click.echo(f"Angka: {json_path}")
    if was.violations or siaga.violations:
        raise SystemExit(1)


def smaller(tale: Tale, share: float, horizon: date, step: timedelta) -> Tale:
    """The same story with fewer people and blangko, to an earlier end: for tests."""

    def of(n: int) -> int:
        return max(1, round(n * share))

    plan, pace = tale.plan, tale.plan.pace
    fewer = {day: of(n) for day, n in plan.deliveries.items()}
    less = replace(plan, horizon=horizon, step=step, pace=lambda at: pace(at) * share, deliveries=fewer)
    return replace(tale, plan=less, before=of(tale.before), coming=of(tale.coming), stock=of(tale.stock))
