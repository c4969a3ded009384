"""From one recorded run: the power may go at any change of the disk."""

from __future__ import annotations

import warnings
from pathlib import Path
from random import Random

import pytest

from siaga.drill.power import prefixes
from siaga.drill.power.cuts import HOME
from siaga.drill.power.disk import TREE, Disk
from siaga.drill.power.mount import lacking
from siaga.drill.power.progress import scratch
from siaga.drill.power.recording import copied, record
from siaga.drill.power.trace import Replay, read

SEED = 11


@pytest.mark.slow
def test_recovery_from_prefixes_of_a_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if why := lacking():
        warnings.warn(f"POWER CUTS ARE NOT TESTED HERE: there is no {why}", stacklevel=1)
        pytest.skip(f"power cuts are not tested: there is no {why}")
    monkeypatch.setattr(prefixes, "SAID_EVERY", 0.2)
    folder = tmp_path / "jejak"
    with scratch() as space:
        found = prefixes.run(folder, space, SEED, 12, 1, print)
        assert len(found) == 12 and max(f.told for f in found.values()) > 20
        assert not [f for f in found.values() if f.lost or f.faults]
        assert prefixes.run(folder, space / "again", SEED, 12, 1, print) == found, "what is known is not done again"

        # The check itself must notice a disk that lies about its syncs.
        recording = record(folder, space, SEED, 12)
        reference = prefixes.Reference(recording, space / "third")
        whole = copied(recording.base, space / "lie")
        replay = Replay(Disk(whole))
        for entry in read(recording.trace):
            if entry[0] != "fsync":
                replay.take(entry)
        replay.disk.cut(Never(), None)
        judged = reference.judge(0, whole / TREE / HOME, replay.marks, space / "answers")
        assert judged.told > 20 and judged.lost == judged.told


class Never(Random):
    """Draws the worst: no page survives."""

    def choice(self, seq: object) -> float:  # type: ignore[override]
        return 0.0
