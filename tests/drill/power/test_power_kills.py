"""Processes of an office and its centre are killed under load: nothing acknowledged is lost or done twice, here or at the centre."""

from __future__ import annotations

import pytest

from siaga.drill.power import kills
from siaga.drill.power.progress import scratch


@pytest.mark.slow
def test_a_killed_office_and_centre_lose_nothing_acknowledged() -> None:
    with scratch() as space:
        found = kills.chapter(space, 20_261_122, 6)
    assert found.kills == 6 and found.told > 100
    assert (found.lost, found.doubled, found.faults) == (0, 0, [])
