"""A recorded run: every change of the disk in its order, and between them the marks of what had been acknowledged by then.

A file of records, each a MessagePack array behind its length (4 bytes, little-endian). The first word says what happened: the names of
`Disk`'s methods with their arguments, or `mark` and its bytes. File descriptors are those of the recording process.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from siaga.drill.power.disk import Disk


class Recorder:
    def __init__(self, path: Path) -> None:
        self._file = open(path, "wb", buffering=1 << 20)  # noqa: SIM115 (it lives as long as the mount)
        self._encode = msgspec.msgpack.Encoder().encode

    def record(self, what: str, *words: Any) -> None:
        if what == "-":
            return
        data = self._encode((what, *words))
        self._file.write(len(data).to_bytes(4, "little") + data)

    def close(self) -> None:
        self._file.close()


def read(path: Path) -> Iterator[tuple[Any, ...]]:
    """The records, one after another; a last one that is not whole is left out."""
    decode = msgspec.msgpack.Decoder(tuple[Any, ...]).decode
    with open(path, "rb") as file:
        while len(head := file.read(4)) == 4:
            length = int.from_bytes(head, "little")
            if len(data := file.read(length)) < length:
                return
            yield decode(data)


class Replay:
    """A trace done again on a copy of the place in which it began."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.marks: list[bytes] = []
        self._fds: dict[int, int] = {}

    def take(self, record: tuple[Any, ...]) -> bool:
        """One record; True if it changed the disk."""
        what, *words = record
        if what == "mark":
            self.marks.append(words[0])
        elif what == "open":
            fd, name, flags, mode = words
            self._fds[fd] = self.disk.open(name, flags & ~os.O_EXCL, mode)
            return bool(flags & (os.O_CREAT | os.O_TRUNC))
        elif what == "close":
            self.disk.close(self._fds.pop(words[0]))
        elif what in ("write", "truncate", "fsync"):
            getattr(self.disk, what)(self._fds[words[0]], *words[1:])
            return True
        else:
            getattr(self.disk, what)(*words)
            return True
        return False
