"""Locks, children and pid files, with real processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from siaga.kit.locks import Busy, NodeLock
from siaga.kit.processes import Child, free_port, interrupt, lives_in, living_in, tail


def until(true: Callable[[], bool], seconds: float = 15.0) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def python(code: str, *arguments: str | Path) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def pid_in(path: Path) -> int:
    assert until(lambda: path.exists() and path.read_text().endswith("\n"))
    return int(path.read_text())


class TestNodeLock:
    def test_second_object_is_told_who_holds_it(self, tmp_path: Path) -> None:
        with NodeLock(tmp_path / "lock", "loket 3"), pytest.raises(Busy) as refused:
            NodeLock(tmp_path / "lock", "loket 4").acquire()
        assert "loket 3" in str(refused.value)
        assert str(os.getpid()) in str(refused.value)

    def test_free_again_after_release_and_again_by_the_holder(self, tmp_path: Path) -> None:
        first, second = NodeLock(tmp_path / "lock"), NodeLock(tmp_path / "lock")
        assert first.try_acquire()
        assert first.try_acquire()
        assert not second.try_acquire()
        first.release()
        assert second.try_acquire()
        assert not first.held

    def test_a_shorter_name_leaves_nothing_of_a_longer_one(self, tmp_path: Path) -> None:
        with NodeLock(tmp_path / "lock", "x" * 200):
            pass
        with NodeLock(tmp_path / "lock", "y") as lock:
            assert lock.holder() == f"y, pid {os.getpid()}"

    def test_freed_by_the_kernel_when_the_holder_is_killed(self, tmp_path: Path) -> None:
        code = """
            import sys, time
            from pathlib import Path
            from siaga.kit.locks import NodeLock
            NodeLock(Path(sys.argv[1]), "korban").acquire()
            time.sleep(60)
        """
        lock = NodeLock(tmp_path / "lock")
        with Child(python(code, tmp_path / "lock")) as child:
            assert until(lambda: "korban" in lock.holder())
            assert not lock.try_acquire()
            child.kill()
            assert lock.try_acquire()

    def test_a_child_that_was_handed_it_goes_on_holding_it(self, tmp_path: Path) -> None:
        lock = NodeLock(tmp_path / "lock")
        lock.acquire()
        with Child(["sleep", "60"], pass_fds=[lock.fileno()]):
            lock.release()
            assert not NodeLock(tmp_path / "lock").try_acquire()
        assert NodeLock(tmp_path / "lock").try_acquire()

    def test_a_deleted_lock_file_excludes_again(self, tmp_path: Path) -> None:
        first = NodeLock(tmp_path / "lock")
        first.acquire()
        (tmp_path / "lock").unlink()
        first.release()
        second = NodeLock(tmp_path / "lock")
        assert second.try_acquire()
        assert not first.try_acquire()


class TestChild:
    def test_log_environment_and_code(self, tmp_path: Path) -> None:
        code = "import os, sys; print('halo', os.environ['KOTA']); sys.exit(3)"
        child = Child(python(code), env={"KOTA": "Ambon"}, log=tmp_path / "a b" / "log", cwd=tmp_path)
        assert child.wait(30) == 3
        assert not child.alive()
        assert child.tail() == "halo Ambon"

    def test_stop_takes_the_grandchildren_along(self, tmp_path: Path) -> None:
        code = """
            import pathlib, subprocess, sys, time
            grandchild = subprocess.Popen(["sleep", "60"])
            pathlib.Path(sys.argv[1]).write_text(f"{grandchild.pid}\\n")
            time.sleep(60)
        """
        child = Child(python(code, tmp_path / "pid"))
        grandchild = pid_in(tmp_path / "pid")
        assert child.alive() and running(grandchild)
        assert child.stop() == -signal.SIGTERM
        assert until(lambda: not running(grandchild))

    def test_stop_kills_whoever_ignores_it(self, tmp_path: Path) -> None:
        code = """
            import os, pathlib, signal, sys, time
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()}\\n")
            time.sleep(60)
        """
        child = Child(python(code, tmp_path / "pid"))
        pid_in(tmp_path / "pid")
        assert child.stop(timeout=0.2) == -signal.SIGKILL

    @pytest.mark.parametrize("die_with_parent", [True, False])
    def test_dies_with_a_killed_parent_unless_told_not_to(self, tmp_path: Path, die_with_parent: bool) -> None:
        code = f"""
            import pathlib, sys, time
            from siaga.kit.processes import Child
            child = Child(["sleep", "60"], die_with_parent={die_with_parent})
            pathlib.Path(sys.argv[1]).write_text(f"{{child.pid}}\\n")
            time.sleep(60)
        """
        parent = subprocess.Popen(python(code, tmp_path / "pid"))
        child = pid_in(tmp_path / "pid")
        try:
            assert running(child)
            parent.kill()
            parent.wait()
            assert until(lambda: not running(child), 10 if die_with_parent else 0.5) == die_with_parent
        finally:
            if running(child):
                os.kill(child, signal.SIGKILL)


class TestPidFiles:
    def test_only_a_process_that_works_there_lives_there(self, tmp_path: Path) -> None:
        here, there = tmp_path / "a b", tmp_path / "c"
        here.mkdir()
        there.mkdir()
        with Child(["sleep", "60"], cwd=here) as child:
            assert lives_in(child.pid, here)
            assert not lives_in(child.pid, there)
            assert not lives_in(child.pid, tmp_path / "missing")
            assert until(lambda: living_in(here, "sleep") == [child.pid])
            assert living_in(here, "postgres") == []
        assert not lives_in(child.pid, here)

    def test_interrupt_waits_for_a_process_that_is_not_our_child(self, tmp_path: Path) -> None:
        code = """
            import pathlib, signal, subprocess, sys
            signal.signal(signal.SIGINT, signal.default_int_handler)  # else ignored below a shell's background job
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
            pathlib.Path(sys.argv[1]).write_text(f"{child.pid}\\n")
        """
        subprocess.run(python(code, tmp_path / "pid"), check=True)
        stranger = pid_in(tmp_path / "pid")
        assert interrupt(stranger, lambda pid: False, 5)
        assert running(stranger)  # not ours after all: untouched
        assert interrupt(stranger, lambda pid: True, 10)
        assert not running(stranger)
        assert interrupt(stranger, lambda pid: True, 10)  # long gone

    def test_interrupt_is_never_more_than_a_request(self, tmp_path: Path) -> None:
        code = """
            import os, pathlib, signal, sys, time
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()}\\n")
            time.sleep(60)
        """
        with Child(python(code, tmp_path / "pid")) as child:
            pid_in(tmp_path / "pid")
            assert not interrupt(child.pid, lambda pid: True, 0.2)
            assert child.alive()


def test_free_port_can_be_bound() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", free_port()))


def test_tail_of_a_long_log_and_of_none(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("".join(f"baris {n}\n" for n in range(10_000)))
    assert tail(tmp_path / "log", 2) == "baris 9998\nbaris 9999"
    assert tail(tmp_path / "missing") == ""


def test_a_signal_that_comes_at_any_moment_of_the_wait_is_heard() -> None:
    """At each line that the wait goes through there is one: with a lock between handler and waiter it would hang for ever."""
    code = """
        import signal, sys
        from siaga.kit.processes import stop_on_signals
        came = []
        def at_each_line(frame, event, arg):
            if event == "line" and frame.f_code.co_name != "<lambda>":
                came.append(frame.f_lineno)
                signal.raise_signal(signal.SIGTERM)
            return at_each_line
        stop = stop_on_signals()
        sys.settrace(at_each_line)
        stop.wait(0.01)
        sys.settrace(None)
        assert came and stop.is_set() and stop.wait(60)
    """
    with Child(python(code)) as child:
        assert child.wait(20) == 0
