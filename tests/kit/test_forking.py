"""Forked children, each test in a process of its own: a test runner has threads and channels that no fork should inherit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

BEGIN = """
import os, signal, subprocess, sys, time
from functools import partial
from pathlib import Path
from siaga.kit.forking import Forked
from siaga.kit.locks import NodeLock
from siaga.kit.processes import stop_on_signals
here = Path(sys.argv[1])
def say(name, value):
    (here / (name + ".new")).write_text(str(value))
    (here / (name + ".new")).rename(here / name)
def until(true):
    end = time.monotonic() + 15
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)
def sleep():
    say("pid", os.getpid())
    time.sleep(60)
"""


def parent_of(code: str, folder: Path) -> list[str]:
    return [sys.executable, "-c", BEGIN + textwrap.dedent(code), str(folder)]


def run(code: str, folder: Path) -> str:
    done = subprocess.run(parent_of(code, folder), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def until(true: Callable[[], bool], seconds: float = 15.0) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("work", "code", "last"),
    [
        ("print('halo', os.environ['KOTA'], 'HOME' in os.environ)", 0, "halo Ambon False"),
        ("sys.exit(3)", 3, ""),
        ("sys.exit('sebab')", 1, ""),
        ("1 / 0", 1, "ZeroDivisionError: division by zero"),
        ("os.kill(os.getpid(), signal.SIGKILL)", -9, ""),
        ("os.kill(os.getpid(), signal.SIGTERM)", -15, ""),  # the parent's own handler is not inherited
    ],
)
def test_log_environment_and_code(tmp_path: Path, work: str, code: int, last: str) -> None:
    said = run(
        f"""
        stop_on_signals()
        print("dari induk")
        child = Forked("anak", lambda: exec({work!r}), env={{"KOTA": "Ambon"}}, log=here / "a b" / "log")
        assert child.wait(30) == child.returncode == {code}
        assert not child.alive() and child.stop() == {code}
        print(child.tail(1))
        """,
        tmp_path,
    )
    assert said.splitlines() == ["dari induk", last]
    assert "dari induk" not in (tmp_path / "a b" / "log").read_text()


def test_leads_its_own_session_under_its_own_name(tmp_path: Path) -> None:
    """Ctrl-C on the terminal reaches the parent alone, which stops its children in order."""
    run(
        """
        child = Forked("web 3172", sleep)
        assert os.getsid(child.pid) == os.getpgid(child.pid) == child.pid  # true as soon as it is made
        assert Path(f"/proc/{child.pid}/comm").read_text() == "web 3172\\n"
        assert child.stop() == -signal.SIGTERM
        """,
        tmp_path,
    )


def test_stop_takes_the_grandchildren_along_and_kills_whoever_ignores_it(tmp_path: Path) -> None:
    run(
        """
        def stubborn():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            say("grandchild", subprocess.Popen(["sleep", "60"]).pid)
            time.sleep(60)
        child = Forked("anak", stubborn)
        until((here / "grandchild").exists)
        assert child.stop(timeout=0.2) == -signal.SIGKILL
        """,
        tmp_path,
    )
    grandchild = int((tmp_path / "grandchild").read_text())
    assert until(lambda: not running(grandchild))


def test_locks_stay_the_parents(tmp_path: Path) -> None:
    """What the parent lets go of is free, though a fork made while it held it goes on."""
    run(
        """
        mine, other = NodeLock(here / "lock"), NodeLock(here / "lock")
        mine.acquire()
        child = Forked("anak", sleep)
        until((here / "pid").exists)
        assert not other.try_acquire()  # the child dropping its copy let nobody in
        mine.release()
        assert other.try_acquire() and child.alive()
        child.stop()
        """,
        tmp_path,
    )


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_dies_with_its_parent(tmp_path: Path, number: signal.Signals) -> None:
    parent = subprocess.Popen(parent_of("Forked('anak', sleep)\ntime.sleep(60)", tmp_path))
    assert until((tmp_path / "pid").exists)
    child = int((tmp_path / "pid").read_text())
    try:
        assert running(child)
        parent.send_signal(number)
        parent.wait(15)
        assert until(lambda: not running(child))
    finally:
        if running(child):
            os.kill(child, signal.SIGKILL)
