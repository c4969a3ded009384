"""What moves with a mover: the recording counts at the new office, the print list follows the person, nobody is recorded twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from siaga.cards.face import card_of
from siaga.cards.models import PrintOrder
from siaga.drill.country import Country
from siaga.drill.invariants import nobody_promoted_locally, printed_only_after_verdict
from siaga.journal.act import SYSTEM, Done
from siaga.journal.verify import rebuild, tables_hash
from siaga.kit.node import Node
from siaga.people.moving.arriving_rules import MoveIn
from siaga.people.moving.leaving import take_back
from siaga.people.moving.leaving_rules import MoveOut
from siaga.people.moving.letter import Letter
from siaga.recording.drafts import may_start
from siaga.recording.known import recorded
from siaga.recording.models import Record
from siaga.roles.kinds import FACT_TABLES
from tests.people.moves import arrive, move_out
from tests.people.test_moving_between_offices import MALANG, letter_at, number_of
from tests.recordings import record, resident, turn


@pytest.fixture
def jakut(negeri: Country) -> Node:
    return negeri.office("3172", "Kota Administrasi Jakarta Utara")


@pytest.fixture
def malang(negeri: Country) -> Node:
    return negeri.office("3507", "Kabupaten Malang")


def leave(node: Node, nik: str, no_kk: str) -> Letter:
    form = MoveOut(
        relations={nik: 1},
        kode_wilayah=MALANG,
        alamat="Jalan Ijen 4",
        rt="001",
        rw="002",
        alasan="pekerjaan",
        papers=("ada",),
    )
    with node:
        number = number_of(move_out(node, SYSTEM, no_kk, form, recorded=recorded([nik])))
    return letter_at(node, number)


def receive(node: Node, letter: Letter, nik: str) -> None:
    form = MoveIn(relations={nik: 1}, alamat="Jalan Ijen 4", rt="001", rw="002", kode_wilayah=MALANG)
    with node:
        assert isinstance(arrive(node, SYSTEM, letter, form, proof="qr"), Done)


def waiting(node: Node) -> list[tuple[str, str]]:
    with node:
        return list(PrintOrder.objects.order_by("joined_at").values_list("nik", "state"))


def test_the_recording_counts_where_they_live_now(negeri: Country, jakut: Node, malang: Node) -> None:
    with jakut:
        nik = resident(jakut, 1)
        assert record(jakut, nik)
    turn(negeri, jakut)
    assert waiting(jakut) == [(nik, "menunggu")]
    letter = leave(jakut, nik, "3172010101200001")
    assert letter.keeps_kk and letter.movers[0].direkam
    turn(negeri, jakut)
    assert waiting(jakut) == [(nik, "batal")], "who moves leaves the print list"
    malang.devices["pusat"].up = False
    receive(malang, letter, nik)
    with malang:
        assert not Record.objects.exists()
        _who, no = may_start(malang, nik)
        assert no is not None and no.code == "recording.recorded_elsewhere"
        refused = record(malang, nik)
        assert not refused and refused.codes() == {"recording.recorded_elsewhere"}
    malang.devices["pusat"].up = True
    negeri.clock.advance(timedelta(minutes=2))
    turn(negeri, jakut, malang)
    negeri.clock.advance(timedelta(minutes=2))
    turn(negeri, malang)
    with malang:
        row = Record.objects.get()
        assert (row.nik, row.status, row.office, row.writer) == (nik, "PRINT_READY_RECORD", "3507", "pusat")
        order = PrintOrder.objects.get()
        assert (order.nik, order.state, order.reason) == (nik, "menunggu", "ubah_data")
        assert card_of(malang, order, specimen=True).photo, "the packet was sealed again for this office"
    offices = [jakut, malang]
    assert printed_only_after_verdict(negeri.centre, offices) == nobody_promoted_locally(negeri.centre, offices) == []
    for node in (negeri.centre, malang):
        with node:
            before = tables_hash(FACT_TABLES)
            rebuild(node, FACT_TABLES)
            assert tables_hash(FACT_TABLES) == before


def test_who_does_not_go_after_all_stands_in_line_again(negeri: Country, jakut: Node, malang: Node) -> None:
    with jakut:
        nik = resident(jakut, 1)
        assert record(jakut, nik)
    turn(negeri, jakut)
    letter = leave(jakut, nik, "3172010101200001")
    turn(negeri, jakut)
    with jakut:
        assert take_back(jakut, SYSTEM, letter.number, paper=True)
    negeri.clock.advance(timedelta(minutes=1))
    turn(negeri, jakut)
    assert sorted(state for _nik, state in waiting(jakut)) == ["batal", "menunggu"]
