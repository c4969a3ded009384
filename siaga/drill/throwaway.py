"""A database server for one run, in memory where there is room, deleted afterwards."""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from siaga.kit.locks import Busy
from siaga.kit.postgres import Cluster

PREFIX, MARK = "siaga-drill-", "throw-away"


# Months are lived in minutes by as many processes as there are cores: what PostgreSQL does beside their statements only takes those away.
# A long replay has its tables analysed itself; no room is given back.
BUSY: dict[str, str | int] = {
    "autovacuum": "off",
    "max_parallel_workers_per_gather": 0,
    "bgwriter_lru_maxpages": 0,
    "checkpoint_timeout": "1h",
    "max_wal_size": "2GB",
    "shared_buffers": "512MB",
    "default_statistics_target": 20,  # tables of ten thousand rows: the usual 100 reads them whole
}
GARBAGE = 50_000  # objects between two looks for circles; the usual 700 is for programs that make few


@contextmanager
def throw_away() -> Iterator[tuple[Cluster, Path]]:
    """A cluster that is deleted afterwards, in memory where there is room. What a killed run left behind there goes first."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 4 << 30
    root = memory if roomy else Path(tempfile.gettempdir())
    for mark in root.glob(f"{PREFIX}*/{MARK}"):
        with suppress(Busy, OSError):
            Cluster(mark.parent / "pg", unsafe=True).destroy()
            shutil.rmtree(mark.parent, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=root))
    cluster = Cluster(folder / "pg", unsafe=True, settings=BUSY)
    usual = gc.get_threshold()
    gc.set_threshold(GARBAGE)
    try:
        cluster.start()
        (folder / MARK).touch()
        yield cluster, folder
    finally:
        gc.set_threshold(*usual)
        cluster.destroy()
        shutil.rmtree(folder, ignore_errors=True)
