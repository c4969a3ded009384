"""SIGKILL to a whole PostgreSQL server, and what a killed one leaves in the kernel taken away: drills do it a thousand times."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from siaga.kit.processes import lives_in

_SHM = re.compile(r"(/dev/shm/PostgreSQL\.\d+)|^\S+ \S+ \S+ \S+ +(\d+) +/SYSV")


def kill_server(pgdata: Path) -> None:
    """Every process of the server of this data folder at once; returns when none is left."""
    left = set[str]()
    while pids := [
        pid for pid in _all() if lives_in(pid, pgdata)
    ]:  # whatever its name: one may be about to become postgres
        for pid in pids:
            left |= _memory_of(pid)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.005)
    for name in sorted(left):
        if name.startswith("/"):
            Path(name).unlink(missing_ok=True)
        else:
            subprocess.run(["ipcrm", "-m", name], capture_output=True, check=False)


def end_left_over(folder: Path, patience: float = 20.0) -> list[str]:
    """SIGKILL to every process that still writes to a log below `folder` after so many seconds; their names. After everything was
    stopped there is none."""
    end = time.monotonic() + patience
    while (found := list(writing_below(folder))) and time.monotonic() < end:
        time.sleep(0.1)
    for pid, _name in found:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return [name for _pid, name in found]


def writing_below(folder: Path) -> Iterator[tuple[int, str]]:
    """Pid and name of each process, but this one, whose output goes to a file below `folder`."""
    for pid in _all():
        with suppress(OSError):
            if Path(os.readlink(f"/proc/{pid}/fd/1")).is_relative_to(folder) and pid != os.getpid():
                yield pid, Path(f"/proc/{pid}/comm").read_text().strip()


def _all() -> list[int]:
    return sorted(int(entry) for entry in os.listdir("/proc") if entry.isdigit())


def _memory_of(pid: int) -> set[str]:
    """Shared memory it holds: paths of POSIX segments, ids of System V ones."""
    with suppress(OSError):
        found = (_SHM.search(line) for line in Path(f"/proc/{pid}/maps").read_text().splitlines())
        return {m[1] or m[2] for m in found if m}
    return set()
