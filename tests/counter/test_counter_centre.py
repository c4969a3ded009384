"""Dates of people whom the centre has not answered yet: told, revised by the verdict, silent while nobody can know. Two real nodes."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from siaga.cards.join_acts import join_print_list
from siaga.cards.models import Balance, PlanSample, PrintOrder
from siaga.cards.planning import plan
from siaga.cards.planning.ticks import plan_list
from siaga.continuity.models import Outage
from siaga.counter import receipts, ticks
from siaga.counter.acts import ApplicationItem, open_visit
from siaga.counter.models import Application, Looked, Promise
from siaga.counter.standing import load_stages
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.seeding import Said, write_many
from siaga.kit.node import Node
from siaga.people.biodata import Biodata
from siaga.recording.facts import StatusChanged
from siaga.recording.models import Record
from siaga.recording.status import Status
from tests.cards.offices_cards import LOKET, person, record_of, recorded, settle

DAY = timedelta(days=1)
S = Status


def history(node: Node, *, line: int = 0, takes: int = 3) -> None:
    """Ten cards a day for eight weeks, all of people whom the centre answered within days; plenty of blangko; a line now."""
    now, cards, records = node.clock.now(), [], []
    for back in range(1, 57):
        at = now - back * DAY
        for n in range(10):
            nik = f"3172020101{back:02}{n:04}"
            taken = at - (takes + n % 3) * DAY
            cards.append(card(nik, taken, at - DAY, "diserahkan", printed_at=at))
            records.append(
                Record(id=uuid4(), nik=nik, status="CARD_ISSUED", status_since=at, recorded_at=taken, operator="op", office=node.id,
                       proven_at=at - DAY)
            )  # fmt: skip
    cards += [card(f"31720301010{n:05}", now - 90 * DAY, now - DAY, "menunggu") for n in range(line)]
    PrintOrder.objects.bulk_create(cards)
    Record.objects.bulk_create(records)
    Balance.objects.update_or_create(office=node.id, item="ktp_el", account="stok", defaults={"amount": 9000})


def card(nik: str, taken, joined, state: str, **more: object) -> PrintOrder:  # type: ignore[no-untyped-def]
    return PrintOrder(
        id=uuid4(), nik=nik, record=uuid4(), klass="pemula", recorded_at=taken, joined_at=joined, state=state, state_since=joined,
        kecamatan="317201", **more,
    )  # fmt: skip


def applies(node: Node, who: Biodata, status: str, *, days_ago: int = 1) -> Application:
    settle(node, [who])
    recorded(node, [who], status="BIO_CAPTURED", days_ago=days_ago)
    Record.objects.filter(nik=who.nik).update(status=status)
    assert open_visit(node, LOKET, None, who.nik, who.nama, "", [ApplicationItem("ktp", who.nik, who.nama)])
    return Application.objects.get(nik=who.nik)


def promise(a: Application) -> Promise:
    return Promise.objects.get(application=a.id, state="diberikan")


def look(node: Node) -> None:
    Looked.objects.all().delete()
    plan.refreshed(node)
    ticks.tell_anew(node, node.clock.now())


def line_of(node: Node, a: Application) -> receipts.Line:
    (found,) = receipts.lines(node, [a], load_stages(node, [a]))
    return found


def verdict(negeri: Country, office: Node, who: Biodata, status: Status, trigger: str) -> None:
    exchange.talk(office, office.devices["pusat"])
    record, at = record_of(who.nik), negeri.clock.now()
    said = [
        Said(at, "sistem", f"rekaman/{record}", StatusChanged(record=record, nik=who.nik, status=s, trigger=t), to=office.id)
        for s, t in ((S.RECEIVED_AT_CENTRAL, "arrive"), (status, trigger))
    ]  # fmt: skip
    with negeri.centre:
        write_many(negeri.centre, said)
    exchange.talk(office, office.devices["pusat"])
    assert Record.objects.get(id=record).status == status
    join_print_list(office, office.clock.now())


def test_told_at_the_counter_and_revised_by_the_verdict_like_any_other(negeri: Country, jakut: Node) -> None:
    history(jakut, takes=30)
    who = person(1)
    a = applies(jakut, who, "SENT_FOR_ENROLLMENT")
    first = promise(a)
    assert first.earliest and first.likely and first.latest and first.earliest <= first.likely <= first.latest
    assert first.binds == "centre" and first.place == 1
    assert first.likely > jakut.clock.today() + 25 * DAY, "the centre took a month for everybody else"
    shown = line_of(jakut, a)
    assert shown.expected.startswith("sekitar ") and shown.basis == "Urutan 1, bergantung pada jawaban pusat"
    plan_list(jakut, jakut.clock.now())
    assert not PlanSample.objects.exists(), "nobody is in line: who waits at the centre teaches nothing"
    verdict(negeri, jakut, who, S.PRINT_READY_RECORD, "found_single")
    look(jakut)
    second = promise(a)
    assert second.id != first.id and second.latest and first.earliest > second.latest and second.binds == "printer"
    assert Promise.objects.get(id=first.id).state == "diganti"


def test_never_before_the_place_that_he_would_take(jakut: Node) -> None:
    history(jakut, line=200)
    a = applies(jakut, person(1), "RECEIVED_AT_CENTRAL", days_ago=2)
    told = promise(a)
    last = PrintOrder.objects.filter(state="menunggu").order_by("-recorded_at", "-id").first()
    assert last is not None
    there = plan.of_orders(jakut, [last.id])[last.id]
    assert told.place == 201 and told.binds == "printer"
    assert told.earliest and there.earliest and told.earliest >= there.earliest and told.latest >= there.latest


@pytest.mark.parametrize("status", ["BIO_CAPTURED", "PROCESSING", "SENT_FOR_ENROLLMENT", "RECEIVED_AT_CENTRAL"])
def test_while_the_line_is_cut_as_long_as_before_there_is_a_later_day_and_beyond_that_none(
    negeri: Country, jakut: Node, status: str
) -> None:
    history(jakut)
    now = jakut.clock.now()
    Outage.objects.create(id=uuid4(), dependency="pusat", began=now - 90 * DAY, ended=now - 54 * DAY, office=jakut.id)
    who = person(1)
    a = applies(jakut, who, status)
    before = promise(a)
    assert before.latest and before.latest < jakut.clock.today() + 20 * DAY
    out = Outage.objects.create(id=uuid4(), dependency="pusat", began=now, office=jakut.id)
    negeri.clock.advance(10 * DAY)
    look(jakut)
    there = promise(a)
    assert there.id != before.id and there.latest and there.latest > before.latest and there.binds == "outage"
    negeri.clock.advance(30 * DAY)  # the 36 days that were ever seen are over
    look(jakut)
    told = promise(a)
    assert told.earliest is None and "lebih lama daripada yang pernah terjadi" in told.waits_for
    assert line_of(jakut, a).expected == f"belum dapat dijanjikan: {told.waits_for}"
    out.ended = jakut.clock.now()
    out.save()
    look(jakut)
    assert promise(a).latest, "back: who waited through it is told a day again within the hour"


@pytest.mark.parametrize(
    "status", ["ADJUDICATE_RECORD", "ADJUDICATE_IN_PROCESS", "DUPLICATE_RECORD", "SEARCH_FAILURE_AT_CENTRAL"]
)
def test_who_does_not_wait_in_line_is_told_what_to_do_instead(jakut: Node, status: str) -> None:
    history(jakut)
    a = applies(jakut, person(1), status)
    assert promise(a).earliest is None
    assert line_of(jakut, a).expected.startswith("Belum dapat dijanjikan, menunggu ")


def test_a_double_recording_takes_the_day_back(negeri: Country, jakut: Node) -> None:
    history(jakut)
    who = person(1)
    a = applies(jakut, who, "SENT_FOR_ENROLLMENT")
    assert promise(a).latest
    verdict(negeri, jakut, who, S.DUPLICATE_RECORD, "found_duplicate")
    look(jakut)
    assert promise(a).earliest is None and promise(a).waits_for == "kedatangan Anda"


def test_nobody_is_told_a_day_before_the_seventeenth_birthday(jakut: Node) -> None:
    history(jakut)
    today = jakut.clock.today()
    birthday = today + timedelta(days=300)
    a = applies(jakut, person(1, born=date(birthday.year - 17, birthday.month, birthday.day)), "SENT_FOR_ENROLLMENT")
    assert promise(a).earliest is None and "17 tahun" in promise(a).waits_for


def test_an_office_without_any_verdict_promises_nothing(jakut: Node) -> None:
    history(jakut)
    Record.objects.all().delete()
    told = promise(applies(jakut, person(1), "SENT_FOR_ENROLLMENT"))
    assert told.earliest is None and told.waits_for == "jawaban pusat"
