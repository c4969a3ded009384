"""The forgetful disk as a mounted folder (FUSE), in a process of its own.

`Mount` mounts it, orders the cut and unmounts. At the cut the disk is frozen at that very operation: from then on every write, sync
and change of names is answered with EIO, so that nothing which happens while the processes are being killed can still reach the disk.
What was not synced is lost when the folder is unmounted.

Needs Linux's /dev/fuse, libfuse 2 (Debian: libfuse2) and mfusepy; `lacking()` says which of them is not there. PostgreSQL neither maps
its files nor reads them past the kernel, and syncs its log with fdatasync(2), so that all of it comes by here.
"""

from __future__ import annotations

import errno
import os
import select
import subprocess
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import msgspec

try:
    import mfusepy
except (ImportError, OSError) as absent:  # no package, or the package without the library
    mfusepy, WHY = None, str(absent)
else:
    WHY = ""

from siaga.drill.power.disk import Cut, Disk
from siaga.drill.power.trace import Recorder
from siaga.kit.forking import Forked
from siaga.kit.refusal import TemporaryFault

WITNESS = ".saksi"  # what is written to this file is a mark in the trace and on no disk
_STAT = ("st_ino", "st_mode", "st_nlink", "st_uid", "st_gid", "st_size", "st_blocks", "st_blksize", "st_dev")


def lacking() -> str:
    """Why nothing can be mounted here, "" if it can."""
    if mfusepy is None:
        return f"mfusepy with libfuse2 (apt-get install libfuse2): {WHY}"
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return "/dev/fuse"
    return ""


class _Calls:
    """libfuse's calls on a `Disk`. Attributes of libfuse: use_ns, flag_*."""

    use_ns = True
    flag_nullpath_ok = 1
    flag_nopath = 1

    def __init__(self, disk: Disk, recorder: Recorder | None, frozen: Any) -> None:
        self.disk, self.recorder = disk, recorder
        self.left = -1  # operations until the cut; negative: not ordered
        self._frozen = frozen
        self.witness = -1

    def _changing(self, *said: Any) -> None:
        """Before each operation that changes the disk. Raises EIO once the power is gone."""
        if self.left >= 0:
            if self.left == 0:
                self._frozen()
                raise OSError(errno.EIO, "the power is gone")
            self.left -= 1
        if self.recorder:
            self.recorder.record(*said)

    # Looking

    def getattr(self, path: str | None, fh: int | None = None) -> dict[str, Any]:
        found = os.fstat(fh) if fh is not None else os.lstat(self._at(path))
        attributes = {name: getattr(found, name) for name in _STAT}
        times = {"st_atime": found.st_atime_ns, "st_mtime": found.st_mtime_ns, "st_ctime": found.st_ctime_ns}
        return attributes | times

    def readdir(self, path: str | None, fh: int) -> Iterator[tuple[str, None, int]]:
        # Without attributes: a bare name would be told with inode 0, which readers of folders pass over.
        return ((name, None, 0) for name in (".", "..", *os.listdir(fh)))

    def readlink(self, path: str) -> str:
        return os.readlink(self._at(path))

    def statfs(self, path: str) -> dict[str, int]:
        found = os.statvfs(self.disk.tree)
        return {name: getattr(found, name) for name in dir(found) if name.startswith("f_") and name != "f_fsid"}

    def opendir(self, path: str) -> int:
        return os.open(self._at(path), os.O_RDONLY | os.O_DIRECTORY)

    def releasedir(self, path: str | None, fh: int) -> None:
        os.close(fh)

    def read(self, path: str | None, size: int, offset: int, fh: int) -> bytes:
        return os.pread(fh, size, offset)

    # Files

    def open(self, path: str, flags: int) -> int:
        return self._opened(path, flags, 0)

    def create(self, path: str, mode: int, flags: int) -> int:
        return self._opened(path, flags | os.O_CREAT, mode)

    def _opened(self, path: str, flags: int, mode: int) -> int:
        name = path[1:]
        if name == WITNESS:
            self.witness = os.open(os.devnull, os.O_RDWR)
            return self.witness
        if flags & (os.O_CREAT | os.O_TRUNC):
            self._changing("-")
        fd = self.disk.open(name, flags, mode)
        if self.recorder:
            self.recorder.record("open", fd, name, flags, mode)
        return fd

    def release(self, path: str | None, fh: int) -> None:
        if fh == self.witness:
            return
        self.disk.close(fh)
        if self.recorder:
            self.recorder.record("close", fh)

    def flush(self, path: str | None, fh: int) -> int:
        return 0

    def write(self, path: str | None, data: bytes, offset: int, fh: int) -> int:
        if fh == self.witness:
            if self.recorder and self.left != 0:
                self.recorder.record("mark", data)
            return len(data)
        self._changing("write", fh, data, offset)
        return self.disk.write(fh, data, offset)

    def truncate(self, path: str | None, length: int, fh: int | None = None) -> None:
        if fh is not None and fh == self.witness:
            return
        fd = fh if fh is not None else self._opened(path or "", os.O_RDWR, 0)
        self._changing("truncate", fd, length)
        self.disk.truncate(fd, length)
        if fh is None:
            self.release(None, fd)

    def fsync(self, path: str | None, datasync: int, fh: int) -> None:
        self._changing("fsync", fh)
        self.disk.fsync(fh)

    def fsyncdir(self, path: str | None, datasync: int, fh: int) -> None:
        self._changing("fsync_folder")
        self.disk.fsync_folder()

    # Names

    def mkdir(self, path: str, mode: int) -> None:
        self._named("mkdir", path[1:], mode)

    def rmdir(self, path: str) -> None:
        self._named("rmdir", path[1:])

    def unlink(self, path: str) -> None:
        self._named("unlink", path[1:])

    def rename(self, old: str, new: str) -> None:
        self._named("rename", old[1:], new[1:])

    def link(self, target: str, source: str) -> None:
        self._named("link", source[1:], target[1:])

    def symlink(self, target: str, source: str) -> None:
        self._named("symlink", source, target[1:])

    def _named(self, what: str, *words: Any) -> None:
        self._changing(what, *words)
        getattr(self.disk, what)(*words)

    def chmod(self, path: str, mode: int) -> None:
        os.chmod(self._at(path), mode)

    def chown(self, path: str, uid: int, gid: int) -> None:
        os.chown(self._at(path), uid, gid, follow_symlinks=False)

    def utimens(self, path: str, times: tuple[int, int] | None = None) -> None:
        now = time.time_ns()  # of the machine, as the real call: no drill looks at it
        os.utime(self._at(path), ns=times or (now, now), follow_symlinks=False)

    def destroy(self, path: str) -> None:
        pass

    def _at(self, path: str | None) -> Path:
        return self.disk.tree / (path or "/")[1:]


