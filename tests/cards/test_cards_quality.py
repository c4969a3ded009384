"""Between a printer's word and the shelf somebody looks: what is out, what never was, where it is put."""

from __future__ import annotations

import io
import threading
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from siaga.cards import line, print_acts, print_ticks
from siaga.cards.blangko import book
from siaga.cards.blangko import rules as rules_of_blangko
from siaga.cards.blangko.acts import draw, receive
from siaga.cards.blangko.closing_acts import Back, close_drawer
from siaga.cards.blangko.serials import SerialRange as R
from siaga.cards.blangko.serials import disputed
from siaga.cards.join_acts import join_print_list
from siaga.cards.models import FleetPrinter, PrintJob, PrintOrder, SpoiledCard
from siaga.cards.quality import rules
from siaga.cards.quality.acts import pass_good, to_check
from siaga.journal import blobs
from siaga.journal.act import AlreadyDone
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.roles.kinds import FACT_TABLES
from tests.cards.offices_cards import BENDAHARA, OPERATOR, PaperPrinter, crowd, nik_of, with_printer


@pytest.fixture
def office(jakut: Node) -> Node:
    crowd(jakut, 6, blangko=20)
    with_printer(jakut)
    join_print_list(jakut, jakut.clock.now())
    return jakut


def run(node: Node) -> None:
    now = node.clock.now()
    while print_ticks.submit_jobs(node, now) or print_ticks.poll_jobs(node, now):
        pass


def out(node: Node, n: int) -> list[PrintOrder]:
    assert print_acts.print_next(node, OPERATOR, n, "kartu-1")
    run(node)
    return list(to_check(node))


def printer_of(node: Node) -> PaperPrinter:
    found: PaperPrinter = node.devices["printers"]["kartu-1"]
    return found


def test_a_printers_word_puts_nothing_on_the_shelf(office: Node) -> None:
    cards = out(office, 3)
    assert len(cards) == 3 and line.balances(office) == {"stok": 17, "pencetak": 3}
    assert {c.state for c in cards} == {"dikirim"}
    answer = pass_good(office, OPERATOR, [c.id for c in cards[:2]])
    assert answer and sorted(answer.value.values()) == ["01-1/1", "01-1/2"]
    assert line.balances(office) == {"stok": 17, "pencetak": 1, "tercetak": 2}


def test_the_word_outlives_the_printers_memory_and_prints_nothing_again(office: Node) -> None:
    out(office, 2)
    PrintJob.objects.all().delete()  # another box, or a restoration
    printer_of(office).given.clear()
    run(office)
    assert len(printer_of(office).pages) == 2 and to_check(office).count() == 2


def test_what_is_said_to_be_done_and_is_not_there_goes_back_in_line(office: Node) -> None:
    """A printer that reports success and prints nothing: the blangko is back, the place is the old one, nobody has two cards."""
    first, second = out(office, 2)
    assert print_acts.not_printed(office, OPERATOR, first.id, "tidak ada kartu")
    assert [o.nik for o in line.line(office, office.clock.today())][0] == first.nik == nik_of(0)
    assert line.balances(office) == {"stok": 19, "pencetak": 1}
    assert pass_good(office, OPERATOR, [second.id])
    (again,) = out(office, 1)
    assert again.nik == first.nik and again.attempt == 2
    assert pass_good(office, OPERATOR, [again.id])
    assert line.balances(office) == {"stok": 18, "pencetak": 0, "tercetak": 2}


def test_a_printer_that_claims_twice_in_vain_gets_no_more_cards(office: Node) -> None:
    for card in out(office, 2):
        assert print_acts.not_printed(office, OPERATOR, card.id)
    assert FleetPrinter.objects.get(name="kartu-1").empty == 2
    assert print_acts.print_next(office, OPERATOR, 1).codes() == {"cards.no_press"}  # type: ignore[union-attr]


