"""After an event the officer is told whose KTP-el says something else."""

from __future__ import annotations

import msgspec

from siaga.journal.act import SYSTEM, Done
from siaga.kit.node import Node
from siaga.people.event_acts import register_event
from siaga.people.peristiwa.kk import PINDAH_ALAMAT, PISAH_KK, Address, Split
from tests.people.samples_people import VILLAGE, a_family, changed, child_in

MOVED = Address(alamat="Jalan Kenanga 9", rt="1", rw="2", kode_wilayah=VILLAGE, papers=("ada",))


def advised(outcome: object) -> str:
    assert isinstance(outcome, Done), outcome
    told = [w for w in outcome.value.warnings if w.code == "people.card_outdated"]
    return told[0].params["names"] if told else ""


def test_who_moves_within_the_regency_needs_another_card(jakut: Node) -> None:
    no_kk, his, _hers = a_family(jakut)
    child_in(jakut, his)
    assert advised(register_event(jakut, SYSTEM, PINDAH_ALAMAT, no_kk, MOVED)) == "Agus Salim, Dewi Lestari"
    postcode = msgspec.structs.replace(MOVED, kode_pos="14211")
    assert advised(register_event(jakut, SYSTEM, PINDAH_ALAMAT, no_kk, postcode)) == "", "no postcode on a card"


def test_only_what_a_card_shows_counts(jakut: Node) -> None:
    _kk, his, hers = a_family(jakut)
    assert advised(changed(jakut, his, "ijazah", pendidikan=8)) == ""
    assert advised(changed(jakut, hers, "surat kerja", pekerjaan=16)) == "Dewi Lestari"


def test_a_part_of_the_family_that_moves_house(jakut: Node) -> None:
    no_kk, his, hers = a_family(jakut)
    split = Split(
        relations={his: 1}, kepala_baru=hers, dasar="pisah rumah", alamat="Jalan Kenanga 9", rt="1", rw="2",
        kode_wilayah=VILLAGE, papers=("ada", "ada"),
    )  # fmt: skip
    assert advised(register_event(jakut, SYSTEM, PISAH_KK, no_kk, split)) == "Agus Salim"
