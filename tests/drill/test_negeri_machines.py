"""What becomes of machines in the simulated country: two that are both the office, one that burns alone, and a line that never is."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from django.db.models import Count

from siaga.drill import negeri
from siaga.drill.calm import calm_down, violations
from siaga.drill.invariants import Violation
from siaga.drill.negeri import Outcome, run, text
from siaga.drill.steps import (
    ALONE,
    BIRTH,
    CARRIED,
    CENTRE,
    CUT,
    DUE,
    DUE_CENTRE,
    HOUR,
    MENDED,
    MET,
    PRINT,
    REBUILT,
    RECORD,
    SAVED,
    SUKET,
    TAKEN,
    TICKET,
    Step,
)
from siaga.drill.unfold import Unfolding
from siaga.journal.models import Parked
from siaga.kit.postgres import Cluster
from siaga.people import minting
from siaga.recording.models import Record
from siaga.roles import restoring
from siaga.roles.lost_and_found import Report, settle

OLD, NEW = 64, 64 + 831_600  # the same deed of the same people, at the old box's counter and at the new one's


def at(hour: float, what: str, n: int = 0, office: int = 0) -> Step:
    return Step(int(hour * HOUR), office, what, n)


def unfolded(cluster: Cluster, tmp_path: Path, taken: list[Step], *, boxes: int) -> Outcome:
    return run(cluster, tmp_path / "negeri", 7, sorted(taken), 1, boxes=boxes)


BOTH_ALIVE = [
    *(at(8 + i / 10, TICKET, 1000 + i) for i in range(3)),
    at(9, TAKEN, 1),
    *(at(10 + i / 100, BIRTH, OLD + i) for i in range(8)),
    *(at(11 + i / 100, BIRTH, NEW + i) for i in range(8)),
    *(at(12 + i / 100, TICKET, n) for i, n in enumerate((70, 71, 130, 131))),
    at(13, DUE, 300),
    at(14, MET, 301),
    at(15, TICKET, 72),
    at(16, DUE, 302),
    at(17, DUE, 303),
]


def test_both_boxes_alive_and_what_both_told_is_kept(cluster: Cluster, tmp_path: Path) -> None:
    found = unfolded(cluster, tmp_path, BOTH_ALIVE, boxes=1)
    assert found.violations == [], text(found)
    counts = found.counts
    assert counts["diambil alih"] == counts["kotak lama selesai"] == 1 and counts["bukan kantor lagi"] >= 1
    assert counts["diakui: lahir"] >= 4 and counts["diakui: tiket"] == 8
    assert "Semua aturan dipenuhi" in text(found)


SAME_DEED = [
    *(at(8 + i / 10, RECORD, i) for i in range(4)),
    *(at(9 + i / 10, SUKET, 100 + i) for i in range(2)),
    at(11, TAKEN, 1),
    at(12, DUE, 300),
    *(at(13 + i / 10, TICKET, 64 + i) for i in range(3)),
    at(14, MET, 301),
    at(16, DUE, 302),
]


def test_what_both_boxes_did_with_one_key_stops_nothing_behind_it(cluster: Cluster, tmp_path: Path) -> None:
    """A paper that fell due before was made and signed by each: the same deed in two chains. The second one goes to the worklist."""
    found = unfolded(cluster, tmp_path, SAME_DEED, boxes=1)
    assert found.violations == [], text(found)
    assert found.counts["disisihkan"] >= 2 and found.counts["kotak lama selesai"] == 1
    assert found.counts["diakui: tiket"] == 3


def test_two_boxes_with_one_space_of_numbers_are_noticed(cluster: Cluster, tmp_path: Path) -> None:
    with patch.object(minting, "first_serial", lambda box, last: (1, last)):
        found = unfolded(cluster, tmp_path, BOTH_ALIVE, boxes=1)
    assert "no_number_minted_twice" in {v.rule for v in found.violations}, text(found)


FIRST = [*(at(8 + i / 10, TICKET, 1000 + i) for i in range(3)), at(9, DUE, 300), at(10, CUT, 301)]
AFTER = [*(at(11 + i / 10, TICKET, 2000 + i) for i in range(4)), at(13, ALONE, 302), at(14, TICKET, 3000)]
BACK = [at(20, REBUILT, 401), at(21, TICKET, 4000), at(22, DUE, 402)]


@pytest.mark.parametrize(
    ("name", "between", "lost"),
    [
        ("the centre's copy", [at(15, MENDED, 303)], 4),
        ("a backup, and no line", [at(12, SAVED, 303)], 0),
        ("a backup older than the centre's copy", [at(8.15, SAVED, 303), at(15, MENDED, 304)], 4),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_an_office_that_burns_alone_loses_what_nobody_else_held_and_says_so(
    cluster: Cluster, tmp_path: Path, name: str, between: list[Step], lost: int
) -> None:
    found = unfolded(cluster, tmp_path, [*FIRST, *AFTER, *between, *BACK], boxes=0)
    assert found.violations == [], text(found)
    assert found.lost_alone == lost and found.counts["dibangun kembali"] == 1
    assert found.counts["kantor tutup"] >= 1, "nobody is served while there is no machine"


def test_a_loss_that_is_not_told_is_noticed(cluster: Cluster, tmp_path: Path) -> None:
    def boasts(*args: Any) -> Report:
        told = settle(*args)
        return msgspec.structs.replace(told, heads={chain: seq + 3 for chain, seq in told.heads.items()})

    with patch.object(restoring, "settle", boasts):
        found = unfolded(cluster, tmp_path, [*FIRST, *AFTER, at(15, MENDED, 303), *BACK], boxes=0)
    assert "loss_is_told" in {v.rule for v in found.violations}, text(found)


ON_WHEELS = [
    at(1, CUT, 300),
    *(at(8 + i / 10, RECORD, i) for i in range(6)),
    *(at(9 + i, CARRIED, 310 + i) for i in range(3)),
    at(12.5, DUE_CENTRE, 320, CENTRE),
    *(at(13 + i, CARRIED, 330 + i) for i in range(4)),
    at(17, DUE, 340),
    at(18, PRINT, 906),
]


def test_a_unit_without_a_line_lives_on_what_is_carried(cluster: Cluster, tmp_path: Path) -> None:
    found = unfolded(cluster, tmp_path, ON_WHEELS, boxes=0)
    assert found.violations == [], text(found)
    counts = found.counts
    assert counts["kiriman dibaca"] >= 10 and counts["diakui: rekam"] == 6
    assert counts["diakui: cetak"] == 1, "the verdict came back by hand: there was no line all day"


# Rebuilt from a backup that is older than the recordings, while the line is dead: its own recordings, the sukets given on them and the
# centre's verdicts all come back later, by the usual exchange.
LATE_BACK = [
    at(7.5, SAVED, 303),
    *(at(8 + i / 10, RECORD, i) for i in range(4)),
    *(at(9 + i / 10, DUE, 320 + i) for i in range(3)),
    *(at(9.5 + i / 10, DUE_CENTRE, 330 + i, CENTRE) for i in range(2)),
    at(10, DUE, 306),
    *(at(10.5 + i / 10, SUKET, 100 + i) for i in range(3)),
    at(12, DUE, 307),
    at(13, ALONE, 308),
    at(14, CUT, 309),
    at(15, REBUILT, 401),
    at(16, TICKET, 402),
    at(17, MENDED, 403),
    at(18, DUE, 404),
]


def test_a_rebuilt_office_understands_its_own_recordings_before_what_rests_on_them(
    cluster: Cluster, tmp_path: Path
) -> None:
    parked_then: list[str] = []

    def looked(told: Unfolding) -> None:
        with told.land.offices[0].box:
            parked_then.extend(Parked.objects.order_by("chain", "seq").values_list("reason", flat=True))
        calm_down(told)

    with patch.object(negeri, "calm_down", looked):
        found = unfolded(cluster, tmp_path, LATE_BACK, boxes=0)
    assert found.violations == [], text(found)
    assert found.counts["diakui: suket"] >= 2 and found.counts["dibangun kembali"] == 1
    assert parked_then == [], "what the centre says of a recording does not come before the recording"


# The same, but the same people come again before the line is back: the new machine cannot know that they are recorded.
TWICE_BACK = [
    *(step for step in LATE_BACK if step.what != TICKET),
    *(at(16 + i / 10, RECORD, 831_600 + i) for i in range(3)),
    *(at(17.1 + i / 10, DUE, 410 + i) for i in range(2)),
    at(17.5, DUE_CENTRE, 420, CENTRE),
]


def test_who_is_recorded_again_at_a_rebuilt_office_has_one_recording_that_counts_everywhere(
    cluster: Cluster, tmp_path: Path
) -> None:
    counting: list[list[tuple[str, int]]] = []

    def looked(told: Unfolding, *, calm: bool = False) -> list[Violation]:
        for node in (told.land.offices[0].box, told.land.centre):
            with node:
                current = Record.objects.filter(current=True)
                counting.append(sorted(current.values_list("nik").annotate(n=Count("id"))))
        return violations(told, calm=calm)

    with patch.object(negeri, "violations", looked):
        found = unfolded(cluster, tmp_path, TWICE_BACK, boxes=0)
    assert found.violations == [], text(found)
    assert found.counts["diakui: rekam"] == 7, "three of four were recorded again"
    here, there = counting
    assert here == there and {n for _nik, n in here} == {1} and len(here) == 4
    assert found.counts.get("disisihkan", 0) == found.counts.get("diperselisihkan", 0) == 0
