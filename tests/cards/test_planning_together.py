"""The centre learns for all offices: the same numbers as the backtest, told to everybody, and what an office does that hears nothing."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest

from siaga.cards import order
from siaga.cards.facts import CardPrinted, OrderJoined
from siaga.cards.models import Correction, PlanSample, SettledBand, SettledUntil
from siaga.cards.planning import together
from siaga.cards.planning.apply import corrections_published
from siaga.cards.planning.facts import CorrectionsPublished, Learnt, PlanMade
from siaga.cards.planning.gather import gather
from siaga.cards.planning.learning import FRESH, stretches_of
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.facts import Fact
from siaga.journal.seeding import Said, write_many
from siaga.journal.verify import rebuild, tables_hash
from siaga.journal.writer import write
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.kit.refusal import TemporaryFault
from siaga.planner.backtest import Corrections
from siaga.planner.conformal import LIMITS, STARTS, Stretch
from siaga.planner.holidays_id import Calendar
from siaga.planner.past import learn
from siaga.roles.kinds import FACT_TABLES

WIB = ZONES["WIB"]
DAY = timedelta(days=1)


@pytest.fixture
def jakut(negeri: Country) -> Node:
    return negeri.office("3172", "Kota Administrasi Jakarta Utara")


@pytest.fixture
def malang(negeri: Country) -> Node:
    return negeri.office("3507", "Kabupaten Malang")


def at(day: date, hour: int = 8) -> datetime:
    return datetime.combine(day, time(hour), WIB)


def history(
    office: Node, calendar: Calendar, first: int, last: int, *, shift: float, seed: int = 0, every: int = 5
) -> list[tuple[int, int, list[int]]]:
    """Facts of an office on working days: bands of four cards of each class, the card printed `shift` of its band's middle.
    Returns what was told: (day, class, [came, earliest, middle, latest]), days counted from when it was told."""
    rng = np.random.default_rng([int(office.id), seed])
    said: list[Said] = []
    told = []
    for day in range(first, last, every):
        orders: list[UUID] = []
        columns: tuple[list[date], ...] = ([], [], [])
        for klass in range(len(order.CLASSES)):
            for _n in range(4):
                middle = int(rng.integers(4, 12))
                came = max(1, round(middle * shift * float(rng.lognormal(0, 0.3))))
                early, late = max(1, middle - 2), middle + 3
                told.append((day, klass, [came, early, middle, late]))
                orders.append(id := uuid4())
                nik = f"{office.id}{id.int % 10**12:012d}"
                for column, ahead in zip(columns, (early, middle, late), strict=True):
                    column.append(calendar.day(day + ahead))
                joined = OrderJoined(
                    order=id, nik=nik, record=uuid4(), klass=order.CLASSES[klass], reason="baru",
                    recorded_at=at(calendar.day(day) - 9 * DAY),
                )  # fmt: skip
                said.append(Said(at(calendar.day(day), 7), "uji", f"pesanan/{id}", joined))
                if day + came < last:
                    printed = CardPrinted(order=id, nik=nik, attempt=1, printer="kartu-1")
                    said.append(Said(at(calendar.day(day + came), 10), "uji", f"pesanan/{id}", printed))
        made = PlanMade(
            day=calendar.day(day),
            orders=orders,
            earliest=columns[0],
            likely=columns[1],
            latest=columns[2],
            size="kecil",
        )
        said.append(Said(at(calendar.day(day)), "uji", "rencana", made))
    with office:
        write_many(office, sorted(said, key=lambda s: s.at))
    return told


def opened(office: Node) -> None:
    """The first fact of today: until then the centre does not know that yesterday's books have come."""
    with office:
        body = PlanMade(day=office.clock.today(), orders=[], earliest=[], likely=[], latest=[])
        write_many(office, [Said(office.clock.now(), "uji", "rencana", body)])


def talk(*offices: Node) -> None:
    for office in offices:
        with office:
            exchange.talk(office, office.devices["pusat"])


def publish(negeri: Country) -> int:
    with negeri.centre:
        negeri.clock.advance(together.EVERY)
        return together.publish_corrections(negeri.centre, negeri.clock.now())


