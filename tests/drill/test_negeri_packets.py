"""A recording whose packet was on its way when the machine burnt: the second box sends it, and the citizen is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from siaga.drill.negeri import run, text
from siaga.drill.steps import BURNS, CENTRE, CUT, DAY, DUE, DUE_CENTRE, HOUR, MENDED, RECORD, Step
from siaga.kit.postgres import Cluster


def at(hour: float, what: str, n: int = 0, office: int = 0) -> Step:
    return Step(int(hour * HOUR), office, what, n)


CUT_FIRST = [at(8, CUT, 90), *(at(9 + i / 10, RECORD, i) for i in range(4)), at(10, DUE, 91)]


@pytest.mark.parametrize("held", [True, False], ids=["the second box has the packets", "it has the facts only"])
def test_packets_go_on_from_the_second_box(cluster: Cluster, tmp_path: Path, held: bool) -> None:
    taken = [s for s in CUT_FIRST if held or s.what != DUE]
    taken += [at(12, BURNS, 92), at(13, MENDED, 93), at(14, DUE, 94), at(15, DUE_CENTRE, 95, CENTRE), at(16, DUE, 96)]
    found = run(cluster, tmp_path / "negeri", 4, taken, 1)
    assert found.violations == [], text(found)
    assert found.burnt and found.counts["diakui"] == 4
    assert max(s.at for s in taken) < DAY
