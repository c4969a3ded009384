"""Printers that fail in every way, an office and printers that are killed: each card comes out once. The long run is `bench printers`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from siaga.cards.join_acts import join_print_list
from siaga.drill.fleet_storm import rage
from siaga.kit.node import Node
from tests.cards.offices_cards import blank_face, crowd

CARDS, KILLS = 24, 4


def test_each_card_comes_out_once_whatever_fails_and_whoever_is_killed(jakut: Node, tmp_path: Path) -> None:
    crowd(jakut, CARDS, blangko=4 * CARDS)
    join_print_list(jakut, jakut.clock.now() + timedelta(seconds=1))
    jakut.devices["card_face"] = blank_face
    found = rage(jakut, tmp_path, [f"kartu-{n}" for n in range(1, 5)], seed=7, kills=KILLS, limit=90)
    assert found.good(), found.text()
    assert found.moved + found.empty + found.spoiled > 1, f"the weather was too fair: {found.text()}"
    assert found.kills == KILLS and found.cards == CARDS == found.pages, found.text()
