"""The plan of the whole list on real tables: read, kept, made anew, put on record, judged by what came of it; and its page."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import numpy as np
import pytest
from django.urls import reverse

from siaga.cards import line
from siaga.cards.models import Balance, BlangkoRequest, PlanRun, PlanSample, PostedTarget, PrintOrder, TargetWeek
from siaga.cards.planning import plan, target
from siaga.cards.planning.gather import RECORDED, Gathered, gather
from siaga.cards.planning.learning import stretches_of
from siaga.cards.planning.ticks import plan_list
from siaga.cards.planning.what_if import Wish, alarm, changes, course
from siaga.drill.country import Country
from siaga.kit.clock import ZONES
from siaga.kit.node import Node
from siaga.planner.conformal import STARTS
from siaga.planner.forecast import Waiting
from siaga.planner.holidays_id import Calendar
from siaga.planner.past import Past, learn
from siaga.planner.spread import spread
from tests.cards.offices_cards import BENDAHARA, HEAD
from tests.pages import client_for


def shop(node: Node, *, waiting: int = 60, a_day: int = 10, stock: int = 2000, klass: str = "pemula") -> None:
    """An office that printed so many cards on each of 40 days, all there was, and has a line now."""
    now = node.clock.now()
    rows = []
    for back in range(1, 57):
        at = now - timedelta(days=back)
        rows += [
            order(at - timedelta(days=4), at - timedelta(days=1), "diserahkan", printed_at=at) for _n in range(a_day)
        ]
    rows += [order(now - timedelta(hours=n + 50), now - timedelta(hours=3), klass=klass) for n in range(waiting)]
    PrintOrder.objects.bulk_create(rows)
    Balance.objects.update_or_create(office=node.id, item="ktp_el", account="stok", defaults={"amount": stock})


def order(recorded, joined, state: str = "menunggu", klass: str = "pemula", **more: object) -> PrintOrder:  # type: ignore[no-untyped-def]
    nik = f"3172{uuid4().int % 10**12:012d}"
    return PrintOrder(
        id=uuid4(), nik=nik, record=uuid4(), klass=klass, recorded_at=recorded, joined_at=joined, state=state, state_since=joined,
        kecamatan="317201", **more,
    )  # fmt: skip


def in_line() -> list[PrintOrder]:
    return list(PrintOrder.objects.filter(state="menunggu").order_by("klass", "recorded_at", "id"))


def test_dates_follow_the_order_and_are_whole_bands(jakut: Node) -> None:
    shop(jakut)
    rows = in_line()
    told = plan.of_orders(jakut, [o.id for o in rows])
    latest = [told[o.id].latest for o in rows]
    assert latest == sorted(latest, key=lambda d: d or date.max) and None not in latest
    first, last = told[rows[0].id], told[rows[-1].id]
    assert first.place == 1 and last.place == 60 and first.latest and last.earliest and last.earliest > first.latest
    assert all(e.earliest and e.likely and e.latest and e.earliest <= e.likely <= e.latest for e in told.values())


def test_a_lower_class_waits_for_the_higher_one_and_blangko_that_end_are_told(jakut: Node) -> None:
    shop(jakut, stock=60)
    PrintOrder.objects.bulk_create(
        [order(jakut.clock.now() - timedelta(days=900), jakut.clock.now(), klass="ubah_data")]
    )
    told = plan.of_orders(jakut, [o.id for o in in_line()])
    changed = next(told[o.id] for o in in_line() if o.klass == "ubah_data")
    assert changed.place == 61 and changed.latest is None and changed.why == "blangko belum cukup sampai giliran ini"


def test_the_plan_stands_until_something_changes_and_an_announcement_changes_it(jakut: Node) -> None:
    shop(jakut, stock=0)
    ids = [o.id for o in in_line()]
    assert plan.of_orders(jakut, ids[:1])[ids[0]].why == "blangko kosong"
    assert plan.refreshed(jakut) is None, "nothing has changed"
    BlangkoRequest.objects.create(
        id=uuid4(), office="3172", at=jakut.clock.now(), amount=500, prr=60, stock=0, state="dikirim", shipped=500,
        shipped_at=jakut.clock.now(),
    )  # fmt: skip
    assert plan.refreshed(jakut) is not None
    told = plan.of_orders(jakut, ids[:1])[ids[0]]
    assert told.earliest and told.earliest > jakut.clock.today() + timedelta(days=2) and told.binds == "stock"
    assert PlanRun.objects.count() == 1


def test_what_was_said_is_on_record_once_a_day_and_bands_that_were_missed_widen_the_next(
    negeri: Country, jakut: Node
) -> None:
    shop(jakut)
    plan.current(jakut)  # a page asked first
    PlanRun.objects.update(at=jakut.clock.now() - timedelta(hours=1))
    plan_list(jakut, jakut.clock.now())
    said = PlanSample.objects.count()
    assert 10 < said <= 24
    PlanRun.objects.all().delete()
    plan_list(jakut, jakut.clock.now())
    assert PlanSample.objects.count() == said
    negeri.clock.advance(timedelta(days=30))  # nothing was printed since
    found = gather(jakut)
    begin = STARTS["kecil"][0]
    after = stretches_of(jakut, found, learn(found.past))["pemula"]
    assert after.up > begin.up
    PrintOrder.objects.filter(state="menunggu").update(
        state="tercetak", printed_at=negeri.clock.now() - timedelta(days=30)
    )
    early = stretches_of(jakut, gather(jakut), learn(found.past))["pemula"]
    assert early.up < begin.up and early.down > begin.down


def test_what_if_the_printers_bind_more_printers_help_and_if_blangko_bind_they_do_not(jakut: Node) -> None:
    shop(jakut, waiting=300)
    found = gather(jakut)
    now, more = (course(jakut, found, Wish(printers=n, per_printer=250)) for n in (0, 10))
    row = changes(found, now, more)[0]
    assert row.earlier > 250 and row.later == 0 and more.ends[0] < now.ends[0]
    Balance.objects.update(amount=12)
    short = gather(jakut)
    now, more = (course(jakut, short, Wish(printers=n, per_printer=250)) for n in (0, 10))
    late = changes(short, now, more)[0]
    assert late.earlier <= 12 and late.binds == "stock"
    down = course(jakut, found, Wish(outage_days=26))
    assert changes(found, course(jakut, found, Wish()), down)[0].later > 290


def test_the_alarm_asks_for_what_the_line_needs_and_no_more(jakut: Node) -> None:
    shop(jakut, waiting=400, stock=20)
    told = alarm(jakut, gather(jakut))
    assert told.stock == 20 and told.prr == 400 and 0 < told.ask == told.needed - 20
    Balance.objects.update(amount=50_000)
    assert alarm(jakut, gather(jakut)).ask == 0


def test_a_target_is_the_heads_and_its_chance_is_recorded_week_by_week(negeri: Country, jakut: Node) -> None:
    shop(jakut)
    soon, far = jakut.clock.today() + timedelta(days=1), jakut.clock.today() + timedelta(days=200)
    assert not target.post(jakut, BENDAHARA, far) and not target.post(jakut, HEAD, jakut.clock.today())
    assert target.post(jakut, HEAD, far, note="Semua sebelum Lebaran")
    assert target.chance(jakut, soon).percent < 5 and target.chance(jakut, far).percent > 90
    assert target.stand_weekly(jakut, jakut.clock.now()) == 0, "told a moment ago"
    negeri.clock.advance(timedelta(days=7))
    assert target.stand_weekly(jakut, jakut.clock.now()) == 1 and target.stand_weekly(jakut, jakut.clock.now()) == 0
    assert TargetWeek.objects.count() == 2 and PostedTarget.objects.get().line == 60


def test_a_target_corrected_at_once_is_the_one_that_holds(jakut: Node) -> None:
    for days in (100, 90, 120, 80, 110):
        assert target.post(jakut, HEAD, jakut.clock.today() + timedelta(days=days))
    held = target.posted(jakut)
    assert held and held.target == jakut.clock.today() + timedelta(days=110)
    assert target.stand_weekly(jakut, jakut.clock.now()) == 0, "told a moment ago"


@pytest.mark.parametrize(
    ("printers", "waiting", "found"),
    [
        (3, {"a": 900, "b": 100, "c": 0}, {"a": 2, "b": 1, "c": 0}),
        (2, {"a": 5, "b": 90, "c": 80}, {"a": 0, "b": 1, "c": 1}),
        (0, {"a": 5}, {"a": 0}),
        (25, {f"k{i:02}": 100 for i in range(33)}, {f"k{i:02}": int(i < 25) for i in range(33)}),
    ],
)
def test_printers_go_where_most_people_wait(printers: int, waiting: dict[str, int], found: dict[str, int]) -> None:
    assert spread(printers, waiting) == found


def test_the_page_shows_two_courses_and_gives_them_as_csv(jakut: Node) -> None:
    shop(jakut, waiting=300)
    head = client_for(jakut, "kepala")
    page = head.get(reverse("cards:plan") + "?printer=10&per_printer=250&sebar=3")
    text = page.content.decode()
    assert page.status_code == 200 and "rencana-data" in text and "Lebih cepat" in text and "Letak printer" in text
    sheet = head.get(reverse("cards:plan") + "?printer=10&format=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet)))
    assert rows[1][1] == rows[1][2] == "300" and any(int(r[2]) < int(r[1]) for r in rows[2:])
    assert head.get(reverse("cards:plan") + "?printer=-4&blangko=99999999999&blangko_tanggal=x").status_code == 200
    when = f"{jakut.clock.today() + timedelta(days=90):%d-%m-%Y}"
    assert head.post(reverse("cards:post_target"), {"kunci": str(uuid4()), "target": when}).status_code == 302
    assert "Kemungkinan tercapai" in head.get(reverse("cards:plan")).content.decode()
    assert client_for(jakut, "loket").get(reverse("cards:plan")).status_code == 403


NOTHING, SOME, PLENTY = [0] * 30, [0] * 15 + [50] * 3 + [0] * 12, [0] * 4 + [50] * 26


@pytest.mark.parametrize(
    ("printed", "stock", "now", "why"),
    [
        (SOME, NOTHING, 0, ""),  # no blangko for weeks: the printers are as fast as they were
        (SOME, NOTHING, 500, ""),  # they have come this morning
        (SOME, [0] * 15 + [500] * 15, 500, "pace"),  # blangko and people, and no card: nobody knows when
        (PLENTY, NOTHING, 500, ""),
        (NOTHING, NOTHING, 500, "pace"),
    ],
)
def test_days_without_blangko_say_nothing_of_the_pace(printed: list[int], stock: list[int], now: int, why: str) -> None:
    made = np.array(printed)
    came = np.where(np.arange(30) % 15 == 0, 150, 0)
    empty = np.zeros(30, dtype=np.int64)
    past = Past(
        joined=np.zeros((30, 5), dtype=np.int64), printed=made, spoiled=empty, delivered=came, up=empty + 1, stock=np.array(stock),
        line=empty + 300, nominal=np.zeros(30), ages=(empty,) * 5,
    )  # fmt: skip
    today = date(2026, 11, 23)
    waiting = Waiting(empty, empty)
    found = Gathered(today, Calendar(today), past, waiting, (), empty, now, (), int(made[-10:].sum()))
    assert plan.impossible(found) == why


def test_nobody_is_told_a_day_behind_the_last_blangko_on_its_way(jakut: Node) -> None:
    """36 wait, 36 are on their way, some will be spoiled: the last ones have no date, not one between tomorrow and never."""
    shop(jakut, waiting=36, stock=0)
    BlangkoRequest.objects.create(
        id=uuid4(), office="3172", at=jakut.clock.now(), amount=36, prr=36, stock=0, state="dikirim", shipped=34,
        shipped_at=jakut.clock.now(),
    )  # fmt: skip
    told = plan.of_orders(jakut, [o.id for o in in_line()])
    soon = jakut.clock.today() + timedelta(days=30)
    assert all(e.latest is None or e.latest < soon for e in told.values())
    last = max(told.values(), key=lambda e: e.place)
    assert last.latest is None and last.why == "blangko belum cukup sampai giliran ini"
    assert sum(e.latest is not None for e in told.values()) >= 30


def test_days_of_the_plan_are_those_of_the_office(jakut: Node) -> None:
    """Recorded at half past eight on a Monday in Jayapura: not on the Sunday that it still is by UTC."""
    jakut.clock.zone = "WIT"
    monday = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)
    PrintOrder.objects.bulk_create([order(monday, monday)])
    ((day,),) = line.in_order(line.policy_in_force(jakut.clock.today()), RECORDED, ZONES["WIT"])
    assert date(1970, 1, 1) + timedelta(days=day) == date(2026, 11, 16)


def test_a_shop_without_blangko_may_suppose_a_shipment(jakut: Node) -> None:
    shop(jakut, stock=0)
    head = client_for(jakut, "kepala")
    page = head.get(reverse("cards:plan")).content.decode()
    assert "Belum ada tanggal yang jujur" in page and "rencana-data" not in page
    comes = jakut.clock.today() + timedelta(days=8)
    page = head.get(
        reverse("cards:plan"), {"blangko": "30000", "blangko_tanggal": f"{comes:%d-%m-%Y}"}
    ).content.decode()
    assert "Belum ada tanggal yang jujur" in page and "rencana-data" in page
    assert f"Jika</strong>: 30.000 blangko tambahan, tiba {comes.day} " in page.replace(":</strong>", "</strong>:")
    assert '<td class="num">60</td><td class="num">60</td><td class="num">0</td><td class="num">–</td>' in page
    late = head.get(reverse("cards:plan"), {"blangko": "30000", "blangko_tanggal": "01-01-2001"}).content.decode()
    assert "Tanggalnya harus sesudah hari ini" in late and "rencana-data" not in late


def test_what_was_asked_for_is_not_offered_again(jakut: Node) -> None:
    shop(jakut, waiting=400, stock=20)
    treasurer = client_for(jakut, "bendahara")
    assert "blangko ke pusat</button>" in treasurer.get(reverse("cards:plan")).content.decode()
    assert treasurer.post(reverse("cards:plan_ask"), {"kunci": str(uuid4())}).status_code == 302
    page = treasurer.get(reverse("cards:plan")).content.decode()
    assert "blangko ke pusat</button>" not in page and "menunggu kiriman pusat" in page
