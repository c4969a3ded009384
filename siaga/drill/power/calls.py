"""libfuse's calls answered by the disk that forgets; told to a trace on the way. Once the power is gone: EIO to everything that writes."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from siaga.drill.power.disk import Disk
from siaga.drill.power.trace import Recorder

WITNESS = ".saksi"  # what is written to this file is a mark in the trace and on no disk
_STAT = ("st_ino", "st_mode", "st_nlink", "st_uid", "st_gid", "st_size", "st_blocks", "st_blksize", "st_dev")


class Calls:
    """libfuse's calls on a `Disk`. Attributes of libfuse: use_ns, flag_*."""

    use_ns = True
    flag_nullpath_ok = 1
    flag_nopath = 1

    def __init__(self, disk: Disk, recorder: Recorder | None, frozen: Callable[[], None]) -> None:
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
            self.witness = os.memfd_create(WITNESS)
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