def used(office: Node) -> dict[str, Stretch]:
    with office:
        found = gather(office)
        return stretches_of(office, found, learn(found.past))


def same(one: Stretch, other: Stretch) -> bool:
    names = ("down", "up", "middle", "early", "a_day")
    return all(abs(getattr(one, n) - getattr(other, n)) < 2e-5 for n in names)


def test_what_the_centre_learns_is_what_the_backtest_learns_and_both_offices_use_it(
    negeri: Country, jakut: Node, malang: Node
) -> None:
    calendar = Calendar(negeri.clock.today())
    told = history(jakut, calendar, -60, 0, shift=1.6) + history(malang, calendar, -60, 0, shift=0.7)
    alone = used(jakut)["pemula"]
    for office in (jakut, malang):
        opened(office)
    talk(jakut, malang)
    assert publish(negeri) == 1 and publish(negeri) == 0
    talk(jakut, malang)

    bench = Corrections(list(STARTS["kecil"]))
    for day, klass, days in sorted(told):
        a, e, m, x = (np.array([d], dtype=np.int64) for d in days)
        bench.until(day + 60)
        bench.expect(klass, day + 60, a, e, m, x)
    bench.until(59)
    for office in (jakut, malang):
        found = used(office)
        assert all(same(found[klass], bench.stretches[n]) for n, klass in enumerate(order.CLASSES))
    assert alone.down < bench.stretches[0].down - 0.1, (
        "by itself an office whose cards were late had learnt something else"
    )


def test_counted_once_whatever_is_repeated_and_the_table_follows_from_the_facts(negeri: Country, jakut: Node) -> None:
    calendar = Calendar(negeri.clock.today())
    history(jakut, calendar, -40, 0, shift=1.3)
    opened(jakut)
    talk(jakut)
    with negeri.centre:
        together.collect(negeri.centre, negeri.clock.today())  # killed before it published
        counted = SettledBand.objects.count()
        assert counted > 20
    assert publish(negeri) == 1
    with negeri.centre:
        assert SettledBand.objects.count() == counted and Correction.objects.count() == 5
    talk(jakut)
    talk(jakut)
    with jakut:
        rows = list(Correction.objects.order_by("id").values())
        facts = [Fact("pusat", uuid4(), negeri.clock.now(), "sistem", "koreksi", _published(rows))] * 2
        for fact in facts:
            write(list(corrections_published(fact)))
        assert list(Correction.objects.order_by("id").values()) == rows
        before = tables_hash(FACT_TABLES)
        rebuild(jakut, FACT_TABLES)
        assert tables_hash(FACT_TABLES) == before


def _published(rows: list[Any]) -> CorrectionsPublished:
    fields = ("size", "klass", "down", "up", "middle", "early", "a_day")
    return CorrectionsPublished(day=rows[0]["day"], learnt=[Learnt(**{f: r[f] for f in fields}) for r in rows])


def _said(day: date, up: float, size: str = "kecil", classes: tuple[str, ...] = order.CLASSES) -> Fact:
    learnt = [Learnt(size=size, klass=k, down=0.1, up=up, middle=0.0, early=0.08, a_day=9.0) for k in classes]
    return Fact("pusat", uuid4(), at(day), "sistem", "koreksi", CorrectionsPublished(day=day, learnt=learnt))


def test_understood_out_of_order_the_newest_day_counts_and_a_day_to_come_does_not(jakut: Node, negeri: Country) -> None:
    today = negeri.clock.today()
    with jakut:
        for day, up in ((today - DAY, 0.5), (today - 2 * DAY, -0.3), (today + 40 * DAY, 0.9)):
            write(list(corrections_published(_said(day, up))))
        write(list(corrections_published(_said(today, -0.7, size="raksasa"))))
    assert {s.up for s in used(jakut).values()} == {0.5}
    with jakut:
        write(list(corrections_published(_said(today, 44.0, classes=("pemula", "tak_dikenal")))))
    found = used(jakut)
    assert found["pemula"].up == LIMITS[1] and found["bencana"].up == 0.5 and set(found) == set(order.CLASSES)


