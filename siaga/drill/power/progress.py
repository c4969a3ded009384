"""What a long run has reached, kept after each chapter, so that it goes on where it was stopped; and scratch space that is cleared away."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")
MEMORY, ROOM = Path("/dev/shm"), 4 << 30


def load(path: Path, kind: type[T]) -> T:
    """What was reached so far; a fresh `kind` where nothing was."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return kind()


def save(path: Path, reached: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(reached))
    os.replace(fresh, path)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in memory, if there is room; gone afterwards."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="siaga-listrik-", dir=MEMORY if roomy else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
