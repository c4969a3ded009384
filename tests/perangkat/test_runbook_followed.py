"""The runbook followed literally, with real processes: a second box, its takeover, then an office from its backup alone.

Its commands are run as they are printed, in their order; only the words in capitals are replaced. Because all boxes share one machine here,
each `serve` gets a port of its own and stays on the loopback, and `standby` is told that port.
"""

from __future__ import annotations

import random
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.takeover import ENVIRONMENT, Clerks, Machine, siaga, until
from siaga.counter.models import Ticket
from siaga.perangkat.runbook import END, RESTORE, SECOND, TAKEOVER, Step
from siaga.perangkat.state_code import decode

pytestmark = pytest.mark.slow


@dataclass
class Box:
    """A machine on somebody's desk: a folder in which commands are typed."""

    folder: Path
    machine: Machine

    @classmethod
    def on(cls, folder: Path) -> Box:
        folder.mkdir()
        return cls(folder, Machine(folder / "var" / "siaga"))

    def type(self, line: str, words: dict[str, str], more: tuple[str, ...] = ()) -> str:
        for capital, real in words.items():
            line = line.replace(capital, real)
        typed = shlex.split(line)
        assert typed[0] == "siaga"
        if typed[1] == "serve":
            self.machine.serve()
            return ""
        command = [sys.executable, "-m", "siaga.cli", *typed[1:], *more]
        done = subprocess.run(
            command, cwd=self.folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def draw(self, least: int) -> set[str]:
        clerks = Clerks(self.machine.url, 1)
        until(lambda: len(clerks.told) >= least or bool(clerks.refused), 90, f"tickets: {clerks.refused}")
        told = clerks.end()
        assert not clerks.refused
        return {str(t) for t in told}

    def holds(self) -> set[str]:
        with self.machine.node():
            return {str(t) for t in Ticket.objects.values_list("id", flat=True)}


def commands(steps: tuple[Step, ...]) -> list[str]:
    return [c for step in steps for c in step.commands]


def test_local_staff_replace_a_box_by_the_runbook_alone(tmp_path: Path) -> None:
    server, second, third = (Box.on(tmp_path / name) for name in ("server", "kotak dua", "kotak tiga"))
    copies = str(tmp_path / "cakram")  # the disk that the runbook has them plug in
    Path(copies).mkdir()
    try:
        siaga("init", "kantor", "--home", server.machine.path, "--wilayah", "31.72")
        server.machine.serve()
        prepare(server, second, copies)
        told = server.draw(5)
        server.machine.kill(random.Random(7))  # lightning
        (takeover,) = commands(TAKEOVER)
        assert "sekarang kantor" in second.type(takeover, {})
        told |= second.draw(5)
        assert told <= second.holds()

        key, copy = (c for c in commands(SECOND)[3:])
        words = second.type(key, {}).splitlines()[1]
        second.type(copy, {"FOLDER-SALINAN": copies})
        second.machine.kill(random.Random(8))  # and the floods
        restore, serve, *_again = commands(RESTORE)
        (third.folder / "KUNCI.TXT").write_text(words + "\n")
        without_line = restore.replace(
            " --pusat https://ALAMAT-PUSAT --kode KODE", ""
        )  # step 1 says so: there is no line
        third.type(without_line, {"FOLDER-SALINAN": copies})
        third.type(serve, {})
        assert told <= third.holds()
        assert third.draw(3)

        verify, state = commands(END)
        assert "Jurnal utuh." in third.type(verify, {})
        assert decode(third.type(state, {}).splitlines()[0]).office == 1
    finally:
        for box in (server, second, third):
            box.machine.stop()


def prepare(server: Box, second: Box, copies: str) -> None:
    """Part A, every command in its place."""
    code_line, standby, serve, key, copy = commands(SECOND)
    code = server.type(code_line, {}).strip()
    words = {"http://ALAMAT-SERVER:8000": server.machine.url, "KODE": code}
    with server.machine.follows("the office knows its second box"):
        second.type(standby, words, ("--alamat-sendiri", second.machine.url))
    second.type(serve, {})
    with server.machine.node() as node:
        until(lambda: node.devices["cadangan"].behind(node) == 0, 120, "the second box is complete")
    with server.machine.follows("the office knows its recovery key"):
        assert len(server.type(key, {}).splitlines()[1].split()) >= 6
    with server.machine.follows("the office knows the folder of its copies"):
        assert "disalin" in server.type(copy, {"FOLDER-SALINAN": copies})
