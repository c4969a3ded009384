"""What the plan knows of the days to come besides habit: an allotment is a delivery once, and no day prints more than the printers can."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import numpy as np
import pytest

from siaga.cards.fleet import acts as fleet
from siaga.cards.models import Allotment, BlangkoRequest, PrinterSeen, PrintOrder
from siaga.cards.planning import plan, supply
from siaga.cards.planning.gather import gather
from siaga.cards.planning.what_if import alarm
from siaga.kit.node import Node
from siaga.planner.draws import Plan, draw
from siaga.planner.holidays_id import Calendar
from siaga.planner.past import learn
from tests.cards.offices_cards import OPERATOR, with_printer
from tests.cards.test_planning import in_line, shop

DAY = timedelta(days=1)


def allot(
    at: datetime, *, given: int = 3000, lead: int = 10, number: int = 1, offices: tuple[str, ...] = ("3171", "3172")
) -> None:
    ones = [1] * len(offices)
    Allotment.objects.create(
        id=uuid4(), number=number, at=at, by="pusat", rule="prr", amount=10_000, horizon=20, lead=lead, offices=list(offices), prr=ones,
        stock=ones, pace=ones, given=[0] * (len(offices) - 1) + [given], loans=[],
    )  # fmt: skip


def shipment(node: Node, amount: int, at: datetime, state: str = "dikirim") -> None:
    BlangkoRequest.objects.create(
        id=uuid4(), office=node.id, at=at, amount=amount, prr=1, stock=0, state=state, shipped=amount, shipped_at=at
    )


def coming(node: Node) -> int:
    return sum(n for _day, n in plan.plan_of(gather(node)).announced)


def test_an_allotment_is_a_date_and_its_shipment_is_not_told_twice(jakut: Node) -> None:
    shop(jakut, stock=0)
    first = in_line()[0].id
    now = jakut.clock.now()
    assert plan.of_orders(jakut, [first])[first].why == "blangko kosong"
    allot(now - DAY)
    assert plan.refreshed(jakut) is not None, "an allotment changes the plan"
    told = plan.of_orders(jakut, [first])[first]
    assert told.earliest and told.earliest > (now + 10 * DAY).date() and told.binds == "stock"
    assert alarm(jakut, gather(jakut)).ask > 0, "what is allotted has to be asked for all the same"
    shipment(jakut, 3000, now)
    assert plan.refreshed(jakut) is not None and coming(jakut) == 3000
    sooner = plan.of_orders(jakut, [first])[first]
    assert sooner.latest and told.latest and sooner.latest < told.latest
    BlangkoRequest.objects.update(state="diterima", received=3000)
    assert coming(jakut) == 0, "it is in the book now"


@pytest.mark.parametrize(
    ("days_ago", "lead", "shipped_before", "shipped_since", "left"),
    [
        (0, 10, 0, 0, 3000),
        (7, 10, 500, 0, 3000),  # shipped before it was decided: another one
        (7, 10, 0, 3000, 0),
        (7, 10, 0, 1000, 2000),
        (25, 10, 0, 0, 3000),  # late
        (60, 10, 0, 0, 0),  # nobody believes it any more
    ],
)
def test_what_is_left_of_an_allotment(
    jakut: Node, days_ago: int, lead: int, shipped_before: int, shipped_since: int, left: int
) -> None:
    at = jakut.clock.now() - days_ago * DAY
    allot(at, lead=lead)
    for amount, when in ((shipped_before, at - DAY), (shipped_since, at + DAY)):
        if amount:
            shipment(jakut, amount, when, "diterima")
    found = supply.allotted(jakut, Calendar(jakut.clock.today()))
    assert sum(n for _day, n in found) == left and all(day >= 1 for day, _n in found)
    allot(jakut.clock.now(), number=2, offices=("3171", "3173"))
    assert supply.allotted(jakut, Calendar(jakut.clock.today())) == (), (
        "the latest one holds, and it has nothing for us"
    )


def most_printed(node: Node, overtime: float = 0.0) -> float:
    found = gather(node)
    futures = draw(learn(found.past), Plan(stock=10**6, overtime=overtime), np.random.default_rng(1), 100, 50)
    return float(futures.capacity.max())


def pace(node: Node) -> float:
    """Cards of a usual day; those of a weekend count for the Friday before it."""
    return float(np.median(learn(gather(node).past).pace.values))


def described(node: Node, **per_day: int) -> None:
    with_printer(node, *per_day)
    for name, n in per_day.items():
        assert fleet.describe(node, OPERATOR, name, site="", per_day=n, ribbon=500)


def test_no_day_prints_more_than_the_printers_that_stand_now(jakut: Node) -> None:
    shop(jakut, waiting=500, a_day=10)
    assert most_printed(jakut) > 10, "nobody has described a printer: as the days were, busier or calmer"
    described(jakut, satu=8)
    PrintOrder.objects.filter(printed_at__isnull=False).update(printer="satu")
    assert most_printed(jakut) <= 8
    assert most_printed(jakut, overtime=0.5) > 8, "overtime comes on top"


def test_a_printer_that_was_lost_or_added_since_changes_the_pace(jakut: Node) -> None:
    shop(jakut, waiting=500, a_day=10)
    described(jakut, satu=6, dua=6)
    printed = PrintOrder.objects.filter(printed_at__isnull=False).order_by("printed_at", "id")
    for n, o in enumerate(printed):
        o.printer = ("satu", "dua")[n % 2]
    PrintOrder.objects.bulk_update(printed, ["printer"])
    assert pace(jakut) == 10
    assert fleet.rest(jakut, OPERATOR, "dua", "dipinjam kecamatan")
    assert gather(jakut).past.most == 6 and pace(jakut) == 5
    described(jakut, satu=6, dua=6, tiga=12)
    jakut.devices["printers"].pop("dua")
    assert pace(jakut) == 15, "18 a day stand where 12 did"


def test_when_every_printer_has_stood_still_for_a_day_it_is_an_outage_and_not_the_end(jakut: Node) -> None:
    shop(jakut)
    described(jakut, satu=20)
    before = {o.id: plan.of_orders(jakut, [o.id])[o.id] for o in in_line()[:1]}
    now = jakut.clock.now()
    PrinterSeen.objects.create(name="satu", state="stopped", accepting=False, since=now - timedelta(hours=1), at=now)
    assert not gather(jakut).past.stopped, "out of paper"
    PrinterSeen.objects.update(since=now - 2 * DAY)
    assert gather(jakut).past.stopped and plan.refreshed(jakut) is not None
    for id, was in before.items():
        told = plan.of_orders(jakut, [id])[id]
        assert told.binds == "outage" and was.likely and told.likely and told.likely > was.likely


def test_cards_of_a_printer_that_nobody_described_leave_the_pace_as_it_was(jakut: Node) -> None:
    shop(jakut, waiting=500, a_day=10)
    described(jakut, satu=5)
    PrintOrder.objects.filter(printed_at__isnull=False).update(printer="pinjaman")
    assert gather(jakut).past.most == 0 and pace(jakut) == 10