def test_a_card_in_the_hand_whose_printer_said_nothing_is_not_printed_again(office: Node) -> None:
    printer_of(office).hold = True
    assert print_acts.print_next(office, OPERATOR, 1, "kartu-1")
    run(office)
    (order,) = PrintOrder.objects.filter(state="dikirim")
    printer_of(office).away = True
    assert pass_good(office, OPERATOR, [order.id]).codes() == {"cards.printer_silent"}  # type: ignore[union-attr]
    printer_of(office).away = False
    assert pass_good(office, OPERATOR, [order.id])
    assert printer_of(office).given[order.job].state == "canceled"


def test_a_repeated_click_and_a_card_that_is_gone(office: Node) -> None:
    one, two = out(office, 2)
    key = uuid4()
    assert pass_good(office, OPERATOR, [one.id, one.id], key=key)
    with pytest.raises(AlreadyDone):
        pass_good(office, OPERATOR, [one.id, one.id], key=key)
    assert pass_good(office, OPERATOR, [one.id, two.id]).codes() == {"quality.not_there"}  # type: ignore[union-attr]
    assert pass_good(office, OPERATOR, []).codes() == {"quality.how_many"}  # type: ignore[union-attr]
    assert line.balances(office)["tercetak"] == 1


def test_two_officers_at_once_never_use_one_slot(office: Node) -> None:
    cards = out(office, 6)
    answers: list[object] = []

    def officer(mine: list[PrintOrder]) -> None:
        with office:
            for card in mine:
                answers.append(pass_good(office, OPERATOR, [card.id]))

    threads = [threading.Thread(target=officer, args=(cards[i::2],)) for i in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert all(answers) and len(answers) == 6
    assert sorted(PrintOrder.objects.values_list("slot", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_a_slot_that_was_emptied_is_used_again(office: Node) -> None:
    cards = out(office, 4)
    assert pass_good(office, OPERATOR, [c.id for c in cards[:3]])
    assert print_acts.mark_spoiled(office, OPERATOR, cards[1].id, "tergores", first=True)
    answer = pass_good(office, OPERATOR, [cards[3].id])
    assert answer and list(answer.value.values()) == ["01-1/2"]


def test_a_spoiled_card_with_its_photo_and_hostile_uploads(office: Node) -> None:
    card, other = out(office, 2)
    refused = print_acts.mark_spoiled(
        office, OPERATOR, card.id, "luntur", photo=b"\xff\xd8\xff<script>alert(1)</script>"
    )
    assert not refused and SpoiledCard.objects.count() == 0
    picture = io.BytesIO()
    Image.new("RGB", (640, 400), "navy").save(picture, "PNG")
    assert print_acts.mark_spoiled(office, OPERATOR, card.id, "luntur", photo=picture.getvalue())
    row = SpoiledCard.objects.get()
    assert (row.why, row.printer, row.order) == ("luntur", "kartu-1", card.id)
    assert blobs.unseal(blobs.read(office, row.photo), office.keys).startswith(b"\xff\xd8\xff")
    assert FleetPrinter.objects.get(name="kartu-1").used == 1  # the panel of the ribbon is spent as well
    assert pass_good(office, OPERATOR, [other.id]) and FleetPrinter.objects.get(name="kartu-1").used == 2


def test_the_tables_follow_from_the_journal(office: Node) -> None:
    one, two, three = out(office, 3)
    pass_good(office, OPERATOR, [one.id])
    print_acts.mark_spoiled(office, OPERATOR, two.id, "luntur")
    print_acts.not_printed(office, OPERATOR, three.id)
    before = tables_hash(FACT_TABLES)
    rebuild(office, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before


def test_the_power_goes_between_the_printers_word_and_its_note(office: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    assert print_acts.print_next(office, OPERATOR, 2, "kartu-1")
    monkeypatch.setattr(print_ticks, "flush", _cut)
    with pytest.raises(KeyboardInterrupt):
        print_ticks.submit_jobs(office, office.clock.now())
    assert printer_of(office).given == {} and not transaction.get_connection().in_atomic_block
    assert set(PrintJob.objects.values_list("state", flat=True)) == {"ditawarkan"}
    monkeypatch.undo()
    run(office)
    assert len(printer_of(office).pages) == 2 == to_check(office).count()


def _cut() -> None:
    raise KeyboardInterrupt


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.tuples(st.sampled_from(["01-1", "01-2"]), st.integers(1, 12)), max_size=20))
def test_the_lowest_free_slot_is_given_and_never_a_taken_one(taken: set[rules.Place]) -> None:
    free = rules.free_places("317201", taken)
    given_ = [next(free) for _ in range(5)]
    assert not set(given_) & taken and len(set(given_)) == 5
    every = [(f"01-{n}", s) for n in (1, 2, 3) for s in range(1, rules.SLOTS + 1)]
    assert given_ == [p for p in every if p not in taken][:5]


def test_what_is_out_or_was_never_offered_needs_no_word_from_a_silent_printer(office: Node) -> None:
    (card,) = out(office, 1)
    assert print_acts.print_next(office, OPERATOR, 1, "kartu-1")
    waiting = PrintOrder.objects.get(state="dikirim", out_at=None)
    printer_of(office).away = True
    assert print_acts.not_printed(office, OPERATOR, waiting.id)
    assert print_acts.mark_spoiled(office, OPERATOR, card.id, "luntur")
    assert line.balances(office) == {"stok": 19, "pencetak": 0, "rusak": 1}


def test_the_number_on_the_card_is_kept_with_it_and_is_no_other_cards(jakut: Node) -> None:
    crowd(jakut, 6)
    assert receive(jakut, BENDAHARA, 20, "BAST", numbers=(R(101, 120),))
    assert draw(jakut, BENDAHARA, 8, to=OPERATOR.id)
    with_printer(jakut)
    join_print_list(jakut, jakut.clock.now())
    one, two, three, four = out(jakut, 4)
    mine = rules_of_blangko.drawer(OPERATOR.id)
    assert pass_good(jakut, OPERATOR, [one.id, two.id], serial=101).codes() == {"quality.how_many"}  # type: ignore[union-attr]
    assert pass_good(jakut, OPERATOR, [one.id], serial=115).codes() == {"ledger.serial_not_held"}, "in the store"  # type: ignore[union-attr]
    assert pass_good(jakut, OPERATOR, [one.id], serial=103)
    assert pass_good(jakut, OPERATOR, [two.id], serial=103).codes() == {"quality.serial_twice"}  # type: ignore[union-attr]
    assert book.held(jakut)[mine] == (R(101, 102), R(104, 108)) and book.held(jakut)["terpakai"] == (R(103, 103),)
    assert PrintOrder.objects.get(id=one.id).serial == 103
    assert print_acts.not_printed(jakut, OPERATOR, one.id).codes() == {"cards.has_serial"}  # type: ignore[union-attr]
    assert print_acts.mark_spoiled(jakut, OPERATOR, one.id, "luntur")
    assert PrintOrder.objects.get(id=one.id).serial is None and book.held(jakut)["terpakai"] == (R(103, 103),)
    back = Back(4, numbers=(R(105, 108),))  # 101, 102 and 104 went into cards that nobody has looked at yet
    assert close_drawer(jakut, BENDAHARA, mine, back)
    assert pass_good(jakut, OPERATOR, [two.id], serial=104), "read in the evening, after its drawer was closed"
    assert pass_good(jakut, OPERATOR, [three.id]) and PrintOrder.objects.get(id=three.id).serial is None
    assert disputed(book.with_serials(jakut.desk, "ktp_el")) == ()
    assert line.balances(jakut) == {"stok": 16, "petugas": 0, "pencetak": 1, "tercetak": 2, "rusak": 1}
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before
