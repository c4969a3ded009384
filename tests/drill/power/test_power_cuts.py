"""An office on a disk that forgets loses nothing that it acknowledged; two offices that are wrongly made do."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from siaga.drill.power import cuts
from siaga.drill.power.mount import Mount, lacking
from siaga.drill.power.progress import scratch


@pytest.fixture(scope="module")
def space() -> Iterator[Path]:
    if why := lacking():
        warnings.warn(f"POWER CUTS ARE NOT TESTED HERE: there is no {why}", stacklevel=1)
        pytest.skip(f"power cuts are not tested: there is no {why}")
    with scratch() as folder:
        yield folder


def test_after_the_cut_nothing_reaches_the_disk_any_more(space: Path) -> None:
    mount = Mount(space / "place", space / "mnt", seed=5)
    fd = os.open(space / "mnt/a", os.O_CREAT | os.O_RDWR, 0o600)
    os.write(fd, b"safe")
    os.fsync(fd)
    mount.order_cut(1)
    rng, told = Random(1), 0
    with pytest.raises(OSError):
        while True:
            os.pwrite(fd, rng.randbytes(10), 100)
            told += 1
    assert mount.frozen(5.0)
    with pytest.raises(OSError):
        os.fsync(fd)
    assert os.pread(fd, 4, 0) == b"safe"
    os.close(fd)
    cut = mount.end()
    assert cut.pages == 1 and (space / "place/tree/a").read_bytes().startswith(b"safe")


@pytest.mark.slow
def test_an_office_whose_power_is_cut_loses_nothing_acknowledged(space: Path) -> None:
    found = cuts.chapter(space, 20_261_122, 3)
    assert found.cuts == 3 and found.pages_lost > 0 and found.told > 50
    assert (found.lost, found.doubled, found.faults) == (0, 0, [])


@pytest.mark.slow
@pytest.mark.parametrize("kind", cuts.CONTROLS)
def test_what_must_lose_loses(space: Path, kind: str) -> None:
    assert cuts.control(space, kind, 1, print).lost > 0