class Mount:
    """`place` (a `Disk`) mounted at `at` from now on. Start it from a main thread without others.

    seed: of the cut. trace: file that records every operation. Raises TemporaryFault if it cannot be mounted.
    """

    def __init__(self, place: Path, at: Path, seed: int, *, trace: Path | None = None) -> None:
        if why := lacking():
            raise TemporaryFault(f"disk yang lupa tidak dapat dipasang: tidak ada {why}")
        self.at = at
        at.mkdir(parents=True, exist_ok=True)
        orders, self._orders = os.pipe()
        self._news, news = os.pipe()
        self._frozen = False
        log = place.with_name(place.name + ".log")
        self._process = Forked(
            "disk", partial(_serve, place, at, seed, trace, orders, news), env=dict(os.environ), log=log
        )
        os.close(orders)
        os.close(news)
        if os.read(self._news, 1) != b"m":
            raise TemporaryFault(f"disk yang lupa tidak dapat dipasang di {at}: {self._process.tail()}")

    def order_cut(self, after: int) -> None:
        """Freeze at the so many-th change of the disk from now on."""
        os.write(self._orders, f"{after}\n".encode())

    def frozen(self, timeout: float) -> bool:
        """Whether the cut has come, at the latest after so many seconds."""
        if not self._frozen and select.select([self._news], [], [], timeout)[0]:
            if os.read(self._news, 1) != b"!":
                raise TemporaryFault(f"disk yang lupa berhenti sendiri: {self._process.tail()}")
            self._frozen = True
        return self._frozen

    def end(self) -> Cut:
        """Unmount, after everything on it was killed; what was not synced is lost now."""
        command = ["umount"] if os.geteuid() == 0 else ["fusermount", "-u"]
        deadline = time.monotonic() + 10
        # A killed process lets go of its files a moment after it is gone.
        while (
            done := subprocess.run([*command, str(self.at)], capture_output=True, text=True, check=False)
        ).returncode:
            if time.monotonic() < deadline:
                time.sleep(0.02)
                continue
            raise TemporaryFault(f"{self.at} tidak dapat dilepas: {done.stderr.strip()}")
        self._process.wait(60)
        told = b""
        while piece := os.read(self._news, 4096):
            told += piece
        for fd in (self._orders, self._news):
            os.close(fd)
        if not told.lstrip(b"!").startswith(b"{"):
            raise TemporaryFault(f"disk yang lupa gagal: {self._process.tail()}")
        return msgspec.json.decode(told.lstrip(b"!"), type=Cut)


def _serve(place: Path, at: Path, seed: int, trace: Path | None, orders: int, news: int) -> None:
    """The life of the disk's process: mount, serve until unmounted, cut, tell."""
    calls = _Calls(Disk(place), Recorder(trace) if trace else None, partial(_frozen_once, news, []))

    def listen() -> None:
        with os.fdopen(orders) as lines:
            for line in lines:
                calls.left = int(line)

    def init(path: str) -> None:
        threading.Thread(target=listen, daemon=True).start()
        os.write(news, b"m")

    calls.init = init  # type: ignore[attr-defined]
    options: dict[str, Any] = {"attr_timeout": 3600, "entry_timeout": 3600, "max_write": 131072}
    if os.geteuid() == 0:
        options["allow_other"] = True
    mfusepy.FUSE(
        calls,
        str(at),
        foreground=True,
        nothreads=True,
        use_ino=True,
        hard_remove=True,
        big_writes=True,
        kernel_cache=True,
        default_permissions=True,
        **options,
    )
    if calls.recorder:
        calls.recorder.close()
    os.write(news, msgspec.json.encode(calls.disk.cut(Random(seed))))


def _frozen_once(news: int, told: list[bool]) -> None:
    if not told:
        told.append(True)
        os.write(news, b"!")
