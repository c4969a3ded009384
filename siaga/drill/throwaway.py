"""A database server for one run, in memory where there is room, deleted afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from siaga.kit.locks import Busy
from siaga.kit.postgres import Cluster

PREFIX, MARK = "siaga-drill-", "throw-away"


@contextmanager
def throw_away(settings: Mapping[str, str | int] | None = None) -> Iterator[tuple[Cluster, Path]]:
    """A cluster that is deleted afterwards, in memory where there is room. What a killed run left behind there goes first.

    settings: PostgreSQL parameters over those of every throw-away cluster.
    """
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 4 << 30
    root = memory if roomy else Path(tempfile.gettempdir())
    for mark in root.glob(f"{PREFIX}*/{MARK}"):
        with suppress(Busy, OSError):
            Cluster(mark.parent / "pg", unsafe=True).destroy()
            shutil.rmtree(mark.parent, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=root))
    cluster = Cluster(folder / "pg", unsafe=True, settings=settings)
    try:
        cluster.start()
        (folder / MARK).touch()
        yield cluster, folder
    finally:
        cluster.destroy()
        shutil.rmtree(folder, ignore_errors=True)
