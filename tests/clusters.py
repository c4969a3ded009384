"""One throw-away PostgreSQL server for each pytest process, shared by everything that runs in it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from siaga.kit.locks import Busy
from siaga.kit.postgres import Cluster

_PREFIX = "siaga-tests-"
_MARK = "throw-away"
_MEMORY, _ROOM = Path("/dev/shm"), 3 << 30


def in_memory(chosen: str | None) -> Path | None:
    """Where a run throws its folders away: in memory, if nothing was chosen and 3 GB are free there and as much beside it.

    A database is cloned and dropped in 0.06 s of processor time there, in 0.3 s on a disk's file system, two thousand times.
    """
    if chosen or not _MEMORY.is_dir() or shutil.disk_usage(_MEMORY).free < _ROOM:
        return None
    available = Path("/proc/meminfo").read_text().partition("MemAvailable:")[2].split()
    return _MEMORY if available and int(available[0]) << 10 > 2 * _ROOM else None


def sweep_runs(root: Path) -> None:
    """Delete the folders of runs that were killed: pytest would keep them for three days, and in memory that is too long."""
    for lock in root.glob("pytest-of-*/pytest-*/.lock"):
        with suppress(OSError):
            if not Path("/proc", lock.read_text()).exists():  # empty while it is being written: kept
                shutil.rmtree(lock.parent, ignore_errors=True)


@contextmanager
def shared_cluster(root: Path | None = None) -> Iterator[Cluster]:
    """A running cluster without fsync, deleted at the end. For a session-scoped fixture:

        @pytest.fixture(scope="session")
        def cluster() -> Iterator[Cluster]:
            with shared_cluster() as cluster:
                yield cluster

    root: where it is made, instead of the temporary folder. First clears away what killed runs left behind there.
    """
    root = root or Path(tempfile.gettempdir())
    sweep(root)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
    cluster = Cluster(folder, unsafe=True, settings={"shared_buffers": "64MB", "max_wal_size": "256MB"})
    try:
        cluster.start(timeout=120)
        (folder / _MARK).touch()
        yield cluster
    finally:
        cluster.destroy()


def sweep(root: Path) -> None:
    """Delete the throw-away clusters under `root` whose owner is dead; one that is still being made is left alone."""
    for mark in root.glob(f"{_PREFIX}*/{_MARK}"):
        with suppress(Busy, OSError):
            Cluster(mark.parent, unsafe=True).destroy()
