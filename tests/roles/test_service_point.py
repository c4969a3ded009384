"""A kecamatan whose line to its office is dead goes on, and when the line is back everything is everywhere once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from siaga.cards import handover_acts, lending, line, print_acts
from siaga.cards import handover_rules as rules
from siaga.cards.blangko import acts as ledger_acts
from siaga.cards.blangko import book, minutes_acts
from siaga.cards.blangko.serials import SerialRange
from siaga.cards.figures import front_figures
from siaga.cards.models import PrintOrder
from siaga.counter.acts import take_ticket
from siaga.counter.models import Ticket
from siaga.counter.tickets import call_next
from siaga.documents.kinds.berita_acara import Witness
from siaga.drill.country import Country, Line
from siaga.journal import blobs, boxes
from siaga.journal.act import CITIZEN, SYSTEM, AlreadyDone, Done, NotTheOffice, Outcome
from siaga.journal.models import JournalFact, Parked
from siaga.journal.verify import rebuild, tables_hash, verify
from siaga.kit.node import Node
from siaga.perangkat.readings import read
from siaga.perangkat.state_code import code_of, words
from siaga.recording import packet as packets
from siaga.recording.models import Record
from siaga.roles.carrying import carry_in, carry_out
from siaga.roles.kinds import FACT_TABLES
from siaga.roles.office import OFFICE
from siaga.roles.process import role_of
from tests.cards.offices_cards import (
    BENDAHARA,
    HEAD,
    LOKET,
    OPERATOR,
    PaperPrinter,
    nik_of,
    person,
    put_on_shelf,
    settle,
    with_printer,
)
from tests.recordings import SCANNER, record
from tests.recordings import turn as turn_all
from tests.service_points import service_point, swap, upwards

PEOPLE = 6


@dataclass
class Place:
    """An office with people who wait for cards, its service point, and a printer each."""

    negeri: Country
    office: Node
    point: Node
    printers: dict[str, PaperPrinter]

    def cut(self, dead: bool = True) -> None:
        self.point.devices["kantor"].up = not dead

    def work(self, node: Node) -> None:
        """Due work of one machine, with time for what is not due at every moment."""
        self.negeri.clock.advance(timedelta(seconds=61))
        with node:
            role_of(node).tick(node, node.clock.now())
            put_on_shelf(node)

    def calm(self) -> None:
        """Everything that can be heard is heard."""
        for _ in range(3):
            swap(self.point)
            with self.office:
                OFFICE.tick(self.office, self.negeri.clock.now())
            upwards(self.office)
            swap(self.point)


def ok(outcome: Outcome) -> Done:
    assert isinstance(outcome, Done), outcome
    return outcome


@pytest.fixture
def place(negeri: Country) -> Place:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    with office:
        people = [person(n) for n in range(PEOPLE)] + [person(n) for n in (50, 51)]
        settle(office, people)
        for p in people[:PEOPLE]:
            ok(record(office, p.nik))
        ok(ledger_acts.receive(office, BENDAHARA, 20, "BAST 1", numbers=(SerialRange(1, 20),)))
    turn_all(negeri, office)
    point = service_point(negeri, office)
    printers = {"kantor": with_printer(office), "titik": with_printer(point)}
    point.devices["scanner"] = office.devices["scanner"] = SCANNER
    with office:
        assert line.line(office, office.clock.today()).count() == PEOPLE
    return Place(negeri, office, point, printers)


def lend(place: Place, n: int, blangko: int, numbers: tuple[SerialRange, ...] = ()) -> list[UUID]:
    with place.office:
        lent = ok(lending.lend(place.office, HEAD, place.point.chain, n)).value
        ok(lending.entrust(place.office, BENDAHARA, place.point.chain, blangko, numbers=numbers))
    place.work(place.point)
    with place.point:
        assert ok(lending.accept(place.point, BENDAHARA, blangko)).value == 0
    return list(lent)


def agree(place: Place) -> None:
    """Office, point and centre hold the same facts of this office, and each one's tables are what a replay makes."""
    held = {}
    for node in (place.office, place.point, place.negeri.centre):
        with node:
            assert verify() == []
            assert not Parked.objects.exists(), list(Parked.objects.values_list("chain", "seq", "kind", "reason"))
            rows = JournalFact.objects.filter(chain__startswith="3172").order_by("chain", "seq")
            held[node.chain] = list(rows.values_list("chain", "seq", "hash"))
            before = tables_hash(FACT_TABLES)
            rebuild(node, FACT_TABLES)
            assert tables_hash(FACT_TABLES) == before
    assert held["3172"] == held["3172/t1"] == held["pusat"]


