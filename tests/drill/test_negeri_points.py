"""A kecamatan whose line to its office dies goes on in the simulated country, and in the calm everybody holds the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from siaga.drill import steps
from siaga.drill.negeri import Outcome, run, text
from siaga.drill.steps import (
    BLANGKO,
    CENTRE,
    DUE,
    DUE_CENTRE,
    GIVEN_BACK,
    HOUR,
    LENT,
    POINT_CUT,
    POINT_HAND,
    POINT_MENDED,
    POINT_PRINT,
    POINT_RECORD,
    POINT_TICKET,
    RECORD,
    Step,
    history,
    pointed_of,
)
from siaga.kit.postgres import Cluster

SEED = 11
SAME = 831_600  # the same people again, on another form


def at(hour: float, what: str, n: int = 0, office: int = 0, fate: int = 0) -> Step:
    return Step(int(hour * HOUR), office, what, n, fate)


# The morning: recorded at the office, the centre answers, cards and blangko are lent. Then the line to the kecamatan dies, and both go on;
# some are recorded at both.
DAYS_OF_A_POINT = [
    *(at(8 + i / 10, RECORD, i) for i in range(12)),
    *(at(9 + i / 10, DUE, 100 + i) for i in range(3)),
    *(at(10 + i / 10, DUE_CENTRE, 110 + i, CENTRE) for i in range(2)),
    *(at(11 + i / 10, DUE, 120 + i) for i in range(3)),
    at(12, BLANGKO, 130),
    at(12.1, LENT, 1003, fate=16),  # dies when the blangko are entrusted and no card is lent yet; asked again
    at(12.2, LENT, 1007),
    *(at(12.5 + i / 10, DUE, 140 + i) for i in range(3)),
    at(13, POINT_CUT, 150),
    *(at(13.1 + i / 10, POINT_TICKET, 160 + i, fate=(0, 4, 0)[i]) for i in range(3)),
    *(at(14 + i / 10, POINT_RECORD, 12 + i) for i in range(6)),
    *(at(14.5 + i / 10, RECORD, SAME + 15 + i) for i in range(5)),
    at(15, POINT_PRINT, 170),
    *(at(15.5 + i / 10, DUE, 180 + i) for i in range(3)),
    at(16, POINT_HAND, 190),
    at(16.5, POINT_PRINT, 171),
    at(17, GIVEN_BACK, 191),
    at(40, POINT_MENDED, 200),
    *(at(41 + i / 10, DUE, 210 + i) for i in range(3)),
]


@pytest.fixture(scope="module")
def told(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("titik")
    return run(cluster, folder / "negeri", SEED, sorted(DAYS_OF_A_POINT), 1, boxes=0, pointed={0})


def test_a_point_serves_while_its_line_is_dead_and_then_all_agree(told: Outcome) -> None:
    assert told.violations == [], text(told)
    counts = told.counts
    assert counts["diakui: tiket di titik"] == 3 and counts["diakui: rekam di titik"] >= 4
    assert counts["diakui: cetak di titik"] >= 1 and counts["diakui: serah di titik"] == 1
    assert (told.lost, told.doubled) == (0, 0) and told.deaths == 2


def test_a_story_with_a_point_is_told_the_same_twice(cluster: Cluster, tmp_path: Path, told: Outcome) -> None:
    assert run(cluster, tmp_path / "lagi", SEED, sorted(DAYS_OF_A_POINT), 1, boxes=0, pointed={0}) == told


def test_a_history_has_the_weather_of_points() -> None:
    assert pointed_of(20, None) == {3, 13} and pointed_of(3, None) == set()
    of_points = [s for s in history(1, 20, 20) if s.what in (*steps.OF_POINTS, POINT_CUT, POINT_MENDED)]
    assert {s.office for s in of_points} == {3, 13}
    assert {s.what for s in of_points} == {*steps.OF_POINTS, POINT_CUT, POINT_MENDED}
