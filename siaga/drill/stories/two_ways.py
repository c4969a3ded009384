"""A story told twice on simulated time, as it was and with SIAGA: what the stories share beyond North Jakarta's own."""

from __future__ import annotations

import json
import time as clock
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from statistics import quantiles

import click

from siaga.cards.blangko.acts import receive
from siaga.cards.order import Policy
from siaga.cards.policy_acts import issue_print_policy
from siaga.continuity.table import TABLE, Table
from siaga.drill import compare, picture, picture_two_ways
from siaga.drill.citizens import Citizen, applicants, grown_ups, workdays
from siaga.drill.clerks import CENTRE_OPERATOR, TREASURER
from siaga.drill.compare import number
from siaga.drill.country import Country
from siaga.drill.earlier import asked_before, proven_before, recorded_before, suket_before
from siaga.drill.plan import Plan, Posted, Progress, Replayed
from siaga.drill.replay import Replay, seeded_ids
from siaga.drill.side_by_side import AS_WAS, TABLES, WITH_SIAGA, told_both_ways
from siaga.drill.town import Resident, make_town
from siaga.journal import exchange
from siaga.journal.seeding import Said, write_many
from siaga.kit.clock import ZONES
from siaga.kit.postgres import Cluster
from siaga.people.founding import said_of
from siaga.wilayah.source import read_areas

TOWN_FOR_EACH = 1.8  # residents made for each applicant: about seven of ten are grown up
SUKET_DAYS = 150  # a suket held on the eve is at most that old
MakeReplay = Callable[[str, Country, Plan, Table, list[Citizen]], Replay]