def orders(node: Node) -> dict[UUID, tuple[str, str]]:
    with node:
        return {o.id: (o.state, o.lent_to) for o in PrintOrder.objects.order_by("id")}


def test_a_dead_line_stops_neither_and_afterwards_all_is_everywhere_once(place: Place) -> None:
    office, point = place.office, place.point
    lent = lend(place, 3, 5)
    place.cut()
    with point:
        ok(take_ticket(point, CITIZEN, "A", "umum", key=uuid4()))
        ok(call_next(point, LOKET, 1))
        ok(record(point, nik_of(50)))
        assert ok(print_acts.print_next(point, OPERATOR, 10, "kartu-1")).value == lent
    with office:
        ok(take_ticket(office, CITIZEN, "A", "umum", key=uuid4()))
        printed = ok(print_acts.print_next(office, OPERATOR, 10, "kartu-1")).value
        ok(record(office, nik_of(51)))
    place.work(point)
    place.work(office)
    assert len(printed) == PEOPLE - 3 and not set(printed) & set(lent)
    with point:
        first = PrintOrder.objects.get(id=lent[0])
        tries = (SCANNER.verify(first.nik, 2, nonce=f"ambil-{n}") for n in range(5))
        assert any(handover_acts.hand_over(point, LOKET, first.id, rules.INDEX, finger) for finger in tries)
    jobs = [name.rpartition("-")[0] for p in place.printers.values() for name in p.pages]
    assert sorted(jobs) == sorted(str(o) for o in [*lent, *printed]), "each card came out of one printer, once"
    place.cut(False)
    place.calm()
    agree(place)
    expected = dict.fromkeys(printed, ("tercetak", "")) | dict.fromkeys(lent, ("tercetak", "3172/t1"))
    expected[lent[0]] = ("diserahkan", "3172/t1")
    for node in (office, point, place.negeri.centre):
        assert orders(node) == expected, node.chain
        with node:
            assert set(Ticket.objects.values_list("office", "number")) == {("3172", 1), ("3172/t1", 1)}
            assert set(Record.objects.filter(nik__in=[nik_of(50), nik_of(51)]).values_list("nik", "point")) == {
                (nik_of(50), "3172/t1"),
                (nik_of(51), ""),
            }
    with place.negeri.centre:
        assert line.balances(place.negeri.centre, "3172/t1") == {
            "perjalanan": 0, "stok": 2, "pencetak": 0, "tercetak": 3
        }  # fmt: skip


def test_what_a_point_recorded_is_judged_by_the_centre_and_printed(place: Place) -> None:
    """The packet goes from the point to the office and on; the verdict comes back all the way."""
    office, point = place.office, place.point
    place.cut()
    with point:
        ok(record(point, nik_of(50)))
    place.cut(False)
    place.work(point)
    turn_all(place.negeri, office)
    place.work(point)
    for node in (office, point):
        with node:
            found = Record.objects.get(nik=nik_of(50))
            assert (found.status, found.point) == ("PRINT_READY_RECORD", "3172/t1")
    with office:  # the office can open what the point recorded: it prints the card when the point does not
        assert packets.unseal(blobs.read(office, found.packet), office.keys).nik == nik_of(50)
        assert PrintOrder.objects.filter(nik=nik_of(50), state="menunggu").exists()
    agree(place)


def test_one_person_recorded_at_both_counts_once(place: Place) -> None:
    office, point = place.office, place.point
    place.cut()
    with point:
        ok(record(point, nik_of(50)))
    with office:
        ok(record(office, nik_of(50)))
    place.cut(False)
    place.work(point)
    turn_all(place.negeri, office)
    place.work(point)
    agree(place)
    for node in (office, point, place.negeri.centre):
        with node:
            rows = Record.objects.filter(nik=nik_of(50)).order_by("recorded_at")
            assert [(r.point, r.current, r.status) for r in rows] == [
                ("3172/t1", True, "PRINT_READY_RECORD"),
                ("", False, "BIO_CAPTURED"),
            ], node.chain


def test_cards_that_are_given_back_are_printed_at_the_office_in_their_place(place: Place) -> None:
    office, point = place.office, place.point
    with office:
        before = list(line.line(office, office.clock.today()).values_list("id", flat=True))
    lent = lend(place, 3, 5)
    assert lent == before[:3]
    place.cut()
    with point:
        assert ok(lending.give_back(point, OPERATOR, lent[1:])).value == 2
        assert ok(print_acts.print_next(point, OPERATOR, 10, "kartu-1")).value == lent[:1]
        ok(lending.entrust(point, BENDAHARA, "3172", 4))
    with office:
        assert list(line.line(office, office.clock.today()).values_list("id", flat=True)) == before[3:]
    place.cut(False)
    place.work(point)
    place.calm()
    with office:
        assert list(line.line(office, office.clock.today()).values_list("id", flat=True)) == before[1:]
        assert ok(lending.accept(office, BENDAHARA, 4)).value == 0
        assert line.balances(office)["stok"] == 19
        assert line.used(office)["received"] == 20
    place.calm()
    agree(place)


