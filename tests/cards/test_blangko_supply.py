"""Fetching blangko with their papers, receipts short and damaged, and a loan between two districts."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from siaga.cards import line
from siaga.cards.blangko import acts, book, loan_acts, rules, shipments, supply_acts
from siaga.cards.blangko.serials import SerialRange as R
from siaga.cards.blangko.shipments import Counted
from siaga.cards.models import Balance, BlangkoLoan, BlangkoRequest, LedgerEntry
from siaga.documents.models import Document
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import Outcome, Refused
from siaga.journal.models import Parked
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.roles.kinds import FACT_TABLES
from tests.cards.offices_cards import BENDAHARA, HEAD, LOKET, PUSAT_OP

CARRIERS = [("Bambang Contoh", "Bendahara barang"), ("Dewi Contoh", "Staf")]
TOLD = {"note": "peti sobek", "berita_acara": "BA 1"}


def codes(answer: Outcome) -> set[str]:
    assert isinstance(answer, Refused)
    assert all("%(" not in r.text() for r in answer.refusals)
    return answer.codes()


def talk(*offices: Node) -> None:
    for office in offices:
        with office:
            exchange.talk(office, office.devices["pusat"])


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        (Counted(100), [("terima", 100, 1, 100)]),
        (Counted(97, 3, numbers=(R(1, 97),), broken=(R(98, 100),)), [("terima", 100, 1, 100), ("rusak", 3, 98, 100)]),
        (Counted(90, numbers=(R(11, 100),)), [("terima", 90, 11, 100), ("opname", 10, 1, 10)]),
        (Counted(101, numbers=(R(1, 101),)), [("terima", 100, 1, 100), ("opname", 1, 101, 101)]),
        (Counted(0), [("opname", 100, 1, 100)]),
        (Counted(90), "serial_needed"),
        (Counted(97, 3, numbers=(R(1, 97),)), "serial_some"),
        (Counted(98, 2, numbers=(R(1, 98),), broken=(R(98, 99),)), "serial_own"),
        (Counted(100, numbers=(R(2, 101),)), "serial_alien"),
        (Counted(-1), "negative_count"),
        (Counted(5, numbers=(R(1, 4),)), "serial_amount"),
    ],
)
def test_what_is_booked_of_a_shipment(counted: Counted, expected: object) -> None:
    found = shipments.of_shipment(100, counted, coming=(R(1, 100),))
    if isinstance(found, Refusal):
        assert found.code.split(".")[1] == expected and "%(" not in found.text()
    else:
        assert [(m.kind, m.amount, m.serials[0][0], m.serials[-1][1]) for m in found] == expected


@pytest.mark.parametrize(
    ("good", "damaged", "ends"),
    [
        (100, 0, {"stok": 100}),
        (80, 5, {"stok": 80, "rusak": 5, "selisih": 15}),
        (0, 0, {"selisih": 100}),
        (110, 4, {"stok": 110, "rusak": 4}),
    ],
)
def test_without_serials_the_numbers_add_up_too(good: int, damaged: int, ends: dict[str, int]) -> None:
    moves = shipments.of_shipment(100, Counted(good, damaged, **TOLD))
    assert isinstance(moves, list)
    now: object = {rules.TRANSIT: 100}
    for move in moves:
        assert isinstance(now, dict)
        now = rules.book(now, move)
    assert isinstance(now, dict) and {a: n for a, n in now.items() if n} == ends


def asked(office: Node, **more: str) -> UUID:
    made = supply_acts.request_blangko(office, LOKET, 500, **more)
    assert made
    exchange.talk(office, office.devices["pusat"])
    return UUID(str(made.value))


def test_a_fetch_with_its_papers(negeri: Country, jakut: Node) -> None:
    request = asked(jakut)
    letter = Document.objects.get(kind="surat_permintaan")
    assert (letter.data["amount"], letter.data["stock"], letter.state) == (500, 0, "menunggu_tanda_tangan")
    today = jakut.clock.today()
    refused = (
        (LOKET, CARRIERS, today, "supply.who_fetches"),
        (HEAD, CARRIERS[:1], today, "supply.carriers"),
        (HEAD, [CARRIERS[0], ("bambang contoh", "x")], today, "supply.carriers"),
        (HEAD, CARRIERS, today - timedelta(days=1), "supply.past"),
    )
    for who, carriers, day, code in refused:
        assert codes(supply_acts.assign_fetch(jakut, who, request, carriers, "", day)) == {code}
    first = supply_acts.assign_fetch(jakut, HEAD, request, CARRIERS, "B 1234 XX", today)
    second = supply_acts.assign_fetch(jakut, BENDAHARA, request, CARRIERS, "B 9 YY", today)
    assert Document.objects.get(id=first.value).superseded_by, "another surat tugas takes its place"  # type: ignore[union-attr]
    assert letter.number in Document.objects.get(id=second.value).data["because"][0]  # type: ignore[union-attr]
    with negeri.centre:
        assert supply_acts.ship(negeri.centre, PUSAT_OP, request, 400, numbers=(R(9001, 9400),))
    exchange.talk(jakut, jakut.devices["pusat"])
    come = {"numbers": (R(9001, 9390),), "broken": (R(9391, 9395),)}
    assert codes(supply_acts.receive_shipment(jakut, BENDAHARA, request, 390, damaged=5, **come)) == {
        "ledger.no_reason", "ledger.no_minutes"}  # fmt: skip
    done = supply_acts.receive_shipment(jakut, BENDAHARA, request, 390, damaged=5, **come, **TOLD)
    assert done.value == -5  # type: ignore[union-attr]
    row = BlangkoRequest.objects.get()
    assert (row.received, row.damaged, row.state) == (390, 5, "diterima")
    bast = Document.objects.get(number=row.bast)
    told = {line["cells"][1]: line["cells"][2:] for line in bast.data["lines"]}
    assert told["Dikirim pusat"] == ["400 keping", "9001-9400"] and told["Kurang"] == ["5 keping", "9396-9400"]
    assert told["Diterima rusak"] == ["5 keping", "9391-9395"]
    assert [w["name"] for w in bast.data["witnesses"]] == ["Bambang Contoh", "Dewi Contoh", "Bendahara"]
    assert line.balances(jakut) == {"perjalanan": 0, "stok": 390, "rusak": 5, "selisih": 5}
    assert book.held(jakut) == {"stok": (R(9001, 9390),), "rusak": (R(9391, 9395),), "selisih": (R(9396, 9400),)}


def test_a_crate_whose_letter_names_numbers_that_came_before_can_be_counted(negeri: Country, jakut: Node) -> None:
    """The centre wrote 5-104, 1-10 were received another time: the rest is booked, and what is short without numbers."""
    request = asked(jakut)
    assert acts.receive(jakut, BENDAHARA, 10, "stok awal", numbers=(R(1, 10),))
    with negeri.centre:
        assert supply_acts.ship(negeri.centre, PUSAT_OP, request, 100, numbers=(R(5, 104),))
    exchange.talk(jakut, jakut.devices["pusat"])
    assert shipments.count_shipments(jakut, BENDAHARA) == 1
    assert codes(supply_acts.receive_shipment(jakut, BENDAHARA, request, 100, numbers=(R(5, 104),))) == {
        "ledger.serial_twice"
    }
    come = {"numbers": (R(11, 100),), "broken": (R(101, 102),)}
    done = supply_acts.receive_shipment(jakut, BENDAHARA, request, 90, damaged=2, **come, **TOLD)
    assert done.value == -8  # type: ignore[union-attr]
    assert line.balances(jakut) == {"perjalanan": 0, "stok": 100, "rusak": 2, "selisih": 8}
    held = book.held(jakut)
    assert (held["stok"], held["rusak"], held["selisih"]) == ((R(1, 100),), (R(101, 102),), (R(103, 104),))
    assert shipments.count_shipments(jakut, BENDAHARA) == 0


def test_the_centre_sends_no_serial_twice_and_no_more_than_it_holds(negeri: Country, jakut: Node) -> None:
    banten = negeri.office("3671", "Kota Tangerang")
    request, other = asked(jakut), None
    with banten:
        other = asked(banten)
    with negeri.centre as centre:
        assert codes(supply_acts.ship(negeri.centre, PUSAT_OP, request, 501)) == {"ledger.more_than_asked"}
        assert codes(supply_acts.ship(negeri.centre, PUSAT_OP, request, 0, allotted=True)) == {"ledger.not_positive"}
        assert supply_acts.ship(negeri.centre, PUSAT_OP, request, 100, numbers=(R(1, 100),))
        again = supply_acts.ship(negeri.centre, PUSAT_OP, request, 100, allotted=True)
        assert codes(again) == {"supply.not_open"}, "a share, too, leaves against a request once"
        assert codes(supply_acts.ship(negeri.centre, PUSAT_OP, other, 100, numbers=(R(100, 199),))) == {
            "supply.serial_sent"
        }
        assert acts.receive(negeri.centre, PUSAT_OP, 250, "dari percetakan")
        assert codes(supply_acts.ship(negeri.centre, PUSAT_OP, other, 300)) == {"ledger.not_enough"}
        assert supply_acts.ship(negeri.centre, PUSAT_OP, other, 200, numbers=(R(101, 300),))
        assert book.balances("pusat")["stok"] == 50
        assert centre is not None
    with banten:
        exchange.talk(banten, banten.devices["pusat"])
        assert line.balances(banten) == {"perjalanan": 200} and book.balances("pusat")["stok"] == 50
        assert not Parked.objects.exists()


def test_kia_and_ribbons_are_asked_for_apart(negeri: Country, jakut: Node) -> None:
    card, kia = asked(jakut), asked(jakut, item=rules.KIA)
    assert Document.objects.filter(kind="surat_permintaan", superseded_by="").count() == 2
    with negeri.centre:
        assert supply_acts.ship(negeri.centre, PUSAT_OP, kia, 60)
        assert supply_acts.ship(negeri.centre, PUSAT_OP, card, 40)
    exchange.talk(jakut, jakut.devices["pusat"])
    assert supply_acts.receive_shipment(jakut, BENDAHARA, kia, 60)
    assert book.balances("3172", rules.KIA) == {"perjalanan": 0, "stok": 60} and line.balances(jakut) == {
        "perjalanan": 40
    }


@pytest.fixture
def lender(negeri: Country, jakut: Node) -> Node:
    """Kota Tangerang, with 1,000 blangko that the centre knows of."""
    made = negeri.office("3671", "Kota Tangerang")
    with made:
        acts.receive(made, BENDAHARA, 1000, "BAST", numbers=(R(1, 1000),))
    talk(made)
    return made


def agreed(negeri: Country, jakut: Node, amount: int = 300) -> UUID:
    asked = loan_acts.ask(jakut, BENDAHARA, amount, "400 blangko lagi, 16.000 menunggu")
    assert asked
    talk(jakut)
    loan = UUID(str(asked.value))
    with negeri.centre:
        assert codes(loan_acts.rule_on(negeri.centre, PUSAT_OP, loan, "3172", 10, "471/1")) == {"loan.lender"}
        assert codes(loan_acts.rule_on(negeri.centre, PUSAT_OP, loan, "3671", 1001, "471/1")) == {"loan.lender_stock"}
        assert codes(loan_acts.rule_on(negeri.centre, PUSAT_OP, loan, "3671", 10, "")) == {"loan.letter"}
        assert loan_acts.rule_on(negeri.centre, PUSAT_OP, loan, "3671", amount, "471/88/Prov")
    return loan


def announced(negeri: Country) -> int:
    with negeri.centre:
        done = loan_acts.announce(negeri.centre, negeri.clock.now())
        assert loan_acts.announce(negeri.centre, negeri.clock.now()) == 0, "told once"
    return done


def everywhere_the_same(negeri: Country, *offices: Node) -> None:
    for office in offices:
        with office:
            mine = [sorted(m.objects.filter(office=office.id).values_list()) for m in (Balance, LedgerEntry)]
        with negeri.centre:
            there = [sorted(m.objects.filter(office=office.id).values_list()) for m in (Balance, LedgerEntry)]
            assert mine == there and not Parked.objects.exists()


def test_a_loan_goes_through_the_province_and_comes_home(negeri: Country, jakut: Node, lender: Node) -> None:
    loan = agreed(negeri, jakut)
    assert codes(loan_acts.send(jakut, BENDAHARA, loan)) == {"loan.gone"}
    assert codes(loan_acts.ask(jakut, BENDAHARA, 5, "satu lagi, segera")) == {"loan.asked"}
    talk(jakut, lender)
    with lender:
        assert loan_acts.send(lender, BENDAHARA, loan, numbers=(R(1, 300),))
        assert codes(loan_acts.send(lender, BENDAHARA, loan)) == {"loan.gone"}
    assert codes(loan_acts.count(jakut, BENDAHARA, loan, Counted(300))) == {"loan.not_coming"}
    talk(lender)
    assert announced(negeri) == 1
    talk(jakut)
    assert line.balances(jakut) == {"perjalanan": 300}
    assert loan_acts.count(jakut, BENDAHARA, loan, Counted(300)).value == 0  # type: ignore[union-attr]
    assert book.held(jakut) == {"stok": (R(1, 300),)}
    assert line.used(jakut)["received"] == 300
    acts.receive(jakut, BENDAHARA, 500, "BAST 2", numbers=(R(5001, 5500),))
    assert loan_acts.give_back(jakut, BENDAHARA, loan, 300, numbers=(R(5001, 5300),)), (
        "others than those that were lent"
    )
    talk(jakut)
    assert announced(negeri) == 1
    talk(lender)
    with lender:
        assert line.balances(lender) == {"stok": 700, "dipinjamkan": 0, "perjalanan": 300}
        assert loan_acts.count(lender, BENDAHARA, loan, Counted(300))
        assert line.balances(lender) == {"stok": 1000, "dipinjamkan": 0, "perjalanan": 0}
        assert book.held(lender)["stok"] == (R(301, 1000), R(5001, 5300))
    talk(lender, jakut)
    everywhere_the_same(negeri, jakut, lender)
    with negeri.centre:
        assert BlangkoLoan.objects.get().state == "lunas"


def test_a_loan_is_given_back_in_parts(negeri: Country, jakut: Node, lender: Node) -> None:
    """One part counted before the next is sent, two parts on the way together, one of them short."""
    loan = agreed(negeri, jakut)
    talk(jakut, lender)
    with lender:
        assert loan_acts.send(lender, BENDAHARA, loan, numbers=(R(1, 300),))
    talk(lender)
    assert announced(negeri) == 1
    talk(jakut)
    assert loan_acts.count(jakut, BENDAHARA, loan, Counted(300))
    for wrong in (0, 301):
        assert codes(loan_acts.give_back(jakut, BENDAHARA, loan, wrong)) == {"loan.back"}
    assert loan_acts.give_back(jakut, BENDAHARA, loan, 100, numbers=(R(1, 100),))
    assert codes(loan_acts.give_back(jakut, BENDAHARA, loan, 201)) == {"loan.back"}
    with lender:
        assert codes(loan_acts.count(lender, BENDAHARA, loan, Counted(100))) == {"loan.not_coming"}
    talk(jakut)
    assert announced(negeri) == 1
    talk(lender)
    with lender:
        assert line.balances(lender) == {"stok": 700, "dipinjamkan": 200, "perjalanan": 100}
        assert shipments.announced(lender) == 100 and shipments.count_loans(lender, BENDAHARA) == 1
        assert loan_acts.count(lender, BENDAHARA, loan, Counted(100))
        assert line.balances(lender) == {"stok": 800, "dipinjamkan": 200, "perjalanan": 0}
        assert shipments.announced(lender) == 0 and shipments.count_loans(lender, BENDAHARA) == 0
        assert codes(loan_acts.count(lender, BENDAHARA, loan, Counted(100))) == {"loan.not_coming"}
    for n, numbers in ((150, R(101, 250)), (50, R(251, 300))):
        assert loan_acts.give_back(jakut, BENDAHARA, loan, n, numbers=(numbers,))
        talk(jakut)
        assert announced(negeri) == 1
    assert codes(loan_acts.give_back(jakut, BENDAHARA, loan, 1)) == {"loan.gone"}, "nothing is left"
    talk(lender)
    with lender:
        assert shipments.announced(lender) == 200
        short = Counted(195, note="peti sobek", berita_acara="BA 8", numbers=(R(101, 295),))
        assert loan_acts.count(lender, BENDAHARA, loan, short).value == -5  # type: ignore[union-attr]
        assert line.balances(lender) == {"stok": 995, "dipinjamkan": 0, "perjalanan": 0, "selisih": 5}
        row = BlangkoLoan.objects.get()
        assert (row.state, row.returned, row.home, row.settled) == ("lunas", 300, 300, 295)
    talk(lender, jakut)
    everywhere_the_same(negeri, jakut, lender)
    with negeri.centre:
        assert BlangkoLoan.objects.get().state == "lunas"
        assert shipments.announced(negeri.centre) == 0
    for node in (jakut, lender, negeri.centre):
        with node:
            hashed = tables_hash(FACT_TABLES)
            rebuild(node, FACT_TABLES)
            assert tables_hash(FACT_TABLES) == hashed


def test_while_it_is_lent_the_lender_still_owns_what_it_counts(negeri: Country, jakut: Node, lender: Node) -> None:
    loan = agreed(negeri, jakut, 1000)
    talk(lender)
    with lender:
        acts.draw(lender, BENDAHARA, 1, to="ani")
        assert codes(loan_acts.send(lender, BENDAHARA, loan)) == {"ledger.not_enough"}
        acts.give_back(lender, BENDAHARA, 1, by="ani", numbers=(R(1, 1),))
        assert loan_acts.send(lender, BENDAHARA, loan)
        assert line.used(lender) == {
            "received": 0, "printed": 0, "spoiled": 0, "stock": 0, "in_transit": 0, "difference": 0}  # fmt: skip
    talk(lender)
    assert announced(negeri) == 1
    talk(jakut)
    assert codes(loan_acts.count(jakut, BENDAHARA, loan, Counted(990))) == {"ledger.no_reason", "ledger.no_minutes"}
    assert loan_acts.count(jakut, BENDAHARA, loan, Counted(990, **TOLD)).value == -10  # type: ignore[union-attr]
    assert codes(loan_acts.give_back(jakut, BENDAHARA, loan, 1001)) == {"loan.back"}
    assert codes(loan_acts.give_back(jakut, BENDAHARA, loan, 1000)) == {"ledger.not_enough"}, (
        "what came short is owed too"
    )
    talk(jakut, lender)
    everywhere_the_same(negeri, jakut, lender)


def test_fetched_while_the_line_was_down_and_heard_of_five_weeks_later(negeri: Country, jakut: Node) -> None:
    request = asked(jakut)
    with negeri.centre:
        assert supply_acts.ship(negeri.centre, PUSAT_OP, request, 400, numbers=(R(1, 400),))
    jakut.clock.advance(timedelta(days=2))  # type: ignore[attr-defined]
    acts.receive(jakut, BENDAHARA, 390, "diambil sendiri, BAST 7", numbers=(R(1, 390),))
    jakut.clock.advance(timedelta(days=36))  # type: ignore[attr-defined]
    exchange.talk(jakut, jakut.devices["pusat"])
    assert line.balances(jakut) == {"perjalanan": 400, "stok": 390}
    assert codes(supply_acts.booked_before(jakut, BENDAHARA, request)) == {"supply.not_booked"}
    acts.receive(jakut, BENDAHARA, 10, "sisanya", numbers=(R(391, 400),))
    assert codes(supply_acts.booked_before(jakut, LOKET, request)) == {"ledger.only_treasurer"}
    assert supply_acts.booked_before(jakut, BENDAHARA, request)
    assert codes(supply_acts.receive_shipment(jakut, BENDAHARA, request, 400)) == {"supply.not_shipped"}
    assert line.balances(jakut) == {"perjalanan": 0, "stok": 400} and book.held(jakut) == {"stok": (R(1, 400),)}
    assert line.used(jakut)["received"] == 400
    talk(jakut)
    everywhere_the_same(negeri, jakut)
