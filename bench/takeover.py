"""Kill an office at a random moment while clerks work, let its second box take over, and look for what was lost.

Everything is a process of its own, made and run by the command alone: an office, its second box, clerks over HTTP. Each round SIGKILLs
the whole office (web, due work, supervisor and database server, in an order drawn from the seed), runs `siaga takeover` on the second box,
and asks it for every ticket whose answer had reached a clerk. The box that took over is the office of the next round and gets a
second box of its own. The control does the same with the line to the second box cut by its training switch: it must lose.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Thread
from uuid import UUID, uuid4

import httpx
import msgspec

from siaga.continuity.acts import turn_switch
from siaga.counter.models import Ticket
from siaga.journal.act import SYSTEM
from siaga.journal.verify import verify
from siaga.kit.database import Store
from siaga.kit.node import Node
from siaga.kit.processes import Child, free_port, living_in
from siaga.roles import standby
from siaga.roles.home import Home
from siaga.roles.process import build

ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SIAGA_HOME")}
PATIENCE = (
    30.0  # seconds an act waits for the second box here: this machine is busy, and what is unprotected may be lost
)
CLERKS = 4


def siaga(*words: str | Path) -> str:
    """Run the command; what it said. Raises RuntimeError with that if it failed."""
    command = [sys.executable, "-m", "siaga.cli", *map(str, words)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout


def until(true: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise RuntimeError(f"not within {seconds} s: {what}")
        time.sleep(0.1)


@dataclass
class Machine:
    """One box: its home, its port, its running `siaga serve`."""

    path: Path
    port: int = field(default_factory=free_port)
    running: Child | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self) -> None:
        command = [sys.executable, "-m", "siaga.cli", "serve", "--home", str(self.path), "--port", str(self.port)]
        self.running = Child(command, env=ENVIRONMENT, log=self.path / "log" / "serve.log")
        until(self.answers, 120, f"{self.path.name} answers: {self.running.tail()}")

    def answers(self) -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/sehat", trust_env=False, timeout=5).status_code == 200
        return False

    def workers(self) -> set[int]:
        """What `siaga serve` has forked: web and due work."""
        assert self.running is not None
        found = Path(f"/proc/{self.running.pid}/task/{self.running.pid}/children").read_text().split()
        return {int(p) for p in found} - set(living_in(self.path / "pg" / "pg", "postgres"))

    @contextmanager
    def follows(self, what: str) -> Iterator[None]:
        """What is done inside changes node.json: afterwards the running `siaga serve` has begun anew."""
        before = self.workers()
        yield
        assert self.running is not None
        until(lambda: not before & self.workers() and self.answers(), 90, f"{what}: {self.running.tail(40)}")

    @contextmanager
    def node(self) -> Iterator[Node]:
        """Its node in this process, on its own database server."""
        home = Home.open(self.path)
        store = Store(home.conninfo())
        try:
            with replace(build(home), store=store) as node:
                yield node
        finally:
            store.close()

    def pids(self) -> list[int]:
        """Supervisor, its children and theirs, and the database server."""
        assert self.running is not None
        found, todo = [], [self.running.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            with suppress(OSError):
                todo += [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return list(dict.fromkeys([*found, *living_in(self.path / "pg" / "pg", "postgres")]))

    def kill(self, chance: random.Random) -> None:
        """SIGKILL to all of it."""
        pids = self.pids()
        chance.shuffle(pids)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self.running is not None:
            self.running.wait(30)
            self.running = None

    def stop(self) -> None:
        if self.running is not None:
            self.running.stop(timeout=30)
            self.running = None


class Clerks:
    """Tickets drawn over HTTP as fast as they are answered, until told to stop or until nobody answers. told: those that were answered."""

    def __init__(self, url: str, count: int = CLERKS) -> None:
        self.told: list[UUID] = []
        self.refused: list[str] = []
        self._stop = Event()
        self._threads = [Thread(target=self._work, args=(url, f"127.0.0.{10 + i}")) for i in range(count)]
        for thread in self._threads:
            thread.start()

    def _work(self, url: str, address: str) -> None:
        # An address of its own for each: the kiosk counts how often one draws.
        line = httpx.HTTPTransport(local_address=address)
        with suppress(httpx.HTTPError), httpx.Client(base_url=url, transport=line, timeout=60) as client:
            client.get("/publik/kios/A/")
            token = next(v for k, v in client.cookies.items() if k.endswith("_csrf"))
            while not self._stop.is_set():
                form = {"jalur": "umum", "kunci": str(uuid4()), "csrfmiddlewaretoken": token}
                answer = client.post("/publik/kios/A/ambil/", data=form, headers={"Referer": url})
                if answer.status_code != 302:
                    self.refused.append(f"{answer.status_code}")
                    return
                self.told.append(UUID(answer.headers["Location"].rstrip("/").rpartition("/")[2]))

    def end(self) -> list[UUID]:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        return list(self.told)


@dataclass(frozen=True, slots=True)
class Round:
    """told: tickets whose answer arrived; lost: of these, not at the box that took over. seconds: from the kill until a ticket was drawn
    there; command: of these, `siaga takeover`. unprotected: acts that the office could not bring to its second box and said so."""

    told: int
    lost: int
    seconds: float
    command: float
    unprotected: int
    faults: int


def make_office(office: Machine) -> None:
    siaga("init", "kantor", "--home", office.path, "--wilayah", "35.07")
    office.serve()


def make_second(office: Machine, second: Machine) -> None:
    """As its people make it, and complete."""
    with office.follows("the office knows its second box"):
        with office.node() as node:
            code = standby.new_code(node, SYSTEM)
        siaga(
            *("standby", "--home", second.path, "--kantor", office.url, "--kode", code),
            *("--alamat-sendiri", second.url),
        )
    second.serve()
    with office.follows("the office waits longer for it"):
        home = Home.open(office.path)
        assert home.settings.cadangan is not None
        patient = msgspec.structs.replace(home.settings.cadangan, timeout=PATIENCE)
        home.save(msgspec.structs.replace(home.settings, cadangan=patient))
    with office.node() as node:
        until(lambda: node.devices["cadangan"].behind(node) == 0, 120, "the second box is complete")


def kill_and_take_over(office: Machine, second: Machine, chance: random.Random) -> Round:
    before = _unprotected(office)
    clerks = Clerks(office.url)
    until(lambda: len(clerks.told) >= 20 or bool(clerks.refused), 60, f"clerks work: {clerks.refused}")
    time.sleep(chance.uniform(0.0, 2.0))
    if clerks.refused:
        raise RuntimeError(f"the office refused: {clerks.refused}")
    office.kill(chance)
    began = time.monotonic()
    told = clerks.end()  # a page that saw its database die first answered 500: that act was not told
    asked = time.monotonic()
    siaga("takeover", "--home", second.path, "--alasan", "server mati")
    command = time.monotonic() - asked
    first = Clerks(second.url, 1)
    until(lambda: bool(first.told or first.refused), 60, "the second box serves")
    seconds = time.monotonic() - began
    new = first.end()
    with second.node():
        held = set(Ticket.objects.values_list("id", flat=True))
        numbers = list(Ticket.objects.values_list("day", "service", "number"))
        faults = len(verify()) + len(numbers) - len(set(numbers)) + len(set(new) - held)
    return Round(len(told), len(set(told) - held), seconds, command, _unprotected(office) - before, faults)


def _unprotected(office: Machine) -> int:
    with suppress(FileNotFoundError):
        return (office.path / "log" / "web.log").read_text(errors="replace").count("the second box does not hold")
    return 0


def cut_line(office: Machine) -> None:
    """By the training switch, as a technician cuts it."""
    with office.node() as node:
        assert turn_switch(node, SYSTEM, "cadangan", True)


def rounds(folder: Path, kills: int, seed: int, *, control: bool) -> Iterator[Round]:
    """`kills` takeovers from box to box; with control one more, of which the line was cut before."""
    office = Machine(folder / "kotak 1")
    machines = [office]
    try:
        make_office(office)
        for i in range(kills + control):
            second = Machine(folder / f"kotak {i + 2}")
            machines.append(second)
            make_second(office, second)
            if i == kills:
                cut_line(office)
            yield kill_and_take_over(office, second, random.Random(seed * 1000 + i))
            office = second
    finally:
        for machine in machines:
            machine.stop()


def main(kills_asked: int = 20, seed: int = 1) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        done = []
        for r in rounds(Path(folder), kills_asked, seed, control=True):
            done.append(r)
            name = "control (line cut)" if len(done) > kills_asked else f"kill {len(done)}"
            print(
                f"{name}: {r.told} told, {r.lost} lost, {r.unprotected} unprotected, {r.faults} faults; serving again "
                f"after {r.seconds:.1f} s, of which the command {r.command:.1f} s",
                flush=True,
            )
    *kills, control = done
    lost, took = sum(r.lost for r in kills), [r.seconds for r in kills]
    print(
        f"takeover: {len(kills)} kills, {sum(r.told for r in kills):,} acts told, lost = {lost}; seconds until the second box served: "
        f"median {statistics.median(took):.1f}, worst {max(took):.1f} (aim < 60); control lost {control.lost} of {control.told}"
    )
    if lost or any(r.faults for r in done) or not control.lost or max(took) >= 60:
        raise SystemExit(1)