def test_a_point_held_for_dead_is_fenced_and_its_late_cards_are_parked(place: Place) -> None:
    office, point = place.office, place.point
    lent = lend(place, 3, 5, (SerialRange(4, 8),))
    place.cut()
    with office:
        assert book.held(office) == {"stok": (SerialRange(1, 3), SerialRange(9, 20))}
        assert lending.end(office, OPERATOR, point.chain, "dicuri semalam").codes() == {"lending.who_ends"}  # type: ignore[union-attr]
        assert ok(lending.end(office, HEAD, point.chain, "dicuri semalam")).value == 3
        assert line.balances(office, point.chain) == {"perjalanan": 0}, "its books, as they were last heard"
        assert ok(lending.accept(office, BENDAHARA, 5)).value == 0
        assert line.balances(office)["stok"] == 20 and book.held(office) == {"stok": (SerialRange(1, 20),)}
        printed = ok(print_acts.print_next(office, OPERATOR, 10, "kartu-1")).value
        assert set(lent) < set(printed)
    with point:  # it has not heard, and goes on
        ok(print_acts.print_next(point, OPERATOR, 1, "kartu-1"))
        ok(record(point, nik_of(50)))
    place.cut(False)
    place.work(point)
    with point, pytest.raises(NotTheOffice):
        take_ticket(point, CITIZEN, "A", "umum", key=uuid4())
    with point:
        assert role_of(point).name == "titik layanan yang diakhiri"
    place.calm()
    for node in (office, place.negeri.centre):
        with node:
            assert verify() == []
            assert Record.objects.filter(nik=nik_of(50), point="3172/t1").exists(), "its recordings are not lost"
            parked = set(Parked.objects.values_list("chain", "subject"))
            assert parked == {("3172/t1", f"pesanan/{lent[0]}/t1"), ("3172/t1", "blangko/3172/t1")}
            assert PrintOrder.objects.get(id=lent[0]).lent_to == ""


def test_what_is_spoiled_at_a_point_is_burnt_at_the_office(place: Place) -> None:
    office, point = place.office, place.point
    lend(place, 1, 5, (SerialRange(4, 8),))
    with office:
        assert lending.send_spoiled(office, BENDAHARA).codes() == {"lending.none_spoiled"}  # type: ignore[union-attr]
    with point:
        assert lending.send_spoiled(point, BENDAHARA).codes() == {"lending.none_spoiled"}  # type: ignore[union-attr]
        ok(ledger_acts.spoil_blank(point, BENDAHARA, 2, "basah", numbers=(SerialRange(7, 8),)))
        assert lending.send_spoiled(point, OPERATOR).codes() == {"ledger.only_treasurer"}  # type: ignore[union-attr]
        key = uuid4()
        assert ok(lending.send_spoiled(point, BENDAHARA, key=key)).value == 2
        with pytest.raises(AlreadyDone):
            lending.send_spoiled(point, BENDAHARA, key=key)
        ok(lending.entrust(point, BENDAHARA, office.id, 1))  # a part of what was lent comes back whole
        assert line.balances(point) == {"perjalanan": 0, "stok": 2, "rusak": 0}
    place.work(point)
    with office:
        assert line.balances(office)["rusak"] == 2 and book.held(office)["rusak"] == (SerialRange(7, 8),)
        assert book.spoiled_since(office, "ktp_el") == [(f"rusak di {point.name}", 2)]
        assert ok(lending.accept(office, BENDAHARA, 1)).value == 0
        seen = (Witness(name="Bambang", role="Bendahara"), Witness(name="Dewi", role="Kepala seksi"))
        ok(minutes_acts.burn_blanks(office, BENDAHARA, "halaman kantor", seen))
        assert (line.balances(office)["rusak"], line.balances(office)["musnah"]) == (0, 2)
        parts = line.used(office)
        assert (parts["received"], parts["spoiled"], parts["stock"]) == (20, 2, 18)
    place.calm()
    agree(place)


def test_an_ended_point_hears_nothing_that_came_after(place: Place) -> None:
    with place.office:
        ok(lending.end(place.office, HEAD, place.point.chain, "rusak terbakar"))
        ok(record(place.office, nik_of(51)))
    place.work(place.point)
    with place.point:
        assert not Record.objects.filter(nik=nik_of(51)).exists()


