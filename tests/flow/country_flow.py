"""The demonstration as real processes, started once for all flow tests and stopped by its own pid."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from siaga.drill.demo import PASSWORD
from siaga.drill.demo_homes import PORTS
from siaga.kit.postgres import Cluster

PEOPLE = 1_000  # 250 of about 650 adults are recorded; the others are left for the tests
PATIENCE = 300.0  # seconds; about 40 on a quiet machine
OFFICE = "3172"


@dataclass(frozen=True)
class Running:
    """Addresses of the processes, and a look (never a hand) into their tables."""

    folder: Path
    port: int

    @property
    def centre(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def office(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}"

    @property
    def password(self) -> str:
        return PASSWORD

    def rows(self, query: str, *values: object, node: str = OFFICE) -> list[tuple[Any, ...]]:
        with psycopg.connect(Cluster(self.folder / "pg").conninfo(f"siaga_{node}")) as line:
            return line.execute(query, values).fetchall()

    def value(self, query: str, *values: object, node: str = OFFICE) -> Any:
        found = self.rows(query, *values, node=node)
        return found[0][0] if found else None

    def until(self, query: str, *values: object, wanted: object, node: str = OFFICE, seconds: float = 60) -> None:
        """Waits until the one value is the wanted one; AssertionError with what it is instead."""
        deadline = time.monotonic() + seconds
        while (found := self.value(query, *values, node=node)) != wanted:
            assert time.monotonic() < deadline, f"{found!r} instead of {wanted!r} after {seconds:g} s: {query} {values}"
            time.sleep(0.3)

    def pages(self) -> list[Path]:
        """What the virtual printers have printed, as files."""
        return sorted(p for p in (self.folder / "cetakan").rglob("*") if p.is_file() and p.suffix in (".pdf", ".png"))


def free_ports(count: int) -> int:
    """The first of `count` neighbouring free ports."""
    for first in range(20_100, 29_000, count):
        with_each = []
        try:
            for port in range(first, first + count):
                probe = socket.socket()
                with_each.append(probe)
                probe.bind(("127.0.0.1", port))
            return first
        except OSError:
            continue
        finally:
            for probe in with_each:
                probe.close()
    raise RuntimeError("no free ports")


@contextmanager
def demonstration(folder: Path) -> Iterator[Running]:
    """`siaga demo` until the block ends. `SIAGA_FLOW=port:folder` uses one that already runs, to try a test again fast."""
    if given := os.environ.get("SIAGA_FLOW"):
        port, _, place = given.partition(":")
        yield Running(Path(place), int(port))
        return
    port = free_ports(PORTS)
    command = [sys.executable, "-m", "siaga.cli", "demo", "--folder", str(folder), "--port", str(port)]
    log = folder.with_suffix(".log")
    with log.open("wb") as out:
        child = subprocess.Popen([*command, "--penduduk", str(PEOPLE)], stdout=out, stderr=out)
    try:
        _await(child, log)
        yield Running(folder, port)
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(60)


def _await(child: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while "s] siap" not in log.read_text():
        if child.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the demonstration did not start: {log.read_text()[-2000:]}")
        time.sleep(0.2)