@dataclass(frozen=True)
class Tale:
    """One of the true stories. before: print-ready on the eve, recorded since `recorded_from`. coming: on the working days
    `first` to `last`. stock: blangko on the eve. watched: the days that the outage took. replay: how its days go.

    sukets: how many of those print-ready on the eve hold a suket, given in the five months before. more: the same with SIAGA under
    other plans, by the words that say what is other. policy: the circular by which the district prints, issued by the centre on the eve.
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
    sukets: int = 0
    more: Mapping[str, Plan] = field(default_factory=dict)
    policy: Policy | None = None


def found(cluster: Cluster, home: Path, seed: int, tale: Tale, name: str) -> tuple[Country, list[Citizen]]:
    """The centre and the office on the eve, with their books at both; who is print-ready already and who will come."""
    people = tale.before + tale.coming
    town = make_town(seed, tale.office, list(read_areas()), max(400, int(people * TOWN_FOR_EACH)), on=tale.eve.date())
    drawn = grown_ups(town, people, seed)
    homes = {f.no_kk: f.kode_wilayah for f in town.families}
    country = Country(cluster, home, at=tale.eve, name=name)
    office = country.office(tale.office, tale.office_name)
    ready = _on_the_eve(tale, drawn[: tale.before], homes, seed)
    with seeded_ids(f"siaga founding {seed}"):
        with office:
            write_many(office, said_of(town.families, town.residents, country.clock.now(), "sistem"))
            write_many(office, (said for c in ready for said in (*recorded_before(c), *asked_before(c))))
            write_many(office, _sukets(tale, ready))
            assert receive(office, TREASURER, tale.stock, "Persediaan, sama di kedua putaran")
            exchange.talk(office, office.devices["pusat"])
        with country.centre:
            if tale.policy is not None:
                assert issue_print_policy(country.centre, CENTRE_OPERATOR, tale.policy)
            write_many(country.centre, (said for c in ready for said in proven_before(c, tale.office)))
        with office:
            exchange.talk(office, office.devices["pusat"])
    days = workdays(tale.first, tale.last, tale.plan.holidays)
    opening = datetime.combine(tale.first, tale.plan.hours(tale.first)[0], ZONES[tale.plan.zone])
    return country, [*ready, *applicants(drawn[tale.before :], town, days, seed, opening)]


def _on_the_eve(tale: Tale, drawn: Sequence[Resident], homes: Mapping[str, str], seed: int) -> list[Citizen]:
    """Who is print-ready, their recordings spread evenly from `recorded_from` to the eve."""
    rng = Random(f"siaga eve {seed}")
    span = (tale.eve.date() - tale.recorded_from).days
    found = []
    for n, r in enumerate(drawn):
        day = tale.recorded_from + timedelta(days=span * n // max(1, len(drawn)))
        at = datetime.combine(day, time(8), tale.eve.tzinfo) + timedelta(minutes=n % 400)
        draws = tuple(rng.random() for _ in range(6))
        found.append(Citizen(r.nik, r.nama, homes[r.no_kk], "", draws, at, None, before=True, recorded_at=at))
    return found


def _sukets(tale: Tale, ready: Sequence[Citizen]) -> Iterator[Said]:
    """Of the first `sukets`, given in the five months before the eve in no order, but never before the recording."""
    since = tale.eve.date() - timedelta(days=SUKET_DAYS)
    ages = [SUKET_DAYS * n // tale.sukets for n in range(tale.sukets)]
    Random(f"siaga suket {tale.name}").shuffle(ages)
    for n, (c, age) in enumerate(zip(ready[: tale.sukets], ages, strict=True)):
        assert c.recorded_at is not None
        day = max(c.recorded_at.date(), since + timedelta(days=age))
        c.suket_at = datetime.combine(day, time(9), tale.eve.tzinfo)
        yield from suket_before(c, tale.office, n + 1, day, "471.13/10231/DUKCAPIL")


def story(seed: int, tale: Tale, tell: Progress) -> dict[str, Replayed]:
    """All replays, at the same time, each in a process of its own."""

    def begun(cluster: Cluster, home: Path) -> tuple[Country, list[Citizen]]:
        return found(cluster, home, seed, tale, "asal")

    def made(name: str, country: Country, table: Table, people: list[Citizen]) -> Replay:
        return tale.replay(name, country, tale.more.get(name, tale.plan), table, people)

    return told_both_ways(begun, made, tell, {**TABLES, **dict.fromkeys(tale.more, TABLE)})


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
        row("Datang hanya menanyakan kartu", lambda r: sum(d.asked for d in r.days)),
        row("Datang untuk memperpanjang suket", lambda r: sum(d.renewal_visits for d in r.days)),
        row("Suket diperpanjang", lambda r: sum(d.renewed for d in r.days)),
        *_of_outage(tale, row),
        row("Kartu dicetak seluruhnya", lambda r: r.printed),
        row("Hari kartu terakhir dicetak", lambda r: r.last_card),
        row("Lama menunggu kartu, separuhnya kurang dari (hari)", lambda r: _wait(r, 50)),
        row("  sembilan dari sepuluh kurang dari (hari)", lambda r: _wait(r, 90)),
        row("Hari-orang menunggu kartu (yang datang dalam cerita)", lambda r: r.person_days_waiting),
        row("Hari-orang tanpa kartu dan tanpa suket (sama)", lambda r: r.person_days_without_paper),
        row("Belum memegang kartu pada akhir putaran", lambda r: r.unserved),
    ]


def _of_outage(tale: Tale, row: Callable[..., tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    if not tale.watched:
        return []
    return [row(f"Kartu dicetak pada {len(tale.watched)} hari gangguan", lambda r: printed_on(r, tale.watched))]


def _wait(r: Replayed, percent: int) -> int | None:
    """Days from recording to printed card, of those who got one within the story."""
    waits = sorted(n for found in r.waits.values() for n in found)
    return round(quantiles(waits, n=100, method="inclusive")[percent - 1]) if len(waits) > 1 else None


def _dates(siaga: Replayed) -> list[str]:
    """What was posted each Monday for those who are watched, and the day on which their card was printed."""
    if not siaga.watched:
        return []
    mondays = [d for d in siaga.days if d.day.weekday() == 0 and d.posted]
    lines = ["", "Tanggal yang dijanjikan tiap Senin (menurut urutan pada awal cerita), dan hari kartunya dicetak"]
    lines += [f"{'':12}" + "".join(f"{label:>22}" for label in siaga.watched)]
    for d in mondays:
        lines += [
            f"  {d.day:%d-%m-%Y}"
            + "".join(f"{_span(d.posted[label], siaga, label, d.day):>22}" for label in siaga.watched)
        ]
    return [*lines, f"  {'tercetak':10}" + "".join(f"{_said(day):>22}" for day in siaga.watched.values())]


def _span(told: Posted, r: Replayed, label: str, on: date) -> str:
    printed = r.watched[label]
    if printed is not None and printed <= on:
        return "tercetak"
    return f"{told.earliest:%d-%m} s.d. {told.latest:%d-%m-%Y}" if told.earliest and told.latest else "belum dijanjikan"


def text(
    tale: Tale, was: Replayed, siaga: Replayed, *, seed: int, took: float, more: Mapping[str, Replayed] | None = None
) -> str:
    more = more or {}
    rows = _rows(tale, was, siaga)
    wide = max(len(label) for label, _a, _b in rows)
    lines = ["", f"{tale.title:{wide}}  {compare.WAS:>16}  {compare.SIAGA:>16}"]
    lines += [f"{label:{wide}}  {a:>16}  {b:>16}" for label, a, b in rows]
    lines += _dates(siaga)
    for words, r in more.items():
        lines += ["", f"{words}: kartu dicetak {_said(r.printed)} ({_said(siaga.printed)} tanpa itu),"]
        lines += [f"  hari kartu terakhir {_said(r.last_card)} ({_said(siaga.last_card)} tanpa itu)"]
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
    more = {name: done[name] for name in tale.more}
    click.echo(text(tale, was, siaga, seed=seed, took=clock.monotonic() - began, more=more))
    place = png_path or Path(f"out/{tale.name}.png")
    picture_two_ways.draw(was, siaga, tale.plan.weather, place, tale.caption)
    click.echo(f"Gambar: {place}")
    if json_path is not None:
        content = {"story": tale.name, "seed": seed, "notes": dict(tale.notes)}
        content |= {"as_it_was": compare.plain(asdict(was)), "siaga": compare.plain(asdict(siaga))}
        content |= {name: compare.plain(asdict(r)) for name, r in more.items()}
        json_path.parent.mkdir(parents=True, exist_ok=True)
        json_path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
        click.echo(f"Angka: {json_path}")
    if any(r.violations for r in done.values()):
        raise SystemExit(1)


def smaller(tale: Tale, share: float, horizon: date, step: timedelta) -> Tale:
    """The same story with fewer people and blangko, to an earlier end: for tests."""

    def of(n: int) -> int:
        return max(1, round(n * share))

    plan, pace = tale.plan, tale.plan.pace
    fewer = {day: of(n) for day, n in plan.deliveries.items()}
    less = replace(plan, horizon=horizon, step=step, pace=lambda at: pace(at) * share, deliveries=fewer)
    return replace(
        tale,
        plan=less,
        before=of(tale.before),
        coming=of(tale.coming),
        stock=of(tale.stock),
        sukets=int(tale.sukets * share),
        more={},
    )