def test_lending_is_refused_with_a_reason(place: Place) -> None:
    office, point = place.office, place.point
    with office:
        assert lending.lend(office, LOKET, point.chain, 1).codes() == {"lending.who"}  # type: ignore[union-attr]
        assert lending.lend(office, HEAD, "3172/t9", 1).codes() == {"lending.unknown"}  # type: ignore[union-attr]
        assert lending.lend(office, HEAD, point.chain, 0).codes() == {"lending.how_many"}  # type: ignore[union-attr]
        assert lending.entrust(office, BENDAHARA, point.chain, 21).codes() == {"ledger.not_enough"}  # type: ignore[union-attr]
        assert lending.accept(office, BENDAHARA, 1).codes() == {"lending.nothing_comes"}  # type: ignore[union-attr]
    lent = lend(place, 1, 1)
    with office:
        (order,) = PrintOrder.objects.filter(id__in=lent)
        assert print_acts.mark_spoiled(office, OPERATOR, order.id, "sobek").codes() == {"cards.not_there"}  # type: ignore[union-attr]


def test_a_second_box_takes_over_and_the_point_finds_it(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was lent cards by a box that is dead now, and gives what it did with them to the box that is the office."""
    office, point, negeri = place.office, place.point, place.negeri
    second = negeri.second_box(office)
    monkeypatch.setattr(boxes, "address_of", lambda office, box: "http://kotak-2")
    lent = lend(place, 2, 2)
    with office:
        office.devices["cadangan"].catch_up(office)
    negeri.burn(office)
    place.cut()
    with second:
        ok(boxes.take_over(second, SYSTEM, "terbakar"))
    with point:
        assert ok(print_acts.print_next(point, OPERATOR, 2, "kartu-1")).value == lent
    place.work(point)
    point.devices["line_to"] = {"http://kotak-2": Line(second, negeri.parts)}.__getitem__
    for node in (point, second, point):
        place.work(node)
    for node in (point, second, negeri.centre):
        with node:
            assert boxes.serving_box("3172") == 2 and verify() == [] and not Parked.objects.exists()
            assert set(PrintOrder.objects.filter(lent_to=point.chain).values_list("state", flat=True)) == {"tercetak"}


def test_what_a_point_did_travels_on_a_stick_too(place: Place, tmp_path: Path) -> None:
    """The office's own line to the centre is dead as well: its bundle brings both chains, in order."""
    office, centre = place.office, place.negeri.centre
    lent = lend(place, 2, 2)
    with place.point:
        assert ok(print_acts.print_next(place.point, OPERATOR, 2, "kartu-1")).value == lent
        ok(record(place.point, nik_of(50)))
    place.work(place.point)
    swap(place.point)
    with office:
        carry_out(office, tmp_path / "keluar")
    with centre:
        assert carry_in(centre, tmp_path / "keluar").aside == 0
        assert verify() == [] and not Parked.objects.exists()
        assert set(PrintOrder.objects.filter(id__in=lent).values_list("state", "lent_to")) == {("tercetak", "3172/t1")}
        assert Record.objects.filter(nik=nik_of(50), point="3172/t1").exists()


def test_the_code_of_a_point_speaks_of_what_its_office_lacks(place: Place) -> None:
    """It called the whole register of its office unsent for a year, and asked for a second box and backups that a point has not."""
    with place.point:
        ok(record(place.point, nik_of(50)))
        assert read(place.point).unsent > 0
    place.work(place.point)
    swap(place.point)
    with place.point:
        found = read(place.point)
        assert (found.unsent, found.unsent_since, found.unasked) == (0, None, 0)
        told = " ".join(words(code_of(found)))
        assert "kotak cadangan" not in told and "Salinan" not in told and "belum terkirim" not in told


def test_the_front_page_of_a_point_speaks_of_what_is_lent_to_it(place: Place) -> None:
    """Not of the office's line, nor of the pace of the office's printers: it prints neither."""
    with place.office:
        ok(print_acts.print_next(place.office, OPERATOR, 2, "kartu-1"))
    place.work(place.office)
    place.calm()
    lend(place, 3, 5)
    place.negeri.clock.advance(timedelta(days=1))
    with place.office:
        figures = front_figures(place.office)
        assert (figures.prr, figures.pace > 0 or sum(line.printed_by_day(place.office)) > 0) == (4, True)
    with place.point:
        figures = front_figures(place.point)
        assert (figures.prr, figures.stock, figures.days_left, figures.pace) == (3, 5, None, 0)
