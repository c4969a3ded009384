"""Processes of a node: children that die with their parent, a free port, whose process a pid is. Linux only."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Protocol, Self

_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15  # prctl(2)
_LIBC = ctypes.CDLL(None, use_errno=True)


class _Process(Protocol):
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...


class Child:
    """A command in its own session, stopped with everything it started.

    It gets SIGTERM when the *thread* that started it ends (PR_SET_PDEATHSIG, prctl(2)), so start it from a thread
    that lives as long as it should. `log` receives stdout and stderr, appended.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        log: Path | None = None,
        pass_fds: Sequence[int] = (),
        die_with_parent: bool = True,
    ) -> None:
        self.command = [str(part) for part in command]
        self.log = log
        if log:
            log.parent.mkdir(parents=True, exist_ok=True)
        with open(log or os.devnull, "ab") as output:
            process = subprocess.Popen(
                self.command,
                env=dict(env) if env is not None else None,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=tuple(pass_fds),
                start_new_session=True,
                preexec_fn=partial(die_with, os.getpid()) if die_with_parent else None,
            )
        self._process: _Process = process
        self.pid = process.pid

    @property
    def returncode(self) -> int | None:
        """None while it runs; -N when signal N ended it."""
        return self._process.poll()

    def alive(self) -> bool:
        return self._process.poll() is None

    def wait(self, timeout: float | None = None) -> int:
        """Raises subprocess.TimeoutExpired."""
        return self._process.wait(timeout)

    def stop(self, timeout: float = 10.0) -> int:
        """SIGTERM to the whole group, SIGKILL to what is left of it after `timeout` seconds; the leader's code."""
        deadline = time.monotonic() + timeout
        self._signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout)
        while self._group_lives() and time.monotonic() < deadline:
            time.sleep(0.01)
        self._signal(signal.SIGKILL)
        return self._process.wait()

    def kill(self) -> int:
        """SIGKILL to the whole group at once: drills."""
        self._signal(signal.SIGKILL)
        return self._process.wait()

    def tail(self, lines: int = 20) -> str:
        return tail(self.log, lines) if self.log else ""

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def _group_lives(self) -> bool:
        try:
            os.killpg(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def free_port() -> int:
    """A loopback TCP port that nobody had a moment ago; for servers that do not report the port they picked."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tail(path: Path, lines: int = 20) -> str:
    """The last lines of a text file (at most 16 KiB of it), "" if there is none."""
    try:
        with open(path, "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - 16384))
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def lives_in(pid: int, folder: Path) -> bool:
    """Whether that process runs and its working folder is `folder`: the only proof that a pid file is not stale.

    A zombie has no working folder any more, so it counts as gone.
    """
    try:
        return os.path.samestat(os.stat(f"/proc/{pid}/cwd"), os.stat(folder))
    except OSError:
        return False


def living_in(folder: Path, program: str) -> list[int]:
    """Pids, ascending, of all processes whose executable is called `program` and whose working folder is `folder`."""
    pids = sorted(int(entry) for entry in os.listdir("/proc") if entry.isdigit())
    return [pid for pid in pids if lives_in(pid, folder) and _program(pid) == program]


def interrupt(pid: int, still_ours: Callable[[int], bool], timeout: float) -> bool:
    """SIGINT, then wait; True once it has ended. `still_ours(pid)` is asked when the pid can no longer be recycled.

    For any process, a child or not (pidfd_open(2)); never anything harder than SIGINT.
    """
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        if not still_ours(pid):
            return True
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(fd, signal.SIGINT)
        poll = select.poll()
        poll.register(fd, select.POLLIN)
        return bool(poll.poll(timeout * 1000))
    finally:
        os.close(fd)


def _program(pid: int) -> str:
    with suppress(OSError):
        return Path(os.readlink(f"/proc/{pid}/exe")).name.removesuffix(" (deleted)")
    return ""


def die_with(parent: int, by: signal.Signals = signal.SIGTERM) -> None:
    """In a child: this signal when the parent's thread that started it ends; ends at once if the parent is gone already."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:  # it died before we asked to be told
        os._exit(1)


def name_process(name: str) -> None:
    """What `ps -o comm` shows of this process: the first 15 bytes."""
    _LIBC.prctl(_PR_SET_NAME, name.encode()[:15])


class Stop:
    """What a signal's handler sets, for the one thread that waits for it. Not a threading.Event: the handler runs in that thread, and would
    wait for ever for the Event's lock where it came while `wait` held it; SimpleQueue.put may come in between at any place."""

    def __init__(self) -> None:
        self._said = False
        self._told = SimpleQueue[None]()

    def set(self) -> None:
        self._said = True
        self._told.put(None)

    def is_set(self) -> bool:
        return self._said

    def wait(self, timeout: float) -> bool:
        """Seconds; whether it is set by then."""
        if not self._said:
            with suppress(Empty):
                self._told.get(timeout=timeout)
        return self._said


def stop_on_signals() -> Stop:
    """SIGINT and SIGTERM set it."""
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop
