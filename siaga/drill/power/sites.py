"""A centre and an office as production runs them, each a `siaga serve` of its own, on one database server; and who works there.

Nothing here is another way of running: homes as `siaga init` makes them, supervised as `siaga serve` does it, joined over HTTP with a code.
"""

from __future__ import annotations

import logging
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from urllib.parse import urlsplit
from uuid import UUID

import httpx

from siaga.drill.power import office
from siaga.drill.power.killing import kill_server
from siaga.drill.power.office import MANY
from siaga.drill.power.witness import Witness, read_witness
from siaga.journal.seeding import write_many
from siaga.kit.database import use_default
from siaga.kit.forking import Forked
from siaga.kit.processes import free_port, stop_on_signals
from siaga.kit.refusal import PermanentFault
from siaga.people.founding import said_of
from siaga.roles import founding, serving
from siaga.roles.home import Home
from siaga.roles.process import build

HOST, CENTRE, OFFICE = "127.0.0.1", "pusat", "kantor"
WEB, DUE = "web", "due"
WARGA = "warga"
WORKERS = ("loket", "loket 2", WARGA)
DRAWN_EACH = 100  # tickets drawn from one address: the kiosk counts them


@dataclass
class Site:
    """One node: its home, its port, the process that is its `siaga serve`."""

    path: Path
    port: int
    running: Forked | None = None

    def keep(self) -> None:
        """Start it, or start it again."""
        if self.running is None or not self.running.alive():
            self.running = _forked(f"serve {self.path.name}", partial(serve, self.path, self.port), self.path.parent)

    def child(self, which: str) -> int | None:
        """The pid of its process that answers (WEB) or that takes due work (DUE), while it runs."""
        if self.running is None:
            return None
        with suppress(OSError):
            tasks = Path(f"/proc/{self.running.pid}/task/{self.running.pid}/children").read_text().split()
            for pid in map(int, tasks):
                if Path(f"/proc/{pid}/comm").read_text().startswith(which):
                    return pid
        return None

    def answers(self) -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"http://{HOST}:{self.port}/sehat", trust_env=False, timeout=5).status_code == 200
        return False


def _forked(name: str, work: partial[None], folder: Path) -> Forked:
    return Forked(name, work, env=dict(os.environ), log=folder / f"{name}.log")


def serve(path: Path, port: int) -> None:
    """What `siaga serve` does, in a child of the drill."""
    home = Home.open(path)
    running, stop = serving.Serving(home, HOST, port), stop_on_signals()
    with running.lock, serving.inside(home):
        serving.migrate()
        try:
            running.start(60.0)
            while not stop.wait(0.3):
                serving.keep_database(home)
                running.keep(print)
        finally:
            running.stop()


@dataclass
class Pair:
    """Both in one folder, and their workers: `loket` writes acts itself, `warga` draws tickets over HTTP."""

    folder: Path
    seed: int
    sites: dict[str, Site] = field(default_factory=dict)
    workers: dict[str, Forked] = field(default_factory=dict)

    def __post_init__(self) -> None:
        told = Home.open(self.folder / OFFICE).settings.pusat
        assert told is not None
        port = urlsplit(told.url).port
        assert port is not None
        self.sites = {CENTRE: Site(self.folder / CENTRE, port), OFFICE: Site(self.folder / OFFICE, free_port())}

    @property
    def pgdata(self) -> Path:
        return self.folder / "pg" / "pg"

    def witness(self, name: str) -> Path:
        return self.folder / f"saksi {name}"

    def keep(self) -> None:
        """Whatever does not run is started."""
        for site in self.sites.values():
            site.keep()
        for name in WORKERS:
            if name not in self.workers or not self.workers[name].alive():
                self.seed += 1
                work = partial(clerks, self.sites[OFFICE].path, self.witness(name), self.seed)
                if name == WARGA:
                    work = partial(citizens, self.sites[OFFICE].port, self.witness(name), self.seed)
                self.workers[name] = _forked(name, work, self.folder)

    def end_work(self) -> None:
        for worker in self.workers.values():
            worker.kill()
        self.workers.clear()

    def stop(self) -> None:
        """Everything but the witnesses."""
        self.end_work()
        for site in self.sites.values():
            if site.running is not None:
                site.running.stop(timeout=60)
                site.running = None
        kill_server(self.pgdata)


def make_pair(folder: Path) -> None:
    """Found both; the office has its people's books and is let in by the centre. Raises PermanentFault."""
    office.town()
    site, code = Site(folder / CENTRE, free_port()), folder / "kode"
    _wait(_forked("centre", partial(_found_centre, site.path, code), folder))
    site.keep()
    deadline = time.monotonic() + 90
    while not site.answers() and time.monotonic() < deadline:
        time.sleep(0.1)
    url = f"http://{HOST}:{site.port}"
    _wait(_forked("office", partial(_found_office, folder / OFFICE, url, code.read_text()), folder))
    assert site.running is not None
    site.running.stop(timeout=60)


def _wait(child: Forked) -> None:
    if child.wait(300):
        raise PermanentFault(f"latihan: {child.command[0]} tidak dapat dibuat: {child.tail()}")


def _found_centre(path: Path, code: Path) -> None:
    home = founding.init_centre(path, cluster="../pg")
    code.write_text(founding.new_code(home, office.WILAYAH))
    serving.leave(home)


def _found_office(path: Path, pusat: str, code: str) -> None:
    home = founding.init_office(path, office.WILAYAH, cluster="../pg", pusat=pusat, code=code)
    node, people = build(home), office.town()
    write_many(node, said_of(people.families, people.residents, node.clock.now(), "sistem"))
    serving.leave(home)


def clerks(path: Path, witness: Path, seed: int) -> None:
    """A process of the office that writes acts with several threads until it dies; begins again while the database is away."""
    logging.disable(logging.CRITICAL)
    home = Home.open(path)
    use_default(home.conninfo())
    node, rng = build(home), Random(seed)
    while True:
        office.serve(node, Witness(witness), rng, MANY)
        time.sleep(0.05)


def citizens(port: int, witness: Path, seed: int) -> None:
    """Somebody at the kiosk, over HTTP: a form that had no answer is sent again, the same, until it has one."""
    rng, seen = Random(seed), Witness(witness)
    again = [key for key, _what, _n in read_witness(witness)[1]]
    while True:
        address = f"127.{rng.randrange(1, 255)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"
        line = httpx.HTTPTransport(local_address=address)
        with suppress(httpx.HTTPError), httpx.Client(base_url=f"http://{HOST}:{port}", transport=line, timeout=20) as c:
            c.get("/publik/kios/A/")
            token = next((v for k, v in c.cookies.items() if k.endswith("_csrf")), "")
            for _ in range(DRAWN_EACH if token else 0):
                key = again.pop() if again else UUID(int=rng.getrandbits(128), version=4)
                seen.begins(key, "kios", 0)
                again.append(key)
                form = {"jalur": "umum", "kunci": str(key), "csrfmiddlewaretoken": token}
                if c.post("/publik/kios/A/ambil/", data=form, headers={"Referer": str(c.base_url)}).status_code == 302:
                    seen.told(again.pop())
        time.sleep(0.1)
