"""Many printers as one: who prints which card, and what becomes of the cards of one that stops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from siaga.cards import line, print_acts, print_ticks
from siaga.cards.blangko import acts as blangko
from siaga.cards.blangko import book
from siaga.cards.blangko import rules as ledger
from siaga.cards.fleet import acts, look, moving, rules
from siaga.cards.fleet.rules import Press
from siaga.cards.fleet.state import presses
from siaga.cards.join_acts import join_print_list
from siaga.cards.models import FleetPrinter, LedgerEntry, PrinterSeen, PrintJob, PrintOrder
from siaga.cards.printers.printer import Job, PrinterState
from siaga.journal.act import AlreadyDone
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.roles.kinds import FACT_TABLES
from tests.cards.offices_cards import BENDAHARA, HEAD, LOKET, OPERATOR, PaperPrinter, crowd, put_on_shelf, with_printer

NAMES = ("kartu-1", "kartu-2", "kartu-3")


@pytest.fixture
def office(jakut: Node) -> Node:
    crowd(jakut, 12, blangko=30)
    with_printer(jakut, *NAMES)
    join_print_list(jakut, jakut.clock.now())
    return jakut


def paper(node: Node, name: str) -> PaperPrinter:
    found: PaperPrinter = node.devices["printers"][name]
    return found


def due(node: Node, *ticks: Callable[..., int]) -> None:
    for tick in ticks or (look.look, moving.move_stuck, print_ticks.submit_jobs, print_ticks.poll_jobs):
        tick(node, node.clock.now())
    put_on_shelf(node)


def later(node: Node, seconds: float) -> None:
    node.clock.advance(timedelta(seconds=seconds))  # type: ignore[attr-defined]


def at(name: str) -> int:
    return PrintOrder.objects.filter(printer=name, state="dikirim").count()


def pages(node: Node) -> list[str]:
    """Orders whose card came out anywhere."""
    return sorted(page[:36] for name in NAMES for page in paper(node, name).pages)


press = st.builds(
    Press,
    name=st.sampled_from(["a", "b", "c", "d", "e"]),
    site=st.sampled_from(["", "317201", "317202"]),
    per_day=st.integers(1, 12),
    done=st.integers(0, 6),
    queued=st.integers(0, 6),
    ribbon_left=st.integers(-5, 20),
    condition=st.sampled_from([rules.READY, rules.BUSY, rules.STOPPED, rules.RESTED, rules.SILENT]),
)


@given(
    st.lists(st.sampled_from(["317201", "317202", "317203"]), max_size=40),
    st.lists(press, max_size=5, unique_by=lambda p: p.name),
)
def test_nobody_is_passed_over_and_no_printer_is_overfilled(places: list[str], fleet: list[Press]) -> None:
    given_ = rules.spread(places, fleet)
    by_name = {p.name: p for p in fleet}
    for name, place in zip(given_, places, strict=False):
        assert by_name[name].usable and by_name[name].site in ("", place)
    assert all(given_.count(p.name) <= p.left for p in fleet)
    if len(given_) < len(places):  # the first without a place found every printer that it may use full
        open_to = [p for p in fleet if p.site in ("", places[len(given_)])]
        assert all(given_.count(p.name) == p.left for p in open_to)
    assert given_ == rules.spread(places, fleet[::-1])


def test_a_printer_in_which_a_card_sticks_is_stopped_whatever_it_says() -> None:
    """One of them calls itself idle: every card that it was given would be aborted."""
    said = {"rested": "", "empty": 0, "state": "idle", "accepting": True}
    assert rules.condition_of(**said) == rules.READY  # type: ignore[arg-type]
    assert rules.condition_of(**said, reasons=("media-jam",)) == rules.STOPPED  # type: ignore[arg-type]


def test_faster_printers_get_more_and_a_kecamatan_prints_its_own() -> None:
    fleet = [Press("cepat", per_day=1000), Press("lambat", per_day=250), Press("koja", site="317203", per_day=250)]
    given_ = rules.spread(["317201"] * 100 + ["317203"] * 10, fleet)
    assert (given_.count("cepat"), given_.count("lambat")) == (80, 20)
    assert given_[100:] == ["koja"] * 10


def test_cards_are_spread_in_order_and_come_out_once(office: Node) -> None:
    answer = print_acts.print_next(office, OPERATOR, 12)
    assert answer and [at(name) for name in NAMES] == [4, 4, 4]
    due(office)
    assert pages(office) == sorted(str(order) for order in answer.value)
    assert line.balances(office) == {"stok": 18, "pencetak": 0, "tercetak": 12}


def test_no_more_than_a_printer_manages_in_a_day(office: Node) -> None:
    for name in NAMES:
        assert acts.describe(office, OPERATOR, name, site="", per_day=3, ribbon=500)
    answer = print_acts.print_next(office, OPERATOR, 12)
    assert answer and len(answer.value) == 9
    assert print_acts.print_next(office, OPERATOR, 1).codes() == {"cards.no_press"}  # type: ignore[union-attr]
    due(office)
    later(office, 86_400)
    assert print_acts.print_next(office, OPERATOR, 3)


def test_cards_that_were_never_offered_leave_a_silent_printer_without_its_word(office: Node) -> None:
    print_acts.print_next(office, OPERATOR, 6)
    paper(office, "kartu-1").away = True
    due(office, look.look, moving.move_stuck)
    assert at("kartu-1") == 2  # it has only just fallen silent
    later(office, 61)
    due(office)
    assert at("kartu-1") == 0 and len(pages(office)) == len(set(pages(office))) == 6


def test_cards_that_a_silent_printer_may_have_wait_for_its_word(office: Node) -> None:
    paper(office, "kartu-1").hold = True
    print_acts.print_next(office, OPERATOR, 3)
    due(office, print_ticks.submit_jobs)
    paper(office, "kartu-1").away = True
    for _ in range(3):
        later(office, 61)
        due(office)
    assert at("kartu-1") == 1 and len(pages(office)) == 2
    paper(office, "kartu-1").away = False
    paper(office, "kartu-1").finish(PrintOrder.objects.get(printer="kartu-1").job)
    later(office, 61)
    due(office)
    assert len(pages(office)) == len(set(pages(office))) == 3


class Stopped(PaperPrinter):
    def state(self) -> PrinterState:
        super().state()
        return PrinterState("stopped", True, ("media-empty",), len(self.given), "kartu")


def stopped(node: Node, reasons: tuple[str, ...] = ("media-empty",)) -> Stopped:
    printer = Stopped(hold=True)
    node.devices["printers"]["kartu-1"] = printer
    return printer


def test_a_printer_out_of_blanks_gives_its_cards_away_and_prints_none_of_them_afterwards(office: Node) -> None:
    printer = stopped(office)
    print_acts.print_next(office, OPERATOR, 6, "kartu-1")
    due(office, print_ticks.submit_jobs, look.look, moving.move_stuck)
    assert at("kartu-1") == 6  # somebody may be filling it up
    later(office, 31)
    due(office)
    assert at("kartu-1") == 0 and len(set(pages(office))) == 6 == len(pages(office))
    assert {job.state for job in printer.given.values()} == {"canceled"}
    assert line.balances(office)["tercetak"] == 6


@pytest.mark.parametrize("step", ["note", "cancel", "move"])
def test_a_kill_while_cards_move_doubles_none(office: Node, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    printer = stopped(office)
    print_acts.print_next(office, OPERATOR, 4, "kartu-1")
    due(office, print_ticks.submit_jobs, look.look)
    later(office, 31)
    with monkeypatch.context() as m:
        if step == "note":
            m.setattr(moving, "flush", _killed)
        elif step == "cancel":
            m.setattr(printer, "cancel", _killed)
        else:
            m.setattr(moving, "written_down", _killed)
        with pytest.raises(SystemExit):
            due(office, moving.move_stuck)
    assert at("kartu-1") == 4 and not connection.in_atomic_block
    due(office)
    assert at("kartu-1") == 0 and len(set(pages(office))) == 4 == len(pages(office))


def _killed(*_args: object, **_named: object) -> None:
    raise SystemExit


def test_a_card_that_came_out_while_it_was_withdrawn_stays_where_it_is(office: Node) -> None:
    printer = stopped(office)
    print_acts.print_next(office, OPERATOR, 2, "kartu-1")
    due(office, print_ticks.submit_jobs, look.look)
    later(office, 31)
    one, _two = list(printer.given)
    printer.finish(one)
    due(office)
    assert pages(office).count(one[:36]) == 1 and len(set(pages(office))) == 2


def test_a_rested_printer_is_left_at_once_and_used_again_when_it_is_back(office: Node) -> None:
    print_acts.print_next(office, OPERATOR, 3, "kartu-1")
    assert acts.rest(office, HEAD, "kartu-1", "teknisi membersihkan rol")
    due(office)
    assert paper(office, "kartu-1").pages == [] and len(pages(office)) == 3
    assert acts.bring_back(office, OPERATOR, "kartu-1")
    print_acts.print_next(office, OPERATOR, 3)
    assert at("kartu-1") > 0


def test_what_an_earlier_attempt_left_at_a_printer_is_withdrawn_before_it_is_used_again(office: Node) -> None:
    """The printer was carried away with a card in its queue, which was given up meanwhile; it comes back."""
    first = paper(office, "kartu-1")
    first.hold = True
    (order,) = print_acts.print_next(office, OPERATOR, 1, "kartu-1").value  # type: ignore[union-attr]
    due(office, print_ticks.submit_jobs)
    kept = office.devices["printers"].pop("kartu-1")
    due(office, look.look)
    assert print_acts.not_printed(office, OPERATOR, order)
    stranger = "0b7d9d3e-0000-4000-8000-0123456789ab-1"
    kept.given[stranger] = Job(99, "pending", stranger, documents=1)
    office.devices["printers"]["kartu-1"] = kept
    due(office, look.look)
    assert kept.given[f"{order}-1"].state == "canceled"
    assert kept.given[stranger].state == "pending", "somebody else's card is none of ours"


def test_a_silent_printer_is_asked_once_a_minute_and_a_clock_that_went_back_asks_anew(office: Node) -> None:
    paper(office, "kartu-1").away = True
    due(office, look.look)
    since = PrinterSeen.objects.get(name="kartu-1").at
    later(office, 30)
    due(office, look.look)
    assert PrinterSeen.objects.get(name="kartu-1").at == since
    later(office, -86_400)
    due(office, look.look)
    assert PrinterSeen.objects.get(name="kartu-1").at < since


def test_who_may_say_what_of_printers(office: Node) -> None:
    refused = acts.describe(office, LOKET, "kartu-9", site="999999", per_day=0, ribbon=28_600_000)
    assert refused.codes() == {"fleet.who", "fleet.unknown", "fleet.site", "fleet.per_day", "fleet.ribbon"}  # type: ignore[union-attr]
    assert acts.rest(office, OPERATOR, "kartu-1", " ").codes() == {"fleet.why"}  # type: ignore[union-attr]
    assert acts.bring_back(office, OPERATOR, "kartu-1").codes() == {"fleet.works"}  # type: ignore[union-attr]
    assert acts.describe(office, HEAD, "kartu-1", site="317203", per_day=400, ribbon=450)
    print_acts.print_next(office, OPERATOR, 2, "kartu-2")
    due(office)
    assert acts.change_ribbon(office, OPERATOR, "kartu-2", roll="R-77").codes() == {"ledger.not_enough"}  # type: ignore[union-attr]
    assert FleetPrinter.objects.get(name="kartu-2").used == 2, "a ribbon that nobody ever received is not in it"
    assert blangko.receive(office, BENDAHARA, 2, "BAST pita", item=ledger.RIBBON)
    key = uuid4()
    assert acts.change_ribbon(office, OPERATOR, "kartu-2", roll="R-77", key=key)
    with pytest.raises(AlreadyDone):
        acts.change_ribbon(office, OPERATOR, "kartu-2", roll="R-77", key=key)
    assert book.balances(office.desk, ledger.RIBBON) == {"stok": 1, "tercetak": 1}
    assert LedgerEntry.objects.get(item=ledger.RIBBON, kind="cetak").note == "kartu-2 R-77"
    rows = {p.name: p for p in presses(office)}
    assert (rows["kartu-1"].site, rows["kartu-1"].per_day, rows["kartu-1"].ribbon_left) == ("317203", 400, 450)
    assert FleetPrinter.objects.get(name="kartu-2").used == 0
    before = tables_hash(FACT_TABLES)
    rebuild(office, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before


def test_a_full_fleet_leaves_cards_of_a_stopped_printer_where_they_are(office: Node) -> None:
    stopped(office)
    for name in NAMES[1:]:
        assert acts.describe(office, OPERATOR, name, site="", per_day=1, ribbon=500)
    print_acts.print_next(office, OPERATOR, 4, "kartu-1")
    due(office, print_ticks.submit_jobs, look.look)
    later(office, 31)
    for _ in range(3):
        due(office)
    assert len(pages(office)) == 2 and at("kartu-1") == 2 and PrintJob.objects.count() == 2
    later(office, 86_400)
    due(office)
    assert len(set(pages(office))) == 4 == len(pages(office))
