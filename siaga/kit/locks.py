"""One lock for each node, and for each database server. Linux only."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from weakref import WeakSet

from siaga.kit.refusal import TemporaryFault


class Busy(TemporaryFault):
    """Another process holds the lock; the message names it."""


class NodeLock:
    """One process for each node: an flock(2) on `path`, which the kernel lets go of when the holder dies.

    flock and not lockf: two objects in one process exclude each other too, and a child that was handed the
    descriptor (`pass_fds=[lock.fileno()]`) goes on holding it, so that a worker that outlives its killed parent still
    keeps a second server out.
    """

    def __init__(self, path: Path, who: str = "siaga") -> None:
        self.path = Path(path)
        self.who = who
        self._fd: int | None = None
        _LOCKS.add(self)

    @property
    def held(self) -> bool:
        """Whether this very object holds it."""
        return self._fd is not None

    def fileno(self) -> int:
        if self._fd is None:
            raise ValueError("the lock is not held")
        return self._fd

    def try_acquire(self) -> bool:
        """Take it if it is free; True as well if this object has it already."""
        while self._fd is None:
            fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(fd)
                return False
            if not _is_file(fd, self.path):  # deleted between open and flock: that lock excludes nobody
                os.close(fd)
                continue
            os.ftruncate(fd, 0)
            os.pwrite(fd, f"{self.who}, pid {os.getpid()}\n".encode(), 0)
            self._fd = fd
        return True

    def acquire(self) -> None:
        """Raises Busy, naming the holder."""
        if not self.try_acquire():
            raise Busy(f"{self.path} sedang dipegang oleh {self.holder()}", about="node")

    def holder(self) -> str:
        """Who took it last, as they described themselves; says nothing of whether they still hold it."""
        with suppress(OSError):
            return self.path.read_text(errors="replace").strip() or "?"
        return "?"

    def release(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


_LOCKS: WeakSet[NodeLock] = WeakSet()


def drop_inherited_locks() -> None:
    """In a forked process: locks are the parent's, and a copy of the descriptor would go on holding them after it let go."""
    for lock in list(_LOCKS):
        lock.release()


def _is_file(fd: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(fd), os.stat(path))
    except FileNotFoundError:
        return False