def test_thirty_six_days_without_the_centre_make_bands_wider_never_narrower_and_nothing_late_by_hearsay(
    negeri: Country, jakut: Node, malang: Node
) -> None:
    calendar = Calendar(negeri.clock.today())
    for office in (jakut, malang):
        history(office, calendar, -40, 0, shift=1.0)
        opened(office)
    talk(jakut, malang)
    publish(negeri)
    talk(jakut, malang)
    begun = used(jakut)

    malang.devices["pusat"].up = False
    with pytest.raises(TemporaryFault):
        talk(malang)
    start = calendar.number(negeri.clock.today())
    negeri.clock.advance(timedelta(days=36))
    now = calendar.number(negeri.clock.today())
    history(jakut, calendar, start, now, shift=1.0, seed=1)
    history(malang, calendar, start, now, shift=1.9, seed=1)  # a hard time, of which the centre hears nothing
    for office in (jakut, malang):
        opened(office)
    talk(jakut)
    publish(negeri)
    with negeri.centre:
        assert not SettledBand.objects.filter(office="3507", day__gte=calendar.day(start)).exists()
        assert SettledUntil.objects.get(office="3172").day > SettledUntil.objects.get(office="3507").day
    cut = used(malang)
    for klass, was in begun.items():
        assert cut[klass].down >= was.down and cut[klass].up > was.up and cut[klass].middle == was.middle

    malang.devices["pusat"].up = True
    talk(malang)
    negeri.clock.advance(DAY)
    publish(negeri)
    talk(malang, jakut)
    with negeri.centre:
        bands = SettledBand.objects.filter(office="3507", day__gte=calendar.day(start))
        heard = sum(b.early + b.inside + b.late for b in bands)
        told = PlanSample.objects.filter(office="3507", day__gte=calendar.day(start)).count()
        assert 0.6 * told < heard, "what came late is counted"
        per_card = SettledBand.objects.filter(office="3507")
        assert sum(b.early + b.inside + b.late for b in per_card) <= PlanSample.objects.filter(office="3507").count()
    assert used(malang) == used(jakut) and used(malang)["pemula"].up > begun["pemula"].up


def test_good_news_of_ones_own_makes_nothing_narrower_while_the_centre_is_silent(negeri: Country, jakut: Node) -> None:
    calendar = Calendar(negeri.clock.today())
    with jakut:
        write(list(corrections_published(_said(negeri.clock.today(), 0.6))))
    start = calendar.number(negeri.clock.today())
    negeri.clock.advance(FRESH + 30 * DAY)
    history(jakut, calendar, start, calendar.number(negeri.clock.today()), shift=1.0)
    assert all(s.up >= 0.6 and s.down >= 0.1 for s in used(jakut).values())


def test_a_card_printed_on_a_saturday_is_counted_with_its_friday_once_the_weekend_is_over(
    negeri: Country, jakut: Node
) -> None:
    saturday = date(2026, 11, 28)
    friday, monday, thursday = saturday - DAY, saturday + 2 * DAY, date(2026, 11, 26)
    id = uuid4()
    joined = OrderJoined(
        order=id, nik="3172010101600001", record=uuid4(), klass="pemula", reason="baru", recorded_at=at(thursday)
    )
    made = PlanMade(
        day=thursday, orders=[id], earliest=[friday], likely=[monday], latest=[monday + 5 * DAY], size="kecil"
    )
    printed = CardPrinted(order=id, nik="3172010101600001", attempt=1, printer="kartu-1")
    with jakut:
        write_many(
            jakut, [Said(at(thursday), "uji", f"pesanan/{id}", joined), Said(at(thursday), "uji", "rencana", made)]
        )
    for day, expected in ((saturday, 0), (monday, 1), (monday + DAY, 1)):
        negeri.clock.advance(at(day, 9) - negeri.clock.now())
        opened(jakut)
        talk(jakut)
        with negeri.centre:
            together.collect(negeri.centre, day)
            assert sum(b.inside for b in SettledBand.objects.all()) == expected
        if day == saturday:
            with jakut:
                write_many(jakut, [Said(at(saturday, 10), "uji", f"pesanan/{id}", printed)])
