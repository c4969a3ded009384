"""The forgetful disk as a mounted folder (FUSE), in a process of its own.

`Mount` mounts it, orders the cut and unmounts. At the cut the disk is frozen at that very operation: from then on every write, sync
and change of names is answered with EIO, so that nothing which happens while the processes are being killed can still reach the disk.
What was not synced is lost when the folder is unmounted.

Needs Linux's /dev/fuse, libfuse 2 (Debian: libfuse2) and mfusepy; `lacking()` says which of them is not there. PostgreSQL neither maps
its files nor reads them past the kernel, and syncs its log with fdatasync(2), so that all of it comes by here.
"""

from __future__ import annotations

import os
import select
import subprocess
import threading
import time
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

from siaga.drill.power.calls import Calls
from siaga.drill.power.disk import Cut, Disk
from siaga.drill.power.trace import Recorder
from siaga.kit.forking import Forked
from siaga.kit.refusal import TemporaryFault


def lacking() -> str:
    """Why nothing can be mounted here, "" if it can."""
    if mfusepy is None:
        return f"mfusepy with libfuse2 (apt-get install libfuse2): {WHY}"
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return "/dev/fuse"
    return ""


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
    calls = Calls(Disk(place), Recorder(trace) if trace else None, partial(_frozen_once, news, []))

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
