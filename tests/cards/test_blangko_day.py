"""The treasurer's day: receipt with serials, drawers in the morning, what comes back, the count, the fire."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from siaga.cards import line, print_acts
from siaga.cards.blangko import acts, book, closing_acts, minutes_acts, rules, serials
from siaga.cards.blangko.closing_acts import Back
from siaga.cards.blangko.serials import SerialRange as R
from siaga.cards.facts import BlangkoMoved
from siaga.cards.join_acts import join_print_list
from siaga.cards.models import Balance, LedgerEntry
from siaga.documents.kinds.berita_acara import Witness
from siaga.documents.models import Document
from siaga.drill.country import Country
from siaga.journal import exchange
from siaga.journal.act import Outcome, Refused
from siaga.journal.models import Parked
from siaga.journal.seeding import Said, write_many
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.database import Store
from siaga.kit.node import Node
from siaga.roles.kinds import FACT_TABLES
from tests.cards.offices_cards import BENDAHARA, HEAD, LOKET, OPERATOR, crowd, with_printer

ANI, MINE = rules.drawer("ani"), rules.drawer(OPERATOR.id)
SEEN_BY = (Witness(name="Bambang Contoh", role="Bendahara"), Witness(name="Dewi Contoh", role="Kepala seksi"))


def codes(answer: Outcome) -> set[str]:
    assert isinstance(answer, Refused)
    assert all("%(" not in r.text() for r in answer.refusals)
    return answer.codes()


def stocked(node: Node, n: int = 1000) -> None:
    assert acts.receive(node, BENDAHARA, n, "BAST 1", numbers=(R(1, n),))


def reconciled(node: Node) -> None:
    """The table of balances says what the entries say, of every item, and nothing is below zero."""
    for item in rules.ITEMS:
        told = {a: n for a, n in book.balances(node.desk, item).items() if n}
        said = rules.balances_of(book.written(LedgerEntry.objects.filter(office=node.desk, item=item)))
        assert told == {a: n for a, n in said.items() if n} and min(told.values(), default=1) > 0


@pytest.mark.parametrize("again", [(R(1, 100),), (R(100, 199),), (R(40, 50),), (R(0, 1), R(2000, 2097))])
def test_serials_are_received_once(jakut: Node, again: tuple[R, ...]) -> None:
    stocked(jakut, 100)
    acts.draw(jakut, BENDAHARA, 30, to="ani")
    acts.spoil_blank(jakut, BENDAHARA, 10, "basah", numbers=(R(91, 100),))
    answer = acts.receive(jakut, BENDAHARA, serials.size(again), "BAST 2", numbers=again)
    assert codes(answer) == {"ledger.serial_twice"}
    assert codes(acts.receive(jakut, BENDAHARA, 5, "BAST 2", numbers=(R(500, 505),))) == {"ledger.serial_amount"}
    assert acts.receive(jakut, BENDAHARA, 5, "KIA", item=rules.KIA, numbers=(R(1, 5),)), (
        "another item's numbers are its own"
    )
    reconciled(jakut)


def test_a_drawer_from_morning_to_closing(jakut: Node) -> None:
    crowd(jakut, 12)
    stocked(jakut)
    with_printer(jakut)
    join_print_list(jakut, jakut.clock.now())
    assert acts.draw(jakut, BENDAHARA, 10, to=OPERATOR.id)
    assert acts.draw(jakut, BENDAHARA, 20, to="ani", numbers=(R(501, 520),))
    assert book.held(jakut)[MINE] == (R(1, 10),), "the lowest go first where none are named"
    assert print_acts.print_next(jakut, OPERATOR, 8, "kartu-1")
    assert book.balances("3172")[MINE] == 2 and line.balances(jakut)["petugas"] == 22
    assert line.stock(jakut) == 992
    short = closing_acts.close_drawer(jakut, BENDAHARA, MINE, Back(1, numbers=(R(10, 10),)))
    assert codes(short) == {"ledger.no_reason", "ledger.no_minutes"}
    assert codes(closing_acts.close_drawer(jakut, BENDAHARA, MINE, Back(3))) == {"ledger.more_back"}
    assert codes(closing_acts.close_drawer(jakut, BENDAHARA, MINE, Back(-1))) == {"ledger.negative_count"}
    alien = closing_acts.close_drawer(jakut, BENDAHARA, MINE, Back(2, numbers=(R(501, 502),)))
    assert codes(alien) == {"ledger.serial_not_held"}
    assert closing_acts.close_drawer(jakut, BENDAHARA, MINE, Back(2, numbers=(R(9, 10),)))
    assert codes(closing_acts.close_drawer(jakut, BENDAHARA, MINE, Back(0))) == {"ledger.empty_drawer"}
    assert closing_acts.close_all(jakut, BENDAHARA).value == 20  # type: ignore[union-attr]
    held = book.held(jakut)
    assert held == {rules.STOCK: (R(9, 1000),), serials.USED: (R(1, 8),)}
    assert line.balances(jakut) == {"stok": 992, "petugas": 0, "pencetak": 8}
    reconciled(jakut)


def test_a_drawer_whose_serials_nobody_wrote_down_is_not_closed_with_the_others(jakut: Node) -> None:
    stocked(jakut)
    acts.draw(jakut, BENDAHARA, 10, to="ani")
    acts.draw(jakut, BENDAHARA, 10, to="budi")
    assert acts.spoil_blank(jakut, BENDAHARA, 4, "sobek", source=ANI)
    assert closing_acts.close_all(jakut, BENDAHARA).value == 10  # type: ignore[union-attr]
    assert book.balances("3172")[ANI] == 6 and book.held(jakut)[ANI] == (R(1, 10),)
    assert codes(closing_acts.close_all(jakut, BENDAHARA)) == {"ledger.empty_drawer"}
    assert closing_acts.close_drawer(jakut, BENDAHARA, ANI, Back(6, numbers=(R(5, 10),)))
    assert book.held(jakut) == {rules.STOCK: (R(5, 1000),), serials.USED: (R(1, 4),)}


def test_who_was_handed_nothing_prints_nothing_while_others_were(jakut: Node) -> None:
    crowd(jakut, 3, blangko=10)
    with_printer(jakut)
    join_print_list(jakut, jakut.clock.now())
    acts.draw(jakut, BENDAHARA, 5, to="ani")
    assert codes(print_acts.print_next(jakut, OPERATOR, 1, "kartu-1")) == {"ledger.not_enough"}
    closing_acts.close_all(jakut, BENDAHARA)
    assert print_acts.print_next(jakut, OPERATOR, 1, "kartu-1"), (
        "an office that hands nothing out prints from its store"
    )


def test_what_did_not_come_back_of_kia_and_ribbons_is_missing(jakut: Node) -> None:
    """Each card and each changed ribbon left the drawer when it was used: nothing else explains what is not there at closing."""
    for item, n in ((rules.KIA, 200), (rules.RIBBON, 6)):
        assert acts.receive(jakut, BENDAHARA, n, "BAST", item=item)
        assert acts.draw(jakut, BENDAHARA, n // 2, to="ani", item=item)
    short = closing_acts.close_drawer(jakut, BENDAHARA, ANI, Back(98), item=rules.KIA)
    assert codes(short) == {"ledger.no_reason", "ledger.no_minutes"}
    back = Back(97, 2, note="terpotong", berita_acara="BA 1")
    assert closing_acts.close_drawer(jakut, BENDAHARA, ANI, back, item=rules.KIA).value == 1  # type: ignore[union-attr]
    assert closing_acts.close_all(jakut, BENDAHARA, item=rules.RIBBON).value == 3  # type: ignore[union-attr]
    assert book.balances("3172", rules.KIA) == {"stok": 197, ANI: 0, "rusak": 2, "selisih": 1}
    assert book.balances("3172", rules.RIBBON) == {"stok": 6, ANI: 0}
    assert line.stock(jakut) == 0 and book.balances("3172") == {}, "no card can be printed on them"
    reconciled(jakut)


def test_a_count_says_which_serials_are_left(jakut: Node) -> None:
    stocked(jakut, 100)
    assert acts.count_stock(jakut, BENDAHARA, 100, numbers=(R(1, 100),)).value == 0  # type: ignore[union-attr]
    assert codes(acts.count_stock(jakut, BENDAHARA, 100, numbers=(R(1, 99),))) == {"ledger.serial_amount"}
    assert acts.count_stock(jakut, BENDAHARA, 90, note="hilang", berita_acara="BA 1", numbers=(R(11, 100),))
    assert book.held(jakut) == {rules.STOCK: (R(11, 100),), serials.USED: (R(1, 10),)}
    reconciled(jakut)


def test_spoiled_blanks_are_burnt_once_with_minutes(jakut: Node) -> None:
    stocked(jakut, 50)
    acts.spoil_blank(jakut, BENDAHARA, 3, "kena air")
    acts.spoil_blank(jakut, BENDAHARA, 4, "lecet")
    assert codes(minutes_acts.burn_blanks(jakut, LOKET, "halaman", SEEN_BY)) == {"minutes.who"}
    assert codes(minutes_acts.burn_blanks(jakut, HEAD, "halaman", SEEN_BY[:1])) == {"minutes.witnesses"}
    key = uuid4()
    done = minutes_acts.burn_blanks(jakut, HEAD, "halaman", SEEN_BY, key=key)
    paper = Document.objects.get(id=done.value)  # type: ignore[union-attr]
    assert [line["cells"][1:3] for line in paper.data["lines"]] == [["lecet", "4"], ["kena air", "3"]]
    assert paper.data["sums"][-1] == ["Jumlah", "7 (tujuh)"]
    assert codes(minutes_acts.burn_blanks(jakut, HEAD, "halaman", SEEN_BY)) == {"minutes.none_spoiled"}
    assert book.balances("3172")["musnah"] == 7
    assert line.used(jakut)["spoiled"] == 7, "burnt ones stay in the report"
    jakut.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    acts.spoil_blank(jakut, BENDAHARA, 2, "patah")
    second = Document.objects.get(id=minutes_acts.burn_blanks(jakut, HEAD, "halaman", SEEN_BY).value)  # type: ignore[union-attr]
    assert [row["cells"][1] for row in second.data["lines"]] == ["patah"]
    reconciled(jakut)


def test_two_treasurers_at_once_hand_out_no_more_than_there_is(jakut: Node) -> None:
    stocked(jakut, 100)
    answers: list[Outcome] = []

    def hand(to: str) -> None:
        with replace(jakut, store=Store(jakut.store.conninfo)) as own:  # type: ignore[union-attr]
            answers.append(acts.draw(own, BENDAHARA, 60, to=to))

    threads = [threading.Thread(target=hand, args=(to,)) for to in ("ani", "budi", "cici")]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(bool(a) for a in answers) == [False, False, True]
    assert book.balances("3172")["stok"] == 40
    reconciled(jakut)


def test_the_database_itself_refuses_an_act_below_zero(jakut: Node) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        book.locked_balances(jakut)
        Balance.objects.create(office="3172", item="ktp_el", account="stok", amount=-1)


def test_what_two_boxes_wrote_is_booked_alike_everywhere_and_a_count_settles_it(negeri: Country, jakut: Node) -> None:
    """A box that came back late handed out what the other one had handed out too: nothing is parked, nobody's books differ."""
    stocked(jakut, 100)
    acts.draw(jakut, BENDAHARA, 80, to="ani")
    late = BlangkoMoved(move="ambil", source="stok", target=rules.drawer("budi"), amount=70, serials=[[1, 70]])
    write_many(jakut, [Said(jakut.clock.now(), "bendahara", "blangko/3172", late)])
    exchange.talk(jakut, jakut.devices["pusat"])
    here = tables_hash([Balance, LedgerEntry])
    assert book.balances("3172")["stok"] == -50
    assert serials.disputed(book.with_serials("3172", "ktp_el")) == (R(1, 70),)
    with negeri.centre:
        assert tables_hash([Balance, LedgerEntry]) == here and not Parked.objects.exists()
    assert codes(acts.draw(jakut, BENDAHARA, 1, to="ani")) == {"ledger.not_enough"}
    settled = acts.count_stock(jakut, BENDAHARA, 20, note="dua kotak membagi stok yang sama", berita_acara="BA 9")
    assert settled.value == 70  # type: ignore[union-attr]
    assert book.balances("3172")["stok"] == 20
    before = tables_hash(FACT_TABLES)
    rebuild(jakut, FACT_TABLES)
    assert tables_hash(FACT_TABLES) == before
