"""Children that begin with what their parent has loaded: a fork instead of a new interpreter. Linux only.

Loading the whole program costs seconds of one core, a fork milliseconds. What must not go over a fork is the caller's care
(open database connections, threads of its own) or is dropped here (locks, signal handlers, the standard channels).
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from .locks import drop_inherited_locks
from .processes import Child, die_with, name_process

HANDLED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Forked(Child):
    """A function in a process of its own, in its own session: like `Child`, stopped with everything it started.

    work: called in the child; its code is 0 when that returns, 1 when it raises (the traceback goes to the log), or what
    SystemExit says. env: the child's whole environment. name: what `ps -o comm` shows, 15 bytes of it.
    It gets SIGTERM when the thread that started it ends; start it from the main thread, or it could not set signal handlers.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], object],
        *,
        env: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        self.command = [name]
        self.log = log
        if log:
            log.parent.mkdir(parents=True, exist_ok=True)
        for channel in (sys.stdout, sys.stderr):
            channel.flush()  # or the child would say it again
        parent, (settled, tell) = os.getpid(), os.pipe()
        with open(log or os.devnull, "ab") as output:
            # A signal between the fork and the child's own handlers would set the parent's events and be lost.
            mask = signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
            self.pid = os.fork()
            if self.pid == 0:
                os.close(settled)
                _settle_and_run(work, name, env, parent, output.fileno(), tell, mask)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.close(tell)
        os.read(settled, 1)  # its end: the child leads its own group from here on, so `stop` finds it
        os.close(settled)
        self._process = _Process(self.pid, name)


class _Process:
    """As much of `subprocess.Popen` as `Child` asks for."""

    def __init__(self, pid: int, name: str) -> None:
        self.pid, self.name = pid, name
        self._code: int | None = None

    def poll(self) -> int | None:
        if self._code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._code = os.waitstatus_to_exitcode(status)
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        deadline = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(self.name, timeout or 0.0)
            time.sleep(0.01)
        return code


def _settle_and_run(
    work: Callable[[], object],
    name: str,
    env: Mapping[str, str] | None,
    parent: int,
    output: int,
    tell: int,
    mask: set[int] | set[signal.Signals],
) -> NoReturn:
    """The child's whole life. Ends without the interpreter's exit handlers: those are the parent's."""
    code = 1
    try:
        os.setsid()
        die_with(parent)
        name_process(name)
        _channels(output)
        for number in HANDLED:
            signal.signal(number, signal.SIG_DFL)
        drop_inherited_locks()
        if env is not None:
            os.environ.clear()
            os.environ.update(env)
        gc.freeze()  # nothing inherited is collected, so its pages stay shared with the parent
        os.close(tell)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        for channel in (sys.stdout, sys.stderr):
            channel.flush()
        os._exit(code)


def _channels(output: int) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.close(nothing)
