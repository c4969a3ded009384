"""A month without a line: recordings go out and verdicts come in on a stick, and the cards are printed. The exchange is never opened."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from siaga.cards import print_acts
from siaga.cards.blangko import acts as ledger_acts
from siaga.cards.models import PrintOrder
from siaga.cards.printers.ipp import IppPrinter
from siaga.cards.printers.virtual import VirtualPrinter
from siaga.drill.country import Country
from siaga.journal.act import Actor
from siaga.journal.verify import verify
from siaga.kit.node import Node
from siaga.recording import acts as recording
from siaga.recording.devices.portrait import portrait, signature
from siaga.recording.models import Record
from siaga.recording.status import Status
from siaga.roles.carrying import carry_in, carry_out
from siaga.roles.centre import CENTRE
from siaga.roles.office import OFFICE
from tests.cards.offices_cards import put_on_shelf
from tests.recordings import CLERK, captured, resident

BENDAHARA = Actor("bendahara", "Bendahara", frozenset({"bendahara"}))
PRINTING = Actor("cetak", "Operator", frozenset({"pencetakan"}))
PEOPLE = 3


@pytest.mark.slow
def test_recordings_out_verdicts_in_cards_printed(negeri: Country, tmp_path: Path) -> None:
    office = negeri.office("3172", "Kota Administrasi Jakarta Utara")
    line = office.devices["pusat"]
    line.up = False
    admit_by_hand(negeri, office, tmp_path)
    with office:
        niks = [resident(office, n) for n in range(1, PEOPLE + 1)]
        for nik in niks:
            packet = msgspec.structs.replace(captured(nik), photo=portrait(nik, "L", 1990), signature=signature(nik))
            assert recording.record(office, CLERK, packet, quality=80, link_up=False)
        ledger_acts.receive(office, BENDAHARA, 10, "BAST 1")
    stick = tmp_path / "keluar.siaga"
    with office:
        went = carry_out(office, stick)
        assert went.blobs == PEOPLE
        assert set(Record.objects.values_list("status", flat=True)) == {Status.SENT_FOR_ENROLLMENT.value}
    with negeri.centre:
        came = carry_in(negeri.centre, stick)
        assert (came.facts, came.blobs) == (went.facts, PEOPLE)
        CENTRE.tick(negeri.centre, negeri.clock.now())
        back = tmp_path / "masuk.siaga"
        carry_out(negeri.centre, back, office.id)
    with office:
        carry_in(office, back)
        carry_in(office, back)  # the courier brings it twice
        assert set(Record.objects.values_list("status", flat=True)) == {Status.PRINT_READY_RECORD.value}
        with VirtualPrinter(tmp_path / "kertas", ["kartu-1"]) as paper:
            office.devices["printers"] = {"Printer 1": IppPrinter(paper.uri("kartu-1"))}
            OFFICE.tick(office, negeri.clock.now())
            assert print_acts.print_next(office, PRINTING, PEOPLE, "Printer 1")
            for _ in range(50):
                OFFICE.tick(office, negeri.clock.now())
                put_on_shelf(office)
                if PrintOrder.objects.filter(state="tercetak").count() == PEOPLE:
                    break
            assert PrintOrder.objects.filter(state="tercetak").count() == PEOPLE
            assert len(paper.printed("kartu-1")) == PEOPLE
        assert verify() == []
    assert line.passed == 0, "not one envelope went over the line"


def admit_by_hand(negeri: Country, office: Node, folder: Path) -> None:
    """The centre's own chain (who belongs to the country) comes on the first stick."""
    with negeri.centre:
        carry_out(negeri.centre, folder / "awal.siaga", office.id)
    with office:
        carry_in(office, folder / "awal.siaga")
