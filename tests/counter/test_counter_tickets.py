"""The hall's queue with real databases and threads: no number twice, no number lost, a fair order."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from siaga.counter.acts import call_next, finish, miss, recall, serve, take_ticket
from siaga.counter.models import Ticket
from siaga.drill.country import Country
from siaga.journal.act import CITIZEN, Actor, AlreadyDone
from siaga.journal.models import JournalFact
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit.node import Node
from siaga.roles.kinds import FACT_TABLES

SITI = Actor("siti", "Siti", frozenset({"loket"}))


def take(node: Node, service: str = "A", lane: str = "umum") -> UUID:
    outcome = take_ticket(node, CITIZEN, service, lane)
    assert outcome
    return outcome.value  # type: ignore[no-any-return, union-attr]


def called(node: Node, loket: int = 1, services: str = "A") -> Ticket:
    """Press "panggil berikutnya"; what stood at this counter is served first."""
    for t in Ticket.objects.filter(loket=loket, state="dipanggil"):
        assert serve(node, SITI, t.id, loket)
    outcome = call_next(node, SITI, loket, services)
    assert outcome, outcome
    return Ticket.objects.get(id=outcome.value)  # type: ignore[union-attr]


def crowd(node: Node, clerks: int, work: object) -> list[object]:
    """Run `work(i)` in that many threads, each inside the node; raises what any of them raised."""
    out: list[object] = []
    faults: list[BaseException] = []
    ready = threading.Barrier(clerks)

    def clerk(i: int) -> None:
        try:
            with node:
                ready.wait()
                out.extend(work(i))  # type: ignore[operator]
        except BaseException as e:
            faults.append(e)

    threads = [threading.Thread(target=clerk, args=(i,)) for i in range(clerks)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    if faults:
        raise faults[0]
    return out


def test_sixteen_hands_never_draw_the_same_number(jakut: Node) -> None:
    crowd(jakut, 16, lambda i: [take(jakut, "AB"[i % 2]) for _ in range(6)])
    for service in "AB":
        numbers = sorted(Ticket.objects.filter(service=service).values_list("number", flat=True))
        assert numbers == list(range(1, 49)), "no number twice and none left out"
    assert verify() == []


def test_officers_who_press_at_once_call_different_numbers(jakut: Node) -> None:
    for i in range(12):
        take(jakut, "A", "prioritas" if i % 4 == 0 else "umum")
    got = crowd(jakut, 12, lambda i: [call_next(jakut, SITI, i + 1, "A").value])  # type: ignore[union-attr]
    assert len(set(got)) == 12
    assert Ticket.objects.filter(state="dipanggil", calls=1).count() == 12


def test_pressing_twice_does_it_once(jakut: Node) -> None:
    key = uuid4()
    assert take_ticket(jakut, CITIZEN, "A", "umum", key=key)
    with pytest.raises(AlreadyDone) as again:
        take_ticket(jakut, CITIZEN, "A", "umum", key=key)
    assert again.value.subject == f"tiket/{Ticket.objects.get().id}"
    call = uuid4()
    assert call_next(jakut, SITI, 1, "A", key=call)
    with pytest.raises(AlreadyDone):
        call_next(jakut, SITI, 1, "A", key=call)
    assert Ticket.objects.get().calls == 1


def test_one_form_sent_by_two_hands_at_once_makes_one_ticket(jakut: Node) -> None:
    key = uuid4()

    def send(i: int) -> list[str]:
        try:
            return ["done" if take_ticket(jakut, CITIZEN, "C", "umum", key=key) else "refused"]
        except AlreadyDone:
            return ["already"]

    assert Counter(crowd(jakut, 8, send)) == {"done": 1, "already": 7}
    assert Ticket.objects.count() == 1


def test_numbers_begin_again_at_midnight_of_the_office(negeri: Country, jakut: Node) -> None:
    """The clock stands at 08.00 WIB; 23.59 and 00.01 there are one day in UTC."""
    negeri.clock.advance(timedelta(hours=15, minutes=59))
    late = take(jakut)
    negeri.clock.advance(timedelta(minutes=2))
    early = take(jakut)
    rows = {t.id: t for t in Ticket.objects.all()}
    assert rows[late].number == rows[early].number == 1
    assert (rows[early].day - rows[late].day).days == 1
    assert called(jakut).id == early, "yesterday's number is not called today"


def test_the_centre_changes_nothing(negeri: Country, jakut: Node) -> None:
    line = jakut.devices["pusat"]
    line.up = False
    take(jakut)
    assert called(jakut).number == 1 and line.calls == 0


def test_priority_comes_first_and_then_once_in_three(jakut: Node) -> None:
    for _ in range(6):
        take(jakut, "A", "umum")
    for _ in range(3):
        take(jakut, "A", "prioritas")
    lanes = []
    for _ in range(9):
        lanes.append(called(jakut).lane)
        jakut.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
    assert "".join(lane[0] for lane in lanes) == "puupuupuu"


def test_a_missed_number_returns_after_five_calls_and_twice_at_most(jakut: Node) -> None:
    for _ in range(14):
        take(jakut)
    tick = timedelta(minutes=1)
    first = called(jakut)
    seen = []
    for _round in range(2):
        assert miss(jakut, SITI, first.id)
        for _ in range(5):
            jakut.clock.advance(tick)  # type: ignore[attr-defined]
            seen.append(called(jakut).number)
        jakut.clock.advance(tick)  # type: ignore[attr-defined]
        assert called(jakut).id == first.id, "after five calls it is called again"
    assert seen == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert miss(jakut, SITI, first.id)
    assert Ticket.objects.get(id=first.id).state == "batal"
    assert not serve(jakut, SITI, first.id, 1)


def test_who_comes_late_is_served_at_the_counter(jakut: Node) -> None:
    take(jakut)
    ticket = called(jakut)
    assert miss(jakut, SITI, ticket.id)
    assert serve(jakut, SITI, ticket.id, 2)
    row = Ticket.objects.get(id=ticket.id)
    assert (row.state, row.loket) == ("dilayani", 2)
    assert finish(jakut, SITI, ticket.id) and not finish(jakut, SITI, ticket.id)


def test_a_counter_holds_one_number(jakut: Node) -> None:
    take(jakut), take(jakut)
    ticket = called(jakut)
    refused = call_next(jakut, SITI, 1, "A")
    assert not refused and refused.codes() == {"call.still_called"}  # type: ignore[union-attr]
    assert recall(jakut, SITI, ticket.id)
    assert serve(jakut, SITI, ticket.id, 1)
    assert call_next(jakut, SITI, 1, "A")
    assert Ticket.objects.get(id=ticket.id).state == "selesai", "calling on ends the service before"


@pytest.mark.parametrize(
    ("service", "lane", "code"),
    [("Z", "umum", "ticket.service"), ("A", "teman", "ticket.lane"), ("", "", "ticket.lane")],
)
def test_nonsense_is_refused_and_leaves_no_trace(jakut: Node, service: str, lane: str, code: str) -> None:
    outcome = take_ticket(jakut, CITIZEN, service, lane)
    assert not outcome and code in outcome.codes()  # type: ignore[union-attr]
    assert not Ticket.objects.exists() and not JournalFact.objects.filter(chain="3172").exists()


def test_nobody_waits(jakut: Node) -> None:
    outcome = call_next(jakut, SITI, 1)
    assert not outcome and outcome.codes() == {"call.nobody"}  # type: ignore[union-attr]
    outcome = call_next(jakut, SITI, 0)
    assert not outcome and outcome.codes() == {"call.loket"}  # type: ignore[union-attr]


def test_rebuilt_tables_are_the_same(jakut: Node) -> None:
    for i in range(6):
        take(jakut, "AC"[i % 2], "prioritas" if i == 3 else "umum")
    miss(jakut, SITI, called(jakut).id)
    called(jakut, 2, "AC")
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before
