"""Two nodes made and run as a user does it, by the command alone: own folders (with blanks in their names), own database
servers, own processes, one line between them. Killed in the middle of work, they lose nothing and do nothing twice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread

import httpx
import pytest

from siaga.counter import tickets
from siaga.counter.models import Ticket
from siaga.journal import exchange
from siaga.journal.act import CITIZEN
from siaga.journal.models import JournalFact, Parked
from siaga.journal.verify import verify
from siaga.kit.database import Store
from siaga.kit.node import PUSAT, Node
from siaga.kit.processes import Child, free_port
from siaga.roles.home import Home
from siaga.roles.process import build
from siaga.roles.serving import page_processes

pytestmark = pytest.mark.slow

CODE = re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$", re.M)
WRONG = "ABCD-EFGH-JKMN"
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SIAGA_HOME")}


def siaga(*words: str | Path, code: int = 0) -> str:
    """Run the command; what it said on both channels."""
    command = [sys.executable, "-m", "siaga.cli", *map(str, words)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=180, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert "Traceback" not in said
    return said


def until(true: Callable[[], bool], seconds: float, what: str) -> float:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, f"not within {seconds} s: {what}"
        time.sleep(0.05)
    return time.monotonic() - began


def children(pid: int) -> list[int]:
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def workers(pid: int) -> list[int]:
    """What `serve` started, without the database server."""
    return [p for p in children(pid) if b"siaga" in Path(f"/proc/{p}/cmdline").read_bytes().replace(b"postgres", b"")
            and b"postgres" not in Path(f"/proc/{p}/cmdline").read_bytes()]  # fmt: skip


@dataclass
class Site:
    """One node's folder and the `siaga serve` that runs it."""

    path: Path
    port: int
    running: Child | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self) -> None:
        command = [sys.executable, "-m", "siaga.cli", "serve", "--home", self.path, "--port", str(self.port)]
        self.running = Child(command, env=ENVIRONMENT, log=self.path / "log" / "serve.log")
        until(self.answers, 90, f"{self.path.name}: {self.running.tail()}")

    def answers(self) -> bool:
        assert self.running is not None and self.running.alive(), self.running and self.running.tail()
        try:
            return httpx.get(f"{self.url}/sehat", trust_env=False, timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        if self.running is not None:
            self.running.stop(timeout=30)
            self.running = None

    def node(self) -> Node:
        home = Home.open(self.path)
        return replace(build(home), store=Store(home.conninfo()))

    def database_runs(self) -> bool:
        cluster = Home.open(self.path).cluster
        assert cluster is not None
        return cluster.pid() is not None


@dataclass
class Pair:
    centre: Site
    office: Site


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A centre and an office that it let in, both serving."""
    folder = tmp_path_factory.mktemp("dua simpul")
    made = Pair(Site(folder / "pusat kita", free_port()), Site(folder / "kab malang", free_port()))
    try:
        said = siaga("init", "pusat", "--home", made.centre.path)
        assert "operator / " in said
        made.centre.serve()
        found = CODE.search(siaga("kode", "--home", made.centre.path, "--wilayah", "35.07"))
        assert found
        refused = siaga("init", "kantor", "--home", made.office.path, "--wilayah", "35.07",
                        "--pusat", made.centre.url, "--kode", WRONG, code=1)  # fmt: skip
        assert "kepala / " in refused and "Kode masuk tidak dikenal" in refused and "Kabupaten Malang" in refused
        assert not Home.open(made.office.path).trust
        made.office.serve()  # before it is let in: the running processes notice by themselves
        siaga("gabung", "--home", made.office.path, "--pusat", made.centre.url, "--kode", found[0])
        assert Home.open(made.office.path).trust
        until(lambda: "pengaturan berubah" in made.office.running.tail(), 60, "the office uses what it was told")
        yield made
    finally:
        made.office.stop()
        made.centre.stop()


def draw(node: Node, count: int) -> None:
    with node:
        for i in range(count):
            assert tickets.take_ticket(node, CITIZEN, "AB"[i % 2], "umum")


def held(node: Node) -> tuple[int, int]:
    """Facts of the office's chain and tickets here."""
    with node:
        return JournalFact.objects.filter(chain="3507").count(), Ticket.objects.filter(office="3507").count()


def same_on_both(office: Node, centre: Node) -> None:
    """Nothing lost, nothing doubled, nothing parked, every chain whole."""
    assert held(office) == held(centre)
    for node in (office, centre):
        with node:
            assert verify() == [] and not Parked.objects.exists()
            rows = list(Ticket.objects.filter(office="3507").values_list("day", "service", "number"))
            assert len(set(rows)) == len(rows)


def test_facts_reach_the_centre_by_themselves(pair: Pair) -> None:
    office, centre = pair.office.node(), pair.centre.node()
    before = held(office)[1]
    draw(office, 20)
    took = until(lambda: held(centre) == held(office), 20, "the centre holds what the office wrote")
    assert held(centre)[1] == before + 20
    assert took < 20
    same_on_both(office, centre)


def test_children_killed_in_the_middle_come_back_by_themselves(pair: Pair) -> None:
    office, centre = pair.office.node(), pair.centre.node()
    before = held(office)[1]
    writer = Thread(target=draw, args=(office, 300))
    writer.start()
    assert pair.office.running is not None
    for _ in range(2):
        first = workers(pair.office.running.pid)
        assert len(first) == 2, "web and due work"
        for pid in first:
            os.killpg(pid, signal.SIGKILL)
        until(
            lambda old=first: pair.office.answers() and not set(old) & set(workers(pair.office.running.pid)), 60, "back"
        )
    writer.join(120)
    until(lambda: held(centre) == held(office), 60, "the centre caught up")
    assert held(office)[1] == before + 300
    same_on_both(office, centre)


def test_of_the_centres_page_processes_one_dies_and_all_begin_anew(pair: Pair) -> None:
    """They share a port: what is left must not go on with less than it was measured with, nor keep the port from those that follow."""
    office, centre = pair.office.node(), pair.centre.node()
    assert pair.centre.running is not None

    def pages() -> set[int]:
        """granian's processes below the child that answers; `due` has none."""
        return {p for child in workers(pair.centre.running.pid) for p in children(child)}

    first = pages()
    assert len(first) == page_processes(PUSAT, os.cpu_count())
    os.kill(min(first), signal.SIGKILL)
    draw(office, 20)
    until(lambda: pair.centre.answers() and len(pages() - first) == len(first), 60, "as many as before, all new")
    until(lambda: not any(Path(f"/proc/{p}").exists() for p in first), 30, "the others ended with it")
    until(lambda: held(centre) == held(office), 60, "what the office wrote meanwhile came in")
    same_on_both(office, centre)


@pytest.mark.parametrize(
    ("id", "cores", "expected"), [("3172", 8, 1), (PUSAT, 1, 1), (PUSAT, 2, 2), (PUSAT, 64, 4), (PUSAT, None, 1)]
)
def test_pages_have_a_process_for_each_core_at_the_centre_alone(id: str, cores: int | None, expected: int) -> None:
    assert page_processes(id, cores) == expected


def test_the_whole_command_killed_is_started_again(pair: Pair) -> None:
    """SIGKILL to `siaga serve` itself: its children end with it, its database goes on and is adopted."""
    office, centre = pair.office.node(), pair.centre.node()
    assert pair.office.running is not None
    left = workers(pair.office.running.pid)
    pair.office.running.kill()
    until(lambda: not any(Path(f"/proc/{p}/cmdline").exists() for p in left), 30, "children end with their parent")
    assert pair.office.database_runs()
    draw(office, 10)  # a page that was open still wrote
    with office:
        assert exchange.unsent(office) >= 10
    pair.office.serve()
    until(lambda: held(centre) == held(office), 30, "sent after the restart")
    same_on_both(office, centre)


def test_a_second_serve_of_one_home_is_refused(pair: Pair) -> None:
    said = siaga("serve", "--home", pair.office.path, "--port", str(free_port()), code=1)
    assert "sedang dipegang oleh siaga serve 3507" in said and str(pair.office.running.pid) in said
    assert "sedang dipegang" in siaga("rebuild", "--home", pair.office.path, code=1)
    assert pair.office.answers()


def test_a_used_code_and_a_made_home_are_refused(pair: Pair, tmp_path: Path) -> None:
    again = siaga("init", "pusat", "--home", pair.centre.path, code=1)
    assert "sudah berisi simpul" in again
    nowhere = tmp_path / "tidak ada"
    assert "tidak ada kabupaten/kota" in siaga("init", "kantor", "--home", nowhere, "--wilayah", "99.99", code=1)
    assert not nowhere.exists()
    assert "belum berisi simpul" in siaga("serve", "--home", nowhere, code=1)
    assert "dibuat di pusat" in siaga("kode", "--home", pair.office.path, "--wilayah", "35.07", code=1)


def test_by_hand_after_everything_was_stopped(pair: Pair, tmp_path: Path) -> None:
    """Without a line: facts on a stick, twice; journals whole; tables made anew the same; no server is left behind."""
    pair.office.stop()
    until(lambda: not pair.office.database_runs(), 30, "Ctrl-C stops the database too")
    home = Home.open(pair.office.path)
    assert home.cluster is not None
    with home.cluster:
        draw(replace(build(home), store=Store(home.conninfo())), 5)
    stick = tmp_path / "kiriman untuk pusat.siaga"
    assert "fakta" in siaga("carry", "out", "--home", pair.office.path, stick)
    assert siaga("carry", "in", "--home", pair.centre.path, stick).startswith("5 fakta")
    assert siaga("carry", "in", "--home", pair.centre.path, stick).startswith("0 fakta")
    back = tmp_path / "jawaban.siaga"
    siaga("carry", "out", "--home", pair.centre.path, "--ke", "35.07", back)
    siaga("carry", "in", "--home", pair.office.path, back)
    assert "Jurnal utuh." in siaga("journal", "verify", "--home", pair.office.path)
    assert "(sama)" in siaga("rebuild", "--home", pair.office.path)
    pair.centre.stop()
    assert "(sama)" in siaga("rebuild", "--home", pair.centre.path)
    assert not pair.office.database_runs() and not pair.centre.database_runs()
